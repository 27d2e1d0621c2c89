//! The access token of a run: one login shared by all calls, renewed before it expires, taken anew when refused.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;

use super::error::{ApiError, ErrorKind, LoginFailure, TokenRefusal};
use super::request::Method;

/// Servers allow 60 logins a minute to all clients of an address together.
const LOGINS_PER_MINUTE: usize = 8;
const MINUTE: Duration = Duration::from_secs(60);
/// A token is renewed when less than this is left, or a tenth of its life if that is shorter.
const RENEWAL_MARGIN: Duration = Duration::from_secs(30);

/// An access token for use outside of this client.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// The bearer token.
    pub token: SecretString,
    /// When it ends, as far as known.
    pub expires_at: Option<OffsetDateTime>,
}

/// Who we are to the server, as far as the token or the server tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The machine identity's id.
    pub id: Option<String>,
    /// The login method in words.
    pub method: String,
    /// The id of the organization.
    pub organization_id: Option<String>,
    /// The name of the organization.
    pub organization_name: Option<String>,
    /// The slug of the organization.
    pub organization_slug: Option<String>,
}

impl Identity {
    /// In words, for messages.
    pub fn describe(&self) -> String {
        let mut text = match &self.id {
            Some(id) => format!("machine identity {id} (logged in with {}", self.method),
            None => format!(
                "the identity of this provider (logged in with {}",
                self.method
            ),
        };
        if let Some(name) = self
            .organization_name
            .as_ref()
            .or(self.organization_id.as_ref())
        {
            text.push_str(", organization ");
            text.push_str(name);
        }
        text.push(')');
        text
    }

    /// What the payload of an access token tells; nothing when it is no JWT.
    pub(crate) fn from_token(token: &SecretString, method: &str) -> Self {
        let claims = claims(token);
        let text = |names: [&str; 2]| {
            let found = names.iter().find_map(|name| claims.get(name)?.as_str());
            found.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Self {
            id: text(["identityId", "identity_id"]),
            method: method.to_owned(),
            organization_id: text(["orgId", "organizationId"]),
            ..Self::default()
        }
    }
}

/// The claims of a JWT, unverified: they are only shown and used to guess its end. Null for any other text.
pub(crate) fn claims(token: &SecretString) -> Value {
    let payload = token.expose_secret().split('.').nth(1).unwrap_or_default();
    let json = URL_SAFE_NO_PAD
        .decode(payload.trim_end_matches('='))
        .unwrap_or_default();
    serde_json::from_slice(&json).unwrap_or_default()
}

/// A token in use.
#[derive(Debug)]
pub(crate) struct Held {
    pub token: SecretString,
    /// Counts the tokens of this session, so that a late refusal of an older one does not throw away a newer.
    pub number: u64,
    pub expires_at: Option<OffsetDateTime>,
    pub identity: Identity,
    renew_at: Option<Instant>,
    expires: Option<Instant>,
    /// Renewing beyond this is refused.
    renewable_until: Option<Instant>,
}

/// What a login or renewal answers: `{accessToken, expiresIn, accessTokenMaxTTL}` in seconds, 0 for no limit.
pub(crate) struct Grant {
    pub token: SecretString,
    pub life: Option<Duration>,
    pub max_life: Option<Duration>,
}

impl Grant {
    pub fn from_json(answer: &Value) -> Option<Self> {
        let seconds = |key: &str| {
            let seconds = answer
                .get(key)
                .and_then(Value::as_f64)
                .filter(|seconds| *seconds > 0.0)?;
            Duration::try_from_secs_f64(seconds).ok()
        };
        Some(Self {
            token: answer
                .get("accessToken")?
                .as_str()
                .filter(|token| !token.is_empty())?
                .into(),
            life: seconds("expiresIn"),
            max_life: seconds("accessTokenMaxTTL"),
        })
    }

    /// A ready token: its end is in its claims, if anywhere.
    pub fn ready(token: &SecretString) -> Self {
        let end = claims(token).get("exp").and_then(Value::as_f64);
        let left = end.map(|end| end - OffsetDateTime::now_utc().unix_timestamp() as f64);
        Self {
            token: token.clone(),
            life: left.and_then(|left| Duration::try_from_secs_f64(left.max(0.0)).ok()),
            max_life: None,
        }
    }
}

/// How a session gets its tokens; the client implements it, tests bring their own.
pub(crate) trait TokenMaker: Sync {
    /// The method in words.
    fn method(&self) -> &'static str;
    /// Whether another login gives another token.
    fn can_log_in_again(&self) -> bool;
    /// Whether tokens can be prolonged.
    fn can_renew(&self) -> bool;
    async fn log_in(&self) -> Result<Grant, ApiError>;
    async fn renew(&self, token: &SecretString) -> Result<Grant, ApiError>;
}

#[derive(Default)]
struct State {
    held: Option<Arc<Held>>,
    /// When the last life began: `max_life` counts from a login, not from a renewal.
    logged_in: Option<Instant>,
    recent_logins: VecDeque<Instant>,
    last_failure: Option<(Instant, ApiError)>,
    tokens: u64,
    likely_refused: Option<Instant>,
}

/// The one token that all calls of a client share.
#[derive(Default)]
pub(crate) struct Session {
    state: AsyncMutex<State>,
    failures: AtomicU64,
}

impl Session {
    /// The token, after a login or a renewal if need be. Many callers at once cause one login.
    pub async fn token(&self, maker: &impl TokenMaker) -> Result<Arc<Held>, ApiError> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        let now = Instant::now();
        if let Some(held) = &state.held
            && held.renew_at.is_none_or(|at| now < at)
        {
            return Ok(held.clone());
        }
        if let Some((when, error)) = &state.last_failure {
            // Those who waited behind a failed login share its failure; a refusal will not change within a minute.
            let waited = self.failures.load(Ordering::Acquire) > failures;
            if waited || (error_is_final(error) && when.elapsed() < MINUTE) {
                return Err(error.clone());
            }
        }
        if let Some(held) = state.held.clone()
            && let Some(renewed) = self.renewed(&mut state, &held, maker).await
        {
            return Ok(renewed);
        }
        self.logged_in(&mut state, maker).await
    }

    async fn renewed(
        &self,
        state: &mut State,
        held: &Arc<Held>,
        maker: &impl TokenMaker,
    ) -> Option<Arc<Held>> {
        let now = Instant::now();
        let usable = held.expires.is_none_or(|end| now < end);
        let room = held
            .renewable_until
            .is_none_or(|end| now + RENEWAL_MARGIN < end);
        if maker.can_renew() && usable && room {
            match Box::pin(maker.renew(&held.token)).await {
                Ok(grant) => return Some(self.hold(state, grant, maker)),
                Err(error) => tracing::debug!(%error, "the access token could not be renewed"),
            }
        }
        if maker.can_log_in_again() {
            return None;
        }
        // There is no other token: use it to its end and let the server say so.
        let last = Arc::new(Held {
            token: held.token.clone(),
            identity: held.identity.clone(),
            renew_at: None,
            ..**held
        });
        state.held = Some(last.clone());
        Some(last)
    }

    async fn logged_in(
        &self,
        state: &mut State,
        maker: &impl TokenMaker,
    ) -> Result<Arc<Held>, ApiError> {
        let now = Instant::now();
        while state
            .recent_logins
            .front()
            .is_some_and(|when| now.duration_since(*when) >= MINUTE)
        {
            state.recent_logins.pop_front();
        }
        let answer = if state.recent_logins.len() >= LOGINS_PER_MINUTE {
            let reason = format!(
                "the server refused the access token again and again: {LOGINS_PER_MINUTE} logins within a minute did not \
                 help. Check the token's lifetime, its limit of uses, and the clocks"
            );
            Err(login_error(
                maker.method(),
                LoginFailure::Credential(reason),
            ))
        } else {
            state.recent_logins.push_back(now);
            // Boxed: the clouds' logins are large, and every call carries room for its login.
            Box::pin(maker.log_in()).await
        };
        match answer {
            Ok(grant) => {
                state.logged_in = Some(Instant::now());
                Ok(self.hold(state, grant, maker))
            }
            Err(error) => {
                state.held = None;
                state.last_failure = Some((Instant::now(), error.clone()));
                self.failures.fetch_add(1, Ordering::AcqRel);
                Err(error)
            }
        }
    }

    fn hold(&self, state: &mut State, grant: Grant, maker: &impl TokenMaker) -> Arc<Held> {
        let now = Instant::now();
        state.tokens += 1;
        let after =
            |from: Instant, span: Option<Duration>| span.and_then(|span| from.checked_add(span));
        let renewable_until = state.logged_in.and_then(|from| after(from, grant.max_life));
        // Whatever its life, a token does not outlive the longest life since its login.
        let ends = [after(now, grant.life), renewable_until]
            .into_iter()
            .flatten()
            .min();
        let margin = RENEWAL_MARGIN.min(grant.life.unwrap_or(RENEWAL_MARGIN) / 10);
        let held = Arc::new(Held {
            identity: Identity::from_token(&grant.token, maker.method()),
            token: grant.token,
            number: state.tokens,
            expires_at: grant
                .life
                .and_then(|life| OffsetDateTime::now_utc().checked_add(life.try_into().ok()?)),
            renew_at: ends.and_then(|ends| ends.checked_sub(margin)),
            expires: ends,
            renewable_until,
        });
        state.held = Some(held.clone());
        state.last_failure = None;
        held
    }

    /// Forgets the token of this number, as the server refused it; tells whether trying again with another one makes
    /// sense. A likely refusal is a reason for a new login only once a minute, as it may mean something else.
    pub async fn forget(&self, number: u64, refusal: TokenRefusal) -> bool {
        let mut state = self.state.lock().await;
        if refusal == TokenRefusal::No {
            return false;
        }
        if state
            .held
            .as_ref()
            .is_some_and(|held| held.number == number)
        {
            if refusal == TokenRefusal::Likely {
                if state
                    .likely_refused
                    .is_some_and(|when| when.elapsed() < MINUTE)
                {
                    return false;
                }
                state.likely_refused = Some(Instant::now());
            }
            state.held = None;
        }
        true
    }
}

/// A failed login; the call that needed it is not named, as every call would fail so.
pub(crate) fn login_error(method: &'static str, cause: LoginFailure) -> ApiError {
    let path = match &cause {
        LoginFailure::Call(error) => error.path().to_owned(),
        LoginFailure::Credential(_) => "(login)".to_owned(),
    };
    ApiError::new(ErrorKind::Login { method, cause }, &Method::POST, path)
}

/// Trying the same login again would fail the same way.
fn error_is_final(error: &ApiError) -> bool {
    match error.kind() {
        ErrorKind::Login {
            cause: LoginFailure::Call(error),
            ..
        } => error.is_refusal(),
        ErrorKind::Login {
            cause: LoginFailure::Credential(_),
            ..
        } => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::StatusError;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Maker {
        logins: AtomicU64,
        renewals: AtomicU64,
        life: u64,
        max_life: u64,
        refuses: Mutex<Option<u16>>,
        ready_token: bool,
    }

    impl Maker {
        fn grant(&self, kind: &str, number: u64) -> Result<Grant, ApiError> {
            if let Some(status) = *self.refuses.lock().unwrap() {
                let answer = StatusError {
                    status,
                    ..Default::default()
                };
                let error =
                    ApiError::new(ErrorKind::Status(answer.into()), &Method::POST, "/login");
                return Err(login_error("a test", LoginFailure::Call(error)));
            }
            let answer = serde_json::json!({"accessToken": format!("{kind}{number}"), "expiresIn": self.life, "accessTokenMaxTTL": self.max_life});
            Ok(Grant::from_json(&answer).unwrap())
        }

        fn counts(&self) -> (u64, u64) {
            (
                self.logins.load(Ordering::SeqCst),
                self.renewals.load(Ordering::SeqCst),
            )
        }
    }

    impl TokenMaker for Maker {
        fn method(&self) -> &'static str {
            "a test"
        }
        fn can_log_in_again(&self) -> bool {
            !self.ready_token
        }
        fn can_renew(&self) -> bool {
            true
        }
        async fn log_in(&self) -> Result<Grant, ApiError> {
            let number = self.logins.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
            self.grant("login", number)
        }
        async fn renew(&self, _token: &SecretString) -> Result<Grant, ApiError> {
            let number = self.renewals.fetch_add(1, Ordering::SeqCst) + 1;
            self.grant("renewal", number)
        }
    }

    async fn token(session: &Session, maker: &Maker) -> String {
        session
            .token(maker)
            .await
            .unwrap()
            .token
            .expose_secret()
            .to_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn many_callers_cause_one_login() {
        let (session, maker) = (
            Session::default(),
            Maker {
                life: 600,
                ..Default::default()
            },
        );
        let tokens = futures::future::join_all((0..100).map(|_| token(&session, &maker))).await;
        assert!(tokens.iter().all(|token| token == "login1"));
        assert_eq!(maker.counts(), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn renewed_before_it_expires_and_logged_in_anew_before_the_longest_life_ends() {
        let (session, maker) = (
            Session::default(),
            Maker {
                life: 600,
                max_life: 1500,
                ..Default::default()
            },
        );
        let mut seen = Vec::new();
        for _ in 0..500 {
            let now = token(&session, &maker).await;
            if seen.last() != Some(&now) {
                seen.push(now);
            }
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        assert_eq!(
            seen[..5],
            ["login1", "renewal1", "renewal2", "login2", "renewal3"]
        );
        // A token that never ends is never renewed.
        let (session, maker) = (Session::default(), Maker::default());
        token(&session, &maker).await;
        tokio::time::sleep(Duration::from_secs(1_000_000)).await;
        token(&session, &maker).await;
        assert_eq!(maker.counts(), (1, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_login_is_asked_once_for_all_and_again_after_a_minute() {
        let (session, maker) = (
            Session::default(),
            Maker {
                life: 600,
                ..Default::default()
            },
        );
        *maker.refuses.lock().unwrap() = Some(401);
        for _ in 0..5 {
            let failed = futures::future::join_all((0..100).map(|_| session.token(&maker))).await;
            assert!(failed.iter().all(Result::is_err));
        }
        assert_eq!(maker.counts(), (1, 0));
        *maker.refuses.lock().unwrap() = None;
        tokio::time::sleep(MINUTE).await;
        assert_eq!(token(&session, &maker).await, "login2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_passing_failure_is_shared_by_those_who_waited_and_tried_again_by_later_ones() {
        let (session, maker) = (
            Session::default(),
            Maker {
                life: 600,
                ..Default::default()
            },
        );
        *maker.refuses.lock().unwrap() = Some(500);
        let failed = futures::future::join_all((0..100).map(|_| session.token(&maker))).await;
        assert!(failed.iter().all(Result::is_err));
        *maker.refuses.lock().unwrap() = None;
        assert_eq!(token(&session, &maker).await, "login2");
    }

    #[tokio::test(start_paused = true)]
    async fn a_late_refusal_of_an_old_token_keeps_the_new_one_and_a_storm_is_impossible() {
        let (session, maker) = (
            Session::default(),
            Maker {
                life: 600,
                ..Default::default()
            },
        );
        let first = session.token(&maker).await.unwrap();
        session.forget(first.number, TokenRefusal::Sure).await;
        let second = session.token(&maker).await.unwrap();
        session.forget(first.number, TokenRefusal::Sure).await;
        assert_eq!(session.token(&maker).await.unwrap().number, second.number);
        let mut failed = 0;
        for _ in 0..100 {
            match session.token(&maker).await {
                Ok(held) => assert!(session.forget(held.number, TokenRefusal::Sure).await),
                Err(_) => failed += 1,
            }
        }
        assert_eq!(maker.counts().0, LOGINS_PER_MINUTE as u64);
        assert!(failed > 80);
    }

    #[tokio::test(start_paused = true)]
    async fn a_likely_refusal_is_believed_once_a_minute() {
        let maker = Maker {
            life: 600,
            ..Default::default()
        };
        let session = Session::default();
        let first = session.token(&maker).await.unwrap();
        // Many calls with the same token are refused at once: all try again with the next one.
        for _ in 0..10 {
            assert!(session.forget(first.number, TokenRefusal::Likely).await);
        }
        let second = session.token(&maker).await.unwrap();
        assert!(!session.forget(second.number, TokenRefusal::Likely).await);
        assert_eq!(session.token(&maker).await.unwrap().number, second.number);
        tokio::time::sleep(MINUTE).await;
        assert!(session.forget(second.number, TokenRefusal::Likely).await);
        assert!(!session.forget(second.number, TokenRefusal::No).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_ready_token_that_cannot_be_renewed_is_used_to_its_end() {
        let (session, maker) = (
            Session::default(),
            Maker {
                life: 600,
                ready_token: true,
                ..Default::default()
            },
        );
        token(&session, &maker).await;
        *maker.refuses.lock().unwrap() = Some(401);
        tokio::time::sleep(Duration::from_secs(590)).await;
        for _ in 0..3 {
            assert_eq!(token(&session, &maker).await, "login1");
        }
        assert_eq!(maker.counts(), (1, 1));
    }

    #[test]
    fn identity_is_read_from_the_token() {
        let payload =
            URL_SAFE_NO_PAD.encode(r#"{"identityId":"id-1","orgId":"org-1","exp":4000000000}"#);
        let token = SecretString::from(format!("e30.{payload}.sig"));
        let identity = Identity::from_token(&token, "universal auth");
        assert_eq!(
            identity.describe(),
            "machine identity id-1 (logged in with universal auth, organization org-1)"
        );
        assert!(Grant::ready(&token).life.unwrap() > Duration::from_secs(1_000_000));
        for odd in ["", "st.a.b.c", "a.%%%.c", "a.bnVsbA.c"] {
            assert_eq!(Identity::from_token(&odd.into(), "x").id, None);
        }
    }
}

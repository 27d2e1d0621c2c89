//! The client: one call from its request to its answer, through login, limiter, retries.

use std::collections::HashSet;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::cancel::CancelSignal;
use super::coalesce::{ANY_WRITE, ListCache};
use super::config::{ClientConfig, ConfigError, normalise_host};
use super::error::{ApiError, ErrorKind, LoginFailure, StatusError, TokenRefusal};
use super::limiter::Limiter;
use super::locks::KeyedLocks;
use super::login::Login;
use super::login::cloud::Cloud;
use super::request::{Method, Request};
use super::retry::{Verdict, asked_wait, backoff, limit_headers, verdict};
use super::session::{AccessToken, Grant, Identity, Session, TokenMaker, login_error};
use super::transport::{Answer, Failure, Target};

/// A write that is under way when Terraform asks to stop may still end well within this time.
const GRACE_FOR_WRITES: Duration = Duration::from_secs(15);
/// A server that never answered yet is probably a wrong address: do not try for minutes.
const RETRIES_BEFORE_FIRST_CONTACT: u32 = 2;
/// A renewal is only a convenience; a new login follows when it fails.
const RENEWAL_RETRY_TIME: Duration = Duration::from_secs(10);

/// A client of one Infisical server with one identity. Cheap to clone; all clones share everything.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    /// calls are made even after a stop
    despite_stop: bool,
}

struct Shared {
    config: ClientConfig,
    home: Target,
    session: Session,
    limiter: Limiter,
    locks: KeyedLocks,
    lists: ListCache,
    missing_routes: Mutex<HashSet<String>>,
    organization: OnceCell<Option<Value>>,
    cancel: CancelSignal,
    /// the signal of calls that a stop does not stop: never given
    never: CancelSignal,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("host", &self.shared.home.host)
            .field("login", &self.shared.config.login.name())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client; nothing is sent before the first call.
    pub fn new(config: ClientConfig) -> Result<Self, ConfigError> {
        config.login.check()?;
        let home = Target::new(&config, normalise_host(&config.host)?, None)?;
        let shared = Shared {
            home,
            session: Session::default(),
            limiter: Limiter::new(config.max_concurrency),
            locks: KeyedLocks::default(),
            lists: ListCache::new(config.list_freshness),
            missing_routes: Mutex::default(),
            organization: OnceCell::new(),
            cancel: CancelSignal::default(),
            never: CancelSignal::default(),
            config,
        };
        Ok(Self {
            shared: Arc::new(shared),
            despite_stop: false,
        })
    }

    /// The same client for what must still be done after Terraform's stop: giving back what was taken for this run only.
    pub fn despite_stop(&self) -> Self {
        Self {
            despite_stop: true,
            ..self.clone()
        }
    }

    /// The server's address, normalised.
    pub fn host(&self) -> &str {
        &self.shared.home.host
    }

    /// Logs in unless that was done already. Calls do it by themselves; this is for failing early.
    pub async fn login(&self) -> Result<(), ApiError> {
        self.access_token().await.map(|_| ())
    }

    /// The access token of this run, good for a while.
    pub async fn access_token(&self) -> Result<AccessToken, ApiError> {
        let held = self
            .unless_cancelled(self.shared.session.token(&*self.shared))
            .await?;
        Ok(AccessToken {
            token: held.token.clone(),
            expires_at: held.expires_at,
        })
    }

    /// A token of its own from a login of its own: revoking it does not touch this client. Where the credential is the
    /// token itself there is no other one.
    pub async fn separate_access_token(&self) -> Result<AccessToken, ApiError> {
        if !self.shared.can_log_in_again() {
            return self.access_token().await;
        }
        let grant = self.unless_cancelled(self.shared.log_in()).await?;
        let expires_at = grant
            .life
            .and_then(|life| OffsetDateTime::now_utc().checked_add(life.try_into().ok()?));
        Ok(AccessToken {
            token: grant.token,
            expires_at,
        })
    }

    /// Whether the credential is a service token: good for secrets and folders only.
    pub fn is_service_token(&self) -> bool {
        matches!(self.shared.config.login, Login::ServiceToken(_))
    }

    /// Who we are: from the token and, where the server tells, with the organization's name.
    pub async fn identity(&self) -> Result<Identity, ApiError> {
        let held = self
            .unless_cancelled(self.shared.session.token(&*self.shared))
            .await?;
        let mut identity = held.identity.clone();
        let organization = self
            .shared
            .organization
            .get_or_init(|| async {
                if self.is_service_token() {
                    return None;
                }
                // Servers of 2024 do not have this route (and take «details» for an id); users' tokens may not ask.
                let mut details = self
                    .call(Request::get("/api/v1/identities/details"))
                    .await
                    .ok()?;
                Some(details.pointer_mut("/identityDetails/organization")?.take())
            })
            .await;
        if let Some(organization) = organization {
            let text = |key: &str| {
                organization
                    .get(key)
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            };
            identity.organization_id = text("id").or(identity.organization_id);
            identity.organization_name = text("name");
            identity.organization_slug = text("slug");
        }
        Ok(identity)
    }

    /// Sends a request and returns the JSON of its answer (null when it has none).
    pub async fn call(&self, request: Request) -> Result<Value, ApiError> {
        let result = match self.despite_stop {
            false => self.shared.call(&request, &self.shared.cancel).await,
            true => self.shared.call(&request, &self.shared.never).await,
        };
        if request.is_write() {
            self.shared.lists.note_write(ANY_WRITE);
        }
        result
    }

    /// Sends `today`, or `deprecated` if this server does not know the route of `today`; that is remembered.
    pub async fn call_with_fallback(
        &self,
        today: Request,
        deprecated: impl FnOnce() -> Request,
    ) -> Result<Value, ApiError> {
        let key = today.route_key();
        if self.shared.missing_routes().contains(&key) {
            return self.call(deprecated()).await;
        }
        match self.call(today).await {
            Err(error) if error.is_route_missing() => self.call(deprecated()).await,
            result => result,
        }
    }

    /// Whether this server has answered that it does not know this verb and route.
    pub fn route_missing_seen(&self, request: &Request) -> bool {
        self.shared.missing_routes().contains(&request.route_key())
    }

    /// Reads a list that many readers share: concurrent and near-in-time reads of the same list become one call. Never
    /// older than the last [`Client::note_write`] of `scope` before this call.
    pub async fn list_shared(&self, request: Request, scope: &str) -> Result<Arc<Value>, ApiError> {
        let key = request.path()? + &request.query_text();
        let fetch = || async { self.call(request).await.map(Arc::new) };
        self.shared.lists.get(key, scope, fetch).await
    }

    /// As [`Client::list_shared`] for any way of reading, for example page by page.
    pub async fn read_shared<F>(
        &self,
        key: impl Into<String>,
        scope: &str,
        read: impl FnOnce() -> F,
    ) -> Result<Arc<Value>, ApiError>
    where
        F: Future<Output = Result<Value, ApiError>>,
    {
        self.shared
            .lists
            .get(key.into(), scope, || async { read().await.map(Arc::new) })
            .await
    }

    /// Tells that something in `scope` was written, or may have been: call it after every write, failed ones included.
    pub fn note_write(&self, scope: &str) {
        self.shared.lists.note_write(scope);
    }

    /// Locks by name, for what the server cannot do in parallel.
    pub fn locks(&self) -> &KeyedLocks {
        &self.shared.locks
    }

    /// Ends all waiting; calls under way that only read end, too, and no new ones are sent.
    pub fn cancel(&self) {
        self.shared.cancel.cancel();
    }

    /// Whether [`Client::cancel`] was called.
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancel.is_cancelled()
    }

    /// Waits this long, or until [`Client::cancel`] is called.
    pub async fn pause(&self, time: std::time::Duration) {
        // Either way the waiting is over; who needs to know asks `is_cancelled`.
        let _ = self
            .shared
            .cancel
            .unless_cancelled(tokio::time::sleep(time))
            .await;
    }

    async fn unless_cancelled<T>(
        &self,
        work: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        let cancelled = || ApiError::new(ErrorKind::Cancelled, &Method::POST, "(login)");
        self.shared
            .cancel
            .unless_cancelled(work)
            .await
            .unwrap_or_else(|| Err(cancelled()))
    }
}

impl Shared {
    fn missing_routes(&self) -> MutexGuard<'_, HashSet<String>> {
        self.missing_routes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A call with the run's token, and with one more login if the server does not accept it.
    async fn call(&self, request: &Request, cancel: &CancelSignal) -> Result<Value, ApiError> {
        let path = request.path()?;
        let cancelled = || ApiError::new(ErrorKind::Cancelled, &request.method, &*path);
        if cancel.is_cancelled() {
            return Err(cancelled());
        }
        let patience = match self.cancel.is_cancelled() {
            false => self.config.max_retry_time,
            true => self.config.max_retry_time.min(GRACE_FOR_WRITES),
        };
        let drive = async |token: Option<&SecretString>| {
            self.drive(request, &path, &self.home, token, patience, cancel)
                .await
        };
        if !request.authenticated {
            let result = drive(None).await;
            return result.map_err(|error| error.at(&self.home.host, None));
        }
        let mut may_log_in = self.can_log_in_again();
        loop {
            let held = cancel.unless_cancelled(self.session.token(self)).await;
            let held = held.ok_or_else(cancelled)??;
            let error = match drive(Some(&held.token)).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let refusal = error
                .answer()
                .map_or(TokenRefusal::No, StatusError::token_refusal);
            if !may_log_in || !self.session.forget(held.number, refusal).await {
                return Err(error.at(&self.home.host, Some(held.identity.clone())));
            }
            tracing::debug!(%error, "the access token is not accepted: logging in again");
            may_log_in = false;
        }
    }

    /// Sends until there is a final answer or the time for retries is used up.
    async fn drive(
        &self,
        request: &Request,
        path: &str,
        target: &Target,
        token: Option<&SecretString>,
        max_retry_time: Duration,
        cancel: &CancelSignal,
    ) -> Result<Value, ApiError> {
        let fail = |kind| ApiError::new(kind, &request.method, path);
        let route = request.route_key();
        let url = format!("{}{path}{}", target.host, request.query_text());
        let body = request.body.as_ref().map(Value::to_string);
        let mut spent = Duration::ZERO;
        let mut retry = 0;
        loop {
            let permit = cancel.unless_cancelled(self.limiter.acquire(&route)).await;
            let permit = permit.ok_or_else(|| fail(ErrorKind::Cancelled))?;
            let began = Instant::now();
            let send = target.send(
                &request.method,
                &url,
                body.clone().map(String::into_bytes),
                token,
            );
            let Some(sent) = until_cancelled(cancel, request.is_write(), send).await else {
                return Err(fail(match request.is_write() {
                    true => ErrorKind::Ambiguous {
                        detail: "Terraform asked to stop, and no answer came in time".into(),
                    },
                    false => ErrorKind::Cancelled,
                }));
            };
            log(request, path, &sent, began.elapsed(), retry);
            let step = match sent {
                Ok(answer) => {
                    permit.learn(limit_headers(&answer.headers));
                    after_answer(answer, request, retry)
                }
                Err(failure) => after_failure(failure, request, target, retry),
            };
            match step {
                Step::Done(result) => {
                    if let Err(ErrorKind::RouteMissing(_)) = &result {
                        self.missing_routes().insert(route);
                    }
                    return result.map_err(fail);
                }
                Step::Wait {
                    wait,
                    limited,
                    last,
                } => {
                    spent += began.elapsed() + wait;
                    if spent > max_retry_time {
                        return Err(fail(match last {
                            ErrorKind::RateLimited { message, .. } => ErrorKind::RateLimited {
                                waited: spent - wait,
                                message,
                            },
                            last => last,
                        }));
                    }
                    if limited {
                        // The limiter holds everyone back who asks for this route, us included.
                        permit.close_for(wait);
                    } else {
                        drop(permit);
                        let slept = cancel.unless_cancelled(tokio::time::sleep(wait)).await;
                        slept.ok_or_else(|| fail(ErrorKind::Cancelled))?;
                    }
                }
            }
            retry += 1;
        }
    }
}

/// Waits for `work`. When Terraform asks to stop, reads end at once; writes get some time to end well.
async fn until_cancelled<T>(
    cancel: &CancelSignal,
    is_write: bool,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    tokio::select! {
        done = &mut work => return Some(done),
        () = cancel.cancelled() => {}
    }
    if !is_write {
        return None;
    }
    tokio::time::timeout(GRACE_FOR_WRITES, work).await.ok()
}

/// What follows a try.
enum Step {
    /// Nothing more.
    Done(Result<Value, ErrorKind>),
    /// Another try after `wait`; `last` is the failure if there is no time for it.
    Wait {
        wait: Duration,
        limited: bool,
        last: ErrorKind,
    },
}

fn after_answer(answer: Answer, request: &Request, retry: u32) -> Step {
    let status = answer.status;
    let verdict = match verdict(status) {
        Verdict::Final => return Step::Done(answer.into_json()),
        verdict => verdict,
    };
    let asked = asked_wait(&answer.headers, OffsetDateTime::now_utc());
    // Not a success, so this is always the failure it describes.
    let last = answer.into_json().err().unwrap_or(ErrorKind::Cancelled);
    if verdict == Verdict::Unclear && !request.repeatable {
        let detail = match &last {
            ErrorKind::Status(answer) => format!("status {status} {}", answer.message),
            _ => format!("status {status} of a gateway"),
        };
        return Step::Done(Err(ErrorKind::Ambiguous { detail }));
    }
    let limited = verdict == Verdict::Limited;
    let last = match last {
        ErrorKind::Status(answer) if limited => ErrorKind::RateLimited {
            waited: Duration::ZERO,
            message: answer.message,
        },
        last => last,
    };
    Step::Wait {
        wait: asked.unwrap_or_else(|| backoff(retry)),
        limited,
        last,
    }
}

fn after_failure(failure: Failure, request: &Request, target: &Target, retry: u32) -> Step {
    let Failure {
        phase,
        detail,
        may_have_landed,
        permanent,
    } = failure;
    if may_have_landed && !request.repeatable {
        return Step::Done(Err(ErrorKind::Ambiguous { detail }));
    }
    let last = ErrorKind::Transport { phase, detail };
    if permanent || (!target.was_reached() && retry >= RETRIES_BEFORE_FIRST_CONTACT) {
        return Step::Done(Err(last));
    }
    Step::Wait {
        wait: backoff(retry),
        limited: false,
        last,
    }
}

/// One line for each try; never a header, a query or a body.
fn log(request: &Request, path: &str, sent: &Result<Answer, Failure>, took: Duration, retry: u32) {
    let (method, duration_ms) = (&request.method, took.as_millis() as u64);
    match sent {
        Ok(answer) => {
            tracing::debug!(%method, path, status = answer.status, duration_ms, retry, "API call")
        }
        Err(failure) => {
            tracing::debug!(%method, path, failure = %failure.detail, duration_ms, retry, "API call failed")
        }
    }
}

impl TokenMaker for Shared {
    fn method(&self) -> &'static str {
        self.config.login.name()
    }

    fn can_log_in_again(&self) -> bool {
        self.config.login.route().is_some()
    }

    fn can_renew(&self) -> bool {
        !matches!(self.config.login, Login::ServiceToken(_))
    }

    async fn log_in(&self) -> Result<Grant, ApiError> {
        let login = &self.config.login;
        let no_credential = |reason| login_error(login.name(), LoginFailure::Credential(reason));
        let route = match login {
            Login::Token(token) | Login::ServiceToken(token) => return Ok(Grant::ready(token)),
            login => login.route().unwrap_or_default(),
        };
        let cloud = Cloud::new(&self.config);
        let mut body = login.body(&cloud).await.map_err(no_credential)?;
        if let Some(slug) = self
            .config
            .organization_slug
            .as_ref()
            .filter(|slug| !slug.is_empty())
        {
            // The second is the name on older servers; each drops what it does not know.
            body.insert("organizationSlug".into(), json!(slug));
            body.insert("subOrganizationName".into(), json!(slug));
        }
        let own = login
            .target(&self.config, &self.home.host)
            .map_err(|error| no_credential(error.to_string()))?;
        let target = own.as_ref().unwrap_or(&self.home);
        let request = Request::post(route, Value::Object(body)).repeatable(true);
        let answer = self
            .drive(
                &request,
                route,
                target,
                None,
                self.config.max_retry_time,
                &self.cancel,
            )
            .await;
        self.grant(answer, target)
    }

    async fn renew(&self, token: &SecretString) -> Result<Grant, ApiError> {
        use secrecy::ExposeSecret;
        const ROUTE: &str = "/api/v1/auth/token/renew";
        let request =
            Request::post(ROUTE, json!({"accessToken": token.expose_secret()})).repeatable(true);
        let answer = self
            .drive(
                &request,
                ROUTE,
                &self.home,
                None,
                RENEWAL_RETRY_TIME,
                &self.cancel,
            )
            .await;
        self.grant(answer, &self.home)
    }
}

impl Shared {
    fn grant(&self, answer: Result<Value, ApiError>, target: &Target) -> Result<Grant, ApiError> {
        let method = self.config.login.name();
        match answer {
            Ok(answer) => Grant::from_json(&answer).ok_or_else(|| {
                let reason = format!(
                    "{} answered without an access token: is this Infisical?",
                    target.host
                );
                login_error(method, LoginFailure::Credential(reason))
            }),
            Err(error) if error.is_cancelled() => Err(error),
            Err(error) => Err(login_error(
                method,
                LoginFailure::Call(error.at(&target.host, None)),
            )),
        }
    }
}

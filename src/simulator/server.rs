//! The way of a request: route, credential, limit, fault, validation, handler, checked answer, record.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

use super::auth::{self, Actor};
use super::contract::Operation;
use super::error::{ApiError, unknown_route};
use super::faults::{Faults, Strike};
use super::handlers::{self, Call, Reply};
use super::journal::{Journal, Recorded};
use super::limits::{Limiter, Verdict};
use super::schema::Schema;
use super::tls::{self, Tls};
use super::validate::{self, Purpose};
use super::wire::{Cut, CuttableListener};
use super::world::{World, random_text};
use super::{ServerVersion, SimulatorConfig, TlsMode, clock, control, projection, router};

/// What all requests share.
pub struct Shared {
    /// How the simulator behaves.
    pub config: SimulatorConfig,
    /// The state.
    pub world: Arc<Mutex<World>>,
    /// The record.
    pub journal: Mutex<Journal>,
    /// The faults that are on.
    pub faults: Mutex<Faults>,
    /// The rate limits' windows.
    pub limiter: Mutex<Limiter>,
}

/// Locks, also after a panic elsewhere: the state is plain data.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running simulator; it stops when this is dropped.
pub struct Simulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    tls: Option<Tls>,
    stop: Option<oneshot::Sender<()>>,
}

/// Starts a simulator.
pub async fn start(config: SimulatorConfig) -> io::Result<Simulator> {
    let interface = if config.listen_any {
        Ipv4Addr::UNSPECIFIED
    } else {
        Ipv4Addr::LOCALHOST
    };
    let listener = tokio::net::TcpListener::bind((interface, config.port)).await?;
    let address = listener.local_addr()?;
    let tls = match config.tls {
        TlsMode::Off => None,
        TlsMode::On => Some(tls::new(false)?),
        TlsMode::WithClientCertificate => Some(tls::new(true)?),
    };
    let now = OffsetDateTime::now_utc();
    let world = config.world.clone().unwrap_or_else(|| {
        let mut world = World::bootstrap(now, &config.client_id, &config.client_secret);
        if config.seed_demo {
            handlers::seed_demo(&mut world, now);
        }
        Arc::new(Mutex::new(world))
    });
    let faults = Mutex::new(config.faults.clone());
    let shared = Arc::new(Shared {
        config,
        world,
        journal: Mutex::default(),
        faults,
        limiter: Mutex::default(),
    });
    let app = Router::new()
        .fallback(serve)
        .with_state(shared.clone())
        .into_make_service_with_connect_info::<Cut>();
    let acceptor = tls
        .as_ref()
        .map(|tls| TlsAcceptor::from(tls.server.clone()));
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(async move {
        let serving = axum::serve(
            CuttableListener {
                listener,
                tls: acceptor,
            },
            app,
        );
        tokio::select! {
            _ = serving => {}
            _ = stopped => {}
        }
    });
    Ok(Simulator {
        address,
        shared,
        tls,
        stop: Some(stop),
    })
}

impl Drop for Simulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The server may have ended already.
            let _ = stop.send(());
        }
    }
}

impl Simulator {
    /// Where it listens, for example `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The authority that clients must trust, PEM; only with TLS.
    pub fn ca_pem(&self) -> Option<&str> {
        self.tls.as_ref().map(|tls| tls.ca_pem.as_str())
    }

    /// A client certificate that the server accepts, with its key, PEM; only with TLS.
    pub fn client_pem(&self) -> Option<&str> {
        self.tls.as_ref().map(|tls| tls.client_pem.as_str())
    }

    /// The port that it got.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The requests since the last reset.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.shared.journal).entries().to_vec()
    }

    /// How many requests since the last reset.
    pub fn request_count(&self) -> usize {
        lock(&self.shared.journal).entries().len()
    }

    /// Counters: all requests, per status, per operation.
    pub fn counters(&self) -> Value {
        lock(&self.shared.journal).counters()
    }

    /// The operations asked since the last reset.
    pub fn operations_seen(&self) -> Vec<&'static str> {
        lock(&self.shared.journal).seen().keys().copied().collect()
    }

    /// Forgets the requests and counters.
    pub fn reset_log(&self) {
        lock(&self.shared.journal).reset();
    }

    /// Answers that did not fit the contract: faults of the simulator. Tests assert that there are none.
    pub fn bugs(&self) -> Vec<String> {
        lock(&self.shared.journal).bugs.clone()
    }

    /// Replaces the faults.
    pub fn set_faults(&self, faults: Faults) {
        *lock(&self.shared.faults) = faults;
    }

    /// Makes every access token expire now.
    pub fn expire_tokens(&self) {
        control::expire_tokens(&mut lock(&self.shared.world));
    }

    /// Starts all windows of the rate limits anew.
    pub fn reset_limits(&self) {
        lock(&self.shared.limiter).reset();
    }

    /// The state: to look at it, to change it behind a client's back, to start another simulator with it.
    pub fn world(&self) -> Arc<Mutex<World>> {
        self.shared.world.clone()
    }
}

/// An answer on its way out.
struct Outcome {
    status: u16,
    body: Bytes,
    plain: bool,
    headers: HeaderMap,
    /// The `message` of an error, for the record.
    error: Value,
}

impl Outcome {
    fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            body: body.to_string().into(),
            plain: false,
            headers: HeaderMap::new(),
            error: Value::Null,
        }
    }

    fn error(error: &ApiError, old: Option<&Operation>) -> Self {
        let error = old.map_or_else(
            || error.clone(),
            |operation| handlers::legacy::error(error, operation),
        );
        let id = old.is_none().then(|| format!("req-{}", random_text(14)));
        Self {
            error: error.message.clone(),
            ..Self::json(error.status, &error.body(id.as_deref()))
        }
    }
}

async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: Request,
) -> Response {
    let (mut head, body) = request.into_parts();
    hand_on_certificate(&mut head.headers, &cut);
    let path = head.uri.path().to_owned();
    let query = head.uri.query().unwrap_or_default().to_owned();
    let method = head.method.as_str().to_owned();
    let Ok(body) = to_bytes(body, 64 * 1024 * 1024).await else {
        return respond(Outcome::error(&ApiError::too_large(), None));
    };
    if path.starts_with("/__sim/") {
        let body = serde_json::from_slice(&body).unwrap_or_default();
        let (status, value) = control::answer(&shared, &method, &path, body).unwrap_or((
            StatusCode::NOT_FOUND,
            json!({"message": "no such control endpoint"}),
        ));
        return respond(Outcome::json(status.as_u16(), &value));
    }
    if method == "GET" && path == "/api/status" {
        let status = json!({"date": clock::text(OffsetDateTime::now_utc()), "message": "Ok", "emailConfigured": false, "inviteOnlySignup": false, "redisConfigured": false, "secretScanningConfigured": false});
        return respond(Outcome::json(200, &status));
    }
    let old = shared.config.server_version == ServerVersion::Of2024;
    let route = router::find(&method, &path)
        .filter(|route| !old || handlers::legacy::has_route(route.operation))
        .filter(|route| !lock(&shared.faults).lacks(route.operation, &path));
    let agent = head
        .headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let mut entry = Recorded {
        number: 0,
        method: method.clone(),
        path: path.clone(),
        query: query.clone(),
        route: route
            .as_ref()
            .map(|route| route.operation.template)
            .unwrap_or_default(),
        operation_id: route
            .as_ref()
            .map(|route| route.operation.id)
            .unwrap_or_default(),
        status: 0,
        body: serde_json::from_slice(&body).unwrap_or_default(),
        error: Value::Null,
        user_agent: agent,
    };
    let mut strike = Strike::default();
    let outcome = match &route {
        None => {
            let shown = if query.is_empty() {
                path.clone()
            } else {
                format!("{path}?{query}")
            };
            Outcome::json(404, &unknown_route(&method, &shown))
        }
        Some(route) => {
            let latency = {
                let mut faults = lock(&shared.faults);
                strike = faults.strike(route.operation, &path);
                faults.latency_ms
            };
            if latency > 0 {
                tokio::time::sleep(std::time::Duration::from_millis(latency)).await;
            }
            if strike.drop_before {
                lock(&shared.journal).record(entry);
                cut.now();
                return StatusCode::NO_CONTENT.into_response();
            }
            answer(
                &shared,
                route,
                &query,
                &head.headers,
                &path,
                &cut,
                &strike,
                &body,
            )
            .await
        }
    };
    entry.error = outcome.error.clone();
    // A refused write did not land, so there is nothing to lose.
    let lost = strike.drop_after && outcome.status < 400;
    entry.status = if lost { 0 } else { outcome.status };
    lock(&shared.journal).record(entry);
    if lost {
        cut.now();
    }
    respond(outcome)
}

/// What the proxy in front of a real server does: the certificate of the TLS handshake becomes a header.
fn hand_on_certificate(headers: &mut HeaderMap, cut: &Cut) {
    use base64::Engine;
    let pem: String = cut
        .certificates()
        .iter()
        .map(|one| {
            let text = base64::engine::general_purpose::STANDARD.encode(one);
            format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
        })
        .collect();
    let encoded: String = url::form_urlencoded::byte_serialize(pem.as_bytes()).collect();
    if let (false, Ok(value)) = (
        pem.is_empty(),
        HeaderValue::from_str(&encoded.replace('+', "%20")),
    ) {
        headers.insert(handlers::credentials::CERTIFICATE_HEADER, value);
    }
}

fn respond(outcome: Outcome) -> Response {
    let mut response = Response::new(Body::from(outcome.body));
    *response.status_mut() =
        StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = outcome.headers;
    let kind = if outcome.plain {
        "text/plain; charset=utf-8"
    } else {
        "application/json; charset=utf-8"
    };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

#[allow(clippy::too_many_arguments)]
async fn answer(
    shared: &Shared,
    route: &router::Route,
    query: &str,
    headers: &HeaderMap,
    path: &str,
    cut: &Cut,
    strike: &Strike,
    body: &Bytes,
) -> Outcome {
    let old = (shared.config.server_version == ServerVersion::Of2024).then_some(route.operation);
    let operation = route.operation;
    let now = OffsetDateTime::now_utc();
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let actor = if operation.public {
        Ok(Actor::default())
    } else {
        auth::authenticate(&mut lock(&shared.world), bearer, now)
    };
    let actor = match actor {
        Ok(actor) => actor,
        Err(error) => return Outcome::error(&error, old),
    };
    let verdict = shared.config.rate_limits.as_ref().map(|limits| {
        lock(&shared.limiter).count(
            limits,
            operation,
            &cut.peer.ip().to_string(),
            Instant::now(),
        )
    });
    let storm = strike.too_many.map(|seconds| Verdict {
        limit: 1,
        remaining: 0,
        reset: seconds,
        refused: true,
    });
    let verdict = storm.or(verdict);
    let mut outcome = if verdict.is_some_and(|verdict| verdict.refused) {
        let seconds = verdict.map_or(0, |verdict| verdict.reset);
        let mut error = ApiError::internal(format!(
            "Rate limit exceeded. Please try again in {seconds} seconds"
        ));
        (error.status, error.name) = (
            429,
            if old.is_some() {
                "Too Many Requests"
            } else {
                "RateLimitError"
            },
        );
        Outcome::error(&error, old)
    } else if let Some(status) = strike.fail {
        let mut error = ApiError::internal("Something went wrong");
        error.status = status;
        if status == 504 {
            error.name = "GatewayTimeout";
        }
        Outcome::error(&error, old)
    } else {
        match handle(shared, route, query, headers, path, actor, body, now).await {
            Ok(outcome) => outcome,
            Err(error) => Outcome::error(&error, old),
        }
    };
    if let Some(verdict) = verdict {
        let numbers = [
            ("x-ratelimit-limit", verdict.limit),
            ("x-ratelimit-remaining", verdict.remaining),
            ("x-ratelimit-reset", verdict.reset),
        ];
        let retry = verdict.refused.then_some(("retry-after", verdict.reset));
        for (name, value) in numbers.into_iter().chain(retry) {
            outcome.headers.insert(name, value.into());
        }
    }
    outcome
}

/// Validation, permission, handler, answer.
#[allow(clippy::too_many_arguments)]
async fn handle(
    shared: &Shared,
    route: &router::Route,
    query: &str,
    headers: &HeaderMap,
    path: &str,
    actor: Actor,
    body: &Bytes,
    now: OffsetDateTime,
) -> Result<Outcome, ApiError> {
    let operation = route.operation;
    let config = &shared.config;
    if body.len() > config.body_limit {
        return Err(ApiError::too_large());
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_json = kind.starts_with("application/json");
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    let parsed =
        match (body.is_empty(), is_json) {
            (true, true) if operation.method != "GET" => {
                return Err(ApiError::bad_request(
                    "Body cannot be empty when content-type is set to 'application/json'",
                ));
            }
            (true, _) => None,
            // curl's way, as Infisical's guides show it for logins.
            (false, _) if is_form => Some(
                url::form_urlencoded::parse(body)
                    .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
                    .collect(),
            ),
            (false, _) => Some(serde_json::from_slice(body).map_err(|error| {
                ApiError::bad_request(format!("Body is not valid JSON: {error}"))
            })?),
        };
    if !operation.public {
        auth::kind_allowed(&actor, operation, config.server_version)?;
    }
    let query: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let checked = validate::request(
        operation,
        &route.parameters,
        &query,
        parsed,
        !config.lenient,
    )?;
    if let Some(denial) = lock(&shared.faults).denial(operation, path) {
        return Err(ApiError::permission_denied(&denial.action, &denial.subject));
    }
    let old = config.server_version == ServerVersion::Of2024;
    if old && handlers::legacy::unreadable_id(operation, &route.parameters) {
        return Err(ApiError::database());
    }
    if needs_licence(operation, old) && !config.licensed {
        return Err(ApiError::plan(&format!("use {}", operation.id)));
    }
    let call = Call {
        operation,
        path: route.parameters.clone(),
        query: checked.query,
        body: checked.body,
        sent: checked.sent,
        headers: headers
            .iter()
            .filter_map(|(name, value)| {
                Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
            })
            .collect(),
        actor,
        now,
        old: config.server_version == ServerVersion::Of2024,
        licensed: config.licensed,
        job_time: config.job_time,
    };
    let reply = handlers::dispatch(&shared.world, &call, config.race_window).await?;
    Ok(finish(shared, operation, reply))
}

/// Reads are mostly not checked against the plan; of project templates and secret scanning they are. Custom project roles
/// needed no plan in 2024.
fn needs_licence(operation: &Operation, old: bool) -> bool {
    let reads_too = ["/api/v1/project-templates", "/api/v2/secret-scanning"];
    let reads_too = reads_too
        .iter()
        .any(|prefix| operation.template.starts_with(prefix));
    let free = old
        && operation
            .template
            .starts_with("/api/v1/workspace/{projectSlug}/roles");
    operation.licensed && !free && (operation.method != "GET" || reads_too)
}

/// Brings a reply into the contract's form and checks it.
fn finish(shared: &Shared, operation: &'static Operation, reply: Reply) -> Outcome {
    let old = (shared.config.server_version == ServerVersion::Of2024).then_some(operation);
    let (value, siblings) = match reply {
        Reply::Text(text) => {
            return Outcome {
                status: 200,
                body: text.into(),
                plain: true,
                headers: HeaderMap::new(),
                error: Value::Null,
            };
        }
        Reply::Other(value) => return Outcome::json(200, &value),
        Reply::Value(value) => (value, Map::new()),
        Reply::With(value, siblings) => (value, siblings),
    };
    let shown = match operation.response {
        Some(node) => projection::project(
            Schema {
                root: operation.document.root(),
                node,
            },
            &value,
        ),
        None => value,
    };
    let shown = if old.is_some() {
        handlers::legacy::answer(operation, shown)
    } else {
        shown
    };
    if shared.config.check_answers {
        let purpose = if old.is_some() {
            Purpose::AnswerOf2024
        } else {
            Purpose::Answer
        };
        if let Err(fault) = validate::answer(operation, &shown, purpose) {
            let fault = format!(
                "simulator bug: the answer of {} does not fit the contract: {fault}",
                operation.id
            );
            lock(&shared.journal).bugs.push(fault.clone());
            return Outcome::error(&ApiError::internal(fault), old);
        }
    }
    let whole = match operation.envelope {
        Some(envelope) => {
            let mut whole = siblings;
            whole.insert(envelope.to_owned(), shown);
            Value::Object(whole)
        }
        None => shown,
    };
    Outcome::json(200, &whole)
}

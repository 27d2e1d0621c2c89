//! What can go wrong in a call, as types: the floors above decide by them, people read their `Display`.
//!
//! An error says what failed, where, and what to do. It never holds a request body, a header or a credential.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::request::Method;
use super::session::Identity;

/// One step into a JSON document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep {
    /// A key of an object.
    Key(String),
    /// A position in a list.
    Index(usize),
}

/// One complaint of the server about a field of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldIssue {
    /// Where in the request body.
    pub path: Vec<PathStep>,
    /// The kind of complaint (`too_small`, `invalid_type`, ...).
    pub code: String,
    /// The complaint in words.
    pub message: String,
}

impl FieldIssue {
    /// The path as text: `destinationConfig.hosts[2]`.
    pub fn path_text(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                PathStep::Key(key) if text.is_empty() => text.push_str(key),
                PathStep::Key(key) => {
                    text.push('.');
                    text.push_str(key);
                }
                PathStep::Index(index) => text.push_str(&format!("[{index}]")),
            }
        }
        text
    }
}

/// An error answer of Infisical itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StatusError {
    /// The HTTP status.
    pub status: u16,
    /// The server's name for it (`NotFound`, `PermissionDenied`, ...); empty when it gave none.
    pub error: String,
    /// The server's words; empty when `issues` say it.
    pub message: String,
    /// The id under which the server's log has this request.
    pub req_id: Option<String>,
    /// Complaints about single fields.
    pub issues: Vec<FieldIssue>,
    /// More of it, for permission errors the rules that apply: `[{action, inverted, subject, conditions}]`.
    pub details: Option<Value>,
}

impl StatusError {
    /// Reads an error answer. `None` when the body is not one of Infisical's.
    pub fn from_json(status: u16, body: &Value) -> Option<Self> {
        let body = body.as_object()?;
        let text = |key: &str| {
            body.get(key)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let message = body.get("message");
        if message.is_none() && !body.contains_key("error") {
            return None;
        }
        let issues = match message {
            Some(Value::Array(issues)) => issues,
            _ => body
                .get("issues")
                .and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice),
        };
        Some(Self {
            status,
            error: text("error"),
            message: text("message"),
            req_id: Some(text("reqId")).filter(|id| !id.is_empty()),
            issues: issues.iter().map(field_issue).collect(),
            details: body
                .get("details")
                .filter(|details| !details.is_null())
                .cloned(),
        })
    }

    /// «Route GET:/x not found»: the server is older (or newer) than this route.
    pub fn is_route_missing(&self) -> bool {
        self.status == 404
            && (self.error == "Not Found"
                || (self.message.starts_with("Route ") && self.message.ends_with(" not found")))
    }

    /// A permission is missing; logging in again cannot help.
    pub fn is_permission_denied(&self) -> bool {
        self.error == "PermissionDenied"
    }

    /// Whether the access token is not accepted (any more).
    pub fn token_refusal(&self) -> TokenRefusal {
        let message = self.message.to_ascii_lowercase();
        let says = |signs: &[&str]| signs.iter().any(|sign| message.contains(sign));
        match (self.status, self.error.as_str()) {
            (401 | 403, "TokenError") => TokenRefusal::Sure,
            // Servers of 2024 let the error of their JWT library through.
            (500, _) if says(&["jwt expired", "jwt malformed", "invalid signature"]) => {
                TokenRefusal::Sure
            }
            (400, _) if says(&["access token number of uses limit"]) => TokenRefusal::Sure,
            // Revoked, but also «not for this kind of token».
            (401 | 403, "UnauthorizedError") if says(&["token"]) => TokenRefusal::Likely,
            _ => TokenRefusal::No,
        }
    }
}

/// How sure it is that an error means the access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenRefusal {
    /// It means something else.
    No,
    /// Probably: worth another login now and then.
    Likely,
    /// Certainly.
    Sure,
}

fn field_issue(issue: &Value) -> FieldIssue {
    let text = |key: &str| {
        issue
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let step = |step: &Value| match step {
        Value::String(key) => Some(PathStep::Key(key.clone())),
        Value::Number(index) => index
            .as_u64()
            .and_then(|index| usize::try_from(index).ok())
            .map(PathStep::Index),
        _ => None,
    };
    let path = issue.get("path").and_then(Value::as_array);
    FieldIssue {
        path: path
            .map(|path| path.iter().filter_map(step).collect())
            .unwrap_or_default(),
        code: text("code"),
        message: match issue.as_str() {
            Some(words) => words.to_owned(),
            None => text("message"),
        },
    }
}

/// What part of reaching the server failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportPhase {
    /// The name has no address.
    Dns,
    /// Nobody listens there, or the way is blocked.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// No answer in time.
    Timeout,
    /// The connection broke.
    Connection,
}

/// The kinds of failure.
#[derive(Debug, Clone)]
pub enum ErrorKind {
    /// The server answered with an error.
    Status(Box<StatusError>),
    /// The server does not know this route.
    RouteMissing(Box<StatusError>),
    /// The server could not be reached.
    Transport {
        /// What part of it failed.
        phase: TransportPhase,
        /// The cause in words.
        detail: String,
    },
    /// Something answered, but not with JSON: a login page of a proxy, another program.
    NotJson {
        /// The HTTP status.
        status: u16,
        /// What came instead.
        detail: String,
    },
    /// The connection failed after a request that must not be repeated: it may have been carried out.
    Ambiguous {
        /// How it failed.
        detail: String,
    },
    /// The login failed; every call of this client fails so.
    Login {
        /// The login method.
        method: &'static str,
        /// What failed in it.
        cause: LoginFailure,
    },
    /// The server's rate limit did not let it through in the time allowed.
    RateLimited {
        /// How long it was tried.
        waited: Duration,
        /// The server's words.
        message: String,
    },
    /// Terraform asked to stop.
    Cancelled,
    /// It cannot be sent as it is.
    Refused {
        /// Why.
        reason: String,
    },
}

/// Why a login failed.
#[derive(Debug, Clone)]
pub enum LoginFailure {
    /// The server (or the way to it) failed.
    Call(ApiError),
    /// The credential for it could not be had here.
    Credential(String),
}

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    method: Method,
    path: String,
    host: Option<String>,
    identity: Option<Identity>,
}

/// A failed call. Cheap to clone: calls that share an answer share its error.
#[derive(Debug, Clone)]
pub struct ApiError {
    inner: Arc<Inner>,
}

impl ApiError {
    /// An error of one call; `path` is escaped and without query.
    pub fn new(kind: ErrorKind, method: &Method, path: impl Into<String>) -> Self {
        let inner = Inner {
            kind,
            method: method.clone(),
            path: path.into(),
            host: None,
            identity: None,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    pub(crate) fn at(mut self, host: &str, identity: Option<Identity>) -> Self {
        // Freshly made errors have one owner; a shared one already knows where it happened.
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.host = Some(host.to_owned());
            inner.identity = identity;
        }
        self
    }

    /// What failed.
    pub fn kind(&self) -> &ErrorKind {
        &self.inner.kind
    }

    /// The verb of the call.
    pub fn method(&self) -> &Method {
        &self.inner.method
    }

    /// The path of the call.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// The server's error answer, if it gave one.
    pub fn answer(&self) -> Option<&StatusError> {
        match self.kind() {
            ErrorKind::Status(answer) | ErrorKind::RouteMissing(answer) => Some(answer),
            _ => None,
        }
    }

    /// The HTTP status, if the server answered.
    pub fn status(&self) -> Option<u16> {
        match self.kind() {
            ErrorKind::NotJson { status, .. } => Some(*status),
            ErrorKind::RateLimited { .. } => Some(429),
            _ => self.answer().map(|answer| answer.status),
        }
    }

    /// The server's words, or nothing.
    pub fn message(&self) -> &str {
        self.answer().map_or("", |answer| &answer.message)
    }

    /// Complaints about single fields of the request.
    pub fn issues(&self) -> &[FieldIssue] {
        self.answer().map_or(&[], |answer| &answer.issues)
    }

    /// The object does not exist. Never true for an unknown route.
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind(), ErrorKind::Status(answer) if answer.status == 404 && !answer.error.is_empty())
    }

    /// The server does not know the route.
    pub fn is_route_missing(&self) -> bool {
        matches!(self.kind(), ErrorKind::RouteMissing(_))
    }

    /// The write may have been carried out nevertheless.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self.kind(), ErrorKind::Ambiguous { .. })
    }

    /// A permission is missing.
    pub fn is_permission_denied(&self) -> bool {
        self.answer().is_some_and(StatusError::is_permission_denied)
    }

    /// Terraform asked to stop.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.kind(), ErrorKind::Cancelled)
    }

    /// The request itself was refused (4xx): sending the same again would be refused again.
    pub fn is_refusal(&self) -> bool {
        matches!(self.kind(), ErrorKind::Status(answer) if (400..500).contains(&answer.status))
            || matches!(self.kind(), ErrorKind::Refused { .. })
    }

    fn host(&self) -> &str {
        self.inner.host.as_deref().unwrap_or("the Infisical server")
    }
}

impl std::error::Error for ApiError {}

/// What went wrong. What to do. (Which call it was.)
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what())?;
        if let Some(advice) = self.advice() {
            write!(f, " {advice}")?;
        }
        match self.trace() {
            Some(trace) => write!(f, " ({trace})"),
            None => Ok(()),
        }
    }
}

/// The words, ended as a sentence.
fn sentence(text: &str) -> String {
    format!("{}.", text.trim().trim_end_matches('.'))
}

impl ApiError {
    /// What went wrong, in sentences.
    pub fn what(&self) -> String {
        let host = self.host();
        match self.kind() {
            ErrorKind::Status(answer) => answer.words(),
            ErrorKind::RouteMissing(_) => {
                format!("The server at {host} does not have this route.")
            }
            ErrorKind::Transport { phase, detail } => match phase {
                TransportPhase::Dns => format!("The name of {host} has no address: {detail}."),
                TransportPhase::Connect => format!("Cannot connect to {host}: {detail}."),
                TransportPhase::Tls => {
                    format!("No secure connection to {host}: {}", sentence(detail))
                }
                TransportPhase::Timeout => format!("{host} did not answer in time: {detail}."),
                TransportPhase::Connection => {
                    format!("The connection to {host} broke: {detail}.")
                }
            },
            ErrorKind::NotJson { status, detail } => format!(
                "{host} did not answer as Infisical does (status {status}): {}",
                sentence(detail)
            ),
            ErrorKind::Ambiguous { detail } => format!(
                "The connection failed after the request was sent ({detail}), so it may have been carried out; it was \
                 not sent again."
            ),
            ErrorKind::Login { method, cause } => match cause {
                LoginFailure::Credential(reason) => {
                    format!("The login with {method} failed: {}", sentence(reason))
                }
                LoginFailure::Call(error) => match error.kind() {
                    ErrorKind::Status(answer) if error.is_refusal() => format!(
                        "The login with {method} at {} was refused: {}",
                        error.host(),
                        answer.words()
                    ),
                    _ => format!("The login with {method} failed: {}", error.what()),
                },
            },
            ErrorKind::RateLimited { waited, message } => format!(
                "The rate limit of {host} did not let it through within {} seconds: {}",
                waited.as_secs(),
                sentence(message)
            ),
            ErrorKind::Cancelled => "Stopped, as Terraform asked.".to_owned(),
            ErrorKind::Refused { reason } => format!("It was not sent: {}", sentence(reason)),
        }
    }

    /// What the reader can do about it, where that is known.
    pub fn advice(&self) -> Option<String> {
        let text = match self.kind() {
            ErrorKind::Status(answer) => return self.advice_on(answer),
            ErrorKind::RouteMissing(_) => {
                "It may be too old for this feature: update Infisical, or check that the host is right."
            }
            ErrorKind::Transport { phase, .. } => match phase {
                TransportPhase::Dns => "Check the host for a typing error, and DNS or VPN.",
                TransportPhase::Connect => {
                    "Check that the host and port are right, that Infisical runs, and that no firewall or proxy \
                     (HTTPS_PROXY, NO_PROXY) stands between."
                }
                _ => return None,
            },
            ErrorKind::Ambiguous { .. } => "Check in Infisical whether it took effect.",
            ErrorKind::Login { method, cause } => match cause {
                LoginFailure::Call(error) => match error.kind() {
                    ErrorKind::Status(answer) => return login_advice(method, answer),
                    ErrorKind::RouteMissing(_) => {
                        "Check the host: it is not where Infisical's API is (a path too much or too little), or this \
                         Infisical is older than the login method."
                    }
                    _ => return error.advice(),
                },
                LoginFailure::Credential(_) if *method == "Kubernetes auth" => {
                    "Outside of a pod, give the token or a file that holds it: service_account_token, \
                     service_account_token_path."
                }
                LoginFailure::Credential(_) => return None,
            },
            ErrorKind::RateLimited { .. } => {
                "Other jobs may use the same address: run fewer at once, raise the instance's limits, or raise the \
                 provider's max_retry_seconds."
            }
            ErrorKind::NotJson { .. } | ErrorKind::Cancelled | ErrorKind::Refused { .. } => {
                return None;
            }
        };
        Some(text.to_owned())
    }

    /// Which call it was and what exactly came back: for those who look into the server's log. Nothing when nobody was asked.
    pub fn trace(&self) -> Option<String> {
        let call = format!("{} {}", self.inner.method, self.inner.path);
        Some(match self.kind() {
            ErrorKind::Status(answer) => format!("{call} answered {}", answer.code()),
            ErrorKind::RouteMissing(answer) => {
                format!("{call} answered {}: {}", answer.code(), answer.message)
            }
            ErrorKind::Login { cause, .. } => match cause {
                LoginFailure::Call(error) => return error.trace(),
                LoginFailure::Credential(_) => return None,
            },
            _ => call,
        })
    }

    fn advice_on(&self, answer: &StatusError) -> Option<String> {
        let who = self.inner.identity.as_ref();
        let who = who.map_or_else(
            || "the identity of this provider".to_owned(),
            Identity::describe,
        );
        if answer.is_permission_denied() {
            let needed = answer
                .message
                .strip_prefix("You are not allowed to ")
                .map_or_else(
                    || "this permission".to_owned(),
                    |what| format!("the permission to {}", what.trim_end_matches('.')),
                );
            let rules = rules(answer.details.as_ref());
            return Some(format!(
                "{} lacks {needed}{rules}. Give it a role that has it in the project or organization, then apply again.",
                capital(&who)
            ));
        }
        match answer.status {
            _ if answer.token_refusal() != TokenRefusal::No => Some(format!(
                "The access token of {who} is expired, revoked or not of this server."
            )),
            401 | 403 if answer.issues.is_empty() => Some(format!(
                "Asked by {who}: check that it is a member of the project or organization, and that this kind of \
                 credential may do this."
            )),
            413 => Some("The request is larger than the server takes (1 MiB by default; its reverse proxy may take less).".to_owned()),
            _ => None,
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), letters.as_str())
    })
}

/// What to check when the server refuses a login.
fn login_advice(method: &str, answer: &StatusError) -> Option<String> {
    let credential = match method {
        "universal auth" => {
            "the client ID and client secret: the secret may be revoked, expired or used up"
        }
        "LDAP auth" => "the user name and password",
        "TLS certificate auth" => {
            "that the certificate is of the CA that the identity trusts and has an allowed common name"
        }
        "AWS IAM auth" => {
            "that the AWS credentials are those of an allowed account and principal (aws sts get-caller-identity)"
        }
        "OCI auth" => "the user, tenancy, fingerprint and key",
        "Alibaba Cloud auth" => "the access key, and that its ARN is allowed",
        _ => "the token: its issuer, audience and subject, and that it has not expired",
    };
    match answer.status {
        400 | 401 | 403 | 422 => Some(format!(
            "Check {credential}; and that the identity allows this method from here (trusted IPs)."
        )),
        404 => Some(
            "The identity is unknown there or this method is not attached to it: check the identity ID, the host and \
             the organization slug."
                .to_owned(),
        ),
        _ => None,
    }
}

/// The rules that keep someone from an action, shortly. Rules that simply allow it are no reason.
fn rules(details: Option<&Value>) -> String {
    let Some(rules) = details.and_then(Value::as_array) else {
        return String::new();
    };
    if rules.is_empty() {
        return " (none of its rules is about it)".to_owned();
    }
    let words = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(texts)) => texts
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        _ => "?".to_owned(),
    };
    let rules: Vec<String> = rules
        .iter()
        .filter_map(|rule| {
            let forbids = rule.get("inverted").and_then(Value::as_bool) == Some(true);
            let condition = rule.get("conditions").filter(|c| !c.is_null());
            let (verb, when) = match (forbids, condition) {
                (true, None) => ("forbids", String::new()),
                (true, Some(condition)) => ("forbids", format!(" when {condition}")),
                (false, Some(condition)) => ("allows only", format!(" when {condition}")),
                (false, None) => return None,
            };
            let (action, subject) = (words(rule.get("action")), words(rule.get("subject")));
            Some(format!("{verb} {action} on {subject}{when}"))
        })
        .take(5)
        .collect();
    match rules.is_empty() {
        true => String::new(),
        false => format!(" (its role {})", rules.join("; ")),
    }
}

impl StatusError {
    /// The server's words as sentences; its complaints about fields when it has no other words.
    fn words(&self) -> String {
        if !self.message.trim().is_empty() {
            return sentence(&self.message);
        }
        let issues: Vec<String> = self
            .issues
            .iter()
            .map(|issue| match issue.path_text() {
                path if path.is_empty() => issue.message.clone(),
                path => format!("{path}: {}", issue.message),
            })
            .collect();
        match issues.is_empty() {
            true => format!(
                "Infisical answered with status {} and no reason.",
                self.status
            ),
            false => format!("Infisical refuses {}.", issues.join("; ")),
        }
    }

    /// Status, name and the id in the server's log.
    fn code(&self) -> String {
        let mut code = self.status.to_string();
        if !self.error.is_empty() {
            code.push_str(&format!(" {}", self.error));
        }
        if let Some(id) = &self.req_id {
            code.push_str(&format!(", request id {id}"));
        }
        code
    }
}

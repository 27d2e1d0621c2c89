//! What the operations do: one file per family, chosen by the path.

pub mod legacy;

mod app_connections;
mod approvals;
mod auth_methods;
mod common;
pub mod credentials;
mod dynamic_secrets;
mod environments;
mod folders;
mod groups;
mod identities;
mod imports;
mod integrations;
mod jobs;
mod kms;
mod logins;
mod memberships;
mod organization;
mod pki;
mod places;
mod privileges;
mod projects;
mod references;
mod roles;
mod secret_rotations;
mod secret_scanning;
mod secret_syncs;
mod secrets;
mod tags;
mod templates;
mod webhooks;

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::auth::Actor;
use super::contract::Operation;
use super::error::ApiError;
use super::server::lock;
use super::world::{Row, World};

pub use projects::seed_demo;

/// A validated request on its way through a handler.
pub struct Call {
    /// The operation.
    pub operation: &'static Operation,
    /// Path parameters.
    pub path: Vec<(&'static str, String)>,
    /// Query parameters, with defaults.
    pub query: Map<String, Value>,
    /// The body, normalised and with defaults.
    pub body: Value,
    /// The top-level keys of the body that the client sent.
    pub sent: Vec<String>,
    /// Request headers.
    pub headers: Vec<(String, String)>,
    /// Who asks.
    pub actor: Actor,
    /// When.
    pub now: OffsetDateTime,
    /// A server of 2024-09 is simulated.
    pub old: bool,
    /// Features of paid plans work.
    pub licensed: bool,
    /// How long background jobs take.
    pub job_time: Duration,
}

/// What a handler answers.
pub enum Reply {
    /// The object or list; it is shown as the contract says, in its envelope.
    Value(Value),
    /// The same, with keys beside the envelope.
    With(Value, Map<String, Value>),
    /// A whole body of another form.
    Other(Value),
    /// Plain text.
    Text(String),
}

/// The result of a handler.
pub type Handled = Result<Reply, ApiError>;

impl Call {
    /// A path parameter.
    pub fn param(&self, name: &str) -> &str {
        self.path
            .iter()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    /// A query parameter as text, empty when absent.
    pub fn asked(&self, name: &str) -> &str {
        self.query
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A flag in the query: the text `true` or the boolean.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.query.get(name), Some(Value::Bool(true))) || self.asked(name) == "true"
    }

    /// A flag in the query with what it means when it is absent.
    pub fn flag_or(&self, name: &str, absent: bool) -> bool {
        if self.query.contains_key(name) {
            self.flag(name)
        } else {
            absent
        }
    }

    /// A text of the body, empty when absent.
    pub fn text(&self, name: &str) -> &str {
        self.body
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The first of these keys that the body has as a text.
    pub fn text_of(&self, names: &[&str]) -> &str {
        names
            .iter()
            .map(|name| self.text(name))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    /// The body as an object.
    pub fn object(&self) -> Row {
        self.body.as_object().cloned().unwrap_or_default()
    }

    /// Whether the client sent this key.
    pub fn sends(&self, name: &str) -> bool {
        self.sent.iter().any(|key| key == name)
    }

    /// The value of a request header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Runs the handler of a call. Two creates look and write without holding the lock between: the real server has no locks.
pub async fn dispatch(world: &Mutex<World>, call: &Call, race_window: Duration) -> Handled {
    jobs::run_due(&mut lock(world), call.now);
    if !call.operation.public {
        super::handlers::common::authorise(&lock(world), call)?;
    }
    match call.operation.id {
        "createSecretFolder" | "createSecretFolderDeprecated" => {
            let plan = folders::plan_create(&lock(world), call)?;
            tokio::time::sleep(race_window).await;
            folders::create(&mut lock(world), call, plan)
        }
        "createSecretImport" | "createSecretImportDeprecated" => {
            let plan = imports::plan_create(&lock(world), call)?;
            tokio::time::sleep(race_window).await;
            imports::create(&mut lock(world), call, plan)
        }
        _ => run(&mut lock(world), call),
    }
}

fn run(world: &mut World, call: &Call) -> Handled {
    let segments = call.operation.segments();
    let path = segments.get(2..).unwrap_or_default();
    match path {
        ["app-connections", app, rest @ ..] => app_connections::handle(world, call, app, rest),
        ["secret-syncs", rest @ ..] => secret_syncs::handle(world, call, rest),
        ["secret-rotations", rest @ ..] => secret_rotations::handle(world, call, rest),
        ["secret-scanning", rest @ ..] => secret_scanning::handle(world, call, rest),
        ["dynamic-secrets", rest @ ..] => dynamic_secrets::handle(world, call, rest),
        ["integration" | "integration-auth", ..] => integrations::handle(world, call, path),
        ["cert-manager", rest @ ..] => pki::handle(world, call, rest),
        ["alerts", rest @ ..] => pki::alerts::generic(world, call, rest),
        ["kms" | "external-kms", ..] => kms::handle(world, call, path),
        ["secrets" | "reminders" | "service-token", ..] => secrets::handle(world, call, path),
        ["projects" | "workspace", _, "tags", rest @ ..] => tags::handle(world, call, rest),
        ["folders", rest @ ..] => folders::handle(world, call, rest),
        ["secret-imports", rest @ ..] => imports::handle(world, call, rest),
        ["auth", _, "login"] | ["auth", "token", _] => logins::handle(world, call, path),
        ["auth", method, rest @ ..] => auth_methods::handle(world, call, method, rest),
        ["projects", _, "identities", ..] | ["identities", ..] => {
            identities::handle(world, call, path)
        }
        ["identity-project-additional-privilege", ..] | ["additional-privilege", ..] => {
            privileges::handle(world, call, path)
        }
        ["groups", rest @ ..] => groups::handle(world, call, rest),
        ["organization", "roles", ..]
        | ["projects" | "workspace", _, "roles", ..]
        | ["projects", "roles", ..] => roles::handle(world, call, path),
        ["projects" | "workspace", _, "environments", ..] | ["workspace", "environments", ..] => {
            environments::handle(world, call, path)
        }
        [
            "projects" | "workspace",
            _,
            "groups" | "memberships" | "identity-memberships" | "user",
            ..,
        ]
        | ["workspace", "identity-memberships", ..] => memberships::handle(world, call, path),
        ["projects" | "workspace", rest @ ..] => projects::handle(world, call, rest),
        ["project-templates", rest @ ..] => templates::handle(world, call, rest),
        ["webhooks", rest @ ..] => webhooks::handle(world, call, rest),
        ["access-approvals" | "secret-approvals", ..] => approvals::handle(world, call, path),
        ["gateways" | "scim" | "sub-organizations", ..] => organization::handle(world, call, path),
        _ => common::not_there(call),
    }
}

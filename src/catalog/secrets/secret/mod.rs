//! `infisical_secret`, written by hand: refreshes and writes of many secrets share requests, which no declaration can say.

mod body;
mod import;
mod list;
mod schema;
mod state;
mod write;

use std::sync::Arc;

use async_trait::async_trait;

use super::vault::{Hidden, Place, Vault, service_token};
use crate::api::{ApiError, Client};
use crate::framework::plan::{Plan, keep_spelling};
use crate::framework::traits::{
    ApplyRequest, ImportId, ImportRequest, ListResource, Resource, State, StateResponse,
};
use crate::framework::{Diagnostics, IdentitySchema, Path, Schema, Value};
use crate::rest::errors::{self, Context};
use crate::rest::field::Field;
use crate::rest::session::Session;

pub(super) use import::{parse_place, project_id};
use list::SecretList;
pub(super) use schema::{check_name, location, location_identity};
use state::View;
pub(super) use write::approval;

const TYPE: &str = "infisical_secret";

/// The resource.
pub struct SecretResource {
    fields: Vec<Field>,
    schema: Schema,
    identity: IdentitySchema,
    session: Arc<Session>,
    vault: Arc<Vault>,
}

impl SecretResource {
    /// The resource on a session, with the way to secrets that it shares with others.
    pub fn new(session: Arc<Session>, vault: Arc<Vault>) -> SecretResource {
        let fields = schema::fields();
        SecretResource {
            schema: schema::schema(&fields),
            identity: schema::identity(),
            fields,
            session,
            vault,
        }
    }

    /// An error as diagnostics; `subject` is the plan, the state or the configuration.
    fn explain(
        &self,
        action: &str,
        subject: &Value,
        error: &ApiError,
        advice: Option<String>,
    ) -> Diagnostics {
        errors::explain(
            error,
            &Context {
                action,
                title: "secret",
                type_name: TYPE,
                imports: Vec::new(),
                key: Some("name".to_owned()),
                blame: None,
                fields: &self.fields,
                subject,
                advice,
            },
        )
    }
}

/// Where the secrets of an object (state, plan, configuration) live.
pub(super) async fn place_of(client: &Client, object: &Value) -> Result<Place, Diagnostics> {
    let text = |name: &str| object.get(name).as_str().unwrap_or_default();
    let project = match text("workspace_id") {
        "" if client.is_service_token() => token_project(client).await?,
        "" => {
            return Err(missing_project());
        }
        id => id.to_owned(),
    };
    Ok(Place::new(project, text("env_slug"), text("folder_path")))
}

async fn token_project(client: &Client) -> Result<String, Diagnostics> {
    let cannot =
        |why: String| Diagnostics::from_error("Cannot find the project of the service token", why);
    let token = service_token(client)
        .await
        .map_err(|error| cannot(error.to_string()))?;
    let known = ["workspace", "projectId"]
        .iter()
        .find_map(|key| token.get(*key)?.as_str());
    known
        .map(str::to_owned)
        .ok_or_else(|| cannot("Infisical does not tell it. Set workspace_id.".into()))
}

pub(super) fn missing_project() -> Diagnostics {
    let mut out = Diagnostics::new();
    out.error_at(
        Path::dotted("workspace_id"),
        "Missing attribute",
        "workspace_id is required: only with a service token the project is known without it.",
    );
    out
}

/// Whether a plan to create leaves the project to the provider although nothing tells it.
pub(super) fn check_project(session: &Session, plan: &mut Plan) {
    let left_out = plan.is_create() && plan.config.get("workspace_id").is_null();
    if left_out
        && session
            .client()
            .is_ok_and(|client| !client.is_service_token())
    {
        plan.diagnostics.extend(missing_project());
    }
}

/// What to do about a value that the identity may not read.
pub(super) fn hidden(what: &str) -> String {
    format!(
        "Infisical hides the value of {what} from the provider's identity: it lacks the permission to read secret values (action «Read Value» on secrets). Give it a role with this permission"
    )
}

#[async_trait]
impl Resource for SecretResource {
    fn type_name(&self) -> &str {
        TYPE
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        crate::catalog::secrets::SUBCATEGORY
    }

    fn import_forms(&self) -> Vec<String> {
        [
            "<secret_id>",
            "<workspace_id>:<env_slug>:<folder_path>:<name>",
            "<project_id>/<env_slug>/<folder_path>:<name>",
            "write-only:<one of these>",
        ]
        .map(str::to_owned)
        .into()
    }

    fn identity_schema(&self) -> Option<&IdentitySchema> {
        Some(&self.identity)
    }

    fn identity_of(&self, state: &Value) -> Option<Value> {
        schema::identity_of(state)
    }

    fn lister(self: Arc<Self>) -> Option<Arc<dyn ListResource>> {
        let (session, vault) = (self.session.clone(), self.vault.clone());
        Some(Arc::new(SecretList::new(session, vault)))
    }

    async fn validate(&self, config: &Value, diagnostics: &mut Diagnostics) {
        schema::validate(config, diagnostics);
    }

    async fn modify_plan(&self, plan: &mut Plan) {
        check_project(&self.session, plan);
    }

    async fn read(&self, state: State) -> StateResponse {
        let read = self.refresh(&state).await;
        StateResponse::of_read(state, read)
    }

    async fn apply(&self, request: ApplyRequest) -> StateResponse {
        let written = match self.session.client() {
            Ok(client) => self.write(&client, &request).await,
            Err(diagnostics) => (request.prior, diagnostics),
        };
        StateResponse::of_apply(request.private, written)
    }

    fn import_id(&self, state: &Value) -> Option<ImportId> {
        let text = |name: &str| state.get(name).as_str();
        let place = [
            text("workspace_id")?,
            text("env_slug")?,
            text("folder_path")?,
        ];
        Some(ImportId {
            id: format!(
                "{}{}:{}",
                import::WRITE_ONLY,
                place.join(":"),
                text("name")?
            ),
            write_only: true,
        })
    }

    async fn import(&self, request: ImportRequest) -> StateResponse {
        StateResponse::of_import(self.find_existing(request).await)
    }
}

impl SecretResource {
    /// The state as it is now; null when the secret is gone.
    async fn refresh(&self, state: &State) -> Result<(Value, Diagnostics), Diagnostics> {
        let client = self.session.client()?;
        let prior = &state.value;
        let place = place_of(&client, prior).await?;
        let name = prior.get("name").as_str().unwrap_or_default().trim();
        let found = self
            .vault
            .find(&client, &place, prior.get("id").as_str(), name)
            .await
            .map_err(|error| self.explain("read", prior, &error, None))?;
        let Some(secret) = found else {
            return Ok((Value::Null, Diagnostics::new()));
        };
        let (now, readable) = state::of(&secret, View::Over(prior));
        let mut diagnostics = Diagnostics::new();
        if readable == Err(Hidden) {
            diagnostics.warning_at(
                Path::dotted("value"),
                "The value of a secret cannot be read",
                format!(
                    "{}, or use value_wo, which is never read. The value in state stays as it was; changes made elsewhere go unnoticed.",
                    hidden(name)
                ),
            );
        }
        Ok((keep_spelling(&self.schema.block, prior, &now), diagnostics))
    }
}

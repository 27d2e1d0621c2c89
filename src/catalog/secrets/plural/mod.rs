//! `infisical_secrets`: many secrets of one folder as one resource, one batch call for each kind of change.

mod schema;
mod sync;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;

use super::secret::{check_project, hidden, parse_place, place_of, project_id};
use super::vault::{Filter, Hidden, Place, Secret, Vault, secrets_of};
use crate::api::{ApiError, Client};
use crate::framework::equality::stored_secret;
use crate::framework::plan::{Plan, known, settle};
use crate::framework::traits::{ApplyRequest, ImportRequest, Resource, State, StateResponse};
use crate::framework::{Diagnostics, IdentitySchema, Path, Schema, Value};
use crate::rest::errors::{self, Context};
use crate::rest::session::Session;
use sync::{Change, Wanted};

const TYPE: &str = "infisical_secrets";
const WRITE_ONLY: &str = "write-only:";

/// The resource.
pub struct SecretsResource {
    schema: Schema,
    identity: IdentitySchema,
    session: Arc<Session>,
    vault: Arc<Vault>,
}

/// What is in a folder, by name.
type Folder = BTreeMap<String, Secret>;

impl SecretsResource {
    /// The resource on a session.
    pub fn new(session: Arc<Session>, vault: Arc<Vault>) -> SecretsResource {
        SecretsResource {
            schema: schema::schema(),
            identity: schema::identity(),
            session,
            vault,
        }
    }

    /// An error as diagnostics; `subject` is the plan, the state or the configuration.
    fn explain(&self, action: &str, subject: &Value, error: &ApiError) -> Diagnostics {
        let context = Context {
            action,
            title: "secrets",
            type_name: TYPE,
            imports: Vec::new(),
            key: None,
            blame: None,
            fields: &[],
            subject,
            advice: None,
        };
        errors::explain(error, &context)
    }

    async fn folder(&self, client: &Client, place: &Place) -> Result<Folder, ApiError> {
        match self.vault.list(client, place, &Filter::default()).await {
            Ok(list) => Ok(secrets_of(&list, place)
                .filter(|secret| secret.kind == "shared")
                .map(|secret| (secret.name.clone(), secret))
                .collect()),
            // Of a folder that is gone nothing is left.
            Err(error) if error.is_not_found() => Ok(Folder::new()),
            Err(error) => Err(error),
        }
    }
}

/// The attributes that name a place, for errors that are about one of them.
fn named_by(place: &Place) -> Value {
    let all = [
        ("workspace_id", &place.project),
        ("env_slug", &place.environment),
        ("folder_path", &place.path),
    ];
    Value::object(all.map(|(name, text)| (name, Value::from(text.as_str()))))
}

/// Names that a state or plan manages.
fn names(object: &Value) -> BTreeSet<String> {
    let listed = object.get("names").items().unwrap_or(&[]);
    let listed = listed
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned));
    let keys = object.get("values").members().into_iter().flatten();
    listed.chain(keys.map(|(name, _)| name.clone())).collect()
}

/// The configured map, plain or write-only.
fn configured(config: &Value) -> &Value {
    match config.get("values") {
        Value::Null => config.get("values_wo"),
        plain => plain,
    }
}

/// The state of these names as the folder has them, in the prior spelling; `Hidden` when a wanted value may not be read.
fn state_of(
    prior: &Value,
    place: &Place,
    folder: &Folder,
    managed: &BTreeSet<String>,
) -> (Value, Result<(), Hidden>) {
    let mut readable = Ok(());
    let before = prior.get("values");
    let mut values = BTreeMap::new();
    let mut found = Vec::new();
    for name in managed {
        let Some(secret) = folder.get(name) else {
            continue;
        };
        found.push(Value::from(name.as_str()));
        let spelt = before.get(name);
        let value = match (&secret.value, spelt.as_str()) {
            (Ok(told), Some(text)) if stored_secret(told) == stored_secret(text) => spelt.clone(),
            (Ok(told), _) => Value::from(told.as_str()),
            (Err(Hidden), _) => {
                readable = Err(Hidden);
                spelt.clone()
            }
        };
        if !value.is_null() {
            values.insert(name.clone(), value);
        }
    }
    let mut state = known(prior);
    state.set(
        "id",
        Value::from(format!(
            "{}:{}:{}",
            place.project, place.environment, place.path
        )),
    );
    state.set("names", Value::Set(found));
    if before.is_null() {
        readable = Ok(());
    } else {
        state.set("values", Value::Map(values));
    }
    if state.get("workspace_id").is_empty() {
        state.set("workspace_id", Value::from(place.project.as_str()));
    }
    (state, readable)
}

#[async_trait]
impl Resource for SecretsResource {
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
            "<workspace_id>:<env_slug>:<folder_path>",
            "<project_id>/<env_slug>/<folder_path>",
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

    async fn validate(&self, config: &Value, diagnostics: &mut Diagnostics) {
        schema::validate(config, diagnostics);
    }

    async fn modify_plan(&self, plan: &mut Plan) {
        check_project(&self.session, plan);
        if plan.is_destroy() {
            return;
        }
        let wanted = match configured(&plan.config) {
            Value::Map(members) => Value::Set(
                members
                    .keys()
                    .map(|name| Value::from(name.as_str()))
                    .collect(),
            ),
            _ => Value::Unknown,
        };
        plan.planned.set("names", wanted);
        self.warn_of_strangers(plan).await;
    }

    async fn read(&self, state: State) -> StateResponse {
        let read = self.refresh(&state.value).await;
        StateResponse::of_read(state, read)
    }

    async fn apply(&self, request: ApplyRequest) -> StateResponse {
        let written = match self.session.client() {
            Ok(client) => self.write(&client, &request).await,
            Err(diagnostics) => (request.prior, diagnostics),
        };
        StateResponse::of_apply(request.private, written)
    }

    async fn import(&self, request: ImportRequest) -> StateResponse {
        StateResponse::of_import(self.find_existing(request).await)
    }
}

impl SecretsResource {
    /// A new exclusive resource removes what it finds: that is said before it happens. Best effort, a plan needs no server.
    async fn warn_of_strangers(&self, plan: &mut Plan) {
        let exclusive = plan.planned.get("exclusive").as_bool() == Some(true);
        if !exclusive
            || plan.prior.get("exclusive").as_bool() == Some(true)
            || plan.config.contains_unknown()
        {
            return;
        }
        let Ok(client) = self.session.client() else {
            return;
        };
        let Ok(place) = place_of(&client, &plan.config).await else {
            return;
        };
        let wanted = names(&plan.planned);
        let folder = self.folder(&client, &place).await.unwrap_or_default();
        let strangers: Vec<&str> = folder
            .keys()
            .filter(|name| !wanted.contains(*name))
            .map(String::as_str)
            .collect();
        if !strangers.is_empty() {
            plan.diagnostics.warning_at(
                Path::dotted("exclusive"),
                "Existing secrets will be deleted",
                format!(
                    "exclusive is true, and these secrets of {} in {} are not in the map: {}.",
                    place.path,
                    place.environment,
                    strangers.join(", ")
                ),
            );
        }
    }

    async fn refresh(&self, prior: &Value) -> Result<(Value, Diagnostics), Diagnostics> {
        let client = self.session.client()?;
        let place = place_of(&client, prior).await?;
        let folder = self
            .folder(&client, &place)
            .await
            .map_err(|error| self.explain("read", prior, &error))?;
        let managed: BTreeSet<String> = if prior.get("exclusive").as_bool() == Some(true) {
            folder.keys().cloned().collect()
        } else {
            names(prior)
        };
        if !names(prior).is_empty() && !managed.iter().any(|name| folder.contains_key(name)) {
            return Ok((Value::Null, Diagnostics::new()));
        }
        let (state, readable) = state_of(prior, &place, &folder, &managed);
        let mut diagnostics = Diagnostics::new();
        if readable == Err(Hidden) {
            diagnostics.warning_at(
                Path::dotted("values"),
                "Values of secrets cannot be read",
                format!("{}, or use values_wo, which is never read. The values in state stay as they were; changes made elsewhere go unnoticed.", hidden("secrets")),
            );
        }
        Ok((state, diagnostics))
    }

    async fn write(&self, client: &Client, request: &ApplyRequest) -> (Value, Diagnostics) {
        let (prior, planned) = (&request.prior, &request.planned);
        let destroy = planned.is_null();
        let subject = if destroy { prior } else { planned };
        let place = match place_of(client, subject).await {
            Ok(place) => place,
            Err(diagnostics) => return (prior.clone(), diagnostics),
        };
        let wanted = Wanted::new(request);
        let mut adopted = BTreeSet::new();
        let failed = match self.sync(client, &place, &wanted, &mut adopted).await {
            Ok(()) if destroy => return (Value::Null, Diagnostics::new()),
            Ok(()) => None,
            Err(diagnostics) => Some(diagnostics),
        };
        let mut diagnostics = failed.clone().unwrap_or_default();
        if !adopted.is_empty() && prior.is_null() && failed.is_none() {
            let text = adopted
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            diagnostics.warning("Existing secrets were adopted", format!("They were there already with the configured values, and are managed by this resource now: {text}."));
        }
        if failed.is_none() {
            let all = wanted
                .values
                .keys()
                .map(|name| Value::from(name.as_str()))
                .collect();
            let (mut told, _) = state_of(planned, &place, &Folder::new(), &BTreeSet::new());
            told.set("names", Value::Set(all));
            return (known(&settle(planned, &told)), diagnostics);
        }
        // What is true now is at the server.
        let Ok(folder) = self.folder(client, &place).await else {
            return (prior.clone(), diagnostics);
        };
        let same = |name: &String, value: &String| {
            let told = folder
                .get(name)
                .and_then(|secret| secret.value.as_deref().ok());
            told.is_some_and(|told| stored_secret(told) == stored_secret(value))
        };
        let done = wanted
            .values
            .iter()
            .filter(|(name, value)| same(name, value));
        let mut ours = names(prior);
        ours.extend(done.map(|(name, _)| name.clone()));
        if prior.is_null() && ours.is_empty() {
            return (Value::Null, diagnostics);
        }
        let base = if prior.is_null() { planned } else { prior };
        (state_of(base, &place, &folder, &ours).0, diagnostics)
    }

    /// Makes the folder what is wanted. A lost answer is made up for by looking again.
    async fn sync(
        &self,
        client: &Client,
        place: &Place,
        wanted: &Wanted,
        adopted: &mut BTreeSet<String>,
    ) -> Result<(), Diagnostics> {
        let mut tries = 0;
        loop {
            tries += 1;
            let folder = self
                .folder(client, place)
                .await
                .map_err(|error| self.explain("read", &named_by(place), &error))?;
            let Change {
                steps,
                existing,
                taken,
            } = wanted.change(&folder);
            if !taken.is_empty() {
                return Err(Diagnostics::from_error(
                    "Secrets exist already",
                    format!(
                        "These secrets of {} in {} exist with other values, and this resource does not manage them: {}. Leave them out, or import all secrets of the folder:\n  terraform import {TYPE}.<name> '{}:{}:{}'",
                        place.path,
                        place.environment,
                        taken.join(", "),
                        place.project,
                        place.environment,
                        place.path
                    ),
                ));
            }
            // On a second look these are our own.
            if tries == 1 {
                adopted.extend(existing);
            }
            let mut again = false;
            for (kind, writes) in steps {
                match self.vault.write_all(client, kind, place, writes).await {
                    Ok(outcomes) => sync::approved(&outcomes, place)?,
                    Err(error)
                        if tries == 1 && (error.is_ambiguous() || Vault::is_gone(&error)) =>
                    {
                        again = true;
                        break;
                    }
                    Err(error) => return Err(self.explain("write", &named_by(place), &error)),
                }
            }
            if !again {
                return Ok(());
            }
        }
    }

    async fn find_existing(&self, request: ImportRequest) -> Result<Value, Diagnostics> {
        let client = self.session.client()?;
        let cannot = |why: String| Diagnostics::from_error("Cannot import secrets", why);
        let text = |identity: &Value, name: &str| {
            identity.get(name).as_str().unwrap_or_default().to_owned()
        };
        let (project, environment, path, write_only) = match &request {
            ImportRequest::Identity(identity) => (
                text(identity, "workspace_id"),
                text(identity, "env_slug"),
                text(identity, "folder_path"),
                false,
            ),
            ImportRequest::Id(id) => {
                let bare = id.trim().strip_prefix(WRITE_ONLY);
                let (project, environment, path) = parse_place(bare.unwrap_or(id)).ok_or_else(|| {
                    cannot("The id has one of the forms <workspace_id>:<env_slug>:<folder_path> and <project ID or slug>/<env_slug>/<folder path>; with write-only: before it the values stay out of state.".into())
                })?;
                (
                    project.to_owned(),
                    environment.to_owned(),
                    path.to_owned(),
                    bare.is_some(),
                )
            }
        };
        let project = project_id(&client, project).await.map_err(|why| {
            why.unwrap_or_else(|error| self.explain("import", &Value::Null, &error))
        })?;
        let place = Place::new(project, environment, path);
        let folder = self
            .folder(&client, &place)
            .await
            .map_err(|error| self.explain("import", &Value::Null, &error))?;
        if folder.is_empty() {
            return Err(cannot(format!(
                "There are no secrets in {} of {}, or the provider's identity may not see them.",
                place.path, place.environment
            )));
        }
        let mut start = Value::object(
            self.schema
                .block
                .attributes
                .iter()
                .map(|a| (a.name.clone(), Value::Null)),
        );
        start.set("env_slug", Value::from(place.environment.as_str()));
        start.set("folder_path", Value::from(place.path.as_str()));
        start.set("exclusive", Value::Bool(false));
        if write_only {
            start.set("values_wo_version", Value::int(1));
        } else {
            start.set("values", Value::Map(BTreeMap::new()));
        }
        let (state, readable) =
            state_of(&start, &place, &folder, &folder.keys().cloned().collect());
        if readable == Err(Hidden) {
            return Err(cannot(format!(
                "{}, or import them as write-only ones: {WRITE_ONLY}<id>.",
                hidden("secrets")
            )));
        }
        Ok(state)
    }
}

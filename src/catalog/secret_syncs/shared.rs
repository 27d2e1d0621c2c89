//! What all secret syncs share: base attributes, sync options, calls, imports, and the builder that adds a destination's own.

use std::time::Duration;

use serde_json::Value as Json;

use crate::framework::path::Path;
use crate::framework::plan::Plan;
pub(super) use crate::rest::prelude::*;

/// How long a destroy with `remove_secrets_on_destroy` waits for the removal job.
const REMOVAL: Duration = Duration::from_secs(15 * 60);

/// `{{secretKey}}` at least once among letters, digits, `-`, `_`, `/` and `{{environment}}`; or nothing.
const KEY_SCHEMA: &str = r"^(?:(?:[a-zA-Z0-9_/-]|\{\{environment\}\})*\{\{secretKey\}\}(?:[a-zA-Z0-9_/-]|\{\{environment\}\}|\{\{secretKey\}\})*)?$";

/// A secret sync in the making.
pub(super) struct SecretSync {
    /// path segment of the destination
    pub(super) destination: &'static str,
    /// the destination for people
    pub(super) title: &'static str,
    /// it can read secrets from its destination
    pub(super) imports: bool,
    about: &'static str,
    connection: &'static str,
    behavior: bool,
    managed_keys: bool,
    together: bool,
    options: Vec<Field>,
    config: Vec<Field>,
    config_rules: Vec<Rule>,
    special: fn(RestResource) -> RestResource,
}

/// A sync to the destination with this path segment, e.g. `aws-parameter-store`.
pub(super) fn secret_sync(destination: &'static str, title: &'static str) -> SecretSync {
    SecretSync {
        destination,
        title,
        imports: false,
        about: "",
        connection: destination,
        behavior: true,
        managed_keys: true,
        together: false,
        options: Vec::new(),
        config: Vec::new(),
        config_rules: Vec::new(),
        special: |resource| resource,
    }
}

/// Text that must not be empty; white space around it means nothing.
pub(super) fn text(name: &str) -> Field {
    string(name).not_empty().trimmed()
}

/// Text of at most `longest` characters that must not be empty.
pub(super) fn short(name: &str, longest: u64) -> Field {
    string(name).len(1..=longest).trimmed()
}

/// A name that people see in Infisical's web interface beside an ID; nothing depends on it.
pub(super) fn display_name(name: &str, of_what: &str) -> Field {
    string(name).trimmed().doc(&format!(
        "Name of {of_what}, shown in Infisical beside the ID; nothing else depends on it."
    ))
}

/// An option that the official provider does not know: where the configuration leaves it out, what was set elsewhere stays.
pub(super) fn kept(name: &str, doc: &str) -> Field {
    boolean(name)
        .optional_computed()
        .absent_means(false)
        .doc(&format!(
            "{doc} Left out, it stays as it is (off for a new sync)."
        ))
}

impl SecretSync {
    /// More about the resource, appended to its first sentence.
    pub(super) fn doc(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }
    /// The app of its connections where that has another name than the destination.
    pub(super) fn through(mut self, app: &'static str) -> Self {
        self.connection = app;
        self
    }
    /// The destination tells its secrets, so that they can be imported first.
    pub(super) fn imports_secrets(mut self) -> Self {
        self.imports = true;
        self
    }
    /// No `initial_sync_behavior` attribute: the only possible value is sent silently.
    pub(super) fn always_overwrites(mut self) -> Self {
        self.behavior = false;
        self
    }
    /// The destination holds one fixed value: no `key_schema`, no `disable_secret_deletion`.
    pub(super) fn without_keys(mut self) -> Self {
        self.managed_keys = false;
        self
    }
    /// The API checks options and destination against each other only when a PATCH has both.
    pub(super) fn patches_options_with_destination(mut self) -> Self {
        self.together = true;
        self
    }
    /// Further members of `sync_options`.
    pub(super) fn options(mut self, options: impl IntoIterator<Item = Field>) -> Self {
        self.options.extend(options);
        self
    }
    /// Members of `destination_config`.
    pub(super) fn destination(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.config.extend(fields);
        self
    }
    /// A rule between members of `destination_config`.
    pub(super) fn rule(mut self, rule: Rule) -> Self {
        self.config_rules.push(rule);
        self
    }
    /// What no word covers.
    pub(super) fn special(mut self, adjust: fn(RestResource) -> RestResource) -> Self {
        self.special = adjust;
        self
    }

    fn sync_options(&self) -> Field {
        let mut members = Vec::new();
        if !self.behavior {
            members.push(constant("initialSyncBehavior", "overwrite-destination"));
        } else if self.imports {
            members.push(string("initial_sync_behavior").required()
                .one_of(["overwrite-destination", "import-prioritize-source", "import-prioritize-destination"])
                .doc("What the first sync does with secrets that are already at the destination: `overwrite-destination`, or import them first, where on equal keys Infisical's value wins (`import-prioritize-source`) or the destination's (`import-prioritize-destination`)."));
        } else {
            members.push(string("initial_sync_behavior").required()
                .one_of(["overwrite-destination"])
                .doc("What the first sync does with secrets that are already at the destination. Always `overwrite-destination`: this destination does not give its secrets away, so nothing can be imported from it."));
        }
        if self.managed_keys {
            members.extend([
                boolean("disable_secret_deletion").default(false).absent_means(false)
                    .doc("Keep secrets at the destination that Infisical does not have. Default `false`: they are deleted there."),
                string("key_schema").len(0..=255).trimmed()
                    .pattern(KEY_SCHEMA, "must hold `{{secretKey}}`, and beside it only letters, digits, `-`, `_`, `/` and `{{environment}}`")
                    .doc("How keys are named at the destination, for example `APP_{{secretKey}}` or `{{environment}}/{{secretKey}}`. With a schema, the sync leaves alone what does not fit it. Default: the keys as they are."),
            ]);
        }
        members.push(kept("recursive", "Also sync the secrets of all subfolders, flattened into one list; keys must not clash. Needs `initial_sync_behavior = \"overwrite-destination\"`, and a server of 2026-09 or later."));
        let rule = Rule::ValueWhen {
            attribute: "recursive".into(),
            allowed: vec!["false".into()],
            discriminator: "initial_sync_behavior".into(),
            values: vec![
                "import-prioritize-source".into(),
                "import-prioritize-destination".into(),
            ],
        };
        members.extend(self.options.iter().cloned());
        let options = object("sync_options", members)
            .required()
            .doc("How secrets are synced.");
        if self.imports {
            options.rule(rule)
        } else {
            options
        }
    }

    /// The resource.
    pub(super) fn build(self) -> RestResource {
        let (destination, title) = (self.destination, self.title);
        let all = format!("/api/v1/secret-syncs/{destination}");
        let one = format!("{all}/{{id}}");
        let sync = |c: Call| c.envelope("secretSync");
        let mut options = self.sync_options();
        let mut config = object("destination_config", self.config)
            .required()
            .doc(&format!("Where in {title} the secrets go."));
        for rule in self.config_rules {
            config = config.rule(rule);
        }
        if self.together {
            options = options.with_group("options and destination");
            config = config.with_group("options and destination");
        }
        let resource = RestResource::new(
            &format!("secret_sync_{}", destination.replace('-', "_")),
            &format!("{title} secret sync"),
            "Secret Syncs",
        )
        .doc(&format!(
            "Keeps the secrets of one Infisical folder up to date at {title}. {}",
            self.about
        ))
        .fields(base(self.connection))
        .fields([options, config])
        .creates(sync(post(&all)))
        .reads(sync(get(&one)))
        .updates(sync(patch(&one)))
        .deletes(delete(&format!(
            "{one}?removeSecrets={{remove_secrets_on_destroy}}"
        )))
        .delete_waits(REMOVAL)
        .delete_waits_only(Condition::Is("remove_secrets_on_destroy", "true"))
        .delete_refused_when("removeStatus", "failed", "lastRemoveMessage")
        .expects("destination", destination, "infisical_secret_sync_")
        .listed(&format!("{all}?projectId={{project_id}}"), "secretSyncs")
        .import("{id:uuid}")
        .import_by(
            "{project_id},{name}",
            sync(get(&format!(
                "{all}/sync-name/{{name}}?projectId={{project_id}}"
            ))),
        )
        .identity(&["id"])
        .on_plan(warn_of_deletions);
        (self.special)(resource)
    }
}

fn base(connection: &str) -> Vec<Field> {
    let app = connection.replace('-', "_");
    vec![
        id(),
        string("name").required().slug().len(1..=256)
            .doc("Name of the sync: lower-case letters, digits and hyphens, unique among all syncs of the project."),
        string("description").len(0..=256).trimmed().doc("What the sync is for."),
        string("project_id").required().not_empty().replace()
            .doc("ID of the project whose secrets are synced."),
        string("connection_id").required().uuid().read_as(["connectionId", "connection.id"])
            .doc(&format!("ID of the app connection (`infisical_app_connection_{app}`) through which the sync reaches the destination.")),
        string("environment").required().slug().len(1..=64).with_group("source")
            .read_as(["environment.slug"]).absent_means("")
            .doc("Slug of the environment that the secrets come from. Empty in state once the environment or the folder is gone."),
        string("secret_path").required().not_empty().equality(Equality::TrailingSlash).with_group("source")
            .read_as(["folder.path"]).absent_means("")
            .doc("Path of the folder that the secrets come from, e.g. `/` or `/backend`. It must exist. Empty in state once the folder is gone."),
        boolean("auto_sync_enabled").json("isAutoSyncEnabled").default(true)
            .doc("Sync whenever a secret changes. Default `true`. When `false`, only on demand (action `infisical_secret_sync_run`)."),
        boolean("remove_secrets_on_destroy").local()
            .doc("On destroy, first remove the synced secrets from the destination, and wait until that is done. Default `false`: they stay there."),
        status("sync_status")
            .doc("State of the last sync when Terraform last looked: `pending`, `running`, `succeeded` or `failed`."),
        status("last_sync_message").doc("What the last sync said, above all why it failed."),
        status("last_synced_at").doc("When the last sync ended."),
    ]
}

/// What the server's jobs write: it changes on its own, so whatever an answer says or lacks is no reason to read again.
fn status(name: &str) -> Field {
    string(name).computed().absent_means(Value::Null)
}

/// Whoever points a sync at a place that holds secrets already should know what happens to them.
fn warn_of_deletions(plan: &mut Plan) {
    let planned = &plan.planned;
    let aimed = plan.is_create()
        || (plan.is_update()
            && plan.prior.get("destination_config") != planned.get("destination_config"));
    let imports = planned
        .at("sync_options.initial_sync_behavior")
        .as_str()
        .is_some_and(|behavior| behavior.starts_with("import-"));
    let keeps = planned.at("sync_options.disable_secret_deletion").as_bool() == Some(true);
    if aimed && !imports && !keeps {
        plan.diagnostics.warning_at(
            Path::dotted("sync_options"),
            "Secrets may be deleted at the destination",
            "Secrets that are at the destination but not in Infisical are deleted by the sync. Set sync_options.disable_secret_deletion = true to keep them, or a key_schema to limit the sync to keys that fit it.",
        );
    }
}

/// Fills the destination's required display name with the ID that it belongs to when none is configured.
pub(super) fn stand_in(body: &mut Json, id: &str, name: &str) {
    if let Some(Json::Object(config)) = body.get_mut("destinationConfig")
        && config
            .get(name)
            .and_then(Json::as_str)
            .is_none_or(str::is_empty)
        && let Some(id) = config.get(id).cloned()
    {
        config.insert(name.to_owned(), id);
    }
}

/// The other way round: a name that is only the ID again was not configured.
pub(super) fn forget_stand_in(
    answer: &mut Json,
    known: &Value,
    id: &str,
    name: &str,
    attribute: &str,
) {
    let configured = !known.get("destination_config").get(attribute).is_empty();
    if let Some(Json::Object(config)) = answer.get_mut("destinationConfig")
        && !configured
        && config
            .get(name)
            .is_some_and(|name| config.get(id) == Some(name))
    {
        config.remove(name);
    }
}

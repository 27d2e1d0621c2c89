//! What can be asked and done about secret syncs of any destination: a data source and three actions.

use super::{destinations, shared::*};

/// The data source of all syncs of a project.
pub fn data_sources() -> Vec<RestDataSource> {
    vec![
        RestDataSource::new("secret_syncs", "secret syncs", "Secret Syncs")
            .doc("All secret syncs of a project, or those to one destination, with the state of their last runs.")
            .fields([
                string("project_id").required().not_empty().not_sent().unread()
                    .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project."),
                destination(|_| true).unread()
                    .doc("Only syncs to this destination, e.g. `aws-parameter-store`. Default: all."),
                objects("secret_syncs", [
                    string("id").doc("ID of the sync."),
                    string("name").doc("Name of the sync."),
                    string("description").doc("What the sync is for."),
                    string("destination").doc("Where it syncs to, e.g. `aws-parameter-store`."),
                    json_text("destination_config").doc("Where at the destination, as JSON (`jsondecode`)."),
                    json_text("sync_options").doc("How it syncs, as JSON (`jsondecode`)."),
                    string("connection_id").doc("ID of the app connection that it uses."),
                    string("connection_name").json("connection.name").doc("Name of that connection."),
                    string("environment").json("environment.slug").doc("Slug of the environment that the secrets come from; null once it is gone."),
                    string("secret_path").json("folder.path").doc("Folder that the secrets come from; null once it is gone."),
                    boolean("auto_sync_enabled").json("isAutoSyncEnabled").doc("It syncs whenever a secret changes."),
                    string("sync_status").doc("State of the last sync: `pending`, `running`, `succeeded` or `failed`."),
                    string("last_sync_message").doc("What the last sync said, above all why it failed."),
                    string("last_synced_at").doc("When the last sync ended."),
                    string("import_status").doc("State of the last import from the destination."),
                    string("last_import_message").doc("What the last import said."),
                    string("last_imported_at").doc("When the last import ended."),
                    string("remove_status").doc("State of the last removal of secrets from the destination."),
                    string("last_remove_message").doc("What the last removal said."),
                    string("last_removed_at").doc("When the last removal ended."),
                    string("created_at").doc("When the sync was created."),
                    string("updated_at").doc("When the sync was last changed."),
                ]).computed().doc("The syncs that fit, each as Infisical lists it."),
            ])
            .reads(get("/api/v1/secret-syncs/{destination}?projectId={project_id}").when(Condition::Set(vec!["destination"])))
            .reads(get("/api/v1/secret-syncs?projectId={project_id}").when(Condition::Unset(vec!["destination"]))),
    ]
}

/// Run, import, remove: each for a sync of any destination.
pub fn actions() -> Vec<RestAction> {
    vec![
        action("run", "Run a secret sync", "Pushes the secrets of a sync to its destination now. The push goes on in the background; the sync's `sync_status` tells how it ended.", |_| true)
            .does(on("sync-secrets")),
        action("import", "Import secrets from a sync's destination", "Brings the secrets that are at a sync's destination into the sync's folder. The import goes on in the background.", |sync| sync.imports)
            .fields([string("import_behavior").required().one_of(["prioritize-source", "prioritize-destination"])
                .doc("Whose value wins where both have a key: Infisical's (`prioritize-source`) or the destination's (`prioritize-destination`).")])
            .does(on("import-secrets?importBehavior={import_behavior}")),
        action("remove", "Remove a sync's secrets from its destination", "Removes the secrets that a sync wrote from its destination; Infisical's own stay. The removal goes on in the background.", |_| true)
            .does(on("remove-secrets")),
    ]
}

/// One of the destinations that `fits`.
fn destination(fits: fn(&SecretSync) -> bool) -> Field {
    string("destination").not_sent().one_of(
        destinations()
            .iter()
            .filter(|s| fits(s))
            .map(|s| s.destination),
    )
}

fn action(name: &str, title: &str, doc: &str, fits: fn(&SecretSync) -> bool) -> RestAction {
    RestAction::new(&format!("secret_sync_{name}"), title, "Secret Syncs").doc(doc).fields([
        string("sync_id").required().uuid().not_sent().doc("ID of the sync."),
        destination(fits).required().doc("Destination of the sync: the end of its resource type with hyphens, e.g. `aws-parameter-store` for `infisical_secret_sync_aws_parameter_store`."),
    ])
}

fn on(what: &str) -> Call {
    post(&format!(
        "/api/v1/secret-syncs/{{destination}}/{{sync_id}}/{what}"
    ))
    .no_fields()
}

//! What can be asked and done about certificate syncs of any destination: a data source and two actions.

use serde_json::Value as Json;

use super::{destinations, shared::*};

/// The data source of all syncs.
pub fn data_sources() -> Vec<RestDataSource> {
    vec![
        RestDataSource::new("certificate_syncs", "certificate syncs", GROUP)
            .doc("Certificate syncs, all or narrowed, with the state of their last runs.")
            .fields([
                string("application_id").uuid().local().doc("Only syncs of this application."),
                string("certificate_id").uuid().local().doc("Only syncs that hold this certificate."),
                destination(|_| true).unread().doc("Only syncs to this destination, e.g. `azure-key-vault`."),
                objects("certificate_syncs", [
                    string("id").doc("ID of the sync."),
                    string("name").doc("Name of the sync."),
                    string("description").doc("What the sync is for."),
                    string("application_id").doc("ID of the application whose certificates are synced."),
                    string("destination").doc("Where it syncs to, e.g. `azure-key-vault`."),
                    json_text("destination_config").doc("Where at the destination, as JSON (`jsondecode`)."),
                    json_text("sync_options").doc("How it syncs, as JSON (`jsondecode`)."),
                    string("connection_id").doc("ID of the app connection that it uses."),
                    string("connection_name").json("appConnectionName").doc("Name of that connection."),
                    boolean("auto_sync_enabled").json("isAutoSyncEnabled").doc("It syncs by itself."),
                    boolean("has_certificate").doc("It holds a certificate."),
                    string("sync_status").doc("State of the last sync: `pending`, `running`, `succeeded` or `failed`."),
                    string("last_sync_message").doc("What the last sync said, above all why it failed."),
                    string("last_synced_at").doc("When the last sync ended."),
                    string("remove_status").doc("State of the last removal of certificates from the destination."),
                    string("last_remove_message").doc("What the last removal said."),
                    string("last_removed_at").doc("When the last removal ended."),
                    string("created_at").doc("When the sync was created."),
                    string("updated_at").doc("When the sync was last changed."),
                ]).json("pkiSyncs").computed().doc("The syncs."),
            ])
            .reads(get(&format!("{ALL}?applicationId={{application_id}}&certificateId={{certificate_id}}")))
            .on_answer(only_destination),
    ]
}

/// The lists of single destinations are not to be relied on, so this one is narrowed here.
fn only_destination(answer: &mut Json, asked: &Value) {
    if let (Some(Json::Array(syncs)), Some(wanted)) = (
        answer.get_mut("pkiSyncs"),
        asked.get("destination").as_str(),
    ) {
        syncs.retain(|sync| sync["destination"] == wanted);
    }
}

/// Run and remove, each for a sync of any destination that can. None can import.
pub fn actions() -> Vec<RestAction> {
    vec![
        action("run", "Run a certificate sync", "Pushes the certificates of a sync to its destination now. The push goes on in the background; the sync's `sync_status` tells how it ended.", |_| true)
            .does(on("sync")),
        action("remove", "Remove a sync's certificates from its destination", "Removes the certificates that a sync wrote from its destination; Infisical's own stay. The removal goes on in the background.", |sync| sync.removes)
            .does(on("remove-certificates")),
    ]
}

/// One of the destinations that `fits`.
fn destination(fits: fn(&CertificateSync) -> bool) -> Field {
    string("destination").not_sent().one_of(
        destinations()
            .iter()
            .filter(|sync| fits(sync))
            .map(|sync| sync.destination),
    )
}

fn action(name: &str, title: &str, doc: &str, fits: fn(&CertificateSync) -> bool) -> RestAction {
    RestAction::new(&format!("certificate_sync_{name}"), title, GROUP).doc(doc).fields([
        string("sync_id").required().uuid().not_sent().doc("ID of the sync."),
        destination(fits).required().doc("Destination of the sync: the end of its resource type with hyphens, e.g. `azure-key-vault` for `infisical_certificate_sync_azure_key_vault`."),
    ])
}

fn on(what: &str) -> Call {
    post(&format!("{ALL}/{{destination}}/{{sync_id}}/{what}")).no_fields()
}

//! One certificate as part of a sync.

use serde_json::Value as Json;

use super::shared::*;

const OF_SYNC: &str = "/api/v1/cert-manager/syncs/{certificate_sync_id}/certificates";

/// The link in the list of the sync's certificates; there is no read of one.
fn find(json: &str, field: &str) -> Call {
    get(OF_SYNC)
        .envelope("certificates")
        .pick(json, field)
        .paged("offset", "limit", 100)
}

pub(super) fn resource() -> RestResource {
    // The answer to adding is a list of what was added.
    let told = |name: &str, json: &str| {
        string(name)
            .computed()
            .read_as([format!("items.0.{json}").as_str(), json])
    };
    RestResource::new("certificate_sync_certificate", "certificate of a certificate sync", GROUP)
        .doc("Puts a certificate into a certificate sync. A certificate leaves the sync by itself when it is renewed, revoked or expired; the next plan then shows it as new: let `certificate_id` follow the renewal.")
        .fields([
            told("id", "id").doc("ID of the link between sync and certificate."),
            string("certificate_sync_id").required().uuid().replace().not_sent().read_as(["pkiSyncId"]).doc("ID of the sync."),
            string("certificate_id").required().uuid().replace().create_as("certificateIds").read_as(["certificateId"])
                .doc("ID of the certificate (`infisical_cert_manager_certificate`)."),
            told("serial_number", "certificateSerialNumber").absent_means(Value::Null).doc("Serial number of the certificate."),
            told("common_name", "certificateCommonName").absent_means(Value::Null).doc("Common name of the certificate."),
            status("sync_status").doc("State of the certificate's last sync when Terraform last looked."),
            status("last_sync_message").doc("What that sync said, above all why it failed."),
            status("last_synced_at").doc("When it ended."),
        ])
        .creates(post(OF_SYNC).envelope("addedCertificates"))
        .reads(find("certificateId", "certificate_id"))
        .deletes(delete(OF_SYNC).only(&["certificate_id"]))
        .listed(OF_SYNC, "certificates")
        .list_keys("certificateId", "")
        .list_paged("offset", "limit", 100)
        .import("{certificate_sync_id:uuid}:{certificate_id:uuid}")
        .import_by("{certificate_sync_id:uuid}:{serial_number}", find("certificateSerialNumber", "serial_number"))
        .identity(&["certificate_sync_id", "certificate_id"])
        .on_send(as_list)
}

/// The API takes lists of certificates.
fn as_list(_: Verb, body: &mut Json, _: &Value) {
    if let Some(id @ Json::String(_)) = body.get_mut("certificateIds") {
        *id = json!([id.take()]);
    }
}

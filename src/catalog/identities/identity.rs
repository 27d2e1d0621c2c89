//! Machine identities of the organization.

use serde_json::Value as Json;

use super::{list_auth_methods, metadata, settle_identity};
use crate::catalog::auth_methods::SUBCATEGORY;
use crate::rest::prelude::*;

/// Answers to writes hold the identity itself, answers to reads its membership with the identity inside.
fn told_as(field: Field, json: &str) -> Field {
    field.read_as([&*format!("identity.{json}"), json])
}

pub fn resource() -> RestResource {
    let by_name = get("/api/v1/identities?orgId={org_id}")
        .envelope("identities")
        .pick("identity.name", "name")
        .under("found");
    RestResource::new("identity", "machine identity", SUBCATEGORY)
        .doc("A machine identity of the organization: what a workload, a CI job or a script logs in as. Give it an auth method (`infisical_identity_*_auth`) and a place in projects (`infisical_project_identity`).")
        .fields([
            id().read_as(["identity.id", "identityId", "id", "found.identityId"]).doc("ID of the identity."),
            // Servers act on a switched-off delete protection only when the name comes with it.
            told_as(string("name"), "name").required().len(1..=255).trimmed().always().doc("Name of the identity. Names need not be unique."),
            string("org_id").required().not_empty().replace().json("organizationId").read_as(["orgId"])
                .doc("ID of the organization that the provider's identity acts in."),
            string("role").required().not_empty().read_as(["customRole.slug", "role"])
                .doc("Role in the organization: `admin`, `member`, `no-access`, or the slug of a custom role."),
            told_as(boolean("has_delete_protection"), "hasDeleteProtection").optional_computed().absent_means(false)
                .doc("Whether Infisical refuses to delete the identity. Switch it off before destroying. Default: false."),
            metadata().read_as(["metadata", "identity.metadata"]),
            told_as(strings("auth_modes").computed(), "authMethods").doc("Auth methods that are attached to the identity."),
        ])
        .collection("/api/v1/identities", "/api/v1/identities/{id}", "identity")
        .listed("/api/v1/identities?orgId={org_id}", "identities")
        .list_is_partial()
        .list_keys("identityId", "")
        .import("{id:uuid}")
        .import_by("{org_id},{name}", by_name)
        .identity(&["id"])
        .gone_when(400, "Failed to find")
        .gone_when(400, "not found")
        .on_answer(on_answer)
        .on_read(on_read)
}

fn on_answer(answer: &mut Json, _: &Value) {
    if let Some(identity) = answer.get_mut("identity") {
        list_auth_methods(identity);
    }
}

fn on_read(state: &mut Value, prior: &Value) {
    // Every configuration sets the role: only an import does not know it yet.
    let imported = prior.get("role").is_null();
    settle_identity(state, prior, "auth_modes", imported);
    // The organization cannot change; what a sub-organization answers must not look like a change.
    if !imported && !prior.get("org_id").is_null() {
        state.set("org_id", prior.get("org_id").clone());
    }
}

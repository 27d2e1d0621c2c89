//! Machine identities that belong to one project: made, given roles and deleted with it.

use serde_json::Value as Json;

use super::{list_auth_methods, metadata, project_id, roles, settle_identity};
use crate::catalog::auth_methods::SUBCATEGORY;
use crate::rest::prelude::*;

const IDENTITIES: &str = "/api/v1/projects/{project_id}/identities";
const IDENTITY: &str = "/api/v1/projects/{project_id}/identities/{id}";
const MEMBERSHIP: &str = "/api/v1/projects/{project_id}/memberships/identities/{id}";

pub fn resource() -> RestResource {
    let membership = || {
        get(MEMBERSHIP)
            .envelope("identityMembership")
            .under("membership")
    };
    RestResource::new("project_scoped_identity", "project-scoped identity", SUBCATEGORY)
        .doc("A machine identity that belongs to one project. Auth methods are attached as to any other identity.")
        .fields([
            id().doc("ID of the identity."),
            project_id(),
            // Servers act on a switched-off delete protection only when the name comes with it.
            string("name").required().len(1..=255).trimmed().always().doc("Name of the identity."),
            boolean("has_delete_protection").default(false).doc("Whether Infisical refuses to delete the identity. Switch it off before destroying. Default: false."),
            metadata(),
            strings("auth_methods").computed().doc("Auth methods that are attached to the identity."),
            roles::roles().read_as(["membership.roles"]),
        ])
        .creates(post(IDENTITIES).envelope("identity"))
        .reads(get(IDENTITY).envelope("identity"))
        .reads(membership())
        .updates(patch(IDENTITY).envelope("identity").except(&["roles"]))
        .updates(patch(MEMBERSHIP).only(&["roles"]).ignore_answer())
        .deletes(delete(IDENTITY))
        .listed(IDENTITIES, "identities")
        .list_is_partial()
        .list_keys("id", "")
        .list_paged("offset", "limit", 1000)
        .import("{project_id},{id:uuid}")
        .identity(&["project_id", "id"])
        .on_validate(roles::check)
        .on_plan(roles::plan)
        .on_send(roles::send)
        .on_answer(on_answer)
        .on_read(|state, prior| settle_identity(state, prior, "auth_methods", prior.get("roles").is_null()))
}

fn on_answer(answer: &mut Json, prior: &Value) {
    list_auth_methods(answer);
    if let Some(list) = answer.pointer_mut("/membership/roles") {
        roles::tell(list, prior.get("roles"), json!(""));
    }
}

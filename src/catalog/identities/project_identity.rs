//! Machine identities as members of a project.

use serde_json::Value as Json;

use super::{ACCESS, list_auth_methods, project_id, roles};
use crate::rest::prelude::*;

const MEMBERSHIP: &str = "/api/v1/projects/{project_id}/memberships/identities/{identity_id}";
const OLDER: &str = "/api/v2/workspace/{project_id}/identity-memberships/{identity_id}";

pub fn resource() -> RestResource {
    let read = || {
        get(MEMBERSHIP)
            .envelope("identityMembership")
            .or_deprecated(get(OLDER).envelope("identityMembership"))
    };
    let by_membership = get("/api/v2/workspace/identity-memberships/{membership_id}")
        .envelope("identityMembership");
    RestResource::new("project_identity", "project identity", ACCESS)
        .doc("Makes a machine identity of the organization a member of a project.")
        .fields([
            project_id().read_as(["project.id"]),
            string("identity_id").required().not_empty().replace().not_sent().read_as(["identity.id", "identityId"]).doc("ID of the machine identity: `id` of `infisical_identity`, or on the page of the identity."),
            string("membership_id").computed().read_as(["id"]).doc("ID of the membership."),
            boolean("adopt_existing").default(false).local()
                .doc("Whether an existing membership (such as that of the identity that created the project) is taken over and given these roles, instead of being an error. Default: false."),
            object("identity", [
                string("id").doc("ID of the identity."),
                string("name").doc("Name of the identity."),
                strings("auth_methods").doc("Auth methods that are attached to the identity."),
            ]).computed().doc("The identity as Infisical shows it: its name and how it may log in."),
            roles::roles(),
        ])
        .creates(post(MEMBERSHIP).ignore_answer().or_deprecated(post(OLDER)))
        .creates(read())
        .reads(read())
        .updates(patch(MEMBERSHIP).ignore_answer().or_deprecated(patch(OLDER)))
        .updates(read())
        .deletes(delete(MEMBERSHIP).or_deprecated(delete(OLDER)))
        .adopts_when("adopt_existing", 400, "already")
        .listed("/api/v1/projects/{project_id}/memberships/identities", "identityMemberships")
        .list_keys("identity.id", "identity.name")
        .list_paged("offset", "limit", 1000)
        .import_by("{membership_id:uuid}", by_membership)
        .import("{project_id},{identity_id}")
        .identity(&["project_id", "identity_id"])
        .gone_when(400, "Failed to find")
        .gone_when(400, "not found")
        .on_validate(roles::check)
        .on_plan(roles::plan)
        .on_send(roles::send)
        .on_answer(on_answer)
}

fn on_answer(answer: &mut Json, prior: &Value) {
    if let Some(identity) = answer.get_mut("identity") {
        list_auth_methods(identity);
    }
    if let Some(list) = answer.get_mut("roles") {
        roles::tell(list, prior.get("roles"), json!(""));
    }
}

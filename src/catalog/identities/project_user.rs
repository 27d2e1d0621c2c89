//! Users as members of a project.

use serde_json::Value as Json;

use super::{ACCESS, project_id, roles};
use crate::rest::prelude::*;

const MEMBERS: &str = "/api/v1/projects/{project_id}/memberships";
const MEMBERS_OLDER: &str = "/api/v2/workspace/{project_id}/memberships";
const MEMBER: &str = "/api/v1/projects/{project_id}/memberships/{membership_id|json:id}";
const MEMBER_OLDER: &str = "/api/v1/workspace/{project_id}/memberships/{membership_id|json:id}";

/// A member by user name: a read that is a POST.
fn by_name() -> Call {
    let named = |path: &str| {
        post(path)
            .no_fields()
            .fills("username", "{username}")
            .envelope("membership")
    };
    named("/api/v1/projects/{project_id}/memberships/details")
        .or_deprecated(named("/api/v1/workspace/{project_id}/memberships/details"))
}

pub fn resource() -> RestResource {
    let by_user =
        get("/api/v1/projects/{project_id}/user/{user_id}/membership").envelope("membership");
    let read = get(MEMBER).envelope("membership").or_deprecated(by_name());
    let name_or_nothing = |name: &str| string(name).absent_means("");
    RestResource::new("project_user", "project user", ACCESS)
        .doc("Makes a user a member of a project. A user who is not in the organization is invited to it; one who is a member already is given these roles.")
        .fields([
            project_id(),
            string("username").required().not_empty().replace().pattern("^[^A-Z]*$", "lower-case")
                .create_as("usernames").read_as(["user.username"]).doc("User name (most often the e-mail address) in lower case."),
            string("membership_id").computed().read_as(["id"]).doc("ID of the membership."),
            string("user_id").computed().read_as(["userId", "user.id"]).doc("ID of the user."),
            object("user", [
                name_or_nothing("id").doc("ID of the user."),
                name_or_nothing("email").doc("E-mail address."),
                name_or_nothing("first_name").doc("First name, as the user gave it."),
                name_or_nothing("last_name").doc("Last name, as the user gave it."),
            ]).computed().doc("Who the member is."),
            roles::roles(),
        ])
        .creates(post(MEMBERS).only(&["username"]).ignore_answer().or_deprecated(post(MEMBERS_OLDER)))
        .creates(by_name())
        .creates(patch(MEMBER).only(&["roles"]).ignore_answer().or_deprecated(patch(MEMBER_OLDER)))
        .creates(by_name())
        .reads(read.clone())
        .updates(patch(MEMBER).only(&["roles"]).ignore_answer().or_deprecated(patch(MEMBER_OLDER)))
        .updates(read)
        .deletes(delete(MEMBERS).only(&["username"]).or_deprecated(delete(MEMBERS_OLDER)))
        .listed(MEMBERS, "memberships")
        .list_keys("id", "user.username")
        .import_by("{project_id},{user_id:uuid}", by_user)
        .import_by("{project_id},{username}", by_name())
        .identity(&["project_id", "membership_id"])
        .gone_when(400, "Failed to find")
        .gone_when(400, "not found")
        .on_validate(roles::check)
        .on_plan(roles::plan)
        .on_send(on_send)
        .on_answer(on_answer)
}

fn on_send(verb: Verb, body: &mut Json, planned: &Value) {
    roles::send(verb, body, planned);
    if let Some(name @ Json::String(_)) = body.get_mut("usernames") {
        *name = json!([name.take()]);
    }
}

fn on_answer(answer: &mut Json, prior: &Value) {
    if let Some(list) = answer.get_mut("roles") {
        roles::tell(list, prior.get("roles"), json!(""));
    }
}

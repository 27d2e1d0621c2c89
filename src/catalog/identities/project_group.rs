//! Groups of users and identities as members of a project.

use serde_json::Value as Json;

use super::{ACCESS, project_id, roles};
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

/// Only the POST takes a group's name in the place of its ID.
const ADD: &str = "/api/v1/projects/{project_id}/groups/{group_name|group_id}";
const ADD_OLDER: &str = "/api/v2/workspace/{project_id}/groups/{group_name|group_id}";
const MEMBERSHIP: &str = "/api/v1/projects/{project_id}/groups/{group_id}";
const OLDER: &str = "/api/v2/workspace/{project_id}/groups/{group_id}";

const DEFAULT_RANGE: &str = "1h";

fn older_list() -> Call {
    get("/api/v2/workspace/{project_id}/groups").envelope("groupMemberships")
}

pub fn resource() -> RestResource {
    let pick = |list: Call| list.pick("group.slug", "group_slug").under("found");
    let by_slug = pick(get("/api/v1/projects/{project_id}/groups").envelope("groupMemberships"))
        .or_deprecated(pick(older_list()));
    RestResource::new("project_group", "project group", ACCESS)
        .doc("Makes a group of the organization a member of a project.")
        .fields([
            project_id(),
            string("group_id").optional_computed().not_empty().replace().not_sent().read_as(["groupId", "found.groupId"]).doc("ID of the group. Give this or `group_name`."),
            string("group_name").not_empty().replace().local().doc("Name of the group. Give this or `group_id`."),
            string("group_slug").computed().read_as(["group.slug"]).doc("Slug of the group."),
            string("membership_id").computed().read_as(["id"]).doc("ID of the membership."),
            object_set("roles", [
                string("role_slug").required().not_empty().json("role").doc("Role: `admin`, `member`, `viewer`, `no-access`, or the slug of a custom role of the project."),
                boolean("is_temporary").doc("Whether the role ends by itself. At least one role must be permanent. Default: false."),
                string("temporary_range").only_when("is_temporary", ["true"]).format(Format::Duration).doc("How long a temporary role lasts, such as `30m`, `4h` or `7d`. Default: `1h`."),
                string("temporary_access_start_time").required_when("is_temporary", ["true"]).format(Format::Timestamp).equality(Equality::Timestamp).codec(Codec::Seconds)
                    .doc("When a temporary role begins (RFC 3339). Needed for a temporary role."),
            ]).required().size(1..=u64::MAX).doc("Roles of the group in the project."),
        ])
        .rule(Rule::ExactlyOneOf(vec!["group_id".into(), "group_name".into()]))
        .creates(post(ADD).envelope("groupMembership").or_deprecated(post(ADD_OLDER).envelope("groupMembership")))
        // Servers of 2024 only list the groups.
        .reads(get(MEMBERSHIP).envelope("groupMembership").or_deprecated(get(OLDER).envelope("groupMembership").or_deprecated(older_list().pick("groupId", "group_id"))))
        .updates(patch(MEMBERSHIP).ignore_answer().or_deprecated(patch(OLDER)))
        .deletes(delete(MEMBERSHIP).or_deprecated(delete(OLDER)))
        .listed("/api/v1/projects/{project_id}/groups", "groupMemberships")
        .list_or_deprecated(older_list())
        .list_keys("groupId", "group.name")
        .import("{project_id},{group_id:uuid}")
        .import_by("{project_id},{group_slug}", by_slug)
        .identity(&["project_id", "group_id"])
        .gone_when(400, "Failed to find")
        .gone_when(400, "not found")
        .on_validate(check)
        .on_send(roles::send)
        .on_answer(on_answer)
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    let items = config.get("roles").items().unwrap_or(&[]);
    let temporary = |role: &Value| role.get("is_temporary").as_bool() == Some(true);
    if !items.is_empty() && items.iter().all(temporary) {
        diagnostics.error_at(
            Path::dotted("roles"),
            "No permanent role",
            "At least one role must be permanent (is_temporary = false).",
        );
    }
}

/// What the configuration leaves out stays out of state where the answer says what being left out means.
fn on_answer(answer: &mut Json, prior: &Value) {
    let Some(list) = answer.get_mut("roles") else {
        return;
    };
    roles::tell(list, &Value::Null, Json::Null);
    for role in list.as_array_mut().into_iter().flatten() {
        let slug = role.get("role").and_then(Json::as_str);
        let before = prior
            .get("roles")
            .items()
            .into_iter()
            .flatten()
            .find(|p| p.get("role_slug").as_str() == slug);
        let unset = |name: &str| before.is_none_or(|p| p.get(name).is_null());
        if unset("is_temporary") && role["isTemporary"] == false {
            role["isTemporary"] = Json::Null;
        }
        if unset("temporary_range") && role["temporaryRange"] == DEFAULT_RANGE {
            role["temporaryRange"] = Json::Null;
        }
    }
}

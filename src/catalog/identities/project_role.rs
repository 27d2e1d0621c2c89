//! Custom roles of a project, with rules of today or of the first generation.

use serde_json::Value as Json;

use super::{ACCESS, permissions, project_by_id, project_by_slug};
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

const ROLES: &str = "/api/v1/projects/{project_id|json:project.id}/roles";
const ROLE: &str = "/api/v1/projects/{project_id|json:project.id}/roles/{id}";
const ROLES_OLDER: &str = "/api/v2/workspace/{project_id|json:project.id}/roles";
const ROLE_OLDER: &str = "/api/v2/workspace/{project_id|json:project.id}/roles/{id}";
// Rules of the first generation have routes of their own: the server derives further rules from them.
const FIRST_ROLES: &str = "/api/v1/workspace/{project_slug|json:project.slug}/roles";
const FIRST_ROLE: &str = "/api/v1/workspace/{project_slug|json:project.slug}/roles/{id}";
const FIRST_ROLE_BY_SLUG: &str =
    "/api/v1/workspace/{project_slug|json:project.slug}/roles/slug/{slug}";

/// Slugs that the server keeps for itself.
const RESERVED: &[&str] = &["admin", "member", "viewer", "no-access", "custom"];

fn set(name: &'static str) -> Condition {
    Condition::Set(vec![name])
}

/// The look-ups that the routes need: an ID where the slug is configured, a slug where the rules are of the first generation.
fn project_for_today() -> Call {
    project_by_slug().when(Condition::All(vec![
        set("project_slug"),
        Condition::Unset(vec!["permissions"]),
    ]))
}

fn project_for_first() -> Call {
    project_by_id().when(Condition::All(vec![set("project_id"), set("permissions")]))
}

pub fn resource() -> RestResource {
    let today = || Condition::Unset(vec!["permissions"]);
    let first = || set("permissions");
    let role = |call: Call| call.envelope("role");
    let by_id = role(get("/api/v1/projects/roles/{id}"))
        .when(today())
        .or_deprecated(
            role(get("/api/v2/workspace/{project_id}/roles/slug/{slug}"))
                .or_deprecated(role(get(FIRST_ROLE_BY_SLUG))),
        );
    let find_by_slug = role(get("/api/v1/projects/{project_id}/roles/slug/{slug}")).or_deprecated(
        role(get("/api/v2/workspace/{project_id}/roles/slug/{slug}")),
    );
    RestResource::new("project_role", "project role", ACCESS)
        .doc("A custom role of a project. Custom roles need a plan with role-based access control.")
        .fields([
            id().doc("ID of the role."),
            string("project_id").not_empty().replace().not_sent().read_as(["projectId"]).doc("ID of the project. Give this or `project_slug`."),
            string("project_slug").not_empty().replace().local().doc("Slug of the project. Give this or `project_id`."),
            string("slug").required().slug().len(1..=64).doc("Slug of the role, by which members are given it."),
            string("name").required().not_empty().doc("Name of the role."),
            string("description").default("").absent_means("").doc("What the role is for."),
            objects("permissions", [
                string("action").required().one_of(["read", "create", "edit", "delete"]).doc("What may be done."),
                string("subject").required().not_empty().doc("What the rule is about, such as `secrets`."),
                object("conditions", [
                    string("environment").empty_is_unset().doc("Slug of the environment, such as `dev` or `prod`."),
                    string("secret_path").empty_is_unset().json("secretPath.$glob").doc("Glob of the folder's path."),
                ]).doc("Where the rule holds. Default: everywhere."),
            ]).read_as(["first"]).clear_omits()
                .doc("Rules of the first generation, from which Infisical derives rules for folders, imports and dynamic secrets. Use `permissions_v2` for new roles."),
            permissions::rules("permissions_v2").json("permissions").read_as(["today"]).clear_omits().doc("Rules of the role."),
        ])
        .rule(Rule::ExactlyOneOf(vec!["project_id".into(), "project_slug".into()]))
        .rule(Rule::ExactlyOneOf(vec!["permissions".into(), "permissions_v2".into()]))
        .creates(project_for_today())
        .creates(project_for_first())
        .creates(role(post(ROLES)).when(today()).or_deprecated(role(post(ROLES_OLDER))))
        .creates(role(post(FIRST_ROLES)).when(first()))
        .reads(by_id)
        .reads(project_for_first())
        .reads(role(get(FIRST_ROLE_BY_SLUG)).when(first()))
        .updates(project_for_today())
        .updates(project_for_first())
        .updates(role(patch(ROLE)).when(today()).or_deprecated(role(patch(ROLE_OLDER))))
        .updates(role(patch(FIRST_ROLE)).when(first()))
        .deletes(project_by_slug().when(set("project_slug")))
        // Servers of 2024 find a role by the project's slug only, and know these rules only.
        .deletes(project_for_first())
        .deletes(delete(ROLE).or_deprecated(delete(ROLE_OLDER).or_deprecated(delete(FIRST_ROLE))))
        .listed("/api/v1/projects/{project_id}/roles", "roles")
        .list_is_partial()
        .list_keys("id", "slug")
        .import("{id:uuid}")
        .import_by("{project_id},{slug}", find_by_slug)
        .import_by("{project_slug}/{slug}", role(get(FIRST_ROLE_BY_SLUG)))
        .identity(&["id"])
        .gone_when(400, "Failed to find")
        .gone_when(400, "not found")
        .on_validate(|config, diagnostics| refuse_reserved(config, diagnostics, RESERVED))
        .on_send(on_send)
        .on_answer(on_answer)
        .on_read(on_read)
}

/// Refuses slugs that the server keeps for its own roles.
pub(crate) fn refuse_reserved(config: &Value, diagnostics: &mut Diagnostics, reserved: &[&str]) {
    if let Some(slug) = config
        .get("slug")
        .as_str()
        .filter(|slug| reserved.contains(slug))
    {
        diagnostics.error_at(
            Path::dotted("slug"),
            "Slug is reserved",
            format!("{slug} is the slug of a role that Infisical has itself; choose another one."),
        );
    }
}

/// Rules of the first generation: conditions that say nothing are left out.
fn on_send(_: Verb, body: &mut Json, planned: &Value) {
    if planned.get("permissions").is_null() {
        return;
    }
    for rule in body
        .get_mut("permissions")
        .and_then(Json::as_array_mut)
        .into_iter()
        .flatten()
    {
        let Some(conditions) = rule.get_mut("conditions").and_then(Json::as_object_mut) else {
            continue;
        };
        conditions.retain(|_, value| *value != "" && *value != json!({"$glob": ""}));
        if conditions.is_empty()
            && let Some(members) = rule.as_object_mut()
        {
            members.remove("conditions");
        }
    }
}

/// The rules under the name of the attribute that holds them.
fn on_answer(answer: &mut Json, prior: &Value) {
    let Some(mut rules) = answer.get("permissions").cloned() else {
        return;
    };
    if prior.get("permissions").is_null() {
        permissions::tell(&mut rules, prior.get("permissions_v2"));
        answer["today"] = rules;
        answer["first"] = Json::Null;
        return;
    }
    answer["today"] = Json::Null;
    // Rules beyond the first generation cannot be told there: the state keeps what it has.
    let plain: Option<Vec<Json>> = rules
        .as_array()
        .into_iter()
        .flatten()
        .map(permissions::first_generation)
        .collect();
    if let Some(plain) = plain {
        answer["first"] = plain.into();
    }
}

/// The project stands in state as it is configured: by slug, or by the ID that an import finds.
fn on_read(state: &mut Value, prior: &Value) {
    if !prior.get("project_slug").is_null() {
        state.set("project_id", Value::Null);
    } else if !prior.get("project_id").is_null() {
        state.set("project_id", prior.get("project_id").clone());
    }
}

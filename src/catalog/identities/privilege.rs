//! Additional privileges of one identity in a project, beside its roles: API v2, or v1 for rules of the first generation.

use serde_json::Value as Json;

use super::{ACCESS, permissions, project_by_id, project_by_slug, roles};
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

const V1: &str = "/api/v1/additional-privilege/identity";
const V1_READ: &str = "/api/v1/additional-privilege/identity/{slug}?identityId={identity_id}&projectSlug={project_slug}";
const V2: &str = "/api/v2/identity-project-additional-privilege";
const V2_ONE: &str = "/api/v2/identity-project-additional-privilege/{id}";
const V2_BY_SLUG: &str = "/api/v2/identity-project-additional-privilege/slug/{slug}?identityId={identity_id}&projectSlug={project_slug}";

/// Attributes of a temporary privilege, as state has them; empty text for a permanent one.
const TEMPORARY: [&str; 4] = [
    "temporary_mode",
    "temporary_range",
    "temporary_access_start_time",
    "temporary_access_end_time",
];

fn only_temporary(attribute: &str) -> Rule {
    Rule::OnlyWhen {
        attribute: attribute.into(),
        discriminator: "is_temporary".into(),
        values: vec!["true".into()],
    }
}

pub fn resource() -> RestResource {
    let first = || Condition::Set(vec!["permission"]);
    let today = || Condition::Unset(vec!["permission"]);
    let first_and = |temporary: &'static str| {
        Condition::All(vec![first(), Condition::Is("is_temporary", temporary)])
    };
    let privilege = |call: Call| call.envelope("privilege");
    let named = |call: Call| {
        call.fills("privilegeSlug", "{json:slug|slug}")
            .fills("identityId", "{identity_id}")
            .fills("projectSlug", "{project_slug}")
    };
    // The kind goes whole with every PATCH of v2.
    let kind =
        |field: Field, json: &str| field.json(&format!("type.{json}")).read_as([json]).always();
    RestResource::new("project_identity_specific_privilege", "project identity privilege", ACCESS)
        .doc("An additional privilege of a machine identity in a project, for good or for a while. The identity must be a member of the project.")
        .fields([
            id().doc("ID of the privilege."),
            string("project_slug").required().not_empty().replace().not_sent().read_as(["project.slug"]).doc("Slug of the project: `slug` of `infisical_project`, or in its settings."),
            string("project_id").computed().read_as(["project.id", "projectId"]).doc("ID of the project."),
            string("identity_id").required().not_empty().replace().doc("ID of the machine identity: `id` of `infisical_identity`, or on the page of the identity."),
            string("slug").optional_computed().slug().len(1..=60).always().doc("Slug of the privilege, unique for the identity in the project. Default: chosen by Infisical."),
            kind(boolean("is_temporary").default(false), "isTemporary").doc("Whether the privilege ends by itself. Default: false."),
            kind(string("temporary_mode").optional_computed().one_of(["relative"]), "temporaryMode").doc("How the end is told; `relative` is the only way."),
            kind(string("temporary_range").optional_computed().format(Format::Duration), "temporaryRange").doc("How long a temporary privilege lasts, such as `30m`, `4h` or `7d`. Default: `1h`."),
            kind(string("temporary_access_start_time").optional_computed().format(Format::Timestamp).equality(Equality::Timestamp).codec(Codec::Seconds), "temporaryAccessStartTime")
                .doc("When a temporary privilege begins (RFC 3339). Default: when it is made."),
            string("temporary_access_end_time").optional_computed().not_sent().equality(Equality::Timestamp).codec(Codec::Seconds)
                .doc("When a temporary privilege ends, which follows from its start and range."),
            object("permission", [
                strings("actions").required().size(1..=u64::MAX).one_of(["read", "create", "edit", "delete"]).unordered().doc("What may be done."),
                string("subject").required().one_of(["secrets"]).doc("What the privilege is about; `secrets` is the only one."),
                object("conditions", [
                    string("environment").required().doc("Slug of the environment, such as `dev` or `prod`."),
                    string("secret_path").json("secretPath.$glob").not_empty().doc("Glob of the folder's path. Default: all folders."),
                ]).required().doc("Where the privilege holds."),
            ]).json("privilegePermission").read_as(["first"]).always().clear_omits()
                .doc("A rule of the first generation. Use `permissions_v2` for new privileges."),
            permissions::rules("permissions_v2").json("permissions").read_as(["today"]).clear_omits().doc("Rules of the privilege."),
        ])
        .rule(only_temporary(TEMPORARY[0]))
        .rule(only_temporary(TEMPORARY[1]))
        .rule(only_temporary(TEMPORARY[2]))
        .rule(Rule::ExactlyOneOf(vec!["permission".into(), "permissions_v2".into()]))
        .creates(project_by_slug().when(today()))
        .creates(privilege(post(V2)).fills("projectId", "{json:project.id}").when(today()))
        .creates(privilege(post("/api/v1/additional-privilege/identity/permanent")).fills("projectSlug", "{project_slug}").when(first_and("false")))
        .creates(privilege(post("/api/v1/additional-privilege/identity/temporary")).fills("projectSlug", "{project_slug}").when(first_and("true")))
        .reads(privilege(get(V2_ONE)).when(today()))
        .reads(privilege(get(V1_READ)).when(first()))
        .updates(privilege(patch(V2_ONE)).when(today()))
        // v1 cannot rename: v2 does, leaving the rules as they are.
        .updates(privilege(patch(V2_ONE)).except(&["permission"]).when(Condition::All(vec![first(), Condition::Changed(vec!["slug"])])))
        .updates(privilege(named(patch(V1))).when(first()))
        .deletes(delete(V2_ONE).or_deprecated(named(delete(V1))))
        .import_by("{project_id:uuid},{identity_id},{id:uuid}", project_by_id())
        .import_by("{project_slug},{identity_id},{slug}", privilege(get(V2_BY_SLUG)))
        .identity(&["project_slug", "identity_id", "id"])
        .gone_when(400, "Failed to find")
        .gone_when(400, "not found")
        .on_plan(plan)
        .on_send(on_send)
        .on_answer(on_answer)
}

fn plan(plan: &mut Plan) {
    if plan.is_destroy() {
        return;
    }
    let was_temporary = plan.prior.get("is_temporary").as_bool() == Some(true);
    let temporary = plan.planned.get("is_temporary").as_bool();
    for name in &TEMPORARY[..3] {
        if !plan.config.get(name).is_null() {
            continue;
        }
        match temporary {
            Some(true) if was_temporary => {}
            Some(true) => {
                let default = match *name {
                    "temporary_mode" => Value::from("relative"),
                    "temporary_range" => Value::from("1h"),
                    _ => Value::Unknown,
                };
                plan.planned.set(name, default);
            }
            Some(false) => plan.planned.set(name, Value::from("")),
            None => plan.planned.set(name, Value::Unknown),
        }
    }
    let end = TEMPORARY[3];
    if plan.config.get(end).is_null() {
        let same = |name: &str| plan.prior.get(name) == plan.planned.get(name);
        if temporary == Some(false) {
            plan.planned.set(end, Value::from(""));
        } else if plan.prior.is_null()
            || !(same("is_temporary") && TEMPORARY[..3].iter().all(|n| same(n)))
        {
            plan.planned.set(end, Value::Unknown);
        }
    }
}

/// v2 takes the kind as an object, v1 beside the rule, and on PATCH all of it in an object of its own.
fn on_send(verb: Verb, body: &mut Json, _: &Value) {
    let Some(members) = body.as_object_mut() else {
        return;
    };
    let mut kind = members.remove("type").unwrap_or_else(|| json!({}));
    roles::complete(&mut kind);
    if !members.contains_key("privilegePermission") {
        members.insert("type".into(), kind);
        return;
    }
    let temporary = kind["isTemporary"] == true;
    let details = kind.as_object().cloned().unwrap_or_default();
    if verb == Verb::Post {
        members.extend(
            details
                .into_iter()
                .filter(|(name, _)| temporary && name != "isTemporary"),
        );
        return;
    }
    members.remove("slug");
    members.extend(details);
    *body = json!({"privilegeDetails": body});
}

fn on_answer(answer: &mut Json, prior: &Value) {
    if answer
        .get("isTemporary")
        .is_some_and(|temporary| temporary == false)
    {
        for json in [
            "temporaryMode",
            "temporaryRange",
            "temporaryAccessStartTime",
            "temporaryAccessEndTime",
        ] {
            answer[json] = json!("");
        }
    }
    let Some(mut rules) = answer.get("permissions").cloned() else {
        return;
    };
    if prior.get("permission").is_null() {
        permissions::tell(&mut rules, prior.get("permissions_v2"));
        answer["today"] = rules;
        answer["first"] = Json::Null;
        return;
    }
    answer["today"] = Json::Null;
    // Rules that are not one rule of the first generation cannot be told there: the state keeps what it has.
    if let Some(first) = first_generation(&rules) {
        answer["first"] = first;
    }
}

/// The one rule with several actions that v1 was given, put together from the rules that the server made of it.
fn first_generation(rules: &Json) -> Option<Json> {
    let about_secrets =
        |rule: &&Json| rule["subject"] == "secrets" || rule["subject"] == json!(["secrets"]);
    let plain: Option<Vec<Json>> = rules
        .as_array()?
        .iter()
        .filter(about_secrets)
        .map(permissions::first_generation)
        .collect();
    let plain = plain?;
    let last = plain.last()?;
    let actions: Vec<&Json> = plain.iter().map(|rule| &rule["action"]).collect();
    let same = plain
        .iter()
        .all(|rule| rule["conditions"] == last["conditions"]);
    (same && last["conditions"]["environment"].is_string()).then(
        || json!({"actions": actions, "subject": "secrets", "conditions": last["conditions"]}),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_both_versions() {
        let kind = json!({"isTemporary": true, "temporaryRange": "2h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"});
        let whole = json!({"isTemporary": true, "temporaryMode": "relative", "temporaryRange": "2h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"});

        let mut body = json!({"slug": "x", "type": kind});
        on_send(Verb::Patch, &mut body, &Value::Null);
        assert_eq!(body, json!({"slug": "x", "type": whole}));

        let mut body = json!({"slug": "x", "privilegePermission": {}, "type": kind});
        on_send(Verb::Post, &mut body, &Value::Null);
        assert_eq!(
            body,
            json!({"slug": "x", "privilegePermission": {}, "temporaryMode": "relative", "temporaryRange": "2h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"})
        );

        let mut body = json!({"slug": "x", "privilegePermission": {}, "type": {"isTemporary": false, "temporaryMode": ""}});
        on_send(Verb::Patch, &mut body, &Value::Null);
        assert_eq!(
            body,
            json!({"privilegeDetails": {"privilegePermission": {}, "isTemporary": false}})
        );
    }

    #[test]
    fn rules_of_the_server_become_one_again() {
        let conditions = json!({"environment": "dev", "secretPath": {"$glob": "/**"}});
        let rules = json!([
            {"action": ["read"], "subject": ["secrets"], "conditions": conditions},
            {"action": ["edit"], "subject": ["secrets"], "conditions": conditions},
            {"action": ["read"], "subject": ["secret-folders"]},
        ]);
        assert_eq!(
            first_generation(&rules),
            Some(
                json!({"actions": ["read", "edit"], "subject": "secrets", "conditions": conditions})
            )
        );
        assert_eq!(
            first_generation(&json!([{"action": ["read", "edit"], "subject": "secrets"}])),
            None
        );
    }
}

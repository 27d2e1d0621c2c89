//! The roles that a member has in a project, as a list: permanent or for a while. One file for identities and users, because the
//! API spells roles one way in requests and another in answers, and makes all of them anew with every change.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::framework::plan::Plan;
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

const MODE: &str = "temporary_mode";
const RANGE: &str = "temporary_range";
const START: &str = "temporary_access_start_time";
const END: &str = "temporary_access_end_time";

/// How long a temporary role lasts when nothing is said.
const DEFAULT_RANGE: &str = "1h";

/// The list of roles.
pub(crate) fn roles() -> Field {
    let temporary = |name: &str| {
        string(name)
            .optional_computed()
            .only_when("is_temporary", ["true"])
    };
    objects("roles", [
        string("id").computed().doc("ID of the assignment; it changes with every change of the roles."),
        string("role_slug").required().not_empty().json("role").doc("Role: `admin`, `member`, `viewer`, `no-access`, or the slug of a custom role of the project."),
        string("custom_role_id").optional_computed().not_sent().doc("ID of the custom role; empty for a built-in one. `role_slug` decides."),
        boolean("is_temporary").default(false).doc("Whether the role ends by itself. At least one role must be permanent. Default: false."),
        temporary(MODE).one_of(["relative"]).doc("How the end of a temporary role is told; `relative` is the only way."),
        temporary(RANGE).format(Format::Duration).doc("How long a temporary role lasts, such as `30m`, `4h` or `7d`. Default: `1h`."),
        temporary(START).format(Format::Timestamp).equality(Equality::Timestamp).codec(Codec::Seconds)
            .doc("When a temporary role begins (RFC 3339). Default: when it is assigned."),
        temporary(END).not_sent().equality(Equality::Timestamp).codec(Codec::Seconds)
            .doc("When a temporary role ends, which follows from its start and range."),
    ])
    .required()
    .size(1..=u64::MAX)
    .unordered()
    .doc("Roles of the member in the project. Their order means nothing.")
}

/// The same list as a data source tells it.
pub(crate) fn told_roles() -> Field {
    let mut told = roles().computed();
    for member in &mut told.children {
        member.attribute.default = None;
    }
    told.doc("Roles of the member in the project, sorted by slug.")
}

/// Hook: what the API refuses only at apply.
pub(crate) fn check(config: &Value, diagnostics: &mut Diagnostics) {
    let Some(items) = config.get("roles").items() else {
        return;
    };
    let mut seen = BTreeSet::new();
    let mut only_temporary = !items.is_empty();
    for (i, role) in items.iter().enumerate() {
        let path = Path::dotted("roles").index(i);
        let temporary = role.get("is_temporary");
        only_temporary &= temporary.as_bool() == Some(true);
        if let Some(slug) = role
            .get("role_slug")
            .as_str()
            .filter(|slug| !seen.insert(*slug))
        {
            diagnostics.error_at(
                path.attribute("role_slug"),
                "Role given twice",
                format!("The role {slug} stands in the list already; a member has each role once."),
            );
        }
    }
    if only_temporary {
        diagnostics.error_at(
            Path::dotted("roles"),
            "No permanent role",
            "At least one role must be permanent (is_temporary = false).",
        );
    }
}

/// Hook: what is known of new roles, and that all their ids change with any of them.
pub(crate) fn plan(plan: &mut Plan) {
    let Some(configured) = plan.config.get("roles").items().map(<[Value]>::to_vec) else {
        return;
    };
    let Value::List(mut planned) = plan.planned.get("roles").clone() else {
        return;
    };
    if planned == plan.prior.get("roles").items().unwrap_or(&[]) {
        return;
    }
    for (role, config) in planned.iter_mut().zip(&configured) {
        let unset = |name: &str| config.get(name).is_null();
        match role.get("is_temporary").as_bool() {
            Some(false) => {
                for name in [MODE, RANGE, START, END].into_iter().filter(|n| unset(n)) {
                    role.set(name, Value::Null);
                }
            }
            Some(true) => {
                for (name, default) in [(MODE, "relative"), (RANGE, DEFAULT_RANGE)] {
                    if unset(name) && role.get(name).is_unknown() {
                        role.set(name, Value::from(default));
                    }
                }
            }
            None => {}
        }
    }
    if planned != plan.prior.get("roles").items().unwrap_or(&[]) {
        for role in &mut planned {
            role.set("id", Value::Unknown);
        }
    }
    plan.planned.set("roles", Value::List(planned));
}

/// Hook: roles as requests spell them.
pub(crate) fn send(_: Verb, body: &mut Json, _: &Value) {
    for role in body
        .get_mut("roles")
        .and_then(Json::as_array_mut)
        .into_iter()
        .flatten()
    {
        complete(role);
    }
}

/// Brings one temporary assignment into the form that the API wants, or takes what is temporary from a permanent one.
pub(crate) fn complete(assignment: &mut Json) {
    let Some(members) = assignment.as_object_mut() else {
        return;
    };
    if members.get("isTemporary") != Some(&json!(true)) {
        for name in [
            "temporaryMode",
            "temporaryRange",
            "temporaryAccessStartTime",
        ] {
            members.remove(name);
        }
        members.insert("isTemporary".into(), json!(false));
        return;
    }
    members.entry("temporaryMode").or_insert(json!("relative"));
    members
        .entry("temporaryRange")
        .or_insert(json!(DEFAULT_RANGE));
    let given = members
        .get("temporaryAccessStartTime")
        .and_then(Json::as_str);
    let start = given
        .and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok())
        .unwrap_or_else(OffsetDateTime::now_utc)
        .to_offset(time::UtcOffset::UTC);
    // Whole seconds are what state holds.
    let text = start
        .replace_nanosecond(0)
        .ok()
        .and_then(|t| t.format(&Rfc3339).ok());
    if let Some(text) = text {
        members.insert("temporaryAccessStartTime".into(), text.into());
    }
}

/// Roles of an answer in the spelling and order of the state: as in `prior`, then by slug. `built_in` stands for the id of a custom
/// role where there is none.
pub(crate) fn tell(roles: &mut Json, prior: &Value, built_in: Json) {
    let Some(items) = roles.as_array_mut() else {
        return;
    };
    for role in items.iter_mut().filter_map(Json::as_object_mut) {
        let custom = role
            .get("customRoleSlug")
            .filter(|s| s.as_str().is_some_and(|s| !s.is_empty()));
        if let Some(slug) = custom.cloned() {
            role.insert("role".into(), slug);
        }
        if role.get("customRoleId").is_none_or(Json::is_null) {
            role.insert("customRoleId".into(), built_in.clone());
        }
    }
    let text = |role: &Json, name: &str| {
        role.get(name)
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    items.sort_by_key(|role| {
        let slug = text(role, "role");
        let place = prior
            .items()
            .into_iter()
            .flatten()
            .position(|p| p.get("role_slug").as_str() == Some(&slug));
        (place.unwrap_or(usize::MAX), slug, text(role, "id"))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(slug: &str, more: &[(&str, Value)]) -> Value {
        let mut role = Value::object([("role_slug", Value::from(slug))]);
        for (name, value) in more {
            role.set(name, value.clone());
        }
        role
    }

    #[test]
    fn answers_take_the_order_of_the_state() {
        let mut roles = json!([
            {"id": "1", "role": "viewer", "isTemporary": false},
            {"id": "2", "role": "custom", "customRoleSlug": "ops", "customRoleId": "c", "isTemporary": true, "temporaryRange": "1h"},
            {"id": "3", "role": "admin", "isTemporary": false, "temporaryRange": "old"},
        ]);
        let prior = Value::List(vec![role("ops", &[])]);
        tell(&mut roles, &prior, json!(""));
        let slugs: Vec<&str> = roles
            .as_array()
            .unwrap()
            .iter()
            .map(|r| r["role"].as_str().unwrap())
            .collect();
        assert_eq!(slugs, ["ops", "admin", "viewer"]);
        assert_eq!(roles[0]["customRoleId"], "c");
        assert_eq!(roles[0]["temporaryRange"], "1h");
        assert_eq!(roles[1]["customRoleId"], "");
    }

    #[test]
    fn temporary_assignments_are_completed() {
        let mut permanent = json!({"role": "admin", "temporaryRange": "1h"});
        complete(&mut permanent);
        assert_eq!(permanent, json!({"role": "admin", "isTemporary": false}));
        let mut temporary = json!({"role": "admin", "isTemporary": true, "temporaryAccessStartTime": "2030-01-01T02:00:00.5+02:00"});
        complete(&mut temporary);
        assert_eq!(
            temporary,
            json!({"role": "admin", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "1h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"})
        );
    }

    #[test]
    fn plans_know_defaults_and_forget_ids() {
        let prior_role = role(
            "admin",
            &[
                ("id", Value::from("1")),
                ("is_temporary", Value::from(false)),
            ],
        );
        let fresh = |slug: &str, temporary: bool| {
            let names = ["id", MODE, RANGE, START, END];
            let mut all: Vec<(&str, Value)> = names.map(|n| (n, Value::Unknown)).into();
            all.push(("is_temporary", Value::from(temporary)));
            role(slug, &all)
        };
        let mut wanted = Plan {
            prior: Value::object([("roles", Value::List(vec![prior_role.clone()]))]),
            config: Value::object([(
                "roles",
                Value::List(vec![role("admin", &[]), role("ops", &[])]),
            )]),
            planned: Value::object([(
                "roles",
                Value::List(vec![prior_role.clone(), fresh("ops", true)]),
            )]),
            ..Plan::default()
        };
        plan(&mut wanted);
        let planned = wanted.planned.get("roles").items().unwrap();
        assert!(planned[0].get("id").is_unknown());
        assert_eq!(planned[1].get(RANGE), &Value::from("1h"));
        assert_eq!(planned[1].get(MODE), &Value::from("relative"));
        assert!(planned[1].get(START).is_unknown());

        let mut unchanged = Plan {
            planned: wanted.prior.clone(),
            prior: wanted.prior.clone(),
            config: Value::object([("roles", Value::List(vec![role("admin", &[])]))]),
            ..Plan::default()
        };
        plan(&mut unchanged);
        assert_eq!(unchanged.planned, unchanged.prior);
    }

    #[test]
    fn bad_lists_are_refused() {
        let temporary = ("is_temporary", Value::from(true));
        let lists = [
            vec![role("admin", &[]), role("admin", &[])],
            vec![role("admin", std::slice::from_ref(&temporary))],
        ];
        for list in lists {
            let mut diagnostics = Diagnostics::new();
            check(
                &Value::object([("roles", Value::List(list))]),
                &mut diagnostics,
            );
            assert_eq!(diagnostics.0.len(), 1);
        }
        let mut fine = Diagnostics::new();
        let list = vec![
            role("admin", &[]),
            role("ops", &[temporary, (RANGE, Value::from("1h"))]),
        ];
        check(&Value::object([("roles", Value::List(list))]), &mut fine);
        assert!(fine.is_empty());
    }
}

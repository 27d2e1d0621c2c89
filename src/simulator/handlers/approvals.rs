//! Approval policies: for access to a path, and for changes of secrets.

use serde_json::{Value, json};

use super::common::{not_there, reply};
use super::{Call, Handled, memberships, places};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::validate;
use crate::simulator::world::{Row, World, merge, new_row, random_text, text};

/// Routes of `access-approvals` and `secret-approvals`.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    let access = path[0] == "access-approvals";
    let table = if access {
        "access-policies"
    } else {
        "secret-policies"
    };
    let rest = path.get(if access { 2 } else { 1 }..).unwrap_or_default();
    match (call.operation.method, rest) {
        ("GET", []) => {
            let project = match call.asked("projectSlug") {
                "" => places::project(
                    world,
                    [call.asked("projectId"), call.asked("workspaceId")]
                        .concat()
                        .as_str(),
                )?,
                slug => places::project_by_slug(world, slug)?,
            };
            let found = world.select(table, |row| {
                row["projectId"] == project["id"] && row["deletedAt"].is_null()
            });
            reply(
                found
                    .iter()
                    .map(|policy| shown(world, policy, false))
                    .collect(),
            )
        }
        ("POST", []) => create(world, call, access, table),
        (method, [_]) => {
            let id = [call.param("policyId"), call.param("sapId")].concat();
            let policy = world
                .get(table, &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("policy", &id))?;
            match method {
                "GET" => reply(shown(world, &policy, true)),
                _ if !policy["deletedAt"].is_null() => Err(ApiError::unknown("policy", &id)),
                "PATCH" => update(world, call, access, table, &policy),
                _ => {
                    let row = world.get_mut(table, &id).ok_or_else(ApiError::database)?;
                    row["deletedAt"] = clock::text(call.now).into();
                    let row = row.clone();
                    reply(shown(world, &row, false))
                }
            }
        }
        _ => not_there(call),
    }
}

/// Names of approvers are shown for access policies as `name`, for secret policies as `username` on the by-id read.
fn shown(world: &World, policy: &Value, by_id: bool) -> Value {
    let mut shown = policy.clone();
    let project = text(policy, "projectId");
    let slugs = policy["_environments"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let environments: Vec<Value> = slugs
        .iter()
        .filter_map(Value::as_str)
        .filter_map(|slug| places::environment(world, project, slug).ok())
        .map(places::environment_shown)
        .collect();
    shown["envId"] = environments
        .first()
        .map(|environment| environment["id"].clone())
        .unwrap_or_default();
    if let Some(first) = environments.first() {
        shown["environment"] = first.clone();
    }
    shown["environments"] = environments.into();
    for key in ["approvers", "bypassers"] {
        let actor = |actor: &Value| {
            let mut actor = actor.clone();
            let user = world.get("users", text(&actor, "id"));
            actor["name"] = user
                .map(|user| user["username"].clone())
                .unwrap_or_default();
            actor["username"] = if by_id {
                actor["name"].clone()
            } else {
                Value::Null
            };
            actor
        };
        shown[key] = policy[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(actor)
            .collect();
    }
    shown
}

/// Approvers or bypassers of a body, users by id or by name.
fn actors(world: &World, call: &Call, access: bool, key: &str) -> Result<Option<Value>, ApiError> {
    let Some(list) = call.body.get(key).and_then(Value::as_array) else {
        return Ok(None);
    };
    let mut out = Vec::new();
    for actor in list {
        let kind = text(actor, "type");
        let id = match (kind, text(actor, "id")) {
            ("user", "") => {
                let name = text(actor, "username");
                let user = memberships::user_by_name(world, name).ok_or_else(|| {
                    ApiError::bad_request(format!("User with username '{name}' not found"))
                })?;
                text(user, "id").to_owned()
            }
            (_, id) => {
                let table = if kind == "user" { "users" } else { "groups" };
                world.get(table, id).ok_or_else(|| {
                    ApiError::bad_request(format!("The {kind} '{id}' was not found"))
                })?;
                id.to_owned()
            }
        };
        let mut stored = json!({"type": kind, "id": id});
        if access && key == "approvers" {
            let sequence = actor["sequence"].as_u64().unwrap_or(1);
            let steps = call.body["approvalsRequired"]
                .as_array()
                .into_iter()
                .flatten();
            let needed = steps
                .into_iter()
                .find(|step| step["stepNumber"].as_u64() == Some(sequence))
                .map(|step| step["numberOfApprovals"].clone());
            stored["sequence"] = sequence.into();
            stored["approvalsRequired"] = needed.unwrap_or_else(|| {
                call.body
                    .get("approvals")
                    .cloned()
                    .unwrap_or_else(|| 1.into())
            });
        }
        out.push(stored);
    }
    Ok(Some(out.into()))
}

/// A period text, or null for the words that mean none.
fn period(call: &Call, key: &str, none: &str) -> Result<Option<Value>, ApiError> {
    let Some(value) = call.body.get(key) else {
        return Ok(None);
    };
    let written = value.as_str().unwrap_or_default();
    if written.is_empty() || written == none {
        return Ok(Some(Value::Null));
    }
    match clock::duration(written) {
        Some(length) if length.is_positive() => Ok(Some(written.into())),
        _ => Err(validate::custom(&[key], "Invalid time period")),
    }
}

/// What both verbs store.
fn common_keys(world: &World, call: &Call, access: bool, project: &str) -> Result<Row, ApiError> {
    let mut keys = Row::new();
    for key in [
        "name",
        "approvals",
        "enforcementLevel",
        "allowedSelfApprovals",
        "externalApproval",
    ] {
        if let Some(value) = call.body.get(key) {
            keys.insert(key.into(), value.clone());
        }
    }
    if let Some(path) = call.body["secretPath"].as_str() {
        let path = if access { path.trim() } else { path };
        keys.insert(
            "secretPath".into(),
            if path.len() > 1 {
                path.strip_suffix('/').unwrap_or(path)
            } else {
                path
            }
            .into(),
        );
    }
    let slugs = match (
        call.body["environments"].as_array(),
        call.body["environment"].as_str(),
    ) {
        (Some(slugs), _) if !slugs.is_empty() => Some(slugs.clone()),
        (_, Some(slug)) if !slug.is_empty() => Some(vec![slug.into()]),
        (None, None) if call.operation.method == "PATCH" => None,
        _ => {
            return Err(ApiError::bad_request(
                "Must provide either environment or environments",
            ));
        }
    };
    if let Some(slugs) = slugs {
        for slug in slugs.iter().filter_map(Value::as_str) {
            places::environment(world, project, slug)?;
        }
        keys.insert("_environments".into(), slugs.into());
    }
    if let Some(approvers) = actors(world, call, access, "approvers")? {
        keys.insert("approvers".into(), approvers);
    }
    // Omitted bypassers are removed.
    keys.insert(
        "bypassers".into(),
        actors(world, call, access, "bypassers")?.unwrap_or_else(|| json!([])),
    );
    if access {
        for (key, none) in [
            ("maxTimePeriod", "permanent"),
            ("requestExpirationTime", "never"),
        ] {
            if let Some(value) = period(call, key, none)? {
                keys.insert(key.into(), value);
            }
        }
    }
    Ok(keys)
}

fn create(world: &mut World, call: &Call, access: bool, table: &'static str) -> Handled {
    let project = match call.text("projectSlug") {
        "" => places::project(world, call.text_of(&["projectId", "workspaceId"]))?,
        slug => places::project_by_slug(world, slug)?,
    };
    let project = text(project, "id").to_owned();
    let mut keys = common_keys(world, call, access, &project)?;
    let approvers = keys
        .get("approvers")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    if access && approvers == 0 && !call.body["externalApproval"].is_object() {
        return Err(validate::custom(
            &["approvers"],
            "At least one approver should be provided",
        ));
    }
    let only_users = keys
        .get("approvers")
        .and_then(Value::as_array)
        .is_some_and(|all| all.iter().all(|actor| text(actor, "type") == "user"));
    if !access
        && only_users
        && call.body["approvals"]
            .as_u64()
            .is_some_and(|needed| needed > approvers as u64)
    {
        return Err(ApiError::bad_request(
            "Approvals cannot be greater than approvers",
        ));
    }
    if !keys.contains_key("name") {
        let slugs: Vec<&str> = keys["_environments"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        keys.insert(
            "name".into(),
            format!("{}-{}", slugs.join("-"), random_text(3)).into(),
        );
    }
    keys.insert("projectId".into(), project.into());
    keys.insert("deletedAt".into(), Value::Null);
    let policy = new_row(call.now, keys);
    world.insert(table, policy.clone());
    reply(shown(world, &policy, false))
}

fn update(
    world: &mut World,
    call: &Call,
    access: bool,
    table: &'static str,
    policy: &Value,
) -> Handled {
    let keys = common_keys(world, call, access, text(policy, "projectId"))?;
    let before = shown(world, policy, false);
    let row = world
        .get_mut(table, text(policy, "id"))
        .ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    let row = row.clone();
    let mut answer = shown(world, &row, false);
    // The answer of PATCH still names the environments from before.
    for key in ["environment", "environments", "envId"] {
        answer[key] = before[key].clone();
    }
    reply(answer)
}

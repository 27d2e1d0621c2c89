//! Machine identities, of the organization and of one project.

use serde_json::{Value, json};

use super::common::{not_there, reply, reply_page, reply_with};
use super::{Call, Handled, memberships, places, roles};
use crate::simulator::error::ApiError;
use crate::simulator::world::{ORGANIZATION, Row, World, merge, new_id, new_row, row, text};

/// Identity routes.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match (call.operation.method, path) {
        ("GET", ["identities"]) => {
            let all = world.select("identities", |row| {
                row["projectId"].is_null() && text(row, "orgId") == call.asked("orgId")
            });
            let count = all.len();
            reply_with(
                all.iter()
                    .map(|identity| membership(world, identity))
                    .collect(),
                json!({"totalCount": count}),
            )
        }
        ("POST", ["identities"]) => create(world, call),
        ("POST", ["identities", "search"]) => search(world, call),
        ("GET", ["identities", "details"]) => {
            if call.old {
                // The word is taken for an id there, and it is no UUID.
                return Err(ApiError::database());
            }
            if call.actor.identity.is_none() {
                return Err(ApiError::forbidden(
                    "Only machine identities have identity details",
                ));
            }
            let organization = world
                .get("organizations", ORGANIZATION)
                .cloned()
                .unwrap_or_default();
            reply(json!({"organization": organization}))
        }
        ("GET", ["identities", _]) => reply(membership(world, find(world, call, None)?)),
        (_, ["identities", _]) => {
            let identity = find(world, call, None)?;
            if identity["projectId"].is_string() {
                return Err(ApiError::bad_request("Identity is managed by project"));
            }
            change(world, call, None)
        }
        (method, ["projects", _, "identities", rest @ ..]) => {
            let project = text(places::project(world, call.param("projectId"))?, "id").to_owned();
            match (method, rest) {
                ("GET", []) => {
                    let all = world.select("identities", |row| text(row, "projectId") == project);
                    reply_page(
                        call,
                        all.iter()
                            .map(|identity| shown(world, identity, true))
                            .collect(),
                        &["name"],
                        "totalCount",
                    )
                }
                ("POST", []) => create_in_project(world, call, &project),
                ("GET", [_]) => reply(shown(world, find(world, call, Some(&project))?, true)),
                (_, [_]) => change(world, call, Some(&project)),
                _ => not_there(call),
            }
        }
        _ => not_there(call),
    }
}

fn find<'a>(world: &'a World, call: &Call, project: Option<&str>) -> Result<&'a Value, ApiError> {
    let id = call.param("identityId");
    let own = |row: &&Value| project.is_none_or(|project| text(row, "projectId") == project);
    world
        .get("identities", id)
        .filter(own)
        .ok_or_else(|| ApiError::unknown("identity", id))
}

/// The names of the auth methods that an identity has.
pub fn auth_methods(world: &World, identity: &str) -> Vec<Value> {
    world
        .rows("auth-methods")
        .filter(|row| text(row, "identityId") == identity)
        .map(|row| row["_method"].clone())
        .collect()
}

/// An identity with its auth methods; metadata only where the answer has it.
fn shown(world: &World, identity: &Value, with_metadata: bool) -> Value {
    let mut shown = identity.clone();
    let methods = auth_methods(world, text(identity, "id"));
    shown["authMethod"] = methods.first().cloned().unwrap_or_default();
    shown["authMethods"] = methods.into();
    shown["activeLockoutAuthMethods"] = json!([]);
    if !with_metadata {
        shown["metadata"] = json!([]);
    }
    shown
}

/// An identity as memberships show it.
pub fn short(world: &World, identity: &Value) -> Value {
    let mut short = shown(world, identity, true);
    if short["metadata"].is_null() {
        short["metadata"] = json!([]);
    }
    short
}

/// The organization membership of an identity: the shape of GET.
fn membership(world: &World, identity: &Value) -> Value {
    let mut shown = json!({
        "id": identity["_membership"], "identityId": identity["id"], "orgId": identity["orgId"], "role": identity["role"], "roleId": identity["roleId"],
        "createdAt": identity["createdAt"], "updatedAt": identity["updatedAt"], "metadata": identity["metadata"].as_array().cloned().unwrap_or_default(),
        "identity": short(world, identity),
    });
    if let Some(role) = world.get("org-roles", text(identity, "roleId")) {
        shown["customRole"] = role.clone();
    }
    shown
}

fn metadata(call: &Call) -> Option<Value> {
    let list = call.body.get("metadata")?.as_array()?;
    Some(list.iter().map(|item| json!({"id": new_id(), "key": text(item, "key").trim(), "value": text(item, "value").trim()})).collect())
}

fn role_keys(world: &World, call: &Call) -> Result<Row, ApiError> {
    let (role, custom) = roles::organization_role(world, call.text("role"), call.licensed)?;
    Ok(row(
        json!({"role": role, "roleId": custom.as_ref().map(|role| &role["id"]), "_custom": custom.as_ref().map(|role| &role["slug"])}),
    ))
}

fn create(world: &mut World, call: &Call) -> Handled {
    if call.text("organizationId") != ORGANIZATION {
        return Err(ApiError::forbidden(
            "You are not a member of this organization",
        ));
    }
    let name = call.text("name").trim();
    if call.old && name.len() > 255 {
        return Err(ApiError::database());
    }
    let mut keys = role_keys(world, call)?;
    keys.extend(row(json!({"name": name, "orgId": ORGANIZATION, "projectId": null, "hasDeleteProtection": call.body["hasDeleteProtection"] == true && !call.old, "_membership": new_id()})));
    keys.insert(
        "metadata".into(),
        metadata(call).unwrap_or_else(|| json!([])),
    );
    let identity = new_row(call.now, keys);
    world.insert("identities", identity.clone());
    reply(shown(world, &identity, true))
}

fn create_in_project(world: &mut World, call: &Call, project: &str) -> Handled {
    let keys = json!({
        "name": call.text("name").trim(), "orgId": ORGANIZATION, "projectId": project, "role": "no-access", "roleId": null, "_membership": new_id(),
        "hasDeleteProtection": call.body["hasDeleteProtection"] == true, "metadata": metadata(call).unwrap_or_else(|| json!([])),
    });
    let identity = new_row(call.now, row(keys));
    let id = text(&identity, "id").to_owned();
    let cert_manager = world
        .get("projects", project)
        .is_some_and(|row| text(row, "type") == "cert-manager");
    let default = if cert_manager { "member" } else { "no-access" };
    let wanted = call
        .body
        .get("roles")
        .cloned()
        .unwrap_or_else(|| json!([{"role": default}]));
    world.insert("identities", identity.clone());
    if let Err(error) = memberships::add_identity(world, call.now, project, &id, &wanted) {
        world.remove("identities", &id);
        return Err(error);
    }
    reply(shown(world, &identity, true))
}

/// PATCH and DELETE of both kinds.
fn change(world: &mut World, call: &Call, project: Option<&str>) -> Handled {
    let identity = find(world, call, project)?.clone();
    let id = text(&identity, "id").to_owned();
    if call.operation.method == "DELETE" {
        if identity["hasDeleteProtection"] == true {
            return Err(ApiError::bad_request("Identity has delete protection"));
        }
        let answer = shown(world, &identity, false);
        remove_belongings(world, &id);
        world.remove("identities", &id);
        return reply(answer);
    }
    let mut keys = Row::new();
    if call.body.get("role").is_some() {
        keys.extend(role_keys(world, call)?);
    }
    // Seen in the service: both are written only when there is a name, or when protection is switched on.
    let name = call.text("name").trim();
    if !name.is_empty() || call.body["hasDeleteProtection"] == true {
        if !name.is_empty() {
            keys.insert("name".into(), name.into());
        }
        if let Some(protection) = call.body.get("hasDeleteProtection") {
            keys.insert("hasDeleteProtection".into(), protection.clone());
        }
    }
    let list = metadata(call);
    if let Some(list) = &list {
        keys.insert("metadata".into(), list.clone());
    }
    if let Some(row) = world.get_mut("identities", &id) {
        merge(row, keys, call.now);
    }
    let identity = world.get("identities", &id).cloned().unwrap_or(identity);
    reply(shown(world, &identity, list.is_some()))
}

/// Takes away what belongs to an identity.
pub fn remove_belongings(world: &mut World, identity: &str) {
    for table in [
        "auth-methods",
        "memberships",
        "tokens",
        "privileges",
        "group-members",
        "app-members",
    ] {
        world.remove_where(table, |row| text(row, "identityId") == identity);
    }
    world.remove_where("client-secrets", |row| text(row, "_identity") == identity);
}

/// Whether a value meets a search field: a text, `$eq`, `$contains` or `$in`.
fn meets(field: &Value, value: &str) -> bool {
    let is = |wanted: &Value| wanted.as_str().is_some_and(|wanted| value == wanted);
    match field {
        Value::Null => true,
        Value::Object(rule) => {
            let eq = rule.get("$eq").is_none_or(is);
            let contains = rule
                .get("$contains")
                .and_then(Value::as_str)
                .is_none_or(|part| value.to_lowercase().contains(&part.to_lowercase()));
            eq && contains
                && rule
                    .get("$in")
                    .and_then(Value::as_array)
                    .is_none_or(|all| all.iter().any(is))
        }
        other => is(other),
    }
}

fn search(world: &World, call: &Call) -> Handled {
    let search = &call.body["search"];
    let role = |row: &Value| {
        row["_custom"]
            .as_str()
            .unwrap_or_else(|| text(row, "role"))
            .to_owned()
    };
    let fits = |row: &Value| {
        row["projectId"].is_null()
            && meets(&search["name"], text(row, "name"))
            && meets(&search["role"], &role(row))
    };
    let mut all = world.select("identities", fits);
    all.sort_by(|left, right| text(left, "name").cmp(text(right, "name")));
    if call.text("orderDirection") == "desc" {
        all.reverse();
    }
    let count = all.len();
    let number = |key: &str| {
        call.body[key]
            .as_u64()
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or(0)
    };
    let shown: Vec<Value> = all
        .iter()
        .skip(number("offset"))
        .take(number("limit"))
        .map(|identity| membership(world, identity))
        .collect();
    reply_with(shown.into(), json!({"totalCount": count}))
}

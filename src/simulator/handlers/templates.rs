//! Project templates of the organization.

use serde_json::{Value, json};

use super::common::{not_there, reply, unique};
use super::{Call, Handled, roles};
use crate::simulator::error::ApiError;
use crate::simulator::validate;
use crate::simulator::world::{ORGANIZATION, Row, World, merge, new_row, row, text};

const RESERVED_NAMES: [&str; 5] = ["custom", "admin", "viewer", "developer", "no access"];
const LARGEST_LIST: usize = 32_768;

/// Routes below `/project-templates`.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => {
            let kind = call.asked("type");
            let mut all = vec![built_in(if kind.is_empty() {
                "secret-manager"
            } else {
                kind
            })];
            all.extend(
                world
                    .rows("templates")
                    .filter(|row| kind.is_empty() || text(row, "type") == kind)
                    .cloned(),
            );
            reply(all.iter().map(shown).collect())
        }
        ("POST", []) => create(world, call),
        (method, [_]) => {
            let id = call.param("templateId").to_owned();
            let template = world
                .get("templates", &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("project-template", &id))?;
            match method {
                "GET" => reply(shown(&template)),
                "DELETE" => {
                    world.remove("templates", &id);
                    reply(shown(&template))
                }
                _ => update(world, call, &template),
            }
        }
        _ => not_there(call),
    }
}

fn default_environments() -> Value {
    json!([{"name": "Development", "slug": "dev", "position": 1}, {"name": "Staging", "slug": "staging", "position": 2}, {"name": "Production", "slug": "prod", "position": 3}])
}

fn built_in(kind: &str) -> Value {
    json!({
        "id": "0c000000-0000-4000-8000-000000000001", "name": "default", "description": "The built-in template", "type": kind, "orgId": ORGANIZATION, "_roles": [],
        "environments": default_environments(), "users": [], "groups": [], "identities": [], "projectManagedIdentities": [],
        "createdAt": "2024-01-01T00:00:00.000Z", "updatedAt": "2024-01-01T00:00:00.000Z",
    })
}

/// The read gives the built-in roles as well.
fn shown(template: &Value) -> Value {
    let mut shown = template.clone();
    let mut all = roles::built_in_rows(true);
    all.extend(template["_roles"].as_array().cloned().unwrap_or_default());
    shown["roles"] = all.into();
    shown
}

fn repeated(list: &Value, key: &str) -> bool {
    let values: Vec<&Value> = list
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| &item[key])
        .collect();
    values
        .iter()
        .enumerate()
        .any(|(index, value)| values[..index].contains(value))
}

/// The rules over the lists of a body, and the lists as they are stored.
fn lists(call: &Call, kind: &str, stored_roles: &Value) -> Result<Row, ApiError> {
    let mut keys = Row::new();
    let issue = |key: &str, message: &str| Err(validate::custom(&[key], message));
    for key in [
        "roles",
        "environments",
        "users",
        "groups",
        "identities",
        "projectManagedIdentities",
    ] {
        if call
            .body
            .get(key)
            .is_some_and(|list| list.to_string().len() > LARGEST_LIST)
        {
            return issue(key, "The list is too large");
        }
    }
    if let Some(wanted) = call.body.get("roles") {
        for role in wanted.as_array().into_iter().flatten() {
            if roles::is_built_in(text(role, "slug"))
                || text(role, "slug") == "custom"
                || RESERVED_NAMES.contains(&text(role, "name").to_lowercase().as_str())
            {
                return issue("roles", "The role slug or name is reserved");
            }
        }
        if repeated(wanted, "slug") || repeated(wanted, "name") {
            return issue("roles", "Role slugs and names must be unique");
        }
        let pack = |role: &Value| {
            let rule = |rule: &Value| {
                let mut rule = rule.clone();
                if rule["action"].is_string() {
                    rule["action"] = json!([rule["action"]]);
                }
                rule
            };
            json!({"name": role["name"], "slug": role["slug"], "permissions": role["permissions"].as_array().into_iter().flatten().map(rule).collect::<Value>()})
        };
        keys.insert(
            "_roles".into(),
            wanted.as_array().into_iter().flatten().map(pack).collect(),
        );
    }
    if let Some(environments) = call.body.get("environments") {
        if kind != "secret-manager" && !environments.is_null() {
            return Err(ApiError::bad_request(
                "Environments are only allowed for templates of type secret-manager",
            ));
        }
        if kind == "secret-manager" && environments.is_null() && call.operation.method == "PATCH" {
            return Err(ApiError::bad_request(
                "Environments cannot be null for templates of type secret-manager",
            ));
        }
        let mut positions: Vec<u64> = environments
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|item| item["position"].as_u64())
            .collect();
        positions.sort_unstable();
        if repeated(environments, "slug")
            || repeated(environments, "name")
            || !positions.iter().copied().eq(1..=positions.len() as u64)
        {
            return issue(
                "environments",
                "Environment names and slugs must be unique and positions run from 1",
            );
        }
        keys.insert("environments".into(), environments.clone());
    }
    let known = keys
        .get("_roles")
        .unwrap_or(stored_roles)
        .as_array()
        .cloned()
        .unwrap_or_default();
    for (key, name) in [
        ("users", "username"),
        ("groups", "groupSlug"),
        ("identities", "identityId"),
        ("projectManagedIdentities", "name"),
    ] {
        let Some(list) = call.body.get(key) else {
            continue;
        };
        let mut stored = Vec::new();
        for item in list.as_array().into_iter().flatten() {
            let unknown = item["roles"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .find(|slug| {
                    !roles::is_built_in(slug)
                        && !known.iter().any(|role| text(role, "slug") == *slug)
                });
            if let Some(slug) = unknown {
                return Err(ApiError::bad_request(format!(
                    "Role with slug '{slug}' is not defined in the template"
                )));
            }
            let mut item = item.clone();
            if key == "users" || key == "groups" {
                item[name] = text(&item, name).to_lowercase().into();
            }
            stored.push(item);
        }
        let stored = Value::Array(stored);
        if repeated(&stored, name) {
            return issue(key, "The entries must be unique");
        }
        keys.insert(key.into(), stored);
    }
    Ok(keys)
}

fn create(world: &mut World, call: &Call) -> Handled {
    let kind = call.text("type");
    if kind == "ai" {
        return Err(ApiError::bad_request(
            "Project templates are not supported for type ai",
        ));
    }
    unique(
        world,
        "templates",
        "name",
        call.text("name"),
        "",
        "A project template",
        |_| true,
    )?;
    let mut keys = row(
        json!({"name": call.text("name"), "description": call.body["description"], "type": kind, "orgId": ORGANIZATION, "_roles": []}),
    );
    keys.insert(
        "environments".into(),
        if kind == "secret-manager" {
            default_environments()
        } else {
            Value::Null
        },
    );
    keys.extend(lists(call, kind, &json!([]))?);
    let template = new_row(call.now, keys);
    world.insert("templates", template.clone());
    reply(shown(&template))
}

fn update(world: &mut World, call: &Call, template: &Value) -> Handled {
    let id = text(template, "id");
    let mut keys = lists(call, text(template, "type"), &template["_roles"])?;
    if let Some(name) = call.body["name"].as_str() {
        unique(
            world,
            "templates",
            "name",
            name,
            id,
            "A project template",
            |_| true,
        )?;
        keys.insert("name".into(), name.into());
    }
    if let Some(description) = call.body.get("description") {
        keys.insert("description".into(), description.clone());
    }
    if let Some(roles) = keys.get("_roles").and_then(Value::as_array) {
        let gone = |slug: &str| {
            !roles::is_built_in(slug) && !roles.iter().any(|role| text(role, "slug") == slug)
        };
        let uses = |key: &str| {
            keys.get(key)
                .unwrap_or(&template[key])
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|item| item["roles"].as_array().into_iter().flatten())
                .filter_map(Value::as_str)
                .any(gone)
        };
        if ["users", "groups", "identities", "projectManagedIdentities"]
            .into_iter()
            .any(uses)
        {
            return Err(ApiError::bad_request(
                "A role cannot be removed while a member of the template uses it",
            ));
        }
    }
    let row = world
        .get_mut("templates", id)
        .ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    reply(shown(row))
}

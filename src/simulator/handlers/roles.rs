//! Custom roles of projects and of the organization.

use serde_json::{Value, json};

use super::common::{not_there, reply, without};
use super::{Call, Handled, places};
use crate::simulator::error::ApiError;
use crate::simulator::validate;
use crate::simulator::world::{ORGANIZATION, World, merge, new_row, row, text};

/// Slug and name of the roles that every project has.
const PROJECT_ROLES: [(&str, &str); 4] = [
    ("admin", "Admin"),
    ("member", "Developer"),
    ("viewer", "Viewer"),
    ("no-access", "No Access"),
];
/// Those of the organization.
const ORGANIZATION_ROLES: [(&str, &str); 3] = [
    ("admin", "Admin"),
    ("member", "Member"),
    ("no-access", "No Access"),
];
const RESERVED: [&str; 7] = [
    "admin",
    "member",
    "viewer",
    "no-access",
    "custom",
    "ssh-host-bootstrapper",
    "cryptographic-operator",
];

/// Whether a slug names a role that every project has.
pub fn is_built_in(slug: &str) -> bool {
    PROJECT_ROLES.iter().any(|(own, _)| *own == slug)
}

/// The built-in roles as rows.
pub fn built_in_rows(project: bool) -> Vec<Value> {
    let roles: &[(&str, &str)] = if project {
        &PROJECT_ROLES
    } else {
        &ORGANIZATION_ROLES
    };
    let row = |(index, (slug, name)): (usize, &(&str, &str))| {
        json!({
            "id": format!("0b000000-0000-4000-8000-00000000000{index}"), "slug": slug, "name": name, "description": format!("The built-in role {name}"),
            "permissions": if *slug == "admin" { json!([{"action": ["read", "create", "edit", "delete"], "subject": ["secrets"]}]) } else { json!([]) },
            "createdAt": "2024-01-01T00:00:00.000Z", "updatedAt": "2024-01-01T00:00:00.000Z",
        })
    };
    roles.iter().enumerate().map(row).collect()
}

/// Where a family of roles is kept.
struct Family {
    table: &'static str,
    owner_key: &'static str,
    owner: String,
}

/// Role routes of projects (by id or by slug) and of the organization.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    let (family, rest) = match path {
        ["organization", "roles", rest @ ..] => (
            Family {
                table: "org-roles",
                owner_key: "orgId",
                owner: ORGANIZATION.to_owned(),
            },
            rest,
        ),
        ["projects", "roles", _] => {
            let id = call.param("roleId");
            return reply(
                world
                    .get("project-roles", id)
                    .ok_or_else(|| ApiError::unknown("role", id))?
                    .clone(),
            );
        }
        [_, _, "roles", rest @ ..] => {
            let owner = text(places::project_of_path(world, call)?, "id").to_owned();
            (
                Family {
                    table: "project-roles",
                    owner_key: "projectId",
                    owner,
                },
                rest,
            )
        }
        _ => return not_there(call),
    };
    match (call.operation.method, rest) {
        ("GET", []) => {
            let mut all = built_in_rows(family.owner_key == "projectId");
            all.iter_mut()
                .for_each(|role| role[family.owner_key] = family.owner.clone().into());
            all.extend(world.select(family.table, |row| {
                text(row, family.owner_key) == family.owner
            }));
            reply(
                all.into_iter()
                    .map(|role| Value::Object(without(row(role), &["permissions"])))
                    .collect(),
            )
        }
        ("GET", ["slug", _]) => {
            let slug = call.param("roleSlug");
            let built_in = built_in_rows(family.owner_key == "projectId")
                .into_iter()
                .find(|role| text(role, "slug") == slug);
            let found = built_in.or_else(|| {
                world
                    .find(family.table, |row| {
                        text(row, family.owner_key) == family.owner && text(row, "slug") == slug
                    })
                    .cloned()
            });
            let mut role = found.ok_or_else(|| {
                ApiError::not_found("role", format!("Role with slug '{slug}' not found"))
            })?;
            role[family.owner_key] = family.owner.into();
            reply(role)
        }
        ("GET", [_]) => reply(find(world, call, &family)?),
        ("POST", []) => {
            free(world, &family, call.text("slug"), "")?;
            let mut keys = call.object();
            keys.insert("permissions".into(), packed(call)?);
            keys.insert(family.owner_key.into(), family.owner.into());
            keys.entry("description").or_insert(Value::Null);
            let role = new_row(call.now, keys);
            world.insert(family.table, role.clone());
            reply(role)
        }
        ("PATCH", [_]) => {
            let role = find(world, call, &family)?;
            let id = text(&role, "id");
            if let Some(slug) = call.body["slug"].as_str() {
                free(world, &family, slug, id)?;
            }
            let mut keys = call.object();
            if call.old {
                keys.shift_remove("description");
                if keys.is_empty() {
                    return Err(ApiError::database());
                }
            }
            if keys.contains_key("permissions") {
                keys.insert("permissions".into(), packed(call)?);
            }
            let row = world
                .get_mut(family.table, id)
                .ok_or_else(ApiError::database)?;
            merge(row, keys, call.now);
            reply(row.clone())
        }
        ("DELETE", [_]) => {
            let role = find(world, call, &family)?;
            let id = text(&role, "id");
            let assigned = |row: &Value| {
                row["roles"]
                    .as_array()
                    .is_some_and(|roles| roles.iter().any(|role| text(role, "customRoleId") == id))
            };
            let holds = |table: &str| world.rows(table).any(|row| text(row, "roleId") == id);
            if world.rows("memberships").any(assigned) || holds("identities") || holds("groups") {
                return Err(ApiError::bad_request(
                    "Failed to delete role because it is assigned to a user, group or identity",
                ));
            }
            world.remove(family.table, id);
            reply(role)
        }
        _ => not_there(call),
    }
}

fn find(world: &World, call: &Call, family: &Family) -> Result<Value, ApiError> {
    let id = call.param("roleId");
    let own = |row: &&Value| text(row, family.owner_key) == family.owner;
    world
        .get(family.table, id)
        .filter(own)
        .cloned()
        .ok_or_else(|| ApiError::unknown("role", id))
}

fn free(world: &World, family: &Family, slug: &str, own: &str) -> Result<(), ApiError> {
    if RESERVED.contains(&slug) {
        return Err(validate::custom(
            &["slug"],
            "Please choose a different slug, the slug you have entered is reserved",
        ));
    }
    let taken = |row: &Value| {
        text(row, family.owner_key) == family.owner
            && text(row, "slug") == slug
            && text(row, "id") != own
    };
    match world.find(family.table, taken) {
        Some(_) => Err(ApiError::bad_request(format!(
            "Role with slug '{slug}' already exists"
        ))),
        None => Ok(()),
    }
}

/// The rules as the service gives them back: it packs and unpacks them, so actions become lists and unset keys vanish.
fn packed(call: &Call) -> Result<Value, ApiError> {
    let pack = |(index, rule): (usize, &Value)| -> Result<Value, ApiError> {
        if call.old && !rule["action"].is_string() {
            return Err(validate::custom(
                &["permissions", &index.to_string(), "action"],
                "Expected string, received array",
            ));
        }
        let mut out = json!({"subject": rule["subject"], "action": if rule["action"].is_string() { json!([rule["action"]]) } else { rule["action"].clone() }});
        if call.operation.template.contains("/workspace/{projectSlug}") {
            out["subject"] = json!([rule["subject"]]);
        }
        if rule["conditions"]
            .as_object()
            .is_some_and(|conditions| !conditions.is_empty())
        {
            out["conditions"] = rule["conditions"].clone();
        }
        if rule["inverted"] == true && !call.old {
            out["inverted"] = true.into();
        }
        Ok(out)
    };
    call.body["permissions"]
        .as_array()
        .into_iter()
        .flatten()
        .enumerate()
        .map(pack)
        .collect()
}

/// The organization role of a slug: the built-in word, or `custom` with the role.
pub fn organization_role(
    world: &World,
    slug: &str,
    licensed: bool,
) -> Result<(String, Option<Value>), ApiError> {
    if ORGANIZATION_ROLES.iter().any(|(own, _)| *own == slug) {
        return Ok((slug.to_owned(), None));
    }
    let role = world
        .find("org-roles", |row| text(row, "slug") == slug)
        .cloned();
    let role = role.ok_or_else(|| {
        ApiError::not_found(
            "role",
            format!("Organization role with slug '{slug}' not found"),
        )
    })?;
    if !licensed {
        return Err(ApiError::plan("assign custom role"));
    }
    Ok(("custom".to_owned(), Some(role)))
}

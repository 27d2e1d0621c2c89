//! Groups of the organization and their members.

use serde_json::{Value, json};

use super::common::{not_there, reply, reply_with};
use super::{Call, Handled, memberships, roles};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::schema::slugify;
use crate::simulator::world::{ORGANIZATION, Row, World, merge, new_row, random_text, row, text};

/// Group routes.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => reply(world.rows("groups").cloned().collect()),
        ("POST", []) => {
            let name = call.text("name");
            let slug = call.body["slug"].as_str().map_or_else(
                || slugify(&format!("{name}-{}", random_text(4))),
                str::to_owned,
            );
            free(world, &slug, "")?;
            let mut keys = role_keys(world, call)?;
            keys.extend(row(
                json!({"name": name, "slug": slug, "orgId": ORGANIZATION}),
            ));
            let group = new_row(call.now, keys);
            world.insert("groups", group.clone());
            reply(group)
        }
        (_, [_, rest @ ..]) => {
            let id = call.param("id").to_owned();
            let group = world
                .get("groups", &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("group", &id))?;
            below(world, call, &group, rest)
        }
        _ => not_there(call),
    }
}

fn role_keys(world: &World, call: &Call) -> Result<Row, ApiError> {
    let (role, custom) = roles::organization_role(world, call.text("role"), call.licensed)?;
    Ok(row(
        json!({"role": role, "roleId": custom.as_ref().map(|role| &role["id"])}),
    ))
}

fn free(world: &World, slug: &str, own: &str) -> Result<(), ApiError> {
    let taken = world.find("groups", |row| {
        text(row, "slug") == slug && text(row, "id") != own
    });
    if taken.is_some() {
        Err(ApiError::bad_request(format!(
            "Group with slug '{slug}' already exists"
        )))
    } else {
        Ok(())
    }
}

fn below(world: &mut World, call: &Call, group: &Value, rest: &[&str]) -> Handled {
    let id = text(group, "id");
    match (call.operation.method, rest) {
        ("GET", []) => {
            let mut shown = group.clone();
            shown["customRoleSlug"] = world
                .get("org-roles", text(group, "roleId"))
                .map(|role| role["slug"].clone())
                .unwrap_or_default();
            reply(shown)
        }
        ("PATCH", []) => {
            let mut keys = call.object();
            if let Some(slug) = call.body["slug"].as_str() {
                free(world, slug, id)?;
            }
            if keys.contains_key("role") {
                keys.extend(role_keys(world, call)?);
            }
            let row = world.get_mut("groups", id).ok_or_else(ApiError::database)?;
            merge(row, keys, call.now);
            reply(row.clone())
        }
        ("DELETE", []) => {
            world.remove("groups", id);
            for table in ["memberships", "group-members", "app-members"] {
                world.remove_where(table, |row| text(row, "groupId") == id);
            }
            reply(group.clone())
        }
        ("GET", [kind @ ("users" | "machine-identities")]) => members(world, call, id, kind),
        (method, ["users", _]) => {
            let name = call.param("username");
            let user = memberships::user_by_name(world, name)
                .cloned()
                .ok_or_else(|| {
                    ApiError::not_found("user", format!("User with username '{name}' not found"))
                })?;
            change_member(world, call, id, "userId", &user, method)
        }
        (method, ["machine-identities", _]) => {
            let identity = call.param("machineIdentityId");
            let identity = world
                .get("identities", identity)
                .cloned()
                .ok_or_else(|| ApiError::unknown("identity", identity))?;
            change_member(world, call, id, "identityId", &identity, method)
        }
        _ => not_there(call),
    }
}

fn change_member(
    world: &mut World,
    call: &Call,
    group: &str,
    key: &str,
    member: &Value,
    method: &str,
) -> Handled {
    let is = |row: &Value| text(row, "groupId") == group && row[key] == member["id"];
    let inside = world.find("group-members", is).is_some();
    match method {
        "POST" if inside => {
            return Err(ApiError::bad_request(
                "The member is already part of the group",
            ));
        }
        "POST" => world.insert(
            "group-members",
            new_row(call.now, row(json!({"groupId": group, key: member["id"]}))),
        ),
        _ if !inside => return Err(ApiError::bad_request("The member is not part of the group")),
        _ => drop(world.remove_where("group-members", is)),
    }
    reply(member.clone())
}

/// Members and non-members of the organization, a page at a time.
fn members(world: &World, call: &Call, group: &str, kind: &str) -> Handled {
    let (table, key) = if kind == "users" {
        ("users", "userId")
    } else {
        ("identities", "identityId")
    };
    let wanted = [call.asked("search"), call.asked("username")]
        .concat()
        .to_lowercase();
    let filter = call.asked("filter");
    let mut out = Vec::new();
    for row in world
        .rows(table)
        .filter(|row| row.get("projectId").is_none_or(Value::is_null))
    {
        let inside = world.find("group-members", |member| {
            text(member, "groupId") == group && member[key] == row["id"]
        });
        let name = format!(
            "{} {} {}",
            text(row, "name"),
            text(row, "username"),
            text(row, "email")
        )
        .to_lowercase();
        let fits = match filter {
            "existingMembers" | "assignedMachineIdentities" => inside.is_some(),
            "nonMembers" | "nonAssignedMachineIdentities" => inside.is_none(),
            _ => true,
        };
        if fits && name.contains(&wanted) {
            let mut shown = row.clone();
            shown["isPartOfGroup"] = inside.is_some().into();
            shown["joinedGroupAt"] = inside.map_or(Value::Null, |member| {
                clock::parse(text(member, "createdAt"))
                    .map(clock::text)
                    .into()
            });
            out.push(shown);
        }
    }
    let count = out.len();
    reply_with(
        super::common::page(call, out).into(),
        json!({"totalCount": count}),
    )
}

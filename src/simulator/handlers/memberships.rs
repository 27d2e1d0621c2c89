//! Who belongs to a project, with which roles: machine identities, users, groups.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::common::{not_there, page, reply, reply_with};
use super::{Call, Handled, identities, organization, places, roles};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, merge, new_id, new_row, row, text};

/// The kinds of members: the key of their id, their table, and their name in errors.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    key: &'static str,
    table: &'static str,
    name: &'static str,
}

/// Machine identities.
pub const IDENTITY: Kind = Kind {
    key: "identityId",
    table: "identities",
    name: "identity",
};
/// Users.
pub const USER: Kind = Kind {
    key: "userId",
    table: "users",
    name: "user",
};
/// Groups.
pub const GROUP: Kind = Kind {
    key: "groupId",
    table: "groups",
    name: "group",
};

/// Membership routes of `projects` and `workspace`.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    if let ["workspace", "identity-memberships", _] = path {
        let id = call.param("identityMembershipId");
        let membership = world
            .get("memberships", id)
            .filter(|row| row["identityId"].is_string())
            .ok_or_else(|| ApiError::unknown("membership", id))?;
        return reply(shown(world, membership));
    }
    let project = text(places::project(world, call.param("projectId"))?, "id").to_owned();
    match path.get(2..).unwrap_or_default() {
        ["groups", rest @ ..] => members(world, call, &project, GROUP, rest),
        ["memberships", "identities", rest @ ..] | ["identity-memberships", rest @ ..] => {
            members(world, call, &project, IDENTITY, rest)
        }
        ["user", _, "membership"] => reply(shown(
            world,
            find(world, &project, USER, call.param("userId"))?,
        )),
        ["memberships", "details"] => {
            let name = call.text("username");
            let user = user_by_name(world, name).ok_or_else(|| {
                ApiError::not_found("user", format!("User with username '{name}' not found"))
            })?;
            reply(shown(world, find(world, &project, USER, text(user, "id"))?))
        }
        ["memberships", rest @ ..] => users(world, call, &project, rest),
        _ => not_there(call),
    }
}

/// Routes that name a member by its own id: list, read, add, change roles, remove.
pub fn members(
    world: &mut World,
    call: &Call,
    project: &str,
    kind: Kind,
    rest: &[&str],
) -> Handled {
    let id = call.param(kind.key).to_owned();
    match (call.operation.method, rest) {
        ("GET", []) => {
            let mut all = list(world, project, kind);
            let name = [call.asked("identityName"), call.asked("search")]
                .concat()
                .to_lowercase();
            all.retain(|row| {
                name.is_empty() || text(&row[kind.name], "name").to_lowercase().contains(&name)
            });
            let wanted: Vec<&str> = call
                .asked("roles")
                .split(',')
                .map(str::trim)
                .filter(|role| !role.is_empty())
                .collect();
            let has = |row: &Value, slug: &str| {
                row["roles"].as_array().is_some_and(|roles| {
                    roles.iter().any(|role| {
                        text(role, "role") == slug || text(role, "customRoleSlug") == slug
                    })
                })
            };
            all.retain(|row| wanted.is_empty() || wanted.iter().any(|slug| has(row, slug)));
            let count = all.len();
            if call.query.contains_key("orderBy") {
                all.sort_by(|left, right| {
                    text(&left["identity"], "name").cmp(text(&right["identity"], "name"))
                });
                if call.asked("orderDirection") == "desc" {
                    all.reverse();
                }
            }
            reply_with(page_unordered(call, all), json!({"totalCount": count}))
        }
        ("GET", [_]) => reply(shown(world, find(world, project, kind, &id)?)),
        ("POST", [_]) => {
            let id = member_id(world, kind, &id)?;
            let roles = call
                .body
                .get("roles")
                .cloned()
                .unwrap_or_else(|| json!([{"role": call.text("role")}]));
            reply(add(world, call.now, project, kind, &id, &roles, call.old)?)
        }
        ("PATCH", [_]) => {
            let membership = text(find(world, project, kind, &id)?, "id").to_owned();
            let changed = set_roles(world, call, &membership)?;
            reply(if call.operation.envelope == Some("roles") {
                assigned(&changed)
            } else {
                changed
            })
        }
        ("DELETE", [_]) => {
            let membership = find(world, project, kind, &id)?.clone();
            world.remove("memberships", text(&membership, "id"));
            reply(shown(world, &membership))
        }
        _ => not_there(call),
    }
}

/// The page without the sorting that the members did themselves.
fn page_unordered(call: &Call, rows: Vec<Value>) -> Value {
    let number = |name: &str| {
        call.query
            .get(name)
            .and_then(Value::as_u64)
            .and_then(|number| usize::try_from(number).ok())
    };
    rows.into_iter()
        .skip(number("offset").unwrap_or(0))
        .take(number("limit").unwrap_or(usize::MAX))
        .collect()
}

/// Routes that name users by e-mail or their membership.
fn users(world: &mut World, call: &Call, project: &str, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => reply(page(call, list(world, project, USER)).into()),
        ("POST", []) => reply(invite(world, call, project)?.into()),
        ("DELETE", []) => reply(remove_named(world, call, project)?.into()),
        (method, [_]) => {
            let id = call.param("membershipId").to_owned();
            let fits =
                |row: &&Value| text(row, "projectId") == project && row["userId"].is_string();
            let membership = world
                .get("memberships", &id)
                .filter(fits)
                .cloned()
                .ok_or_else(|| ApiError::unknown("membership", &id))?;
            match method {
                "GET" => reply(shown(world, &membership)),
                "PATCH" => reply(assigned(&set_roles(world, call, &id)?)),
                _ => {
                    world.remove("memberships", &id);
                    reply(membership)
                }
            }
        }
        _ => not_there(call),
    }
}

/// Adds the users that a body names by e-mail or username; strangers join the organization first.
pub fn invite(world: &mut World, call: &Call, project: &str) -> Result<Vec<Value>, ApiError> {
    let slugs = call.body["roleSlugs"]
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec!["member".into()]);
    let roles: Value = slugs.iter().map(|slug| json!({"role": slug})).collect();
    let mut out = Vec::new();
    for name in named(call) {
        let user = match user_by_name(world, &name) {
            Some(user) => text(user, "id").to_owned(),
            None if call.old => {
                return Err(ApiError::bad_request(
                    "Some users are not part of the organization",
                ));
            }
            None => organization::add_user(world, call.now, &name),
        };
        // Today's servers pass over those who are members already.
        if !call.old && raw(world, project, USER, &user).is_some() {
            continue;
        }
        out.push(add(
            world, call.now, project, USER, &user, &roles, call.old,
        )?);
    }
    Ok(out)
}

/// Removes the users that a body names.
pub fn remove_named(world: &mut World, call: &Call, project: &str) -> Result<Vec<Value>, ApiError> {
    let mut found = Vec::new();
    for name in named(call) {
        let user = user_by_name(world, &name).ok_or_else(|| {
            ApiError::not_found("user", format!("User with username '{name}' not found"))
        })?;
        found.push(find(world, project, USER, text(user, "id"))?.clone());
    }
    for membership in &found {
        world.remove("memberships", text(membership, "id"));
    }
    Ok(found)
}

fn named(call: &Call) -> Vec<String> {
    ["emails", "usernames"]
        .iter()
        .flat_map(|key| call.body[*key].as_array().into_iter().flatten())
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// A user by username or e-mail.
pub fn user_by_name<'a>(world: &'a World, name: &str) -> Option<&'a Value> {
    world.find("users", |row| {
        text(row, "username") == name || text(row, "email") == name
    })
}

fn member_id(world: &World, kind: Kind, id: &str) -> Result<String, ApiError> {
    if world.get(kind.table, id).is_some() {
        return Ok(id.to_owned());
    }
    let by_name = world.find(kind.table, |row| kind == GROUP && text(row, "name") == id);
    by_name
        .map(|row| text(row, "id").to_owned())
        .ok_or_else(|| ApiError::unknown(kind.name, id))
}

/// The memberships of one kind in a project, as they are shown.
pub fn list(world: &World, project: &str, kind: Kind) -> Vec<Value> {
    let mine = world
        .rows("memberships")
        .filter(|row| text(row, "projectId") == project && row[kind.key].is_string());
    mine.filter(|row| {
        row["roles"]
            .as_array()
            .is_none_or(|roles| !roles.is_empty())
    })
    .map(|row| shown(world, row))
    .collect()
}

fn raw<'a>(world: &'a World, project: &str, kind: Kind, id: &str) -> Option<&'a Value> {
    world.find("memberships", |row| {
        text(row, "projectId") == project && text(row, kind.key) == id
    })
}

/// A membership by its member; one without roles is hidden.
pub fn find<'a>(
    world: &'a World,
    project: &str,
    kind: Kind,
    id: &str,
) -> Result<&'a Value, ApiError> {
    let visible = |row: &&Value| {
        row["roles"]
            .as_array()
            .is_none_or(|roles| !roles.is_empty())
    };
    let missing = || {
        ApiError::not_found(
            "membership",
            format!(
                "Project membership for {} with ID '{id}' in project with ID '{project}' not found",
                kind.name
            ),
        )
    };
    raw(world, project, kind, id)
        .filter(visible)
        .ok_or_else(missing)
}

/// Whether an identity is a member.
pub fn is_member(world: &World, project: &str, identity: &str) -> bool {
    raw(world, project, IDENTITY, identity).is_some()
}

/// Adds a member.
pub fn add(
    world: &mut World,
    now: OffsetDateTime,
    project: &str,
    kind: Kind,
    id: &str,
    roles: &Value,
    old: bool,
) -> Result<Value, ApiError> {
    if raw(world, project, kind, id).is_some() {
        let mut name = kind.name.to_owned();
        name[..1].make_ascii_uppercase();
        return Err(ApiError::bad_request(format!(
            "{name} with ID '{id}' already exists in project with ID '{project}'"
        )));
    }
    let empty = roles.as_array().is_some_and(Vec::is_empty);
    let roles = if empty && old {
        json!([])
    } else {
        role_rows(world, project, roles, now)?
    };
    let membership = new_row(
        now,
        row(json!({"projectId": project, kind.key: id, "roles": roles})),
    );
    world.insert("memberships", membership.clone());
    Ok(membership)
}

/// Adds a machine identity.
pub fn add_identity(
    world: &mut World,
    now: OffsetDateTime,
    project: &str,
    identity: &str,
    roles: &Value,
) -> Result<Value, ApiError> {
    add(world, now, project, IDENTITY, identity, roles, false)
}

fn set_roles(world: &mut World, call: &Call, membership: &str) -> Result<Value, ApiError> {
    let project = world
        .get("memberships", membership)
        .map(|row| text(row, "projectId").to_owned())
        .unwrap_or_default();
    // Every PATCH makes new rows, so the ids of the roles change.
    let roles = role_rows(world, &project, &call.body["roles"], call.now)?;
    let membership = world
        .get_mut("memberships", membership)
        .ok_or_else(ApiError::database)?;
    merge(membership, row(json!({"roles": roles})), call.now);
    Ok(membership.clone())
}

/// The rows of assigned roles.
pub fn role_rows(
    world: &World,
    project: &str,
    wanted: &Value,
    now: OffsetDateTime,
) -> Result<Value, ApiError> {
    let wanted = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
    if wanted.iter().all(|role| role["isTemporary"] == true) {
        return Err(ApiError::bad_request("At least one role must be permanent"));
    }
    let mut out = Vec::new();
    for role in wanted {
        let slug = text(role, "role");
        let custom = if roles::is_built_in(slug) {
            None
        } else {
            let found = world.find("project-roles", |row| {
                text(row, "projectId") == project && text(row, "slug") == slug
            });
            Some(found.ok_or_else(|| {
                ApiError::not_found("role", format!("Custom role with slug '{slug}' not found"))
            })?)
        };
        let temporary = role["isTemporary"] == true;
        let start = clock::parse(text(role, "temporaryAccessStartTime")).filter(|_| temporary);
        let range = clock::duration(text(role, "temporaryRange"));
        if temporary && range.is_none_or(|range| !range.is_positive()) {
            return Err(crate::simulator::validate::custom(
                &["roles"],
                "Temporary range must be a positive number",
            ));
        }
        out.push(json!({
            "id": new_id(), "role": if custom.is_some() { "custom" } else { slug }, "customRoleId": custom.map(|row| &row["id"]), "customRoleName": custom.map(|row| &row["name"]),
            "customRoleSlug": custom.map(|row| &row["slug"]), "isTemporary": temporary, "temporaryMode": temporary.then(|| role["temporaryMode"].clone()),
            "temporaryRange": temporary.then(|| role["temporaryRange"].clone()), "temporaryAccessStartTime": start.map(clock::text),
            "temporaryAccessEndTime": start.zip(range).and_then(|(start, range)| start.checked_add(range)).map(clock::text),
            "createdAt": clock::text(now), "updatedAt": clock::text(now),
        }));
    }
    Ok(out.into())
}

/// The roles of a membership as a PATCH answers them.
pub fn assigned(membership: &Value) -> Value {
    let with_id = |role: &Value| {
        let mut role = role.clone();
        role["projectMembershipId"] = membership["id"].clone();
        role
    };
    membership["roles"]
        .as_array()
        .into_iter()
        .flatten()
        .map(with_id)
        .collect()
}

/// A membership with its member.
pub fn shown(world: &World, membership: &Value) -> Value {
    let mut shown = membership.clone();
    if let Some(identity) = world.get("identities", text(membership, "identityId")) {
        shown["identity"] = identities::short(world, identity);
        shown["lastLoginAuthMethod"] = identity["_lastMethod"].clone();
        shown["lastLoginTime"] = identity["_lastLogin"].clone();
    }
    if let Some(user) = world.get("users", text(membership, "userId")) {
        shown["user"] = user.clone();
    }
    if let Some(group) = world.get("groups", text(membership, "groupId")) {
        shown["group"] = group.clone();
    }
    if let Some(project) = world.get("projects", text(membership, "projectId")) {
        shown["project"] = json!({"id": project["id"], "name": project["name"]});
    }
    shown
}

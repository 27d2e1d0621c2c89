//! Environments of a project and their order.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::common::{not_there, reply, reply_with};
use super::{Call, Handled, folders, places};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, merge, new_row, row, text};

/// Environment routes of `projects` and `workspace`.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match (call.operation.method, path) {
        ("POST", [family, _, "environments"]) => {
            let project = text(places::project_of_path(world, call)?, "id").to_owned();
            let slug = call.text("slug");
            if world
                .find("environments", |row| {
                    text(row, "projectId") == project && text(row, "slug") == slug
                })
                .is_some()
            {
                return Err(ApiError::bad_request(format!(
                    "Environment with slug '{slug}' already exists"
                )));
            }
            let id = add(world, call.now, &project, call.text("name"), slug);
            if let Some(position) = call.body["position"].as_i64().filter(|_| !call.old) {
                place(world, &id, position);
            }
            answer(world, &id, family, &project, "created")
        }
        ("GET", [_, _, "environments", "slug", _]) => reply(
            places::environment(
                world,
                text(places::project_of_path(world, call)?, "id"),
                call.param("envSlug"),
            )?
            .clone(),
        ),
        ("GET", _) => reply(find(world, call)?.clone()),
        ("PATCH", [family, ..]) => {
            let (id, project) = ids(world, call)?;
            if let Some(slug) = call.body["slug"].as_str()
                && world
                    .find("environments", |row| {
                        text(row, "projectId") == project
                            && text(row, "slug") == slug
                            && text(row, "id") != id
                    })
                    .is_some()
            {
                return Err(ApiError::bad_request(format!(
                    "Environment with slug '{slug}' already exists"
                )));
            }
            let mut keys = call.object();
            let position = keys
                .shift_remove("position")
                .and_then(|position| position.as_i64());
            if let Some(environment) = world.get_mut("environments", &id) {
                merge(environment, keys, call.now);
            }
            match position {
                Some(0) => world
                    .get_mut("environments", &id)
                    .into_iter()
                    .for_each(|environment| environment["position"] = 0.into()),
                Some(position) => place(world, &id, position),
                None => {}
            }
            answer(world, &id, family, &project, "updated")
        }
        ("DELETE", [family, ..]) => {
            let (id, project) = ids(world, call)?;
            let environment = find(world, call)?.clone();
            let hard = call.flag("hardDelete") || *family == "workspace";
            if hard {
                remove(world, &id);
            } else if let Some(environment) = world.get_mut("environments", &id) {
                environment["softDeletedAt"] = clock::text(call.now).into();
                environment["deleteAfter"] = clock::text(call.now + Duration::days(30)).into();
                environment["deletedByIdentityId"] = call.actor.identity.clone().into();
            }
            close_gap(world, &project);
            let environment = world
                .get("environments", &id)
                .cloned()
                .unwrap_or(environment);
            reply_with(environment, siblings(family, &project, "deleted"))
        }
        ("POST", [_, _, "environments", _, "restore"]) => {
            let id = call.param("envId").to_owned();
            let environment = world
                .get_mut("environments", &id)
                .ok_or_else(|| ApiError::unknown("environment", &id))?;
            for key in ["softDeletedAt", "deleteAfter", "deletedByIdentityId"] {
                environment[key] = Value::Null;
            }
            let environment = environment.clone();
            close_gap(world, text(&environment, "projectId"));
            reply(
                world
                    .get("environments", &id)
                    .cloned()
                    .unwrap_or(environment),
            )
        }
        _ => not_there(call),
    }
}

fn find<'a>(world: &'a World, call: &Call) -> Result<&'a Value, ApiError> {
    let id = if call.param("envId").is_empty() {
        call.param("id")
    } else {
        call.param("envId")
    };
    let alive = |row: &&Value| row.get("softDeletedAt").is_none_or(Value::is_null);
    world
        .get("environments", id)
        .filter(alive)
        .ok_or_else(|| ApiError::unknown("environment", id))
}

fn ids(world: &World, call: &Call) -> Result<(String, String), ApiError> {
    let environment = find(world, call)?;
    Ok((
        text(environment, "id").to_owned(),
        text(environment, "projectId").to_owned(),
    ))
}

fn siblings(family: &str, project: &str, what: &str) -> Value {
    let key = if family == "workspace" {
        "workspace"
    } else {
        "projectId"
    };
    json!({"message": format!("Successfully {what} environment"), key: project})
}

fn answer(world: &World, id: &str, family: &str, project: &str, what: &str) -> Handled {
    let environment = world
        .get("environments", id)
        .ok_or_else(|| ApiError::unknown("environment", id))?;
    reply_with(environment.clone(), siblings(family, project, what))
}

/// Adds an environment at the end, with its root folder; answers its id.
pub fn add(
    world: &mut World,
    now: OffsetDateTime,
    project: &str,
    name: &str,
    slug: &str,
) -> String {
    let last = places::environments(world, project)
        .iter()
        .filter_map(|row| row["position"].as_i64())
        .max()
        .unwrap_or(0);
    let environment = new_row(
        now,
        row(json!({"name": name, "slug": slug, "position": last + 1, "projectId": project})),
    );
    let id = text(&environment, "id").to_owned();
    world.insert("environments", environment);
    world.insert(
        "folders",
        folders::new_folder(now, "root", &id, None, Value::Null),
    );
    id
}

/// Moves an environment to a position; the others move up.
fn place(world: &mut World, id: &str, position: i64) {
    let Some(own) = world.get("environments", id).cloned() else {
        return;
    };
    let mut order: Vec<Value> = places::environments(world, text(&own, "projectId"))
        .into_iter()
        .filter(|row| row["id"] != own["id"])
        .collect();
    let index = usize::try_from(position - 1).unwrap_or(0).min(order.len());
    order.insert(index, own);
    renumber(world, &order);
    // A position beyond the end is stored as it was sent.
    if position > i64::try_from(order.len()).unwrap_or(i64::MAX)
        && let Some(own) = world.get_mut("environments", id)
    {
        own["position"] = position.into();
    }
}

fn close_gap(world: &mut World, project: &str) {
    let order = places::environments(world, project);
    renumber(world, &order);
}

fn renumber(world: &mut World, order: &[Value]) {
    for (index, environment) in order.iter().enumerate() {
        if let Some(row) = world.get_mut("environments", text(environment, "id")) {
            row["position"] = (index + 1).into();
        }
    }
}

/// Takes an environment away with its folders, and the imports that lead to it.
pub fn remove(world: &mut World, id: &str) {
    world.remove("environments", id);
    if let Some(root) = places::root_folder(world, id).map(|root| text(root, "id").to_owned()) {
        folders::remove_tree(world, &root);
    }
    world.remove_where("imports", |row| text(row, "_environment") == id);
    world.remove_where("webhooks", |row| text(row, "envId") == id);
}

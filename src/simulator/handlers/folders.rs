//! Folders: a tree below the root folder of each environment.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::common::{not_there, reply};
use super::places::{
    child, environment, environment_of, folder_in, folder_path_in, names, path_of, root_folder,
    tree,
};
use super::{Call, Handled, places, secrets};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, merge, new_row, row, text};

/// Folder routes except create.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => list(world, call),
        ("GET", [_]) => {
            let id = call.param("folderId");
            let folder = world
                .get("folders", id)
                .ok_or_else(|| ApiError::unknown("folder", id))?;
            reply(shown(world, folder))
        }
        ("GET", [_, _, _]) => {
            let path = folder_path_in(call.param("secretPath"));
            reply(shown(
                world,
                places::folder(
                    world,
                    call.param("projectId"),
                    call.param("environment"),
                    &path,
                )?,
            ))
        }
        ("PATCH", ["batch"]) => {
            let items = call.body["folders"].as_array().cloned().unwrap_or_default();
            let mut out = Vec::new();
            for item in &items {
                out.push(update(world, call, &item["id"], item)?);
            }
            reply(out.into())
        }
        ("PATCH", [_]) => {
            let changed = update(world, call, &call.param("folderId").into(), &call.body)?;
            reply(shown(world, &changed))
        }
        ("DELETE", [_]) => delete(world, call),
        _ => not_there(call),
    }
}

/// The row of a new folder.
pub fn new_folder(
    now: OffsetDateTime,
    name: &str,
    environment: &str,
    parent: Option<&str>,
    description: Value,
) -> Value {
    new_row(
        now,
        row(
            json!({"name": name, "version": 1, "envId": environment, "parentId": parent, "isReserved": false, "description": description, "lastSecretModified": null}),
        ),
    )
}

fn project_id(call: &Call) -> &str {
    match call
        .query
        .get("projectId")
        .or_else(|| call.query.get("workspaceId"))
        .and_then(Value::as_str)
    {
        Some(id) => id,
        None => call.text_of(&["projectId", "workspaceId"]),
    }
}

/// The parent path of a request: `path`, else the older `directory`.
fn parent_path(call: &Call, item: &Value) -> String {
    let sent = |key: &str| call.sends(key) && item[key].is_string();
    let key = if !sent("path") && sent("directory") {
        "directory"
    } else {
        "path"
    };
    folder_path_in(item[key].as_str().unwrap_or("/"))
}

fn shown(world: &World, folder: &Value) -> Value {
    let mut shown = folder.clone();
    shown["path"] = path_of(world, text(folder, "id")).into();
    if let Some(environment) = environment_of(world, text(folder, "id")) {
        shown["projectId"] = environment["projectId"].clone();
        shown["environment"] = json!({"envId": environment["id"], "envName": environment["name"], "envSlug": environment["slug"]});
    }
    shown
}

fn list(world: &World, call: &Call) -> Handled {
    let path = [call.asked("path"), call.asked("directory")]
        .into_iter()
        .find(|path| !path.is_empty())
        .unwrap_or("/");
    let path = if call.old {
        places::secret_path(path)
    } else {
        folder_path_in(path)
    };
    places::project(world, project_id(call))?;
    let environment = environment(world, project_id(call), call.asked("environment"))?;
    let Some(parent) = folder_in(world, text(environment, "id"), &path) else {
        return reply(json!([]));
    };
    let recursive = !call.old && !["", "0", "false"].contains(&call.asked("recursive"));
    let parent_id = text(parent, "id");
    let mut found = if recursive {
        let below = tree(world, parent_id);
        world.select("folders", |row| {
            text(row, "id") != parent_id && below.iter().any(|id| id == text(row, "id"))
        })
    } else {
        world.select("folders", |row| text(row, "parentId") == parent_id)
    };
    if let Some(since) = clock::parse(call.asked("lastSecretModified")) {
        found.retain(|row| {
            clock::parse(text(row, "lastSecretModified")).is_some_and(|at| at >= since)
        });
    }
    if recursive {
        let base = if path == "/" { String::new() } else { path };
        for folder in &mut found {
            let own = path_of(world, text(folder, "id"));
            folder["relativePath"] = own.strip_prefix(&base).unwrap_or(&own).into();
        }
    }
    found.sort_by(|left, right| text(left, "name").cmp(text(right, "name")));
    reply(found.into())
}

/// What a create saw: the deepest folder that is there, and the names to make below it.
pub struct Plan {
    environment: String,
    existing: String,
    missing: Vec<String>,
}

/// Looks where a new folder goes. The write comes later and trusts this look: that is how duplicates are made.
pub fn plan_create(world: &World, call: &Call) -> Result<Plan, ApiError> {
    places::project(world, project_id(call))?;
    let environment = environment(world, project_id(call), call.text("environment"))?;
    let environment = text(environment, "id").to_owned();
    let parent = parent_path(call, &call.body);
    let mut existing = root_folder(world, &environment)
        .map(|root| text(root, "id").to_owned())
        .ok_or_else(ApiError::database)?;
    let mut missing = Vec::new();
    for name in names(&parent).chain([call.text("name").trim()]) {
        match child(world, &existing, name).filter(|_| missing.is_empty()) {
            Some(folder) => existing = text(folder, "id").to_owned(),
            None => missing.push(name.to_owned()),
        }
    }
    Ok(Plan {
        environment,
        existing,
        missing,
    })
}

/// Makes the missing folders of a plan; answers the wanted one, new or not.
pub fn create(world: &mut World, call: &Call, plan: Plan) -> Handled {
    let mut parent = plan.existing;
    let last = plan.missing.len();
    for (index, name) in plan.missing.iter().enumerate() {
        let description = if index + 1 == last && !call.old {
            call.body["description"].clone()
        } else {
            Value::Null
        };
        let folder = new_folder(
            call.now,
            name,
            &plan.environment,
            Some(&parent),
            description,
        );
        parent = text(&folder, "id").to_owned();
        world.insert("folders", folder);
    }
    let folder = world
        .get("folders", &parent)
        .ok_or_else(ApiError::database)?;
    reply(shown(world, folder))
}

/// The folder that a request names by id or by its name below the parent path.
fn named(world: &World, call: &Call, key: &str, item: &Value) -> Result<Value, ApiError> {
    places::project(world, project_id(call))?;
    let slug = item["environment"].as_str().unwrap_or_default();
    let environment = environment(world, project_id(call), slug)?;
    let parent_path = parent_path(call, item);
    let parent = folder_in(world, text(environment, "id"), &parent_path);
    let parent = parent.ok_or_else(|| {
        ApiError::not_found(
            "folder",
            format!("Folder with path '{parent_path}' in environment with slug '{slug}' not found"),
        )
    })?;
    let parent_id = text(parent, "id");
    let fits = |row: &Value| {
        text(row, "parentId") == parent_id && (text(row, "id") == key || text(row, "name") == key)
    };
    world
        .find("folders", fits)
        .cloned()
        .ok_or_else(|| ApiError::unknown("folder", key))
}

fn update(world: &mut World, call: &Call, key: &Value, item: &Value) -> Result<Value, ApiError> {
    let folder = named(world, call, key.as_str().unwrap_or_default(), item)?;
    let id = text(&folder, "id").to_owned();
    let name = item["name"].as_str().unwrap_or_default().trim();
    let taken = |row: &Value| {
        row["parentId"] == folder["parentId"] && text(row, "name") == name && text(row, "id") != id
    };
    if world.find("folders", taken).is_some() {
        return Err(ApiError::bad_request(
            "Folder with specified name already exists",
        ));
    }
    let mut keys =
        row(json!({"name": name, "version": folder["version"].as_u64().unwrap_or(1) + 1}));
    if let Some(description) = item.get("description").filter(|_| !call.old) {
        keys.insert("description".into(), description.clone());
    }
    let row = world
        .get_mut("folders", &id)
        .ok_or_else(|| ApiError::unknown("folder", &id))?;
    merge(row, keys, call.now);
    Ok(row.clone())
}

fn delete(world: &mut World, call: &Call) -> Handled {
    let folder = named(world, call, call.param("folderId"), &call.body)?;
    let id = text(&folder, "id").to_owned();
    let forced = call.body["forceDelete"] == true || call.operation.template.starts_with("/api/v1");
    let holds = |table: &str, key: &str| world.rows(table).any(|row| text(row, key) == id);
    if !forced
        && (holds("secrets", "_folder")
            || holds("dynamic-secrets", "folderId")
            || holds("folders", "parentId"))
    {
        return Err(ApiError::bad_request(
            "Folder is not empty. Set forceDelete to true to delete it with all that it holds.",
        ));
    }
    remove_tree(world, &id);
    reply(folder)
}

/// Takes a folder away with everything in and below it; syncs survive without their source.
pub fn remove_tree(world: &mut World, id: &str) {
    for folder in tree(world, id) {
        let inside = |row: &Value| text(row, "_folder") == folder;
        secrets::forget_folder(world, &folder);
        world.remove_where("imports", |row| text(row, "folderId") == folder);
        world.remove_where("dynamic-secrets", |row| text(row, "folderId") == folder);
        world.remove_where("secret-rotations", |row| text(row, "folderId") == folder);
        world.remove_where("integrations", inside);
        world.for_each("secret-syncs", |row| {
            if text(row, "folderId") == folder {
                row["folderId"] = Value::Null;
            }
        });
        world.remove("folders", &folder);
    }
}

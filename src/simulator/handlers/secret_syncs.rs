//! Secret syncs: a folder's secrets kept at a third party.

use serde_json::{Value, json};

use super::common::{
    connection, constant_of, not_there, reply, sibling, source_folder, unique, with_places,
};
use super::jobs::{self, Job};
use super::{Call, Handled, places, secrets};
use crate::simulator::contract;
use crate::simulator::error::ApiError;
use crate::simulator::world::{Row, World, merge, new_id, new_row, row, text};

const BASE: &str = "/api/v1/secret-syncs/";

/// Routes below `/secret-syncs`.
pub fn handle(world: &mut World, call: &Call, rest: &[&'static str]) -> Handled {
    let shown = |world: &World, rows: Vec<Value>| {
        reply(rows.iter().map(|row| with_places(world, row)).collect())
    };
    let (destination, rest) = match rest {
        [] => {
            let project = text(places::project(world, call.asked("projectId"))?, "id").to_owned();
            let rows = world.select("secret-syncs", |row| text(row, "projectId") == project);
            return shown(world, rows);
        }
        ["options"] => return reply(options()),
        [segment, rest @ ..] => (constant_of(call, "destination").unwrap_or(segment), rest),
    };
    match (call.operation.method, rest) {
        ("GET", []) => {
            let project = text(places::project(world, call.asked("projectId"))?, "id").to_owned();
            let rows = world.select("secret-syncs", |row| {
                text(row, "projectId") == project && text(row, "destination") == destination
            });
            shown(world, rows)
        }
        ("POST", []) => create(world, call, destination),
        ("POST", ["check-destination"]) => {
            let wanted = &call.body["destinationConfig"];
            let same = |row: &Value| {
                text(row, "destination") == rest_destination(call)
                    && row["destinationConfig"] == *wanted
                    && row["id"] != call.body["excludeSyncId"]
            };
            let found = if wanted.is_null() {
                None
            } else {
                world.find("secret-syncs", same)
            };
            let mut answer = json!({"hasDuplicate": found.is_some()});
            if let Some(found) = found {
                answer["duplicateProjectId"] = found["projectId"].clone();
            }
            reply(answer)
        }
        ("GET", ["sync-name", _]) => {
            let (name, project) = (call.param("syncName").trim(), call.asked("projectId"));
            let fits = |row: &Value| text(row, "name") == name && text(row, "projectId") == project;
            let found = world.find("secret-syncs", fits).ok_or_else(|| {
                ApiError::not_found(
                    "secret-sync",
                    format!("Could not find Secret Sync with name \"{name}\""),
                )
            })?;
            reply(with_places(world, of_app(world, call, found)?))
        }
        ("GET", [_]) => reply(with_places(world, find(world, call)?)),
        ("PATCH", [_]) => update(world, call),
        ("DELETE", [_]) => {
            let sync = find(world, call)?.clone();
            let id = text(&sync, "id").to_owned();
            if call.flag("removeSecrets") {
                if sync["folderId"].is_null() {
                    return Err(ApiError::bad_request(
                        "Invalid source configuration: folder no longer exists",
                    ));
                }
                start(world, call, &id, "remove")?;
                jobs::queue(world, call, "secret-syncs", &id, Job::Remove);
                return reply(with_places(
                    world,
                    world.get("secret-syncs", &id).unwrap_or(&sync),
                ));
            }
            let answer = with_places(world, &sync);
            world.remove("secret-syncs", &id);
            reply(answer)
        }
        ("POST", [_, action]) => {
            let sync = find(world, call)?.clone();
            let id = text(&sync, "id").to_owned();
            let kind = match *action {
                "sync-secrets" => "sync",
                "import-secrets" => "import",
                "remove-secrets" => "remove",
                _ => return not_there(call),
            };
            if kind == "import" && !can_import(call) {
                return Err(ApiError::bad_request(
                    "The destination does not support importing secrets",
                ));
            }
            start(world, call, &id, kind)?;
            reply(with_places(
                world,
                world.get("secret-syncs", &id).unwrap_or(&sync),
            ))
        }
        _ => not_there(call),
    }
}

fn rest_destination(call: &Call) -> &'static str {
    call.operation
        .template
        .trim_start_matches(BASE)
        .split('/')
        .next()
        .unwrap_or_default()
}

/// The create operation of the destination: it carries the facts about it.
fn create_operation(call: &Call) -> Option<&'static contract::Operation> {
    sibling(call, &format!("{BASE}{}", rest_destination(call)), "POST")
}

fn connection_app(call: &Call) -> Option<&'static str> {
    create_operation(call)?.extension("x-connection-app")
}

fn can_import(call: &Call) -> bool {
    create_operation(call).is_some_and(|create| create.raw["x-can-import-secrets"] == true)
}

fn options() -> Value {
    let creates = contract::all_operations().filter(|operation| {
        operation.method == "POST"
            && operation
                .template
                .strip_prefix(BASE)
                .is_some_and(|rest| !rest.contains('/'))
    });
    let option = |operation: &'static contract::Operation| {
        let destination = operation.template.trim_start_matches(BASE);
        json!({
            "name": destination, "connection": operation.extension("x-connection-app").unwrap_or(destination), "destination": destination,
            "canImportSecrets": operation.raw["x-can-import-secrets"] == true, "canRemoveSecretsOnDeletion": true, "supportsKeySchema": true, "supportsDisableSecretDeletion": true,
        })
    };
    creates.map(option).collect()
}

/// A sync read through the path of a destination whose connection app differs is a 400.
fn of_app<'a>(world: &World, call: &Call, sync: &'a Value) -> Result<&'a Value, ApiError> {
    let app = world
        .get("connections", text(sync, "connectionId"))
        .map(|row| text(row, "app"))
        .unwrap_or_default();
    match connection_app(call) {
        Some(wanted) if wanted != app => Err(ApiError::bad_request(format!(
            "Secret sync with ID \"{}\" is not configured for {}",
            text(sync, "id"),
            rest_destination(call)
        ))),
        _ => Ok(sync),
    }
}

fn find<'a>(world: &'a World, call: &Call) -> Result<&'a Value, ApiError> {
    let id = call.param("syncId");
    let sync = world.get("secret-syncs", id).ok_or_else(|| {
        ApiError::not_found(
            "secret-sync",
            format!("Could not find Secret Sync with ID \"{id}\""),
        )
    })?;
    of_app(world, call, sync)
}

/// Queues a job of a sync; one at a time.
fn start(world: &mut World, call: &Call, id: &str, kind: &'static str) -> Result<(), ApiError> {
    let Some(sync) = world.get_mut("secret-syncs", id) else {
        return Ok(());
    };
    if ["syncStatus", "importStatus", "removeStatus"]
        .iter()
        .any(|key| text(sync, key) == "pending")
    {
        return Err(ApiError::bad_request(
            "A job is already in progress for this sync. Please try again shortly.",
        ));
    }
    sync[format!("{kind}Status")] = "pending".into();
    jobs::queue(world, call, "secret-syncs", id, Job::Finish(kind));
    Ok(())
}

/// Queues the automatic sync after a write; a running one is simply followed by another.
fn auto_sync(world: &mut World, call: &Call, id: &str) {
    let Some(sync) = world.get_mut("secret-syncs", id) else {
        return;
    };
    if sync["isAutoSyncEnabled"] == true {
        sync["syncStatus"] = "pending".into();
        jobs::queue(world, call, "secret-syncs", id, Job::Finish("sync"));
    }
}

/// What a destination does with the options before they are stored.
fn stored_options(
    world: &World,
    destination: &str,
    folder: &str,
    options: &Value,
    before: Option<&Value>,
) -> Result<Value, ApiError> {
    if let Some(tags) = options["tags"].as_array() {
        let repeated = tags
            .iter()
            .enumerate()
            .any(|(index, tag)| tags[..index].iter().any(|other| other["key"] == tag["key"]));
        if repeated {
            return Err(crate::simulator::validate::custom(
                &["syncOptions", "tags"],
                "Tag keys must be unique",
            ));
        }
    }
    if destination != "azure-entra-id-scim" {
        return Ok(options.clone());
    }
    let mut stored = before.cloned().unwrap_or_else(|| json!({}));
    for (key, value) in options
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| *key != "secretKey" && *key != "keySchema")
    {
        stored[key] = value.clone();
    }
    let key = text(options, "secretKey");
    let secret = secrets::shared_id(world, folder, key).ok_or_else(|| {
        ApiError::bad_request(format!(
            "Secret with key \"{key}\" not found in the source folder"
        ))
    })?;
    stored["secretId"] = secret.into();
    Ok(stored)
}

fn create(world: &mut World, call: &Call, destination: &'static str) -> Handled {
    let project = text(places::project(world, call.text("projectId"))?, "id").to_owned();
    connection(
        world,
        call.text("connectionId"),
        connection_app(call),
        &project,
    )?;
    let folder = source_folder(
        world,
        &project,
        call.text("environment"),
        call.text("secretPath"),
    )?;
    unique(
        world,
        "secret-syncs",
        "name",
        call.text("name"),
        "",
        "A Secret Sync",
        |row| text(row, "projectId") == project,
    )?;
    let options = stored_options(world, destination, &folder, &call.body["syncOptions"], None)?;
    let keys = json!({
        "name": call.text("name"), "description": call.body["description"], "isAutoSyncEnabled": call.body["isAutoSyncEnabled"], "version": 1, "projectId": project,
        "connectionId": call.text("connectionId"), "folderId": folder, "destination": destination, "destinationConfig": call.body["destinationConfig"], "syncOptions": options,
        "syncStatus": null, "lastSyncJobId": null, "lastSyncMessage": null, "lastSyncedAt": null, "importStatus": null, "lastImportJobId": null, "lastImportMessage": null,
        "lastImportedAt": null, "removeStatus": null, "lastRemoveJobId": null, "lastRemoveMessage": null, "lastRemovedAt": null,
    });
    let sync = new_row(call.now, row(keys));
    let id = text(&sync, "id").to_owned();
    world.insert("secret-syncs", sync);
    auto_sync(world, call, &id);
    let sync = world
        .get("secret-syncs", &id)
        .ok_or_else(ApiError::database)?;
    reply(with_places(world, sync))
}

fn update(world: &mut World, call: &Call) -> Handled {
    let before = find(world, call)?.clone();
    let (id, project) = (
        text(&before, "id").to_owned(),
        text(&before, "projectId").to_owned(),
    );
    let mut keys = Row::new();
    for key in [
        "name",
        "description",
        "connectionId",
        "isAutoSyncEnabled",
        "destinationConfig",
    ] {
        if let Some(value) = call.body.get(key) {
            keys.insert(key.into(), value.clone());
        }
    }
    if let Some(name) = call.body["name"].as_str() {
        unique(
            world,
            "secret-syncs",
            "name",
            name,
            &id,
            "A Secret Sync",
            |row| text(row, "projectId") == project,
        )?;
    }
    if let Some(other) = call.body["connectionId"].as_str() {
        connection(world, other, connection_app(call), &project)?;
    }
    let mut folder = text(&before, "folderId").to_owned();
    if call.body.get("environment").is_some() || call.body.get("secretPath").is_some() {
        let now = with_places(world, &before);
        let environment = call.body["environment"]
            .as_str()
            .unwrap_or_else(|| text(&now["environment"], "slug"));
        let path = call.body["secretPath"]
            .as_str()
            .unwrap_or_else(|| text(&now["folder"], "path"));
        if environment.is_empty() || path.is_empty() {
            return Err(ApiError::bad_request(
                "Must specify both source environment and path",
            ));
        }
        folder = source_folder(world, &project, environment, path)?;
        keys.insert("folderId".into(), folder.clone().into());
    }
    if let Some(options) = call.body.get("syncOptions") {
        keys.insert(
            "syncOptions".into(),
            stored_options(
                world,
                text(&before, "destination"),
                &folder,
                options,
                Some(&before["syncOptions"]),
            )?,
        );
    }
    if let Some(sync) = world.get_mut("secret-syncs", &id) {
        let version = sync["version"].as_u64().unwrap_or(1) + 1;
        merge(sync, keys, call.now);
        sync["version"] = version.into();
        sync["lastSyncJobId"] = new_id().into();
    }
    auto_sync(world, call, &id);
    let sync = world
        .get("secret-syncs", &id)
        .ok_or_else(ApiError::database)?;
    reply(with_places(world, sync))
}

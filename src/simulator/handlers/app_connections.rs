//! App connections: credentials for third parties, of the organization or of a project.

use serde_json::{Value, json};
use time::Duration;

use super::common::{ask_third_party, constant_of, not_there, page, reply, sibling, unique};
use super::{Call, Handled, places};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::schema::{self, Schema};
use crate::simulator::validate::{Purpose, validator};
use crate::simulator::world::{ORGANIZATION, Row, World, merge, new_row, random_text, row, text};

/// Routes below `/app-connections/{app}`.
pub fn handle(world: &mut World, call: &Call, segment: &'static str, rest: &[&str]) -> Handled {
    let app = constant_of(call, "app").unwrap_or(segment);
    match (call.operation.method, rest) {
        ("GET", []) => {
            let project = call.asked("projectId");
            let mut all = world.select("connections", |row| {
                text(row, "app") == app && (project.is_empty() || text(row, "projectId") == project)
            });
            all.sort_by(|left, right| text(left, "name").cmp(text(right, "name")));
            for connection in &mut all {
                connection["project"] = world.get("projects", text(connection, "projectId")).map(|row| json!({"name": row["name"], "id": row["id"], "type": row["type"], "slug": row["slug"]})).unwrap_or_default();
            }
            reply(page(call, all).into())
        }
        ("GET", ["available"]) => {
            let project = call.asked("projectId");
            let usable = |row: &Value| {
                text(row, "app") == app
                    && row["projectId"].as_str().is_none_or(|own| own == project)
            };
            reply(world.select("connections", usable).into())
        }
        ("GET", ["connection-name", _]) => {
            let (name, project) = (call.param("connectionName"), call.asked("projectId"));
            let fits = |row: &Value| text(row, "name") == name && text(row, "projectId") == project;
            let found = world.find("connections", fits).ok_or_else(|| {
                ApiError::not_found(
                    "app-connection",
                    format!("Could not find App Connection with name {name}"),
                )
            })?;
            reply(of_app(found, app)?.clone())
        }
        ("POST", []) => create(world, call, app),
        ("GET", [_]) => reply(find(world, call, app)?.clone()),
        ("PATCH", [_]) => update(world, call, app),
        ("DELETE", [_]) => {
            let connection = find(world, call, app)?.clone();
            let id = text(&connection, "id");
            let uses = |row: &Value| {
                text(row, "connectionId") == id
                    || text(&row["configuration"], "dnsAppConnectionId") == id
                    || text(&row["configuration"], "azureAdcsConnectionId") == id
            };
            if [
                "secret-syncs",
                "secret-rotations",
                "data-sources",
                "pki-syncs",
                "authorities",
            ]
            .iter()
            .any(|table| world.rows(table).any(uses))
            {
                return Err(ApiError::bad_request(
                    "Cannot delete App Connection with existing connections. Remove all existing connections and try again.",
                ));
            }
            world.remove("connections", id);
            reply(connection)
        }
        ("POST", [_, "rotate-credentials"]) => {
            let connection = find(world, call, app)?;
            if connection["rotation"].is_null() {
                return Err(ApiError::not_found(
                    "rotation",
                    "The App Connection has no credential rotation",
                ));
            }
            reply(connection.clone())
        }
        _ => not_there(call),
    }
}

fn of_app<'a>(connection: &'a Value, app: &str) -> Result<&'a Value, ApiError> {
    if text(connection, "app") == app {
        return Ok(connection);
    }
    Err(ApiError::bad_request(format!(
        "App Connection with ID {} is not for App \"{app}\"",
        text(connection, "id")
    )))
}

fn find<'a>(world: &'a World, call: &Call, app: &str) -> Result<&'a Value, ApiError> {
    let id = call.param("connectionId");
    of_app(
        world.get("connections", id).ok_or_else(|| {
            ApiError::not_found(
                "app-connection",
                format!("Could not find App Connection with ID {id}"),
            )
        })?,
        app,
    )
}

/// The keys of the credentials that answers may show: what the contract lists, else what is not write-only.
fn returned(call: &Call) -> Row {
    let Some(node) = call.operation.body else {
        return Row::new();
    };
    let schema = Schema {
        root: call.operation.document.root(),
        node,
    };
    let credentials = &call.body["credentials"];
    let parts = schema::property(
        schema.root,
        &schema.parts(&call.body),
        "credentials",
        credentials,
    );
    let listed: Vec<&str> = parts
        .iter()
        .filter_map(|part| part.get("x-returned-credentials")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let hidden = |key: &str, value: &Value| {
        schema::keyword(
            &schema::property(schema.root, &parts, key, value),
            "writeOnly",
        ) == Some(&Value::Bool(true))
    };
    let has_list = parts
        .iter()
        .any(|part| part.get("x-returned-credentials").is_some());
    let shown = |(key, value): &(&String, &Value)| {
        if has_list {
            listed.contains(&key.as_str())
        } else {
            !hidden(key, value)
        }
    };
    credentials
        .as_object()
        .into_iter()
        .flatten()
        .filter(shown)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn credential_keys(call: &Call) -> Result<Row, ApiError> {
    ask_third_party(&call.body["credentials"])?;
    // It is the hash of a ciphertext, so it differs every time.
    let hash = format!("{}{}", random_text(32), random_text(32));
    Ok(row(
        json!({"credentials": returned(call), "_credentials": call.body["credentials"], "credentialsHash": hash}),
    ))
}

fn gateway_keys(world: &World, call: &Call) -> Result<Row, ApiError> {
    let mut keys = Row::new();
    for key in ["gatewayId", "gatewayPoolId"] {
        let Some(value) = call.body.get(key) else {
            continue;
        };
        if let Some(id) = value.as_str().filter(|_| key == "gatewayId") {
            if !call.licensed {
                return Err(ApiError::plan("use gateways"));
            }
            world
                .get("gateways", id)
                .ok_or_else(|| ApiError::unknown("gateway", id))?;
        }
        keys.insert(key.into(), value.clone());
    }
    Ok(keys)
}

fn free(world: &World, name: &str, project: &Value, own: &str) -> Result<(), ApiError> {
    unique(
        world,
        "connections",
        "name",
        name,
        own,
        "An App Connection",
        |row| row["projectId"] == *project,
    )
}

/// A schedule of credential rotation as it is stored.
fn schedule(call: &Call, before: &Value) -> Result<Value, ApiError> {
    let sent = |key: &str| {
        call.body["rotation"]
            .get(key)
            .or_else(|| before.get(key))
            .cloned()
    };
    let (Some(interval), Some(at)) = (sent("rotationInterval"), sent("rotateAtUtc")) else {
        return Err(ApiError::bad_request(
            "Rotation interval and time are required to enable automatic rotation",
        ));
    };
    let next = call.now + Duration::days(interval.as_i64().unwrap_or(1));
    Ok(
        json!({"rotationInterval": interval, "rotationStatus": "success", "rotateAtUtc": at, "nextRotationAt": clock::text(next), "lastRotationMessage": null}),
    )
}

fn create(world: &mut World, call: &Call, app: &'static str) -> Handled {
    let project = call.body.get("projectId").cloned().unwrap_or_default();
    if let Some(id) = project.as_str() {
        places::project(world, id).map_err(|error| ApiError {
            status: 400,
            name: "BadRequest",
            ..error
        })?;
    }
    free(world, call.text("name"), &project, "")?;
    if text(&call.body, "method") == "oauth"
        && call.body["credentials"].get("refreshToken").is_some()
    {
        return Err(ApiError::bad_request(
            "Unable to validate connection: an OAuth code is needed",
        ));
    }
    let rotates = call.body["isAutoRotationEnabled"] == true;
    if rotates && text(&call.body, "method") != "client-secret" {
        return Err(ApiError::bad_request(
            "Credential rotation is not supported for this method",
        ));
    }
    let mut keys = row(json!({
        "name": call.text("name"), "description": call.body["description"], "app": app, "method": call.body["method"], "orgId": ORGANIZATION, "projectId": project, "version": 1,
        "isPlatformManagedCredentials": call.body["isPlatformManagedCredentials"] == true, "gatewayId": null, "gatewayPoolId": null, "isAutoRotationEnabled": rotates,
    }));
    keys.extend(gateway_keys(world, call)?);
    keys.extend(credential_keys(call)?);
    let mut connection = new_row(call.now, keys);
    let answer = connection.clone();
    if rotates {
        connection["rotation"] = schedule(call, &Value::Null)?;
    }
    world.insert("connections", connection);
    // The create answer lacks the rotation even when one was made.
    reply(answer)
}

fn update(world: &mut World, call: &Call, app: &str) -> Handled {
    let before = find(world, call, app)?.clone();
    let id = text(&before, "id").to_owned();
    let mut keys = Row::new();
    if let Some(name) = call.body["name"].as_str() {
        free(world, name, &before["projectId"], &id)?;
        keys.insert("name".into(), name.into());
    }
    for key in [
        "description",
        "isPlatformManagedCredentials",
        "isAutoRotationEnabled",
    ] {
        if let Some(value) = call.body.get(key) {
            keys.insert(key.into(), value.clone());
        }
    }
    let credentials = call.body.get("credentials");
    let platform = &before["isPlatformManagedCredentials"];
    if *platform == true
        && (credentials.is_some() || call.body["isPlatformManagedCredentials"] == false)
    {
        return Err(ApiError::bad_request(
            "Cannot update credentials of a platform managed connection",
        ));
    }
    if call.body["isPlatformManagedCredentials"] == true && credentials.is_none() {
        return Err(ApiError::bad_request(
            "Credentials are required to switch to platform managed credentials",
        ));
    }
    if let Some(credentials) = credentials {
        fits_method(call, &before, credentials)?;
        keys.extend(credential_keys(call)?);
    }
    keys.extend(gateway_keys(world, call)?);
    let wants_rotation = call.body["isAutoRotationEnabled"] == true
        || (call.body["rotation"].is_object() && !before["rotation"].is_null());
    if wants_rotation {
        keys.insert("rotation".into(), schedule(call, &before["rotation"])?);
    }
    if credentials.is_some()
        && !before["rotation"].is_null()
        && call.body["isAutoRotationEnabled"] != false
    {
        keys.insert("isAutoRotationEnabled".into(), true.into());
    }
    let connection = world
        .get_mut("connections", &id)
        .ok_or_else(ApiError::database)?;
    merge(connection, keys, call.now);
    reply(connection.clone())
}

/// Credentials of a PATCH must be complete for the stored method: they are held against the create schema.
fn fits_method(call: &Call, before: &Value, credentials: &Value) -> Result<(), ApiError> {
    let list = call.operation.template.trim_end_matches("/{connectionId}");
    let Some(create) = sibling(call, list, "POST").and_then(|create| create.body) else {
        return Ok(());
    };
    let schema = Schema {
        root: call.operation.document.root(),
        node: create,
    };
    let whole =
        json!({"name": before["name"], "method": before["method"], "credentials": credentials});
    let validator = validator(schema, Purpose::Request).map_err(ApiError::internal)?;
    if validator.is_valid(&whole) {
        Ok(())
    } else {
        Err(ApiError::bad_request(format!(
            "Invalid credential format for method \"{}\"",
            text(before, "method")
        )))
    }
}

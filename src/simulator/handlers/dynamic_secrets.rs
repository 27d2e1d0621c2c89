//! Dynamic secrets and their leases: addressed by project, environment, path and name.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::common::{ask_third_party, not_there, reply};
use super::jobs::{self, Job};
use super::{Call, Handled, Reply, places};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::schema::{self, Schema, trim_secret};
use crate::simulator::validate::{self, Purpose, validator};
use crate::simulator::world::{Row, World, merge, new_id, new_row, random_text, row, text};

const TABLE: &str = "dynamic-secrets";

/// Routes below `/dynamic-secrets`.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("POST", []) => create(world, call),
        ("GET", []) => {
            let folder = located(world, call)?;
            reply(
                world
                    .select(TABLE, |row| text(row, "folderId") == folder)
                    .into(),
            )
        }
        ("POST", ["leases"] | ["leases", "kubernetes"]) => lease(world, call),
        ("GET", ["leases", _]) => {
            let lease = find_lease(world, call)?;
            let mut shown = lease.clone();
            shown["dynamicSecret"] = world
                .get(TABLE, text(&lease, "dynamicSecretId"))
                .cloned()
                .unwrap_or_default();
            reply(shown)
        }
        ("DELETE", ["leases", _]) => revoke(world, call),
        ("POST", ["leases", _, "renew"]) => renew(world, call),
        ("GET", ["ssh-ca-public-key", _]) => {
            ssh(world, call)?;
            // One key for one dynamic secret.
            let key = call.param("dynamicSecretId").replace('-', "");
            reply(json!({"caPublicKey": format!("ssh-ed25519 {key} simulator")}))
        }
        ("GET", ["ssh-ca-setup", _]) => {
            ssh(world, call)?;
            Ok(Reply::Text(
                "#!/bin/sh\necho 'simulated CA setup'\n".to_owned(),
            ))
        }
        ("POST", ["entra-id", "users"]) => {
            ask_third_party(&call.body)?;
            reply(json!([{"name": "Ada Admin", "id": new_id(), "email": "admin@example.com"}]))
        }
        ("GET", [_]) => {
            let secret = find(world, call, call.param("name"))?;
            reply(shown(&secret))
        }
        ("PATCH", [_]) => update(world, call),
        ("DELETE", [_]) => delete(world, call),
        ("GET", [_, "leases"]) => {
            let secret = find(world, call, call.param("name"))?;
            reply(
                world
                    .select("leases", |row| row["dynamicSecretId"] == secret["id"])
                    .into(),
            )
        }
        _ => not_there(call),
    }
}

/// The folder that the query or the body names.
fn located(world: &World, call: &Call) -> Result<String, ApiError> {
    let get = |key: &str| {
        call.query
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_else(|| call.text(key))
    };
    let project = places::project_by_slug(world, get("projectSlug"))?;
    let folder = places::folder(
        world,
        text(project, "id"),
        get("environmentSlug"),
        &places::secret_path(get("path")),
    )?;
    Ok(text(folder, "id").to_owned())
}

fn find(world: &World, call: &Call, name: &str) -> Result<Value, ApiError> {
    let folder = located(world, call)?;
    let missing = || {
        ApiError::not_found(
            "dynamic-secret",
            format!("Dynamic secret with name '{name}' in folder not found"),
        )
    };
    world
        .find(TABLE, |row| {
            text(row, "folderId") == folder && text(row, "name") == name
        })
        .cloned()
        .ok_or_else(missing)
}

/// With its inputs, except the two that are never shown.
fn shown(secret: &Value) -> Value {
    let mut shown = secret.clone();
    shown["inputs"] = secret["_inputs"].clone();
    if let Some(inputs) = shown["inputs"].as_object_mut() {
        inputs.shift_remove("caPrivateKey");
        if let Some(auth) = inputs.get_mut("clientAuth").and_then(Value::as_object_mut) {
            auth.shift_remove("clientSecret");
        }
    }
    shown
}

/// Between a minute and ten years.
fn ttl(path: &[&str], value: &Value) -> Result<(), ApiError> {
    let Some(written) = value.as_str() else {
        return Ok(());
    };
    let (shortest, longest) = (time::Duration::minutes(1), time::Duration::days(3653));
    match clock::duration(written) {
        Some(length) if length >= shortest && length <= longest => Ok(()),
        Some(length) if length < shortest => {
            Err(validate::custom(path, "TTL must be a greater than 1min"))
        }
        Some(_) => Err(validate::custom(path, "TTL must be less than 10 years")),
        None => Err(validate::custom(path, "TTL is not a duration")),
    }
}

fn create(world: &mut World, call: &Call) -> Handled {
    let folder = located(world, call)?;
    let name = call.text("name");
    ttl(&["defaultTTL"], &call.body["defaultTTL"])?;
    ttl(&["maxTTL"], &call.body["maxTTL"])?;
    if world
        .find(TABLE, |row| {
            text(row, "folderId") == folder && text(row, "name") == name
        })
        .is_some()
    {
        return Err(ApiError::bad_request(
            "Provided dynamic secret already exist under the folder",
        ));
    }
    let provider = &call.body["provider"];
    ask_third_party(provider)?;
    let keys = json!({
        "name": name, "version": 1, "type": provider["type"], "defaultTTL": call.body["defaultTTL"], "maxTTL": call.body["maxTTL"], "folderId": folder, "status": null,
        "statusDetails": null, "usernameTemplate": call.body["usernameTemplate"], "metadata": call.body.get("metadata").cloned().unwrap_or_else(|| json!([])),
        "gatewayId": null, "gatewayV2Id": null, "projectGatewayId": null, "_inputs": provider["inputs"],
    });
    let secret = new_row(call.now, row(keys));
    world.insert(TABLE, secret.clone());
    reply(shown(&secret))
}

/// The merged inputs must fit the whole input schema of the provider; what is of another variant falls away.
fn merged_inputs(
    call: &Call,
    secret: &Value,
    changes: &Map<String, Value>,
) -> Result<Value, ApiError> {
    let mut inputs = secret["_inputs"].as_object().cloned().unwrap_or_default();
    inputs.extend(changes.clone());
    let root = call.operation.document.root();
    let schema = Schema {
        root,
        node: &root["components"]["schemas"]["Provider"],
    };
    let mut provider = json!({"type": secret["type"], "inputs": inputs});
    schema::prune(schema, &mut provider, &mut Vec::new());
    schema::normalise(schema, &mut provider);
    let validator = validator(schema, Purpose::Request).map_err(ApiError::internal)?;
    if let Some(error) = validator.iter_errors(&provider).next() {
        return Err(ApiError::bad_request(format!("Invalid inputs: {error}")));
    }
    schema::fill_defaults(schema, &mut provider);
    Ok(provider["inputs"].clone())
}

fn update(world: &mut World, call: &Call) -> Handled {
    let secret = find(world, call, &call.param("name").to_lowercase())?;
    let data = &call.body["data"];
    ttl(&["data", "defaultTTL"], &data["defaultTTL"])?;
    ttl(&["data", "maxTTL"], &data["maxTTL"])?;
    let mut keys: Row = row(json!({"status": null, "statusDetails": null}));
    for key in ["defaultTTL", "maxTTL", "usernameTemplate", "metadata"] {
        if let Some(value) = data.get(key) {
            keys.insert(key.into(), value.clone());
        }
    }
    if let Some(name) = data["newName"].as_str() {
        let name = trim_secret(name);
        if world
            .find(TABLE, |row| {
                row["folderId"] == secret["folderId"] && text(row, "name") == name
            })
            .is_some()
        {
            return Err(ApiError::bad_request(
                "Provided dynamic secret already exist under the folder",
            ));
        }
        keys.insert("name".into(), name.into());
    }
    if let Some(inputs) = data["inputs"].as_object() {
        keys.insert("_inputs".into(), merged_inputs(call, &secret, inputs)?);
    }
    ask_third_party(keys.get("_inputs").unwrap_or(&secret["_inputs"]))?;
    let row = world
        .get_mut(TABLE, text(&secret, "id"))
        .ok_or_else(ApiError::database)?;
    let version = row["version"].as_u64().unwrap_or(1) + 1;
    merge(row, keys, call.now);
    row["version"] = version.into();
    reply(shown(row))
}

fn delete(world: &mut World, call: &Call) -> Handled {
    let secret = find(world, call, &call.param("name").to_lowercase())?;
    let id = text(&secret, "id").to_owned();
    let leases = world.select("leases", |row| text(row, "dynamicSecretId") == id);
    if leases.is_empty() || call.body["isForced"] == true {
        world.remove_where("leases", |row| text(row, "dynamicSecretId") == id);
        world.remove(TABLE, &id);
        return reply(secret);
    }
    for lease in &leases {
        jobs::queue(world, call, "leases", text(lease, "id"), Job::Remove);
    }
    jobs::queue(world, call, TABLE, &id, Job::Remove);
    let row = world.get_mut(TABLE, &id).ok_or_else(ApiError::database)?;
    row["status"] = "Revocation in process".into();
    reply(row.clone())
}

/// What a lease of this type gives out.
fn credentials(secret: &Value) -> Value {
    let user = format!("simulated-{}", random_text(12));
    match text(secret, "type") {
        "aws-iam" => {
            json!({"ACCESS_KEY": format!("AKIA{}", random_text(16).to_uppercase()), "SECRET_ACCESS_KEY": random_text(32), "USERNAME": user})
        }
        "kubernetes" => json!({"TOKEN": random_text(32)}),
        "ssh" => json!({"PRIVATE_KEY": random_text(32), "SIGNED_KEY": random_text(32)}),
        _ => json!({"DB_USERNAME": user, "DB_PASSWORD": random_text(24)}),
    }
}

fn lease_end(
    secret: &Value,
    from: OffsetDateTime,
    wanted: &Value,
    born: OffsetDateTime,
) -> Result<OffsetDateTime, ApiError> {
    let length = clock::duration(
        wanted
            .as_str()
            .unwrap_or_else(|| text(secret, "defaultTTL")),
    )
    .ok_or_else(|| validate::custom(&["ttl"], "TTL is not a duration"))?;
    let end = from + length;
    if clock::duration(text(secret, "maxTTL")).is_some_and(|longest| end > born + longest) {
        return Err(ApiError::bad_request("TTL cannot be larger than max TTL"));
    }
    Ok(end)
}

fn lease(world: &mut World, call: &Call) -> Handled {
    let secret = find(world, call, &call.text("dynamicSecretName").to_lowercase())?;
    ttl(&["ttl"], &call.body["ttl"])?;
    let end = lease_end(&secret, call.now, &call.body["ttl"], call.now)?;
    let keys = json!({"version": 1, "externalEntityId": random_text(20), "expireAt": clock::text(end), "status": null, "statusDetails": null, "dynamicSecretId": secret["id"], "config": call.body["config"]});
    let lease = new_row(call.now, row(keys));
    world.insert("leases", lease.clone());
    reply(json!({"lease": lease, "dynamicSecret": secret, "data": credentials(&secret)}))
}

fn find_lease(world: &World, call: &Call) -> Result<Value, ApiError> {
    located(world, call)?;
    let id = call.param("leaseId");
    world
        .get("leases", id)
        .cloned()
        .ok_or_else(|| ApiError::unknown("lease", id))
}

fn revoke(world: &mut World, call: &Call) -> Handled {
    let lease = find_lease(world, call)?;
    let id = text(&lease, "id");
    let secret = world
        .get(TABLE, text(&lease, "dynamicSecretId"))
        .cloned()
        .unwrap_or_default();
    if call.body["isForced"] != true && ask_third_party(&secret["_inputs"]).is_err() {
        let row = world.get_mut("leases", id).ok_or_else(ApiError::database)?;
        row["status"] = "Failed to delete".into();
        row["statusDetails"] = "The third party refused".into();
        return reply(row.clone());
    }
    world.remove("leases", id);
    reply(lease)
}

fn renew(world: &mut World, call: &Call) -> Handled {
    let lease = find_lease(world, call)?;
    let secret = world
        .get(TABLE, text(&lease, "dynamicSecretId"))
        .cloned()
        .unwrap_or_default();
    ttl(&["ttl"], &call.body["ttl"])?;
    let at = |key: &str| clock::parse(text(&lease, key)).unwrap_or(call.now);
    let end = lease_end(&secret, at("expireAt"), &call.body["ttl"], at("createdAt"))?;
    let row = world
        .get_mut("leases", text(&lease, "id"))
        .ok_or_else(ApiError::database)?;
    merge(
        row,
        super::super::world::row(json!({"expireAt": clock::text(end)})),
        call.now,
    );
    reply(row.clone())
}

fn ssh(world: &World, call: &Call) -> Result<(), ApiError> {
    let id = call.param("dynamicSecretId");
    let secret = world
        .get(TABLE, id)
        .ok_or_else(|| ApiError::unknown("dynamic-secret", id))?;
    if text(secret, "type") == "ssh" {
        Ok(())
    } else {
        Err(ApiError::bad_request(
            "The dynamic secret is not of the type ssh",
        ))
    }
}

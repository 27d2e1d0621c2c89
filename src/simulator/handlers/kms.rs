//! KMS keys of a project, and external KMS of the organization.

use serde_json::{Value, json};

use super::common::{ask_third_party, not_there, reply, reply_page, unique};
use super::{Call, Handled, places};
use crate::simulator::error::ApiError;
use crate::simulator::world::{
    ORGANIZATION, Row, World, merge, new_id, new_row, random_text, row, text,
};

const KEYS: &str = "kms-keys";
const EXTERNAL: &str = "external-kms";

/// Routes of `kms` and `external-kms`.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match (call.operation.method, path) {
        ("GET", ["kms", "keys"]) => {
            places::project(world, call.asked("projectId"))?;
            reply_page(
                call,
                world.select(KEYS, |row| {
                    text(row, "projectId") == call.asked("projectId")
                }),
                &["name", "id"],
                "totalCount",
            )
        }
        ("POST", ["kms", "keys"]) => create(world, call),
        ("GET", ["kms", "keys", "key-name", _]) => {
            let name = call.param("keyName");
            let fits = |row: &Value| {
                text(row, "name") == name && text(row, "projectId") == call.asked("projectId")
            };
            reply(
                world
                    .find(KEYS, fits)
                    .ok_or_else(|| {
                        ApiError::not_found("key", format!("Key with name \"{name}\" not found"))
                    })?
                    .clone(),
            )
        }
        (method, ["kms", "keys", _, rest @ ..]) => key(world, call, method, rest),
        ("GET", ["external-kms"]) => reply(world.rows(EXTERNAL).cloned().collect()),
        ("POST", ["external-kms", "aws"]) => create_external(world, call),
        (method, ["external-kms", "aws", _]) => external(world, call, method),
        _ => not_there(call),
    }
}

fn create(world: &mut World, call: &Call) -> Handled {
    let project = text(places::project(world, call.text("projectId"))?, "id").to_owned();
    let usage = call.text("keyUsage");
    let algorithm = match call.text_of(&["algorithm", "encryptionAlgorithm"]) {
        "" => "aes-256-gcm",
        algorithm => algorithm,
    };
    let fits = match usage {
        "encrypt-decrypt" => algorithm.starts_with("aes"),
        "generate-verify-mac" => algorithm.starts_with("HMAC"),
        _ => !algorithm.starts_with("aes") && !algorithm.starts_with("HMAC"),
    };
    if !fits {
        return Err(crate::simulator::validate::custom(
            &["algorithm"],
            &format!("The algorithm {algorithm} does not fit the key usage {usage}"),
        ));
    }
    unique(world, KEYS, "name", call.text("name"), "", "A key", |row| {
        text(row, "projectId") == project
    })?;
    let keys = json!({
        "name": call.text("name"), "description": call.body["description"], "isDisabled": false, "isExportable": call.body["isExportable"], "orgId": ORGANIZATION, "projectId": project,
        "keyUsage": usage, "version": 1, "encryptionAlgorithm": algorithm, "algorithm": algorithm, "kmipMetadata": null,
    });
    let key = new_row(call.now, row(keys));
    world.insert(KEYS, key.clone());
    reply(key)
}

/// The signing algorithms that fit a key's algorithm.
fn signing_algorithms(algorithm: &str) -> Value {
    match algorithm {
        "RSA_4096" => json!([
            "RSASSA_PSS_SHA_512",
            "RSASSA_PSS_SHA_384",
            "RSASSA_PSS_SHA_256",
            "RSASSA_PKCS1_V1_5_SHA_512",
            "RSASSA_PKCS1_V1_5_SHA_384",
            "RSASSA_PKCS1_V1_5_SHA_256"
        ]),
        "ECC_NIST_P256" => json!(["ECDSA_SHA_256"]),
        "ECC_NIST_P384" => json!(["ECDSA_SHA_384"]),
        "ECC_NIST_P521" => json!(["ECDSA_SHA_512"]),
        other => json!([other]),
    }
}

fn key(world: &mut World, call: &Call, method: &str, rest: &[&str]) -> Handled {
    let id = call.param("keyId").to_owned();
    let key = world
        .get(KEYS, &id)
        .cloned()
        .ok_or_else(|| ApiError::unknown("key", &id))?;
    let signs = text(&key, "keyUsage") == "sign-verify";
    match (method, rest) {
        ("GET", []) => reply(key),
        ("PATCH", []) => {
            if let Some(name) = call.body["name"].as_str() {
                unique(world, KEYS, "name", name, &id, "A key", |row| {
                    row["projectId"] == key["projectId"]
                })?;
            }
            let row = world.get_mut(KEYS, &id).ok_or_else(ApiError::database)?;
            merge(row, call.object(), call.now);
            reply(row.clone())
        }
        ("DELETE", []) => {
            world.remove(KEYS, &id);
            reply(key)
        }
        ("POST", ["rotate"]) => {
            if text(&key, "keyUsage") != "encrypt-decrypt" {
                return Err(ApiError::bad_request(
                    "Only keys of usage encrypt-decrypt can be rotated",
                ));
            }
            let version = key["version"].as_u64().unwrap_or(1) + 1;
            let row = world.get_mut(KEYS, &id).ok_or_else(ApiError::database)?;
            merge(
                row,
                super::super::world::row(json!({"version": version})),
                call.now,
            );
            reply(row.clone())
        }
        ("GET", ["public-key" | "signing-algorithms"]) if !signs => {
            Err(ApiError::bad_request("The key is not asymmetric"))
        }
        ("GET", ["public-key"]) => reply(
            format!(
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{}",
                id.replace('-', "")
            )
            .into(),
        ),
        ("GET", ["signing-algorithms"]) => reply(signing_algorithms(text(&key, "algorithm"))),
        ("GET", ["private-key"]) => {
            if key["isExportable"] != true {
                return Err(ApiError::bad_request("The key is not exportable"));
            }
            reply(format!("simulated-key-material-{}", id.replace('-', "")).into())
        }
        _ => not_there(call),
    }
}

/// Name and description on top, the configuration inside `externalKms`.
fn external_configuration(before: &Value, changes: &Value) -> Value {
    let mut merged = before.as_object().cloned().unwrap_or_default();
    merged.extend(changes.as_object().cloned().unwrap_or_default());
    merged.into()
}

/// The configuration as answers show it: the secret key is withheld.
fn shown(external: &Value) -> Value {
    let mut shown = external.clone();
    let mut configuration = external["_configuration"].clone();
    if let Some(data) = configuration
        .pointer_mut("/credential/data")
        .and_then(Value::as_object_mut)
    {
        data.shift_remove("secretKey");
    }
    shown["externalKms"] = json!({"id": external["_external"], "provider": "aws", "status": null, "statusDetails": null, "configuration": configuration, "credentialsHash": external["_hash"]});
    shown
}

fn create_external(world: &mut World, call: &Call) -> Handled {
    unique(
        world,
        EXTERNAL,
        "name",
        call.text("name"),
        "",
        "An external KMS",
        |_| true,
    )?;
    ask_third_party(&call.body["configuration"])?;
    let mut configuration = call.body["configuration"].clone();
    if !configuration["kmsKeyId"].is_string() {
        configuration["kmsKeyId"] = new_id().into();
    }
    let keys = json!({
        "name": call.text("name"), "description": call.body["description"], "isDisabled": false, "orgId": ORGANIZATION, "projectId": null, "_configuration": configuration,
        "_external": new_id(), "_hash": format!("{}{}", random_text(32), random_text(32)), "externalKms": {"provider": "aws"},
    });
    let external = new_row(call.now, row(keys));
    world.insert(EXTERNAL, external.clone());
    reply(shown(&external))
}

fn external(world: &mut World, call: &Call, method: &str) -> Handled {
    let id = call.param("id").to_owned();
    let external = world
        .get(EXTERNAL, &id)
        .cloned()
        .ok_or_else(|| ApiError::unknown("kms", &id))?;
    match method {
        "GET" => reply(shown(&external)),
        "DELETE" => {
            world.remove(EXTERNAL, &id);
            reply(shown(&external))
        }
        _ => {
            let mut keys = Row::new();
            if let Some(name) = call.body["name"].as_str() {
                unique(
                    world,
                    EXTERNAL,
                    "name",
                    name,
                    &id,
                    "An external KMS",
                    |_| true,
                )?;
                keys.insert("name".into(), name.into());
            }
            if let Some(description) = call.body.get("description") {
                keys.insert("description".into(), description.clone());
            }
            if let Some(changes) = call.body.get("configuration") {
                ask_third_party(changes)?;
                keys.insert(
                    "_configuration".into(),
                    external_configuration(&external["_configuration"], changes),
                );
                keys.insert(
                    "_hash".into(),
                    format!("{}{}", random_text(32), random_text(32)).into(),
                );
            }
            let row = world
                .get_mut(EXTERNAL, &id)
                .ok_or_else(ApiError::database)?;
            merge(row, keys, call.now);
            reply(shown(row))
        }
    }
}

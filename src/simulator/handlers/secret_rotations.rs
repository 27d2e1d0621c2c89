//! Secret rotations: credentials made at a third party and written into mapped secrets.

use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use super::common::{
    ask_third_party, connection, constant_of, not_there, reply, sibling, source_folder, unique,
    with_places,
};
use super::{Call, Handled, places, secrets};
use crate::simulator::clock;
use crate::simulator::contract;
use crate::simulator::error::ApiError;
use crate::simulator::schema::{self, Schema};
use crate::simulator::world::{Row, World, merge, new_row, random_text, row, text};

const BASE: &str = "/api/v2/secret-rotations/";
const TABLE: &str = "secret-rotations";

/// Routes below `/secret-rotations`.
pub fn handle(world: &mut World, call: &Call, rest: &[&'static str]) -> Handled {
    let (kind, rest) = match rest {
        [] => {
            let project = text(places::project(world, call.asked("projectId"))?, "id").to_owned();
            return reply(
                world
                    .rows(TABLE)
                    .filter(|row| text(row, "projectId") == project)
                    .map(|row| with_places(world, row))
                    .collect(),
            );
        }
        ["options"] => return reply(options()),
        [segment, rest @ ..] => (constant_of(call, "type").unwrap_or(segment), rest),
    };
    match (call.operation.method, rest) {
        ("GET", []) => {
            let project = text(places::project(world, call.asked("projectId"))?, "id").to_owned();
            reply(
                world
                    .rows(TABLE)
                    .filter(|row| text(row, "projectId") == project && text(row, "type") == kind)
                    .map(|row| with_places(world, row))
                    .collect(),
            )
        }
        ("POST", []) => create(world, call, kind),
        ("GET", ["rotation-name", _]) => {
            let name = call.param("rotationName");
            let folder = places::folder(
                world,
                call.asked("projectId"),
                call.asked("environment"),
                &places::secret_path(call.asked("secretPath")),
            )?;
            let fits = |row: &Value| text(row, "name") == name && row["folderId"] == folder["id"];
            let found = world.find(TABLE, fits).ok_or_else(|| {
                ApiError::not_found(
                    "secret-rotation",
                    format!("Could not find Secret Rotation with name \"{name}\""),
                )
            })?;
            reply(with_places(world, of_kind(world, call, found)?))
        }
        ("GET", [_]) => reply(with_places(world, find(world, call)?)),
        ("GET", [_, "generated-credentials"]) => {
            let rotation = find(world, call)?;
            reply(
                json!({"generatedCredentials": rotation["_generated"], "activeIndex": rotation["activeIndex"], "rotationId": rotation["id"], "type": rotation["type"]}),
            )
        }
        ("PATCH", [_]) => update(world, call, kind),
        ("DELETE", [_]) => {
            let rotation = find(world, call)?.clone();
            if call.flag("revokeGeneratedCredentials") {
                ask_third_party(&rotation["parameters"])?;
            }
            let answer = with_places(world, &rotation);
            let id = text(&rotation, "id");
            secrets::release_managed(world, id, call.flag("deleteSecrets"));
            world.remove(TABLE, id);
            reply(answer)
        }
        ("POST", [_, "rotate-secrets"]) => {
            let rotation = find(world, call)?.clone();
            let rotation = rotate(world, call, &rotation, true)?;
            reply(with_places(world, &rotation))
        }
        ("POST", [_, "reconcile"]) => {
            let rotation = find(world, call)?.clone();
            reply(
                json!({"message": "Successfully reconciled the account", "reconciled": true, "secretRotation": with_places(world, &rotation)}),
            )
        }
        _ => not_there(call),
    }
}

fn segment(call: &Call) -> &'static str {
    call.operation
        .template
        .trim_start_matches(BASE)
        .split('/')
        .next()
        .unwrap_or_default()
}

fn connection_app(call: &Call) -> Option<&'static str> {
    sibling(call, &format!("{BASE}{}", segment(call)), "POST")?.extension("x-connection-app")
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
        let kind = operation.template.trim_start_matches(BASE);
        json!({"name": kind, "connection": operation.extension("x-connection-app").unwrap_or(kind), "type": kind, "template": {}})
    };
    creates.map(option).collect()
}

fn of_kind<'a>(world: &World, call: &Call, rotation: &'a Value) -> Result<&'a Value, ApiError> {
    let app = world
        .get("connections", text(rotation, "connectionId"))
        .map(|row| text(row, "app"))
        .unwrap_or_default();
    match connection_app(call) {
        Some(wanted) if wanted != app => Err(ApiError::bad_request(format!(
            "Secret Rotation with ID \"{}\" is not configured for {}",
            text(rotation, "id"),
            segment(call)
        ))),
        _ => Ok(rotation),
    }
}

fn find<'a>(world: &'a World, call: &Call) -> Result<&'a Value, ApiError> {
    let id = call.param("rotationId");
    let rotation = world.get(TABLE, id).ok_or_else(|| {
        ApiError::not_found(
            "secret-rotation",
            format!("Could not find Secret Rotation with ID \"{id}\""),
        )
    })?;
    of_kind(world, call, rotation)
}

/// A set of credentials of the form that this type generates.
fn generate(call: &Call, kind: &str, parameters: &Value, index: usize) -> Value {
    let read = sibling(
        call,
        &format!("{BASE}{kind}/{{rotationId}}/generated-credentials"),
        "GET",
    )
    .and_then(|operation| operation.response);
    let Some(node) = read else { return json!({}) };
    let root = call.operation.document.root();
    let answer = Schema { root, node }.parts(&json!({}));
    let list = schema::property(root, &answer, "generatedCredentials", &json!([]));
    let Some(item) = schema::keyword(&list, "items") else {
        return json!({});
    };
    let parts = Schema { root, node: item }.parts(&json!({}));
    let mut out = Map::new();
    for key in schema::keys(&parts) {
        let given = parameters
            .get(key)
            .or_else(|| parameters.get(format!("{key}{}", index + 1)))
            .filter(|value| value.is_string());
        let number = schema::keyword(&schema::property(root, &parts, key, &Value::Null), "type")
            .is_some_and(|kind| kind == "number");
        let made = if number {
            Value::from(1000 + index)
        } else {
            format!("{key}-{}", random_text(16)).into()
        };
        out.insert(key.into(), given.cloned().unwrap_or(made));
    }
    Value::Object(out)
}

/// The next daily run after the interval; none without auto rotation.
fn next_rotation(rotation: &Value, from: OffsetDateTime) -> Value {
    if rotation["isAutoRotationEnabled"] != true {
        return Value::Null;
    }
    let number = |value: &Value| value.as_f64().unwrap_or(0.0);
    let day = from + Duration::days(1) * number(&rotation["rotationInterval"]);
    let at = &rotation["rotateAtUtc"];
    let time = time::Time::MIDNIGHT
        + Duration::minutes(1) * (60.0 * number(&at["hours"]) + number(&at["minutes"]));
    clock::text(day.replace_time(time)).into()
}

fn create(world: &mut World, call: &Call, kind: &'static str) -> Handled {
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
        TABLE,
        "name",
        call.text("name"),
        "",
        "A Secret Rotation",
        |row| text(row, "folderId") == folder,
    )?;
    let mapping = call.body["secretsMapping"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    free_names(world, &folder, mapping.values(), &[])?;
    ask_third_party(&call.body["parameters"])?;
    let generated = generate(call, kind, &call.body["parameters"], 0);
    let at = clock::text(call.now);
    let keys = json!({
        "name": call.text("name"), "description": call.body["description"], "projectId": project, "connectionId": call.text("connectionId"), "folderId": folder, "type": kind,
        "isAutoRotationEnabled": call.body["isAutoRotationEnabled"], "rotationInterval": call.body["rotationInterval"],
        "rotateAtUtc": call.body.get("rotateAtUtc").cloned().unwrap_or_else(|| json!({"hours": 0, "minutes": 0})), "parameters": call.body["parameters"], "secretsMapping": mapping,
        "activeIndex": 0, "rotationStatus": "success", "lastRotationAttemptedAt": at, "lastRotatedAt": at, "lastRotationJobId": null, "isLastRotationManual": true,
        "lastRotationMessage": null, "_generated": [generated],
    });
    let mut rotation = new_row(call.now, row(keys));
    rotation["nextRotationAt"] = next_rotation(&rotation, call.now);
    let id = text(&rotation, "id").to_owned();
    for (key, name) in &mapping {
        secrets::add_managed(
            world,
            call.now,
            &folder,
            name.as_str().unwrap_or_default(),
            &value_of(&rotation, key),
            &id,
        );
    }
    world.insert(TABLE, rotation.clone());
    reply(with_places(world, &rotation))
}

/// The value of a mapped key in the active credentials.
fn value_of(rotation: &Value, key: &str) -> String {
    let index = rotation["activeIndex"]
        .as_u64()
        .and_then(|index| usize::try_from(index).ok())
        .unwrap_or(0);
    let value = &rotation["_generated"][index][key];
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn free_names<'a>(
    world: &World,
    folder: &str,
    names: impl Iterator<Item = &'a Value>,
    own: &[&str],
) -> Result<(), ApiError> {
    let mut seen: Vec<&str> = Vec::new();
    for name in names.filter_map(Value::as_str) {
        if seen.contains(&name) {
            return Err(ApiError::bad_request("Secrets mapping keys must be unique"));
        }
        seen.push(name);
        if !own.contains(&name) && secrets::shared_id(world, folder, name).is_some() {
            return Err(ApiError::bad_request(format!(
                "The following secrets already exist at the secret path: {name}"
            )));
        }
    }
    Ok(())
}

/// Makes new credentials and writes them into the mapped secrets.
fn rotate(
    world: &mut World,
    call: &Call,
    rotation: &Value,
    manual: bool,
) -> Result<Value, ApiError> {
    let id = text(rotation, "id").to_owned();
    let refused = ask_third_party(&rotation["parameters"]);
    let row = world.get_mut(TABLE, &id).ok_or_else(ApiError::database)?;
    row["lastRotationAttemptedAt"] = clock::text(call.now).into();
    row["isLastRotationManual"] = manual.into();
    if let Err(error) = refused {
        row["rotationStatus"] = "failed".into();
        row["lastRotationMessage"] = error.message.clone();
        return Err(ApiError::internal(
            error.message.as_str().unwrap_or_default().to_owned(),
        ));
    }
    let active = rotation["activeIndex"].as_u64().unwrap_or(0);
    let next = usize::from(active == 0);
    let generated = generate(call, text(rotation, "type"), &rotation["parameters"], next);
    if let Some(all) = row["_generated"].as_array_mut() {
        if all.len() > next {
            all[next] = generated;
        } else {
            all.push(generated);
        }
    }
    row["activeIndex"] = next.into();
    row["rotationStatus"] = "success".into();
    row["lastRotationMessage"] = Value::Null;
    row["lastRotatedAt"] = clock::text(call.now).into();
    row["nextRotationAt"] = next_rotation(row, call.now);
    let rotation = row.clone();
    for (key, name) in rotation["secretsMapping"].as_object().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        secrets::change_managed(
            world,
            call.now,
            text(&rotation, "folderId"),
            name,
            name,
            Some(&value_of(&rotation, key)),
        );
    }
    Ok(rotation)
}

fn update(world: &mut World, call: &Call, kind: &str) -> Handled {
    let before = find(world, call)?.clone();
    let (id, folder) = (
        text(&before, "id").to_owned(),
        text(&before, "folderId").to_owned(),
    );
    if let Some(name) = call.body["name"].as_str() {
        unique(
            world,
            TABLE,
            "name",
            name,
            &id,
            "A Secret Rotation",
            |row| text(row, "folderId") == folder,
        )?;
    }
    if let Some(parameters) = call.body.get("parameters") {
        let fixed: &[&str] = match kind {
            "ldap-password" => &["dn", "rotationMethod"],
            "unix-linux-local-account" | "windows-local-account" | "hp-ilo-local-account" => {
                &["username", "rotationMethod"]
            }
            _ => &[],
        };
        if let Some(key) = fixed
            .iter()
            .find(|key| parameters.get(**key) != before["parameters"].get(**key))
        {
            return Err(ApiError::bad_request(format!(
                "The parameter \"{key}\" of a secret rotation cannot be changed"
            )));
        }
    }
    let mut renames = Vec::new();
    if let Some(mapping) = call.body["secretsMapping"].as_object() {
        let old = before["secretsMapping"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let own: Vec<&str> = old.values().filter_map(Value::as_str).collect();
        free_names(world, &folder, mapping.values(), &own)?;
        renames = mapping
            .iter()
            .filter_map(|(key, name)| {
                Some((
                    old.get(key)?.as_str()?.to_owned(),
                    name.as_str()?.to_owned(),
                ))
            })
            .collect();
    }
    let keys: Row = call.object();
    let row = world.get_mut(TABLE, &id).ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    let last = clock::parse(text(row, "lastRotatedAt")).unwrap_or(call.now);
    row["nextRotationAt"] = next_rotation(row, last);
    let mut rotation = row.clone();
    for (old, new) in renames.into_iter().filter(|(old, new)| old != new) {
        secrets::change_managed(world, call.now, &folder, &old, &new, None);
    }
    // Due before the next daily run: it rotates at once.
    if clock::parse(text(&rotation, "nextRotationAt")).is_some_and(|next| next <= call.now) {
        rotation = rotate(world, call, &rotation, false)?;
    }
    reply(with_places(world, &rotation))
}

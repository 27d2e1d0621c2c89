//! Secrets: today's v4 routes and the deprecated v3 raw ones, single and in batches.

use serde_json::{Map, Value, json};
use time::{Duration, OffsetDateTime};

use super::common::{not_there, reply, reply_with};
use super::places::{environment_of, folder, folder_in, path_of, secret_path, tree};
use super::{Call, Handled, Reply, imports, places, references};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::schema::trim_secret;
use crate::simulator::validate;
use crate::simulator::world::{Row, World, merge, new_id, new_row, random_text, row, text};

const HIDDEN: &str = "<hidden-by-infisical>";

/// Routes of secrets, their reminders, and the service token's own.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match (call.operation.method, path) {
        ("GET", ["service-token"]) => service_token(world, call),
        (_, ["reminders", ..]) => reminder(world, call),
        ("GET", ["secrets"]) if call.operation.id == "listEncryptedSecretsV3" => {
            reply_with(json!([]), json!({}))
        }
        ("GET", ["secrets"] | ["secrets", "raw"]) => list(world, call),
        ("GET", [.., "id", _]) => by_id(world, call),
        ("GET", _) => by_name(world, call),
        ("POST", ["secrets", "move"]) => move_secrets(world, call),
        ("POST", ["secrets", "batch", ..]) => batch(world, call, create_one),
        ("PATCH", ["secrets", "batch", ..]) => batch(world, call, update_one),
        ("DELETE", ["secrets", "batch", ..]) => batch(world, call, delete_one),
        ("POST", _) => single(world, call, create_one),
        ("PATCH", _) => single(world, call, update_one),
        ("DELETE", _) => single(world, call, delete_one),
        _ => not_there(call),
    }
}

/// Where a request looks: project, environment slug, path.
struct Place {
    project: String,
    environment: String,
    path: String,
}

fn place(world: &World, call: &Call) -> Result<Place, ApiError> {
    let get = |key: &str| {
        call.query
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| call.text(key))
    };
    if let Some(token) = call
        .actor
        .service_token
        .as_deref()
        .and_then(|id| world.get("service-tokens", id))
    {
        return service_token_place(call, token, get("environment"), get("secretPath"));
    }
    let id = [get("projectId"), get("workspaceId")]
        .into_iter()
        .find(|id| !id.is_empty());
    let slug = [get("workspaceSlug"), get("projectSlug")]
        .into_iter()
        .find(|slug| !slug.is_empty());
    let project = match (id, slug) {
        (Some(id), _) if call.old && world.get("projects", id).is_none() => {
            return Err(ApiError::database());
        }
        (Some(id), _) => places::project(world, id)?,
        (_, Some(slug)) => places::project_by_slug(world, slug)?,
        _ => return Err(ApiError::bad_request("Missing project id or slug")),
    };
    if get("environment").is_empty() {
        return Err(ApiError::bad_request("Missing environment"));
    }
    Ok(Place {
        project: text(project, "id").to_owned(),
        environment: get("environment").to_owned(),
        path: secret_path(get("secretPath")),
    })
}

/// A service token may act inside its scopes; one with a single plain scope decides the place itself.
fn service_token_place(
    call: &Call,
    token: &Value,
    environment: &str,
    path: &str,
) -> Result<Place, ApiError> {
    let scopes: Vec<(&str, &str)> = token["scopes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|scope| (text(scope, "environment"), text(scope, "secretPath")))
        .collect();
    let needed = if call.operation.method == "GET" {
        "read"
    } else {
        "write"
    };
    if !token["permissions"]
        .as_array()
        .is_some_and(|all| all.iter().any(|one| one == needed))
    {
        return Err(ApiError::permission_denied(needed, "secrets"));
    }
    let project = text(token, "projectId").to_owned();
    if let ([(scope_environment, scope_path)], "GET") = (scopes.as_slice(), call.operation.method)
        && !scope_path.contains('*')
        && !scope_environment.contains('*')
    {
        return Ok(Place {
            project,
            environment: (*scope_environment).to_owned(),
            path: secret_path(scope_path),
        });
    }
    let path = secret_path(path);
    let inside = |(scope_environment, scope_path): &(&str, &str)| {
        (*scope_environment == "*" || *scope_environment == environment) && glob(scope_path, &path)
    };
    if !scopes.iter().any(inside) {
        return Err(ApiError::permission_denied(needed, "secrets"));
    }
    Ok(Place {
        project,
        environment: environment.to_owned(),
        path,
    })
}

/// Whether a path is inside a glob of the forms `/a`, `/a/*`, `/a/**`.
pub fn glob(pattern: &str, path: &str) -> bool {
    if let Some(base) = pattern.strip_suffix("/**") {
        return path == base || base.is_empty() || path.starts_with(&format!("{base}/"));
    }
    if let Some(base) = pattern.strip_suffix("/*") {
        return path
            .strip_prefix(base)
            .and_then(|rest| rest.strip_prefix('/'))
            .is_some_and(|rest| !rest.contains('/'));
    }
    secret_path(pattern) == path
}

/// The id of the shared secret of a name in a folder.
pub fn shared_id<'a>(world: &'a World, folder: &str, name: &str) -> Option<&'a str> {
    world
        .secret_ids
        .get(&(folder.to_owned(), name.to_owned()))?
        .first()
        .map(String::as_str)
}

fn index(world: &mut World, folder: &str, name: &str, id: &str) {
    world
        .secret_ids
        .entry((folder.to_owned(), name.to_owned()))
        .or_default()
        .push(id.to_owned());
}

fn unindex(world: &mut World, folder: &str, name: &str, id: &str) {
    let key = (folder.to_owned(), name.to_owned());
    if let Some(ids) = world.secret_ids.get_mut(&key) {
        ids.retain(|own| own != id);
        if ids.is_empty() {
            world.secret_ids.remove(&key);
        }
    }
}

/// Takes all secrets of a folder away.
pub fn forget_folder(world: &mut World, folder: &str) {
    world.secret_ids.retain(|(own, _), _| own != folder);
    world.remove_where("secrets", |row| text(row, "_folder") == folder);
}

fn personal_id(world: &World, folder: &str, name: &str, user: &str) -> Option<String> {
    let fits = |row: &Value| {
        text(row, "_folder") == folder
            && text(row, "secretKey") == name
            && text(row, "_user") == user
    };
    world
        .find("secrets", fits)
        .map(|row| text(row, "id").to_owned())
}

/// How values are shown.
struct View {
    values: bool,
    expand: bool,
}

impl View {
    fn of(call: &Call) -> Self {
        Self {
            values: call.asked("viewSecretValue") != "false",
            expand: call.flag_or("expandSecretReferences", !call.old),
        }
    }
}

/// The flag has two spellings; today's servers include imports when it is absent, those of 2024 do not.
fn wants_imports(call: &Call) -> bool {
    let name = if call.query.contains_key("includeImports") {
        "includeImports"
    } else {
        "include_imports"
    };
    call.flag_or(name, !call.old)
}

const PLAIN: View = View {
    values: true,
    expand: false,
};

/// A secret as the API shows it.
fn shown(world: &World, secret: &Value, view: &View) -> Value {
    let mut shown = secret.clone();
    let folder = text(secret, "_folder");
    let environment = environment_of(world, folder);
    shown["_id"] = secret["id"].clone();
    shown["workspace"] = environment
        .map(|row| row["projectId"].clone())
        .unwrap_or_default();
    shown["environment"] = environment
        .map(|row| row["slug"].clone())
        .unwrap_or_default();
    shown["secretPath"] = path_of(world, folder).into();
    shown["tags"] = tags_shown(world, secret);
    shown["metadata"] = Value::Null;
    let hidden = !view.values && text(secret, "type") != "personal";
    shown["secretValueHidden"] = hidden.into();
    if hidden {
        shown["secretValue"] = HIDDEN.into();
    } else if view.expand {
        shown["secretValue"] =
            references::expand(world, folder, text(secret, "secretValue")).into();
    }
    shown
}

fn tags_shown(world: &World, secret: &Value) -> Value {
    let ids = secret["_tags"].as_array().into_iter().flatten();
    let tags = ids.filter_map(|id| world.get("tags", id.as_str()?));
    tags.map(|tag| json!({"id": tag["id"], "slug": tag["slug"], "color": tag["color"], "name": tag["slug"]})).collect()
}

fn list(world: &World, call: &Call) -> Handled {
    let place = place(world, call)?;
    let view = View::of(call);
    let environment = places::environment(world, &place.project, &place.environment).ok();
    let start =
        environment.and_then(|environment| folder_in(world, text(environment, "id"), &place.path));
    let Some(start) = start.map(|folder| text(folder, "id").to_owned()) else {
        return reply_with(json!([]), imports_key(call, json!([])));
    };
    let folders = if call.flag("recursive") {
        tree(world, &start)
    } else {
        vec![start.clone()]
    };
    let wanted = filters(call);
    let personal = call.flag("includePersonalOverrides");
    let mut found: Vec<Value> = Vec::new();
    for folder in &folders {
        let mine = world
            .rows("secrets")
            .filter(|row| text(row, "_folder") == folder);
        let visible = mine.filter(|row| {
            text(row, "type") == "shared"
                || (personal && Some(text(row, "_user")) == call.actor.user.as_deref())
        });
        found.extend(
            visible
                .filter(|row| wanted(world, row))
                .map(|row| shown(world, row, &view)),
        );
    }
    found.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    let include = wants_imports(call);
    let imported = if include {
        let entries = imports::resolve(world, &start)?;
        entries
            .iter()
            .map(|entry| import_shown(world, entry, &view))
            .collect()
    } else {
        json!([])
    };
    reply_with(
        found.into(),
        if include {
            json!({"imports": imported})
        } else {
            json!({})
        },
    )
}

fn imports_key(call: &Call, imports: Value) -> Value {
    if wants_imports(call) {
        json!({"imports": imports})
    } else {
        json!({})
    }
}

fn import_shown(world: &World, entry: &imports::Imported, view: &View) -> Value {
    let secrets: Vec<Value> = entry
        .secrets
        .iter()
        .filter_map(|id| world.get("secrets", id))
        .map(|secret| shown(world, secret, view))
        .map(|mut secret| {
            if let Some(map) = secret.as_object_mut() {
                map.retain(|key, _| {
                    (!key.starts_with('_') || key == "_id")
                        && key != "createdAt"
                        && key != "updatedAt"
                        && key != "tags"
                });
            }
            secret
        })
        .collect();
    json!({"secretPath": entry.path, "environment": entry.environment, "folderId": entry.folder, "secrets": secrets})
}

/// The tag and metadata filters of a list.
fn filters(call: &Call) -> impl Fn(&World, &Value) -> bool {
    let slugs: Vec<String> = call
        .asked("tagSlugs")
        .split(',')
        .map(|slug| slug.trim().to_owned())
        .filter(|slug| !slug.is_empty())
        .collect();
    let pair = |text: &str| -> Option<(String, String)> {
        let find = |name: &str| {
            text.split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
                .map(str::to_owned)
        };
        Some((find("key")?, find("value")?))
    };
    let metadata: Vec<(String, String)> = call
        .asked("metadataFilter")
        .split('|')
        .filter_map(pair)
        .take(10)
        .collect();
    move |world, secret| {
        let tags = tags_shown(world, secret);
        let has_tag = |slug: &String| {
            tags.as_array()
                .is_some_and(|tags| tags.iter().any(|tag| text(tag, "slug") == slug))
        };
        let has_pair = |(key, value): &(String, String)| {
            secret["secretMetadata"].as_array().is_some_and(|all| {
                all.iter()
                    .any(|item| text(item, "key") == key && text(item, "value") == value)
            })
        };
        (slugs.is_empty() || slugs.iter().any(has_tag)) && metadata.iter().all(has_pair)
    }
}

fn by_id(world: &World, call: &Call) -> Handled {
    let id = call.param("secretId");
    let secret = world
        .get("secrets", id)
        .ok_or_else(|| ApiError::unknown("secret", id))?;
    reply(shown(world, secret, &PLAIN))
}

fn unknown(name: &str) -> ApiError {
    ApiError::not_found("secret", format!("Secret with name '{name}' not found"))
}

fn by_name(world: &World, call: &Call) -> Handled {
    let place = place(world, call)?;
    let name = call.param("secretName").trim();
    let view = View::of(call);
    let folder =
        folder(world, &place.project, &place.environment, &place.path).map_err(|error| {
            ApiError {
                missing: Some("secret"),
                ..error
            }
        })?;
    let folder = text(folder, "id");
    let own = match call.actor.user.as_deref() {
        Some(user) if call.asked("type") != "shared" => personal_id(world, folder, name, user),
        _ => None,
    };
    let found = own
        .or_else(|| shared_id(world, folder, name).map(str::to_owned))
        .filter(|_| call.asked("type") != "personal" || call.actor.user.is_some());
    if let Some(secret) = found.as_deref().and_then(|id| world.get("secrets", id)) {
        let mut secret = secret.clone();
        if let Some(version) = call
            .query
            .get("version")
            .filter(|version| **version != secret["version"])
        {
            let fits = |row: &Value| row["_secret"] == secret["id"] && row["version"] == *version;
            let older = world
                .find("secret-versions", fits)
                .ok_or_else(|| ApiError::not_found("secret", "Secret version not found"))?;
            for key in ["version", "secretKey", "secretValue", "secretComment"] {
                secret[key] = older[key].clone();
            }
        }
        return reply(shown(world, &secret, &view));
    }
    if wants_imports(call) {
        for entry in imports::resolve(world, folder)?.iter().rev() {
            let secret = entry
                .secrets
                .iter()
                .filter_map(|id| world.get("secrets", id))
                .find(|secret| text(secret, "secretKey") == name);
            if let Some(secret) = secret {
                let mut secret = shown(world, secret, &view);
                secret["environment"] = entry.environment.clone().into();
                secret["secretPath"] = entry.path.clone().into();
                return reply(secret);
            }
        }
    }
    Err(unknown(name))
}

/// One write: the folder, the name, its keys.
struct Write<'a> {
    place: &'a Place,
    folder: String,
    name: String,
    keys: &'a Value,
    /// Part of a batch.
    many: bool,
}

type WriteOne = fn(&mut World, &Call, &Write<'_>) -> Result<Option<Value>, ApiError>;

fn single(world: &mut World, call: &Call, write: WriteOne) -> Handled {
    let place = place(world, call)?;
    let folder = text(
        folder(world, &place.project, &place.environment, &place.path)?,
        "id",
    )
    .to_owned();
    let name = call.param("secretName").trim().to_owned();
    if let Some(approval) = approval(world, call, &place, &folder) {
        return Ok(Reply::Other(approval));
    }
    let write_one = Write {
        place: &place,
        folder,
        name,
        keys: &call.body,
        many: false,
    };
    let secret = write(world, call, &write_one)?.ok_or_else(|| unknown(&write_one.name))?;
    reply(secret)
}

/// A batch fails as a whole: the writes go to a copy of what they touch, put back when one is refused.
fn batch(world: &mut World, call: &Call, write: WriteOne) -> Handled {
    let place = place(world, call)?;
    let base = text(
        folder(world, &place.project, &place.environment, &place.path)?,
        "id",
    )
    .to_owned();
    if let Some(approval) = approval(world, call, &place, &base) {
        return Ok(Reply::Other(approval));
    }
    let mut writes = Vec::new();
    for item in call.body["secrets"].as_array().into_iter().flatten() {
        let folder = match item["secretPath"].as_str() {
            Some(path) => text(
                folder(
                    world,
                    &place.project,
                    &place.environment,
                    &secret_path(path),
                )?,
                "id",
            )
            .to_owned(),
            None => base.clone(),
        };
        writes.push(Write {
            place: &place,
            folder,
            name: text(item, "secretKey").trim().to_owned(),
            keys: item,
            many: true,
        });
    }
    let mut before: Vec<(String, Option<Value>)> = Vec::new();
    for write in &writes {
        let id = shared_id(world, &write.folder, &write.name).map(str::to_owned);
        before.extend(id.map(|id| (id.clone(), world.get("secrets", &id).cloned())));
    }
    let index_before = world.secret_ids.clone();
    let mut done = Vec::new();
    for one in &writes {
        match write(world, call, one) {
            Ok(secret) => done.extend(secret),
            Err(error) => {
                for secret in &done {
                    world.remove("secrets", text(secret, "id"));
                }
                for (_, row) in before {
                    row.into_iter().for_each(|row| world.insert("secrets", row));
                }
                world.secret_ids = index_before;
                return Err(error);
            }
        }
    }
    reply(done.into())
}

/// The keys of a secret that a request may set, as they are stored.
fn stored_keys(world: &World, call: &Call, write: &Write<'_>) -> Result<Row, ApiError> {
    let mut keys = Map::new();
    for key in [
        "secretComment",
        "skipMultilineEncoding",
        "secretReminderNote",
        "secretReminderRepeatDays",
    ] {
        if let Some(value) = write.keys.get(key) {
            keys.insert(key.into(), value.clone());
        }
    }
    if let Some(value) = write.keys["secretValue"].as_str() {
        keys.insert("secretValue".into(), trim_secret(value).into());
    }
    if let Some(metadata) = write.keys["secretMetadata"]
        .as_array()
        .filter(|_| !call.old)
    {
        let item = |item: &Value| json!({"key": text(item, "key").trim(), "value": text(item, "value").trim(), "isEncrypted": item["isEncrypted"] == true});
        keys.insert("secretMetadata".into(), metadata.iter().map(item).collect());
    }
    if let Some(ids) = write.keys["tagIds"].as_array() {
        let own = |id: &Value| {
            world
                .get("tags", id.as_str().unwrap_or_default())
                .is_some_and(|tag| text(tag, "projectId") == write.place.project)
        };
        if !ids.iter().all(own) {
            return Err(ApiError::bad_request("Tag not found"));
        }
        keys.insert("_tags".into(), ids.clone().into());
    }
    Ok(keys)
}

fn touch_folder(world: &mut World, folder: &str, now: OffsetDateTime) {
    if let Some(row) = world.get_mut("folders", folder) {
        row["lastSecretModified"] = clock::text(now).into();
    }
}

fn create_one(
    world: &mut World,
    call: &Call,
    write: &Write<'_>,
) -> Result<Option<Value>, ApiError> {
    let personal = write.keys["type"] == "personal";
    let shared = shared_id(world, &write.folder, &write.name);
    let user = call.actor.user.as_deref();
    if personal {
        let Some(user) = user else {
            return Err(ApiError::bad_request(
                "Must be user to create personal secret",
            ));
        };
        if shared.is_none() {
            return Err(ApiError::bad_request(
                "Failed to create personal secret override for no corresponding shared secret",
            ));
        }
        if personal_id(world, &write.folder, &write.name, user).is_some() {
            return Err(ApiError::bad_request("Secret already exist"));
        }
    } else if shared.is_some() {
        return Err(ApiError::bad_request("Secret already exist"));
    }
    let mut keys = row(json!({
        "version": 1, "type": if personal { "personal" } else { "shared" }, "secretKey": write.name, "secretValue": "", "secretComment": "", "skipMultilineEncoding": null,
        "secretReminderNote": null, "secretReminderRepeatDays": null, "isRotatedSecret": false, "rotationId": null, "secretMetadata": [], "_tags": [],
        "_folder": write.folder, "_user": if personal { user } else { None }, "actor": call.actor.shown(),
    }));
    keys.extend(stored_keys(world, call, write)?);
    if let Some(comment) = keys["secretComment"]
        .as_str()
        .map(|comment| comment.trim().to_owned())
    {
        keys.insert("secretComment".into(), comment.into());
    }
    let secret = new_row(call.now, keys);
    let id = text(&secret, "id").to_owned();
    store_reminder(world, call, &id, write.keys);
    world.insert("secrets", secret.clone());
    if !personal {
        index(world, &write.folder, &write.name, &id);
    }
    touch_folder(world, &write.folder, call.now);
    Ok(Some(shown(world, &secret, &PLAIN)))
}

/// Adds a secret that something else manages, a rotation for example.
pub fn add_managed(
    world: &mut World,
    now: OffsetDateTime,
    folder: &str,
    name: &str,
    value: &str,
    rotation: &str,
) {
    let keys = json!({
        "version": 1, "type": "shared", "secretKey": name, "secretValue": value, "secretComment": "", "skipMultilineEncoding": null, "secretReminderNote": null,
        "secretReminderRepeatDays": null, "isRotatedSecret": true, "rotationId": rotation, "secretMetadata": [], "_tags": [], "_folder": folder, "_user": null, "actor": null,
    });
    let secret = new_row(now, row(keys));
    index(world, folder, name, text(&secret, "id"));
    world.insert("secrets", secret);
}

/// Gives a managed secret another name or value.
pub fn change_managed(
    world: &mut World,
    now: OffsetDateTime,
    folder: &str,
    name: &str,
    new_name: &str,
    value: Option<&str>,
) {
    let Some(id) = shared_id(world, folder, name).map(str::to_owned) else {
        return;
    };
    let mut keys = row(json!({"secretKey": new_name}));
    if let Some(value) = value {
        keys.insert("secretValue".into(), value.into());
    }
    new_version(world, &id, keys, now);
    if name != new_name {
        unindex(world, folder, name, &id);
        index(world, folder, new_name, &id);
    }
}

/// Frees a managed secret from its rotation, or takes it away.
pub fn release_managed(world: &mut World, rotation: &str, delete: bool) {
    for secret in world.select("secrets", |row| text(row, "rotationId") == rotation) {
        if delete {
            remove(world, &secret);
        } else if let Some(row) = world.get_mut("secrets", text(&secret, "id")) {
            row["rotationId"] = Value::Null;
            row["isRotatedSecret"] = false.into();
        }
    }
}

/// Keeps the current state as a version and writes the next one.
fn new_version(world: &mut World, id: &str, keys: Row, now: OffsetDateTime) {
    let Some(secret) = world.get_mut("secrets", id) else {
        return;
    };
    let mut kept = secret.clone();
    let version = secret["version"].as_u64().unwrap_or(1) + 1;
    merge(secret, keys, now);
    secret["version"] = version.into();
    kept["_secret"] = kept["id"].clone();
    kept["id"] = new_id().into();
    world.insert("secret-versions", kept);
}

fn update_one(
    world: &mut World,
    call: &Call,
    write: &Write<'_>,
) -> Result<Option<Value>, ApiError> {
    if call.old && write.keys["secretValue"].as_str().is_none() {
        return Err(validate::custom(&["secretValue"], "Required"));
    }
    let personal = write.keys["type"] == "personal";
    let found = match call.actor.user.as_deref() {
        Some(user) if personal => personal_id(world, &write.folder, &write.name, user),
        _ if personal => {
            return Err(ApiError::bad_request(
                "Must be user to update personal secret",
            ));
        }
        _ => shared_id(world, &write.folder, &write.name).map(str::to_owned),
    };
    let Some(id) = found else {
        return match call.body["mode"].as_str() {
            Some("upsert") if write.many => create_one(world, call, write),
            Some("ignore") if write.many => Ok(None),
            _ => Err(unknown(&write.name)),
        };
    };
    if world
        .get("secrets", &id)
        .is_some_and(|secret| !secret["rotationId"].is_null())
        && (write.keys.get("secretValue").is_some() || write.keys.get("newSecretName").is_some())
    {
        return Err(ApiError::bad_request(
            "Cannot update the value or name of a secret that is managed by a secret rotation",
        ));
    }
    let mut keys = stored_keys(world, call, write)?;
    let new_name = write.keys["newSecretName"]
        .as_str()
        .map(str::trim)
        .filter(|name| *name != write.name);
    if let Some(new_name) = new_name {
        if shared_id(world, &write.folder, new_name).is_some() {
            return Err(ApiError::bad_request(
                "Secret with the new name already exists",
            ));
        }
        keys.insert("secretKey".into(), new_name.into());
    }
    let comment_sent = keys.contains_key("secretComment");
    store_reminder(world, call, &id, write.keys);
    new_version(world, &id, keys, call.now);
    if let Some(new_name) = new_name {
        unindex(world, &write.folder, &write.name, &id);
        index(world, &write.folder, new_name, &id);
        for (other, value) in references::renamed(
            world,
            &write.place.project,
            &write.folder,
            &write.name,
            new_name,
        ) {
            new_version(world, &other, row(json!({"secretValue": value})), call.now);
        }
    }
    touch_folder(world, &write.folder, call.now);
    let mut answer = world
        .get("secrets", &id)
        .map(|secret| shown(world, secret, &PLAIN))
        .ok_or_else(|| unknown(&write.name))?;
    if call.old && !comment_sent {
        answer["secretComment"] = "".into();
    }
    Ok(Some(answer))
}

fn remove(world: &mut World, secret: &Value) {
    let (folder, name, id) = (
        text(secret, "_folder"),
        text(secret, "secretKey"),
        text(secret, "id"),
    );
    unindex(world, folder, name, id);
    world.remove("secrets", id);
    world.remove_where("reminders", |row| text(row, "secretId") == id);
}

fn delete_one(
    world: &mut World,
    call: &Call,
    write: &Write<'_>,
) -> Result<Option<Value>, ApiError> {
    let id = match call.actor.user.as_deref() {
        Some(user) if write.keys["type"] == "personal" => {
            personal_id(world, &write.folder, &write.name, user)
        }
        _ => shared_id(world, &write.folder, &write.name).map(str::to_owned),
    };
    let secret = id.and_then(|id| world.get("secrets", &id).cloned());
    let secret = secret.ok_or_else(|| ApiError {
        missing: Some("secret-to-delete"),
        ..unknown(&write.name)
    })?;
    if !secret["rotationId"].is_null() {
        return Err(ApiError::bad_request(
            "Cannot delete a secret that is managed by a secret rotation",
        ));
    }
    let answer = shown(world, &secret, &PLAIN);
    remove(world, &secret);
    if text(&secret, "type") == "shared" {
        let overrides = |row: &Value| {
            text(row, "_folder") == write.folder
                && text(row, "secretKey") == write.name
                && text(row, "type") == "personal"
        };
        world.remove_where("secrets", overrides);
    }
    touch_folder(world, &write.folder, call.now);
    Ok(Some(answer))
}

/// When a policy guards the path nothing is written: a request for approval is made instead.
fn approval(world: &mut World, call: &Call, place: &Place, folder: &str) -> Option<Value> {
    let guards = |policy: &Value| {
        let environments = policy["_environments"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let here = environments
            .iter()
            .any(|slug| slug == place.environment.as_str());
        text(policy, "projectId") == place.project
            && policy["deletedAt"].is_null()
            && here
            && glob(text(policy, "secretPath"), &place.path)
    };
    let policy = world.find("secret-policies", guards)?.clone();
    let keys = json!({
        "policyId": policy["id"], "hasMerged": false, "status": "open", "conflicts": null, "slug": random_text(20), "folderId": folder, "isReplicated": null,
        "committerUserId": call.actor.user, "statusChangedByUserId": null, "bypassReason": null,
    });
    let request = new_row(call.now, row(keys));
    world.insert("approval-requests", request.clone());
    Some(json!({"approval": request}))
}

fn move_secrets(world: &mut World, call: &Call) -> Handled {
    let project = call.text("projectId");
    let source = text(
        folder(
            world,
            project,
            call.text("sourceEnvironment"),
            &secret_path(call.text("sourceSecretPath")),
        )?,
        "id",
    )
    .to_owned();
    let target = text(
        folder(
            world,
            project,
            call.text("destinationEnvironment"),
            &secret_path(call.text("destinationSecretPath")),
        )?,
        "id",
    )
    .to_owned();
    let overwrite = call.body["shouldOverwrite"] == true;
    let mut moved = Vec::new();
    for id in call.body["secretIds"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        let secret = world
            .get("secrets", id)
            .filter(|secret| text(secret, "_folder") == source)
            .cloned();
        let secret = secret.ok_or_else(|| ApiError::unknown("secret", id))?;
        let taken = shared_id(world, &target, text(&secret, "secretKey")).map(str::to_owned);
        if taken.is_some() && !overwrite {
            return Err(ApiError::bad_request(
                "Failed to move secrets: a secret of this name exists in the destination",
            ));
        }
        moved.push((secret, taken));
    }
    for (mut secret, taken) in moved {
        if let Some(taken) = taken.and_then(|id| world.get("secrets", &id).cloned()) {
            remove(world, &taken);
        }
        remove(world, &secret);
        secret["_folder"] = target.clone().into();
        index(
            world,
            &target,
            text(&secret, "secretKey"),
            text(&secret, "id"),
        );
        world.insert("secrets", secret);
    }
    reply(json!({"isSourceUpdated": true, "isDestinationUpdated": true}))
}

/// Reminders live in a table of their own; a write with positive days makes or replaces one.
fn store_reminder(world: &mut World, call: &Call, secret: &str, keys: &Value) {
    let days = keys["secretReminderRepeatDays"].as_f64().unwrap_or(0.0);
    if days > 0.0 {
        put_reminder(
            world,
            call,
            secret,
            &json!({"message": keys["secretReminderNote"], "repeatDays": days, "recipients": keys["secretReminderRecipients"]}),
        );
    }
}

fn put_reminder(world: &mut World, call: &Call, secret: &str, keys: &Value) {
    world.remove_where("reminders", |row| text(row, "secretId") == secret);
    let next = keys["nextReminderDate"]
        .as_str()
        .and_then(clock::parse)
        .unwrap_or_else(|| {
            call.now + Duration::days(1) * keys["repeatDays"].as_f64().unwrap_or(1.0)
        });
    let recipients = keys["recipients"].as_array().cloned().unwrap_or_default();
    let keys = json!({"secretId": secret, "message": keys["message"], "repeatDays": keys["repeatDays"], "nextReminderDate": clock::text(next), "fromDate": keys["fromDate"], "recipients": recipients});
    world.insert("reminders", new_row(call.now, row(keys)));
}

fn reminder(world: &mut World, call: &Call) -> Handled {
    let id = call.param("secretId").to_owned();
    world
        .get("secrets", &id)
        .ok_or_else(|| ApiError::unknown("secret", &id))?;
    match call.operation.method {
        "GET" => reply(
            world
                .find("reminders", |row| text(row, "secretId") == id)
                .cloned()
                .unwrap_or_default(),
        ),
        "POST" => {
            if call.body["repeatDays"].is_null() && call.body["nextReminderDate"].is_null() {
                return Err(validate::custom(
                    &["repeatDays"],
                    "At least one of repeatDays or nextReminderDate must be provided",
                ));
            }
            put_reminder(world, call, &id, &call.body);
            reply(json!({"message": "Successfully created reminder"}))
        }
        _ => {
            world.remove_where("reminders", |row| text(row, "secretId") == id);
            reply(json!({"message": "Successfully deleted reminder"}))
        }
    }
}

fn service_token(world: &World, call: &Call) -> Handled {
    let id = call.actor.service_token.as_deref().unwrap_or_default();
    let mut token = world
        .get("service-tokens", id)
        .cloned()
        .ok_or_else(|| ApiError::unknown("service-token", id))?;
    token["_id"] = token["id"].clone();
    token["workspace"] = token["projectId"].clone();
    token["secretHash"] = "".into();
    token["user"] = json!({});
    reply(token)
}

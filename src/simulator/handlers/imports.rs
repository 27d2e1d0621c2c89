//! Secret imports: a folder takes over the secrets of another folder, in an order.

use serde_json::{Value, json};

use super::common::{not_there, reply, reply_with};
use super::places::{
    environment, environment_of, environment_shown, folder, folder_in, path_of, secret_path,
};
use super::{Call, Handled, places, references};
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, merge, new_row, row, text};

/// Import routes except create.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => {
            let folder = located(world, call)?;
            reply_with(
                shown_of(world, &folder).into(),
                json!({"message": "Successfully fetched secret imports"}),
            )
        }
        ("GET", [_]) => {
            let id = call.param("secretImportId");
            let import = world.get("imports", id).ok_or_else(|| unknown(id))?;
            reply(shown(world, import))
        }
        ("PATCH", [_]) => update(world, call),
        ("DELETE", [_]) => {
            let import = found(world, call)?;
            world.remove("imports", text(&import, "id"));
            let folder = text(&import, "folderId").to_owned();
            let order = of_folder(world, &folder);
            renumber(world, &order);
            reply_with(
                shown(world, &import),
                json!({"message": "Successfully deleted secret import"}),
            )
        }
        ("POST", [_, "replication-resync"]) => {
            let import = found(world, call)?;
            if import["isReplication"] != true {
                return Err(ApiError::bad_request("Import is not in replication mode"));
            }
            reply(json!({"message": "replication started"}))
        }
        _ => not_there(call),
    }
}

fn unknown(id: &str) -> ApiError {
    ApiError::not_found("import", format!("Secret import with ID '{id}' not found"))
}

/// The folder that the query or body names.
fn located(world: &World, call: &Call) -> Result<String, ApiError> {
    let get = |key: &str| {
        call.query
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_else(|| call.text(key))
    };
    let project = [get("projectId"), get("workspaceId")]
        .into_iter()
        .find(|id| !id.is_empty())
        .unwrap_or_default();
    places::project(world, project)?;
    Ok(text(
        folder(
            world,
            project,
            get("environment"),
            &secret_path(get("path")),
        )?,
        "id",
    )
    .to_owned())
}

fn found(world: &World, call: &Call) -> Result<Value, ApiError> {
    let folder = located(world, call)?;
    let id = call.param("secretImportId");
    world
        .get("imports", id)
        .filter(|import| text(import, "folderId") == folder)
        .cloned()
        .ok_or_else(|| unknown(id))
}

/// The imports of a folder in their order.
fn of_folder(world: &World, folder: &str) -> Vec<Value> {
    let mut all = world.select("imports", |row| text(row, "folderId") == folder);
    all.sort_by_key(|row| row["position"].as_i64());
    all
}

fn renumber(world: &mut World, order: &[Value]) {
    for (index, import) in order.iter().enumerate() {
        if let Some(row) = world.get_mut("imports", text(import, "id")) {
            row["position"] = (index + 1).into();
        }
    }
}

fn shown_of(world: &World, folder: &str) -> Vec<Value> {
    of_folder(world, folder)
        .iter()
        .map(|import| shown(world, import))
        .collect()
}

fn shown(world: &World, import: &Value) -> Value {
    let mut shown = import.clone();
    shown["importEnv"] = world
        .get("environments", text(import, "_environment"))
        .map(environment_shown)
        .unwrap_or_default();
    let folder = text(import, "folderId");
    if let Some(environment) = environment_of(world, folder) {
        shown["environment"] = environment_shown(environment);
        shown["projectId"] = environment["projectId"].clone();
    }
    shown["secretPath"] = path_of(world, folder).into();
    shown
}

/// What a create saw.
pub struct Plan {
    folder: String,
    environment: String,
    position: i64,
}

/// Looks for the folder, the source and the next position; the write trusts the position.
pub fn plan_create(world: &World, call: &Call) -> Result<Plan, ApiError> {
    let refused = |error: ApiError| ApiError {
        status: 400,
        name: "BadRequest",
        ..error
    };
    let folder = located(world, call).map_err(|error| {
        if error.missing == Some("project") {
            error
        } else {
            refused(error)
        }
    })?;
    let project = environment_of(world, &folder)
        .map(|environment| text(environment, "projectId").to_owned())
        .unwrap_or_default();
    let source =
        environment(world, &project, text(&call.body["import"], "environment")).map_err(refused)?;
    let source_id = text(source, "id").to_owned();
    let path = secret_path(text(&call.body["import"], "path"));
    if call.body["isReplication"] == true && !call.licensed {
        return Err(ApiError::plan("create secret replication"));
    }
    if !call.old
        && let Some(target) = folder_in(world, &source_id, &path)
        && leads_to(world, text(target, "id"), &folder)
    {
        return Err(ApiError::bad_request(format!(
            "Cyclic import not allowed: {} imports itself",
            references::place_name(world, &folder)
        )));
    }
    let position = of_folder(world, &folder)
        .iter()
        .filter_map(|row| row["position"].as_i64())
        .max()
        .unwrap_or(0)
        + 1;
    Ok(Plan {
        folder,
        environment: source_id,
        position,
    })
}

/// Whether following the imports of one folder reaches another.
fn leads_to(world: &World, from: &str, to: &str) -> bool {
    let mut seen = vec![from.to_owned()];
    let mut next = 0;
    while next < seen.len() {
        let here = seen[next].clone();
        if here == to {
            return true;
        }
        for import in of_folder(world, &here) {
            if let Some(target) = folder_in(
                world,
                text(&import, "_environment"),
                text(&import, "importPath"),
            ) && !seen.iter().any(|id| id == text(target, "id"))
            {
                seen.push(text(target, "id").to_owned());
            }
        }
        next += 1;
    }
    false
}

/// Writes the import of a plan; a position that is taken by now is the database's unique key, so 500.
pub fn create(world: &mut World, call: &Call, plan: Plan) -> Handled {
    let taken = |row: &Value| {
        text(row, "folderId") == plan.folder && row["position"].as_i64() == Some(plan.position)
    };
    if world.find("imports", taken).is_some() {
        return Err(ApiError::database());
    }
    let keys = json!({
        "version": 1, "importPath": secret_path(text(&call.body["import"], "path")), "_environment": plan.environment, "position": plan.position, "folderId": plan.folder,
        "isReplication": call.body["isReplication"] == true, "isReplicationSuccess": null, "replicationStatus": null, "lastReplicated": null, "isReserved": false,
    });
    let import = new_row(call.now, row(keys));
    world.insert("imports", import.clone());
    reply_with(
        shown(world, &import),
        json!({"message": "Successfully created secret import"}),
    )
}

fn update(world: &mut World, call: &Call) -> Handled {
    let import = found(world, call)?;
    let (id, own_folder) = (
        text(&import, "id").to_owned(),
        text(&import, "folderId").to_owned(),
    );
    let project = environment_of(world, &own_folder)
        .map(|environment| text(environment, "projectId").to_owned())
        .unwrap_or_default();
    let changes = &call.body["import"];
    let mut keys = row(json!({}));
    if let Some(slug) = changes["environment"].as_str() {
        let refused = |error: ApiError| ApiError {
            status: 400,
            name: "BadRequest",
            ..error
        };
        keys.insert(
            "_environment".into(),
            environment(world, &project, slug).map_err(refused)?["id"].clone(),
        );
    }
    if let Some(path) = changes["path"].as_str() {
        keys.insert("importPath".into(), secret_path(path).into());
    }
    if let Some(position) = changes["position"].as_i64() {
        let mut order: Vec<Value> = of_folder(world, &own_folder)
            .into_iter()
            .filter(|row| row["id"] != import["id"])
            .collect();
        let index = usize::try_from(position - 1).unwrap_or(0).min(order.len());
        order.insert(index, import.clone());
        renumber(world, &order);
        keys.insert("position".into(), position.into());
    }
    if let Some(row) = world.get_mut("imports", &id) {
        merge(row, keys, call.now);
    }
    let import = world.get("imports", &id).cloned().unwrap_or(import);
    reply_with(
        shown(world, &import),
        json!({"message": "Successfully updated secret import"}),
    )
}

/// The secrets that one import brings.
pub struct Imported {
    /// Slug of the source environment.
    pub environment: String,
    /// Source path.
    pub path: String,
    /// Source folder; empty when it does not exist.
    pub folder: String,
    /// Ids of the secrets, those of the imported folder's own imports included.
    pub secrets: Vec<String>,
}

/// Resolves the imports of a folder, first import first. One missing folder beside a working one makes reads fail on
/// servers of 2024; alone, or today, it brings nothing.
pub fn resolve(world: &World, folder: &str) -> Result<Vec<Imported>, ApiError> {
    Ok(of_folder(world, folder)
        .iter()
        .map(|import| imported(world, import, &mut vec![folder.to_owned()]))
        .collect())
}

fn imported(world: &World, import: &Value, open: &mut Vec<String>) -> Imported {
    let environment = world.get("environments", text(import, "_environment"));
    let path = text(import, "importPath").to_owned();
    let source = folder_in(world, text(import, "_environment"), &path)
        .map(|folder| text(folder, "id").to_owned());
    let mut secrets = Vec::new();
    if let Some(source) = &source
        && !open.contains(source)
    {
        let own = world
            .rows("secrets")
            .filter(|row| text(row, "_folder") == source && text(row, "type") == "shared");
        secrets.extend(own.map(|row| text(row, "id").to_owned()));
        open.push(source.clone());
        for nested in of_folder(world, source).iter().rev() {
            for id in imported(world, nested, open).secrets {
                let name = |id: &str| {
                    world
                        .get("secrets", id)
                        .map(|row| text(row, "secretKey").to_owned())
                };
                if !secrets.iter().any(|known| name(known) == name(&id)) {
                    secrets.push(id);
                }
            }
        }
        open.pop();
    }
    Imported {
        environment: environment
            .map(|row| text(row, "slug").to_owned())
            .unwrap_or_default(),
        path,
        folder: source.unwrap_or_default(),
        secrets,
    }
}

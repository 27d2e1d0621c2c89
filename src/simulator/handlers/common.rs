//! What many handlers share: permission, not-found, pages, uniqueness.

use serde_json::{Map, Value, json};

use super::{Call, Handled, Reply, places};
use crate::simulator::contract::{Operation, Place};
use crate::simulator::error::ApiError;
use crate::simulator::schema::{self, Schema};
use crate::simulator::world::{Row, World, text};

/// An operation of the contract that no handler knows: a fault of the simulator.
pub fn not_there(call: &Call) -> Handled {
    Err(ApiError::internal(format!(
        "simulator bug: no handler for {}",
        call.operation.id
    )))
}

/// A reply with the row or list.
pub fn reply(value: Value) -> Handled {
    Ok(Reply::Value(value))
}

/// A reply with keys beside the envelope.
pub fn reply_with(value: Value, siblings: Value) -> Handled {
    Ok(Reply::With(
        value,
        siblings.as_object().cloned().unwrap_or_default(),
    ))
}

/// A list with its page and count: query `offset` and `limit` when the operation has them, `search` in these keys.
pub fn reply_page(
    call: &Call,
    mut rows: Vec<Value>,
    searched: &[&str],
    count_key: &str,
) -> Handled {
    let wanted = call.asked("search").to_lowercase();
    if !wanted.is_empty() {
        rows.retain(|row| {
            searched
                .iter()
                .any(|key| text(row, key).to_lowercase().contains(&wanted))
        });
    }
    let count = rows.len();
    reply_with(page(call, rows).into(), json!({count_key: count}))
}

/// The page that the query asks for.
pub fn page(call: &Call, mut rows: Vec<Value>) -> Vec<Value> {
    if let Some(key) = call.query.get("orderBy").and_then(Value::as_str) {
        rows.sort_by(|left, right| text(left, key).cmp(text(right, key)));
        if call.asked("orderDirection") == "desc" {
            rows.reverse();
        }
    }
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

/// Refuses a second row with this text under this key among the rows that fit.
pub fn unique(
    world: &World,
    table: &str,
    key: &str,
    value: &str,
    own_id: &str,
    what: &str,
    fits: impl Fn(&Value) -> bool,
) -> Result<(), ApiError> {
    match world.find(table, |row| {
        text(row, key) == value && text(row, "id") != own_id && fits(row)
    }) {
        Some(_) => Err(ApiError::bad_request(format!(
            "{what} with the {key} \"{value}\" already exists"
        ))),
        None => Ok(()),
    }
}

/// The object without these keys.
pub fn without(mut object: Row, keys: &[&str]) -> Row {
    keys.iter().for_each(|key| drop(object.shift_remove(*key)));
    object
}

/// Trusted IPs as they are stored: `10.0.0.0/8` becomes `{ipAddress, type, prefix}`.
pub fn split_ips(call: &Call, key: &str) -> Result<Option<Value>, ApiError> {
    let Some(list) = call.body.get(key).and_then(Value::as_array) else {
        return Ok(None);
    };
    let mut out = Vec::new();
    for entry in list {
        let written = text(entry, "ipAddress");
        let everything = written == "0.0.0.0/0" || written == "::/0";
        if !everything && !call.licensed {
            return Err(ApiError::bad_request(
                "Failed to add IP access range to access token due to plan restriction. Upgrade plan to add IP access range.",
            ));
        }
        let (address, prefix) = written
            .split_once('/')
            .map_or((written, None), |(address, prefix)| (address, Some(prefix)));
        let parsed: Result<std::net::IpAddr, _> = address.parse();
        let longest = |address: &std::net::IpAddr| if address.is_ipv4() { 32 } else { 128 };
        let prefix: Option<Result<u8, _>> = prefix.map(str::parse);
        let (Ok(address), Ok(prefix)) = (parsed, prefix.transpose()) else {
            return Err(ApiError::bad_request(format!(
                "The IP is not a valid IPv4, IPv6, or CIDR block: {written}"
            )));
        };
        if prefix.is_some_and(|prefix| prefix > longest(&address)) {
            return Err(ApiError::bad_request(format!(
                "The IP is not a valid IPv4, IPv6, or CIDR block: {written}"
            )));
        }
        let mut stored = Map::new();
        stored.insert(
            "ipAddress".into(),
            written.split('/').next().unwrap_or_default().into(),
        );
        stored.insert(
            "type".into(),
            if address.is_ipv4() { "ipv4" } else { "ipv6" }.into(),
        );
        if let Some(prefix) = prefix {
            stored.insert("prefix".into(), prefix.into());
        }
        out.push(Value::Object(stored));
    }
    Ok(Some(Value::Array(out)))
}

/// The project that a call is about, when it names one by id.
fn project_of<'a>(world: &'a World, call: &'a Call) -> Option<&'a Value> {
    let named = |key: &&str| {
        let in_path = call
            .operation
            .parameters
            .iter()
            .any(|parameter| parameter.place == Place::Path && parameter.name == *key);
        let value = if in_path {
            call.param(key)
        } else if call.query.contains_key(*key) {
            call.asked(key)
        } else {
            call.text(key)
        };
        world.get("projects", value).or_else(|| {
            world.find("projects", |row| {
                !value.is_empty() && text(row, "slug") == value
            })
        })
    };
    [
        "projectId",
        "workspaceId",
        "projectSlug",
        "workspaceSlug",
        "slug",
    ]
    .iter()
    .find_map(named)
}

/// Whether the caller may do this: an organization admin everything, others what their roles say.
pub fn authorise(world: &World, call: &Call) -> Result<(), ApiError> {
    let Some(identity) = call.actor.identity.as_deref() else {
        return Ok(());
    };
    let Some(row) = world.get("identities", identity) else {
        return Err(ApiError::unauthorized(
            "The identity of this token does not exist any more",
        ));
    };
    if text(row, "role") == "admin" {
        return Ok(());
    }
    let write = call.operation.method != "GET";
    let subject = call
        .operation
        .segments()
        .get(2)
        .copied()
        .unwrap_or_default();
    let action = match call.operation.method {
        "GET" => "read",
        "POST" => "create",
        "DELETE" => "delete",
        _ => "edit",
    };
    let Some(project) = project_of(world, call) else {
        let own = matches!(
            call.operation.id,
            "getOwnIdentityDetails" | "listProjects" | "createProject" | "createProjectDeprecated"
        );
        let reader = text(row, "role") != "no-access";
        return if own || (reader && !write) || row["_custom"].is_string() {
            Ok(())
        } else {
            Err(ApiError::permission_denied(action, subject))
        };
    };
    let project_id = text(project, "id");
    let Some(membership) = world.find("memberships", |membership| {
        text(membership, "projectId") == project_id && text(membership, "identityId") == identity
    }) else {
        return Err(ApiError::forbidden(
            "The identity is not a member of this project",
        ));
    };
    let roles = membership["roles"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let allowed = roles.iter().any(|role| match text(role, "role") {
        "admin" => true,
        "member" => {
            !write
                || [
                    "secrets",
                    "folders",
                    "secret-imports",
                    "secret-syncs",
                    "secret-rotations",
                    "dynamic-secrets",
                    "app-connections",
                ]
                .contains(&subject)
        }
        "viewer" => !write,
        "custom" => world
            .get("project-roles", text(role, "customRoleId"))
            .is_some_and(|custom| rules_allow(&custom["permissions"], action, subject)),
        _ => false,
    });
    if allowed {
        Ok(())
    } else {
        Err(ApiError::permission_denied(action, subject))
    }
}

/// The rules of a custom role, read without their conditions.
fn rules_allow(rules: &Value, action: &str, subject: &str) -> bool {
    let names = |value: &Value, wanted: &str| {
        value.as_str().is_some_and(|own| own.starts_with(wanted))
            || value.as_array().is_some_and(|all| {
                all.iter()
                    .any(|own| own.as_str().is_some_and(|own| own.starts_with(wanted)))
            })
    };
    let subject = if subject == "folders" {
        "secret-folders"
    } else {
        subject
    };
    let relevant =
        |rule: &&Value| names(&rule["subject"], subject) && names(&rule["action"], action);
    let rules = rules.as_array().map(Vec::as_slice).unwrap_or_default();
    rules
        .iter()
        .rev()
        .find(relevant)
        .is_some_and(|rule| rule["inverted"] != true)
}

/// What a «third party» refuses: any text of the body that holds this, so that tests can see such failures.
pub const REFUSED_BY_THIRD_PARTY: &str = "simulator-reject";

/// Plays the call to a third party that the real server makes with these values.
pub fn ask_third_party(values: &Value) -> Result<(), ApiError> {
    if values.to_string().contains(REFUSED_BY_THIRD_PARTY) {
        return Err(ApiError::bad_request(
            "Unable to validate connection: the third party refused the credentials",
        ));
    }
    Ok(())
}

/// The constant that the answers of an operation have under a key, for example `destination`.
pub fn constant_of(call: &Call, key: &str) -> Option<&'static str> {
    let schema = Schema {
        root: call.operation.document.root(),
        node: call.operation.response?,
    };
    let parts = schema.parts(&json!({}));
    let parts = match schema::keyword(&parts, "items") {
        Some(node) => Schema {
            root: schema.root,
            node,
        }
        .parts(&json!({})),
        None => parts,
    };
    schema::keyword(
        &schema::property(schema.root, &parts, key, &Value::Null),
        "const",
    )?
    .as_str()
}

/// The operation of another verb or path in the same document.
pub fn sibling(call: &Call, template: &str, method: &str) -> Option<&'static Operation> {
    call.operation
        .document
        .operations(template)
        .iter()
        .find(|operation| operation.method == method)
}

/// A usable connection: it exists, is of the app, and is of the organization or the same project.
pub fn connection<'a>(
    world: &'a World,
    id: &str,
    app: Option<&str>,
    project: &str,
) -> Result<&'a Value, ApiError> {
    let connection = world
        .get("connections", id)
        .ok_or_else(|| ApiError::unknown("app-connection", id))?;
    if app.is_some_and(|app| text(connection, "app") != app) {
        return Err(ApiError::bad_request(format!(
            "Invalid app connection: expected a connection of the app {}, got {}",
            app.unwrap_or_default(),
            text(connection, "app")
        )));
    }
    if connection["projectId"]
        .as_str()
        .is_some_and(|own| own != project)
    {
        return Err(ApiError::bad_request(
            "The app connection belongs to another project",
        ));
    }
    Ok(connection)
}

/// Connection, environment and folder as syncs and rotations show them; the last two are null once the folder is gone.
pub fn with_places(world: &World, row: &Value) -> Value {
    let mut shown = row.clone();
    if let Some(connection) = world.get("connections", text(row, "connectionId")) {
        shown["connection"] =
            json!({"app": connection["app"], "name": connection["name"], "id": connection["id"]});
    }
    let folder = text(row, "folderId");
    shown["environment"] = places::environment_of(world, folder)
        .map(places::environment_shown)
        .unwrap_or_default();
    shown["folder"] = if shown["environment"].is_null() {
        Value::Null
    } else {
        json!({"id": folder, "path": places::path_of(world, folder)})
    };
    shown
}

/// The folder that `environment` and `secretPath` of a body name; one that is missing is a 400.
pub fn source_folder(
    world: &World,
    project: &str,
    environment: &str,
    path: &str,
) -> Result<String, ApiError> {
    let path = places::secret_path(path);
    let missing = |_| {
        ApiError::bad_request(format!(
            "Could not find folder with path \"{path}\" in environment \"{environment}\""
        ))
    };
    Ok(text(
        places::folder(world, project, environment, &path).map_err(missing)?,
        "id",
    )
    .to_owned())
}

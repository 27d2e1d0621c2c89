//! Secret scanning: data sources, their scans, findings, and the one configuration per project.

use serde_json::{Value, json};

use super::common::{connection, constant_of, not_there, reply, unique, with_places};
use super::{Call, Handled, places};
use crate::simulator::error::ApiError;
use crate::simulator::world::{Row, World, merge, new_row, row, text};

const TABLE: &str = "data-sources";

/// Routes below `/secret-scanning`.
pub fn handle(world: &mut World, call: &Call, rest: &[&'static str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", ["data-sources"] | ["data-sources-dashboard"]) => {
            let project = project(world, call.asked("projectId"))?;
            let mut all: Vec<Value> = world
                .rows(TABLE)
                .filter(|row| text(row, "projectId") == project)
                .map(|row| with_places(world, row))
                .collect();
            for source in &mut all {
                source["unresolvedFindings"] = unresolved(world, &project).into();
            }
            reply(all.into())
        }
        ("GET", ["data-sources", "options"]) => reply(json!([
            {"name": "GitHub", "connection": "github-radar", "type": "github"},
            {"name": "Bitbucket", "connection": "bitbucket", "type": "bitbucket"},
            {"name": "GitLab", "connection": "gitlab", "type": "gitlab"},
        ])),
        (_, ["data-sources", kind, rest @ ..]) => {
            data_sources(world, call, constant_of(call, "type").unwrap_or(kind), rest)
        }
        ("GET", ["findings"]) => {
            let project = project(world, call.asked("projectId"))?;
            reply(
                world
                    .select("findings", |row| text(row, "projectId") == project)
                    .into(),
            )
        }
        ("PATCH", ["findings"]) => {
            let items = call.body.as_array().cloned().unwrap_or_default();
            // Not one transaction: what came before a bad entry stays written.
            reply(
                items
                    .iter()
                    .map(|item| change_finding(world, call, text(item, "findingId"), item))
                    .collect::<Result<Vec<_>, _>>()?
                    .into(),
            )
        }
        ("PATCH", ["findings", _]) => reply(change_finding(
            world,
            call,
            call.param("findingId"),
            &call.body,
        )?),
        (method, ["configs"]) => config(world, call, method),
        ("GET", ["unresolved-findings-count"]) => {
            let project = project(world, call.asked("projectId"))?;
            reply(unresolved(world, &project).into())
        }
        _ => not_there(call),
    }
}

/// A project of the scanning type.
fn project(world: &World, id: &str) -> Result<String, ApiError> {
    let project = places::project(world, id)?;
    if text(project, "type") != "secret-scanning" {
        return Err(ApiError::bad_request(format!(
            "The project is of type {}. Operations of type secret-scanning are not allowed.",
            text(project, "type")
        )));
    }
    Ok(id.to_owned())
}

fn unresolved(world: &World, project: &str) -> usize {
    world
        .rows("findings")
        .filter(|row| text(row, "projectId") == project && text(row, "status") == "unresolved")
        .count()
}

fn connection_app(kind: &str) -> &str {
    if kind == "github" {
        "github-radar"
    } else {
        kind
    }
}

fn find<'a>(world: &'a World, call: &Call, kind: &str) -> Result<&'a Value, ApiError> {
    let id = call.param("dataSourceId");
    let source = world.get(TABLE, id).ok_or_else(|| {
        ApiError::not_found(
            "data-source",
            format!("Could not find Secret Scanning Data Source with ID \"{id}\""),
        )
    })?;
    of_kind(source, kind)
}

fn of_kind<'a>(source: &'a Value, kind: &str) -> Result<&'a Value, ApiError> {
    if text(source, "type") == kind {
        return Ok(source);
    }
    Err(ApiError::bad_request(format!(
        "Secret Scanning Data Source with ID \"{}\" is not configured for {kind}",
        text(source, "id")
    )))
}

fn data_sources(world: &mut World, call: &Call, kind: &'static str, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => {
            let project = project(world, call.asked("projectId"))?;
            reply(
                world
                    .rows(TABLE)
                    .filter(|row| text(row, "projectId") == project && text(row, "type") == kind)
                    .map(|row| with_places(world, row))
                    .collect(),
            )
        }
        ("POST", []) => create(world, call, kind),
        ("GET", ["data-source-name", _]) => {
            let (name, project) = (
                call.param("sourceName"),
                project(world, call.asked("projectId"))?,
            );
            let fits = |row: &Value| text(row, "name") == name && text(row, "projectId") == project;
            let found = world.find(TABLE, fits).ok_or_else(|| {
                ApiError::not_found(
                    "data-source",
                    format!("Could not find Secret Scanning Data Source with name \"{name}\""),
                )
            })?;
            reply(with_places(world, of_kind(found, kind)?))
        }
        ("GET", [_]) => reply(with_places(world, find(world, call, kind)?)),
        ("PATCH", [_]) => {
            let source = find(world, call, kind)?.clone();
            let id = text(&source, "id").to_owned();
            if let Some(name) = call.body["name"].as_str() {
                unique(
                    world,
                    TABLE,
                    "name",
                    name,
                    &id,
                    "A Secret Scanning Data Source",
                    |row| row["projectId"] == source["projectId"],
                )?;
            }
            if call.body["config"].is_object()
                && call.body["config"]["scope"] != source["config"]["scope"]
            {
                return Err(ApiError::bad_request(
                    "Cannot change the scope of a data source",
                ));
            }
            let row = world.get_mut(TABLE, &id).ok_or_else(ApiError::database)?;
            merge(row, call.object(), call.now);
            let row = row.clone();
            reply(with_places(world, &row))
        }
        ("DELETE", [_]) => {
            let source = find(world, call, kind)?.clone();
            let answer = with_places(world, &source);
            world.remove(TABLE, text(&source, "id"));
            reply(answer)
        }
        ("POST", [_, "scan"]) => {
            let source = find(world, call, kind)?.clone();
            scan(world, call, &source);
            reply(with_places(world, &source))
        }
        ("POST", [_, "resources", _, "scan"]) => {
            let source = find(world, call, kind)?.clone();
            let id = call.param("resourceId");
            world
                .get("scan-resources", id)
                .filter(|row| row["dataSourceId"] == source["id"])
                .ok_or_else(|| ApiError::unknown("resource", id))?;
            scan(world, call, &source);
            reply(with_places(world, &source))
        }
        ("GET", [_, list @ ("resources" | "scans")]) => {
            let source = find(world, call, kind)?;
            let table = if *list == "scans" {
                "scans"
            } else {
                "scan-resources"
            };
            reply(
                world
                    .select(table, |row| row["dataSourceId"] == source["id"])
                    .into(),
            )
        }
        _ => not_there(call),
    }
}

/// A scan ends at once and finds nothing; tests put findings where they need them.
fn scan(world: &mut World, call: &Call, source: &Value) {
    let keys = json!({"status": "completed", "statusMessage": null, "type": "full-scan", "dataSourceId": source["id"], "lastScannedCommit": null});
    world.insert("scans", new_row(call.now, row(keys)));
}

fn create(world: &mut World, call: &Call, kind: &'static str) -> Handled {
    let project = project(world, call.text("projectId"))?;
    connection(
        world,
        call.text("connectionId"),
        Some(connection_app(kind)),
        &project,
    )?;
    unique(
        world,
        TABLE,
        "name",
        call.text("name"),
        "",
        "A Secret Scanning Data Source",
        |row| text(row, "projectId") == project,
    )?;
    let mut keys: Row = call.object();
    keys.extend(row(json!({"type": kind, "externalId": null, "isDisconnected": false, "encryptedCredentials": null})));
    keys.entry("description").or_insert(Value::Null);
    let source = new_row(call.now, keys);
    world.insert(TABLE, source.clone());
    if source["isAutoScanEnabled"] == true {
        scan(world, call, &source);
    }
    reply(with_places(world, &source))
}

fn change_finding(
    world: &mut World,
    call: &Call,
    id: &str,
    item: &Value,
) -> Result<Value, ApiError> {
    let finding = world.get_mut("findings", id).ok_or_else(|| {
        ApiError::not_found(
            "finding",
            format!("Could not find finding with ID \"{id}\""),
        )
    })?;
    let changes = ["status", "remarks"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), item.get(key)?.clone())))
        .collect();
    merge(finding, changes, call.now);
    Ok(finding.clone())
}

fn config(world: &mut World, call: &Call, method: &str) -> Handled {
    let project = project(world, call.asked("projectId"))?;
    let stored = world
        .find("scan-configs", |row| text(row, "projectId") == project)
        .cloned();
    if method == "GET" {
        return reply(
            stored.unwrap_or_else(
                || json!({"content": null, "projectId": project, "updatedAt": null}),
            ),
        );
    }
    if call.body["content"]
        .as_str()
        .is_some_and(|content| content.parse::<toml::Table>().is_err())
    {
        return Err(ApiError::bad_request(
            "Invalid configuration: the content is not valid TOML",
        ));
    }
    let mut stored =
        stored.unwrap_or_else(|| new_row(call.now, row(json!({"projectId": project}))));
    merge(&mut stored, call.object(), call.now);
    world.insert("scan-configs", stored.clone());
    reply(stored)
}

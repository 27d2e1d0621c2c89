//! Native integrations, the predecessors of secret syncs: an auth and the integrations made from it.

use serde_json::{Value, json};

use super::common::{not_there, reply};
use super::places::{environment_of, environment_shown};
use super::{Call, Handled, places};
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, merge, new_row, row, text};

/// Routes of `integration` and `integration-auth`.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match (call.operation.method, path) {
        ("POST", ["integration-auth", "access-token"]) => {
            let project = text(places::project(world, call.text("workspaceId"))?, "id").to_owned();
            let mut keys = call.object();
            keys.insert("projectId".into(), project.into());
            let auth = new_row(call.now, keys);
            world.insert("integration-auths", auth.clone());
            reply(auth)
        }
        (method, ["integration-auth", _]) => {
            let id = call.param("integrationAuthId").to_owned();
            let auth = world
                .get("integration-auths", &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("integration-auth", &id))?;
            match method {
                "GET" => reply(auth),
                "PATCH" => {
                    let row = world
                        .get_mut("integration-auths", &id)
                        .ok_or_else(ApiError::database)?;
                    merge(row, call.object(), call.now);
                    reply(row.clone())
                }
                _ => {
                    world.remove_where("integrations", |row| text(row, "integrationAuthId") == id);
                    world.remove("integration-auths", &id);
                    reply(auth)
                }
            }
        }
        ("POST", ["integration"]) => {
            let id = call.text("integrationAuthId");
            let auth = world
                .get("integration-auths", id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("integration-auth", id))?;
            let path = places::secret_path(call.text("secretPath"));
            let folder = places::folder(
                world,
                text(&auth, "projectId"),
                call.text("sourceEnvironment"),
                &path,
            )?;
            let (folder, environment) = (folder["id"].clone(), folder["envId"].clone());
            let mut keys = call.object();
            keys.extend(row(json!({"integration": auth["integration"], "secretPath": path, "_folder": folder, "envId": environment})));
            let integration = new_row(call.now, keys);
            world.insert("integrations", integration.clone());
            reply(shown(world, &integration))
        }
        (method, ["integration", ..]) => {
            let id = call.param("integrationId").to_owned();
            let integration = world
                .get("integrations", &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("integration", &id))?;
            match method {
                "GET" => {
                    let mut shown = shown(world, &integration);
                    if let (Some(region), Some(metadata)) = (
                        integration["region"].as_str(),
                        shown["metadata"].as_object_mut(),
                    ) {
                        metadata.insert("region".into(), region.into());
                    }
                    reply(shown)
                }
                "POST" => reply(shown(world, &integration)),
                "DELETE" => {
                    world.remove("integrations", &id);
                    reply(shown(world, &integration))
                }
                _ => update(world, call, &integration),
            }
        }
        _ => not_there(call),
    }
}

fn update(world: &mut World, call: &Call, integration: &Value) -> Handled {
    let auth = world
        .get("integration-auths", text(integration, "integrationAuthId"))
        .cloned()
        .unwrap_or_default();
    let current = environment_of(world, text(integration, "_folder"))
        .map(|row| text(row, "slug").to_owned())
        .unwrap_or_default();
    let environment = call.body["environment"].as_str().unwrap_or(&current);
    // An omitted path means the root: the schema's default applies on PATCH.
    let path = places::secret_path(call.text("secretPath"));
    let folder = places::folder(world, text(&auth, "projectId"), environment, &path)?;
    let (folder, environment) = (folder["id"].clone(), folder["envId"].clone());
    let mut keys = super::common::without(call.object(), &["environment"]);
    keys.extend(row(
        json!({"secretPath": path, "_folder": folder, "envId": environment}),
    ));
    if let Some(changes) = call.body["metadata"].as_object() {
        let mut metadata = integration["metadata"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        metadata.extend(changes.clone());
        keys.insert("metadata".into(), metadata.into());
    }
    let row = world
        .get_mut("integrations", text(integration, "id"))
        .ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    let integration = row.clone();
    reply(shown(world, &integration))
}

fn shown(world: &World, integration: &Value) -> Value {
    let mut shown = integration.clone();
    shown["environment"] = environment_of(world, text(integration, "_folder"))
        .map(environment_shown)
        .unwrap_or_default();
    shown
}

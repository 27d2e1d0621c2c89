//! Webhooks of a project.

use serde_json::{Value, json};

use super::common::{not_there, reply, reply_with};
use super::{Call, Handled, places};
use crate::simulator::error::ApiError;
use crate::simulator::validate;
use crate::simulator::world::{World, merge, new_row, row, text};

/// Routes below `/webhooks`.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    let said = |what: &str| json!({"message": format!("Successfully {what} webhook")});
    match (call.operation.method, rest) {
        ("GET", []) => {
            places::project(world, call.asked("projectId"))?;
            let path = call.asked("secretPath");
            let fits = |row: &Value| {
                let shown = shown(world, row);
                let environment = call.asked("environment");
                text(row, "projectId") == call.asked("projectId")
                    && (environment.is_empty()
                        || text(&shown["environment"], "slug") == environment)
                    && (path.is_empty() || text(row, "secretPath") == places::secret_path(path))
            };
            let found = world.select("webhooks", fits);
            reply_with(
                found.iter().map(|row| shown(world, row)).collect(),
                said("fetched"),
            )
        }
        ("POST", []) => {
            let project = text(places::project(world, call.text("projectId"))?, "id").to_owned();
            let environment =
                places::environment(world, &project, call.text("environment"))?["id"].clone();
            if call.text("type") == "slack" && !call.text("webhookUrl").contains("hooks.slack.com")
            {
                return Err(validate::custom(
                    &["webhookUrl"],
                    "Incoming webhook URL is invalid",
                ));
            }
            let keys = json!({
                "projectId": project, "envId": environment, "secretPath": places::secret_path(call.text("secretPath")), "type": call.body["type"], "isDisabled": false, "lastStatus": null,
                "lastRunErrorMessage": null, "eventsFilter": call.body.get("eventsFilter").cloned().unwrap_or_else(|| json!([])), "url": call.body["webhookUrl"], "_key": call.body["webhookSecretKey"],
            });
            let webhook = new_row(call.now, row(keys));
            world.insert("webhooks", webhook.clone());
            reply_with(shown(world, &webhook), said("created"))
        }
        (method, [_, rest @ ..]) => {
            let id = call.param("webhookId").to_owned();
            let webhook = world
                .get("webhooks", &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("webhook", &id))?;
            match (method, rest) {
                ("GET", []) => reply(shown(world, &webhook)),
                ("DELETE", []) => {
                    world.remove("webhooks", &id);
                    reply_with(shown(world, &webhook), said("deleted"))
                }
                ("PATCH", []) => {
                    // An omitted isDisabled is false: the schema's default applies on PATCH.
                    let row = world
                        .get_mut("webhooks", &id)
                        .ok_or_else(ApiError::database)?;
                    merge(row, call.object(), call.now);
                    let row = row.clone();
                    reply_with(shown(world, &row), said("updated"))
                }
                ("POST", ["test"]) => {
                    let row = world
                        .get_mut("webhooks", &id)
                        .ok_or_else(ApiError::database)?;
                    row["lastStatus"] = "success".into();
                    let row = row.clone();
                    reply_with(shown(world, &row), said("triggered"))
                }
                _ => not_there(call),
            }
        }
        _ => not_there(call),
    }
}

fn shown(world: &World, webhook: &Value) -> Value {
    let mut shown = webhook.clone();
    shown["environment"] = world
        .get("environments", text(webhook, "envId"))
        .map(places::environment_shown)
        .unwrap_or_default();
    shown
}

//! Alerts: of certificate applications, and the generic ones of `/api/v1/alerts`.

use serde_json::{Value, json};

use super::total;
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::handlers::common::{not_there, reply, reply_with};
use crate::simulator::handlers::{Call, Handled};
use crate::simulator::world::{
    CERT_MANAGER_PROJECT, ORGANIZATION, Row, World, merge, new_id, new_row, row, text,
};

const TABLE: &str = "pki-alerts";
const GENERIC: &str = "alerts";

/// Routes of certificate manager alerts; with an application for those below one.
pub fn handle(world: &mut World, call: &Call, application: Option<&str>, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("POST", ["preview", "certificates"]) => reply_with(json!([]), json!({"total": 0})),
        ("POST", ["test-webhook"]) => reply(json!({"success": true})),
        ("GET", []) => {
            let wanted = application.unwrap_or_else(|| call.asked("applicationId"));
            let fits = |row: &Value| {
                let kind = call.asked("eventType");
                let enabled = call.query.get("enabled");
                (wanted.is_empty() || text(row, "applicationId") == wanted)
                    && (kind.is_empty() || text(row, "eventType") == kind)
                    && enabled.is_none_or(|enabled| *enabled == row["enabled"])
            };
            let found = world.select(TABLE, fits);
            total(
                call,
                found.iter().map(|alert| shown(world, alert)).collect(),
                &["name"],
            )
        }
        ("POST", []) => create(world, call, application),
        (method, [_, rest @ ..]) => {
            let id = call.param("alertId").to_owned();
            let own = |row: &&Value| {
                application.is_none_or(|application| text(row, "applicationId") == application)
            };
            let alert = world
                .get(TABLE, &id)
                .filter(own)
                .cloned()
                .ok_or_else(|| ApiError::unknown("alert", &id))?;
            match (method, rest) {
                ("GET", []) => reply(shown(world, &alert)),
                ("GET", ["certificates"]) => reply_with(json!([]), json!({"total": 0})),
                ("DELETE", []) => {
                    world.remove(TABLE, &id);
                    reply(shown(world, &alert))
                }
                ("PATCH", []) => update(world, call, &alert),
                _ => not_there(call),
            }
        }
        _ => not_there(call),
    }
}

/// A channel's secrets never come back; which ones differs between the two families.
fn channel_shown(channel: &Value, generic: bool) -> Value {
    let mut shown = channel.clone();
    let Some(config) = shown["config"].as_object_mut() else {
        return shown;
    };
    let hidden: &[(&str, &str)] = if generic {
        &[
            ("webhookUrl", "hasWebhookUrl"),
            ("signingSecret", "hasSigningSecret"),
            ("integrationKey", "hasIntegrationKey"),
        ]
    } else {
        &[("signingSecret", "hasSigningSecret")]
    };
    let needed = |key: &str, kind: &str| {
        matches!(
            (key, kind),
            ("signingSecret", "webhook")
                | ("webhookUrl", "slack")
                | ("integrationKey", "pagerduty")
        )
    };
    for (key, flag) in hidden {
        let there = config
            .shift_remove(*key)
            .is_some_and(|value| value.as_str().is_some_and(|text| !text.is_empty()));
        if needed(key, text(channel, "channelType")) {
            config.insert((*flag).to_owned(), there.into());
        }
    }
    shown
}

fn shown(world: &World, alert: &Value) -> Value {
    let mut shown = alert.clone();
    shown["channels"] = alert["channels"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|channel| channel_shown(channel, false))
        .collect();
    shown["applicationName"] = world
        .get("applications", text(alert, "applicationId"))
        .map(|row| row["name"].clone())
        .unwrap_or_default();
    shown
}

/// The channels of a body: known ids of the same type are kept, one without id takes the first unclaimed of its type.
fn channels(call: &Call, before: &Value) -> Option<Value> {
    let wanted = call.body.get("channels")?.as_array()?;
    let known = before.as_array().cloned().unwrap_or_default();
    let mut claimed: Vec<Value> = Vec::new();
    let mut out = Vec::new();
    for channel in wanted {
        let same_kind = |row: &&Value| row["channelType"] == channel["channelType"];
        let found = known
            .iter()
            .filter(same_kind)
            .find(|row| row["id"] == channel["id"]);
        let free = || {
            known
                .iter()
                .filter(same_kind)
                .find(|row| channel["id"].is_null() && !claimed.contains(&row["id"]))
        };
        let kept = found.or_else(free);
        let mut stored = channel.clone();
        stored["id"] = kept.map_or_else(|| new_id().into(), |row| row["id"].clone());
        stored["createdAt"] = kept.map_or_else(
            || clock::text(call.now).into(),
            |row| row["createdAt"].clone(),
        );
        stored["updatedAt"] = clock::text(call.now).into();
        if stored["enabled"].is_null() {
            stored["enabled"] = true.into();
        }
        if let Some(kept) = kept {
            if stored["config"].is_null() {
                stored["config"] = kept["config"].clone();
            }
            let secret = &kept["config"]["signingSecret"];
            if secret.is_string() && stored["config"].get("signingSecret").is_none() {
                stored["config"]["signingSecret"] = secret.clone();
            }
        }
        if stored["config"].is_null() {
            stored["config"] = json!({});
        }
        if text(&stored, "channelType") == "email"
            && let Some(all) = stored["config"]["recipients"].as_array()
        {
            let mut lower: Vec<String> = Vec::new();
            for address in all.iter().filter_map(Value::as_str).map(str::to_lowercase) {
                if !lower.contains(&address) {
                    lower.push(address);
                }
            }
            stored["config"]["recipients"] = lower.into();
        }
        claimed.push(stored["id"].clone());
        out.push(stored);
    }
    Some(out.into())
}

fn no_filters(call: &Call) -> Result<(), ApiError> {
    if call.body["filters"]
        .as_array()
        .is_some_and(|filters| !filters.is_empty())
    {
        return Err(ApiError::bad_request(
            "Filters are not supported any more: an alert covers all certificates of its application",
        ));
    }
    Ok(())
}

fn create(world: &mut World, call: &Call, application: Option<&str>) -> Handled {
    let Some(application) = application.or_else(|| call.body["applicationId"].as_str()) else {
        return Err(ApiError::bad_request("applicationId is required"));
    };
    world
        .get("applications", application)
        .ok_or_else(|| ApiError::unknown("application", application))?;
    no_filters(call)?;
    let event = call.text("eventType");
    let twin =
        |row: &Value| text(row, "applicationId") == application && text(row, "eventType") == event;
    if world.find(TABLE, twin).is_some() {
        return Err(ApiError::bad_request(format!(
            "An alert for the event {event} already exists for this application"
        )));
    }
    let expiration = event == "expiration";
    let mut keys = call.object();
    keys.extend(row(json!({
        "applicationId": application, "projectId": CERT_MANAGER_PROJECT, "filters": [], "lastRun": null, "channels": channels(call, &Value::Null),
        "alertBefore": if expiration { call.text("alertBefore") } else { "" }, "notificationConfig": if expiration { call.body["notificationConfig"].clone() } else { Value::Null },
    })));
    let alert = new_row(call.now, keys);
    world.insert(TABLE, alert.clone());
    reply(shown(world, &alert))
}

fn update(world: &mut World, call: &Call, alert: &Value) -> Handled {
    no_filters(call)?;
    // The default of `enabled` in the schema is for create; an omitted one keeps.
    let mut keys: Row = call
        .object()
        .into_iter()
        .filter(|(key, _)| call.sends(key))
        .collect();
    if keys
        .get("eventType")
        .is_some_and(|event| *event != alert["eventType"])
    {
        return Err(ApiError::bad_request(
            "The event type of an alert cannot be changed",
        ));
    }
    if text(alert, "eventType") != "expiration" {
        keys.shift_remove("alertBefore");
        keys.shift_remove("notificationConfig");
    }
    keys.shift_remove("filters");
    if let Some(channels) = channels(call, &alert["channels"]) {
        keys.insert("channels".into(), channels);
    }
    let row = world
        .get_mut(TABLE, text(alert, "id"))
        .ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    let row = row.clone();
    reply(shown(world, &row))
}

fn generic_shown(alert: &Value) -> Value {
    let mut shown = alert.clone();
    shown["channels"] = alert["channels"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|channel| channel_shown(channel, true))
        .collect();
    shown
}

/// Routes of `/api/v1/alerts`.
pub fn generic(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("POST", ["channels", "test"]) => reply(json!({"success": true, "deliveredTo": 1})),
        ("GET", []) => {
            let same = |row: &Value, key: &str| {
                call.asked(key).is_empty() || text(row, key) == call.asked(key)
            };
            let fits = |row: &Value| {
                same(row, "resourceType")
                    && same(row, "resourceId")
                    && same(row, "projectId")
                    && (call.asked("enabled").is_empty() || row["enabled"] == call.flag("enabled"))
            };
            reply(
                world
                    .select(GENERIC, fits)
                    .iter()
                    .map(generic_shown)
                    .collect(),
            )
        }
        ("POST", []) => {
            let twin = |row: &Value| {
                row["resourceType"] == call.body["resourceType"]
                    && row["resourceId"] == call.body["resourceId"]
                    && row["eventType"] == call.body["eventType"]
            };
            if world.find(GENERIC, twin).is_some() {
                return Err(ApiError::bad_request(
                    "An alert for this event already exists for this resource",
                ));
            }
            let mut keys = row(
                json!({"description": null, "resourceId": null, "projectId": null, "condition": null, "enabled": true, "resourceName": null, "lastRun": null}),
            );
            keys.extend(call.object());
            keys.extend(row(json!({"orgId": ORGANIZATION, "triggerType": "scheduled", "filters": {}, "channels": channels(call, &Value::Null)})));
            let alert = new_row(call.now, keys);
            world.insert(GENERIC, alert.clone());
            reply(generic_shown(&alert))
        }
        (method, [_]) => {
            let id = call.param("alertId").to_owned();
            let alert = world
                .get(GENERIC, &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("alert", &id))?;
            match method {
                "GET" => reply(generic_shown(&alert)),
                "DELETE" => {
                    world.remove(GENERIC, &id);
                    reply(json!({"id": id}))
                }
                _ => {
                    let mut keys = call.object();
                    if let Some(channels) = channels(call, &alert["channels"]) {
                        keys.insert("channels".into(), channels);
                    }
                    let row = world.get_mut(GENERIC, &id).ok_or_else(ApiError::database)?;
                    merge(row, keys, call.now);
                    reply(generic_shown(row))
                }
            }
        }
        _ => not_there(call),
    }
}

//! PKI syncs: certificates kept at a third party.

use serde_json::{Value, json};

use super::project_for;
use crate::simulator::error::ApiError;
use crate::simulator::handlers::common::{connection, not_there, reply, reply_page, reply_with};
use crate::simulator::handlers::jobs::{self, Job};
use crate::simulator::handlers::{Call, Handled};
use crate::simulator::validate;
use crate::simulator::world::{World, merge, new_row, row, text};

const TABLE: &str = "pki-syncs";
const LINKS: &str = "pki-sync-certificates";
const DESTINATIONS: [(&str, &str); 4] = [
    ("chef", "chef"),
    ("azure-key-vault", "azure-key-vault"),
    ("aws-secrets-manager", "aws"),
    ("aws-certificate-manager", "aws"),
];

/// What names may hold at a destination beside letters and digits, and how long they may be.
const NAMES: [(&str, &str, usize); 4] = [
    ("chef", "_-", 255),
    ("azure-key-vault", "-", 127),
    ("aws-secrets-manager", "_-", 512),
    ("aws-certificate-manager", " _-", 256),
];

/// The name that a schema makes of test values must be one that the destination takes.
fn named(call: &Call, destination: &str) -> Result<(), ApiError> {
    let Some(schema) = call.body["syncOptions"]["certificateNameSchema"].as_str() else {
        return Ok(());
    };
    let mut name = schema.to_owned();
    for (placeholder, value) in [
        ("certificateId", "00000000-0000-4000-8000-000000000000"),
        ("shortCertificateId", "0000000000"),
        ("profileId", "00000000-0000-4000-8000-000000000000"),
        ("applicationId", "00000000-0000-4000-8000-000000000000"),
        ("applicationName", "application"),
        ("commonName", "example"),
    ] {
        name = name.replace(&format!("{{{{{placeholder}}}}}"), value);
    }
    let fits = NAMES
        .iter()
        .find(|(name, ..)| *name == destination)
        .is_none_or(|(_, others, longest)| {
            name.chars().count() <= *longest
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || others.contains(c))
        });
    if fits {
        Ok(())
    } else {
        Err(validate::custom(
            &["syncOptions", "certificateNameSchema"],
            "The certificate name schema makes names that the destination does not take",
        ))
    }
}

/// Routes below `/cert-manager/syncs`.
pub fn handle(world: &mut World, call: &Call, rest: &[&'static str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => {
            let application = call.asked("applicationId");
            let certificate = call.asked("certificateId");
            let linked = |row: &Value| world.find(LINKS, |link| link["pkiSyncId"] == row["id"] && text(link, "certificateId") == certificate).is_some();
            let found = world.select(TABLE, |row| (application.is_empty() || text(row, "applicationId") == application) && (certificate.is_empty() || linked(row)));
            reply(found.iter().map(|row| detail(world, row)).collect())
        }
        ("GET", ["options"]) => reply(DESTINATIONS.iter().map(|(name, app)| json!({"name": name, "connection": app, "destination": name, "canImportCertificates": false, "canRemoveCertificates": *name != "azure-key-vault"})).collect()),
        ("POST", ["certificates", "preview"]) => reply(json!({"matchedCount": 0, "hasMoreMatches": false, "certificates": [], "toUnlink": [], "willRemoveFromDestination": false})),
        ("GET", ["{pkiSyncId}"]) => reply(detail(world, find(world, call, None)?)),
        (method, ["{pkiSyncId}", "certificates"]) => certificates(world, call, method),
        (_, [destination, rest @ ..]) => of_destination(world, call, destination, rest),
        _ => not_there(call),
    }
}

fn find<'a>(
    world: &'a World,
    call: &Call,
    destination: Option<&str>,
) -> Result<&'a Value, ApiError> {
    let id = call.param("pkiSyncId");
    let sync = world
        .get(TABLE, id)
        .ok_or_else(|| ApiError::unknown("pki-sync", id))?;
    match destination {
        Some(wanted) if wanted != text(sync, "destination") => Err(ApiError::bad_request(format!(
            "PKI sync with ID {id} is not configured for {wanted}"
        ))),
        _ => Ok(sync),
    }
}

fn detail(world: &World, sync: &Value) -> Value {
    let mut detail = sync.clone();
    if let Some(connection) = world.get("connections", text(sync, "connectionId")) {
        detail["connection"] = connection.clone();
        detail["appConnectionName"] = connection["name"].clone();
        detail["appConnectionApp"] = connection["app"].clone();
    }
    detail["hasCertificate"] = world
        .find(LINKS, |link| link["pkiSyncId"] == sync["id"])
        .is_some()
        .into();
    detail
}

fn of_destination(
    world: &mut World,
    call: &Call,
    destination: &'static str,
    rest: &[&str],
) -> Handled {
    let app = DESTINATIONS
        .iter()
        .find(|(name, _)| *name == destination)
        .map(|(_, app)| *app);
    match (call.operation.method, rest) {
        ("GET", []) => reply(
            world
                .select(TABLE, |row| text(row, "destination") == destination)
                .into(),
        ),
        ("POST", []) => {
            named(call, destination)?;
            let project = project_for(call);
            connection(
                world,
                call.text("connectionId"),
                app,
                project.as_str().unwrap_or_default(),
            )?;
            if let Some(application) = call.body["applicationId"].as_str() {
                world
                    .get("applications", application)
                    .ok_or_else(|| ApiError::unknown("application", application))?;
            }
            let mut keys = call.object();
            let certificates = keys
                .shift_remove("certificateIds")
                .and_then(|ids| ids.as_array().cloned())
                .unwrap_or_default();
            keys.extend(row(json!({"destination": destination, "projectId": project, "syncStatus": null, "lastSyncedAt": null})));
            let sync = new_row(call.now, keys);
            let id = text(&sync, "id").to_owned();
            for certificate in certificates.iter().filter_map(Value::as_str) {
                world
                    .get("certificates", certificate)
                    .ok_or_else(|| ApiError::unknown("certificate", certificate))?;
            }
            world.insert(TABLE, sync);
            certificates
                .iter()
                .filter_map(Value::as_str)
                .for_each(|certificate| link(world, call, &id, certificate));
            queue(world, call, &id, false);
            reply(world.get(TABLE, &id).cloned().unwrap_or_default())
        }
        ("GET", [_]) => reply(find(world, call, Some(destination))?.clone()),
        ("PATCH", [_]) => {
            named(call, destination)?;
            let sync = find(world, call, Some(destination))?.clone();
            if let Some(other) = call.body["connectionId"].as_str() {
                connection(world, other, app, text(&sync, "projectId"))?;
            }
            let id = text(&sync, "id").to_owned();
            if let Some(row) = world.get_mut(TABLE, &id) {
                merge(row, call.object(), call.now);
            }
            queue(world, call, &id, false);
            reply(world.get(TABLE, &id).cloned().unwrap_or_default())
        }
        ("DELETE", [_]) => {
            let sync = find(world, call, Some(destination))?.clone();
            let id = text(&sync, "id");
            world.remove(TABLE, id);
            world.remove_where(LINKS, |link| text(link, "pkiSyncId") == id);
            reply(sync)
        }
        ("POST", [_, "sync"]) => {
            let id = text(find(world, call, Some(destination))?, "id").to_owned();
            queue(world, call, &id, true);
            reply(json!({"message": "PKI sync job added to queue successfully"}))
        }
        ("POST", [_, "remove-certificates"]) => {
            let id = text(find(world, call, Some(destination))?, "id").to_owned();
            if let Some(row) = world.get_mut(TABLE, &id) {
                row["removeStatus"] = "pending".into();
            }
            jobs::queue(world, call, TABLE, &id, Job::Finish("remove"));
            reply(json!({"message": "PKI sync remove job added to queue successfully"}))
        }
        _ => not_there(call),
    }
}

fn queue(world: &mut World, call: &Call, id: &str, asked: bool) {
    if let Some(row) = world
        .get_mut(TABLE, id)
        .filter(|row| asked || row["isAutoSyncEnabled"] == true)
    {
        row["syncStatus"] = "pending".into();
        jobs::queue(world, call, TABLE, id, Job::Finish("sync"));
    }
}

fn link(world: &mut World, call: &Call, sync: &str, certificate: &str) {
    let known = world
        .get("certificates", certificate)
        .cloned()
        .unwrap_or_default();
    let keys = json!({
        "pkiSyncId": sync, "certificateId": certificate, "syncStatus": "pending", "lastSyncMessage": null, "lastSyncedAt": null, "externalIdentifier": null,
        "certificateSerialNumber": text(&known, "serialNumber"), "certificateCommonName": text(&known, "commonName"), "certificateStatus": text(&known, "status"),
    });
    world.insert(LINKS, new_row(call.now, row(keys)));
}

fn certificates(world: &mut World, call: &Call, method: &str) -> Handled {
    let sync = text(find(world, call, None)?, "id").to_owned();
    let ids: Vec<String> = call.body["certificateIds"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let is = |link: &Value| {
        text(link, "pkiSyncId") == sync && ids.iter().any(|id| id == text(link, "certificateId"))
    };
    match method {
        "GET" => reply_page(
            call,
            world.select(LINKS, |link| text(link, "pkiSyncId") == sync),
            &[],
            "totalCount",
        ),
        "POST" => {
            for id in &ids {
                world
                    .get("certificates", id)
                    .ok_or_else(|| ApiError::unknown("certificate", id))?;
            }
            for id in &ids {
                if world
                    .find(LINKS, |link| {
                        text(link, "pkiSyncId") == sync && text(link, "certificateId") == id
                    })
                    .is_none()
                {
                    link(world, call, &sync, id);
                }
            }
            reply_with(world.select(LINKS, is).into(), json!({}))
        }
        _ => reply(world.remove_where(LINKS, is).len().into()),
    }
}

//! PKI applications: their profiles, enrollments and members.

use serde_json::{Value, json};
use time::Duration;

use super::profiles::link;
use super::{application_and_profile, total};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::handlers::common::{not_there, reply, unique};
use crate::simulator::handlers::memberships::{self, USER};
use crate::simulator::handlers::{Call, Handled};
use crate::simulator::validate;
use crate::simulator::world::{
    CERT_MANAGER_PROJECT, World, merge, new_id, new_row, random_text, row, text,
};

const TABLE: &str = "applications";
const PROFILES: &str = "application-profiles";
const MEMBERS: &str = "app-members";

/// Routes below `/cert-manager/applications`, alerts excepted.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => total(
            call,
            world.rows(TABLE).cloned().collect(),
            &["name", "description"],
        ),
        ("POST", []) => {
            let profiles: Vec<String> = call.body["profileIds"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|id| id.as_str().map(str::to_owned))
                .collect();
            known_profiles(world, &profiles)?;
            unique(
                world,
                TABLE,
                "name",
                call.text("name"),
                "",
                "An application",
                |_| true,
            )?;
            let application = new_row(
                call.now,
                row(
                    json!({"name": call.text("name"), "description": call.body["description"], "projectId": CERT_MANAGER_PROJECT}),
                ),
            );
            let id = text(&application, "id").to_owned();
            world.insert(TABLE, application.clone());
            profiles
                .iter()
                .for_each(|profile| attach(world, call, &id, profile));
            reply(application)
        }
        ("GET", ["by-name", _]) => {
            let name = call.param("name");
            reply(
                world
                    .find(TABLE, |row| text(row, "name") == name)
                    .cloned()
                    .ok_or_else(|| {
                        ApiError::not_found(
                            "application",
                            format!("Application with name '{name}' not found"),
                        )
                    })?,
            )
        }
        (method, [_, rest @ ..]) => {
            let id = call.param("applicationId").to_owned();
            let application = world
                .get(TABLE, &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("application", &id))?;
            match (method, rest) {
                ("GET", []) => reply(application),
                ("PATCH", []) => {
                    if let Some(name) = call.body["name"].as_str() {
                        unique(world, TABLE, "name", name, &id, "An application", |_| true)?;
                    }
                    let row = world.get_mut(TABLE, &id).ok_or_else(ApiError::database)?;
                    merge(row, call.object(), call.now);
                    reply(row.clone())
                }
                ("DELETE", []) => {
                    world.remove(TABLE, &id);
                    for table in [PROFILES, MEMBERS, "pki-alerts"] {
                        world.remove_where(table, |row| text(row, "applicationId") == id);
                    }
                    reply(application)
                }
                (_, ["profiles", rest @ ..]) => profiles(world, call, &id, rest),
                (_, [kind @ ("users" | "groups" | "identities"), rest @ ..]) => {
                    members(world, call, &id, kind, rest)
                }
                _ => not_there(call),
            }
        }
        _ => not_there(call),
    }
}

fn known_profiles(world: &World, ids: &[String]) -> Result<(), ApiError> {
    ids.iter().try_for_each(|id| {
        world
            .get("certificate-profiles", id)
            .map(drop)
            .ok_or_else(|| ApiError::unknown("certificate-profile", id))
    })
}

fn attached(world: &World, application: &str, profile: &str) -> Option<Value> {
    world
        .find(PROFILES, |row| {
            text(row, "applicationId") == application && text(row, "profileId") == profile
        })
        .cloned()
}

fn attach(world: &mut World, call: &Call, application: &str, profile: &str) {
    if attached(world, application, profile).is_none() {
        world.insert(PROFILES, new_row(call.now, link(application, profile)));
    }
}

/// An attached profile with its names and the ids of its enrollments.
fn profile_shown(world: &World, row: &Value) -> Value {
    let mut shown = row.clone();
    if let Some(profile) = world.get("certificate-profiles", text(row, "profileId")) {
        shown["profileSlug"] = profile["slug"].clone();
        shown["profileDescription"] = profile["description"].clone();
    }
    for kind in ["est", "api", "acme", "scep"] {
        shown[format!("{kind}ConfigId")] = row["_enrollment"][kind]["id"].clone();
    }
    shown
}

fn profiles(world: &mut World, call: &Call, application: &str, rest: &[&str]) -> Handled {
    let list = |world: &World| {
        world
            .select(PROFILES, |row| text(row, "applicationId") == application)
            .iter()
            .map(|row| profile_shown(world, row))
            .collect::<Value>()
    };
    match (call.operation.method, rest) {
        ("GET", []) => reply(list(world)),
        ("POST", []) => {
            let ids: Vec<String> = call.body["profileIds"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|id| id.as_str().map(str::to_owned))
                .collect();
            known_profiles(world, &ids)?;
            ids.iter()
                .for_each(|profile| attach(world, call, application, profile));
            reply(list(world))
        }
        (method, [_, rest @ ..]) => {
            let profile = call.param("profileId");
            let row = attached(world, application, profile).ok_or_else(|| {
                ApiError::not_found(
                    "profile",
                    format!("The profile '{profile}' is not attached to the application"),
                )
            })?;
            match (method, rest) {
                ("DELETE", []) => {
                    world.remove(PROFILES, text(&row, "id"));
                    reply(application_and_profile(call))
                }
                ("GET", ["enrollment"]) => reply(enrollment_shown(call, &row["_enrollment"])),
                (_, ["enrollment", kind]) => set_enrollment(world, call, &row, kind),
                ("POST", ["enrollment", "acme", "eab", action]) => {
                    let stored = &row["_enrollment"]["acme"];
                    if stored.is_null() {
                        return Err(ApiError::not_found(
                            "enrollment",
                            "ACME enrollment is not configured",
                        ));
                    }
                    let mut answer = application_and_profile(call);
                    if *action == "reveal" {
                        answer["eabKid"] = stored["id"].clone();
                        answer["eabSecret"] = stored["_eab"].clone();
                    } else if let Some(row) = world.get_mut(PROFILES, text(&row, "id")) {
                        row["_enrollment"]["acme"]["_eab"] = random_text(32).into();
                    }
                    reply(answer)
                }
                _ => not_there(call),
            }
        }
        _ => not_there(call),
    }
}

fn enrollment_shown(call: &Call, enrollment: &Value) -> Value {
    let mut shown = application_and_profile(call);
    for kind in ["api", "est", "acme", "scep"] {
        shown[kind] = enrollment[kind].clone();
        if kind != "api" {
            shown[format!("{kind}Configured")] = (!enrollment[kind].is_null()).into();
        }
    }
    shown
}

fn set_enrollment(world: &mut World, call: &Call, link: &Value, kind: &str) -> Handled {
    let Some(row) = world.get_mut(PROFILES, text(link, "id")) else {
        return Err(ApiError::database());
    };
    if !row["_enrollment"].is_object() {
        row["_enrollment"] = json!({});
    }
    if call.operation.method == "DELETE" {
        row["_enrollment"][kind] = Value::Null;
        return reply(application_and_profile(call));
    }
    let mut stored = call.body.clone();
    stored["id"] = match row["_enrollment"][kind]["id"].as_str() {
        Some(id) => id.into(),
        None => new_id().into(),
    };
    let base = format!(
        "/{kind}/applications/{}/profiles/{}",
        call.param("applicationId"),
        call.param("profileId")
    );
    match kind {
        "est" => stored["estEndpointUrl"] = base.into(),
        "acme" => {
            stored["directoryUrl"] = format!("{base}/directory").into();
            let secret = &row["_enrollment"][kind]["_eab"];
            stored["_eab"] = if secret.is_string() {
                secret.clone()
            } else {
                random_text(32).into()
            };
        }
        "scep" => {
            if stored["challengeType"].is_null() {
                stored["challengeType"] = "static".into();
            }
            let password = stored["challengePassword"].as_str().map_or(0, str::len);
            if stored["challengeType"] == "static" && password < 8 {
                return Err(validate::custom(
                    &["challengePassword"],
                    "Challenge password must be at least 8 characters long",
                ));
            }
            stored["scepEndpointUrl"] = base.into();
            stored["raCertificatePem"] = "".into();
            stored["raCertExpiresAt"] = clock::text(call.now + Duration::days(365)).into();
        }
        _ => {
            if stored["renewBeforeDays"].is_null() {
                stored["renewBeforeDays"] = if stored["autoRenew"] == true {
                    7.into()
                } else {
                    Value::Null
                };
            }
        }
    }
    for secret in ["passphrase", "caChain", "challengePassword"] {
        if let Some(map) = stored.as_object_mut() {
            map.shift_remove(secret);
        }
    }
    row["_enrollment"][kind] = stored.clone();
    let mut answer = application_and_profile(call);
    answer[kind] = stored;
    reply(answer)
}

/// The key of a member's id in rows and in the path.
fn keys_of(kind: &str) -> (&'static str, &'static str, &'static str) {
    match kind {
        "users" => ("actorUserId", "userId", "users"),
        "groups" => ("actorGroupId", "groupId", "groups"),
        _ => ("actorIdentityId", "identityId", "identities"),
    }
}

fn member_shown(world: &World, row: &Value) -> Value {
    let mut shown = row.clone();
    shown["membershipId"] = row["id"].clone();
    let (table, key) = [
        ("users", "actorUserId"),
        ("groups", "actorGroupId"),
        ("identities", "actorIdentityId"),
    ]
    .into_iter()
    .find(|(_, key)| row[*key].is_string())
    .unwrap_or(("users", "actorUserId"));
    let member = world
        .get(table, text(row, key))
        .cloned()
        .unwrap_or_default();
    shown["details"] = json!({"name": member["name"], "email": member["email"], "username": member["username"], "authMethod": null, "slug": member["slug"]});
    shown
}

fn members(
    world: &mut World,
    call: &Call,
    application: &str,
    kind: &str,
    rest: &[&str],
) -> Handled {
    let (own_key, parameter, table) = keys_of(kind);
    let add = |world: &mut World, id: &str, role: &str| {
        let keys = json!({"applicationId": application, own_key: id, parameter: id, "role": role, "customRoleId": null});
        let member = new_row(call.now, row(keys));
        world.insert(MEMBERS, member.clone());
        member_shown(world, &member)
    };
    match (call.operation.method, rest) {
        ("GET", []) => reply(
            world
                .select(MEMBERS, |row| {
                    text(row, "applicationId") == application && row[own_key].is_string()
                })
                .iter()
                .map(|row| member_shown(world, row))
                .collect(),
        ),
        ("POST", []) => {
            let (mut added, mut skipped, mut unresolved) = (Vec::new(), Vec::new(), Vec::new());
            let ids = call.body["userIds"].as_array().cloned().unwrap_or_default();
            let emails = call.body["emails"].as_array().cloned().unwrap_or_default();
            for name in ids.iter().chain(&emails).filter_map(Value::as_str) {
                let user = world
                    .get("users", name)
                    .or_else(|| memberships::user_by_name(world, name))
                    .map(|user| text(user, "id").to_owned());
                let Some(user) = user.filter(|user| {
                    memberships::find(world, CERT_MANAGER_PROJECT, USER, user).is_ok()
                }) else {
                    unresolved.push(name.to_owned());
                    continue;
                };
                if world
                    .find(MEMBERS, |row| {
                        text(row, "applicationId") == application && text(row, own_key) == user
                    })
                    .is_some()
                {
                    skipped.push(name.to_owned());
                } else {
                    added.push(add(world, &user, call.text("role")));
                }
            }
            reply(json!({"memberships": added, "skipped": skipped, "unresolved": unresolved}))
        }
        (method, [_]) => {
            let id = call.param(parameter).to_owned();
            let member = world
                .find(MEMBERS, |row| {
                    text(row, "applicationId") == application && text(row, own_key) == id
                })
                .cloned();
            match (method, member) {
                ("POST", Some(_)) => Err(ApiError::bad_request(
                    "The member is already part of the application",
                )),
                ("POST", None) => {
                    world
                        .get(table, &id)
                        .ok_or_else(|| ApiError::unknown("member", &id))?;
                    reply(add(world, &id, call.text("role")))
                }
                (_, None) => Err(ApiError::unknown("membership", &id)),
                ("PATCH", Some(member)) => {
                    let row = world
                        .get_mut(MEMBERS, text(&member, "id"))
                        .ok_or_else(ApiError::database)?;
                    merge(row, call.object(), call.now);
                    let row = row.clone();
                    reply(member_shown(world, &row))
                }
                (_, Some(member)) => {
                    world.remove(MEMBERS, text(&member, "id"));
                    reply(json!({"membershipId": member["id"], "applicationId": application}))
                }
            }
        }
        _ => not_there(call),
    }
}

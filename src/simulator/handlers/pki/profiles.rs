//! Certificate policies, and the profiles that use them.

use serde_json::{Map, Value, json};

use super::project_for;
use crate::simulator::error::ApiError;
use crate::simulator::handlers::common::{not_there, reply, reply_page, unique};
use crate::simulator::handlers::{Call, Handled};
use crate::simulator::schema::slugify;
use crate::simulator::world::{Row, World, merge, new_id, new_row, random_text, row, text};

const PROFILES: &str = "certificate-profiles";
const POLICIES: &str = "certificate-policies";

/// Routes below `/cert-manager/certificate-profiles`.
pub fn profiles(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => {
            let fits = |row: &Value| {
                let same = |query: &str, key: &str| {
                    call.asked(query).is_empty() || text(row, key) == call.asked(query)
                };
                let application = call.asked("applicationId");
                let attached = || {
                    world
                        .find("application-profiles", |link| {
                            text(link, "applicationId") == application
                                && link["profileId"] == row["id"]
                        })
                        .is_some()
                };
                same("enrollmentType", "enrollmentType")
                    && same("issuerType", "issuerType")
                    && same("caId", "caId")
                    && (application.is_empty() || attached())
            };
            let found = world.select(PROFILES, fits);
            reply_page(call, found, &["slug", "description"], "totalCount")
        }
        ("POST", []) => create_profile(world, call),
        ("GET", ["slug", _]) => {
            let slug = call.param("slug");
            reply(
                world
                    .find(PROFILES, |row| text(row, "slug") == slug)
                    .cloned()
                    .ok_or_else(|| {
                        ApiError::not_found(
                            "profile",
                            format!("Certificate profile with slug '{slug}' not found"),
                        )
                    })?,
            )
        }
        (method, [_, rest @ ..]) => {
            let id = call.param("id").to_owned();
            let profile = world
                .get(PROFILES, &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("certificate-profile", &id))?;
            match (method, rest) {
                ("GET", []) => reply(detail(world, &profile)),
                ("PATCH", []) => {
                    if let Some(slug) = call.body["slug"].as_str() {
                        unique(
                            world,
                            PROFILES,
                            "slug",
                            slug,
                            &id,
                            "A certificate profile",
                            |row| row["projectId"] == profile["projectId"],
                        )?;
                    }
                    let row = world
                        .get_mut(PROFILES, &id)
                        .ok_or_else(ApiError::database)?;
                    merge(row, call.object(), call.now);
                    reply(row.clone())
                }
                ("DELETE", []) => {
                    world.remove(PROFILES, &id);
                    world.remove_where("application-profiles", |row| text(row, "profileId") == id);
                    reply(profile)
                }
                ("GET", ["certificates"]) => {
                    let found = world.select("certificates", |row| text(row, "profileId") == id);
                    let shown = found.into_iter().map(|mut row| {
                        row["cn"] = row["commonName"].clone();
                        row
                    });
                    reply_page(call, shown.collect(), &["cn"], "totalCount")
                }
                ("GET", ["certificates", "latest-active-bundle"]) => {
                    let latest = world
                        .select("certificates", |row| {
                            text(row, "profileId") == id && text(row, "status") == "active"
                        })
                        .pop()
                        .unwrap_or_default();
                    reply(
                        json!({"certificate": latest["certificate"], "certificateChain": latest["certificateChain"], "privateKey": latest["privateKey"], "serialNumber": latest["serialNumber"]}),
                    )
                }
                ("GET", ["acme", ..]) => reply(json!({"eabKid": id, "eabSecret": random_text(32)})),
                _ => not_there(call),
            }
        }
        _ => not_there(call),
    }
}

fn create_profile(world: &mut World, call: &Call) -> Handled {
    let policy = call.text("certificatePolicyId");
    world
        .get(POLICIES, policy)
        .ok_or_else(|| ApiError::unknown("certificate-policy", policy))?;
    if let Some(authority) = call.body["caId"].as_str() {
        world
            .get("authorities", authority)
            .ok_or_else(|| ApiError::unknown("ca", authority))?;
    }
    if call.text("issuerType") == "self-signed"
        && !["", "api"].contains(&call.text("enrollmentType"))
    {
        return Err(ApiError::bad_request(
            "Self-signed profiles only support API enrollment",
        ));
    }
    let project = project_for(call);
    unique(
        world,
        PROFILES,
        "slug",
        call.text("slug"),
        "",
        "A certificate profile",
        |row| row["projectId"] == project,
    )?;
    let mut keys = call.object();
    for (config, id) in [
        ("estConfig", "estConfigId"),
        ("apiConfig", "apiConfigId"),
        ("acmeConfig", "acmeConfigId"),
        ("scepConfig", "scepConfigId"),
    ] {
        let value = if keys.contains_key(config) {
            new_id().into()
        } else {
            Value::Null
        };
        keys.insert(id.into(), value);
    }
    keys.insert("projectId".into(), project);
    let profile = new_row(call.now, keys);
    world.insert(PROFILES, profile.clone());
    reply(profile)
}

fn detail(world: &World, profile: &Value) -> Value {
    let mut detail = profile.clone();
    if let Some(authority) = world.get("authorities", text(profile, "caId")) {
        let kind = text(authority, "type");
        detail["certificateAuthority"] = json!({"id": authority["id"], "projectId": authority["projectId"], "status": authority["status"], "name": authority["name"], "isExternal": kind != "internal", "externalType": (kind != "internal").then_some(kind)});
    }
    if let Some(policy) = world.get(POLICIES, text(profile, "certificatePolicyId")) {
        detail["certificatePolicy"] = json!({"id": policy["id"], "projectId": policy["projectId"], "name": policy["name"], "description": policy["description"].as_str().unwrap_or_default()});
    }
    detail
}

/// Routes below `/cert-manager/certificate-policies`.
pub fn policies(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => reply_page(
            call,
            world.rows(POLICIES).cloned().collect(),
            &["name", "description"],
            "totalCount",
        ),
        ("POST", []) => {
            check(call)?;
            let project = project_for(call);
            let mut keys = call.object();
            keys.insert(
                "name".into(),
                free_name(world, &slugify(call.text("name")), &project, "").into(),
            );
            keys.insert("projectId".into(), project);
            let policy = new_row(call.now, keys);
            world.insert(POLICIES, policy.clone());
            reply(policy)
        }
        (method, [_]) => {
            let id = call.param("id").to_owned();
            let policy = world
                .get(POLICIES, &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("certificate-policy", &id))?;
            match method {
                "GET" => reply(policy),
                "DELETE" => {
                    if world
                        .rows(PROFILES)
                        .any(|row| text(row, "certificatePolicyId") == id)
                    {
                        return Err(ApiError::forbidden(
                            "The certificate policy is in use by certificate profiles",
                        ));
                    }
                    world.remove(POLICIES, &id);
                    reply(policy)
                }
                _ => {
                    check(call)?;
                    // In the versions that were read a null subject or sans keeps the stored value.
                    let keeps = |(key, value): &(String, Value)| {
                        !(value.is_null() && ["subject", "sans"].contains(&key.as_str()))
                    };
                    let mut keys: Row = call
                        .object()
                        .into_iter()
                        .filter(keeps)
                        .collect::<Map<_, _>>();
                    if let Some(name) = call.body["name"].as_str() {
                        keys.insert(
                            "name".into(),
                            free_name(world, name, &policy["projectId"], &id).into(),
                        );
                    }
                    let row = world
                        .get_mut(POLICIES, &id)
                        .ok_or_else(ApiError::database)?;
                    merge(row, keys, call.now);
                    reply(row.clone())
                }
            }
        }
        _ => not_there(call),
    }
}

/// A name that the project has already gets a suffix instead of a refusal.
fn free_name(world: &World, name: &str, project: &Value, own: &str) -> String {
    let taken = world.find(POLICIES, |row| {
        text(row, "name") == name && row["projectId"] == *project && text(row, "id") != own
    });
    if taken.is_some() {
        format!("{name}-{}", random_text(8))
    } else {
        name.to_owned()
    }
}

/// A type may stand once in `subject` and in `sans`, a value once in each of their lists; denied excludes the others.
fn check(call: &Call) -> Result<(), ApiError> {
    let repeated = |values: Vec<&Value>| {
        values
            .iter()
            .enumerate()
            .any(|(index, value)| values[..index].contains(value))
    };
    for block in ["subject", "sans"] {
        let rules = call.body[block]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let twice = repeated(rules.iter().map(|rule| &rule["type"]).collect());
        let lists = rules
            .iter()
            .flat_map(|rule| ["allowed", "required", "denied"].map(|key| &rule[key]));
        if twice
            || lists
                .into_iter()
                .any(|list| repeated(list.as_array().into_iter().flatten().collect()))
        {
            return Err(ApiError::forbidden(format!("Duplicate entries in {block}")));
        }
    }
    for block in ["keyUsages", "extendedKeyUsages"] {
        let list = |key: &str| {
            call.body[block][key]
                .as_array()
                .cloned()
                .unwrap_or_default()
        };
        if list("denied")
            .iter()
            .any(|denied| list("allowed").contains(denied) || list("required").contains(denied))
        {
            return Err(crate::simulator::validate::custom(
                &[block],
                "A denied usage cannot be allowed or required",
            ));
        }
    }
    Ok(())
}

/// The profile of a certificate request with its authority.
pub fn for_issuing(world: &World, id: &str) -> Result<Value, ApiError> {
    world
        .get(PROFILES, id)
        .cloned()
        .ok_or_else(|| ApiError::unknown("certificate-profile", id))
}

/// The row that attaches a profile to an application.
pub fn link(application: &str, profile: &str) -> Row {
    row(json!({"applicationId": application, "profileId": profile}))
}

//! Additional privileges of an identity in a project, v2 and the older v1 that addresses them in the body.

use serde_json::{Value, json};

use super::common::{not_there, reply, without};
use super::{Call, Handled, memberships, places};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::validate;
use crate::simulator::world::{Row, World, merge, new_row, random_text, row, text};

/// Privilege routes.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match (call.operation.method, path) {
        ("POST", ["identity-project-additional-privilege"]) => {
            let project = text(places::project(world, call.text("projectId"))?, "id").to_owned();
            let mut keys = timing(&call.body["type"])?;
            keys.insert("permissions".into(), packed(&call.body["permissions"]));
            create(world, call, &project, keys)
        }
        ("POST", ["additional-privilege", "identity", kind]) => {
            let project = text(
                places::project_by_slug(world, call.text("projectSlug"))?,
                "id",
            )
            .to_owned();
            let mut keys = if *kind == "temporary" {
                temporary(&call.body)?
            } else {
                permanent()
            };
            keys.insert("permissions".into(), v1_permissions(&call.body)?);
            create(world, call, &project, keys)
        }
        ("GET", ["identity-project-additional-privilege"])
        | ("GET", ["additional-privilege", "identity"]) => {
            let project = match call.asked("projectSlug") {
                "" => places::project(world, call.asked("projectId"))?,
                slug => places::project_by_slug(world, slug)?,
            };
            let found = world.select("privileges", |row| {
                row["projectId"] == project["id"]
                    && text(row, "identityId") == call.asked("identityId")
            });
            let v2 = path[0] == "identity-project-additional-privilege";
            let shown = |privilege: Value| {
                if v2 {
                    Value::Object(without(row(privilege), &["permissions"]))
                } else {
                    privilege
                }
            };
            reply(found.into_iter().map(shown).collect())
        }
        ("GET", ["identity-project-additional-privilege", "slug", _])
        | ("GET", ["additional-privilege", "identity", _]) => reply(by_slug(
            world,
            call.asked("projectSlug"),
            call.asked("identityId"),
            call.param("privilegeSlug"),
        )?),
        ("PATCH", ["additional-privilege", "identity"]) => {
            let privilege = by_slug(
                world,
                call.text("projectSlug"),
                call.text("identityId"),
                call.text("privilegeSlug"),
            )?;
            let details = &call.body["privilegeDetails"];
            let mut keys = match details["isTemporary"].as_bool() {
                Some(true) => temporary(details)?,
                Some(false) => permanent(),
                None => Row::new(),
            };
            keys.insert("permissions".into(), v1_permissions(details)?);
            if let Some(slug) = details.get("slug") {
                keys.insert("slug".into(), slug.clone());
            }
            update(world, call, &privilege, keys)
        }
        ("DELETE", ["additional-privilege", "identity"]) => {
            let privilege = by_slug(
                world,
                call.text("projectSlug"),
                call.text("identityId"),
                call.text("privilegeSlug"),
            )?;
            world.remove("privileges", text(&privilege, "id"));
            reply(privilege)
        }
        (method, ["identity-project-additional-privilege", _]) => {
            let id = call.param("id");
            let privilege = world
                .get("privileges", id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("privilege", id))?;
            match method {
                "GET" => reply(privilege),
                "DELETE" => {
                    world.remove("privileges", id);
                    reply(privilege)
                }
                _ => {
                    let mut keys = timing(&call.body["type"])?;
                    keys.insert("slug".into(), call.text("slug").into());
                    if let Some(permissions) = call.body.get("permissions") {
                        keys.insert("permissions".into(), packed(permissions));
                    }
                    update(world, call, &privilege, keys)
                }
            }
        }
        _ => not_there(call),
    }
}

fn permanent() -> Row {
    row(
        json!({"isTemporary": false, "temporaryMode": null, "temporaryRange": null, "temporaryAccessStartTime": null, "temporaryAccessEndTime": null}),
    )
}

fn temporary(body: &Value) -> Result<Row, ApiError> {
    let range = clock::duration(text(body, "temporaryRange")).filter(|range| range.is_positive());
    let range = range.ok_or_else(|| {
        validate::custom(
            &["temporaryRange"],
            "Temporary range must be a positive number",
        )
    })?;
    let start = clock::parse(text(body, "temporaryAccessStartTime"))
        .ok_or_else(|| validate::custom(&["temporaryAccessStartTime"], "Invalid datetime"))?;
    let end = start
        .checked_add(range)
        .ok_or_else(|| validate::custom(&["temporaryRange"], "Temporary range is too long"))?;
    Ok(row(
        json!({"isTemporary": true, "temporaryMode": body["temporaryMode"], "temporaryRange": body["temporaryRange"], "temporaryAccessStartTime": clock::text(start), "temporaryAccessEndTime": clock::text(end)}),
    ))
}

fn timing(kind: &Value) -> Result<Row, ApiError> {
    if kind["isTemporary"] == true {
        temporary(kind)
    } else {
        Ok(permanent())
    }
}

/// Rules as they come back: actions as lists.
fn packed(rules: &Value) -> Value {
    let pack = |rule: &Value| {
        let mut rule = rule.clone();
        if rule["action"].is_string() {
            rule["action"] = json!([rule["action"]]);
        }
        rule
    };
    rules.as_array().into_iter().flatten().map(pack).collect()
}

/// The rules of a v1 body, in the form of v2: `privilegePermission` wins and becomes one rule per action.
fn v1_permissions(body: &Value) -> Result<Value, ApiError> {
    if let Some(one) = body.get("privilegePermission") {
        let rule = |action: &Value| json!({"action": [action], "subject": one["subject"], "conditions": one["conditions"]});
        return Ok(one["actions"]
            .as_array()
            .into_iter()
            .flatten()
            .map(rule)
            .collect());
    }
    body.get("permissions")
        .map(packed)
        .ok_or_else(|| ApiError::unauthorized("Permission or privilegePermission must be provided"))
}

fn by_slug(
    world: &World,
    project_slug: &str,
    identity: &str,
    slug: &str,
) -> Result<Value, ApiError> {
    let project = places::project_by_slug(world, project_slug)?;
    let fits = |row: &Value| {
        row["projectId"] == project["id"]
            && text(row, "identityId") == identity
            && text(row, "slug") == slug
    };
    world.find("privileges", fits).cloned().ok_or_else(|| {
        ApiError::not_found(
            "privilege",
            format!("Identity additional privilege with slug '{slug}' not found"),
        )
    })
}

fn free(
    world: &World,
    project: &Value,
    identity: &Value,
    slug: &Value,
    own: &Value,
) -> Result<(), ApiError> {
    let taken = |row: &Value| {
        row["projectId"] == *project
            && row["identityId"] == *identity
            && row["slug"] == *slug
            && row["id"] != *own
    };
    if world.find("privileges", taken).is_some() {
        Err(ApiError::bad_request(
            "Additional privilege with provided slug already exists",
        ))
    } else {
        Ok(())
    }
}

fn create(world: &mut World, call: &Call, project: &str, mut keys: Row) -> Handled {
    let identity = call.text("identityId");
    memberships::find(world, project, memberships::IDENTITY, identity)?;
    let slug = call.body["slug"]
        .as_str()
        .map_or_else(|| random_text(8), str::to_owned);
    free(
        world,
        &project.into(),
        &identity.into(),
        &slug.clone().into(),
        &Value::Null,
    )?;
    keys.extend(row(json!({"slug": slug, "identityId": identity, "projectId": project, "projectMembershipId": project})));
    let privilege = new_row(call.now, keys);
    world.insert("privileges", privilege.clone());
    reply(privilege)
}

fn update(world: &mut World, call: &Call, privilege: &Value, keys: Row) -> Handled {
    if let Some(slug) = keys.get("slug") {
        free(
            world,
            &privilege["projectId"],
            &privilege["identityId"],
            slug,
            &privilege["id"],
        )?;
    }
    let row = world
        .get_mut("privileges", text(privilege, "id"))
        .ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    reply(row.clone())
}

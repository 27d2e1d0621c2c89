//! Projects: today's routes and the deprecated «workspace» ones.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::common::{not_there, reply, reply_with, unique, without};
use super::{Call, Handled, environments, memberships, places};
use crate::simulator::error::ApiError;
use crate::simulator::world::{
    ADMIN_IDENTITY, DEMO_PROJECT, ORGANIZATION, World, merge, new_row, project_row, random_text,
    row, text,
};

const DEFAULT_ENVIRONMENTS: [(&str, &str); 3] = [
    ("Development", "dev"),
    ("Staging", "staging"),
    ("Production", "prod"),
];

/// Project routes, without what lies below a project.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => {
            let kind = call.asked("type");
            let member = |project: &Value| {
                call.actor.identity.as_deref().is_none_or(|identity| {
                    memberships::is_member(world, text(project, "id"), identity)
                })
            };
            let mine = world.select("projects", |project| {
                (kind.is_empty() || text(project, "type") == kind) && member(project)
            });
            reply(mine.iter().map(|project| shown(world, project)).collect())
        }
        ("POST", []) => create(world, call),
        ("PUT", [_, "audit-logs-retention"]) => {
            let id = text(places::project_of_path(world, call)?, "id").to_owned();
            change(world, call, &id, call.object())?;
            reply_with(
                shown(world, places::project(world, &id)?),
                json!({"message": "Successfully updated project's audit logs retention period"}),
            )
        }
        ("GET", [_] | ["slug", _]) => {
            let project = match rest {
                ["slug", _] => places::project_by_slug(world, call.param("slug"))?,
                _ => places::project_of_path(world, call)?,
            };
            reply(shown(world, project))
        }
        ("PATCH", [_]) => {
            let id = text(places::project_of_path(world, call)?, "id").to_owned();
            if let Some(slug) = call.body["slug"].as_str() {
                unique(world, "projects", "slug", slug, &id, "Project", |_| true)?;
            }
            let mut keys = call.object();
            if call.old {
                keys.retain(|key, _| ["name", "autoCapitalization"].contains(&key.as_str()));
                if keys.is_empty() {
                    return Err(ApiError::database());
                }
            }
            change(world, call, &id, keys)?;
            reply(shown(world, places::project(world, &id)?))
        }
        ("DELETE", [_]) => {
            let project = places::project_of_path(world, call)?.clone();
            if project["hasDeleteProtection"] == true {
                return Err(ApiError::forbidden("Project delete protection is enabled"));
            }
            remove(world, text(&project, "id"));
            reply(project)
        }
        _ => not_there(call),
    }
}

fn change(
    world: &mut World,
    call: &Call,
    id: &str,
    keys: crate::simulator::world::Row,
) -> Result<(), ApiError> {
    let project = world
        .get_mut("projects", id)
        .ok_or_else(|| ApiError::unknown("project", id))?;
    merge(project, keys, call.now);
    Ok(())
}

/// A project with its environments.
pub fn shown(world: &World, project: &Value) -> Value {
    let mut shown = project.clone();
    shown["_id"] = project["id"].clone();
    shown["environments"] = places::environments(world, text(project, "id"))
        .iter()
        .map(places::environment_shown)
        .collect();
    shown
}

fn create(world: &mut World, call: &Call) -> Handled {
    let name = call.text("projectName").trim();
    let slug = match call.body["slug"].as_str() {
        Some(slug) => slug.to_owned(),
        None => crate::simulator::schema::slugify(&format!("{name}-{}", random_text(4))),
    };
    if call.old
        && world
            .find("projects", |row| text(row, "slug") == slug)
            .is_some()
    {
        return Err(ApiError::database());
    }
    unique(world, "projects", "slug", &slug, "", "Project", |_| true)?;
    let template = call.text("template");
    let template = if template.is_empty() || template == "default" {
        None
    } else {
        let found = world
            .find("templates", |row| text(row, "name") == template)
            .cloned();
        Some(found.ok_or_else(|| {
            ApiError::not_found(
                "template",
                format!("Project template with name '{template}' not found"),
            )
        })?)
    };
    let kms = call.text("kmsKeyId");
    let known_key =
        world.get("kms-keys", kms).is_some() || world.get("external-kms", kms).is_some();
    if !kms.is_empty() && !known_key {
        return Err(ApiError::forbidden(
            "KMS ID does not belong in the organization",
        ));
    }
    let mut project = new_row(call.now, row(project_row(name, &slug, call.text("type"))));
    if !call.old {
        project["description"] = call.body["projectDescription"]
            .as_str()
            .map(str::trim)
            .into();
        project["hasDeleteProtection"] = call.body["hasDeleteProtection"].clone();
    }
    project["kmsSecretManagerKeyId"] = if kms.is_empty() {
        Value::Null
    } else {
        kms.into()
    };
    let id = text(&project, "id").to_owned();
    world.insert("projects", project);
    match &template {
        Some(template) => {
            for environment in template["environments"].as_array().into_iter().flatten() {
                environments::add(
                    world,
                    call.now,
                    &id,
                    text(environment, "name"),
                    text(environment, "slug"),
                );
            }
            for role in template["_roles"].as_array().into_iter().flatten() {
                let keys = json!({"name": role["name"], "slug": role["slug"], "description": null, "permissions": role["permissions"], "projectId": id});
                world.insert("project-roles", new_row(call.now, row(keys)));
            }
        }
        None if call.old || call.body["shouldCreateDefaultEnvs"] != false => {
            default_environments(world, call.now, &id)
        }
        None => {}
    }
    if let Some(identity) = &call.actor.identity {
        memberships::add_identity(world, call.now, &id, identity, &json!([{"role": "admin"}]))?;
    }
    reply(shown(world, places::project(world, &id)?))
}

fn default_environments(world: &mut World, now: OffsetDateTime, project: &str) {
    for (name, slug) in DEFAULT_ENVIRONMENTS {
        environments::add(world, now, project, name, slug);
    }
}

/// Takes a project away with all that lies in it.
fn remove(world: &mut World, id: &str) {
    world.remove("projects", id);
    for environment in world.select("environments", |row| text(row, "projectId") == id) {
        environments::remove(world, text(&environment, "id"));
    }
    let below = [
        "memberships",
        "project-roles",
        "tags",
        "webhooks",
        "secret-policies",
        "access-policies",
        "secret-syncs",
        "secret-rotations",
        "kms-keys",
        "data-sources",
        "privileges",
        "connections",
        "integration-auths",
        "scan-configs",
    ];
    for table in below {
        world.remove_where(table, |row| text(row, "projectId") == id);
    }
    for identity in world.remove_where("identities", |row| text(row, "projectId") == id) {
        super::identities::remove_belongings(world, text(&identity, "id"));
    }
}

/// The project `demo` with three environments and a few secrets.
pub fn seed_demo(world: &mut World, now: OffsetDateTime) {
    let mut project = new_row(
        now,
        without(row(project_row("demo", "demo", "secret-manager")), &[]),
    );
    project["id"] = DEMO_PROJECT.into();
    project["orgId"] = ORGANIZATION.into();
    world.insert("projects", project);
    default_environments(world, now, DEMO_PROJECT);
    // The identity exists from the bootstrap and the role is built in, so this cannot be refused.
    let _ = memberships::add_identity(
        world,
        now,
        DEMO_PROJECT,
        ADMIN_IDENTITY,
        &json!([{"role": "admin"}]),
    );
}

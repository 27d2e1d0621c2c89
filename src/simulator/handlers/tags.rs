//! Secret tags of a project.

use serde_json::{Value, json};

use super::common::{not_there, reply};
use super::{Call, Handled, places};
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, merge, new_row, row, text};

/// Tag routes below a project.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    let project = call.param("projectId");
    match (call.operation.method, rest) {
        ("GET", []) => {
            places::project(world, project)?;
            reply(
                world
                    .select("tags", |row| text(row, "projectId") == project)
                    .into(),
            )
        }
        ("POST", []) => {
            places::project(world, project)?;
            free(world, project, call.text("slug"), "")?;
            let keys = json!({"slug": call.text("slug"), "color": call.text("color"), "createdBy": call.actor.identity, "createdByActorType": "identity", "projectId": project});
            let tag = new_row(call.now, row(keys));
            world.insert("tags", tag.clone());
            reply(tag)
        }
        ("GET", ["slug", _]) => {
            let slug = call.param("tagSlug");
            let tag = world.find("tags", |row| {
                text(row, "projectId") == project && text(row, "slug") == slug
            });
            reply(named(tag.ok_or_else(|| {
                ApiError::not_found("tag", format!("Tag with slug '{slug}' not found"))
            })?))
        }
        ("GET", [_]) => reply(named(find(world, call)?)),
        ("PATCH", [_]) => {
            let tag = find(world, call)?.clone();
            free(
                world,
                text(&tag, "projectId"),
                call.text("slug"),
                text(&tag, "id"),
            )?;
            let row = world
                .get_mut("tags", text(&tag, "id"))
                .ok_or_else(ApiError::database)?;
            merge(row, call.object(), call.now);
            reply(row.clone())
        }
        ("DELETE", [_]) => {
            let tag = find(world, call)?.clone();
            world.remove("tags", text(&tag, "id"));
            world.for_each("secrets", |secret| {
                if let Some(tags) = secret["_tags"].as_array_mut() {
                    tags.retain(|id| *id != tag["id"]);
                }
            });
            reply(tag)
        }
        _ => not_there(call),
    }
}

fn find<'a>(world: &'a World, call: &Call) -> Result<&'a Value, ApiError> {
    let id = call.param("tagId");
    world
        .get("tags", id)
        .ok_or_else(|| ApiError::unknown("tag", id))
}

fn free(world: &World, project: &str, slug: &str, own: &str) -> Result<(), ApiError> {
    let taken = |row: &Value| {
        text(row, "projectId") == project && text(row, "slug") == slug && text(row, "id") != own
    };
    if world.find("tags", taken).is_some() {
        Err(ApiError::bad_request("Tag already exist"))
    } else {
        Ok(())
    }
}

/// Single reads have a name, which is the slug.
fn named(tag: &Value) -> Value {
    let mut tag = tag.clone();
    tag["name"] = tag["slug"].clone();
    tag
}

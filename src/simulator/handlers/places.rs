//! Where things lie: project, environment, folder.

use serde_json::{Value, json};

use super::Call;
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, text};

/// A project by id.
pub fn project<'a>(world: &'a World, id: &str) -> Result<&'a Value, ApiError> {
    world
        .get("projects", id)
        .ok_or_else(|| ApiError::unknown("project", id))
}

/// A project by slug.
pub fn project_by_slug<'a>(world: &'a World, slug: &str) -> Result<&'a Value, ApiError> {
    world
        .find("projects", |row| text(row, "slug") == slug)
        .ok_or_else(|| {
            ApiError::not_found("project", format!("Project with slug '{slug}' not found"))
        })
}

/// The project that the path names, by `projectId` or `workspaceId`, or by slug on the slug routes.
pub fn project_of_path<'a>(world: &'a World, call: &Call) -> Result<&'a Value, ApiError> {
    match call.path.first() {
        Some((name, value)) if name.ends_with("Slug") || *name == "slug" => {
            project_by_slug(world, value)
        }
        Some((_, value)) => project(world, value),
        None => Err(ApiError::unknown("project", "")),
    }
}

/// Whether an environment is there: soft-deleted ones are not.
fn alive(environment: &Value) -> bool {
    environment.get("softDeletedAt").is_none_or(Value::is_null)
}

/// The environments of a project in their order.
pub fn environments(world: &World, project: &str) -> Vec<Value> {
    let mut all = world.select("environments", |row| {
        text(row, "projectId") == project && alive(row)
    });
    all.sort_by_key(|row| row["position"].as_i64());
    all
}

/// An environment by slug.
pub fn environment<'a>(world: &'a World, project: &str, slug: &str) -> Result<&'a Value, ApiError> {
    let found = world.find("environments", |row| {
        text(row, "projectId") == project && text(row, "slug") == slug && alive(row)
    });
    found.ok_or_else(|| {
        ApiError::not_found(
            "environment",
            format!("Environment with slug '{slug}' in project with ID '{project}' not found"),
        )
    })
}

/// An environment as other objects show it.
pub fn environment_shown(environment: &Value) -> Value {
    json!({"id": environment["id"], "name": environment["name"], "slug": environment["slug"]})
}

/// A secret path: trimmed, without one trailing slash; nothing is added in front.
pub fn secret_path(path: &str) -> String {
    let path = path.trim();
    if path.len() > 1 {
        path.strip_suffix('/').unwrap_or(path).to_owned()
    } else {
        path.to_owned()
    }
}

/// A folder path: as a secret path, with a leading slash.
pub fn folder_path_in(path: &str) -> String {
    let path = path.trim();
    secret_path(&if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("/{path}")
    })
}

/// The names of a path.
pub fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|name| !name.is_empty())
}

/// The root folder of an environment.
pub fn root_folder<'a>(world: &'a World, environment: &str) -> Option<&'a Value> {
    world.find("folders", |row| {
        text(row, "envId") == environment && row["parentId"].is_null()
    })
}

/// The folder of a name below another; the first when a race made several.
pub fn child<'a>(world: &'a World, parent: &str, name: &str) -> Option<&'a Value> {
    world.find("folders", |row| {
        text(row, "parentId") == parent && text(row, "name") == name
    })
}

/// A folder by its path in an environment.
pub fn folder_in<'a>(world: &'a World, environment: &str, path: &str) -> Option<&'a Value> {
    if !path.starts_with('/') {
        return None;
    }
    names(path).try_fold(root_folder(world, environment)?, |folder, name| {
        child(world, text(folder, "id"), name)
    })
}

/// A folder by project, environment slug and path.
pub fn folder<'a>(
    world: &'a World,
    project: &str,
    environment_slug: &str,
    path: &str,
) -> Result<&'a Value, ApiError> {
    let missing = || {
        ApiError::not_found(
            "folder",
            format!(
                "Folder with path '{path}' in environment with slug '{environment_slug}' not found"
            ),
        )
    };
    let environment = environment(world, project, environment_slug)?;
    folder_in(world, text(environment, "id"), path).ok_or_else(missing)
}

/// The path of a folder.
pub fn path_of(world: &World, folder: &str) -> String {
    let mut names = Vec::new();
    let mut here = world.get("folders", folder);
    while let Some(row) = here
        && !row["parentId"].is_null()
    {
        names.push(text(row, "name").to_owned());
        here = world.get("folders", text(row, "parentId"));
    }
    names.reverse();
    format!("/{}", names.join("/"))
}

/// The environment that a folder is in.
pub fn environment_of<'a>(world: &'a World, folder: &str) -> Option<&'a Value> {
    world.get("environments", text(world.get("folders", folder)?, "envId"))
}

/// The folder and everything below it.
pub fn tree(world: &World, folder: &str) -> Vec<String> {
    let mut all = vec![folder.to_owned()];
    let mut next = 0;
    while next < all.len() {
        let parent = all[next].clone();
        all.extend(
            world
                .rows("folders")
                .filter(|row| text(row, "parentId") == parent)
                .map(|row| text(row, "id").to_owned()),
        );
        next += 1;
    }
    all
}

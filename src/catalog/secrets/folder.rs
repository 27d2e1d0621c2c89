//! A folder of secrets in an environment.

use serde_json::Value as Json;

use super::{SUBCATEGORY, place, project_id};
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

/// Where a folder is looked for: body members of PATCH and DELETE.
fn located(call: Call, project: &str) -> Call {
    call.fills(project, "{project_id}")
        .fills("environment", "{environment_slug}")
        .fills("path", "{folder_path}")
}

fn update() -> Call {
    let call = |path: &str| patch(path).envelope("folder");
    located(call("/api/v2/folders/{id}"), "projectId")
        .or_deprecated(located(call("/api/v1/folders/{id}"), "workspaceId"))
}

/// Finds a folder by its name below a path.
fn find(path: &str) -> Call {
    let list = |version: &str, project: &str| {
        get(&format!("/api/{version}/folders?{project}={{project_id}}&environment={{environment_slug}}&path={path}"))
            .envelope("folders")
            .pick("name", "name")
    };
    list("v2", "projectId").or_deprecated(list("v1", "workspaceId"))
}

pub(super) fn resource() -> RestResource {
    RestResource::new("secret_folder", "secret folder", SUBCATEGORY)
        .doc("A folder of secrets in an environment. Folders on the way to it are created with it.")
        .fields([
            id(),
            project_id().read_as(["projectId"]),
            string("environment_slug").required().replace().create_as("environment").read_as(["environment.envSlug"]).doc("Slug of the environment that it lies in."),
            string("folder_path").required().replace().create_as("path").read_as(["folderPath"]).equality(Equality::TrailingSlash)
                .doc("Path of the folder that it lies in; `/` is the top."),
            string("name").required().len(1..=255).pattern("^[a-zA-Z0-9_-]+$", "must consist of letters, digits, hyphens and underscores").always().doc("Name of the folder. A change renames it with all that it holds."),
            string("description").default("").doc("What the folder is for."),
            boolean("force_delete").default(false).local().doc("Delete the folder even when it holds secrets or folders that Terraform does not manage. Servers of 2024 know no other way."),
            string("environment_id").computed().json("envId").doc("ID of the environment."),
            string("path").computed().doc("Full path of the folder, its own name included: use it as `folder_path` of what goes into it."),
        ])
        .creates(post("/api/v2/folders").envelope("folder").or_deprecated(post("/api/v1/folders").envelope("folder").renames("projectId", "workspaceId")))
        // A folder that exists already is answered as it is.
        .creates(update().only(&["name", "description"]).when(Condition::Changed(vec!["description"])))
        .reads(get("/api/v2/folders/{id}").envelope("folder").or_deprecated(get("/api/v1/folders/{id}").envelope("folder")))
        .updates(update())
        .deletes(located(delete("/api/v2/folders/{id}"), "projectId").fills("forceDelete", "{force_delete}")
            .or_deprecated(located(delete("/api/v1/folders/{id}"), "workspaceId")))
        .listed("/api/v2/folders?projectId={project_id}&environment={environment_slug}&path={folder_path}", "folders")
        .list_or_deprecated(get("/api/v1/folders?workspaceId={project_id}&environment={environment_slug}&path={folder_path}").envelope("folders"))
        // The server takes no locks: creates below one missing parent would make it several times.
        .locks("folders/{project_id}/{environment_slug}")
        // Servers of 2024 do not tell where a folder lies, so that the ID alone is not enough there.
        .import_by("{id:uuid}", get("/api/v2/folders/{id}").envelope("folder"))
        .import_by("{project_id}/{environment_slug}/{folder_path:path}/{name}", find("/{folder_path}"))
        .import_by("{project_id}/{environment_slug}/{name}", find("/"))
        .identity(&["id"])
        // Servers of 2024 say so about the folder and about its path.
        .gone_when(400, "not found")
        .on_plan(plan_path)
        .on_answer(tell_place)
}

/// The path is known as soon as the name and the parent are: what lies below it can be planned.
fn plan_path(plan: &mut Plan) {
    let (folder, name) = (plan.planned.get("folder_path"), plan.planned.get("name"));
    let path = match (folder, name) {
        (Value::String(folder), Value::String(name)) => {
            Value::string(place::join(folder, name.trim()))
        }
        (Value::Unknown, _) | (_, Value::Unknown) => Value::Unknown,
        _ => return,
    };
    let kept = plan.prior.get("folder_path") == folder && plan.prior.get("name") == name;
    if !kept {
        plan.planned.set("path", path);
    }
}

/// Where it lies is told by the full path, or (elements of lists, servers of 2024) known before.
fn tell_place(answer: &mut Json, known: &Value) {
    // The path of an import id is not the configuration's spelling.
    let imported = known.get("id").is_null();
    let before = known.get("folder_path").as_str();
    let folder = match answer.get("path").and_then(Json::as_str) {
        Some(path) => place::parent(path),
        None => {
            let folder = place::normal(before.unwrap_or("/"));
            let name = answer
                .get("name")
                .and_then(Json::as_str)
                .unwrap_or_default();
            answer["path"] = json!(place::join(&folder, name));
            folder
        }
    };
    answer["folderPath"] = match before {
        Some(before) if !imported && place::same(before, &folder) => json!(before),
        _ => json!(folder),
    };
    if answer.get("description").is_some_and(Json::is_null) {
        answer["description"] = json!("");
    }
}

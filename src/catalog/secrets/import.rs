//! A secret import: a folder takes over the secrets of another folder.

use super::{SUBCATEGORY, project_id};
use crate::rest::prelude::*;

const LIST: &str = "/api/v2/secret-imports?projectId={project_id}&environment={environment_slug}&path={folder_path}";

/// Body members that say where the import lies.
fn located(call: Call, project: &str) -> Call {
    call.envelope("secretImport")
        .fills(project, "{project_id}")
        .fills("environment", "{environment_slug}")
        .fills("path", "{folder_path}")
}

fn old_list() -> Call {
    get("/api/v1/secret-imports?workspaceId={project_id}&environment={environment_slug}&path={folder_path}").envelope("secretImports")
}

fn update() -> Call {
    located(patch("/api/v2/secret-imports/{id}"), "projectId")
        .or_deprecated(located(patch("/api/v1/secret-imports/{id}"), "workspaceId"))
}

pub(super) fn resource() -> RestResource {
    RestResource::new("secret_import", "secret import", SUBCATEGORY)
        .doc("Takes the secrets of another environment or folder over into a folder. Where several imports have a secret of the same name, the last one counts; the folder's own secrets come before all imports.")
        .fields([
            id(),
            project_id().read_as(["projectId"]),
            string("environment_slug").required().replace().create_as("environment").read_as(["environment.slug"]).doc("Slug of the environment that imports."),
            string("folder_path").required().replace().create_as("path").read_as(["secretPath"]).equality(Equality::TrailingSlash).doc("Path of the folder that imports; `/` is the top."),
            string("import_environment_slug").required().create_as("import.environment").update_as("import.environment").read_as(["importEnv.slug"]).doc("Slug of the environment to import from."),
            string("import_folder_path").required().create_as("import.path").update_as("import.path").read_as(["importPath"]).equality(Equality::TrailingSlash).doc("Path of the folder to import from; `/` is the top."),
            boolean("is_replication").required().replace().absent_means(false).doc("Copy the secrets instead of referring to them (enterprise)."),
            integer("position").optional_computed().at_least(1).not_in_create().update_as("import.position").doc("Place among the folder's imports, beginning with 1; last by default. Others move to make room."),
            boolean("is_replication_success").computed().volatile().doc("Whether the last replication worked."),
            string("replication_status").computed().volatile().doc("What went wrong in the last replication."),
            string("last_replicated").computed().volatile().doc("When it was last replicated."),
        ])
        .creates(post("/api/v2/secret-imports").envelope("secretImport").or_deprecated(post("/api/v1/secret-imports").envelope("secretImport").renames("projectId", "workspaceId")))
        .creates(update().only(&["position"]).when(Condition::Changed(vec!["position"])))
        .reads(get("/api/v2/secret-imports/{id}").envelope("secretImport")
            .or_deprecated(get("/api/v1/secret-imports/{id}").envelope("secretImport").or_deprecated(old_list().pick("id", "id"))))
        .updates(update())
        .deletes(located(delete("/api/v2/secret-imports/{id}"), "projectId").or_deprecated(located(delete("/api/v1/secret-imports/{id}"), "workspaceId")))
        .listed(LIST, "secretImports")
        .list_or_deprecated(old_list())
        .list_keys("id", "importPath")
        // The server takes no locks, and parallel creates collide on the position. By environment, since a path has several spellings.
        .locks("secret-imports/{project_id}/{environment_slug}")
        // Servers of 2024 do not find an import by its ID alone.
        .import_by("{id:uuid}", get("/api/v2/secret-imports/{id}").envelope("secretImport").or_deprecated(get("/api/v1/secret-imports/{id}").envelope("secretImport")))
        .import_by("{project_id}:{environment_slug}:{folder_path}:{position}", get(LIST).envelope("secretImports").pick("position", "position").or_deprecated(old_list().pick("position", "position")))
        .identity(&["id"])
}

/// The action that copies the secrets of a replicating import now.
pub(super) fn resync() -> RestAction {
    RestAction::new(
        "secret_import_resync",
        "Replicate a secret import",
        SUBCATEGORY,
    )
    .doc("Copies the secrets of an import with `is_replication` again, now. Infisical lets users do this only, no machine identities.")
    .fields([
        string("import_id").required().uuid().not_sent().doc("ID of the secret import."),
        string("project_id").required().not_empty().doc("ID of the project: `id` of `infisical_project`, or in the settings of the project."),
        string("environment_slug").required().not_empty().json("environment").doc("Slug of the environment that imports."),
        string("folder_path").required().not_empty().json("path").doc("Path of the folder that imports."),
    ])
    .does(post("/api/v2/secret-imports/{import_id}/replication-resync"))
}

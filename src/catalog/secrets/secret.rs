//! A secret: a name and a value in one folder of one environment.

use super::address;
use crate::rest::prelude::*;

const LIST: &str = "/api/v4/secrets?projectId={workspace_id}&environment={env_slug}&secretPath={folder_path}&viewSecretValue=true&expandSecretReferences=false&includeImports=false&recursive=false";

pub(super) fn resource() -> RestResource {
    let old = |call: Call| call.renames("projectId", "workspaceId");
    RestResource::new("secret", "secret", "Secrets")
        .doc("A secret. Its value may be given as the write-only `value_wo`, so that it never reaches the state.")
        .fields([
            id(),
            address("env_slug", "environment", "Slug of the environment."),
            address("folder_path", "secretPath", "Path of the folder, `/` for the root.").equality(Equality::TrailingSlash),
            address("workspace_id", "projectId", "ID of the project.").read_as(["workspace"]).optional_computed(),
            string("name").required().len(1..=100).pattern("^[^/:]+$", "text without `/` and `:`")
                .not_sent().update_as("newSecretName").read_as(["secretKey"]).doc("Name of the secret; changing it renames the secret in place."),
            string("value").json("secretValue").secret().read_as(["secretValue"]).trimmed().doc("The value. Infisical removes white space around it, except one newline at the end."),
            string("comment").json("secretComment").clear_with("").doc("A comment shown beside the secret."),
            string_set("tag_ids").json("tagIds").codec(Codec::IdsOf("id")).read_as(["tags"]).clear_with(json!([])).doc("IDs of its tags."),
            string_map("metadata").json("secretMetadata").codec(Codec::KeyValues).clear_with(json!([])).doc("Free keys and values about the secret; not secret themselves."),
            object("secret_reminder", [
                string("note").json("secretReminderNote").doc("Text of the reminder."),
                integer("repeat_days").required().range(1..=365).json("secretReminderRepeatDays").doc("Days between reminders."),
            ]).flatten().unread_members().doc("Reminds people to rotate the secret."),
            string("last_updated").json("updatedAt").computed().volatile().doc("When it was last changed."),
        ])
        .creates(post("/api/v4/secrets/{name}").envelope("secret").or_deprecated(old(post("/api/v3/secrets/raw/{name}").envelope("secret"))))
        .reads(get("/api/v4/secrets/id/{id}").envelope("secret").or_deprecated(get("/api/v3/secrets/raw/id/{id}").envelope("secret")
            .or_deprecated(get("/api/v3/secrets/raw/{name}?workspaceId={workspace_id}&environment={env_slug}&secretPath={folder_path}&type=shared&viewSecretValue=true&expandSecretReferences=false&include_imports=false").envelope("secret"))))
        .updates(patch("/api/v4/secrets/{name}").envelope("secret").or_deprecated(old(patch("/api/v3/secrets/raw/{name}").envelope("secret"))))
        .updates(delete("/api/v1/reminders/secrets/{id}").ignore_answer().when(Condition::Removed("secret_reminder")))
        .deletes(address_body(delete("/api/v4/secrets/{name}")).or_deprecated(old(address_body(delete("/api/v3/secrets/raw/{name}")))))
        .listed(LIST, "secrets")
        .list_keys("id", "secretKey")
        .refused_by("approval", "A secret approval policy guards this path: Infisical opened an approval request and wrote nothing. Exempt the provider's identity (bypassers of the policy), or merge the request and import the secret.")
        .import("{id:uuid}")
        .import_by("write-only:{id:uuid}", get("/api/v4/secrets/id/{id}").envelope("secret"))
        .import_by("{workspace_id}:{env_slug}:{folder_path}:{name}", by_name())
        .import_by("write-only:{workspace_id}:{env_slug}:{folder_path}:{name}", by_name())
        .identity(&["id"])
        .on_read(keep_write_only)
        .blames("value")
}

fn by_name() -> Call {
    get("/api/v4/secrets/{name}?projectId={workspace_id}&environment={env_slug}&secretPath={folder_path}&type=shared&viewSecretValue=true&expandSecretReferences=false&includeImports=false")
        .envelope("secret")
}

fn address_body(call: Call) -> Call {
    call.fills("projectId", "{workspace_id}")
        .fills("environment", "{env_slug}")
        .fills("secretPath", "{folder_path}")
        .adds("type", "shared")
}

/// A value that came write-only stays out of the state; one that the identity may not read is kept as it was.
fn keep_write_only(state: &mut Value, prior: &Value) {
    let write_only = prior.get("value").is_null() && !prior.get("value_wo_version").is_null();
    let hidden = state.get("value").as_str() == Some("<hidden-by-infisical>");
    if write_only || hidden {
        let kept = prior.get("value");
        state.set(
            "value",
            if kept.is_unknown() {
                Value::Null
            } else {
                kept.clone()
            },
        );
    }
}

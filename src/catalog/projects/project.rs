//! A project: the container of secrets, certificates or keys.

use serde_json::Value as Json;

use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    RestResource::new("project", "project", "Projects")
        .doc("A project holds secrets (or certificates, or keys) with their environments, members and settings.")
        .fields([
            id().read_as(["id", "found.id"]),
            string("name").required().len(1..=64).create_as("projectName").doc("Name of the project."),
            string("slug").required().len(5..=36).slug().doc("Unique short name, used in URLs: lower-case letters, digits and hyphens."),
            string("description").len(0..=256).create_as("projectDescription").clear_with("").doc("What the project is for."),
            string("type").one_of(["secret-manager", "cert-manager", "kms", "ssh", "secret-scanning", "pam", "ai"]).optional_computed().refuse_change()
                .doc("Kind of the project (default `secret-manager`); fixed once it exists."),
            string("template_name").not_empty().json("template").refuse_change().unread().doc("Project template to create it from; fixed once it exists."),
            boolean("should_create_default_envs").refuse_change().unread()
                .doc("Create the environments `dev`, `staging` and `prod` with the project (default true); fixed once it exists."),
            string("kms_secret_manager_key_id").create_as("kmsKeyId").read_as(["kmsSecretManagerKeyId", "older.kmsSecretManagerKeyId"]).optional_computed().refuse_change()
                .doc("ID of the KMS key that encrypts its secrets; fixed once it exists."),
            boolean("has_delete_protection").optional_computed().absent_means(false).doc("Refuse to delete the project while this is true."),
            integer("audit_log_retention_days").json("auditLogsRetentionDays").not_in_create().optional_computed().at_least(0).absent_means(0).doc("Days that audit logs are kept; 0 means as long as the plan allows."),
            setting(boolean("auto_capitalization")).doc("Turn secret names to upper case in the web interface."),
            setting(boolean("secret_sharing")).doc("Allow sharing secrets by link."),
            setting(boolean("show_snapshots_legacy")).doc("Show the old snapshots view."),
            setting(boolean("enforce_encrypted_secret_manager_secret_metadata")).doc("Require that metadata of secrets is encrypted."),
            setting(integer("pit_version_limit")).range(1..=100).doc("How many versions of each secret are kept for point-in-time recovery."),
            setting(strings("secret_detection_ignore_values")).unordered().doc("Values that secret detection leaves alone."),
            string("last_updated").json("updatedAt").computed().volatile().codec(Codec::Rfc850).doc("When the project was last changed."),
        ])
        .creates(post("/api/v1/projects").envelope("project").or_deprecated(post("/api/v2/workspace").envelope("project")))
        .creates(patch("/api/v1/projects/{id}").envelope("project").only(SETTINGS).when(Condition::Set(SETTINGS.to_vec())))
        .creates(retention(Condition::Set(vec![RETENTION])))
        .reads(get("/api/v1/projects/{id}").envelope("project").or_deprecated(get("/api/v1/workspace/{id}").envelope("workspace")))
        // Only an older route tells the key, when it does: asked after an import.
        .reads(get("/api/v2/workspace/{json:slug}").under("older").tolerates(&[400, 401, 403, 404, 500]).tolerates_unknown_route()
            .when(Condition::Unset(vec!["kms_secret_manager_key_id"])))
        .updates(patch("/api/v1/projects/{id}").envelope("project").except(&[RETENTION]).or_deprecated(patch("/api/v2/workspace/{slug}")))
        .updates(retention(Condition::All(vec![Condition::Changed(vec![RETENTION]), Condition::Set(vec![RETENTION])])))
        .deletes(delete("/api/v1/projects/{id}").or_deprecated(delete("/api/v2/workspace/{slug}")))
        .listed("/api/v1/projects", "projects")
        .list_keys("id", "slug")
        .import("{id:uuid}")
        .import_by("{slug}", get("/api/v1/projects/slug/{slug}").under("found").or_deprecated(get("/api/v2/workspace/{slug}").under("found")))
        .identity(&["id"])
        .on_answer(tell_key)
        .warns_on_destroy("Destroying a project deletes everything in it: secrets, folders, environments, memberships.")
}

/// Attributes that only the update endpoint takes: a create that sets one is followed by an update.
const SETTINGS: &[&str] = &[
    "auto_capitalization",
    "secret_sharing",
    "show_snapshots_legacy",
    "enforce_encrypted_secret_manager_secret_metadata",
    "pit_version_limit",
    "secret_detection_ignore_values",
];

fn setting(field: Field) -> Field {
    field.optional_computed().not_in_create()
}

const RETENTION: &str = "audit_log_retention_days";

/// The retention has a route of its own.
fn retention(when: Condition) -> Call {
    let call = |path: &str, envelope: &str| {
        put(path)
            .envelope(envelope)
            .only(&[RETENTION])
            .when(when.clone())
    };
    call("/api/v1/projects/{id}/audit-logs-retention", "project").or_deprecated(call(
        "/api/v1/workspace/{slug}/audit-logs-retention",
        "workspace",
    ))
}

/// A key that the API does not tell is the one that the state has; none is an empty text.
fn tell_key(answer: &mut Json, known: &Value) {
    if answer.get("id").is_none() {
        // An import looks for the project: the read comes later.
        return;
    }
    let told = |name: &str| answer.pointer(name).is_some_and(Json::is_string);
    if !told("/kmsSecretManagerKeyId") && !told("/older/kmsSecretManagerKeyId") {
        let key = known.get("kms_secret_manager_key_id").as_str();
        answer["kmsSecretManagerKeyId"] = json!(key.unwrap_or_default());
    }
}

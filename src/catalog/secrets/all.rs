//! The data source of all secrets of a folder.

use crate::rest::prelude::*;

pub(super) fn data_source() -> RestDataSource {
    RestDataSource::new("secrets", "secrets", "Secrets")
            .doc("All secrets of a folder. Their values stand in the state: prefer the ephemeral `infisical_secret`.")
            .fields([
                string("workspace_id").optional_computed().doc("ID of the project."),
                string("env_slug").required().doc("Slug of the environment."),
                string("folder_path").required().doc("Path of the folder."),
                boolean("expand_references").default(true).doc("Resolve references such as `${prod.KEY}` (default true)."),
                boolean("include_imports").default(false).doc("Also give imported secrets (default false)."),
                boolean("recursive").default(false).doc("Also give the secrets of folders below (default false)."),
                object_map("secrets", [
                    string("value").sensitive().json("secretValue").doc("The value."),
                    string("comment").json("secretComment").doc("The comment."),
                    string("secret_type").json("type").doc("`shared` or `personal`."),
                ]).computed().doc("The secrets by name."),
            ])
            .reads(get("/api/v4/secrets?projectId={workspace_id}&environment={env_slug}&secretPath={folder_path}&viewSecretValue=true&expandSecretReferences={expand_references}&includeImports={include_imports}&recursive={recursive}&includePersonalOverrides=false")
                .or_deprecated(get("/api/v3/secrets/raw?workspaceId={workspace_id}&environment={env_slug}&secretPath={folder_path}&expandSecretReferences={expand_references}&include_imports={include_imports}&recursive={recursive}")))
            .on_answer(by_name)
}

/// The list of secrets as a map by name; secrets of the folder itself win over imported ones.
fn by_name(document: &mut serde_json::Value, _: &Value) {
    let mut out = serde_json::Map::new();
    let imported = document["imports"]
        .as_array()
        .into_iter()
        .flatten()
        .rev()
        .filter_map(|i| i["secrets"].as_array())
        .flatten();
    let own = document["secrets"].as_array().into_iter().flatten();
    for secret in imported.chain(own) {
        if let Some(name) = secret["secretKey"].as_str() {
            out.insert(name.to_owned(), secret.clone());
        }
    }
    document["secrets"] = out.into();
}

//! The ephemeral secret: read for one run only.

use crate::rest::prelude::*;

/// The family's ephemeral resources.
pub fn ephemeral_resources() -> Vec<RestEphemeral> {
    vec![
        RestEphemeral::new("secret", "secret", "Secrets")
            .doc("Reads one secret for this run only: its value reaches neither plan nor state.")
            .fields([
                string("workspace_id").required().doc("ID of the project."),
                string("env_slug").required().doc("Slug of the environment."),
                string("folder_path").required().doc("Path of the folder."),
                string("name").required().doc("Name of the secret."),
                string("value").computed().sensitive().json("secretValue").read_as(["secretValue"]).doc("The value, references resolved."),
                number("version").computed().doc("Version of the secret."),
                string_map("metadata").computed().read_as(["secretMetadata"]).codec(Codec::KeyValues).doc("Its metadata."),
            ])
            .opens(get("/api/v4/secrets/{name}?projectId={workspace_id}&environment={env_slug}&secretPath={folder_path}&type=shared&viewSecretValue=true&expandSecretReferences=true&includeImports=true").envelope("secret")
                .or_deprecated(get("/api/v3/secrets/raw/{name}?workspaceId={workspace_id}&environment={env_slug}&secretPath={folder_path}&type=shared&viewSecretValue=true&expandSecretReferences=true&include_imports=true").envelope("secret"))),
    ]
}

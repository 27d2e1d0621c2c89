//! OpenAI: API keys of service accounts in an OpenAI project.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "openai-service-account",
        "OpenAI service account key",
        "openai",
        [
            text("project_id").required().replace().doc("ID of the OpenAI project. Fixed: a change replaces the rotation."),
            text("name").required().len(1..=86).doc("Name of the service account, at most 86 characters."),
        ],
        [("api_key", "API key")],
    )
}

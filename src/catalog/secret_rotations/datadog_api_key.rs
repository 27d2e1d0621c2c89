//! Datadog: API keys of the organization.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "datadog-api-key",
        "Datadog API key",
        "datadog",
        [text("name").required().len(1..=255).doc("Name of the API key in Datadog.")],
        [("api_key_id", "ID of the API key"), ("api_key", "API key")],
    )
}

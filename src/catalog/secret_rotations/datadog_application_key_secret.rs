//! Datadog: application keys of a service account.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "datadog-application-key-secret",
        "Datadog application key",
        "datadog",
        [text("service_account_id").required().doc("ID of the service account that owns the application keys.")],
        [("application_key_id", "ID of the application key"), ("application_key", "application key")],
    )
}

//! Azure: the client secret of an app registration.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "azure-client-secret",
        "Azure client secret",
        "azure_client_secrets",
        [
            text("object_id").required().doc("Object ID of the app registration whose secret is rotated."),
            text("client_id").required().doc("Application (client) ID of the app registration."),
            string("app_name").trimmed().doc("Name of the app registration, for display only."),
        ],
        [("client_id", "client ID"), ("client_secret", "client secret")],
    )
    .field(no_temporary_parameters())
}

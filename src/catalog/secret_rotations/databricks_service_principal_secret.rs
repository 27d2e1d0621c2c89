//! Databricks: the OAuth secret of a service principal.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "databricks-service-principal-secret",
        "Databricks service principal secret",
        "databricks",
        [
            text("service_principal_id").required().doc("ID of the service principal whose secret is rotated."),
            text("client_id").required().doc("Application (client) ID of the service principal."),
            string("service_principal_name").trimmed().doc("Name of the service principal, for display only."),
        ],
        [("client_id", "client ID"), ("client_secret", "client secret")],
    )
}

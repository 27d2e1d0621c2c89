//! Azure Entra ID: temporary passwords of an existing user.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("tenant_id").required().doc("ID of the tenant."),
            some("user_id").required().doc("Object ID of the user whose password is leased."),
            some("email").required().doc("E-mail address (principal name) of the user."),
            some("application_id").required().doc("Application (client) ID of the app registration that resets the password."),
            secret("client_secret").required().not_empty().doc("Client secret of the app registration."),
        ]]);
    dynamic_secret("azure-entra-id", "Azure Entra ID", inputs)
}

//! Okta: the client secret of an application.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "okta-client-secret",
        "Okta client secret",
        "okta",
        [text("client_id").required().doc("Client ID of the application whose secret is rotated.")],
        [("client_id", "client ID"), ("client_secret", "client secret")],
    )
}

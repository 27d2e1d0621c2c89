//! Salesforce: consumer key and secret of an app.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "salesforce-oauth-credentials",
        "Salesforce consumer credentials",
        "salesforce",
        [
            text("app_id").required().doc("ID of the external client app whose consumer key and secret are rotated."),
            text("app_name").required().doc("Name of the external client app."),
        ],
        [("consumer_key", "consumer key"), ("consumer_secret", "consumer secret")],
    )
}

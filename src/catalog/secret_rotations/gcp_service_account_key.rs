//! Google Cloud: keys of a service account. Creating and rotating wait for the new key to become usable.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "gcp-service-account-key",
        "Google Cloud service account key",
        "gcp",
        [text("service_account_email").required().len(1..=254).format(Format::Email).doc("E-mail address of the service account whose key is rotated.")],
        [("service_account_key", "JSON key")],
    )
}

//! The key with which ACME clients register: read without a trace in state, or made anew.

use super::GROUP;
use super::profile::ENROLLMENT;
use crate::rest::prelude::*;

fn place() -> [Field; 2] {
    [
        string("application_id")
            .required()
            .uuid()
            .local()
            .doc("ID of the application."),
        string("profile_id")
            .required()
            .uuid()
            .local()
            .doc("ID of the certificate profile, which is attached to the application with an `acme_config`."),
    ]
}

/// The key, as long as a run needs it.
pub fn ephemeral_resources() -> Vec<RestEphemeral> {
    vec![
        RestEphemeral::new("cert_manager_acme_eab", "ACME registration key", GROUP)
            .doc("The key with which ACME clients register for a profile of an application (external account binding). It is never stored in state: set `reveal_eab = false` in the `acme_config` of `infisical_cert_manager_application_profile`, and read it here.")
            .fields(place())
            .fields([
                string("eab_kid").computed().sensitive().doc("ID of the key."),
                string("eab_secret").computed().sensitive().doc("The key, in base64url."),
            ])
            .opens(post(&format!("{ENROLLMENT}/acme/eab/reveal")).no_fields()),
    ]
}

/// A new key.
pub fn actions() -> Vec<RestAction> {
    vec![
        RestAction::new("cert_manager_acme_eab_rotate", "Rotate an ACME registration key", GROUP)
            .doc("Makes a new key with which ACME clients register for a profile of an application. Clients that are registered stay so; the old key registers nobody any more.")
            .fields(place())
            .does(post(&format!("{ENROLLMENT}/acme/eab/rotate")).no_fields()),
    ]
}

//! GitHub: installation tokens of a GitHub App.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            integer("app_id").required().at_least(1).doc("ID of the GitHub App."),
            integer("installation_id").required().at_least(1).doc("ID of its installation."),
            secret("private_key")
                .required()
                .pattern(r"^\s*-----BEGIN( RSA| PGP| ENCRYPTED)? PRIVATE KEY-----[\s\S]*-----END( RSA| PGP| ENCRYPTED)? PRIVATE KEY-----\s*$", "a private key in PEM")
                .doc("Private key of the GitHub App in PEM."),
        ]]);
    dynamic_secret("github", "GitHub", inputs)
}

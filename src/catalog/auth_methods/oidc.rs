//! OIDC: id tokens of any OpenID provider, such as GitHub Actions or GitLab.

use super::{auth_method, claims, joined, text_or_empty};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("oidc", "Oidc", "OIDC")
        .doc("Lets a machine identity log in with an OpenID Connect token, such as that of a CI job.")
        .fields([
            string("oidc_discovery_url").required().format(Format::Url)
                .doc("URL of the issuer, below which `/.well-known/openid-configuration` is found."),
            text_or_empty("oidc_ca_certificate").json("caCert").trimmed().sensitive()
                .doc("CA certificate (PEM) of the issuer, where no public authority has signed it."),
            string("bound_issuer").required().not_empty().doc("Issuer (`iss`) that tokens must have."),
            joined("bound_audiences").doc("Audiences (`aud`), one of which tokens must have. Default: any."),
            claims("bound_claims").unset_sends(json!({}))
                .doc("Claims that tokens must have. Several accepted values of a claim are separated by commas; globs are understood."),
            claims("claim_metadata_mapping")
                .doc("Claims that are kept as metadata of the login, for use in permissions: metadata key to claim path."),
            text_or_empty("bound_subject").doc("Subject (`sub`) that tokens must have; a glob is understood. Default: any."),
        ])
}

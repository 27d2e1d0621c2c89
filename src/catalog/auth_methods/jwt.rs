//! JWT: tokens signed with keys that are given, or found at a JWKS URL.

use super::{auth_method, claims, joined, text_or_empty};
use crate::rest::prelude::*;

const CERTIFICATE: &str = r"^\s*$|-----BEGIN CERTIFICATE-----";
const PUBLIC_KEY: &str = r"-----BEGIN (RSA |EC )?PUBLIC KEY-----";

pub fn resource() -> RestResource {
    let needed = |attribute: &str, kind: &str| Rule::RequiredWhen {
        attribute: attribute.into(),
        discriminator: "configuration_type".into(),
        values: vec![kind.into()],
    };
    auth_method("jwt", "Jwt", "JWT")
        .doc("Lets a machine identity log in with a JSON Web Token.")
        .fields([
            // The API resets the parts of the key configuration that a PATCH leaves out: all four always go.
            string("configuration_type").required().one_of(["jwks", "static"]).always()
                .doc("Where the keys come from: `jwks` (found at `jwks_url`) or `static` (given in `public_keys`)."),
            text_or_empty("jwks_url").always().unset_sends("")
                .pattern(r"^(https?://\S+)?$", "a URL that begins with `http://` or `https://`")
                .doc("URL of the JSON Web Key Set. Needed for `jwks`."),
            text_or_empty("jwks_ca_cert").always().unset_sends("").trimmed().sensitive()
                .pattern(CERTIFICATE, "a certificate in PEM form")
                .doc("CA certificate (PEM) of the server at `jwks_url`, where no public authority has signed it."),
            strings("public_keys").empty_is_unset().always().unset_sends(json!([])).sensitive()
                .pattern(PUBLIC_KEY, "a public key in PEM form")
                .doc("Public keys (PEM), one of which must have signed a token. Needed for `static`."),
            text_or_empty("bound_issuer").doc("Issuer (`iss`) that tokens must have. Default: any."),
            joined("bound_audiences").doc("Audiences (`aud`), one of which tokens must have. Default: any."),
            claims("bound_claims").unset_sends(json!({}))
                .doc("Claims that tokens must have. Several accepted values of a claim are separated by commas; globs are understood."),
            text_or_empty("bound_subject").doc("Subject (`sub`) that tokens must have; a glob is understood. Default: any."),
        ])
        .rule(needed("jwks_url", "jwks"))
        .rule(needed("public_keys", "static"))
}

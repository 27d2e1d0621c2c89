//! TLS certificate: a client certificate signed by a known authority.

use serde_json::Value as Json;

use super::{auth_method, fit_ttl_below_limit, joined};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("tls-cert", "TlsCert", "TLS certificate")
        .doc("Lets a machine identity log in with a TLS client certificate.")
        .fields([
            string("ca_certificate").required().len(1..=10_240).trimmed().sensitive()
                .pattern("-----BEGIN CERTIFICATE-----", "a certificate in PEM form")
                .doc("CA certificate (PEM) that client certificates must be signed by."),
            joined("allowed_common_names").optional().clear_with(json!(null))
                .doc("Common names, one of which a client certificate must have. Default: any."),
            strings("allowed_subject_alt_names")
                .pattern(r"(?i)^([^:]*\S[^:]*|\s*(dns|ip|email|uri|url):.*\S.*)$", "a DNS name, or a name with one of the prefixes `dns:`, `ip:`, `email:`, `uri:` and `url:`")
                .doc("Subject alternative names, one of which a client certificate must have: DNS names, or names with one of the prefixes `dns:`, `ip:`, `email:`, `uri:` and `url:`. Default: any."),
            boolean("verify_client_certificate_chain").default(false)
                .doc("Whether the whole chain of a client certificate is verified. Default: false."),
        ])
        .on_plan(fit_ttl_below_limit)
        .on_send(send)
}

/// No names at all are null, not empty text.
fn send(verb: Verb, body: &mut Json, planned: &Value) {
    super::fit_sent_ttl(verb, body, planned);
    if body
        .get("allowedCommonNames")
        .is_some_and(|names| names == "")
    {
        body["allowedCommonNames"] = Json::Null;
    }
}

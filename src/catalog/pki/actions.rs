//! What is done to authorities and certificates on demand.

use super::certificate::{CERTIFICATES, REASONS};
use super::{CAS, GROUP};
use crate::rest::prelude::*;

pub(super) fn renew_ca() -> RestAction {
    RestAction::new("cert_manager_ca_renew", "Renew a certificate authority", GROUP)
        .doc("Gives an internal authority a new certificate for the key that it has, signed as the active one was, and makes it the active one. What it issued before stays valid.")
        .fields([
            string("ca_id").required().not_empty().local().doc("ID of the internal authority."),
            string("not_after").required().format(Format::Timestamp).doc("End of the new certificate, RFC 3339."),
        ])
        .does(post(&format!("{CAS}/internal/{{ca_id}}/renew")).adds("type", "existing"))
}

pub(super) fn revoke() -> RestAction {
    RestAction::new("cert_manager_certificate_revoke", "Revoke a certificate", GROUP)
        .doc("Revokes a certificate: it stands in the authority's revocation list from now on. It cannot be taken back.")
        .fields([
            string("certificate_id").required().not_empty().local().doc("ID of the certificate."),
            string("revocation_reason").default("UNSPECIFIED").one_of(REASONS).doc("Reason that the revocation list gives. Default `UNSPECIFIED`."),
        ])
        .does(post(&format!("{CERTIFICATES}/{{certificate_id}}/revoke")))
}

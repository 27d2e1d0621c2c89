//! Certificates that an internal authority signs for an intermediate outside of Infisical.

use super::{CAS, GROUP, ca_certificate};
use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    let pem = |name: &str, doc: &str| string(name).computed().doc(doc);
    let time = |name: &str| {
        string(name)
            .unread()
            .replace()
            .equality(Equality::Timestamp)
            .format(Format::Timestamp)
    };
    RestResource::new("cert_manager_signed_intermediate", "signed intermediate certificate", GROUP)
        .doc("Lets an internal authority sign the request of an intermediate authority that runs elsewhere. (An intermediate inside Infisical is signed by `infisical_cert_manager_ca_certificate`.) Infisical keeps no record of what it signed here: destroy only forgets it, and the certificate stays valid.")
        .fields([
            string("id").json("serialNumber").computed().doc("Serial number of the certificate."),
            string("ca_id").required().not_empty().not_sent().unread().replace().doc("ID of the internal authority that signs."),
            string("csr").required().unread().replace().equality(Equality::CertificateRequest).format(Format::Pem).doc("Certificate request of the intermediate, PEM."),
            time("not_before").doc("Begin of its life, RFC 3339. Default: now."),
            time("not_after").doc("End of its life, RFC 3339."),
            ca_certificate::valid_for(),
            integer("max_path_length").unread().at_least(-1).replace()
                .doc("How many authorities may follow below the intermediate; -1 (default) is any number."),
            pem("certificate", "The signed certificate, PEM."),
            pem("certificate_chain", "The certificates above it, PEM."),
            pem("issuing_ca_certificate", "The certificate of the authority that signed, PEM."),
        ])
        .rule(Rule::ExactlyOneOf(vec!["not_after".into(), "valid_for".into()]))
        .creates(post(&format!("{CAS}/internal/{{ca_id}}/sign-intermediate")))
        .reads(get(&format!("{CAS}/internal/{{ca_id}}")).under("authority"))
        .import("{ca_id}:{id}")
        .identity(&["ca_id", "id"])
        .warns_on_destroy("Infisical forgets what it signed: the certificate stays valid until its end.")
        .on_send(ca_certificate::times)
}

//! The certificate manager: authorities and their certificates, policies, profiles, and the certificates that they give.

mod actions;
mod ca_certificate;
mod certificate;
mod external_ca_acme;
mod external_ca_adcs;
mod internal_ca;
mod look_ups;
mod names;
mod policy;
mod profile;
mod renewal;
mod signed_intermediate;

use crate::rest::prelude::*;

const GROUP: &str = "Certificate manager";
const CAS: &str = "/api/v1/cert-manager/ca";

/// Resources of the family.
pub fn resources() -> Vec<RestResource> {
    vec![
        ca_certificate::resource(),
        certificate::resource(),
        external_ca_acme::resource(),
        external_ca_adcs::resource(),
        internal_ca::resource(),
        policy::resource(),
        profile::resource(),
        signed_intermediate::resource(),
    ]
}

/// Data sources of the family.
pub fn data_sources() -> Vec<RestDataSource> {
    vec![
        look_ups::authority(),
        look_ups::certificate(),
        look_ups::policy(),
        look_ups::profile(),
    ]
}

/// Ephemeral resources of the family.
pub fn ephemeral_resources() -> Vec<RestEphemeral> {
    vec![certificate::bundle(), profile::acme_account()]
}

/// Actions of the family.
pub fn actions() -> Vec<RestAction> {
    vec![actions::renew_ca(), actions::revoke()]
}

/// A certificate authority of a kind: `kind` is the part of its routes.
fn authority(name: &str, title: &str, kind: &str) -> RestResource {
    let all = format!("{CAS}/{kind}");
    RestResource::new(name, title, GROUP)
        .fields([
            id(),
            string("name")
                .required()
                .slug()
                .len(1..=64)
                .doc("Name: lower-case letters, digits and hyphens, unique among the authorities."),
        ])
        .collection(&all, &format!("{all}/{{id}}"), "")
        .listed(&all, "")
        .import("{id:uuid}")
        .import_by("{name}", get(&all).pick("name", "name"))
        .identity(&["id"])
}

/// Whether an external authority issues.
fn status() -> Field {
    string("status").optional_computed().one_of(["active", "disabled"]).unset_sends("active")
        .doc("`active` (what a new authority is when nothing is said) or `disabled`: it issues nothing.")
}

/// A text of a distinguished name.
fn subject(name: &str, what: &str) -> Field {
    string(name)
        .trimmed()
        .len(0..=255)
        .doc(&format!("{what} of the subject."))
}

//! Data sources: authorities, certificates, policies and profiles, by id or by name.

use super::certificate::{CERTIFICATES, as_lists, says};
use super::{CAS, GROUP, policy, profile};
use crate::rest::prelude::*;

/// A field of a resource as the data source shows it: blocks become attributes.
fn shown(mut field: Field) -> Field {
    field.block = None;
    field.rules.clear();
    field.only_when = None;
    field.attribute.default = None;
    field.attribute.validators.clear();
    field.each_member(shown).computed()
}

/// `id` and `name`, one of which is given.
fn keys(name: Field) -> [Field; 2] {
    [
        string("id")
            .optional_computed()
            .not_sent()
            .not_empty()
            .doc("ID; or give the name."),
        name.optional_computed()
            .not_sent()
            .not_empty()
            .doc("Name; or give the ID."),
    ]
}

fn one_key() -> Rule {
    Rule::ExactlyOneOf(vec!["id".into(), "name".into()])
}

fn by(key: &'static str) -> Condition {
    Condition::Set(vec![key])
}

pub(super) fn authority() -> RestDataSource {
    let all = format!("{CAS}/internal");
    let of = |part: &str| {
        get(&format!("{all}/{{json:id}}/{part}"))
            .under(part)
            .tolerates(&[400, 403, 404])
    };
    let text = |name: &str, json: &str, doc: &str| {
        string(name)
            .computed()
            .read_as([json])
            .absent_means(Value::Null)
            .doc(doc)
    };
    RestDataSource::new("cert_manager_internal_ca", "internal certificate authority", GROUP)
        .doc("An authority that Infisical runs: its certificate with the chain above it, its revocation lists, and the request that another authority can sign.")
        .fields(keys(string("name")))
        .fields([
            text("status", "status", "`active`, `disabled`, or `pending-certificate` until it has a certificate."),
            text("type", "configuration.type", "`root` or `intermediate`."),
            text("friendly_name", "configuration.friendlyName", "Name for people."),
            text("common_name", "configuration.commonName", "Common name (CN) of the subject."),
            text("key_algorithm", "configuration.keyAlgorithm", "Algorithm of the authority's key, such as `RSA_2048` or `EC_prime256v1`."),
            text("parent_ca_id", "configuration.parentCaId", "ID of the authority that signed it."),
            text("certificate", "certificate.certificate", "The active certificate, PEM; null while there is none."),
            text("certificate_chain", "certificate.certificateChain", "The certificates above it, PEM."),
            text("csr", "csr", "Certificate request of its key, PEM, where the server gives one."),
            strings("crls").computed().codec(Codec::Objects("crl")).absent_means(Value::Null)
                .doc("Revocation lists, PEM. Null where the server's plan has none."),
            objects("certificates", [
                string("id").json("certId").doc("ID of the certificate."),
                integer("version").doc("Which one it is: 1 is the first."),
                string("serial_number").doc("Serial number as the authority gave it, in hexadecimal."),
                string("certificate").doc("The certificate, PEM."),
                string("certificate_chain").doc("The certificates above it, PEM."),
            ])
            .computed().read_as(["ca-certificates"]).absent_means(Value::Null).doc("All its certificates, earlier ones included."),
        ])
        .fields(super::internal_ca::told())
        .rule(one_key())
        .reads(get(&all).pick("name", "name").when(by("name")))
        .reads(get(&format!("{all}/{{id}}")).when(by("id")))
        .reads(of("certificate"))
        .reads(of("csr").envelope("csr"))
        .reads(of("crls"))
        .reads(of("ca-certificates"))
        .must_find("id")
}

pub(super) fn certificate() -> RestDataSource {
    let key = |name: &str, doc: &str| {
        string(name)
            .optional_computed()
            .not_sent()
            .not_empty()
            .doc(doc)
    };
    let named = |name: &str| !["common_name"].contains(&name);
    let text = |name: &str, doc: &str| string(name).computed().absent_means(Value::Null).doc(doc);
    RestDataSource::new("cert_manager_certificate", "certificate", GROUP)
        .doc("A certificate, by its ID or by profile and common name: the active one that ends last. The private key comes from the ephemeral resource `infisical_cert_manager_certificate_bundle`.")
        .fields([
            key("id", "ID of the certificate; or give `profile_id` and `common_name`."),
            key("profile_id", "ID of the profile."),
            key("common_name", "Common name (CN) of the subject."),
            text("application_id", "ID of the application that it is for."),
            text("ca_id", "ID of the authority that signed it."),
            text("status", "`active`, `revoked` or `expired`."),
            text("friendly_name", "Name for people."),
            string("certificate").computed().read_as(["body.certificate"]).absent_means(Value::Null).doc("The certificate, PEM."),
            string("certificate_chain").computed().read_as(["body.certificateChain"]).absent_means(Value::Null).doc("The certificates above it, PEM."),
            text("revoked_at", "When it was revoked."),
            text("fingerprint_sha256", "SHA-256 fingerprint.").read_as(["fingerprintSha256"]),
            text("fingerprint_sha1", "SHA-1 fingerprint.").read_as(["fingerprintSha1"]),
            text("renewed_by_certificate_id", "ID of the certificate that renewed it."),
            text("renewed_from_certificate_id", "ID of the certificate that it renewed."),
            text("created_at", "When it was issued."),
        ])
        .fields(says().into_iter().filter(|f| named(f.name())).map(|f| shown(f.absent_means(Value::Null))))
        .rule(Rule::ExactlyOneOf(vec!["id".into(), "profile_id".into()]))
        .rule(Rule::Together(vec!["profile_id".into(), "common_name".into()]))
        .reads(
            get(&format!("{}/{{profile_id}}/certificates?search={{common_name}}&status=active", profile::PROFILES))
                .envelope("certificates")
                .pick("cn", "common_name")
                .paged("offset", "limit", 100)
                .greatest("notAfter")
                .under("found")
                .when(by("profile_id")),
        )
        .reads(get(&format!("{CERTIFICATES}/{{id|json:found.id}}")).envelope("certificate"))
        .reads(get(&format!("{CERTIFICATES}/{{json:id}}/certificate")).under("body").tolerates(&[403, 404]).tolerates_unknown_route())
        .on_answer(as_lists)
        .must_find("id")
}

pub(super) fn policy() -> RestDataSource {
    RestDataSource::new(
        "cert_manager_certificate_policy",
        "certificate policy",
        GROUP,
    )
    .doc("A certificate policy with its rules.")
    .fields(keys(string("name")))
    .fields(policy::fields().into_iter().map(shown))
    .rule(one_key())
    .reads(policy::policy_by_name().when(by("name")))
    .reads(
        get(&format!("{}/{{id}}", policy::POLICIES))
            .envelope("certificatePolicy")
            .when(by("id")),
    )
    .on_answer(policy::without_empty_blocks)
    .must_find("id")
}

pub(super) fn profile() -> RestDataSource {
    RestDataSource::new(
        "cert_manager_certificate_profile",
        "certificate profile",
        GROUP,
    )
    .doc("A certificate profile with its defaults.")
    .fields(keys(string("name").json("slug")))
    .fields(profile::fields().into_iter().map(shown))
    .rule(one_key())
    .reads(profile::by_name().when(by("name")))
    .reads(
        get(&format!("{}/{{id}}", profile::PROFILES))
            .envelope("certificateProfile")
            .when(by("id")),
    )
    .on_answer(profile::without_empty_configs)
    .must_find("id")
}

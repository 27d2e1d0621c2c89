//! Certificates from a profile, and the ephemeral bundle of one.

use std::time::Duration;

use serde_json::Value as Json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::profile::PROFILES;
use super::{GROUP, names, renewal};
use crate::framework::Path;
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

pub(super) const CERTIFICATES: &str = "/api/v1/cert-manager/certificates";
const ONE: &str = "/api/v1/cert-manager/certificates/{id}";
/// The request names the certificate late: where it stands depends on how it was issued.
const NEW: &str = "/api/v1/cert-manager/certificates/{json:issued.certificate.certificateId|json:request.certificateId}";
const REQUESTS: &str = "/api/v1/cert-manager/certificates/certificate-requests";
const REFUSED: [&str; 2] = ["failed", "rejected"];

pub(super) const REASONS: [&str; 9] = [
    "UNSPECIFIED",
    "KEY_COMPROMISE",
    "CA_COMPROMISE",
    "AFFILIATION_CHANGED",
    "SUPERSEDED",
    "CESSATION_OF_OPERATION",
    "CERTIFICATE_HOLD",
    "PRIVILEGE_WITHDRAWN",
    "A_A_COMPROMISE",
];

/// What the certificate says, as asked for or as told: names in the state, in the request's attributes, in the answer.
const SAYS: [(&str, &str, &str, &str); 6] = [
    (
        "common_name",
        "commonName",
        "commonName",
        "Common name (CN)",
    ),
    (
        "organization",
        "organization",
        "subjectOrganization",
        "Organization (O)",
    ),
    (
        "ou",
        "organizationalUnit",
        "subjectOrganizationalUnit",
        "Organizational unit (OU)",
    ),
    (
        "country",
        "country",
        "subjectCountry",
        "Country (C), two letters,",
    ),
    (
        "province",
        "state",
        "subjectState",
        "State or province (ST)",
    ),
    ("locality", "locality", "subjectLocality", "Locality (L)"),
];

/// A wish that the server completes and that cannot change.
fn wish(field: Field) -> Field {
    let json = format!("attributes.{}", camel(field.name()));
    field.optional_computed().replace().create_as(&json)
}

/// A nested wish: neither it nor its members can change.
fn fixed(field: Field) -> Field {
    field.each_member(Field::replace).replace()
}

/// Wishes and what became of them; the data source shows them too.
pub(super) fn says() -> Vec<Field> {
    let time = |name: &str, doc: &str| {
        wish(
            string(name)
                .codec(Codec::Seconds)
                .equality(Equality::Timestamp)
                .format(Format::Timestamp),
        )
        .doc(doc)
    };
    let mut all: Vec<Field> = SAYS
        .iter()
        .map(|(name, sent, told, what)| {
            let length = if *name == "country" { 2..=2 } else { 0..=255 };
            wish(string(name).trimmed().len(length))
                .create_as(&format!("attributes.{sent}"))
                .read_as([*told])
                .doc(&format!("{what} of the subject. Default: the profile's."))
        })
        .collect();
    // The server may tell lists in an order of its own: that is no reason for another certificate.
    all.extend([
        wish(
            strings("alt_names")
                .unordered()
                .codec(Codec::Objects("value"))
                .len(1..=255)
                .size(0..=100),
        )
        .read_as(["altNames"])
        .doc("DNS names that it is for. Names of other kinds: `subject_alternative_names`."),
        wish(names::domain_components()).read_as(["subjectDomainComponents"]),
        wish(names::key_algorithm()),
        wish(names::signature_algorithm()),
        wish(names::key_usages().unordered()),
        wish(names::extended_key_usages().unordered()),
        time("not_before", "Begin of its life, RFC 3339. Default: now."),
        time("not_after", "End of its life, RFC 3339; instead of `ttl`."),
        string("serial_number")
            .computed()
            .read_as([
                "serialNumber",
                "issued.certificate.serialNumber",
                "request.serialNumber",
            ])
            .doc("Serial number as the authority gave it, in hexadecimal."),
    ]);
    all
}

pub(super) fn resource() -> RestResource {
    let pem = |name: &str, json: &str| {
        string(name).computed().read_as([
            format!("issued.certificate.{json}").as_str(),
            format!("request.{json}").as_str(),
            format!("bundle.{json}").as_str(),
            json,
        ])
    };
    let issued = || Until {
        status: "status",
        done: vec!["issued"],
        failed: REFUSED.to_vec(),
        reason: "errorMessage",
        timeouts: vec!["timeouts.create", "timeout_seconds"],
        usual: Duration::from_secs(3600),
    };
    let pending = || Condition::Unset(vec!["id"]);
    let one = |c: Call| c.envelope("certificate");
    let bundle = |path: String| {
        get(&path)
            .under("bundle")
            .tolerates(&[403, 404])
            .tolerates_unknown_route()
    };
    let pairs = |first: &str, second: &str| Rule::Conflicts(vec![first.into(), second.into()]);
    RestResource::new("cert_manager_certificate", "certificate", GROUP)
        .doc("A certificate from a profile. Issuing may take a while, at an external authority or until somebody approves: apply waits for it (`timeouts`), and an apply that was cut off goes on with the same request the next time (with `create_before_destroy` after `terraform untaint`, as the plan says then). Everything that it says is fixed: a change issues a new one. A destroyed certificate stays valid unless `on_destroy` says otherwise, since what uses it outlives this configuration more often than not.")
        .fields([
            string("id").computed()
                .doc("ID of the certificate."),
            string("profile_id").required().uuid().replace().doc("ID of the profile."),
            string("application_id").uuid().replace().doc("ID of the application that it is for. Newer servers demand one."),
            string("csr").optional_computed().unread().replace().equality(Equality::CertificateRequest).len(1..=4096).format(Format::Pem)
                .doc("Certificate request of a key that Infisical does not know, PEM. The subject is the request's then, and there is no `private_key`."),
        ])
        .fields(says())
        .fields([
            fixed(objects("subject_alternative_names", [
                string("type").required().one_of(["dns_name", "ip_address", "email", "uri", "upn"])
                    .doc("`dns_name`, `ip_address`, `email`, `uri` or `upn`."),
                string("value").required().len(1..=255).doc("The name."),
            ])
            .size(1..=100).create_as("attributes.altNames").unread_members()
                .doc("Alternative names of any kind; instead of `alt_names`.")),
            string("ttl").optional_computed().create_as("attributes.ttl").unread().replace().len(1..=32)
                .pattern("^[0-9][0-9.]* ?[a-zA-Z]*$", "a duration such as `90d` or `720h`").equality(Equality::Duration)
                .doc("How long it lives, such as `90d` or `720h`. Default: the profile's."),
            fixed(names::basic_constraints().create_as("attributes.basicConstraints").unread_members()),
            boolean("remove_roots_from_chain").unread().replace().doc("Leaves the root out of `certificate_chain`."),
            integer("timeout_seconds").default(3600).local().at_least(1)
                .doc("How many seconds to wait until it is issued; `timeouts` says it as a duration, and counts more."),
            timeouts(&["create"]),
            renewal::renew_before(),
            string("on_destroy").local().one_of(["keep", "revoke"])
                .doc("What destroy and replacement do with the certificate: `keep` it valid (default, as the official provider does) or `revoke` it."),
            string("revocation_reason").unread().one_of(REASONS).not_in_update().unset_sends("UNSPECIFIED").only_when("on_destroy", ["revoke"])
                .doc("Reason that the revocation list gives, such as `SUPERSEDED`. Default `UNSPECIFIED`."),
            boolean("keep_private_key").local()
                .doc("`false` keeps the private key out of the state; the ephemeral resource `infisical_cert_manager_certificate_bundle` gives it when it is needed. Default `true`."),
            pem("certificate", "certificate").doc("The certificate, PEM."),
            pem("certificate_chain", "certificateChain").doc("The certificates above it, PEM."),
            pem("private_key", "privateKey").sensitive().doc("The private key, PEM; none for a `csr`."),
            string("certificate_request_id").computed().read_as(["issued.certificateRequestId"])
                .doc("ID of the request that it came from."),
            string("status").computed().read_as(["status", "request.status", "pending.status", "issued.status"])
                .doc("`active`, `revoked` ...; of the request (`pending`, `pending_approval` ...) while it is not issued."),
        ])
        .rule(pairs("alt_names", "subject_alternative_names"))
        .rule(pairs("ttl", "not_before"))
        .rule(pairs("ttl", "not_after"))
        .rule(pairs("renew_before", "not_after"))
        .creates(post(CERTIFICATES).except(&["revocation_reason"]).under("issued"))
        .creates(get(&format!("{REQUESTS}/{{json:issued.certificateRequestId}}")).under("request").when(Condition::Untold("issued.certificate")).until(issued()))
        .creates(one(get(NEW)))
        .creates(bundle(format!("{NEW}/bundle")).when(Condition::All(vec![Condition::Untold("issued.certificate.certificate"), Condition::Untold("request.certificate")])))
        .reads(one(get(ONE)).when(Condition::Set(vec!["id"])))
        .reads(bundle(format!("{ONE}/bundle")).when(Condition::All(vec![Condition::Set(vec!["id"]), Condition::Unset(vec!["certificate"])])))
        // Only its status: the apply that goes on with the request takes the certificate.
        .reads(get(&format!("{REQUESTS}/{{certificate_request_id}}")).under("pending").when(pending()))
        .updates(get(&format!("{REQUESTS}/{{certificate_request_id}}")).under("request").when(pending()).until(issued()))
        .updates(one(get(NEW)).when(pending()))
        .deletes(post(&format!("{ONE}/revoke")).only(&["revocation_reason"]).when(Condition::All(vec![Condition::Set(vec!["id"]), Condition::Is("on_destroy", "revoke")])))
        .gone_when(422, "")
        .gone_when(400, "already revoked")
        .resumes("certificate_request_id")
        .import("{id}")
        .identity(&["id"])
        .on_send(tidy)
        .on_answer(as_lists)
        .on_read(complete)
        .on_plan(plan)
}

/// Kinds of names beside the values, and requests as the server wants them.
fn tidy(verb: Verb, body: &mut Json, _: &Value) {
    let Some(members) = body
        .as_object_mut()
        .filter(|m| verb == Verb::Post && m.contains_key("profileId"))
    else {
        return;
    };
    match members
        .get_mut("csr")
        .and_then(|csr| csr.as_str().map(|text| text.trim().replace("\r\n", "\n")))
    {
        Some(csr) => drop(members.insert("csr".into(), csr.into())),
        None => drop(members.entry("attributes").or_insert_with(|| json!({}))),
    }
    let names = members
        .get_mut("attributes")
        .and_then(|a| a.get_mut("altNames"))
        .and_then(Json::as_array_mut);
    for name in names.into_iter().flatten().filter_map(Json::as_object_mut) {
        name.entry("type").or_insert_with(|| "dns_name".into());
    }
}

/// Servers write lists as comma-separated text or as lists, and usages in two spellings.
pub(super) fn as_lists(answer: &mut Json, _: &Value) {
    for name in ["altNames", "subjectDomainComponents"] {
        if let Some(text) = answer[name].as_str() {
            let parts: Vec<&str> = text
                .split(',')
                .map(str::trim)
                .filter(|p| !p.is_empty())
                .collect();
            answer[name] = if parts.is_empty() {
                Json::Null
            } else {
                parts.into()
            };
        }
    }
    for name in ["keyUsages", "extendedKeyUsages"] {
        for usage in answer[name].as_array_mut().into_iter().flatten() {
            *usage = snake(usage.as_str().unwrap_or_default()).into();
        }
    }
}

/// `keyCertSign` as `key_cert_sign`, `cRLSign` as `crl_sign`, `OCSPSigning` as `ocsp_signing`.
fn snake(usage: &str) -> String {
    if usage.contains('_') {
        return usage.to_lowercase();
    }
    let usage = usage.replace("cRL", "crl").replace("OCSP", "ocsp");
    let mut out = String::new();
    for letter in usage.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// What an issued certificate says never changes: where an answer says nothing, what is known stays.
fn complete(state: &mut Value, known: &Value) {
    let said = SAYS.iter().map(|(name, ..)| *name);
    let others = [
        "alt_names",
        "domain_components",
        "key_algorithm",
        "signature_algorithm",
        "key_usages",
        "extended_key_usages",
        "profile_id",
        "application_id",
    ];
    for name in said.chain(others) {
        if state.get(name).is_empty() && !known.get(name).is_unknown() && !known.get(name).is_null()
        {
            state.set(name, known.get(name).clone());
        }
    }
    renewal::learn_times(state, known);
    if state.get("keep_private_key").as_bool() == Some(false) {
        state.set("private_key", Value::Null);
    }
    let at = |name: &str| OffsetDateTime::parse(state.get(name).as_str()?, &Rfc3339).ok();
    if let (true, Some(begin), Some(end)) = (
        state.get("ttl").is_null(),
        at("not_before"),
        at("not_after"),
    ) {
        let days = ((end - begin).as_seconds_f64() / 86_400.0).round();
        if days >= 1.0 {
            state.set("ttl", Value::string(format!("{days}d")));
        }
    }
}

/// Plans the renewal, and the end of a create that was cut off.
fn plan(plan: &mut Plan) {
    renewal::plan(plan);
    let waits =
        plan.prior.get("id").is_null() && !plan.prior.get("certificate_request_id").is_null();
    if !waits || plan.is_destroy() {
        return;
    }
    if plan
        .prior
        .get("status")
        .as_str()
        .is_some_and(|status| REFUSED.contains(&status))
    {
        plan.planned.set("certificate_request_id", Value::Unknown);
        plan.replace
            .push(Path::root().attribute("certificate_request_id"));
        return;
    }
    let open = [
        "id",
        "certificate",
        "certificate_chain",
        "private_key",
        "serial_number",
        "status",
        "not_before",
        "not_after",
        "ttl",
        "alt_names",
        "domain_components",
        "key_algorithm",
        "signature_algorithm",
        "key_usages",
        "extended_key_usages",
    ];
    for name in open.into_iter().chain(SAYS.iter().map(|(name, ..)| *name)) {
        if plan.config.get(name).is_null() {
            plan.planned.set(name, Value::Unknown);
        }
    }
}

pub(super) fn bundle() -> RestEphemeral {
    let pem = |name: &str, doc: &str| string(name).computed().doc(doc);
    RestEphemeral::new("cert_manager_certificate_bundle", "certificate bundle", GROUP)
        .doc("A certificate with its chain and its private key, for this run only: nothing of it is stored. Needs the permission to read private keys.")
        .fields([
            string("certificate_id").local().not_empty().doc("ID of the certificate."),
            string("profile_id").local().uuid().doc("ID of a profile: its newest active certificate is given. All is null when there is none."),
            pem("certificate", "The certificate, PEM."),
            pem("certificate_chain", "The certificates above it, PEM."),
            pem("private_key", "The private key, PEM; null when Infisical does not know it.").sensitive(),
            pem("serial_number", "Serial number as the authority gave it, in hexadecimal."),
        ])
        .rule(Rule::ExactlyOneOf(vec!["certificate_id".into(), "profile_id".into()]))
        .opens(get(&format!("{CERTIFICATES}/{{certificate_id}}/bundle")).when(Condition::Set(vec!["certificate_id"])))
        .opens(get(&format!("{PROFILES}/{{profile_id}}/certificates/latest-active-bundle")).when(Condition::Set(vec!["profile_id"])))
}

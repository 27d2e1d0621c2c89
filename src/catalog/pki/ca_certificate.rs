//! Certificates of internal authorities: made by the authority itself or its parent, or signed elsewhere and installed.

use serde_json::Value as Json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{CAS, GROUP, renewal};
use crate::rest::prelude::*;

const SIGNED: [&str; 2] = ["signed_certificate", "signed_certificate_chain"];

pub(super) fn resource() -> RestResource {
    let ca = format!("{CAS}/internal/{{ca_id}}");
    let time = |name: &str, doc: &str| {
        string(name)
            .optional_computed()
            .replace()
            .codec(Codec::Seconds)
            .equality(Equality::Timestamp)
            .format(Format::Timestamp)
            .doc(doc)
    };
    let signed = |name: &str, json: &str, doc: &str| {
        string(name)
            .create_as(json)
            .unread()
            .replace()
            .trimmed()
            .format(Format::Pem)
            .doc(doc)
    };
    let pem = |name: &str, doc: &str| string(name).computed().sensitive().doc(doc);
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    RestResource::new("cert_manager_ca_certificate", "CA certificate", GROUP)
        .doc("Gives an internal authority a certificate and makes it the active one. A root signs itself; an intermediate is signed by `parent_ca_id`; `signed_certificate` installs what an authority outside signed (its request is the `csr` of the data source `infisical_cert_manager_internal_ca`). A replacement makes a new certificate for the same key. Infisical cannot delete CA certificates: they are kept on destroy, and end with their authority.")
        .fields([
            string("id").json("certId").computed().doc("ID of the certificate."),
            string("ca_id").required().not_empty().not_sent().unread().replace().doc("ID of the internal authority."),
            time("not_before", "Begin of its life, RFC 3339. Default: now."),
            time("not_after", "End of its life, RFC 3339."),
            valid_for(),
            integer("max_path_length").default(-1).at_least(-1).replace()
                .doc("How many authorities may follow below it; -1 (default) is any number."),
            string("parent_ca_id").not_empty().replace().doc("ID of the internal authority that signs an intermediate."),
            signed(SIGNED[0], "certificate", "Certificate that an authority outside signed for this one's request, PEM."),
            signed(SIGNED[1], "certificateChain", "Chain above `signed_certificate` up to the root, PEM."),
            renewal::renew_before(),
            pem("certificate", "The certificate, PEM."),
            pem("certificate_chain", "The certificates above it, PEM."),
            string("serial_number").computed().doc("Serial number as the authority gave it, in hexadecimal."),
        ])
        .rule(Rule::ExactlyOneOf(names(&["valid_for", "not_after", SIGNED[0]])))
        .rule(Rule::Together(names(&SIGNED)))
        .rule(Rule::Conflicts(names(&[SIGNED[0], "not_before"])))
        .rule(Rule::Conflicts(names(&[SIGNED[0], "parent_ca_id"])))
        .rule(Rule::Conflicts(names(&["renew_before", "not_after"])))
        .rule(Rule::Conflicts(names(&["renew_before", SIGNED[0]])))
        .creates(post(&format!("{ca}/certificate")).except(&SIGNED).when(Condition::Unset(vec![SIGNED[0]])))
        .creates(post(&format!("{ca}/import-certificate")).only(&SIGNED).when(Condition::Set(vec![SIGNED[0]])).ignore_answer())
        .creates(get(&format!("{ca}/certificate")).when(Condition::Set(vec![SIGNED[0]])))
        .reads(get(&format!("{ca}/certificate/{{id}}")))
        .import("{ca_id}:{id}")
        .identity(&["ca_id", "id"])
        .gone_when(422, "")
        .warns_on_destroy("Infisical cannot delete a CA certificate: it stays valid, and goes with its authority.")
        .on_send(times)
        .on_answer(without_nulls)
        .on_read(renewal::learn_times)
        .on_plan(renewal::plan)
}

/// A life time in the place of a fixed end.
pub(super) fn valid_for() -> Field {
    string("valid_for")
        .local()
        .replace()
        .format(Format::Duration)
        .equality(Equality::Duration)
        .doc("Instead of `not_after`: how long it lives, such as `87600h` or `3650d`.")
}

/// Fills in the times that the configuration leaves open: the API wants both.
pub(super) fn times(verb: Verb, body: &mut Json, planned: &Value) {
    let Some(members) = body
        .as_object_mut()
        .filter(|m| verb == Verb::Post && !m.contains_key("certificate"))
    else {
        return;
    };
    let write = |at: OffsetDateTime| {
        at.replace_nanosecond(0)
            .unwrap_or(at)
            .format(&Rfc3339)
            .unwrap_or_default()
    };
    let begin = members
        .entry("notBefore")
        .or_insert_with(|| write(OffsetDateTime::now_utc()).into());
    let begin = begin
        .as_str()
        .and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
    let life = renewal::duration(planned.get("valid_for"))
        .and_then(|life| time::Duration::try_from(life).ok());
    if let Some(end) = begin
        .zip(life)
        .and_then(|(begin, life)| begin.checked_add(life))
    {
        members.insert("notAfter".into(), write(end).into());
    }
}

/// Servers that do not tell the wishes again answer null, or nothing: what was asked for stays. An installed certificate says
/// itself what it is.
fn without_nulls(answer: &mut Json, object: &Value) {
    let Some(members) = answer.as_object_mut() else {
        return;
    };
    for name in ["notBefore", "notAfter", "maxPathLength", "parentCaId"] {
        let wish =
            matches!(name, "maxPathLength" | "parentCaId") && !object.get(SIGNED[0]).is_null();
        if wish || members.get(name).is_some_and(Json::is_null) {
            members.remove(name);
        }
    }
}

//! Certificate authorities that Infisical runs itself.

use serde_json::Value as Json;

use super::{authority, names, subject};
use crate::rest::prelude::*;

/// Parts of the distinguished name.
const SUBJECT: [(&str, &str); 6] = [
    ("common_name", "Common name (CN)"),
    ("organization", "Organization (O)"),
    ("ou", "Organizational unit (OU)"),
    ("country", "Country (C), two letters,"),
    ("province", "State or province (ST)"),
    ("locality", "Locality (L)"),
];

fn configuration(field: Field) -> Field {
    let name = camel(field.name());
    field.json(&format!("configuration.{name}"))
}

/// What is asked for the first certificate of a root; the authority's certificates change later, so it is not read.
fn first(field: Field) -> Field {
    configuration(field).unread().replace()
}

/// Computed fields that the data source shows too.
pub(super) fn told() -> Vec<Field> {
    let of = |name: &str, json: &str, doc: &str| {
        string(name)
            .computed()
            .read_as([json])
            .absent_means(Value::Null)
            .doc(doc)
    };
    vec![
        of("dn", "configuration.dn", "Distinguished name."),
        of(
            "serial_number",
            "configuration.serialNumber",
            "Serial number of the active certificate.",
        ),
        of(
            "active_certificate_id",
            "configuration.activeCaCertId",
            "ID of the active certificate; null while there is none.",
        ),
        of(
            "valid_from",
            "configuration.notBefore",
            "Begin of the active certificate's life.",
        ),
        of(
            "valid_until",
            "configuration.notAfter",
            "End of the active certificate's life.",
        ),
    ]
}

pub(super) fn resource() -> RestResource {
    let part = |(name, what): (&str, &str)| {
        let field = configuration(subject(name, what)).replace();
        if name == "country" {
            field.len(2..=2)
        } else {
            field
        }
    };
    let hsm = |field: Field| {
        configuration(field)
            .optional_computed()
            .replace()
            .absent_means(Value::Null)
    };
    authority("cert_manager_internal_ca", "internal certificate authority", "internal")
        .doc("A certificate authority with a key of its own in Infisical. A root gets a certificate at once (on some servers: from `infisical_cert_manager_ca_certificate`); an intermediate issues after its parent signed it (`infisical_cert_manager_ca_certificate` with `parent_ca_id`, or a certificate signed elsewhere). At least one part of the subject is needed. All but name, status, OCSP and CRL settings is fixed: a change replaces the authority, and its certificates are no longer trusted.")
        .fields([
            configuration(string("type").required().one_of(["root", "intermediate"])).replace()
                .doc("`root` signs itself, `intermediate` is signed by another authority."),
            string("status").default("active").one_of(["active", "disabled"])
                .doc("`active` (default) or `disabled`: it issues nothing. An authority that waits for its certificate counts as active."),
            configuration(string("friendly_name").trimmed()).optional_computed().replace()
                .doc("Name for people; the server makes one of the subject when it is left out."),
        ])
        .fields(SUBJECT.map(part))
        .fields([
            configuration(names::key_algorithm().default("RSA_2048")).replace(),
            first(string("not_before").equality(Equality::Timestamp).format(Format::Timestamp))
                .doc("Begin of the first certificate of a root, RFC 3339. Default: now."),
            first(string("not_after").equality(Equality::Timestamp).format(Format::Timestamp))
                .doc("End of the first certificate of a root, RFC 3339. Default: in ten years."),
            first(integer("max_path_length").at_least(-1))
                .doc("How many authorities may follow below a root; -1 is any number."),
            configuration(string("parent_ca_id").uuid()).optional_computed().replace().absent_means(Value::Null)
                .doc("ID of the internal authority that signs an intermediate."),
            hsm(string("key_source").one_of(["local", "hsm"]))
                .doc("Where the key lives: `local` (default) or `hsm`, in a hardware security module."),
            hsm(string("hsm_connector_id").uuid()).required_when("key_source", ["hsm"]).doc("ID of the HSM connector, with `hsm`."),
            hsm(string("hsm_key_label")).only_when("key_source", ["hsm"]).doc("Label of the key in the module, with `hsm`."),
            configuration(boolean("is_ocsp_enabled").default(false).absent_means(false))
                .doc("Answers OCSP requests. Needs an enterprise plan. Default `false`."),
            configuration(strings("crl_distribution_point_urls").trimmed().len(1..=2048).size(0..=4).check(Validator::Unique)
                .pattern("^[hH][tT][tT][pP][sS]?://", "an http or https URL").clear_with(json!([])))
                .doc("Addresses of the revocation list that certificates name beside Infisical's own. Needs an enterprise plan."),
            configuration(boolean("disable_managed_crl_distribution_point_url").default(false).absent_means(false))
                .doc("Certificates do not name Infisical's own address of the revocation list. Default `false`."),
        ])
        .fields(told())
        .rule(Rule::AtLeastOneOf(SUBJECT.map(|(name, _)| name.to_owned()).to_vec()))
        .on_answer(waits_for_certificate)
}

/// «pending-certificate» is no setting: the authority is what it was asked to be, once it has its certificate.
fn waits_for_certificate(answer: &mut Json, object: &Value) {
    if answer["status"] == "pending-certificate" {
        answer["status"] = object.get("status").as_str().unwrap_or("active").into();
    }
}

//! Certificate policies: what certificates may say.

use serde_json::Value as Json;

use super::GROUP;
use super::names::{EXTENDED_KEY_USAGES, KEY_USAGES};
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

pub(super) const POLICIES: &str = "/api/v1/cert-manager/certificate-policies";
const ONE: &str = "/api/v1/cert-manager/certificate-policies/{id}";
const LISTS: [&str; 3] = ["allowed", "required", "denied"];
const TAKEN: &str = "A certificate policy with this name exists, and Infisical would give another name to this one. Choose another name, or import the policy: terraform import <address> <name>.";

fn one_list() -> Rule {
    Rule::AtLeastOneOf(LISTS.map(str::to_owned).to_vec())
}

/// Rules for parts of the subject or for alternative names: a list of blocks, each about one type.
fn parts(name: &str, types: &[&str], what: &str) -> Field {
    let values = |name: &str, doc: &str| {
        strings(name)
            .check(Validator::Unique)
            .size(1..=u64::MAX)
            .doc(doc)
    };
    blocks(
        name,
        Nesting::List,
        [
            string("type")
                .required()
                .one_of(types)
                .doc(&format!("Which {what}: `{}`.", types.join("`, `"))),
            values(
                "allowed",
                "Values that it may have; `*` stands for any text.",
            ),
            values("required", "Values that it must have."),
            values("denied", "Values that it must not have."),
        ],
    )
    .rule(one_list())
    .absent_means(Value::List(Vec::new()))
    // A null keeps the stored rules on some servers; the empty list clears them on all.
    .clear_with(json!([]))
    .doc(&format!("Rules for one {what}; each type once."))
}

fn usages(name: &str, all: &[&str], what: &str) -> Field {
    let list = |name: &str, doc: &str| strings(name).one_of(all).doc(doc);
    blocks(
        name,
        Nesting::Single,
        [
            list("allowed", "May be asked for."),
            list("required", "Must be asked for."),
            list(
                "denied",
                "Must not be asked for; nothing of it may stand in the other lists.",
            ),
        ],
    )
    .rule(one_list())
    .doc(&format!("Rules for {what}: `{}`.", all.join("`, `")))
}

/// Fields that the data source shows too.
pub(super) fn fields() -> Vec<Field> {
    let notation = |name: &str, doc: &str| {
        strings(name)
            .size(1..=u64::MAX)
            .pattern("^[A-Z0-9][A-Za-z0-9]*(-[A-Za-z0-9]+)*$", "names with hyphens such as `RSA-2048`, `ECDSA-P256` or `SHA256-RSA` (certificates and profiles write them in another way)")
            .doc(doc)
    };
    vec![
        string("description").trimmed().len(1..=255).clear_with("").doc("What it is for."),
        parts("subject", &["common_name", "organization", "organizational_unit", "country", "state", "locality", "domain_component"], "part of the subject"),
        parts("sans", &["dns_name", "ip_address", "email", "uri", "upn"], "kind of alternative name"),
        usages("key_usages", &KEY_USAGES, "key usages"),
        usages("extended_key_usages", &EXTENDED_KEY_USAGES, "extended key usages"),
        blocks("algorithms", Nesting::Single, [
            notation("signature", "Signature algorithms, such as `SHA256-RSA` or `SHA384-ECDSA`."),
            notation("key_algorithm", "Key algorithms, such as `RSA-2048` or `ECDSA-P256`."),
        ])
        .rule(Rule::AtLeastOneOf(vec!["signature".into(), "key_algorithm".into()]))
        .doc("Algorithms that may be used."),
        blocks("validity", Nesting::Single, [
            string("max").pattern("^[0-9]+[dhmy]$", "a number with `h` (hours), `d` (days), `m` (months) or `y` (years)")
                .doc("Longest life: a number with `h` (hours), `d` (days), `m` (months) or `y` (years), such as `90d`."),
        ])
        .rule(Rule::AtLeastOneOf(vec!["max".into()]))
        .doc("How long a certificate may live."),
        blocks("basic_constraints", Nesting::Single, [
            string("is_ca").json("isCA").one_of(["allowed", "required", "denied"])
                .doc("Whether a certificate may be an authority's: `allowed`, `required` or `denied`."),
            integer("max_path_length").at_least(-1).doc("How many authorities may follow below it; -1 is any number."),
        ])
        .rule(Rule::AtLeastOneOf(vec!["is_ca".into(), "max_path_length".into()]))
        .doc("Rules for certificates of authorities."),
    ]
}

pub(super) fn resource() -> RestResource {
    let free = || {
        get(&format!("{POLICIES}?search={{name}}"))
            .envelope("certificatePolicies")
            .pick("name", "name")
            .paged("offset", "limit", 100)
            .must_not_find(TAKEN)
    };
    let policy = |c: Call| c.envelope("certificatePolicy");
    RestResource::new("cert_manager_certificate_policy", "certificate policy", GROUP)
        .doc("What the certificates of a profile may say: subject, alternative names, usages, algorithms, validity. Profiles use it (`infisical_cert_manager_certificate_profile`); it cannot be destroyed while one does.")
        .fields([
            id(),
            string("name").required().slug().len(1..=255)
                .doc("Name: lower-case letters, digits and hyphens. A name that exists already is refused."),
        ])
        .fields(fields())
        .creates(free().ignore_answer())
        .creates(policy(post(POLICIES)))
        .reads(policy(get(ONE)))
        .updates(free().ignore_answer().when(Condition::Changed(vec!["name"])))
        .updates(policy(patch(ONE)))
        .deletes(delete(ONE))
        .listed(POLICIES, "certificatePolicies")
        .list_paged("offset", "limit", 100)
        .locks("certificate-policies/{name}")
        .import("{id:uuid}")
        .import_by("{name}", policy_by_name())
        .identity(&["id"])
        .on_validate(check)
        .on_answer(without_empty_blocks)
}

/// The policy with the name of the field `name`.
pub(super) fn policy_by_name() -> Call {
    get(&format!("{POLICIES}?search={{name}}"))
        .envelope("certificatePolicies")
        .pick("name", "name")
        .paged("offset", "limit", 100)
}

/// Blocks that say nothing count as absent.
pub(super) fn without_empty_blocks(answer: &mut Json, _: &Value) {
    let says = |json: &Json| match json {
        Json::Null => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        _ => true,
    };
    for name in ["algorithms", "validity", "basicConstraints"] {
        if let Some(block) = answer.get_mut(name)
            && block
                .as_object()
                .is_some_and(|members| !members.values().any(says))
        {
            *block = Json::Null;
        }
    }
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    for block in ["key_usages", "extended_key_usages"] {
        let rules = config.get(block);
        let denied = rules.get("denied").items().unwrap_or(&[]);
        for list in ["allowed", "required"] {
            let both = rules
                .get(list)
                .items()
                .unwrap_or(&[])
                .iter()
                .find(|u| u.as_str().is_some() && denied.contains(u));
            if let Some(usage) = both.and_then(Value::as_str) {
                diagnostics.error_at(
                    Path::root().attribute(block).attribute("denied"),
                    "Denied and wanted",
                    format!("{usage} stands in `{list}`, too. Take it out of one of the lists."),
                );
            }
        }
    }
    for block in ["subject", "sans"] {
        let mut seen: Vec<&str> = Vec::new();
        for (at, rule) in config.get(block).items().unwrap_or(&[]).iter().enumerate() {
            let Some(kind) = rule.get("type").as_str() else {
                continue;
            };
            if seen.contains(&kind) {
                diagnostics.error_at(
                    Path::root().attribute(block).index(at).attribute("type"),
                    "Type named twice",
                    format!("There is another `{block}` block for {kind}: put both into one."),
                );
            }
            seen.push(kind);
        }
    }
    let constraints = config.get("basic_constraints");
    if constraints.get("is_ca").as_str() == Some("denied")
        && !constraints.get("max_path_length").is_null()
    {
        diagnostics.error_at(
            Path::root().attribute("basic_constraints").attribute("max_path_length"),
            "Invalid value",
            "`max_path_length` is about authorities, and `is_ca` denies them. Remove one of the two.",
        );
    }
}

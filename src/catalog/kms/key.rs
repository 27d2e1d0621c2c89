//! Keys of a KMS project.

use super::GROUP;
use crate::rest::prelude::*;

const KEYS: &str = "/api/v1/kms/keys";

/// Which algorithms a usage takes.
const ALGORITHMS: [(&str, &[&str]); 3] = [
    ("encrypt-decrypt", &["aes-256-gcm", "aes-128-gcm"]),
    (
        "sign-verify",
        &[
            "RSA_4096",
            "ECC_NIST_P256",
            "ECC_NIST_P384",
            "ECC_NIST_P521",
            "ML_DSA_44",
            "ML_DSA_65",
            "ML_DSA_87",
        ],
    ),
    (
        "generate-verify-mac",
        &[
            "HMAC_SHA_1",
            "HMAC_SHA_224",
            "HMAC_SHA_256",
            "HMAC_SHA_384",
            "HMAC_SHA_512",
        ],
    ),
];

pub(super) fn resource() -> RestResource {
    let key = |c: Call| c.envelope("key");
    let one = format!("{KEYS}/{{id}}");
    let usages = ALGORITHMS.map(|(usage, _)| usage);
    let algorithms = ALGORITHMS.iter().flat_map(|(_, algorithms)| *algorithms);
    let resource = RestResource::new("kms_key", "KMS key", GROUP)
        .doc("A key that Infisical keeps and works with, without ever handing it out unless it is exportable. Needs a project of type `kms`. Destroying it makes everything that it encrypted unreadable.")
        .fields([
            id(),
            string("project_id").required().not_empty().replace().doc("ID of the KMS project."),
            string("name").required().slug().len(1..=32)
                .doc("Name: lower-case letters, digits and hyphens, unique within the project."),
            string("description").default("").absent_means("").len(0..=500).doc("What the key is for."),
            string("key_usage").default("encrypt-decrypt").one_of(usages).replace()
                .doc("What it does: `encrypt-decrypt` (default), `sign-verify` or `generate-verify-mac`. A change replaces the key."),
            // The alias that servers of any age know.
            string("encryption_algorithm").default("aes-256-gcm").one_of(algorithms).replace()
                .read_as(["algorithm", "encryptionAlgorithm"])
                .doc("Algorithm. Encryption: `aes-256-gcm` (default), `aes-128-gcm`. Signatures: `RSA_4096`, `ECC_NIST_P256`, `ECC_NIST_P384`, `ECC_NIST_P521`, `ML_DSA_44`, `ML_DSA_65`, `ML_DSA_87`. MACs: `HMAC_SHA_1`, `_224`, `_256`, `_384`, `_512`. A change replaces the key."),
            boolean("is_disabled").default(false).absent_means(false).not_in_create()
                .doc("The key exists but does nothing. Default `false`."),
            boolean("is_exportable").optional_computed().replace().absent_means(Value::Null)
                .doc("Its material may be read (ephemeral resource `infisical_kms_key_private_key`). Default: what the server takes, `true` today. A change replaces the key."),
            string("org_id").computed().doc("ID of the organization."),
            integer("version").computed().doc("Version of the key; a rotation makes the next one."),
            string("created_at").computed().codec(Codec::Seconds).doc("When it was created."),
            string("updated_at").computed().codec(Codec::Seconds).volatile().doc("When it was last changed."),
        ])
        .creates(key(post(KEYS)))
        .creates(key(patch(&one)).only(&["is_disabled"]).when(Condition::Is("is_disabled", "true")))
        .reads(key(get(&one)))
        .updates(key(patch(&one)))
        .deletes(delete(&one))
        .listed(&format!("{KEYS}?projectId={{project_id}}&limit=100"), "keys")
        .import("{id:uuid}")
        .import_by(
            "{project_id},{name}",
            key(get(&format!("{KEYS}/key-name/{{name}}?projectId={{project_id}}"))),
        )
        .identity(&["id"])
        .warns_on_destroy("Whatever was encrypted or signed with this key can no longer be decrypted or verified.");
    ALGORITHMS
        .iter()
        .fold(resource, |resource, (usage, algorithms)| {
            resource.rule(Rule::ValueWhen {
                attribute: "encryption_algorithm".into(),
                allowed: algorithms.iter().map(|a| (*a).to_owned()).collect(),
                discriminator: "key_usage".into(),
                values: vec![(*usage).to_owned()],
            })
        })
}

pub(super) fn rotate() -> RestAction {
    RestAction::new("kms_key_rotate", "Rotate a KMS key", GROUP)
        .doc("Makes a new version of an encryption key: it encrypts from now on, and older versions still decrypt.")
        .fields([string("key_id").required().uuid().local().doc("ID of the key; its usage must be `encrypt-decrypt`.")])
        .does(post(&format!("{KEYS}/{{key_id}}/rotate")).no_fields())
}

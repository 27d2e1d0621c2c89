//! What of a key may be read: its public half, and the material of an exportable one.

use super::GROUP;
use crate::rest::prelude::*;

pub(super) fn public_key() -> RestDataSource {
    let signs = Condition::Told("keyUsage", "sign-verify");
    RestDataSource::new("kms_key_public_key", "KMS key", GROUP)
        .doc("The public half of a signing key, and the signature algorithms that fit it.")
        .fields([
            string("key_id")
                .required()
                .uuid()
                .local()
                .doc("ID of the key."),
            string("name").computed().doc("Name of the key."),
            string("key_usage").computed().doc("What the key does."),
            string("encryption_algorithm")
                .computed()
                .read_as(["algorithm", "encryptionAlgorithm"])
                .doc("Algorithm of the key."),
            string("public_key")
                .computed()
                .doc("Public key; null unless the key's usage is `sign-verify`."),
            strings("signing_algorithms").computed().doc(
                "Signature algorithms that the key takes; null unless its usage is `sign-verify`.",
            ),
        ])
        .reads(get("/api/v1/kms/keys/{key_id}").envelope("key"))
        .reads(get("/api/v1/kms/keys/{key_id}/public-key").when(signs.clone()))
        .reads(get("/api/v1/kms/keys/{key_id}/signing-algorithms").when(signs))
}

pub(super) fn private_key() -> RestEphemeral {
    RestEphemeral::new("kms_key_private_key", "KMS key material", GROUP)
        .doc("The secret material of an exportable key, for this run only: it is never stored. Needs the permission to export keys.")
        .fields([
            string("key_id").required().uuid().local().doc("ID of the key; its `is_exportable` must be `true`."),
            string("private_key").computed().sensitive().doc("Private or symmetric key."),
        ])
        .opens(get("/api/v1/kms/keys/{key_id}/private-key"))
}

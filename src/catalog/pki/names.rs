//! Names that several parts of the certificate manager share.

use crate::rest::prelude::*;

/// Names of key algorithms and of signature algorithms alike; newer servers only.
const POST_QUANTUM: [&str; 15] = [
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
    "SLH-DSA-SHA2-128f",
    "SLH-DSA-SHA2-128s",
    "SLH-DSA-SHA2-192f",
    "SLH-DSA-SHA2-192s",
    "SLH-DSA-SHA2-256f",
    "SLH-DSA-SHA2-256s",
    "SLH-DSA-SHAKE-128f",
    "SLH-DSA-SHAKE-128s",
    "SLH-DSA-SHAKE-192f",
    "SLH-DSA-SHAKE-192s",
    "SLH-DSA-SHAKE-256f",
    "SLH-DSA-SHAKE-256s",
];

const KEY_ALGORITHMS: [&str; 6] = [
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
];

const SIGNATURE_ALGORITHMS: [&str; 6] = [
    "RSA-SHA256",
    "RSA-SHA384",
    "RSA-SHA512",
    "ECDSA-SHA256",
    "ECDSA-SHA384",
    "ECDSA-SHA512",
];

pub(super) const KEY_USAGES: [&str; 9] = [
    "digital_signature",
    "key_encipherment",
    "non_repudiation",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
];

pub(super) const EXTENDED_KEY_USAGES: [&str; 7] = [
    "client_auth",
    "server_auth",
    "code_signing",
    "email_protection",
    "ocsp_signing",
    "time_stamping",
    "any_purpose",
];

/// How certificates and profiles write key algorithms.
pub(super) fn key_algorithm() -> Field {
    string("key_algorithm").one_of(KEY_ALGORITHMS.iter().chain(&POST_QUANTUM))
        .doc("Key algorithm, such as `RSA_2048` or `EC_prime256v1`; `ML-DSA-*` and `SLH-DSA-*` on newer servers.")
}

/// How certificates and profiles write signature algorithms.
pub(super) fn signature_algorithm() -> Field {
    string("signature_algorithm")
        .one_of(SIGNATURE_ALGORITHMS.iter().chain(&POST_QUANTUM))
        .doc("Signature algorithm, such as `RSA-SHA256` or `ECDSA-SHA384`.")
}

pub(super) fn key_usages() -> Field {
    strings("key_usages")
        .one_of(KEY_USAGES)
        .size(0..=20)
        .doc("What the key may be used for, such as `digital_signature`.")
}

pub(super) fn extended_key_usages() -> Field {
    strings("extended_key_usages")
        .one_of(EXTENDED_KEY_USAGES)
        .size(0..=20)
        .doc("What the certificate may be used for, such as `server_auth`.")
}

pub(super) fn domain_components() -> Field {
    strings("domain_components")
        .len(1..=255)
        .size(0..=50)
        .pattern("^[^,]*$", "text without commas")
        .doc("Domain components (DC) of the subject, such as `[\"example\", \"com\"]`.")
}

/// CA or not: in profiles and certificates.
pub(super) fn basic_constraints() -> Field {
    object(
        "basic_constraints",
        [
            boolean("is_ca")
                .json("isCA")
                .required()
                .doc("The certificate is an authority's."),
            integer("path_length")
                .range(0..=255)
                .doc("How many authorities may follow below it."),
        ],
    )
    .doc("Whether the certificate may itself sign others, and how deep.")
}

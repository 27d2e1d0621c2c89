//! Cloudflare R2: access keys of buckets.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "cloudflare-r2-access-key",
        "Cloudflare R2 access key",
        "cloudflare",
        [
            text("name").required().len(1..=100).doc("Name of the token in Cloudflare, at most 100 characters."),
            objects(
                "buckets",
                [
                    text("name").required().len(1..=64).doc("Name of the bucket."),
                    string("jurisdiction")
                        .default("default")
                        .one_of(["default", "eu", "fedramp"])
                        .doc("Jurisdiction of the bucket: `default`, `eu` or `fedramp`."),
                ],
            )
            .required()
            .size(1..=u64::MAX)
            .check(Validator::Unique)
            .doc("Buckets that the key opens."),
            string("access_level")
                .required()
                .one_of(["object-read", "object-read-write"])
                .doc("`object-read` or `object-read-write`."),
            allowed_ips(),
            disallowed_ips(),
        ],
        [("api_token", "token"), ("access_key_id", "access key ID"), ("secret_access_key", "secret access key")],
    )
}

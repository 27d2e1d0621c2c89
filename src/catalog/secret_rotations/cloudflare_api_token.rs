//! Cloudflare: API tokens with policies.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "cloudflare-api-token",
        "Cloudflare API token",
        "cloudflare",
        [
            text("name").required().len(1..=100).doc("Name of the token in Cloudflare, at most 100 characters."),
            objects(
                "policies",
                [
                    string("effect").required().one_of(["allow", "deny"]).doc("`allow` or `deny`."),
                    string("scope").required().one_of(["account", "zones"]).doc("What it is about: the `account` or some `zones`."),
                    texts("zone_ids").required_when("scope", ["zones"]).size(1..=u64::MAX).doc("IDs of the zones, with scope `zones`."),
                    texts("permission_group_ids").required().size(1..=u64::MAX).doc("IDs of Cloudflare permission groups."),
                ],
            )
            .required()
            .size(1..=u64::MAX)
            .doc("What the token may do."),
            allowed_ips(),
            disallowed_ips(),
        ],
        [("token_id", "ID of the token"), ("api_token", "token")],
    )
}

//! TOTP: one-time codes for the second factor of an account.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            string("config_type").required().one_of(["url", "manual"]).doc("How the generator is told: `url` or `manual`."),
            secret("url")
                .required_when("config_type", ["url"])
                .not_empty()
                .pattern(r"^\s*otpauth://\S*[?&]secret=[^&\s]+\S*\s*$", "an otpauth:// URL with a secret")
                .clear_omits()
                .doc("The `otpauth://` URL of the account, with `url`."),
            secret("secret").required_when("config_type", ["manual"]).not_empty().clear_omits().doc("Shared secret of the account in Base32, with `manual`."),
            unset_replaces(integer("period").only_when("config_type", ["manual"]).doc("Seconds that a code lives. 30 by default.")),
            unset_replaces(string("algorithm").only_when("config_type", ["manual"]).one_of(["sha1", "sha256", "sha512"]).doc("Hash: `sha1` (default), `sha256` or `sha512`.")),
            unset_replaces(integer("digits").only_when("config_type", ["manual"]).doc("Digits of a code. 6 by default.")),
        ]]);
    dynamic_secret("totp", "TOTP", inputs)
}

//! Snowflake: the key pair of a user.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "snowflake-user-key-pair",
        "Snowflake user key pair",
        "snowflake",
        [text("username").required().doc("Name of the user whose key pair is rotated.")],
        [("private_key", "private key"), ("public_key", "public key")],
    )
}

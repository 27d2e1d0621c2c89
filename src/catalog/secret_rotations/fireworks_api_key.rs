//! Fireworks AI: API keys.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "fireworks-api-key",
        "Fireworks API key",
        "fireworks",
        [text("key_name").required().doc("Name of the API key in Fireworks.")],
        [("secret_value", "API key")],
    )
}

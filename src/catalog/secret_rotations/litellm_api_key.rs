//! LiteLLM: virtual keys.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "litellm-api-key",
        "LiteLLM virtual key",
        "litellm",
        [
            text("name").required().len(1..=100).doc("Name of the virtual key, at most 100 characters."),
            string("user_id").trimmed().doc("ID of the LiteLLM user that owns the key."),
            string("team_id").trimmed().doc("ID of the LiteLLM team that owns the key."),
            texts("models").unordered().doc("Models that the key may use. All by default."),
            string("additional_options")
                .format(Format::Json)
                .pattern(r"^\s*\{", "the text of a JSON object")
                .equality(Equality::Json)
                .doc("Further options of the key as the text of a JSON object (`jsonencode`)."),
        ],
        [("api_key", "key")],
    )
}

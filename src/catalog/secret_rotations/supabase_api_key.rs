//! Supabase: API keys of a project.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "supabase-api-key",
        "Supabase API key",
        "supabase",
        [
            text("project_ref").required().doc("Reference ID of the Supabase project."),
            string("key_type").required().one_of(["publishable", "secret"]).doc("Kind of key: `publishable` or `secret`."),
        ],
        [("api_key", "API key")],
    )
}

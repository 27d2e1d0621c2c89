//! Snowflake.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("account_id").required().doc("Account identifier."),
            some("org_id").required().doc("Organization identifier."),
            some("username").required().doc("User that makes the generated users."),
            secret("password").required().not_empty().doc("Password of that user."),
            renew_statement(),
        ], statements().map(Field::not_empty).into()]);
    dynamic_secret("snowflake", "Snowflake", inputs)
}

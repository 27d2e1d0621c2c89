//! Snowflake.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("account_id").required().doc("Name of the account: the second part of the account identifier (`SELECT CURRENT_ACCOUNT_NAME()`)."),
            some("org_id").required().doc("Name of the organization: the first part of the account identifier (`SELECT CURRENT_ORGANIZATION_NAME()`)."),
            some("username").required().doc("User that makes the generated users."),
            secret("password").required().not_empty().doc("Password of that user."),
            renew_statement(),
        ], statements().map(Field::not_empty).into()]);
    dynamic_secret("snowflake", "Snowflake", inputs)
}

//! Redis: users by ACL commands.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            host(),
            port(),
            text("username").required().doc("User that makes the generated users."),
            secret("password").doc("Password of that user."),
            renew_statement(),
        ], statements().into(), tls().into()]);
    dynamic_secret("redis", "Redis", inputs)
}

//! Redis: ACL users that are created and deleted in turn.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "redis-credentials",
        "Redis user",
        "redis",
        [
            text("permission_scope").required().doc("ACL rules of the users that Infisical creates and deletes, such as `~* +@read`."),
            requirements(),
        ],
        USER_AND_PASSWORD,
    )
}

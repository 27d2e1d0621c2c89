//! Convex: access keys of a deployment.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "convex-access-key",
        "Convex access key",
        "convex",
        [text("name_prefix").required().doc("What the names of the created keys begin with.")],
        [("access_key", "access key")],
    )
}

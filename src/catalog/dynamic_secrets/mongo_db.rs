//! MongoDB. A drop-in for the official type.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            host().not_empty(),
            integer("port").range(0..=65535).doc("TCP port of the server. Leave it out for `mongodb+srv` names."),
            some("database").required().doc("Name of the database."),
            some("username").required().doc("User that makes the generated users."),
            secret("password").required().not_empty().doc("Password of that user."),
            strings("roles").required().size(1..=u64::MAX).doc("Roles of the generated users."),
            ca().clear_with(json!(null)),
            kept_reject_unauthorized(),
        ]]);
    dynamic_secret("mongo-db", "MongoDB", inputs)
}

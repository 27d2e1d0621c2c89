//! RabbitMQ.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("host").required().doc("URL of the management API, such as `https://rabbit.example.com`."),
            port(),
            some("username").required().doc("User that makes the generated users."),
            secret("password").required().not_empty().doc("Password of that user."),
            texts("tags").doc("Tags of the generated users, such as `management`."),
            object(
                "virtual_host",
                [
                    some("name").required().doc("Name of the virtual host."),
                    object("permissions", ["read", "write", "configure"].map(permission)).required().doc("What the generated users may do there."),
                ],
            )
            .required()
            .doc("Virtual host of the generated users."),
        ], tls().into()]);
    dynamic_secret("rabbit-mq", "RabbitMQ", inputs)
}

fn permission(name: &str) -> Field {
    some(name).required().doc(&format!(
        "Regular expression of the resources that may be reached to {name}; `.*` for all."
    ))
}

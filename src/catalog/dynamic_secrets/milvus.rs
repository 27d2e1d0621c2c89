//! Milvus.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("host").required().doc("Host name or address of the server."),
            port(),
            some("username").required().doc("User that makes the generated users."),
            secret("password").required().not_empty().doc("Password of that user."),
            some("database").default("default").absent_means("default").doc("Name of the database. `default` by default."),
            objects(
                "privileges",
                [
                    some("object_type").required().doc("Type of object, such as `Collection`, `Global` or `User`."),
                    some("object_name").default("*").absent_means("*").doc("Name of the object. `*`, all, by default."),
                    some("privilege").required().doc("The privilege, such as `Search`."),
                    some("db_name").doc("Database of the object."),
                ],
            )
            .clear_with(json!([]))
            .doc("What the generated users may do."),
        ], tls().into(), gateway().into()]);
    dynamic_secret("milvus", "Milvus", inputs)
}

//! MongoDB Atlas: database users of a project. A drop-in for the official type.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("admin_public_key").required().sensitive().doc("Public part of the admin API key."),
            secret("admin_private_key").required().not_empty().doc("Private part of the admin API key."),
            some("group_id").required().doc("ID of the Atlas project (group)."),
            objects(
                "roles",
                [
                    string("collection_name").doc("Collection. All collections of the database by default."),
                    string("database_name").required().not_empty().doc("Database that the role is for, such as `admin`."),
                    string("role_name").required().not_empty().doc("Role, such as `readWrite`."),
                ],
            )
            .required()
            .size(1..=u64::MAX)
            .doc("Roles of the generated users."),
            objects(
                "scopes",
                [
                    string("name").required().not_empty().doc("Name of the cluster, data lake or stream."),
                    string("type").required().not_empty().doc("`CLUSTER`, `DATA_LAKE` or `STREAM`."),
                ],
            )
            .default(Value::List(Vec::new()))
            .absent_means(Value::List(Vec::new()))
            .doc("Where the generated users are valid. Everywhere in the project by default."),
        ]]);
    named_dynamic_secret("mongo_atlas", "mongo-db-atlas", "MongoDB Atlas", inputs)
}

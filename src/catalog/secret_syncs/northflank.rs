//! Northflank: a secret group of a project.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("northflank", "Northflank")
        .doc("The secrets become the variables of a secret group.")
        .imports_secrets()
        .destination([
            text("project_id")
                .required()
                .doc("ID of the Northflank project, part of its address."),
            display_name("project_name", "the Northflank project"),
            text("secret_group_id")
                .required()
                .doc("ID of the secret group, part of its address."),
            display_name("secret_group_name", "the secret group"),
        ])
}

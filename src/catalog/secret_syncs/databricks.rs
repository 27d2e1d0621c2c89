//! Databricks: a secret scope.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("databricks", "Databricks")
        .doc("The secrets become those of a secret scope.")
        .destination([text("scope")
            .required()
            .doc("Name of the secret scope (`databricks secrets list-scopes`).")])
}

//! 1Password: items of a vault.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("1password", "1Password")
        .doc("Each secret becomes an item of a vault.")
        .imports_secrets()
        .destination([
            text("vault_id")
                .required()
                .doc("ID of the vault (`op vault list`)."),
            string("value_label")
                .trimmed()
                .empty_is_unset()
                .doc("Label of the item's field that holds the value. Default: `value`."),
        ])
}

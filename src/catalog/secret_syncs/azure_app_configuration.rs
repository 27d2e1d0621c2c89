//! Azure App Configuration: one key-value for each secret.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("azure-app-configuration", "Azure App Configuration")
        .doc("Each secret becomes a key-value of the store.")
        .imports_secrets()
        .destination([
            string("configuration_url").required().not_empty()
                .doc("Endpoint of the store, e.g. `https://shop.azconfig.io`: Azure portal, the store's overview."),
            string("label").default("").absent_means("")
                .doc("Label of the key-values. Default: no label."),
        ])
}

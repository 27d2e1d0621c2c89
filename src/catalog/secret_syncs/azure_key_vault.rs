//! Azure Key Vault: one vault secret for each secret, or all of them in one.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("azure-key-vault", "Azure Key Vault")
        .doc("Each secret becomes a vault secret, or all of them become one that holds a JSON object.")
        .imports_secrets()
        .options([kept("disable_certificate_import", "Leave the vault's certificates out when importing.")])
        .destination([
            string("vault_base_url").required().format(Format::Url)
                .doc("URI of the vault, e.g. `https://shop.vault.azure.net`: Azure portal, the vault's overview."),
            // Newer servers demand it, older ones neither know nor return it.
            string("mapping_behavior").default("one-to-one").absent_means("one-to-one")
                .one_of(["one-to-one", "many-to-one"])
                .doc("`one-to-one` (default): a vault secret for each. `many-to-one`: all secrets in the vault secret `secret_name`."),
            string("secret_name").len(1..=127).pattern("^[a-zA-Z0-9-]+$", "may hold letters, digits and hyphens only")
                .required_when("mapping_behavior", ["many-to-one"])
                .doc("Name of the vault secret that holds all of them, with `many-to-one`."),
        ])
}

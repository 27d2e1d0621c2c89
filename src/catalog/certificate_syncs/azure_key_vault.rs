//! Azure Key Vault: certificates of a vault.

use super::shared::*;

pub(super) fn sync() -> CertificateSync {
    certificate_sync("azure-key-vault", "Azure Key Vault")
        .letters("a-zA-Z0-9-", "letters, digits and `-`")
        .never_removes()
        .longest::<127>()
        .options([switch(
            "enable_versioning",
            true,
            "Store a renewed certificate as a new version of the vault certificate.",
        )])
        .destination([string("vault_base_url").required().format(Format::HttpsUrl)
            .doc("URI of the vault, e.g. `https://shop.vault.azure.net`: Azure portal, the vault's overview.")])
}

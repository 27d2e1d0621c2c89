//! HashiCorp Vault: one secret of a KV engine.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("hashicorp-vault", "HashiCorp Vault")
        .doc("The secrets become the keys of one secret in a KV secrets engine.")
        .imports_secrets()
        .destination([
            short("mount", 128).required().doc("Path where the KV secrets engine is mounted, e.g. `secret`."),
            string("path").required().len(1..=128)
                .pattern(r"^([a-zA-Z0-9._-]+/)*[a-zA-Z0-9._-]+$", "must be segments of letters, digits and `._-` between single slashes, without a slash at either end")
                .doc("Path of the secret below the mount, e.g. `shop/backend`."),
        ])
}

//! Oracle Cloud Infrastructure Vault: secrets of a vault.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("oci-vault", "OCI Vault")
        .through("oci")
        .doc("Each secret becomes a secret of a vault in Oracle Cloud. Needs an enterprise plan.")
        .imports_secrets()
        .destination([
            ocid("compartment_ocid", "tenancy|compartment")
                .doc("OCID of the compartment (or tenancy) that holds the vault."),
            ocid("vault_ocid", "vault").doc("OCID of the vault."),
            ocid("key_ocid", "key").doc("OCID of the master key that encrypts the secrets."),
        ])
}

fn ocid(name: &str, kind: &str) -> Field {
    let means = format!(
        "must be an OCID such as ocid1.{}.oc1..aaaa",
        kind.replace('|', " or ")
    );
    string(name)
        .required()
        .trimmed()
        .pattern(&format!(r"^ocid1\.({kind})\.oc1\.\S+$"), &means)
}

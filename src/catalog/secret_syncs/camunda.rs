//! Camunda: connector secrets of a cluster.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("camunda", "Camunda")
        .doc("Each secret becomes a connector secret of a cluster.")
        .imports_secrets()
        .destination([
            text("scope")
                .required()
                .doc("Scope of the secrets: `cluster`."),
            string("cluster_uuid")
                .json("clusterUUID")
                .required()
                .not_empty()
                .doc("ID of the cluster: Camunda Console, the cluster's overview."),
        ])
}

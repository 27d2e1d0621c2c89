//! AWS MemoryDB: users of a cluster.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("cluster_name").required().doc("Name of the cluster."),
            some("region").required().doc("AWS region of the cluster."),
            object("auth", aws_key().into_iter().chain([constant("type", "iam")]))
                .required()
                .doc("Access key of the IAM user that manages the cluster's users."),
        ], statements().into()]);
    dynamic_secret("aws-memorydb", "AWS MemoryDB", inputs)
}

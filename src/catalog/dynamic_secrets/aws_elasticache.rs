//! AWS ElastiCache: users of a Redis or Valkey cluster.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("cluster_name").required().doc("Name of the cluster."),
            text("region").required().doc("AWS region of the cluster."),
        ], aws_key().into(), statements().into()]);
    dynamic_secret("aws-elasticache", "AWS ElastiCache", inputs)
}

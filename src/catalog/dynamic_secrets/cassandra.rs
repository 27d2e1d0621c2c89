//! Apache Cassandra.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            text("host").required().equality(Equality::CaseInsensitive).doc("Host names or addresses of the cluster's nodes, separated by commas."),
            port(),
            some("local_data_center").required().doc("Name of the local data centre."),
            text("keyspace").doc("Keyspace of the generated users."),
            renew_statement(),
        ], user().into(), statements().into(), tls().into()]);
    dynamic_secret("cassandra", "Cassandra", inputs)
}

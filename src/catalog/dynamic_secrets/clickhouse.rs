//! ClickHouse.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![text("host").required().doc("Host name or address of the server."), port(), database(), renew_statement(), requirements(), ca()], user().into(), statements().into(), gateway().into()]);
    dynamic_secret("clickhouse", "ClickHouse", inputs)
}

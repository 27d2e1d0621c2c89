//! Microsoft SQL Server: the passwords of two users in turn.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    sql_rotation("mssql-credentials", "Microsoft SQL Server user password", "mssql")
}

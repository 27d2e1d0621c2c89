//! Oracle Database: the passwords of two users in turn.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    sql_rotation("oracledb-credentials", "Oracle Database user password", "oracledb")
}

//! MySQL: the passwords of two users in turn.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    sql_rotation("mysql-credentials", "MySQL user password", "mysql")
}

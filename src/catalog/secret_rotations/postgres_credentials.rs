//! PostgreSQL: the passwords of two users in turn.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    sql_rotation("postgres-credentials", "PostgreSQL user password", "postgres")
}

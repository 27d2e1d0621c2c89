//! PostgreSQL.
use super::sql::*;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    sql_connection("postgres", "PostgreSQL", 5432, true).build()
}

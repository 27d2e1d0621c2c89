//! Oracle Database.
use super::sql::*;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    sql_connection("oracledb", "Oracle Database", 1521, false)
        .enterprise()
        .build()
}

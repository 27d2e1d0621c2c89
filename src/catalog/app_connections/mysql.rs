//! MySQL.
use super::sql::*;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    sql_connection("mysql", "MySQL", 3306, true).build()
}

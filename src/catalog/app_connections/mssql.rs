//! Microsoft SQL Server.
use super::sql::*;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    sql_connection("mssql", "Microsoft SQL Server", 1433, true).build()
}

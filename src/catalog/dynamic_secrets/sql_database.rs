//! SQL databases: PostgreSQL, MySQL, Oracle, SQL Server, SAP ASE, Vertica. A drop-in for the official type.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            string("client").required().one_of(["postgres", "mysql2", "oracledb", "mssql", "sap-ase", "vertica"]).doc("Kind of database: `postgres`, `mysql2`, `oracledb`, `mssql`, `sap-ase` or `vertica`."),
            host(),
            port(),
            database(),
            renew_statement(),
            requirements(),
            ca(),
            ssl_enabled(),
            kept_reject_unauthorized(),
        ], user().into(), statements().into(), gateway().into()]);
    dynamic_secret("sql-database", "SQL database", inputs)
}

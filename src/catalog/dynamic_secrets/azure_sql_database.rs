//! Azure SQL Database: logins in the master database, users in another.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            host(),
            port(),
            database(),
            text("master_database").default("master").absent_means("master").doc("Name of the database that holds logins. `master` by default."),
            text("master_creation_statement").required().doc("Statements that make a login in the master database: templates with `{{username}}` and `{{password}}`."),
            renew_statement(),
            requirements(),
            ssl_enabled(),
        ], user().into(), statements().into(), tls().into(), gateway().into()]);
    dynamic_secret("azure-sql-database", "Azure SQL Database", inputs)
}

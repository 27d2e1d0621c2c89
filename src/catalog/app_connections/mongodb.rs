//! MongoDB.
use super::{builder::app_connection, sql::tls};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("mongodb", "MongoDB")
        .untrimmed()
        .only_method(
            "username-and-password",
            [
                string("host")
                    .required()
                    .not_empty()
                    .equality(Equality::CaseInsensitive)
                    .doc("Host name or address of the server."),
                integer("port")
                    .default(Value::int(27017))
                    .doc("Port of the server. Default: `27017`."),
                string("database")
                    .required()
                    .not_empty()
                    .trimmed()
                    .doc("Database to sign in to."),
                string("username")
                    .required()
                    .not_empty()
                    .doc("User that Infisical signs in as."),
                string("password")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Password of the login."),
            ]
            .into_iter()
            .chain(tls("tls", true)),
        )
        .build()
}

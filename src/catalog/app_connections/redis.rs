//! Redis.
use super::{builder::app_connection, sql::tls};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("redis", "Redis")
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
                    .default(Value::int(6379))
                    .doc("Port of the server. Default: `6379`."),
                string("username")
                    .required()
                    .not_empty()
                    .doc("User of the server's access list; `default` where there are no others."),
                string("password")
                    .secret()
                    .not_empty()
                    .doc("Password of the user."),
            ]
            .into_iter()
            .chain(tls("ssl", true)),
        )
        .build()
}

//! Northflank.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("northflank", "Northflank")
        .only_method(
            "api-token",
            [string("api_token")
                .required()
                .secret()
                .not_empty()
                .doc("API token of the Northflank team, with a role that may manage secrets.")],
        )
        .build()
}

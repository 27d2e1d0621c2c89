//! Heroku.
use super::{builder::app_connection, members::code};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("heroku", "Heroku")
        .method(
            "auth-token",
            [string("auth_token")
                .required()
                .secret()
                .not_empty()
                .doc("Authorization token, as `heroku authorizations:create` prints it.")],
        )
        .browser_method("oauth", [code()])
        .build()
}

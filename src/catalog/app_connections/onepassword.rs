//! 1Password, through a Connect server.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("1password", "1Password")
        .method(
            "api-token",
            [
                instance_url("Address of the 1Password Connect server.")
                    .required()
                    .sensitive(),
                string("api_token")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Access token of the Connect server, made with the server under «Integrations» of your 1Password account."),
            ],
        )
        .build()
}

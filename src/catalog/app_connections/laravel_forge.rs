//! Laravel Forge.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("laravel-forge", "Laravel Forge")
        .only_method(
            "api-token",
            [string("api_token")
                .required()
                .secret()
                .not_empty()
                .doc("API token, made in the Forge account's profile.")],
        )
        .build()
}

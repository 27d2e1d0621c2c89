//! Checkly.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("checkly", "Checkly")
        .only_method(
            "api-key",
            [string("api_key")
                .required()
                .secret()
                .len(1..=255)
                .doc("API key of a user or service user, made in Checkly's settings.")],
        )
        .build()
}

//! DigitalOcean.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("digital-ocean", "DigitalOcean")
        .only_method(
            "api-token",
            [string("api_token")
                .required()
                .secret()
                .len(1..=255)
                .doc("Personal access token, made under «API» of the control panel.")],
        )
        .build()
}

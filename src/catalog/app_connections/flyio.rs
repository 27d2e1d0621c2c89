//! Fly.io.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("flyio", "Fly.io")
        .method(
            "access-token",
            [string("access_token")
                .required()
                .secret()
                .len(1..=1000)
                .pattern("^FlyV1", "text that begins with `FlyV1`")
                .doc("Organization or app token, as `fly tokens create` prints it.")],
        )
        .build()
}

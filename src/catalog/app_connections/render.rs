//! Render.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("render", "Render")
        .method(
            "api-key",
            [string("api_key")
                .required()
                .secret()
                .len(1..=256)
                .doc("API key, made under «Account Settings» of Render.")],
        )
        .build()
}

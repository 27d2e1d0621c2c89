//! Netlify.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("netlify", "Netlify")
        .only_method(
            "access-token",
            [string("access_token")
                .required()
                .secret()
                .len(1..=255)
                .doc("Personal access token, made under «User settings» of Netlify.")],
        )
        .build()
}

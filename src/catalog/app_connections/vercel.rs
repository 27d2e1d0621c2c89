//! Vercel.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("vercel", "Vercel")
        .only_method(
            "api-token",
            [string("api_token").required().secret().not_empty().doc(
                "Access token whose scope holds the projects, made in Vercel's account settings.",
            )],
        )
        .build()
}

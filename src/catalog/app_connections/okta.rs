//! Okta.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("okta", "Okta")
        .only_method(
            "api-token",
            [
                instance_url(
                    "Address of the Okta organization, such as `https://example.okta.com`.",
                )
                .required()
                .len(1..=255),
                string("api_token")
                    .required()
                    .secret()
                    .pattern(
                        "^00[a-zA-Z0-9_-]{40}$",
                        "`00` and 40 letters, digits, `_` or `-`",
                    )
                    .doc("API token, made under «Security / API» of the Okta admin console."),
            ],
        )
        .build()
}

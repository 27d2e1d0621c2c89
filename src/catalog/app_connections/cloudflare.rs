//! Cloudflare.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("cloudflare", "Cloudflare")
        .method(
            "api-token",
            [
                string("account_id")
                    .required()
                    .len(1..=256)
                    .pattern("^[A-Za-z0-9_-]+$", "letters, digits, `_` and `-`")
                    .sensitive()
                    .doc("ID of the Cloudflare account, shown in the dashboard's address and on the account's overview."),
                string("api_token").required().secret().len(1..=256).doc("API token with the permissions of what is synced, such as Workers or Pages."),
            ],
        )
        .build()
}

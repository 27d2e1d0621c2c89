//! Bitbucket.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("bitbucket", "Bitbucket")
        .method(
            "api-token",
            [
                string("email").required().len(1..=255).format(Format::Email).doc("E-mail address of the Atlassian account that the token is of."),
                string("api_token").required().secret().len(1..=255).doc("API token with the Bitbucket scopes, made under «Security» of the Atlassian account."),
            ],
        )
        .build()
}

//! CircleCI.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("circleci", "CircleCI")
        .method(
            "api-token",
            [
                string("api_token")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Personal API token, made under «User Settings» of CircleCI."),
                string("host")
                    .doc("Address of a self-hosted CircleCI server. Left out: circleci.com."),
            ],
        )
        .build()
}

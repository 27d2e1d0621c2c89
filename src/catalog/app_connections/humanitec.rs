//! Humanitec.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("humanitec", "Humanitec")
        .only_method(
            "api-token",
            [string("api_token")
                .required()
                .secret()
                .not_empty()
                .doc("API token of a service user of the Humanitec organization.")],
        )
        .build()
}

//! OpenRouter.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("open-router", "OpenRouter")
        .named("openrouter")
        .only_method(
            "api-key",
            [string("api_key")
                .required()
                .secret()
                .not_empty()
                .doc("Provisioning key of the OpenRouter account.")],
        )
        .build()
}

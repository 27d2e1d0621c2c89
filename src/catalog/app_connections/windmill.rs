//! Windmill.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("windmill", "Windmill")
        .only_method(
            "access-token",
            [
                string("access_token")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Token of a Windmill user, made in the account settings."),
                instance_url("Address of a self-hosted Windmill. Left out: app.windmill.dev."),
            ],
        )
        .build()
}

//! Octopus Deploy.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("octopus-deploy", "Octopus Deploy")
        .only_method(
            "api-key",
            [
                instance_url(
                    "Address of the Octopus server, such as `https://example.octopus.app`.",
                )
                .required()
                .len(1..=255),
                string("api_key")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("API key of a user or service account of Octopus Deploy."),
            ],
        )
        .build()
}

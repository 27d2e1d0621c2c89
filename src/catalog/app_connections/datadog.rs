//! Datadog.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let url = || {
        string("url")
            .required()
            .len(1..=255)
            .format(Format::Url)
            .doc("Address of the API of your Datadog site, such as `https://api.datadoghq.eu`.")
    };
    app_connection("datadog", "Datadog")
        .method(
            "api-key",
            [
                url(),
                string("api_key")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("API key of the Datadog organization."),
                string("application_key")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Application key of a user or service account."),
            ],
        )
        .method(
            "token",
            [
                url(),
                string("token").required().secret().not_empty().doc(
                    "Access token of a service account (Organization Settings, Service Accounts).",
                ),
            ],
        )
        .build()
}

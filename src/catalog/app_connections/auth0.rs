//! Auth0.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("auth0", "Auth0")
        .only_method(
            "client-credentials",
            [
                string("domain").required().not_empty().doc("Tenant domain, such as `example.eu.auth0.com`."),
                string("client_id").required().not_empty().doc("Client ID of a machine-to-machine application that may use the Management API."),
                string("client_secret").required().secret().not_empty().doc("Client secret of that application."),
                string("audience")
                    .required()
                    .pattern(r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$", "a URL")
                    .doc("Identifier of the Management API, such as `https://example.eu.auth0.com/api/v2/`."),
            ],
        )
        .build()
}

//! Camunda.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("camunda", "Camunda")
        .only_method(
            "client-credentials",
            [
                string("client_id")
                    .required()
                    .not_empty()
                    .doc("Client ID of an API client of the Camunda Console."),
                string("client_secret")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Client secret of that API client, shown once when it is made."),
            ],
        )
        .build()
}

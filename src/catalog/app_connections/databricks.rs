//! Databricks.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("databricks", "Databricks")
        .method(
            "service-principal",
            [
                string("client_id").required().not_empty().doc("Client ID of the service principal's OAuth secret."),
                string("client_secret").required().secret().not_empty().doc("The OAuth secret."),
                string("workspace_url").required().format(Format::Url).doc("Address of the workspace, such as `https://dbc-1234abcd-5678.cloud.databricks.com`."),
            ],
        )
        .build()
}

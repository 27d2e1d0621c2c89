//! The integration with Databricks.

use super::{Integration, integration};
use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    integration(Integration {
        name: "databricks",
        title: "Databricks integration",
        slug: "databricks",
        successor: "databricks",
        connection: "databricks",
        login: vec![
            string("databricks_host")
                .required()
                .format(Format::Url)
                .json("url")
                .read_as(["auth.url"])
                .doc("URL of the workspace, such as `https://acme.cloud.databricks.com`."),
            string("databricks_token")
                .required()
                .not_empty()
                .secret()
                .json("accessToken")
                .doc("Access token of Databricks."),
        ],
        fields: vec![
            string("databricks_secret_scope")
                .required()
                .not_empty()
                .json("app")
                .doc("Secret scope that the secrets are put into."),
        ],
    })
}

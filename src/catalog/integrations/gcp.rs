//! The integration with GCP Secret Manager.

use super::{Integration, affix, integration, options};
use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    integration(Integration {
        name: "gcp_secret_manager",
        title: "GCP Secret Manager integration",
        slug: "gcp-secret-manager",
        successor: "gcp_secret_manager",
        connection: "gcp",
        login: vec![
            string("service_account_json")
                .required()
                .secret()
                .format(Format::Json)
                .replace()
                .json("refreshToken")
                .doc("Key file (JSON) of the service account."),
        ],
        fields: vec![
            string("gcp_project_id")
                .required()
                .not_empty()
                .replace()
                .create_as("appId")
                .read_as(["appId"])
                .also_as("app")
                .doc("ID of the project in GCP."),
            options(
                [
                    affix(
                        "secret_prefix",
                        "Text before the names of the secrets in GCP.",
                    ),
                    affix(
                        "secret_suffix",
                        "Text behind the names of the secrets in GCP.",
                    ),
                ],
                [
                    ("secret_prefix", Value::from("")),
                    ("secret_suffix", Value::from("")),
                ],
            ),
        ],
    })
}

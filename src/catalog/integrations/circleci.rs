//! The integration with CircleCI.

use super::{Integration, integration};
use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    integration(Integration {
        name: "circleci",
        title: "CircleCI integration",
        slug: "circleci",
        successor: "circleci",
        connection: "circleci",
        login: vec![
            string("circleci_token")
                .required()
                .not_empty()
                .secret()
                .json("accessToken")
                .doc("Personal API token of CircleCI."),
        ],
        fields: vec![
            string("circleci_project_id")
                .required()
                .not_empty()
                .json("appId")
                .also_as("app")
                .doc("ID of the project in CircleCI."),
            string("circleci_org_slug")
                .required()
                .not_empty()
                .json("owner")
                .doc("Slug of the organization in CircleCI, such as `gh/acme`."),
        ],
    })
}

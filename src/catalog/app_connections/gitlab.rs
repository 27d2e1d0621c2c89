//! GitLab.
use super::builder::app_connection;
use super::members::{code, instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let instance = || instance_url("Address of a self-managed GitLab. Left out: gitlab.com.");
    app_connection("gitlab", "GitLab")
        .method(
            "access-token",
            [
                string("access_token")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Access token with the `api` scope."),
                string("access_token_type")
                    .required()
                    .one_of(["personal", "project", "group"])
                    .doc("What the token is of: `personal`, `project` or `group`."),
                instance(),
            ],
        )
        .browser_method("oauth", [code(), instance()])
        .build()
}

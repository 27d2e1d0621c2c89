//! GitHub for secret scanning, through the Radar app.
use super::builder::app_connection;
use super::members::{code, installation_id};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("github-radar", "GitHub Radar")
        .about("GitHub Radar is the GitHub App of secret scanning: its data sources need this connection.")
        .browser_method("github-app", [code(), installation_id()])
        .method_may_be_left_out()
        .build()
}

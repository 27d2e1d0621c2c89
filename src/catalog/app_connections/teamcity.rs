//! TeamCity.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("teamcity", "TeamCity")
        .only_method(
            "access-token",
            [
                string("access_token")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Access token, made in the TeamCity user's profile."),
                instance_url("Address of the TeamCity server.").required(),
            ],
        )
        .build()
}

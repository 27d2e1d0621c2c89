//! Railway: tokens of an account, a project or a team.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let token = || {
        [string("api_token")
            .required()
            .secret()
            .len(1..=255)
            .doc("Token of the kind that `method` says, made in Railway's settings.")]
    };
    app_connection("railway", "Railway")
        .method("account-token", token())
        .method("project-token", token())
        .method("team-token", token())
        .build()
}

//! Supabase.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("supabase", "Supabase")
        .method(
            "access-token",
            [
                string("access_key")
                    .required()
                    .secret()
                    .len(1..=255)
                    .doc("Access token, made under «Account / Access Tokens» of Supabase."),
                instance_url("Address of a self-hosted Supabase. Left out: supabase.com.")
                    .len(0..=255),
            ],
        )
        .build()
}

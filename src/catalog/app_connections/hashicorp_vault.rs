//! HashiCorp Vault.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let instance = || {
        [
            // Optional by its flag, as in the official provider, and needed all the same.
            instance_url("Address of the Vault server.")
                .required_when(".method", ["access-token", "app-role"]),
            string("namespace").doc("Vault namespace, for Vault Enterprise and HCP."),
        ]
    };
    app_connection("hashicorp-vault", "HashiCorp Vault")
        .method(
            "access-token",
            [string("access_token")
                .required()
                .secret()
                .not_empty()
                .doc("Vault token that may read and write what is synced, such as one of `vault token create`.")]
            .into_iter()
            .chain(instance()),
        )
        .method(
            "app-role",
            [
                string("role_id")
                    .required()
                    .not_empty()
                    .sensitive()
                    .doc("Role ID of the AppRole."),
                string("secret_id")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Secret ID of the AppRole."),
            ]
            .into_iter()
            .chain(instance()),
        )
        .gateway()
        .tolerates_other_methods()
        .build()
}

//! Chef Infra Server.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("chef", "Chef")
        .enterprise()
        .only_method(
            "user-key",
            [
                string("server_url")
                    .format(Format::Url)
                    .doc("Address of the Chef Infra Server. Left out: hosted Chef."),
                string("org_name")
                    .required()
                    .len(1..=256)
                    .doc("Short name of the Chef organization."),
                string("user_name")
                    .required()
                    .len(1..=256)
                    .doc("Chef user that the key is of."),
                string("private_key")
                    .required()
                    .secret()
                    .len(1..=16384)
                    .doc("Private key of the user in PEM."),
            ],
        )
        .build()
}

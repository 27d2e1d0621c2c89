//! Oracle Cloud Infrastructure.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("oci", "Oracle Cloud Infrastructure")
        .enterprise()
        .only_method(
            "access-key",
            [
                string("user_ocid")
                    .required()
                    .not_empty()
                    .doc("OCID of the user, shown in the user's details."),
                string("tenancy_ocid")
                    .required()
                    .not_empty()
                    .doc("OCID of the tenancy."),
                string("region")
                    .required()
                    .not_empty()
                    .doc("Region identifier, such as `eu-frankfurt-1`."),
                string("fingerprint")
                    .required()
                    .not_empty()
                    .doc("Fingerprint of the API key, shown where the key was added."),
                string("private_key")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Private key of the API key in PEM."),
            ],
        )
        .build()
}

//! HCP Terraform (Terraform Cloud).
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("terraform-cloud", "Terraform Cloud")
        .only_method(
            "api-token",
            [string("api_token")
                .required()
                .secret()
                .not_empty()
                .doc("Organization, team or user token of HCP Terraform.")],
        )
        .build()
}

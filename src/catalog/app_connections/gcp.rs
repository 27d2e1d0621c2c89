//! Google Cloud.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("gcp", "Google Cloud")
        .method(
            "service-account-impersonation",
            [string("service_account_email")
                .required()
                .secret()
                .format(Format::Email)
                .doc("Service account that Infisical impersonates. The part before the `@` must end with the first two sections of your Infisical organization ID.")],
        )
        .build()
}

//! Active Directory Certificate Services.
use super::{builder::app_connection, sql};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("azure-adcs", "Active Directory Certificate Services")
        .only_method(
            "username-password",
            [
                string("adcs_url")
                    .required()
                    .len(1..=255)
                    .pattern("^https://", "an https address")
                    .doc("Address of the certificate authority's web enrolment, such as `https://ca.example.com/certsrv`."),
                string("username").required().len(1..=255).doc("Account that may request certificates, such as `DOMAIN\\user`."),
                string("password").required().secret().len(1..=255).doc("Password of the account."),
                boolean("ssl_reject_unauthorized")
                    .default(true)
                    .doc("Whether to refuse a server whose certificate does not verify. Default: `true`."),
                sql::certificate("ssl"),
            ],
        )
        .build()
}

//! AWS: assuming a role, or the access key of a user.
use std::time::Duration;

use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("aws", "AWS")
        .method(
            "assume-role",
            [
                string("role_arn").required().secret().not_empty().doc("ARN of the role that Infisical assumes. Its trust policy must name Infisical's AWS account, with your organization ID as external ID."),
                string("sts_endpoint")
                    .pattern(r"^https://[A-Za-z0-9.-]+\.amazonaws\.com(\.cn)?(:\d{1,5})?/?$", "an https address on amazonaws.com")
                    .doc("Endpoint of AWS STS to use instead of the global one, such as `https://sts.eu-central-1.amazonaws.com`. Older servers ignore it."),
            ],
        )
        .method(
            "access-key",
            [
                string("access_key_id").required().not_empty().sensitive().doc("ID of the access key."),
                string("secret_access_key").required().secret().not_empty().doc("Secret of the access key."),
            ],
        )
        .retry_for(Duration::from_secs(45))
        .tolerates_other_methods()
        .build()
}

//! Alibaba Cloud: a signed GetCallerIdentity request proves the RAM user or role.

use super::{auth_method, check_joined_length, fit_ttl_below_limit};
use crate::framework::Diagnostics;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("alicloud", "AliCloud", "Alibaba Cloud")
        .doc("Lets a machine identity log in as a RAM user or role of Alibaba Cloud.")
        .fields([strings("allowed_arns")
            .comma_joined()
            .required()
            .size(1..=u64::MAX)
            .always()
            .pattern(
                r"^acs:ram::[0-9]{16}:(user|role)/[\x21-\x2b\x2d-\x7e]*$",
                "an ARN of a RAM user or role, such as `acs:ram::1234567890123456:role/app`",
            )
            .doc("ARNs of the RAM users and roles that may log in.")])
        .on_plan(fit_ttl_below_limit)
        .on_validate(check)
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    super::check_token_settings(config, diagnostics);
    check_joined_length(config, diagnostics, "allowed_arns", 500);
}

//! AWS: a signed GetCallerIdentity request proves the IAM principal.

use super::{auth_method, check_joined_length, fit_ttl_below_limit, joined_of};
use crate::framework::Diagnostics;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("aws", "Aws", "AWS")
        .doc("Lets a machine identity log in as an AWS IAM principal.")
        .fields([
            string("sts_endpoint").optional_computed().not_empty()
                .doc("URL of the AWS STS endpoint that checks logins. Default: `https://sts.amazonaws.com/`."),
            // The API resets what a PATCH leaves out, which would open the method to every principal.
            joined_of("allowed_principal_arns", r"arn:aws(-us-gov)?:(iam|sts)::[0-9]{12}:((user|role|assumed-role)/[\x21-\x2b\x2d-\x7e]+|\*)", "an ARN of an IAM user, role or assumed role, such as `arn:aws:iam::123456789012:role/app`; `*` may stand for any part of the name")
                .always().unset_sends("")
                .doc("ARNs of the principals that may log in; `*` stands for any text within a name. Default: all."),
            joined_of("allowed_account_ids", "[0-9]{12}", "an AWS account ID of 12 digits")
                .always().unset_sends("")
                .doc("AWS accounts whose principals may log in. Default: all."),
        ])
        .on_plan(fit_ttl_below_limit)
        .on_validate(check)
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    super::check_token_settings(config, diagnostics);
    check_joined_length(config, diagnostics, "allowed_principal_arns", 4096);
    check_joined_length(config, diagnostics, "allowed_account_ids", 4096);
}

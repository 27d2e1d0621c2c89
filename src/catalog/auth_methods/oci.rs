//! Oracle Cloud: a signed request proves the user.

use super::{auth_method, check_joined_length, fit_ttl_below_limit, joined_of};
use crate::framework::Diagnostics;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("oci", "Oci", "Oracle Cloud")
        .doc("Lets a machine identity log in as a user of Oracle Cloud Infrastructure.")
        .fields([
            string("tenancy_ocid")
                .required()
                .trimmed()
                .always()
                .pattern(
                    r"^\s*ocid1\.tenancy\.oc1\.[!-~]+\s*$",
                    "the OCID of a tenancy, which begins with `ocid1.tenancy.oc1.`",
                )
                .doc("OCID of the tenancy whose users may log in."),
            // The API resets what a PATCH leaves out, which would open the method to every user.
            joined_of(
                "allowed_usernames",
                "[a-zA-Z0-9._@-]+",
                "a user name of letters, digits and `. _ @ -`",
            )
            .always()
            .unset_sends(json!(null))
            .doc("Names of the users that may log in. Default: all of the tenancy."),
        ])
        .on_plan(fit_ttl_below_limit)
        .on_validate(check)
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    super::check_token_settings(config, diagnostics);
    check_joined_length(config, diagnostics, "allowed_usernames", 500);
}

//! Google Cloud: an id token of an instance, or a JWT that IAM signs for a service account.

use super::{auth_method, joined};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("gcp", "Gcp", "Google Cloud")
        .doc("Lets a machine identity log in as a Google Cloud service account.")
        .fields([
            string("type").default("gce").one_of(["gce", "iam"])
                .doc("`gce` for id tokens from the metadata server of an instance, `iam` for JWTs that IAM signs. Default: `gce`."),
            joined("allowed_service_account_emails").json("allowedServiceAccounts")
                .doc("E-mail addresses of the service accounts that may log in. Default: all."),
            joined("allowed_projects").doc("Google Cloud projects whose instances may log in; counts for type `gce` only. Default: all."),
            joined("allowed_zones").doc("Zones whose instances may log in; counts for type `gce` only. Default: all."),
        ])
}

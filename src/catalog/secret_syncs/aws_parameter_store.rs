//! AWS Systems Manager Parameter Store: one parameter for each secret below a path.

use super::{aws, shared::*};

pub(super) fn sync() -> SecretSync {
    secret_sync("aws-parameter-store", "AWS Parameter Store")
        .through("aws")
        .doc("Each secret becomes a parameter below a path.")
        .imports_secrets()
        .options(aws::options())
        .destination([
            aws::region("parameters"),
            string("path").required().len(1..=2048)
                .pattern("^/(?:[A-Za-z0-9_-]*/)*$", "must begin and end with a slash, with letters, digits, `_` and `-` between slashes")
                .doc("Path below which the parameters are written, e.g. `/production/backend/`."),
        ])
        .special(aws::special)
}

//! Cloudflare Pages: variables of one environment of a project.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("cloudflare-pages", "Cloudflare Pages")
        .through("cloudflare")
        .doc("Each secret becomes an encrypted variable of a Pages project.")
        .destination([
            string("project_name")
                .required()
                .not_empty()
                .doc("Name of the Pages project."),
            string("environment")
                .required()
                .not_empty()
                .doc("Environment of the Pages project: `production` or `preview`."),
        ])
}

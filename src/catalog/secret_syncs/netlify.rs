//! Netlify: environment variables of an account or of one site.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("netlify", "Netlify")
        .doc("Each secret becomes an environment variable of an account, or of one site.")
        .destination([
            string("account_id").required().len(1..=255).doc("ID of the account (team): Netlify, Team settings, General."),
            string("account_name").len(1..=255).doc("Name of the account, shown in Infisical."),
            string("site_id").len(1..=255).doc("ID of a site: Netlify, Site configuration, General. Default: variables of the whole account."),
            string("site_name").len(1..=255).doc("Name of the site, shown in Infisical."),
            string("context").one_of(["all", "deploy-preview", "production", "branch-deploy", "dev", "branch"])
                .doc("Deploy context that sees the variables."),
        ])
}

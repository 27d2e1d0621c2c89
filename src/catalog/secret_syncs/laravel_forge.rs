//! Laravel Forge: the environment file of a site.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("laravel-forge", "Laravel Forge")
        .doc("The secrets become the environment file of a site.")
        .imports_secrets()
        .destination([
            string("org_slug").required().len(1..=512)
                .pattern("^(?:-|[a-z0-9.-]*[a-z0-9.])$", "may hold lower-case letters, digits, dots and hyphens, and must not end with a hyphen")
                .doc("Slug of the organization, part of its address in Forge."),
            display_name("org_name", "the organization"),
            string("server_id").required().pattern("^[0-9]+$", "must be digits")
                .doc("ID of the server: Forge, the server's page."),
            display_name("server_name", "the server"),
            string("site_id").required().not_empty().doc("ID of the site: Forge, the site's page."),
            display_name("site_name", "the site"),
        ])
}

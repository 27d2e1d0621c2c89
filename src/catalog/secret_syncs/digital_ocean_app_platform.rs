//! DigitalOcean App Platform: environment variables of an app.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("digital-ocean-app-platform", "DigitalOcean App Platform")
        .through("digital-ocean")
        .doc("Each secret becomes an encrypted environment variable of an app. Keys must begin with a letter or underscore and hold letters, digits and underscores only.")
        .destination([
            string("app_id").required().len(1..=255).doc("ID of the app (`doctl apps list`), also part of its address."),
            string("app_name").required().len(1..=255).doc("Name of the app."),
        ])
}

//! Heroku: config vars of an app.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("heroku", "Heroku")
        .doc("Each secret becomes a config var of an app.")
        .imports_secrets()
        .destination([
            text("app")
                .required()
                .doc("ID of the app (`heroku apps:info --json`)."),
            text("app_name").required().doc("Name of the app."),
        ])
}

//! Fly.io: secrets of an app.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("flyio", "Fly.io")
        .doc("Each secret becomes a secret of an app.")
        .options([kept(
            "auto_redeploy",
            "Redeploy the app's machines after each sync, so that they see the new values.",
        )])
        .destination([
            short("app_id", 255)
                .required()
                .doc("ID of the app (`fly apps list --json`)."),
            display_name("app_name", "the app")
                .optional_computed()
                .absent_means(Value::Null),
        ])
}

//! Cloudflare Workers: secrets of a script or of its previews.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("cloudflare-workers", "Cloudflare Workers")
        .through("cloudflare")
        .doc("Each secret becomes a secret binding of a Worker.")
        .options([kept("sync_non_secret_bindings", "Also manage the Worker's plain-text variables.")])
        .destination([
            string("script_id").required().len(1..=64)
                .pattern("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", "may hold lower-case letters, digits and inner hyphens only")
                .doc("Name of the Worker script."),
            string("target").default("script").absent_means("script")
                .one_of(["script", "previews-base", "preview"])
                .doc("Which of the Worker's bindings: of the script itself (default), of the base of its previews, or of the preview `preview_name`. Older servers know the script only."),
            text("preview_name").required_when("target", ["preview"]).doc("Name of the preview."),
        ])
}

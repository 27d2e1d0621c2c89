//! Windmill: variables of a workspace below a path.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("windmill", "Windmill")
        .doc("Each secret becomes a secret variable of a workspace, below a path.")
        .imports_secrets()
        .destination([
            text("workspace").required().doc("ID of the workspace."),
            string("path").required()
                .pattern("^[uf]/(?:[A-Za-z0-9_-]+/)+$", "must begin with `u/` or `f/`, end with a slash, and hold segments of letters, digits, `_` and `-`")
                .doc("Path of the variables: of a user (`u/alice/`) or a folder (`f/backend/`)."),
        ])
}

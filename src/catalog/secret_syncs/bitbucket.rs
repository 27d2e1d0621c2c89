//! Bitbucket: pipeline variables of a repository or of one of its deployment environments.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("bitbucket", "Bitbucket")
        .doc("Each secret becomes a pipeline variable of a repository, or of one of its deployment environments.")
        .destination([
            string("workspace_slug").required().not_empty()
                .doc("Slug of the workspace, the first part of the repository's address."),
            string("repository_slug").required().not_empty()
                .doc("Slug of the repository, the second part of its address."),
            string("environment_id")
                .doc("UUID of a deployment environment, in braces as Bitbucket writes it. Default: variables of the whole repository."),
        ])
}

//! TeamCity: parameters of a project or of one build configuration.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("teamcity", "TeamCity")
        .doc(
            "Each secret becomes a password parameter of a project, or of one build configuration.",
        )
        .imports_secrets()
        .destination([
            text("project")
                .required()
                .doc("ID of the project: TeamCity, project Settings, General."),
            string("build_config")
                .trimmed()
                .doc("ID of a build configuration. Default: parameters of the whole project."),
        ])
}

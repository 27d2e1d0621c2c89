//! CircleCI: environment variables of a project.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("circleci", "CircleCI")
        .doc("Each secret becomes an environment variable of a project.")
        .destination([
            text("org_name")
                .required()
                .doc("Name of the organization that owns the project."),
            text("project_name").required().doc("Name of the project."),
            text("project_id")
                .required()
                .doc("ID of the project: CircleCI, Project settings, Overview."),
        ])
}

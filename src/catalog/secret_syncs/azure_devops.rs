//! Azure DevOps: a variable group of a project.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("azure-devops", "Azure DevOps")
        .doc("The secrets become a variable group of the project.")
        .always_overwrites()
        .destination([
            text("devops_project_id")
                .required()
                .doc("ID of the Azure DevOps project: `az devops project show`, or its REST API."),
            display_name("devops_project_name", "the Azure DevOps project")
                .optional_computed()
                .absent_means(Value::Null),
        ])
}

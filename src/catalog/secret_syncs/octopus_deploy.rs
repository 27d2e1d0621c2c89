//! Octopus Deploy: sensitive variables of a project.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("octopus-deploy", "Octopus Deploy")
        .doc("Each secret becomes a sensitive variable of a project.")
        .destination([
            constant("scope", "project"),
            string("space_id")
                .required()
                .not_empty()
                .doc("ID of the space, e.g. `Spaces-1`."),
            display_name("space_name", "the space"),
            string("project_id")
                .required()
                .not_empty()
                .doc("ID of the Octopus project, e.g. `Projects-21`."),
            display_name("project_name", "the Octopus project"),
            object(
                "scope_values",
                [
                    scoped("environments", "environments"),
                    scoped("roles", "target tags (roles)"),
                    scoped("machines", "deployment targets"),
                    scoped("processes", "processes"),
                    scoped("actions", "steps"),
                    scoped("channels", "channels"),
                ],
            )
            .doc("Limits the variables, as scopes of a variable do in Octopus. Default: no limit."),
        ])
}

fn scoped(name: &str, what: &str) -> Field {
    string_set(name).doc(&format!("IDs of the {what} for which the variables hold."))
}

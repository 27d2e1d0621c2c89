//! Trigger.dev: environment variables of a project.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("trigger-dev", "Trigger.dev")
        .doc("Each secret becomes an environment variable of a project.")
        .options([boolean("mark_as_secret")
            .doc("Hide the values in Trigger.dev once written.")])
        .destination([
            short("project_ref", 255).required().doc("Reference of the project, e.g. `proj_abc123`: Trigger.dev, project Settings."),
            string("environment").required().one_of(["prod", "staging", "dev", "preview"])
                .doc("Environment of the Trigger.dev project: `prod`, `staging`, `dev` or `preview`."),
        ])
}

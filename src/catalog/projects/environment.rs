//! An environment of a project, such as dev or prod.

use super::project_id;
use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    RestResource::new("project_environment", "project environment", "Projects")
        .doc("An environment of a project: each holds its own values of the project's secrets.")
        .fields([
            id(),
            project_id().not_sent(),
            string("name").required().doc("Name of the environment."),
            string("slug").required().len(1..=64).slug().doc("Short name of the environment, used wherever secrets are addressed."),
            number("position").optional_computed().at_least(1).check(Validator::Integer).doc("Place in the list of environments, beginning with 1; last by default. Others move to make room."),
        ])
        .creates(post("/api/v1/projects/{project_id}/environments").envelope("environment").or_deprecated(post("/api/v1/workspace/{project_id}/environments").envelope("environment")))
        // Servers of 2024 put it last, whatever the create says.
        .creates(update().only(&["position"]).when(Condition::Changed(vec!["position"])))
        .reads(get("/api/v1/projects/{project_id}/environments/{id}").envelope("environment").or_deprecated(get("/api/v1/workspace/{project_id}/environments/{id}").envelope("environment")))
        .updates(update())
        .deletes(delete("/api/v1/projects/{project_id}/environments/{id}?hardDelete=true").or_deprecated(delete("/api/v1/workspace/{project_id}/environments/{id}")))
        // Creates of one project go one after another: the server takes no locks, and positions would collide.
        .locks("environments/{project_id}")
        .import_by("{id:uuid}", get("/api/v1/workspace/environments/{id}").envelope("environment"))
        .import("{project_id},{id:uuid}")
        .import_by("{project_id}/{slug}", by_slug())
        .identity(&["project_id", "id"])
        .warns_on_destroy("Destroying an environment deletes all secrets and folders in it.")
}

fn update() -> Call {
    patch("/api/v1/projects/{project_id}/environments/{id}")
        .envelope("environment")
        .or_deprecated(
            patch("/api/v1/workspace/{project_id}/environments/{id}").envelope("environment"),
        )
}

/// The environment of a slug; servers of 2024 tell it within its project.
pub(super) fn by_slug() -> Call {
    get("/api/v1/projects/{project_id}/environments/slug/{slug}")
        .envelope("environment")
        .or_deprecated(
            get("/api/v1/workspace/{project_id}")
                .envelope("workspace.environments")
                .pick("slug", "slug"),
        )
}

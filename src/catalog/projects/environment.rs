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
        .reads(get("/api/v1/projects/{project_id}/environments/{id}").envelope("environment").or_deprecated(get("/api/v1/workspace/{project_id}/environments/{id}").envelope("environment")))
        .updates(patch("/api/v1/projects/{project_id}/environments/{id}").envelope("environment").or_deprecated(patch("/api/v1/workspace/{project_id}/environments/{id}").envelope("environment")))
        .deletes(delete("/api/v1/projects/{project_id}/environments/{id}?hardDelete=true").or_deprecated(delete("/api/v1/workspace/{project_id}/environments/{id}")))
        // Creates of one project go one after another: the server takes no locks, and positions would collide.
        .locks("environments/{project_id}")
        .import_by("{id:uuid}", get("/api/v1/workspace/environments/{id}").envelope("environment"))
        .import("{project_id},{id:uuid}")
        .import_by("{project_id}/{slug}", get("/api/v1/projects/{project_id}/environments/slug/{slug}").envelope("environment"))
        .identity(&["project_id", "id"])
        .warns_on_destroy("Destroying an environment deletes all secrets and folders in it.")
}

//! Data sources of projects: all of them, one environment, the roles.

use serde_json::Value as Json;

use super::SUBCATEGORY;
use crate::catalog::secrets::data::{about_environment, short_times};
use crate::rest::prelude::*;

pub(super) fn data_sources() -> Vec<RestDataSource> {
    vec![environment(), projects_list(), project_roles()]
}

fn project_id() -> Field {
    string("project_id")
        .required()
        .not_empty()
        .unread()
        .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project.")
}

fn environment() -> RestDataSource {
    RestDataSource::new("project_environment", "project environment", SUBCATEGORY)
        .doc("An environment of a project, by slug. Everything is null when there is none.")
        .fields([
            project_id(),
            string("slug")
                .required()
                .not_empty()
                .unread()
                .doc("Slug of the environment, such as `dev` or `prod`."),
            string("id").computed().doc("ID of the environment."),
            string("name").computed().doc("Name for people."),
            integer("position")
                .computed()
                .doc("Its place in the list of environments, beginning with 1."),
        ])
        .reads(super::environment::by_slug().tolerates(&[404]))
}

fn projects_list() -> RestDataSource {
    RestDataSource::new("projects_list", "projects", SUBCATEGORY)
        .doc("All projects that the provider's identity is a member of, or those with given slugs, sorted by slug.")
        .fields([
            strings("slugs").unread().doc("Only projects with one of these slugs. Default: all."),
            objects("projects", [
                string("id").doc("ID of the project."),
                string("name").doc("Name of the project."),
                string("slug").doc("Slug of the project."),
                string("description").absent_means("").doc("What it is for."),
                string("type").doc("Kind of the project, such as `secret-manager`."),
                string("org_id").doc("ID of the organization that it belongs to."),
                boolean("auto_capitalization").doc("Whether names of secrets are turned to upper case in the web interface."),
                number("version").doc("Version of the project's encryption."),
                string("created_at").doc("When the project was created."),
                string("updated_at").doc("When the project was last changed."),
                objects("environments", about_environment()).doc("Its environments, in their order."),
            ]).computed().doc("The projects that fit."),
        ])
        .reads(get("/api/v1/projects").envelope("projects").under("projects"))
        .on_answer(|answer, config| {
            let wanted = config.get("slugs").items().unwrap_or(&[]);
            let Some(projects) = answer.get_mut("projects").and_then(Json::as_array_mut) else {
                return;
            };
            projects.retain(|p| {
                wanted.is_empty() || wanted.iter().any(|w| w.as_str() == p["slug"].as_str())
            });
            projects.sort_by_key(|p| p["slug"].as_str().unwrap_or_default().to_owned());
            projects.iter_mut().for_each(short_times);
        })
}

fn project_roles() -> RestDataSource {
    RestDataSource::new("project_roles", "project roles", "Project Access")
        .doc("All roles of a project, the built-in ones included. Their rules stand in `infisical_project_role`.")
        .fields([
            project_id(),
            objects("roles", [
                string("id").doc("ID of the role."),
                string("slug").doc("Slug of the role, by which members are given it."),
                string("name").doc("Name of the role."),
                string("description").absent_means("").doc("What the role is for."),
            ]).computed().doc("The roles, in the order of the API."),
        ])
        .reads(get("/api/v1/projects/{project_id}/roles").envelope("roles").under("roles")
            .or_deprecated(get("/api/v2/workspace/{project_id}/roles").envelope("roles").under("roles")))
}

//! Declared data sources of projects, environments, folders, tags and secrets' metadata.

use serde_json::Value as Json;

use super::{SUBCATEGORY, place, tag};
use crate::rest::prelude::*;

pub(super) fn data_sources() -> Vec<RestDataSource> {
    vec![
        project(),
        environments(),
        folders(),
        tags(),
        one_tag(),
        metadata(),
    ]
}

fn project_id() -> Field {
    string("project_id")
        .required()
        .unread()
        .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project.")
}

/// An environment as lists tell it.
pub(crate) fn about_environment() -> [Field; 3] {
    [
        string("id").doc("ID of the environment."),
        string("name").doc("Name for people."),
        string("slug").doc("Slug by which others refer to it."),
    ]
}

fn project() -> RestDataSource {
    RestDataSource::new("projects", "project", "Projects")
        .doc("A project, found by its slug.")
        .fields([
            string("slug")
                .required()
                .unread()
                .doc("Slug of the project: `slug` of `infisical_project`, or in its settings."),
            string("id").computed().doc("ID of the project."),
            string("name").computed().doc("Name of the project."),
            string("type")
                .computed()
                .doc("Kind of the project, such as `secret-manager`."),
            string("org_id")
                .computed()
                .doc("ID of the organization that it belongs to."),
            boolean("auto_capitalization")
                .computed()
                .doc("Whether names of secrets are turned to upper case in the web interface."),
            number("version")
                .computed()
                .doc("Version of the project's encryption."),
            string("upgrade_status")
                .computed()
                .absent_means("")
                .doc("State of an upgrade of the encryption; empty when there is none."),
            string("created_at")
                .computed()
                .doc("When the project was created."),
            string("updated_at")
                .computed()
                .doc("When the project was last changed."),
            object_map("environments", about_environment())
                .computed()
                .doc("Environments of the project by slug."),
        ])
        .reads(get("/api/v1/projects/slug/{slug}").or_deprecated(get("/api/v2/workspace/{slug}")))
        .on_answer(|answer, _| {
            let by_slug = answer["environments"].as_array().into_iter().flatten();
            let by_slug =
                by_slug.filter_map(|e| Some((e.get("slug")?.as_str()?.to_owned(), e.clone())));
            answer["environments"] = Json::Object(by_slug.collect());
            short_times(answer);
        })
}

/// The times of a project as the official provider has them.
pub(crate) fn short_times(project: &mut Json) {
    for key in ["createdAt", "updatedAt"] {
        if let Some(time) = project[key].as_str().map(short_time) {
            project[key] = json!(time);
        }
    }
}

/// A time without zeros at the end of its fraction, as the official provider has it.
fn short_time(time: &str) -> String {
    match time.strip_suffix('Z') {
        Some(seconds) if seconds.contains('.') => {
            format!("{}Z", seconds.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => time.to_owned(),
    }
}

fn environments() -> RestDataSource {
    RestDataSource::new(
        "project_environments",
        "environments of a project",
        "Projects",
    )
    .doc("All environments of a project.")
    .fields([
        project_id(),
        objects("environments", about_environment())
            .computed()
            .doc("The environments, in their order."),
    ])
    .reads(
        get("/api/v1/projects/{project_id}")
            .envelope("project")
            .or_deprecated(get("/api/v1/workspace/{project_id}").envelope("workspace")),
    )
}

fn folders() -> RestDataSource {
    let list = |version: &str, project: &str| {
        get(&format!("/api/{version}/folders?{project}={{project_id}}&environment={{environment_slug}}&path={{folder_path}}&recursive={{recursive}}"))
            .envelope("folders")
            .under("folders")
    };
    RestDataSource::new("secret_folders", "folders", SUBCATEGORY)
        .doc("The folders below a path; none when the path does not exist.")
        .fields([
            project_id(),
            string("environment_slug")
                .required()
                .unread()
                .doc("Slug of the environment, such as `dev` or `prod`."),
            string("folder_path")
                .required()
                .unread()
                .doc("Path whose folders are listed; `/` is the top."),
            boolean("recursive")
                .unread()
                .doc("List the folders at any depth below the path."),
            objects(
                "folders",
                [
                    string("id").doc("ID of the folder."),
                    string("name").doc("Name for people."),
                    string("path").doc("Its full path."),
                    string("description")
                        .absent_means("")
                        .doc("What it is for."),
                ],
            )
            .computed()
            .doc("The folders by name."),
        ])
        .reads(list("v2", "projectId").or_deprecated(list("v1", "workspaceId")))
        .on_answer(|answer, config| {
            let base = place::normal(config.get("folder_path").as_str().unwrap_or("/"));
            for folder in answer["folders"].as_array_mut().into_iter().flatten() {
                let below = ["relativePath", "name"]
                    .iter()
                    .find_map(|key| folder[*key].as_str());
                folder["path"] = json!(place::join(
                    &base,
                    below.unwrap_or_default().trim_start_matches('/')
                ));
            }
        })
}

fn tags() -> RestDataSource {
    RestDataSource::new("secret_tags", "secret tags", SUBCATEGORY)
        .doc("All tags of a project.")
        .fields([
            project_id(),
            objects(
                "tags",
                [
                    string("id").doc("ID of the tag."),
                    string("slug").doc("Slug by which others refer to it."),
                    string("color").absent_means("").doc(
                        "Color in the web interface, such as `#2f6fed`; empty when it has none.",
                    ),
                ],
            )
            .computed()
            .doc("All tags of the project."),
        ])
        .reads(
            get("/api/v1/projects/{project_id}/tags")
                .envelope("tags")
                .under("tags")
                .or_deprecated(
                    get("/api/v1/workspace/{project_id}/tags")
                        .envelope("workspaceTags")
                        .under("tags"),
                ),
        )
}

fn one_tag() -> RestDataSource {
    RestDataSource::new("secret_tag", "secret tag", SUBCATEGORY)
        .doc("A tag of a project, found by its slug.")
        .fields([
            project_id(),
            string("slug").required().unread().doc("Slug of the tag."),
            string("id").computed().doc("ID of the tag."),
            string("name")
                .computed()
                .read_as(["name", "slug"])
                .doc("Name of the tag: its slug."),
            string("color")
                .computed()
                .absent_means("")
                .doc("Color of the tag."),
        ])
        .reads(tag::by_slug())
}

fn metadata() -> RestDataSource {
    let text = |name: &str| (name.to_owned(), Type::String);
    let encrypted = ("is_encrypted".to_owned(), Type::Bool);
    let entry = Type::Object([text("key"), text("value"), encrypted].into());
    let tag = Type::Object(["id", "slug", "name", "color"].map(text).into());
    let read = |route: &str, project: &str, imports: &str| {
        get(&format!("/api/{route}/{{name}}?{project}={{project_id}}&environment={{environment_slug}}&secretPath={{folder_path}}&type={{secret_type}}&viewSecretValue=false&expandSecretReferences=false&{imports}=false")).envelope("secret")
    };
    RestDataSource::new("secret_metadata", "secret", SUBCATEGORY)
        .doc("Version, metadata and tags of a secret, without its value.")
        .fields([
            project_id(),
            string("environment_slug")
                .required()
                .unread()
                .doc("Slug of the environment, such as `dev` or `prod`."),
            string("folder_path")
                .required()
                .unread()
                .doc("Path of the folder; `/` is the top."),
            string("name")
                .required()
                .len(1..=100)
                .unread()
                .doc("Name of the secret."),
            string("secret_type")
                .one_of(["shared", "personal"])
                .default("shared")
                .json("type")
                .doc("`shared` (default) or `personal`."),
            number("secret_version")
                .computed()
                .read_as(["version"])
                .doc("Version of the secret: one more with every change."),
            plain("secret_metadata", Type::list(entry))
                .computed()
                .absent_means(Value::List(Vec::new()))
                .doc("Metadata of the secret."),
            plain("tags", Type::list(tag))
                .computed()
                .absent_means(Value::List(Vec::new()))
                .doc("Tags of the secret."),
        ])
        .reads(
            read("v4/secrets", "projectId", "includeImports").or_deprecated(read(
                "v3/secrets/raw",
                "workspaceId",
                "include_imports",
            )),
        )
        .on_answer(|answer, _| {
            for entry in answer["secretMetadata"]
                .as_array_mut()
                .into_iter()
                .flatten()
            {
                entry["is_encrypted"] = json!(entry["isEncrypted"].as_bool().unwrap_or(false));
            }
            for tag in answer["tags"].as_array_mut().into_iter().flatten() {
                tag["color"] = json!(tag["color"].as_str().unwrap_or_default());
            }
        })
}

#[cfg(test)]
mod tests {
    use super::short_time;

    #[test]
    fn times_lose_zeros_at_the_end_of_the_fraction() {
        for (time, short) in [
            ("2026-01-02T03:04:05.120Z", "2026-01-02T03:04:05.12Z"),
            ("2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:50Z", "2026-01-02T03:04:50Z"),
        ] {
            assert_eq!(short_time(time), short);
        }
    }
}

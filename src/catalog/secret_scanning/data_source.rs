//! What is scanned: repositories and projects at GitHub, GitLab and Bitbucket.

use super::{GROUP, NEEDS};
use crate::rest::prelude::*;

/// The providers, as the API names them.
pub(super) const PROVIDERS: [&str; 3] = ["github", "gitlab", "bitbucket"];

fn data_source(provider: &str, title: &str, connection: &str, config: Field) -> RestResource {
    let all = format!("/api/v2/secret-scanning/data-sources/{provider}");
    let one = |c: Call| c.envelope("dataSource");
    RestResource::new(
        &format!("secret_scanning_data_source_{provider}"),
        &format!("{title} secret scanning data source"),
        GROUP,
    )
    .doc(&format!("Scans the history and every new push at {title} for leaked secrets. {NEEDS}"))
    .fields([
        id(),
        string("name").required().slug().len(1..=64)
            .doc("Name: lower-case letters, digits and hyphens, unique among all data sources of the project."),
        string("description").len(0..=256).trimmed().doc("What is scanned, and why."),
        string("project_id").required().not_empty().replace().doc("ID of the secret scanning project."),
        string("connection_id").required().uuid().replace()
            .doc(&format!("ID of the app connection (`infisical_app_connection_{connection}`) through which Infisical reads {title}. A change replaces the data source.")),
        boolean("auto_scan_enabled").json("isAutoScanEnabled").default(true).absent_means(true)
            .doc("Scan every push, and everything once at the beginning. Default `true`. When `false`, only on demand (action `infisical_secret_scanning_scan`)."),
        config.required(),
    ])
    .collection(&all, &format!("{all}/{{id}}"), "dataSource")
    .listed(&format!("{all}?projectId={{project_id}}"), "dataSources")
    .expects("type", provider, "infisical_secret_scanning_data_source_")
    .import("{id:uuid}")
    .import_by(
        "{project_id},{name}",
        one(get(&format!("{all}/data-source-name/{{name}}?projectId={{project_id}}"))),
    )
    .identity(&["id"])
}

/// Which repositories or projects; all by default.
fn include(name: &str, pattern: &str, example: &str) -> Field {
    let all = Value::Set(vec![Value::from("*")]);
    string_set(name)
        .size(1..=100)
        .len(1..=256)
        .pattern(
            pattern,
            &format!("must be `*` or a full name such as `{example}`"),
        )
        .default(all.clone())
        .absent_means(all)
        .doc(&format!(
            "Full names of what is scanned, e.g. `{example}`. Default `*`: everything."
        ))
}

const REPOSITORY: &str = r"^(?:\*|[a-zA-Z0-9._-]+/[a-zA-Z0-9._-]+)$";

pub(super) fn github() -> RestResource {
    let config = object(
        "config",
        [include("include_repos", REPOSITORY, "example/shop")],
    )
    .doc("What is scanned at GitHub.");
    data_source("github", "GitHub", "github_radar", config)
}

pub(super) fn bitbucket() -> RestResource {
    let config = object("config", [
        // The webhook would stay in the old workspace.
        string("workspace_slug").required().len(1..=128).replace()
            .doc("Slug of the workspace, the first part of its repositories' addresses. A change replaces the data source."),
        include("include_repos", REPOSITORY, "example/shop"),
    ])
    .doc("What is scanned at Bitbucket.");
    data_source("bitbucket", "Bitbucket", "bitbucket", config)
}

pub(super) fn gitlab() -> RestResource {
    let config = object("config", [
        string("scope").required().one_of(["group", "project"]).replace()
            .doc("What is scanned: a `group` or one `project`. A change replaces the data source."),
        // The webhook would stay where it was created.
        integer("group_id").required_when("scope", ["group"]).replace()
            .doc("ID of the group, with scope `group`. A change replaces the data source."),
        string("group_name").len(0..=256).trimmed().only_when("scope", ["group"])
            .doc("Name of the group, shown in Infisical."),
        include("include_projects", r"^(?:\*|[a-zA-Z0-9._-]+(?:/[a-zA-Z0-9._-]+)+)$", "group/subgroup/shop")
            .only_when("scope", ["group"]),
        integer("project_id").required_when("scope", ["project"]).replace()
            .doc("ID of the GitLab project, with scope `project`. A change replaces the data source."),
        string("project_name").len(0..=256).trimmed().only_when("scope", ["project"])
            .doc("Name of the GitLab project, shown in Infisical."),
    ])
    .rule(Rule::OnlyWhen {
        attribute: "include_projects".into(),
        discriminator: "scope".into(),
        values: vec!["group".into()],
    })
    .doc("What is scanned at GitLab.");
    data_source("gitlab", "GitLab", "gitlab", config)
}

//! What scans found: one finding as a resource, all of them as a data source.

use serde_json::Value as Json;

use super::{GROUP, NEEDS};
use crate::rest::prelude::*;

const ALL: &str = "/api/v2/secret-scanning/findings?projectId={project_id}";
const ONE: &str = "/api/v2/secret-scanning/findings/{finding_id}";
const STATUSES: [&str; 4] = ["resolved", "unresolved", "false-positive", "ignore"];

/// What the scanner tells about a finding.
fn told() -> Vec<Field> {
    vec![
        string("rule").doc("Rule of the scanner that matched."),
        string("severity").doc("How severe it is: `high`, `medium` or `low`."),
        string("data_source_name").doc("Name of the data source."),
        string("data_source_type")
            .doc("Provider of the data source: `github`, `gitlab` or `bitbucket`."),
        string("resource_name").doc("Full name of the repository or project."),
        string("fingerprint").doc("Fingerprint of the finding: the same in every scan."),
        string("file")
            .json("details.file")
            .doc("File that holds the secret."),
        string("commit")
            .json("details.commit")
            .doc("Commit that brought it in."),
        string("author")
            .json("details.author")
            .doc("Author of that commit."),
        string("link")
            .json("details.link")
            .doc("Address of the line at the provider."),
    ]
}

pub(super) fn resource() -> RestResource {
    RestResource::new("secret_scanning_finding", "secret scanning finding", GROUP)
        .doc(&format!("What is decided about a finding. Findings are made by scans: create takes an existing one over, destroy sets it back to `unresolved` without remarks. {NEEDS}"))
        .fields([
            id(),
            string("project_id").required().not_empty().replace().not_sent()
                .doc("ID of the secret scanning project."),
            string("finding_id").required().uuid().replace().not_sent().read_as(["id"])
                .doc("ID of the finding: data source `infisical_secret_scanning_findings`."),
            string("status").required().one_of(STATUSES)
                .doc("What became of it: `resolved`, `unresolved`, `false-positive` or `ignore`."),
            string("remarks").doc("Why the status is what it is, in your own words."),
        ])
        .fields(told().into_iter().map(Field::computed))
        .creates(patch(ONE).envelope("finding"))
        .reads(get(ALL).envelope("findings").pick("id", "finding_id"))
        .updates(patch(ONE).envelope("finding"))
        .deletes(patch(ONE).no_fields().adds("status", "unresolved").adds("remarks", json!(null)))
        .adopts()
        .import("{project_id},{finding_id}")
        .identity(&["project_id", "finding_id"])
}

/// Attributes that narrow the list, and the JSON that they are compared with.
const FILTERS: [(&str, &str); 5] = [
    ("status", "status"),
    ("severity", "severity"),
    ("rule", "rule"),
    ("data_source_name", "dataSourceName"),
    ("resource_name", "resourceName"),
];

pub(super) fn list() -> RestDataSource {
    let filter =
        |name: &str, what: &str| string(name).local().doc(&format!("Only findings {what}."));
    RestDataSource::new(
        "secret_scanning_findings",
        "secret scanning findings",
        GROUP,
    )
    .doc(&format!(
        "The findings of a project, all or narrowed by what they have in common. {NEEDS}"
    ))
    .fields([
        string("project_id")
            .required()
            .not_empty()
            .local()
            .doc("ID of the secret scanning project."),
        filter("status", "with this status").one_of(STATUSES),
        filter("severity", "of this severity"),
        filter("rule", "of this rule"),
        filter("data_source_name", "of the data source with this name"),
        filter(
            "resource_name",
            "in the repository or project with this full name",
        ),
        objects(
            "findings",
            [
                string("id").doc("ID of the finding."),
                string("status").doc("What became of it."),
                string("remarks").doc("Why the status is what it is, in your own words."),
                string("created_at").doc("When it was found."),
            ]
            .into_iter()
            .chain(told()),
        )
        .computed()
        .doc("The findings that fit."),
    ])
    .reads(get(ALL))
    .on_answer(narrow)
}

/// The API has no filters.
fn narrow(answer: &mut Json, asked: &Value) {
    if let Some(Json::Array(findings)) = answer.get_mut("findings") {
        findings.retain(|finding| {
            FILTERS.iter().all(|(attribute, json)| {
                asked
                    .get(attribute)
                    .as_str()
                    .is_none_or(|wanted| finding[*json] == wanted)
            })
        });
    }
}

//! The scanner's rules of a project: always there, empty at first.

use super::{GROUP, NEEDS};
use crate::rest::prelude::*;

const PATH: &str = "/api/v2/secret-scanning/configs?projectId={project_id}";

pub(super) fn resource() -> RestResource {
    RestResource::new("secret_scanning_config", "secret scanning configuration", GROUP)
        .doc(&format!("The scanner configuration of a project. Every project has one: create takes it over, destroy goes back to the scanner's own rules. {NEEDS}"))
        .fields([
            string("project_id").required().not_empty().replace().not_sent()
                .doc("ID of the secret scanning project."),
            string("content").required().format(Format::Toml)
                .doc("Rules and allow-lists in TOML, as in an `infisical-scan.toml` file: `file(\"infisical-scan.toml\")`."),
        ])
        .creates(patch(PATH).envelope("config"))
        .reads(get(PATH).envelope("config"))
        .updates(patch(PATH).envelope("config"))
        .deletes(patch(PATH).no_fields().adds("content", json!(null)))
        .adopts()
        .import("{project_id}")
        .identity(&["project_id"])
}

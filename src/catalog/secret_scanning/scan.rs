//! Scanning on demand.

use super::{GROUP, NEEDS, data_source::PROVIDERS};
use crate::rest::prelude::*;

pub(super) fn action() -> RestAction {
    let one = "/api/v2/secret-scanning/data-sources/{data_source_type}/{data_source_id}";
    RestAction::new("secret_scanning_scan", "Scan for leaked secrets", GROUP)
        .doc(&format!("Scans everything of a data source, or one repository of it. The scan goes on in the background. {NEEDS}"))
        .fields([
            string("data_source_id").required().uuid().local().doc("ID of the data source."),
            string("data_source_type").required().one_of(PROVIDERS).local()
                .doc("Provider of the data source: `github`, `gitlab` or `bitbucket`."),
            string("resource_id").uuid().local()
                .doc("ID of one repository or project of the data source, as Infisical numbers them. Default: everything."),
        ])
        .does(post(&format!("{one}/scan")).no_fields().when(Condition::Unset(vec!["resource_id"])))
        .does(post(&format!("{one}/resources/{{resource_id}}/scan")).no_fields().when(Condition::Set(vec!["resource_id"])))
}

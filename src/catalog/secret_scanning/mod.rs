//! Secret scanning: the places that are scanned, the rules, and what was found.

mod config;
mod data_source;
mod finding;
mod scan;

use crate::rest::prelude::*;

const GROUP: &str = "Secret Scanning";

/// What every page of the family says about plans and projects.
const NEEDS: &str = "Needs an enterprise plan and a project of type `secret-scanning`.";

/// Resources of the family.
pub fn resources() -> Vec<RestResource> {
    vec![
        data_source::github(),
        data_source::gitlab(),
        data_source::bitbucket(),
        config::resource(),
        finding::resource(),
    ]
}

/// Data sources of the family.
pub fn data_sources() -> Vec<RestDataSource> {
    vec![finding::list()]
}

/// Actions of the family.
pub fn actions() -> Vec<RestAction> {
    vec![scan::action()]
}

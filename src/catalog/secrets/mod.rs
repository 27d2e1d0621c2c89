//! Secrets and what they live in: folders, tags, imports.

mod data;
mod folder;
mod import;
mod place;
mod tag;

use crate::rest::prelude::*;

/// Group in the docs.
pub(super) const SUBCATEGORY: &str = "Secrets";

/// The family's declared resources.
pub fn resources() -> Vec<RestResource> {
    vec![folder::resource(), import::resource(), tag::resource()]
}

/// The family's declared data sources.
pub fn data_sources() -> Vec<RestDataSource> {
    data::data_sources()
}

/// `project_id`: where the object lives; fixed.
fn project_id() -> Field {
    string("project_id")
        .required()
        .replace()
        .doc("ID of the project.")
}

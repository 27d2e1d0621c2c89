//! Secrets and what they live in: folders, tags, imports.

mod all;
mod data;
mod ephemeral;
mod folder;
mod import;
mod place;
mod secret;
mod tag;

use crate::rest::prelude::*;

pub use ephemeral::ephemeral_resources;

/// Group in the docs.
pub(super) const SUBCATEGORY: &str = "Secrets";

/// The family's declared resources.
pub fn resources() -> Vec<RestResource> {
    vec![
        secret::resource(),
        folder::resource(),
        import::resource(),
        tag::resource(),
    ]
}

/// The family's declared data sources.
pub fn data_sources() -> Vec<RestDataSource> {
    let mut sources = data::data_sources();
    sources.push(all::data_source());
    sources
}

/// `project_id`: where the object lives; fixed.
fn project_id() -> Field {
    string("project_id")
        .required()
        .replace()
        .doc("ID of the project.")
}

/// A fixed address member that every body carries: project, environment, path.
fn address(name: &str, json: &str, doc: &str) -> Field {
    string(name)
        .required()
        .replace()
        .json(json)
        .update_as(json)
        .always()
        .doc(doc)
}

//! Projects and what belongs to them directly.

mod data;
mod environment;
mod project;
mod template;
#[cfg(test)]
mod tests;
mod webhook;

use crate::rest::prelude::*;

const SUBCATEGORY: &str = "Projects";

/// The family's resources.
pub fn resources() -> Vec<RestResource> {
    vec![
        project::resource(),
        environment::resource(),
        template::resource(),
        webhook::resource(),
    ]
}

/// The family's data sources.
pub fn data_sources() -> Vec<RestDataSource> {
    let mut sources = data::data_sources();
    sources.extend(template::data_sources());
    sources.push(webhook::data_source());
    sources
}

/// The family's actions.
pub fn actions() -> Vec<RestAction> {
    vec![webhook::action()]
}

/// `project_id`: where the object lives; fixed.
pub(super) fn project_id() -> Field {
    string("project_id")
        .required()
        .replace()
        .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project.")
}

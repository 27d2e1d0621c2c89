//! Projects and what belongs to them directly.

mod environment;
mod project;

use crate::rest::prelude::*;

/// The family's resources.
pub fn resources() -> Vec<RestResource> {
    vec![project::resource(), environment::resource()]
}

/// `project_id`: where the object lives; fixed.
pub(super) fn project_id() -> Field {
    string("project_id")
        .required()
        .replace()
        .doc("ID of the project.")
}

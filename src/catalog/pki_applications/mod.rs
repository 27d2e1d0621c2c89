//! Applications of the certificate manager with their profiles and members, the members of the certificate manager itself, alerts.

mod access;
mod access_user;
mod alert;
mod application;
mod cert_manager_alert;
mod channels;
mod data;
mod enrollment;
mod members;
mod profile;
#[cfg(all(test, feature = "simulator"))]
mod tests;

pub use data::data_sources;
pub use enrollment::{actions, ephemeral_resources};

use crate::rest::prelude::*;

/// Group in the docs.
const GROUP: &str = "Certificate Manager";
/// All applications.
const APPLICATIONS: &str = "/api/v1/cert-manager/applications";

/// Applications, members, alerts.
pub fn resources() -> Vec<RestResource> {
    vec![
        application::resource(),
        members::group(),
        members::identity(),
        members::user(),
        profile::resource(),
        access::group(),
        access::identity(),
        access_user::resource(),
        alert::resource(),
        cert_manager_alert::resource(),
    ]
}

/// The application that something belongs to.
fn application_id() -> Field {
    string("application_id")
        .required()
        .uuid()
        .replace()
        .doc("ID of the application (`infisical_cert_manager_application`).")
}

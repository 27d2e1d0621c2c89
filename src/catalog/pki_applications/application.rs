//! An application: what certificates are issued for, with its own profiles and members.

use super::{APPLICATIONS, GROUP};
use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    RestResource::new("cert_manager_application", "certificate application", GROUP)
        .doc("An application of the certificate manager: profiles are attached to it (`infisical_cert_manager_application_profile`), certificates are issued for it, and users, groups and identities are its members.")
        .fields([
            id(),
            string("name").required().len(1..=64).pattern("^[a-z0-9-]+$", "may hold lower-case letters, digits and hyphens only")
                .doc("Name: lower-case letters, digits and hyphens, unique in the organization."),
            string("description").len(0..=256).doc("What the application is."),
        ])
        .collection(APPLICATIONS, &format!("{APPLICATIONS}/{{id}}"), "application")
        .listed(APPLICATIONS, "applications")
        .list_paged("offset", "limit", 100)
        .import("{id:uuid}")
        .import_by("{name}", get(&format!("{APPLICATIONS}/by-name/{{name}}")).envelope("application"))
        .identity(&["id"])
}

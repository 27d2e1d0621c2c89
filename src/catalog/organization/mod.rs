//! What belongs to the organization: groups and their members, roles, SCIM mappings, sub-organizations, gateways.

use crate::rest::prelude::*;

mod data;
mod group;
mod group_machine_identity;
mod group_user;
mod org_role;
mod scim_group_org_role_mapping;
mod sub_organization;

/// Group in the docs.
const SUBCATEGORY: &str = "Organization";

/// Every resource of the family.
pub fn resources() -> Vec<RestResource> {
    vec![
        group::resource(),
        group_machine_identity::resource(),
        group_user::resource(),
        org_role::resource(),
        scim_group_org_role_mapping::resource(),
        sub_organization::resource(),
    ]
}

/// Every data source of the family.
pub fn data_sources() -> Vec<RestDataSource> {
    data::data_sources()
}

/// The group of a member.
fn group_id() -> Field {
    string("group_id")
        .required()
        .not_empty()
        .replace()
        .not_sent()
        .unread()
        .doc("ID of the group: `id` of `infisical_group`.")
}

//! Machine identities, their place in projects, and the roles and privileges that members of projects have.

use serde_json::Value as Json;

use crate::rest::prelude::*;

pub(crate) mod permissions;
pub(crate) mod roles;

pub(crate) use project_role::refuse_reserved;

mod data;
mod identity;
mod privilege;
mod project_group;
mod project_identity;
mod project_role;
mod project_user;
mod scoped_identity;

/// Group in the docs of what is in a project.
const ACCESS: &str = "Project Access";

/// Every resource of the family.
pub fn resources() -> Vec<RestResource> {
    vec![
        identity::resource(),
        privilege::resource(),
        project_group::resource(),
        project_identity::resource(),
        project_role::resource(),
        project_user::resource(),
        scoped_identity::resource(),
    ]
}

/// Every data source of the family.
pub fn data_sources() -> Vec<RestDataSource> {
    data::data_sources()
}

/// The project of a member, by ID.
fn project_id() -> Field {
    string("project_id")
        .required()
        .not_empty()
        .replace()
        .not_sent()
        .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project.")
}

/// Free key/value pairs of an identity. A PATCH replaces them all.
fn metadata() -> Field {
    object_set(
        "metadata",
        [
            string("key")
                .required()
                .not_empty()
                .trimmed()
                .doc("Name of the entry."),
            string("value")
                .required()
                .not_empty()
                .trimmed()
                .doc("Text kept under this name."),
        ],
    )
    .clear_with(json!([]))
    // An official import leaves an empty list where there are none.
    .empty_is_unset()
    .doc("Key/value pairs kept with the identity, for use in attribute-based permissions.")
}

/// State as the official provider keeps it: no auth methods are null, and metadata that no configuration has given is none.
fn settle_identity(state: &mut Value, prior: &Value, auth_methods: &str, imported: bool) {
    if state.get(auth_methods).is_empty() {
        state.set(auth_methods, Value::Null);
    }
    if !imported && prior.get("metadata").is_null() {
        state.set("metadata", Value::Null);
    }
}

/// Servers of 2024 tell one auth method where newer ones tell a list.
fn list_auth_methods(identity: &mut Json) {
    let Some(members) = identity.as_object_mut() else {
        return;
    };
    if let (None, Some(one)) = (
        members.get("authMethods"),
        members.get("authMethod").cloned(),
    ) {
        let list: Vec<Json> = [one].into_iter().filter(Json::is_string).collect();
        members.insert("authMethods".into(), list.into());
    }
}

/// A project by its slug. The newer route refuses slugs with underscores, so the older one is asked first.
fn project_by_slug() -> Call {
    get("/api/v2/workspace/{project_slug}")
        .or_deprecated(get("/api/v1/projects/slug/{project_slug}"))
        .under("project")
}

/// A project by its ID.
pub(crate) fn project_by_id() -> Call {
    get("/api/v1/projects/{project_id}")
        .envelope("project")
        .or_deprecated(get("/api/v1/workspace/{project_id}").envelope("workspace"))
        .under("project")
}

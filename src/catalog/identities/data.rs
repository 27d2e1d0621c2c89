//! Data sources of identities, their memberships and project roles.

use serde_json::Value as Json;

use super::{ACCESS, list_auth_methods, permissions, roles};
use crate::catalog::auth_methods::SUBCATEGORY;
use crate::rest::prelude::*;

pub fn data_sources() -> Vec<RestDataSource> {
    vec![
        identity(),
        identities(),
        project_identity(),
        project_role(),
        project_user(),
    ]
}

/// What is told of an identity by its organization membership. `id` stands before them.
fn about() -> [Field; 7] {
    [
        string("name")
            .computed()
            .read_as(["identity.name"])
            .doc("Name of the identity."),
        string("org_id").computed().doc("ID of the organization."),
        string("role")
            .computed()
            .read_as(["customRole.slug", "role"])
            .doc("Role in the organization: a built-in one, or the slug of a custom one."),
        string("custom_role_id")
            .computed()
            .read_as(["customRole.id"])
            .doc("ID of the custom role, where the role is one."),
        boolean("has_delete_protection")
            .computed()
            .read_as(["identity.hasDeleteProtection"])
            .absent_means(false)
            .doc("Whether Infisical refuses to delete the identity."),
        strings("auth_modes")
            .computed()
            .read_as(["identity.authMethods"])
            .doc("Auth methods that are attached to the identity."),
        objects(
            "metadata",
            [
                string("key").doc("Name of the entry."),
                string("value").doc("Text kept under this name."),
            ],
        )
        .computed()
        .read_as(["metadata", "identity.metadata"])
        .doc("Key/value pairs kept with the identity."),
    ]
}

fn identity() -> RestDataSource {
    RestDataSource::new("identity", "machine identity", SUBCATEGORY)
        .doc("A machine identity of the organization.")
        .fields([string("id")
            .required()
            .not_empty()
            .read_as(["identity.id"])
            .doc("ID of the identity.")])
        .fields(about())
        .reads(get("/api/v1/identities/{id}").envelope("identity"))
        .on_answer(|answer, _| {
            if let Some(identity) = answer.get_mut("identity") {
                list_auth_methods(identity);
            }
        })
}

fn identities() -> RestDataSource {
    let [name, _, role, custom_role_id, protection, auth_modes, _] = about();
    RestDataSource::new("identities", "machine identities", SUBCATEGORY)
        .doc("Machine identities of an organization, all of them or those with a name or role.")
        .fields([
            string("org_id")
                .required()
                .not_empty()
                .read_as([])
                .doc("ID of the organization (see `infisical_identity_details`)."),
            string("name")
                .unread()
                .doc("Only identities with exactly this name."),
            string("role").unread().doc(
                "Only identities with this role: a built-in one, or the slug of a custom one.",
            ),
            objects(
                "identities",
                [
                    string("id")
                        .read_as(["identity.id"])
                        .doc("ID of the identity."),
                    name,
                    role,
                    custom_role_id,
                    protection,
                    auth_modes,
                ],
            )
            .computed()
            .doc("The identities, in the order of the API."),
        ])
        .reads(
            get("/api/v1/identities?orgId={org_id}")
                .envelope("identities")
                .under("identities"),
        )
        .on_answer(filter_identities)
}

fn filter_identities(answer: &mut Json, config: &Value) {
    let fits = |wanted: &Value, told: Option<&Json>| {
        wanted
            .as_str()
            .is_none_or(|w| told.and_then(Json::as_str) == Some(w))
    };
    let Some(list) = answer.get_mut("identities").and_then(Json::as_array_mut) else {
        return;
    };
    list.retain(|one| {
        let role = one.pointer("/customRole/slug").or_else(|| one.get("role"));
        fits(config.get("name"), one.pointer("/identity/name")) && fits(config.get("role"), role)
    });
    for identity in list.iter_mut().filter_map(|one| one.get_mut("identity")) {
        list_auth_methods(identity);
    }
}

fn project_id() -> Field {
    string("project_id")
        .required()
        .not_empty()
        .unread()
        .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project.")
}

fn membership_id() -> Field {
    string("membership_id")
        .computed()
        .read_as(["id"])
        .doc("ID of the membership; null when there is none.")
}

fn sort_roles(answer: &mut Json, _: &Value) {
    if let Some(list) = answer.get_mut("roles") {
        roles::tell(list, &Value::Null, Json::Null);
    }
}

fn project_identity() -> RestDataSource {
    RestDataSource::new("project_identity", "project identity", ACCESS)
        .doc("Whether a machine identity is a member of a project, and with which roles. Everything is null when it is not.")
        .fields([
            project_id(),
            string("identity_id").required().not_empty().unread().doc("ID of the machine identity: `id` of `infisical_identity`, or on the page of the identity."),
            membership_id(),
            roles::told_roles(),
        ])
        .reads(get("/api/v1/projects/{project_id}/memberships/identities/{identity_id}").envelope("identityMembership").tolerates(&[404])
            .or_deprecated(get("/api/v2/workspace/{project_id}/identity-memberships/{identity_id}").envelope("identityMembership").tolerates(&[404])))
        .on_answer(sort_roles)
}

fn project_user() -> RestDataSource {
    let text = |name: &str, doc: &str| string(name).absent_means("").doc(doc);
    RestDataSource::new("project_user", "project user", ACCESS)
        .doc("Whether a user is a member of a project, and with which roles. Everything is null when they are not.")
        .fields([
            project_id().uuid(),
            string("user_id").required().uuid().unread().doc("ID of the user."),
            membership_id(),
            string("username").computed().read_as(["user.username"]).doc("Name by which the user signs in, mostly an e-mail address."),
            object("user", [
                text("id", "ID of the user."),
                text("email", "E-mail address."),
                text("first_name", "First name, as the user gave it."),
                text("last_name", "Last name, as the user gave it."),
            ]).computed().doc("Who the member is."),
            roles::told_roles(),
        ])
        .reads(get("/api/v1/projects/{project_id}/user/{user_id}/membership").envelope("membership").tolerates(&[404]))
        .on_answer(sort_roles)
}

fn project_role() -> RestDataSource {
    RestDataSource::new("project_role", "project role", ACCESS)
        .doc("A role of a project, built-in or custom. Everything is null when there is none with the slug.")
        .fields([
            project_id(),
            string("slug").required().not_empty().unread().doc("Slug of the role."),
            string("id").computed().doc("ID of the role."),
            string("name").computed().doc("Name of the role."),
            string("description").computed().doc("What the role is for."),
            permissions::rules("permissions").computed().doc("Rules of the role."),
        ])
        .reads(get("/api/v1/projects/{project_id}/roles/slug/{slug}").envelope("role").tolerates(&[404])
            .or_deprecated(get("/api/v2/workspace/{project_id}/roles/slug/{slug}").envelope("role").tolerates(&[404])))
        .on_answer(|answer, _| {
            if answer.get("description").is_some_and(Json::is_null) {
                answer["description"] = json!("");
            }
            if let Some(rules) = answer.get_mut("permissions") {
                permissions::tell(rules, &Value::Null);
            }
        })
}

//! Which organization role the members of a SCIM group get: one list for the whole organization, which exists always.

use serde_json::Value as Json;

use super::SUBCATEGORY;
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

const MAPPINGS: &str = "/api/v1/scim/group-org-role-mappings";

/// There is one list only, so any name would do.
const ID: &str = "group-org-role-mappings";

pub fn resource() -> RestResource {
    RestResource::new("scim_group_org_role_mapping", "SCIM group mapping", SUBCATEGORY)
        .doc("The mapping of SCIM groups to organization roles, as a whole: an organization has one list, and what is not in the configuration is removed from it. Destroying the resource empties the list. Some versions of Infisical let only users change it, not machine identities.")
        .fields([
            id().unread().doc("Always `group-org-role-mappings`."),
            object_set("mappings", [
                string("group_name").required().not_empty().trimmed().doc("Name of the group in the identity provider."),
                string("role_slug").required().slug().len(1..=64).doc("Role of its members: `admin`, `member`, `no-access`, or the slug of a custom role of the organization."),
            ]).required().doc("Groups with their roles."),
        ])
        .creates(put(MAPPINGS).ignore_answer())
        .reads(get(MAPPINGS).under("mappings"))
        .reads(get("/api/v1/organization/roles").envelope("roles").under("roles"))
        .updates(put(MAPPINGS).ignore_answer())
        .deletes(put(MAPPINGS).no_fields().adds("mappings", json!([])))
        .adopts()
        .import("{id}")
        .identity(&["id"])
        .on_validate(check)
        .on_answer(name_roles)
        .on_read(|state, _| state.set("id", Value::from(ID)))
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    let items = config.get("mappings").items().unwrap_or(&[]);
    let names: Vec<&str> = items
        .iter()
        .filter_map(|m| m.get("group_name").as_str())
        .map(str::trim)
        .collect();
    for (i, name) in names.iter().enumerate() {
        if names[..i].contains(name) {
            diagnostics.error_at(
                Path::dotted("mappings"),
                "Group mapped twice",
                format!("The group {name} stands in the list twice; a group has one role."),
            );
        }
    }
}

/// Answers tell custom roles by ID: the slug is looked up in the list of roles.
fn name_roles(answer: &mut Json, _: &Value) {
    let slugs = answer.get("roles").cloned().unwrap_or_default();
    let slug_of = |id: &Json| {
        slugs
            .as_array()?
            .iter()
            .find(|r| r["id"] == *id)?
            .get("slug")
            .cloned()
    };
    let mappings = answer.get_mut("mappings").and_then(Json::as_array_mut);
    for mapping in mappings
        .into_iter()
        .flatten()
        .filter_map(Json::as_object_mut)
    {
        let custom = mapping.get("roleId").and_then(slug_of);
        let slug = custom.or_else(|| mapping.get("role").cloned());
        mapping.insert("roleSlug".into(), slug.unwrap_or_default());
    }
}

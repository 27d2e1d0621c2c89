//! Custom roles of the organization.

use super::SUBCATEGORY;
use crate::catalog::identities::{permissions, refuse_reserved};
use crate::rest::prelude::*;

/// Slugs that the server keeps for itself.
const RESERVED: &[&str] = &["admin", "member", "no-access", "custom"];

pub fn resource() -> RestResource {
    let by_slug = get("/api/v1/organization/roles/slug/{slug}").envelope("role");
    RestResource::new("org_role", "organization role", SUBCATEGORY)
        .doc("A custom role of the organization. Custom roles need a plan with role-based access control.")
        .fields([
            id().doc("ID of the role."),
            string("slug").required().slug().len(1..=64).doc("Slug of the role, by which identities, users and groups are given it."),
            string("name").required().not_empty().doc("Name of the role."),
            string("description").default("").absent_means("").trimmed().doc("What the role is for."),
            permissions::rules("permissions").required().doc("Rules of the role."),
        ])
        .collection("/api/v1/organization/roles", "/api/v1/organization/roles/{id}", "role")
        .listed("/api/v1/organization/roles", "roles")
        .list_is_partial()
        .list_keys("id", "slug")
        .import("{id:uuid}")
        .import_by("{slug}", by_slug)
        .identity(&["id"])
        .on_validate(|config, diagnostics| refuse_reserved(config, diagnostics, RESERVED))
        .on_answer(|answer, prior| {
            if let Some(rules) = answer.get_mut("permissions") {
                permissions::tell(rules, prior.get("permissions"));
            }
        })
}

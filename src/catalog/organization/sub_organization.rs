//! Organizations below the organization.

use super::SUBCATEGORY;
use crate::rest::prelude::*;

const ALL: &str = "/api/v1/sub-organizations";

pub fn resource() -> RestResource {
    let found_by = |json: &str, field: &str| {
        get(ALL)
            .envelope("organizations")
            .pick(json, field)
            .paged("offset", "limit", 1000)
    };
    RestResource::new("sub_organization", "sub-organization", SUBCATEGORY)
        .doc("An organization below the root organization. The provider's identity must belong to the root organization. Sub-organizations need an enterprise plan.")
        .fields([
            id().doc("ID of the sub-organization."),
            string("name").required().len(1..=64).pattern(r"^[A-Za-z0-9_\s-]+$", "letters, digits, blanks and `_ -`").trimmed().doc("Name of the sub-organization."),
            string("slug").optional_computed().slug().len(1..=64).doc("Slug of the sub-organization. Default: made from the name."),
            string("parent_org_id").computed().doc("ID of the organization above."),
        ])
        .creates(post(ALL).envelope("organization"))
        .reads(found_by("id", "id"))
        .updates(patch("/api/v1/sub-organizations/{id}").envelope("organization"))
        .deletes(delete("/api/v1/sub-organizations/{id}").envelope("organization"))
        .listed(ALL, "organizations")
        .list_keys("id", "slug")
        .list_paged("offset", "limit", 1000)
        .import("{id:uuid}")
        .import_by("{slug}", found_by("slug", "slug"))
        .identity(&["id"])
}

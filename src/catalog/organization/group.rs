//! Groups of users and machine identities.

use super::SUBCATEGORY;
use crate::rest::prelude::*;

const ITEM: &str = "/api/v1/groups/{id}";

pub fn resource() -> RestResource {
    let by_slug = get("/api/v1/groups").pick("slug", "slug");
    RestResource::new("group", "group", SUBCATEGORY)
        .doc("A group of users and machine identities in the organization. Groups need an enterprise plan.")
        .fields([
            id().doc("ID of the group."),
            string("name").required().len(1..=50).doc("Name of the group."),
            string("slug").required().slug().len(5..=36).doc("Slug of the group, unique in the organization."),
            string("role").required().not_empty().read_as(["customRoleSlug", "role"])
                .doc("Role of its members in the organization: `admin`, `member`, `no-access`, or the slug of a custom role."),
        ])
        .creates(post("/api/v1/groups"))
        // Servers of 2024 only list the groups.
        .reads(get(ITEM).or_deprecated(get("/api/v1/groups").pick("id", "id")))
        .updates(patch(ITEM))
        .deletes(delete(ITEM))
        .listed("/api/v1/groups", "")
        .list_is_partial()
        .list_keys("id", "slug")
        .import("{id:uuid}")
        .import_by("{slug}", by_slug)
        .identity(&["id"])
}

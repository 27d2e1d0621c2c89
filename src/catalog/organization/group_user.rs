//! Users in a group.

use super::{SUBCATEGORY, group_id};
use crate::rest::prelude::*;

const MEMBERS: &str = "/api/v1/groups/{group_id}/users?filter=existingMembers";
const MEMBER: &str = "/api/v1/groups/{group_id}/users/{username}";

pub fn resource() -> RestResource {
    RestResource::new("group_user", "user in a group", SUBCATEGORY)
        .doc("Puts a user of the organization into a group.")
        .fields([
            group_id(),
            string("username")
                .required()
                .not_empty()
                .replace()
                .not_sent()
                .doc("User name (most often the e-mail address)."),
            string("user_id")
                .computed()
                .read_as(["id"])
                .doc("ID of the user."),
        ])
        .creates(post(MEMBER).no_fields())
        .reads(
            get(MEMBERS)
                .envelope("users")
                .pick("username", "username")
                .paged("offset", "limit", 100),
        )
        .deletes(delete(MEMBER))
        .listed(MEMBERS, "users")
        .list_keys("username", "username")
        .list_paged("offset", "limit", 100)
        .import("{group_id},{username}")
        .identity(&["group_id", "username"])
        .gone_when(400, "not part of the group")
}

//! Machine identities in a group.

use super::{SUBCATEGORY, group_id};
use crate::rest::prelude::*;

const MEMBERS: &str =
    "/api/v1/groups/{group_id}/machine-identities?filter=assignedMachineIdentities";
const MEMBER: &str = "/api/v1/groups/{group_id}/machine-identities/{identity_id}";

pub fn resource() -> RestResource {
    RestResource::new(
        "group_machine_identity",
        "machine identity in a group",
        SUBCATEGORY,
    )
    .doc("Puts a machine identity of the organization into a group.")
    .fields([
        group_id(),
        string("identity_id")
            .required()
            .not_empty()
            .replace()
            .not_sent()
            .read_as(["id"])
            .doc("ID of the machine identity: `id` of `infisical_identity`, or on the page of the identity."),
    ])
    .creates(post(MEMBER).no_fields().ignore_answer())
    .reads(
        get(MEMBERS)
            .envelope("machineIdentities")
            .pick("id", "identity_id")
            .paged("offset", "limit", 100),
    )
    .deletes(delete(MEMBER))
    .listed(MEMBERS, "machineIdentities")
    .list_keys("id", "name")
    .list_paged("offset", "limit", 100)
    .import("{group_id},{identity_id}")
    .identity(&["group_id", "identity_id"])
    .gone_when(400, "not part of the group")
}

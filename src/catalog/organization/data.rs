//! Data sources of the organization.

use super::SUBCATEGORY;
use crate::rest::prelude::*;

pub fn data_sources() -> Vec<RestDataSource> {
    vec![
        gateway(),
        gateways(),
        groups(),
        identity_details(),
        organization(),
    ]
}

fn about_gateway() -> [Field; 5] {
    [
        string("identity_id")
            .computed()
            .doc("ID of the machine identity that the gateway logs in as."),
        string("identity_name")
            .computed()
            .read_as(["identity.name"])
            .doc("Name of that identity."),
        string("heartbeat")
            .computed()
            .doc("When the gateway was last seen."),
        string("created_at")
            .computed()
            .doc("When the gateway was made."),
        string("updated_at")
            .computed()
            .doc("When the gateway was last changed."),
    ]
}

fn gateway() -> RestDataSource {
    RestDataSource::new("gateway", "gateway", SUBCATEGORY)
        .doc("A gateway of the organization, by name.")
        .fields([
            string("name")
                .required()
                .not_empty()
                .doc("Name of the gateway."),
            string("id").computed().doc("ID of the gateway."),
        ])
        .fields(about_gateway())
        .reads(get("/api/v2/gateways").pick("name", "name"))
}

fn gateways() -> RestDataSource {
    let named = [
        string("id").doc("ID of the gateway."),
        string("name").doc("Name of the gateway."),
    ];
    RestDataSource::new("gateways", "gateways", SUBCATEGORY)
        .doc("All gateways of the organization.")
        .fields([
            objects("gateways", named.into_iter().chain(about_gateway()))
                .computed()
                .doc("The gateways, in the order of the API."),
        ])
        .reads(get("/api/v2/gateways").under("gateways"))
}

fn groups() -> RestDataSource {
    RestDataSource::new("groups", "groups", SUBCATEGORY)
        .doc("All groups of the organization.")
        .fields([objects(
            "groups",
            [
                string("id").doc("ID of the group."),
                string("name").doc("Name of the group."),
                string("slug").doc("Slug of the group."),
                string("org_id").doc("ID of the organization."),
                string("role")
                    .doc("Role of its members in the organization; `custom` for a custom role."),
                string("role_id")
                    .absent_means("")
                    .doc("ID of the custom role; empty for a built-in one."),
            ],
        )
        .computed()
        .doc("The groups, in the order of the API.")])
        .reads(get("/api/v1/groups").under("groups"))
}

fn identity_details() -> RestDataSource {
    RestDataSource::new("identity_details", "identity details", SUBCATEGORY)
        .doc("The organization of the machine identity that the provider logs in as. For an identity of a sub-organization it is the root organization.")
        .fields([object("organization", [
            string("id").doc("ID of the organization."),
            string("name").doc("Name of the organization."),
            string("slug").doc("Slug of the organization."),
        ]).computed().doc("The organization that the identity belongs to.")])
        .reads(get("/api/v1/identities/details").envelope("identityDetails"))
}

fn organization() -> RestDataSource {
    RestDataSource::new("organization", "organization", SUBCATEGORY)
        .doc("The organization of the provider's identity, or a sub-organization of it, by slug.")
        .fields([
            string("slug")
                .required()
                .not_empty()
                .doc("Slug of the organization or sub-organization."),
            string("id").computed().doc("ID of the organization."),
            string("name").computed().doc("Name of the organization."),
        ])
        // Either may be refused (a user's token, no permission, no plan, an older server) while the other one knows the slug.
        .reads(
            get("/api/v1/identities/details")
                .envelope("identityDetails")
                .under("own")
                .tolerates(&[400, 401, 403, 404, 500])
                .tolerates_unknown_route(),
        )
        .reads(
            get("/api/v1/sub-organizations")
                .envelope("organizations")
                .pick("slug", "slug")
                .paged("offset", "limit", 1000)
                .under("sub")
                .tolerates(&[400, 401, 403, 404])
                .tolerates_unknown_route(),
        )
        .must_find("id")
        .on_answer(|answer, config| {
            let own = answer
                .pointer("/own/organization")
                .filter(|o| o["slug"].as_str() == config.get("slug").as_str())
                .cloned();
            if let Some(found) = own.or_else(|| answer.get("sub").cloned()) {
                answer["id"] = found["id"].clone();
                answer["name"] = found["name"].clone();
            }
        })
}

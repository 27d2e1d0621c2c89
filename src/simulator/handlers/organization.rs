//! What belongs to the organization: users, gateways, SCIM mappings, sub-organizations.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::common::{not_there, reply, reply_page, unique};
use super::{Call, Handled, roles};
use crate::simulator::error::ApiError;
use crate::simulator::schema::slugify;
use crate::simulator::validate;
use crate::simulator::world::{ORGANIZATION, World, merge, new_row, row, text};

/// Routes of the organization.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match (call.operation.method, path) {
        ("GET", ["gateways"]) => reply(world.rows("gateways").cloned().collect()),
        ("GET", ["scim", _]) => reply(world.rows("scim-mappings").cloned().collect()),
        ("PUT", ["scim", _]) => set_mappings(world, call),
        ("GET", ["sub-organizations"]) => reply_page(
            call,
            world.rows("sub-organizations").cloned().collect(),
            &["name", "slug"],
            "totalCount",
        ),
        ("POST", ["sub-organizations"]) => {
            let name = call.text("name").trim();
            let slug = call.body["slug"]
                .as_str()
                .map_or_else(|| slugify(name), str::to_owned);
            unique(
                world,
                "sub-organizations",
                "slug",
                &slug,
                "",
                "Sub-organization",
                |_| true,
            )?;
            let organization = new_row(
                call.now,
                row(json!({"name": name, "slug": slug, "parentOrgId": ORGANIZATION})),
            );
            world.insert("sub-organizations", organization.clone());
            reply(organization)
        }
        (method, ["sub-organizations", ..]) => {
            let id = call.param("subOrgId").to_owned();
            let organization = world
                .get("sub-organizations", &id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("sub-organization", &id))?;
            match method {
                "POST" => reply(organization),
                "DELETE" => {
                    world.remove("sub-organizations", &id);
                    reply(organization)
                }
                _ => {
                    if let Some(slug) = call.body["slug"].as_str() {
                        unique(
                            world,
                            "sub-organizations",
                            "slug",
                            slug,
                            &id,
                            "Sub-organization",
                            |_| true,
                        )?;
                    }
                    let row = world
                        .get_mut("sub-organizations", &id)
                        .ok_or_else(ApiError::database)?;
                    merge(row, call.object(), call.now);
                    reply(row.clone())
                }
            }
        }
        _ => not_there(call),
    }
}

/// Exactly the sent mappings remain; kept ones keep their id.
fn set_mappings(world: &mut World, call: &Call) -> Handled {
    let mut rows: Vec<Value> = Vec::new();
    for mapping in call.body["mappings"].as_array().into_iter().flatten() {
        let name = text(mapping, "groupName").trim();
        if rows.iter().any(|row| text(row, "groupName") == name) {
            return Err(validate::custom(
                &["mappings"],
                "Group names must be unique",
            ));
        }
        let (role, custom) =
            roles::organization_role(world, text(mapping, "roleSlug"), call.licensed)?;
        let keys = row(
            json!({"groupName": name, "role": role, "roleId": custom.as_ref().map(|role| &role["id"]), "orgId": ORGANIZATION}),
        );
        rows.push(
            match world
                .find("scim-mappings", |row| text(row, "groupName") == name)
                .cloned()
            {
                Some(mut known) => {
                    merge(&mut known, keys, call.now);
                    known
                }
                None => new_row(call.now, keys),
            },
        );
    }
    world.remove_where("scim-mappings", |_| true);
    rows.iter()
        .for_each(|row| world.insert("scim-mappings", row.clone()));
    reply(rows.into())
}

/// Adds a user to the organization; answers the id.
pub fn add_user(world: &mut World, now: OffsetDateTime, name: &str) -> String {
    let email = name.contains('@').then_some(name);
    let user = new_row(
        now,
        row(
            json!({"username": name, "email": email, "firstName": null, "lastName": null, "publicKey": null, "orgRole": "no-access"}),
        ),
    );
    let id = text(&user, "id").to_owned();
    world.insert("users", user);
    id
}

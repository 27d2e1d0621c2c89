//! The certificate manager: authorities, profiles and policies, certificates, syncs, alerts, applications, access.

pub mod alerts;
mod applications;
mod authorities;
mod certificates;
mod crypto;
mod profiles;
mod syncs;

use serde_json::{Value, json};

use super::common::{not_there, reply};
use super::memberships::{self, GROUP, IDENTITY, USER};
use super::{Call, Handled};
use crate::simulator::error::ApiError;
use crate::simulator::world::{CERT_MANAGER_PROJECT, World, text};

/// Routes below `/cert-manager`.
pub fn handle(world: &mut World, call: &Call, rest: &[&'static str]) -> Handled {
    own_project(world, call)?;
    match rest {
        ["ca", kind, rest @ ..] => authorities::handle(world, call, kind, rest),
        ["certificate-profiles", rest @ ..] => profiles::profiles(world, call, rest),
        ["certificate-policies", rest @ ..] => profiles::policies(world, call, rest),
        ["syncs", rest @ ..] => syncs::handle(world, call, rest),
        ["alerts", rest @ ..] => alerts::handle(world, call, None, rest),
        ["applications", _, "alerts", rest @ ..] => {
            let application = call.param("applicationId").to_owned();
            alerts::handle(world, call, Some(&application), rest)
        }
        ["applications", rest @ ..] => applications::handle(world, call, rest),
        ["access", kind, rest @ ..] => access(world, call, kind, rest),
        ["certificates", rest @ ..] => certificates::handle(world, call, rest),
        _ => not_there(call),
    }
}

/// An explicit project must be a certificate manager's; without one the organization's own is meant.
fn own_project(world: &World, call: &Call) -> Result<(), ApiError> {
    let named = [call.asked("projectId"), call.text("projectId")]
        .into_iter()
        .find(|id| !id.is_empty());
    let fits = |id: &str| {
        world
            .get("projects", id)
            .is_some_and(|project| text(project, "type") == "cert-manager")
    };
    match named {
        Some(id) if !fits(id) => Err(ApiError::bad_request(format!(
            "Project with ID '{id}' is not a certificate manager project"
        ))),
        _ => Ok(()),
    }
}

/// The project that a create belongs to.
fn project_for(call: &Call) -> Value {
    call.body["projectId"]
        .as_str()
        .unwrap_or(CERT_MANAGER_PROJECT)
        .into()
}

/// Members of the certificate manager itself.
fn access(world: &mut World, call: &Call, kind: &str, rest: &[&str]) -> Handled {
    let roles = call.body["roles"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|role| text(role, "role"));
    let slugs = call.body["roleSlugs"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let single = call.body["role"].as_str();
    if let Some(role) = roles
        .chain(slugs)
        .chain(single)
        .find(|role| !["admin", "member"].contains(role))
    {
        return Err(ApiError::bad_request(format!(
            "The role {role} does not exist in the certificate manager"
        )));
    }
    match (call.operation.method, kind, rest) {
        ("POST", "users", []) => {
            reply(memberships::invite(world, call, CERT_MANAGER_PROJECT)?.into())
        }
        ("DELETE", "users", []) => {
            reply(memberships::remove_named(world, call, CERT_MANAGER_PROJECT)?.into())
        }
        (_, "users", _) => memberships::members(world, call, CERT_MANAGER_PROJECT, USER, rest),
        (_, "groups", _) => memberships::members(world, call, CERT_MANAGER_PROJECT, GROUP, rest),
        (_, "identities", _) => {
            memberships::members(world, call, CERT_MANAGER_PROJECT, IDENTITY, rest)
        }
        _ => not_there(call),
    }
}

/// Pages with the count key that certificate manager lists use.
fn total(call: &Call, rows: Vec<Value>, searched: &[&str]) -> Handled {
    super::common::reply_page(call, rows, searched, "total")
}

/// `{applicationId, profileId}`.
fn application_and_profile(call: &Call) -> Value {
    json!({"applicationId": call.param("applicationId"), "profileId": call.param("profileId")})
}

//! Logins, renewal and revocation.

use serde_json::{Value, json};
use time::Duration;

use super::common::{not_there, reply};
use super::{Call, Handled, credentials};
use crate::simulator::auth::{self, Grant};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, text};

/// `/auth/{method}/login` and `/auth/token/{renew,revoke}`.
pub fn handle(world: &mut World, call: &Call, path: &[&str]) -> Handled {
    match path {
        ["auth", "token", "renew"] => renew(world, call),
        ["auth", "token", "revoke"] => {
            let id = world
                .token_ids
                .get(call.text("accessToken"))
                .cloned()
                .ok_or_else(|| ApiError::unauthorized("Invalid access token"))?;
            if let Some(token) = world.get_mut("tokens", &id) {
                token["isAccessTokenRevoked"] = true.into();
            }
            reply(json!({"message": "Successfully revoked access token"}))
        }
        ["auth", "universal-auth", "login"] => universal(world, call),
        ["auth", method, "login"] => other(world, call, method),
        _ => not_there(call),
    }
}

fn wrong() -> ApiError {
    ApiError::unauthorized("Invalid credentials")
}

/// The slug must name the organization or a sub-organization. Clients of several servers send it under its older name, too.
fn organization(world: &World, call: &Call) -> Result<(), ApiError> {
    let slug = ["organizationSlug", "subOrganizationName"]
        .map(|key| call.text(key))
        .into_iter()
        .find(|slug| !slug.is_empty())
        .unwrap_or_default();
    let known = |table: &str| world.rows(table).any(|row| text(row, "slug") == slug);
    if slug.is_empty() || known("organizations") || known("sub-organizations") {
        return Ok(());
    }
    Err(ApiError::not_found(
        "organization",
        format!("Organization with slug '{slug}' not found"),
    ))
}

fn universal(world: &mut World, call: &Call) -> Handled {
    let method = world
        .find("auth-methods", |row| {
            text(row, "clientId") == call.text("clientId")
        })
        .cloned()
        .ok_or_else(wrong)?;
    let usable = |row: &Value| {
        row["identityUAId"] == method["id"] && text(row, "_secret") == call.text("clientSecret")
    };
    let secret = world
        .find("client-secrets", usable)
        .cloned()
        .ok_or_else(wrong)?;
    if secret["isClientSecretRevoked"] == true {
        return Err(wrong());
    }
    organization(world, call)?;
    let id = text(&secret, "id").to_owned();
    let number = |key: &str| secret[key].as_i64().unwrap_or(0);
    let (ttl, uses, limit) = (
        number("clientSecretTTL"),
        number("clientSecretNumUses"),
        number("clientSecretNumUsesLimit"),
    );
    let expired = ttl > 0
        && clock::parse(text(&secret, "createdAt"))
            .is_some_and(|created| call.now > created + Duration::seconds(ttl));
    if let Some(row) = world.get_mut("client-secrets", &id) {
        if expired || (limit > 0 && uses >= limit) {
            row["isClientSecretRevoked"] = true.into();
            return Err(ApiError::unauthorized(
                "Access denied: the client secret has expired or reached its limit of uses",
            ));
        }
        row["clientSecretNumUses"] = (uses + 1).into();
    }
    grant(world, call, &method, Some(&id))
}

fn other(world: &mut World, call: &Call, method: &str) -> Handled {
    let identity = call.text("identityId");
    let row = world
        .find("auth-methods", |row| {
            text(row, "identityId") == identity && text(row, "_method") == method
        })
        .cloned();
    let row = row.ok_or_else(|| {
        ApiError::not_found(
            "auth-method",
            format!("The identity does not have {method} attached"),
        )
    })?;
    organization(world, call)?;
    credentials::check(world, call, &row)?;
    grant(world, call, &row, None)
}

fn grant(world: &mut World, call: &Call, method: &Value, secret: Option<&str>) -> Handled {
    let identity = text(method, "identityId").to_owned();
    let (jwt, token) = auth::issue(
        world,
        &Grant {
            identity: &identity,
            method,
            client_secret: secret,
            name: None,
        },
        call.now,
    );
    if let Some(row) = world.get_mut("identities", &identity) {
        row["_lastMethod"] = method["_method"].clone();
        row["_lastLogin"] = clock::text(call.now).into();
    }
    reply(auth::login_result(&jwt, &token))
}

fn renew(world: &mut World, call: &Call) -> Handled {
    let sent = call.text("accessToken");
    let id = world
        .token_ids
        .get(sent)
        .cloned()
        .ok_or_else(|| ApiError::unauthorized("Invalid access token"))?;
    let token = world
        .get_mut("tokens", &id)
        .ok_or_else(|| ApiError::unauthorized("Invalid access token"))?;
    if token["isAccessTokenRevoked"] == true {
        return Err(ApiError::unauthorized(
            "Failed to renew: access token is revoked",
        ));
    }
    if clock::parse(text(token, "_expires")).is_some_and(|expires| call.now >= expires) {
        return Err(ApiError::unauthorized(
            "Failed to renew: access token has expired",
        ));
    }
    let seconds = |key: &str| token[key].as_i64().unwrap_or(0);
    let (ttl, max) = (seconds("accessTokenTTL"), seconds("accessTokenMaxTTL"));
    let mut until = call.now + Duration::seconds(ttl);
    if max > 0
        && let Some(end) =
            clock::parse(text(token, "_created")).map(|created| created + Duration::seconds(max))
    {
        if call.now >= end {
            return Err(ApiError::unauthorized(
                "Failed to renew: access token reached its maximum life",
            ));
        }
        until = until.min(end);
    }
    if ttl > 0 {
        token["_expires"] = clock::text(until).into();
    }
    token["accessTokenLastRenewedAt"] = clock::text(call.now).into();
    reply(
        json!({"accessToken": sent, "expiresIn": ttl, "accessTokenMaxTTL": max, "tokenType": "Bearer"}),
    )
}

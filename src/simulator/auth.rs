//! Credentials: access tokens of machine identities, service tokens, the one user's token; what each may do.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::ServerVersion;
use super::clock;
use super::contract::Operation;
use super::error::ApiError;
use super::handlers::legacy;
use super::world::{ADMIN_USER, World, new_id, new_row, random_text, row, text};

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The machine identity.
    pub identity: Option<String>,
    /// The user.
    pub user: Option<String>,
    /// The service token.
    pub service_token: Option<String>,
}

impl Actor {
    /// The actor as secrets show it.
    pub fn shown(&self) -> Value {
        match (&self.identity, &self.user) {
            (Some(id), _) => {
                json!({"actorId": id, "actorType": "identity", "name": null, "membershipId": null, "groupId": null})
            }
            (_, Some(id)) => {
                json!({"actorId": id, "actorType": "user", "name": null, "membershipId": null, "groupId": null})
            }
            _ => Value::Null,
        }
    }
}

/// Finds out who sends a bearer; a token's uses are counted.
pub fn authenticate(
    world: &mut World,
    bearer: Option<&str>,
    now: OffsetDateTime,
) -> Result<Actor, ApiError> {
    let Some(bearer) = bearer
        .and_then(|header| header.strip_prefix("Bearer "))
        .map(str::trim)
        .filter(|token| !token.is_empty())
    else {
        return Err(ApiError::unauthorized("Token missing"));
    };
    if bearer == super::SIM_USER_TOKEN {
        return Ok(Actor {
            user: Some(ADMIN_USER.to_owned()),
            ..Actor::default()
        });
    }
    if bearer.starts_with("st.") {
        return service_token(world, bearer, now);
    }
    let Some(id) = world.token_ids.get(bearer).cloned() else {
        return Err(ApiError::token("Your token is invalid: jwt malformed"));
    };
    let Some(token) = world.get_mut("tokens", &id) else {
        return Err(ApiError::unauthorized(
            "Failed to authenticate: the access token does not exist",
        ));
    };
    if token["isAccessTokenRevoked"] == true {
        return Err(ApiError::unauthorized(
            "Failed to authenticate revoked access token, access token is revoked",
        ));
    }
    if clock::parse(text(token, "_expires")).is_some_and(|expires| now >= expires) {
        return Err(ApiError::token(
            "Your token has expired. Please re-authenticate: jwt expired",
        ));
    }
    let (uses, limit) = (
        token["accessTokenNumUses"].as_u64().unwrap_or(0),
        token["accessTokenNumUsesLimit"].as_u64().unwrap_or(0),
    );
    if limit > 0 && uses >= limit {
        token["isAccessTokenRevoked"] = true.into();
        return Err(ApiError::unauthorized(
            "Unable to authenticate: the access token has reached its limit of uses",
        ));
    }
    token["accessTokenNumUses"] = (uses + 1).into();
    token["accessTokenLastUsedAt"] = clock::text(now).into();
    Ok(Actor {
        identity: Some(text(token, "identityId").to_owned()),
        ..Actor::default()
    })
}

fn service_token(world: &mut World, bearer: &str, now: OffsetDateTime) -> Result<Actor, ApiError> {
    let mut parts = bearer.split('.').skip(1);
    let (Some(id), Some(secret)) = (parts.next(), parts.next()) else {
        return Err(ApiError::unauthorized("Invalid service token"));
    };
    let found = world
        .get_mut("service-tokens", id)
        .filter(|token| text(token, "_secret") == secret);
    let Some(token) = found else {
        return Err(ApiError::unauthorized("Invalid service token"));
    };
    if clock::parse(text(token, "expiresAt")).is_some_and(|expires| now >= expires) {
        return Err(ApiError::forbidden("Service token has expired"));
    }
    token["lastUsed"] = clock::text(now).into();
    Ok(Actor {
        service_token: Some(id.to_owned()),
        ..Actor::default()
    })
}

/// The operations that service tokens may use.
const FOR_SERVICE_TOKENS: &[&str] = &[
    "/api/v4/secrets",
    "/api/v3/secrets",
    "/api/v1/folders",
    "/api/v2/folders",
    "/api/v1/secret-imports",
    "/api/v2/secret-imports",
    "/api/v2/service-token",
];

/// Whether this kind of credential may use the operation.
pub fn kind_allowed(
    actor: &Actor,
    operation: &Operation,
    version: ServerVersion,
) -> Result<(), ApiError> {
    let users_only = operation.raw.get("x-user-only").is_some()
        || (version == ServerVersion::Of2024 && legacy::user_only(operation));
    let refused = || {
        Err(ApiError::forbidden(
            "Forbidden access: this kind of token is not accepted here",
        ))
    };
    if actor.service_token.is_some() {
        let by_id = operation.template.contains("/id/")
            || operation.template.ends_with("/move")
            || operation.template.ends_with("-resync");
        return if by_id
            || !FOR_SERVICE_TOKENS
                .iter()
                .any(|prefix| operation.template.starts_with(prefix))
        {
            refused()
        } else {
            Ok(())
        };
    }
    if operation.id == "getServiceToken" || (actor.user.is_none() && users_only) {
        return refused();
    }
    Ok(())
}

/// The settings that a token takes over from its auth method.
pub struct Grant<'a> {
    /// The identity.
    pub identity: &'a str,
    /// The row of the auth method.
    pub method: &'a Value,
    /// The client secret that was used.
    pub client_secret: Option<&'a str>,
    /// A name, for tokens of token auth.
    pub name: Option<&'a Value>,
}

/// Issues an access token; answers its text and its row.
pub fn issue(world: &mut World, grant: &Grant<'_>, now: OffsetDateTime) -> (String, Value) {
    let number = |key: &str| grant.method[key].as_u64().unwrap_or(0);
    let period = number("accessTokenPeriod");
    let (ttl, max_ttl) = if period > 0 {
        (period, 1_000_000_000)
    } else {
        (number("accessTokenTTL"), number("accessTokenMaxTTL"))
    };
    let id = new_id();
    let mut token = new_row(
        now,
        row(json!({
            "name": grant.name, "identityId": grant.identity, "accessTokenTTL": ttl, "accessTokenMaxTTL": max_ttl, "accessTokenNumUses": 0,
            "accessTokenNumUsesLimit": number("accessTokenNumUsesLimit"), "accessTokenPeriod": period, "accessTokenLastUsedAt": null,
            "accessTokenLastRenewedAt": null, "isAccessTokenRevoked": false, "identityUAClientSecretId": grant.client_secret,
            "authMethod": text(grant.method, "_method"), "_method": text(grant.method, "id"), "_created": clock::text(now),
        })),
    );
    token["id"] = id.clone().into();
    if ttl > 0 {
        token["_expires"] =
            clock::text(now + Duration::seconds(i64::try_from(ttl).unwrap_or(i64::MAX / 2))).into();
    }
    let jwt = jwt(grant.identity, &id, now, ttl);
    world.token_ids.insert(jwt.clone(), id);
    world.insert("tokens", token.clone());
    (jwt, token)
}

/// A text of the form and with the claims of the real tokens; its signature is just random.
fn jwt(identity: &str, token: &str, now: OffsetDateTime, ttl: u64) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let issued = u64::try_from(now.unix_timestamp()).unwrap_or(0);
    let mut claims = json!({"identityId": identity, "identityAccessTokenId": token, "authTokenType": "identityAccessToken", "iat": issued});
    if ttl > 0 {
        claims["exp"] = (issued + ttl).into();
    }
    format!(
        "{}.{}.{}{}",
        part(json!({"alg": "HS256", "typ": "JWT"})),
        part(claims),
        random_text(32),
        random_text(11)
    )
}

/// The answer of a login.
pub fn login_result(jwt: &str, token: &Value) -> Value {
    json!({"accessToken": jwt, "expiresIn": token["accessTokenTTL"], "accessTokenMaxTTL": token["accessTokenMaxTTL"], "tokenType": "Bearer"})
}

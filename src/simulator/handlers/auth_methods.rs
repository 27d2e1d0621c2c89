//! Auth methods of identities: attach, read, change, detach; client secrets and tokens.

use serde_json::{Map, Value, json};

use super::common::{not_there, page, reply, reply_with, split_ips};
use super::{Call, Handled, identities};
use crate::simulator::auth::{self, Grant};
use crate::simulator::error::ApiError;
use crate::simulator::validate;
use crate::simulator::world::{
    GATEWAY, Row, World, merge, new_id, new_row, random_text, row, text,
};

/// Routes below `/auth/{method}`, logins excepted.
pub fn handle(world: &mut World, call: &Call, method: &'static str, rest: &[&str]) -> Handled {
    if let ["tokens", ..] = rest {
        return token(world, call, rest);
    }
    let identity = call.param("identityId").to_owned();
    if world.get("identities", &identity).is_none() {
        return Err(ApiError::unknown("identity", &identity));
    }
    match (call.operation.method, rest) {
        ("POST", ["identities", _]) => attach(world, call, method, &identity),
        ("GET", ["identities", _]) => reply(shown(&find(world, call, method, &identity)?, call)),
        ("PATCH", ["identities", _]) => update(world, call, method, &identity),
        ("DELETE", ["identities", _]) => {
            let row = find(world, call, method, &identity)?;
            let id = text(&row, "id");
            world.remove("auth-methods", id);
            world.remove_where("client-secrets", |secret| {
                text(secret, "identityUAId") == id
            });
            world.remove_where("tokens", |token| text(token, "_method") == id);
            reply(shown(&row, call))
        }
        (_, ["identities", _, "client-secrets", rest @ ..]) => {
            client_secrets(world, call, &identity, rest)
        }
        ("POST", ["identities", _, "clear-lockouts"]) => {
            find(world, call, method, &identity)?;
            reply(json!({"deleted": 0}))
        }
        ("GET", ["identities", _, "tokens"]) => {
            find(world, call, method, &identity)?;
            let mut tokens = world.select("tokens", |token| {
                text(token, "identityId") == identity && text(token, "authMethod") == method
            });
            tokens.sort_by(|left, right| text(right, "updatedAt").cmp(text(left, "updatedAt")));
            reply(page(call, tokens).into())
        }
        ("POST", ["identities", _, "tokens"]) => {
            let row = find(world, call, method, &identity)?;
            let grant = Grant {
                identity: &identity,
                method: &row,
                client_secret: None,
                name: call.body.get("name"),
            };
            let (jwt, token) = auth::issue(world, &grant, call.now);
            let mut answer = auth::login_result(&jwt, &token);
            answer["tokenData"] = token;
            reply(answer)
        }
        _ => not_there(call),
    }
}

/// The row of a method; what is answered when it is not attached differs by method and verb.
fn find(world: &World, call: &Call, method: &str, identity: &str) -> Result<Value, ApiError> {
    let found = world.find("auth-methods", |row| {
        text(row, "identityId") == identity && text(row, "_method") == method
    });
    found
        .cloned()
        .ok_or_else(|| match (call.operation.method, method) {
            ("GET", "kubernetes-auth") | ("PATCH", "oci-auth" | "tls-cert-auth") => {
                ApiError::not_found(
                    "auth-method",
                    format!("The identity does not have {method} attached"),
                )
            }
            ("PATCH", "kubernetes-auth" | "jwt-auth") => {
                ApiError::bad_request(format!("Failed to update {method}"))
            }
            ("DELETE", _) => ApiError::bad_request(format!("The identity does not have {method}")),
            _ => ApiError::bad_request(format!("The identity does not have {method} attached")),
        })
}

/// A method as this operation shows it: some keys come back from reads only, some not from a detach.
fn shown(method: &Value, call: &Call) -> Value {
    let mut shown = method.clone();
    let hidden: &[&str] = match (text(method, "_method"), call.operation.method) {
        ("ldap-auth", "POST" | "PATCH" | "DELETE") => &["bindDN", "bindPass", "ldapCaCertificate"],
        ("tls-cert-auth", "POST" | "PATCH" | "DELETE") => &["caCertificate"],
        ("kubernetes-auth", "DELETE") => &["caCert", "tokenReviewerJwt"],
        ("jwt-auth", "DELETE") => &["jwksCaCert", "publicKeys"],
        ("oidc-auth", "DELETE") => &["caCert"],
        _ => &[],
    };
    if let Some(map) = shown.as_object_mut() {
        hidden.iter().for_each(|key| drop(map.shift_remove(*key)));
    }
    // Attach and PATCH answers are null for a gateway of the second generation, which the ready one is.
    if shown["gatewayId"] == GATEWAY && ["POST", "PATCH"].contains(&call.operation.method) {
        shown["gatewayId"] = Value::Null;
    }
    let no_keys = shown["publicKeys"].as_array().is_some_and(Vec::is_empty);
    if no_keys && call.operation.method != "POST" {
        // They are stored joined with commas, and an empty text splits into one empty text.
        shown["publicKeys"] = json!([""]);
    }
    shown
}

fn number(value: &Value, key: &str) -> u64 {
    value[key].as_u64().unwrap_or(0)
}

/// The keys of the body as they are stored, with all rules that no schema can say.
fn stored(
    world: &World,
    call: &Call,
    method: &str,
    before: Option<&Value>,
) -> Result<Row, ApiError> {
    let mut keys = call.object();
    for list in ["accessTokenTrustedIps", "clientSecretTrustedIps"] {
        if let Some(split) = split_ips(call, list)? {
            keys.insert(list.into(), split);
        }
    }
    ttl_rules(call, method, before)?;
    let effective = |key: &str| {
        keys.get(key)
            .or_else(|| before.and_then(|row| row.get(key)))
            .cloned()
            .unwrap_or_default()
    };
    match method {
        "kubernetes-auth" => {
            let mode = effective("tokenReviewMode");
            if mode == "gateway"
                && call.body.get("tokenReviewMode").is_some()
                && !call.body["gatewayId"].is_string()
            {
                return Err(validate::custom(
                    &["gatewayId"],
                    "When token review mode is set to Gateway, a gateway must be selected",
                ));
            }
            if mode != "gateway" && effective("kubernetesHost").is_null() {
                return Err(validate::custom(
                    &["kubernetesHost"],
                    "When token review mode is set to API, a Kubernetes host must be provided",
                ));
            }
            if let Some(gateway) = call.body["gatewayId"].as_str() {
                world
                    .get("gateways", gateway)
                    .ok_or_else(|| ApiError::unknown("gateway", gateway))?;
            }
            for text_key in ["caCert", "tokenReviewerJwt", "kubernetesHost"] {
                if let Some(trimmed) = keys
                    .get(text_key)
                    .and_then(Value::as_str)
                    .map(|text| text.trim().to_owned())
                {
                    keys.insert(text_key.into(), trimmed.into());
                }
            }
            if effective_is_unset(&keys, before, "tokenReviewerJwt") {
                keys.insert("tokenReviewerJwt".into(), "".into());
            }
        }
        "oci-auth" => {
            let names = keys
                .get("allowedUsernames")
                .and_then(Value::as_str)
                .filter(|names| !names.is_empty())
                .map(str::to_owned);
            check_list(names.as_deref(), "allowedUsernames", |name| {
                name.chars()
                    .all(|letter| letter.is_ascii_alphanumeric() || "._@-".contains(letter))
            })?;
            // Omitted is null: a PATCH without it opens the method to every user.
            keys.insert("allowedUsernames".into(), names.into());
        }
        "alicloud-auth" => check_list(
            keys.get("allowedArns").and_then(Value::as_str),
            "allowedArns",
            is_alicloud_arn,
        )?,
        "aws-auth" => {
            check_list(
                keys.get("allowedAccountIds").and_then(Value::as_str),
                "allowedAccountIds",
                |id| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()),
            )?;
            check_list(
                keys.get("allowedPrincipalArns").and_then(Value::as_str),
                "allowedPrincipalArns",
                is_aws_arn,
            )?;
        }
        "tls-cert-auth" => {
            if let Some(pem) = call.body["caCertificate"].as_str() {
                let parsed = x509_parser::pem::parse_x509_pem(pem.as_bytes());
                if !parsed.is_ok_and(|(_, pem)| pem.parse_x509().is_ok()) {
                    return Err(validate::custom(&["caCertificate"], "Invalid certificate"));
                }
            }
            if keys
                .get("allowedSubjectAltNames")
                .and_then(Value::as_array)
                .is_some_and(Vec::is_empty)
            {
                keys.insert("allowedSubjectAltNames".into(), Value::Null);
            }
        }
        "ldap-auth" => {
            if let Some(template) = call.body["templateId"].as_str() {
                let template = world
                    .get("auth-templates", template)
                    .ok_or_else(|| ApiError::unknown("auth-template", template))?;
                for key in [
                    "url",
                    "bindDN",
                    "bindPass",
                    "searchBase",
                    "ldapCaCertificate",
                ] {
                    keys.insert(key.into(), template[key].clone());
                }
            }
            for key in ["url", "bindDN", "bindPass", "searchBase"] {
                if keys
                    .get(key)
                    .is_some_and(|value| value.as_str().is_some_and(str::is_empty))
                {
                    return Err(ApiError::bad_request(format!("{key} must not be empty")));
                }
            }
            let filter = keys
                .get("searchFilter")
                .and_then(Value::as_str)
                .unwrap_or("(a=b)");
            if !(filter.starts_with('(') && filter.ends_with(')') && filter.contains('=')) {
                return Err(validate::custom(
                    &["searchFilter"],
                    "Invalid LDAP search filter",
                ));
            }
        }
        _ => {}
    }
    if ["aws-auth", "oci-auth", "alicloud-auth"].contains(&method) {
        keys.insert("type".into(), "iam".into());
    }
    Ok(keys)
}

fn effective_is_unset(keys: &Map<String, Value>, before: Option<&Value>, key: &str) -> bool {
    keys.get(key)
        .or_else(|| before.and_then(|row| row.get(key)))
        .is_none_or(Value::is_null)
}

fn check_list(list: Option<&str>, key: &str, fits: impl Fn(&str) -> bool) -> Result<(), ApiError> {
    let entries = list
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    match entries.into_iter().find(|entry| !fits(entry)) {
        Some(entry) => Err(validate::custom(&[key], &format!("Invalid entry: {entry}"))),
        None => Ok(()),
    }
}

fn is_alicloud_arn(arn: &str) -> bool {
    let Some((account, kind)) = arn
        .strip_prefix("acs:ram::")
        .and_then(|rest| rest.split_once(':'))
    else {
        return false;
    };
    account.len() == 16
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && (kind.starts_with("user/") || kind.starts_with("role/"))
}

fn is_aws_arn(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, "", account, name] = parts.as_slice() else {
        return false;
    };
    let named = *name == "*"
        || ["user/", "role/", "assumed-role/"]
            .iter()
            .any(|kind| name.starts_with(kind));
    ["aws", "aws-us-gov"].contains(partition)
        && ["iam", "sts"].contains(service)
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && named
}

/// The two comparisons of TTL and maximum: of what was sent (422), and with what is stored (400).
fn ttl_rules(call: &Call, method: &str, before: Option<&Value>) -> Result<(), ApiError> {
    let (ttl, max) = (
        number(&call.body, "accessTokenTTL"),
        number(&call.body, "accessTokenMaxTTL"),
    );
    let message = "Access Token TTL cannot be greater than Access Token Max TTL.";
    let Some(before) = before else {
        return match (ttl > max, method) {
            (true, "jwt-auth") if max > 0 => Err(ApiError::bad_request(
                "Access token TTL cannot be greater than max TTL",
            )),
            (true, "jwt-auth") | (false, _) => Ok(()),
            (true, _) => Err(validate::custom(&[], message)),
        };
    };
    if ttl > 0 && max > 0 && ttl > max {
        return Err(validate::custom(&[], message));
    }
    let stored_max = number(before, "accessTokenMaxTTL");
    let stored_ttl =
        if ["tls-cert-auth", "oci-auth", "alicloud-auth", "ldap-auth"].contains(&method) {
            number(before, "accessTokenTTL")
        } else {
            stored_max
        };
    let or = |sent: u64, stored: u64| if sent > 0 { sent } else { stored };
    let (ttl, max) = (or(ttl, stored_ttl), or(max, stored_max));
    if max > 0 && ttl > max {
        return Err(ApiError::bad_request(
            "Access token TTL cannot be greater than max TTL",
        ));
    }
    Ok(())
}

fn attach(world: &mut World, call: &Call, method: &'static str, identity: &str) -> Handled {
    let has = identities::auth_methods(world, identity);
    if has.iter().any(|own| own == method) || (call.old && !has.is_empty()) {
        return Err(ApiError::bad_request(format!(
            "Failed to add {method} to already configured identity"
        )));
    }
    let mut keys = stored(world, call, method, None)?;
    keys.insert("_method".into(), method.into());
    keys.insert("identityId".into(), identity.into());
    if method == "universal-auth" {
        keys.insert("clientId".into(), new_id().into());
    }
    let row = new_row(call.now, keys);
    world.insert("auth-methods", row.clone());
    reply(shown(&row, call))
}

fn update(world: &mut World, call: &Call, method: &str, identity: &str) -> Handled {
    let before = find(world, call, method, identity)?;
    if call.old && call.sent.is_empty() {
        return Err(ApiError::database());
    }
    let keys = stored(world, call, method, Some(&before))?;
    let row = world
        .get_mut("auth-methods", text(&before, "id"))
        .ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    let answer = shown(row, call);
    reply(answer)
}

fn client_secrets(world: &mut World, call: &Call, identity: &str, rest: &[&str]) -> Handled {
    let method = find(world, call, "universal-auth", identity)?;
    let own = |secret: &Value| secret["identityUAId"] == method["id"];
    let id = call.param("clientSecretId").to_owned();
    match (call.operation.method, rest) {
        ("GET", []) => reply(
            world
                .select("client-secrets", |secret| {
                    own(secret) && secret["isClientSecretRevoked"] != true
                })
                .into(),
        ),
        ("POST", []) => {
            let secret = format!("{}{}", random_text(32), random_text(32));
            let keys = json!({
                "description": call.text("description").trim(), "clientSecretPrefix": &secret[..4], "clientSecretNumUses": 0, "clientSecretNumUsesLimit": call.body["numUsesLimit"],
                "clientSecretTTL": call.body["ttl"], "identityUAId": method["id"], "isClientSecretRevoked": false, "_secret": secret, "_identity": identity,
            });
            let data = new_row(call.now, row(keys));
            world.insert("client-secrets", data.clone());
            reply(json!({"clientSecret": secret, "clientSecretData": data}))
        }
        (verb, _) => {
            let known = world.get("client-secrets", &id).is_some_and(own);
            if !known {
                return Err(if call.old {
                    ApiError::database()
                } else {
                    ApiError::unknown("client-secret", &id)
                });
            }
            if verb == "POST"
                && let Some(secret) = world.get_mut("client-secrets", &id)
            {
                merge(
                    secret,
                    row(json!({"isClientSecretRevoked": true})),
                    call.now,
                );
            }
            reply(
                world
                    .get("client-secrets", &id)
                    .cloned()
                    .unwrap_or_default(),
            )
        }
    }
}

fn token(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    let id = call.param("tokenId").to_owned();
    let token = world
        .get_mut("tokens", &id)
        .filter(|token| text(token, "authMethod") == "token-auth")
        .ok_or_else(|| ApiError::unknown("token", &id))?;
    match (call.operation.method, rest) {
        ("GET", _) => reply(token.clone()),
        ("PATCH", _) => {
            merge(token, call.object(), call.now);
            reply(token.clone())
        }
        _ => {
            if token["isAccessTokenRevoked"] == true {
                return Err(ApiError::unknown("token", &id));
            }
            merge(token, row(json!({"isAccessTokenRevoked": true})), call.now);
            reply_with(
                json!({"message": "Successfully revoked access token"}),
                json!({}),
            )
        }
    }
}

//! A server of 2024-09: which routes it lacks, how its errors look, which keys it leaves out.

use serde_json::Value;

use crate::simulator::contract::Operation;
use crate::simulator::error::ApiError;
use crate::simulator::schema::{self, Schema};

/// Prefixes of path templates that the server has.
const KNOWN: &[&str] = &[
    "/api/v2/workspace",
    "/api/v1/workspace/{workspaceId}/environments",
    "/api/v1/workspace/{projectId}/tags",
    "/api/v1/workspace/{projectSlug}/roles",
    "/api/v1/workspace/{projectId}",
    "/api/v1/workspace/{workspaceSlug}/audit-logs-retention",
    "/api/v1/folders",
    "/api/v1/secret-imports",
    "/api/v3/secrets",
    "/api/v2/service-token",
    "/api/v1/identities",
    "/api/v1/auth/",
    "/api/v1/additional-privilege",
    "/api/v1/dynamic-secrets",
    "/api/v1/access-approvals",
    "/api/v1/secret-approvals",
    "/api/v1/webhooks",
    "/api/v1/groups",
    "/api/v1/integration",
];

/// What it lacks below these prefixes.
const LACKING: &[&str] = &[
    "getSecretRawByIdV3",
    "getSecretImportDeprecated",
    "getEnvironmentByIdDeprecated",
    "getProjectIdentityMembershipByMembershipId",
    "searchMachineIdentities",
    "getTokenAuthTokenById",
    "getSecretFolderByPath",
    "getGroup",
    "listProjectRolesDeprecated",
    "createProjectRoleDeprecated",
    "updateProjectRoleDeprecated",
    "deleteProjectRoleDeprecated",
    "getProjectRoleBySlugDeprecated",
    "getAccessApprovalPolicy",
    "getWebhookById",
    "clearUniversalAuthLockouts",
    "clearLdapAuthLockouts",
    "listGroupMachineIdentities",
    "addMachineIdentityToGroup",
    "removeMachineIdentityFromGroup",
    "getProjectGroupDeprecated",
];

/// Auth methods that came later.
const LATER_METHODS: &[&str] = &[
    "jwt-auth",
    "ldap-auth",
    "oci-auth",
    "alicloud-auth",
    "tls-cert-auth",
];

/// Whether the server has this route.
pub fn has_route(operation: &Operation) -> bool {
    let known = KNOWN
        .iter()
        .any(|prefix| operation.template.starts_with(prefix));
    let later = LATER_METHODS
        .iter()
        .any(|method| operation.template.contains(method));
    known && !later && !LACKING.contains(&operation.id)
}

/// Routes that refuse machine identities there.
pub fn user_only(operation: &Operation) -> bool {
    [
        "/api/v1/access-approvals",
        "/api/v1/secret-approvals",
        "/api/v1/webhooks",
        "/api/v1/groups",
    ]
    .iter()
    .any(|prefix| operation.template.starts_with(prefix))
        || operation.template.ends_with("audit-logs-retention")
}

/// Whether a path parameter is an id that the database cannot read: such a request fails there.
pub fn unreadable_id(operation: &Operation, path: &[(&'static str, String)]) -> bool {
    let by_name = operation.template.starts_with("/api/v1/folders");
    let is_id = |name: &str| name == "id" || name.ends_with("Id");
    !by_name
        && path
            .iter()
            .any(|(name, value)| is_id(name) && uuid::Uuid::parse_str(value).is_err())
}

/// An error as the server answers it to this operation.
pub fn error(error: &ApiError, operation: &Operation) -> ApiError {
    let mut old = error.clone();
    let text = error.message.as_str().unwrap_or_default();
    match (error.status, error.name, error.missing) {
        (422, ..) => old.status = 403,
        (403, "PermissionDenied", _) => {
            old.status = 401;
            old.details = None;
        }
        (403, "TokenError", _) => {
            let reasons = ["jwt expired", "jwt malformed", "invalid signature"];
            let reason = reasons.into_iter().find(|reason| text.contains(reason));
            old = ApiError::internal(reason.unwrap_or("jwt malformed"));
        }
        (401, ..) if text.contains("limit of uses") => (old.status, old.name) = (400, "BadRequest"),
        (401, ..) => old.status = 403,
        (404, _, Some("project")) => old = ApiError::database(),
        (404, _, Some(kind)) if !keeps_not_found(kind, operation) => {
            (old.status, old.name) = (400, "BadRequest")
        }
        _ => {}
    }
    old
}

/// The few look-ups that answer 404 there; all others are 400.
fn keeps_not_found(kind: &str, operation: &Operation) -> bool {
    let deletes = operation.method == "DELETE";
    match kind {
        "environment" => operation.template.contains("/environments/") && !deletes,
        "tag" => !deletes,
        "folder" => operation.template == "/api/v1/folders/{folderId}" && operation.method == "GET",
        "token" | "secret-to-delete" => true,
        _ => false,
    }
}

/// An answer without the keys that came later.
pub fn answer(operation: &'static Operation, value: Value) -> Value {
    let Some(node) = operation.response else {
        return value;
    };
    let mut shown = strip(
        Schema {
            root: operation.document.root(),
            node,
        },
        &value,
    );
    let unknown: &[&str] = match operation.template {
        template if template.starts_with("/api/v1/identities") => {
            &["metadata", "authMethods", "activeLockoutAuthMethods"]
        }
        template if template.starts_with("/api/v3/secrets") => &["secretMetadata", "actor"],
        _ => &[],
    };
    forget(&mut shown, unknown);
    shown
}

/// Removes keys wherever they stand.
fn forget(value: &mut Value, keys: &[&str]) {
    match value {
        Value::Object(map) if !keys.is_empty() => {
            map.retain(|key, _| !keys.contains(&key.as_str()));
            map.values_mut().for_each(|inner| forget(inner, keys));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| forget(inner, keys)),
        _ => {}
    }
}

fn strip(schema: Schema, value: &Value) -> Value {
    strip_parts(schema.root, &schema.parts(value), value)
}

fn strip_parts(root: &'static Value, parts: &[&'static Value], value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let later: Vec<&str> = parts
                .iter()
                .filter_map(|part| part.get("x-required-today")?.as_array())
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let kept = map.iter().filter(|(key, _)| !later.contains(&key.as_str()));
            kept.map(|(key, inner)| {
                (
                    key.clone(),
                    strip_parts(root, &schema::property(root, parts, key, inner), inner),
                )
            })
            .collect()
        }
        Value::Array(list) => {
            let item = schema::keyword(parts, "items");
            list.iter()
                .map(|inner| {
                    item.map_or_else(|| inner.clone(), |node| strip(Schema { root, node }, inner))
                })
                .collect()
        }
        other => other.clone(),
    }
}

//! What is deliberately no resource and no attribute, each with its reason.

use crate::simulator::contract::Operation;

const PARTIAL: &str = "answers a part of what another operation that is used answers";
const CHECK: &str = "asks beforehand whether two syncs would write to the same place; create and update answer that themselves";
const WEB: &str = "serves a page of the web interface";
const TRY: &str = "sends a test message from the web interface, before there is an alert";
const BULK: &str = "changes many objects at once; each of them is a resource of its own";

/// Verb (`*` for any), path (`*` for any part, `**` at the end for any rest), reason.
pub const OPERATIONS: &[(&str, &str, &str)] = &[
    ("DELETE", "/api/v1/cert-manager/access/users", BULK),
    ("GET", "/api/v1/cert-manager/syncs/options", WEB),
    ("GET", "/api/v1/cert-manager/syncs/*", PARTIAL),
    ("GET", "/api/v1/cert-manager/syncs/*/{pkiSyncId}", PARTIAL),
    (
        "POST",
        "/api/v1/cert-manager/syncs/certificates/preview",
        WEB,
    ),
    (
        "GET",
        "/api/v1/cert-manager/alerts/{alertId}/certificates",
        WEB,
    ),
    (
        "POST",
        "/api/v1/cert-manager/alerts/preview/certificates",
        WEB,
    ),
    ("POST", "/api/v1/cert-manager/alerts/test-webhook", TRY),
    ("POST", "/api/v1/alerts/channels/test", TRY),
    (
        "*",
        "/api/v1/cert-manager/applications/{applicationId}/alerts/**",
        "the same as the alerts of the certificate manager, which are used",
    ),
    (
        "DELETE",
        "/api/v1/integration/{integrationId}",
        "destroying a native integration deletes its authorization, and that the integration",
    ),
    (
        "POST",
        "/api/v1/integration/{integrationId}/sync",
        "native integrations are deprecated and sync after every change by themselves",
    ),
    (
        "GET",
        "/api/v1/dynamic-secrets/{name}/leases",
        "leases are opened and closed by one run (ephemeral resource); those of others are nobody's configuration",
    ),
    (
        "GET",
        "/api/v1/dynamic-secrets/leases/{leaseId}",
        "opening and renewing a lease answer all of it",
    ),
    (
        "POST",
        "/api/v1/dynamic-secrets/leases/kubernetes",
        "the same as the general endpoint with `config`, which is used",
    ),
    (
        "GET",
        "/api/v1/dynamic-secrets/ssh-ca-setup/{dynamicSecretId}",
        "a shell script for the target machine, to be fetched there",
    ),
    (
        "POST",
        "/api/v1/dynamic-secrets/entra-id/users",
        "fills a menu of the web interface with the third party's users",
    ),
    ("POST", "/api/v1/identities/search", PARTIAL),
    (
        "GET",
        "/api/v2/identity-project-additional-privilege",
        PARTIAL,
    ),
    ("GET", "/api/v1/additional-privilege/identity", PARTIAL),
    (
        "POST",
        "/api/v1/sub-organizations/{subOrgId}/memberships",
        "makes the caller itself a member, once; nothing can be read or undone",
    ),
    (
        "POST",
        "/api/v1/projects/{projectId}/environments/{envId}/restore",
        "undoes a deletion in the web interface; a configuration creates the environment again",
    ),
    (
        "DELETE",
        "/api/v1/projects/{projectId}/memberships/{membershipId}",
        PARTIAL,
    ),
    ("GET", "/api/v2/secret-rotations/**", WEB),
    (
        "GET",
        "/api/v2/secret-scanning/data-sources/*/{dataSourceId}/resources",
        WEB,
    ),
    (
        "GET",
        "/api/v2/secret-scanning/data-sources/*/{dataSourceId}/scans",
        WEB,
    ),
    ("GET", "/api/v2/secret-scanning/data-sources", PARTIAL),
    ("GET", "/api/v2/secret-scanning/data-sources/options", WEB),
    ("GET", "/api/v2/secret-scanning/data-sources-dashboard", WEB),
    (
        "GET",
        "/api/v2/secret-scanning/unresolved-findings-count",
        WEB,
    ),
    ("PATCH", "/api/v2/secret-scanning/findings", BULK),
    ("POST", "/api/v1/secret-syncs/*/check-destination", CHECK),
    (
        "POST",
        "/api/v4/secrets/move",
        "a move is a change of the folder in the configuration, which creates and deletes",
    ),
    ("PATCH", "/api/v2/folders/batch", BULK),
    (
        "GET",
        "/api/v1/folders/{projectId}/{environment}/{secretPath}",
        PARTIAL,
    ),
];

const OTHER_APPS: &str =
    "in the schema that all apps share, refused or ignored by apps that cannot do it";
const OF_NO_USE: &str = "accepted by the schema, refused by the server behind it";
const BY_HOOK: &str = "put into the body by the declaration's hook";
const HIDDEN: &str =
    "hidden in the API: how certificates are enrolled belongs to a profile of an application";
const ONE_FORM: &str = "another form of a property that is sent";

/// Type (`*` once for any part), JSON path (likewise), reason.
pub const PROPERTIES: &[(&str, &str, &str)] = &[
    ("infisical_app_connection_*", "gateway*", OTHER_APPS),
    (
        "infisical_app_connection_*",
        "isPlatformManagedCredentials",
        OTHER_APPS,
    ),
    (
        "infisical_app_connection_*",
        "isAutoRotationEnabled",
        OTHER_APPS,
    ),
    ("infisical_app_connection_*", "rotation*", OTHER_APPS),
    (
        "infisical_app_connection_*",
        "credentials.refreshToken",
        OF_NO_USE,
    ),
    (
        "infisical_project_identity_specific_privilege",
        "temporary*",
        BY_HOOK,
    ),
    (
        "infisical_project_identity_specific_privilege",
        "privilegeDetails*",
        BY_HOOK,
    ),
    ("infisical_project_*", "role", ONE_FORM),
    ("infisical_project_*", "roleSlugs", ONE_FORM),
    ("infisical_project_user", "emails", ONE_FORM),
    (
        "infisical_project_group",
        "roles.temporaryMode",
        "always `relative`, which is the API's default",
    ),
    (
        "infisical_secret_sync_azure_entra_id_scim",
        "destinationConfig.servicePrincipalDisplayName",
        "set by the server, whatever is sent",
    ),
    (
        "infisical_secret_sync_azure_entra_id_scim",
        "syncOptions*",
        "ignored by this destination",
    ),
    ("infisical_kms_key", "algorithm", ONE_FORM),
    ("infisical_*_approval_policy", "environment", ONE_FORM),
    (
        "infisical_integration_*",
        "*",
        "one schema serves the native integrations of all apps; each type sends what its app uses",
    ),
    (
        "infisical_cert*",
        "projectId",
        "never needed: the server finds the certificate manager of the organization itself",
    ),
    (
        "infisical_certificate_sync_*",
        "certificateIds",
        "each is an `infisical_certificate_sync_certificate`",
    ),
    (
        "infisical_certificate_sync_*",
        "subscriberId",
        "deprecated in the API",
    ),
    (
        "infisical_cert_manager_application",
        "profileIds",
        "each is an `infisical_cert_manager_application_profile`",
    ),
    ("infisical_cert_manager_application_profile", "*", BY_HOOK),
    ("infisical_cert_manager_*", "roles*", BY_HOOK),
    ("infisical_cert_manager_user", "roleSlugs", BY_HOOK),
    ("infisical_cert_manager_user", "usernames", BY_HOOK),
    ("infisical_*alert", "channels*", BY_HOOK),
    (
        "infisical_cert_manager_alert",
        "eventType",
        "newest servers refuse to change it: a change replaces the alert",
    ),
    (
        "infisical_cert_manager_application_user",
        "userIds",
        ONE_FORM,
    ),
    (
        "infisical_cert_manager_certificate_profile",
        "acmeConfig*",
        HIDDEN,
    ),
    (
        "infisical_cert_manager_certificate_profile",
        "apiConfig*",
        HIDDEN,
    ),
    (
        "infisical_cert_manager_certificate_profile",
        "estConfig*",
        HIDDEN,
    ),
    (
        "infisical_cert_manager_certificate_profile",
        "scepConfig*",
        HIDDEN,
    ),
    (
        "infisical_cert_manager_certificate_profile",
        "enrollmentType",
        HIDDEN,
    ),
];

/// The position of the reason for leaving out an operation.
pub fn operation(operation: &Operation) -> Option<usize> {
    OPERATIONS.iter().position(|(verb, path, _)| {
        (*verb == "*" || *verb == operation.method) && path_fits(path, operation.template)
    })
}

/// The position of the reason for leaving out a property.
pub fn property(type_name: &str, path: &str) -> Option<usize> {
    PROPERTIES
        .iter()
        .position(|(ty, json, _)| text_fits(ty, type_name) && text_fits(json, path))
}

fn path_fits(pattern: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for wanted in pattern.split('/') {
        // The rest may be nothing.
        if wanted == "**" {
            return true;
        }
        match parts.next() {
            Some(part) if wanted == "*" || wanted == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

fn text_fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => text
            .strip_prefix(start)
            .is_some_and(|rest| rest.ends_with(end)),
        None => pattern == text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_what_they_say() {
        assert!(
            path_fits("/a/**", "/a/b/c")
                && path_fits("/a/**", "/a")
                && path_fits("/a/*/c", "/a/b/c")
        );
        assert!(!path_fits("/a/*", "/a/b/c") && !path_fits("/a/b", "/a"));
        assert!(text_fits("a*c", "abc") && text_fits("*", "x") && text_fits("a*", "a.b"));
        assert!(!text_fits("a*c", "ab") && !text_fits("ab", "abc") && !text_fits("ab*ba", "aba"));
    }
}

//! How the official provider writes things down: configurations with its attributes only, and states in its spelling.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};
use terraform_provider_infisical::framework::{Attribute, Block, Presence, Schema, Shape};

/// When a state was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// right after an apply
    Applied,
    /// by a refresh
    Refreshed,
    /// by an import, then refreshed
    Imported,
    /// by a refresh that found other credentials at the server: it nulls them, so that the next plan sends them again
    Drifted,
}

/// What stands in an official state where ours would have something else.
#[derive(Debug, Clone, Copy)]
pub enum Writes {
    /// this JSON when the configuration leaves it out
    Unset(&'static str),
    /// this JSON always
    Is(&'static str),
    /// what the sibling has
    Like(&'static str),
    /// a path without its trailing slash
    Cut,
    /// JSON as Go writes it: compact, keys sorted, `<`, `>` and `&` escaped
    Compact,
    /// null when the configuration has an empty value
    Nothing,
    /// the configured value, never what the API tells
    Configured,
    /// an object with all members null, the required ones too
    Emptied,
}

use Form::{Applied, Drifted, Imported, Refreshed};
use Writes::{Compact, Configured, Cut, Emptied, Is, Like, Nothing, Unset};

const EVER: &[Form] = &[Applied, Refreshed, Imported, Drifted];
const READ: &[Form] = &[Refreshed, Imported, Drifted];
const FIRST: &[Form] = &[Applied];
const IMPORTED: &[Form] = &[Imported];
const DRIFTED: &[Form] = &[Drifted];

/// The oddities of official states, by type (a trailing `*` takes all that begin so) and dotted path.
#[rustfmt::skip] // one row, one line: this is a table
pub const ODDITIES: &[(&str, &str, &[Form], Writes)] = &[
    // An unset list that the API joins with commas is one empty text.
    ("infisical_identity_aws_auth", "allowed_account_ids", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_aws_auth", "allowed_principal_arns", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_azure_auth", "allowed_service_principal_ids", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_gcp_auth", "allowed_service_account_emails", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_gcp_auth", "allowed_projects", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_gcp_auth", "allowed_zones", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_kubernetes_auth", "allowed_namespaces", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_kubernetes_auth", "allowed_service_account_names", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_oidc_auth", "bound_audiences", EVER, Unset(r#"[""]"#)),
    ("infisical_identity_jwt_auth", "bound_audiences", EVER, Unset("[]")),
    ("infisical_identity_jwt_auth", "public_keys", FIRST, Unset("[]")),
    ("infisical_identity_jwt_auth", "public_keys", READ, Unset(r#"[""]"#)),
    // Unset text, and maps, that are empty instead of null.
    ("infisical_identity_kubernetes_auth", "kubernetes_ca_certificate", EVER, Unset(r#""""#)),
    ("infisical_identity_kubernetes_auth", "allowed_audience", EVER, Unset(r#""""#)),
    ("infisical_identity_kubernetes_auth", "id", IMPORTED, Is("null")),
    ("infisical_identity_oidc_auth", "oidc_ca_certificate", EVER, Unset(r#""""#)),
    ("infisical_identity_oidc_auth", "bound_subject", EVER, Unset(r#""""#)),
    ("infisical_identity_oidc_auth", "bound_claims", EVER, Unset("{}")),
    ("infisical_identity_oidc_auth", "claim_metadata_mapping", EVER, Unset("{}")),
    ("infisical_identity_jwt_auth", "jwks_url", EVER, Unset(r#""""#)),
    ("infisical_identity_jwt_auth", "jwks_ca_cert", &[Applied, Refreshed], Unset(r#""""#)),
    ("infisical_identity_jwt_auth", "bound_issuer", EVER, Unset(r#""""#)),
    ("infisical_identity_jwt_auth", "bound_subject", EVER, Unset(r#""""#)),
    ("infisical_identity_jwt_auth", "bound_claims", &[Applied, Refreshed], Unset("{}")),
    ("infisical_identity_token_auth_token", "token", IMPORTED, Is(r#""""#)),
    ("infisical_identity", "auth_modes", FIRST, Is("null")),
    ("infisical_identity", "metadata", IMPORTED, Unset("[]")),
    ("infisical_identity_universal_auth_client_secret", "number_of_uses_limit", EVER, Unset("0")),
    ("infisical_identity_universal_auth_client_secret", "ttl", EVER, Unset("0")),
    ("infisical_identity_universal_auth_client_secret", "number_of_uses", EVER, Is("0")),
    ("infisical_identity_universal_auth_client_secret", "is_revoked", EVER, Is("false")),
    ("infisical_identity_universal_auth_client_secret", "created_at", EVER, Is(r#""2026-08-01T10:11:12.345Z""#)),
    // Times that stay as they were first seen.
    ("infisical_project", "last_updated", FIRST, Is(r#""Saturday, 01-Aug-26 10:11:12 UTC""#)),
    ("infisical_project", "kms_secret_manager_key_id", EVER, Unset(r#""""#)),
    ("infisical_project", "audit_log_retention_days", EVER, Unset("0")),
    ("infisical_project", "has_delete_protection", EVER, Unset("false")),
    ("infisical_project", "type", EVER, Unset(r#""secret-manager""#)),
    ("infisical_project_role", "description", EVER, Unset(r#""""#)),
    ("infisical_project_role", "permissions_v2.conditions", READ, Compact),
    ("infisical_project_role", "permissions.conditions.secret_path", READ, Unset(r#""""#)),
    ("infisical_org_role", "description", EVER, Unset(r#""""#)),
    ("infisical_org_role", "permissions.inverted", EVER, Unset("false")),
    ("infisical_org_role", "permissions.conditions", READ, Compact),
    ("infisical_project_identity_specific_privilege", "permissions_v2.conditions", READ, Compact),
    ("infisical_project_identity_specific_privilege", "temporary_mode", EVER, Unset(r#""""#)),
    ("infisical_project_identity_specific_privilege", "temporary_range", EVER, Unset(r#""""#)),
    ("infisical_project_identity_specific_privilege", "temporary_access_start_time", EVER, Unset(r#""""#)),
    ("infisical_project_identity_specific_privilege", "temporary_access_end_time", EVER, Unset(r#""""#)),
    ("infisical_project_identity", "roles.custom_role_id", EVER, Is(r#""""#)),
    ("infisical_project_identity", "roles.is_temporary", EVER, Unset("false")),
    ("infisical_project_identity", "adopt_existing", IMPORTED, Is("false")),
    ("infisical_project_scoped_identity", "roles.custom_role_id", EVER, Is(r#""""#)),
    ("infisical_project_scoped_identity", "roles.is_temporary", EVER, Unset("false")),
    ("infisical_project_scoped_identity", "auth_methods", EVER, Is("null")),
    ("infisical_project_user", "roles.custom_role_id", EVER, Is(r#""""#)),
    ("infisical_project_user", "roles.is_temporary", EVER, Unset("false")),
    ("infisical_project_user", "user.first_name", EVER, Is(r#""""#)),
    ("infisical_project_user", "user.last_name", EVER, Is(r#""""#)),
    // Secrets and what is around them.
    ("infisical_secret", "folder_path", READ, Cut),
    ("infisical_secret", "secret_reminder", IMPORTED, Unset(r#"{"note": "", "repeat_days": 0}"#)),
    ("infisical_secret", "metadata", READ, Nothing),
    ("infisical_secret_folder", "description", EVER, Unset(r#""""#)),
    ("infisical_secret_folder", "force_delete", IMPORTED, Is("null")),
    ("infisical_secret_tag", "name", READ, Like("slug")),
    // Credentials and local options are kept; the members of the other method are null.
    ("infisical_app_connection_*", "credentials", EVER, Configured),
    ("infisical_secret_sync_*", "secret_path", READ, Cut),
    ("infisical_secret_sync_*", "sync_options.disable_secret_deletion", EVER, Unset("false")),
    ("infisical_secret_sync_1password", "destination_config.value_label", READ, Unset(r#""""#)),
    ("infisical_secret_sync_azure_app_configuration", "destination_config.label", EVER, Unset(r#""""#)),
    ("infisical_secret_sync_aws_*", "sync_options.sync_secret_metadata_as_tags", READ, Unset("null")),
    ("infisical_secret_rotation_*", "secret_path", READ, Cut),
    ("infisical_secret_rotation_*", "rotate_at_utc.hours", EVER, Unset("0")),
    ("infisical_secret_rotation_*", "rotate_at_utc.minutes", EVER, Unset("0")),
    ("infisical_secret_rotation_ldap_password", "temporary_parameters", READ, Is("null")),
    ("infisical_secret_sync_gcp_secret_manager", "destination_config.user_replica_location_ids", READ, Nothing),
    ("infisical_access_approval_policy", "bypassers", READ, Nothing),
    ("infisical_secret_approval_policy", "bypassers", READ, Nothing),
    ("infisical_webhook", "events_filter", EVER, Unset("[]")),
    ("infisical_webhook", "webhook_secret_key", IMPORTED, Is("null")),
    ("infisical_project_template", "roles", READ, Unset("[]")),
    ("infisical_project_template", "environments", EVER, Unset("[]")),
    ("infisical_integration_*", "secret_path", READ, Cut),
    ("infisical_integration_gcp_secret_manager", "options", READ, Unset(r#"{"secret_prefix": "", "secret_suffix": ""}"#)),
    // Certificates.
    ("infisical_cert_manager_certificate", "status", FIRST, Is(r#""issued""#)),
    ("infisical_cert_manager_certificate", "timeout_seconds", EVER, Unset("3600")),
    ("infisical_cert_manager_application_profile", "est_config.passphrase", IMPORTED, Is("null")),
    ("infisical_cert_manager_application_profile", "est_config.ca_chain", IMPORTED, Is("null")),
    ("infisical_cert_manager_application_profile", "scep_config.challenge_password", IMPORTED, Is("null")),
    ("infisical_cert_manager_certificate", "common_name", EVER, Unset(r#""""#)),
    ("infisical_cert_manager_certificate", "key_algorithm", EVER, Unset(r#""""#)),
    ("infisical_cert_manager_certificate", "signature_algorithm", EVER, Unset(r#""""#)),
    ("infisical_cert_manager_certificate", "not_before", EVER, Is(r#""2026-08-01T10:11:12.345Z""#)),
    ("infisical_dynamic_secret_mongo_atlas", "configuration.scopes", EVER, Unset("[]")),
    ("infisical_kms_key", "description", EVER, Unset(r#""""#)),
    ("infisical_kms_key", "project_id", IMPORTED, Is("null")),
    ("infisical_external_kms_aws", "configuration", EVER, Configured),
    ("infisical_app_connection_*", "credentials", DRIFTED, Emptied),
    ("infisical_app_connection_*", "credentials_hash", DRIFTED, Is(r#""of-the-old-credentials""#)),
    ("infisical_external_kms_aws", "configuration.credential", DRIFTED, Emptied),
    ("infisical_external_kms_aws", "credentials_hash", DRIFTED, Is(r#""of-the-old-credentials""#)),
];

/// Whether a type is among those that a row names.
pub fn names(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => pattern == name,
    }
}

/// Our schema without what the official provider does not have, and demanding what it demands: what its users can write.
pub fn restricted(schema: &Schema, facts: &Json) -> Schema {
    Schema {
        version: schema.version,
        block: block(&schema.block, facts),
    }
}

fn block(ours: &Block, facts: &Json) -> Block {
    Block {
        attributes: attributes(&ours.attributes, facts),
        blocks: ours
            .blocks
            .iter()
            .filter_map(|b| {
                let mut kept = b.clone();
                kept.block = block(&b.block, facts["blocks"].get(&b.name)?);
                Some(kept)
            })
            .collect(),
        ..ours.clone()
    }
}

fn attributes(ours: &[Attribute], facts: &Json) -> Vec<Attribute> {
    ours.iter()
        .filter_map(|a| {
            let facts = facts["attributes"].get(&a.name)?;
            let mut kept = a.clone();
            if facts["required"].as_bool() == Some(true) {
                kept.presence = Presence::Required;
            }
            if let Shape::Nested(_, inner, _) = &mut kept.shape
                && !facts["nested"].is_null()
            {
                *inner = attributes(inner, facts);
            }
            Some(kept)
        })
        .collect()
}

/// Only the members that the official provider has.
pub fn pruned(value: &Json, facts: &Json) -> Json {
    let sections = ["attributes", "blocks"].map(|s| facts[s].as_object());
    match value {
        Json::Object(members) => Json::Object(
            sections
                .into_iter()
                .flatten()
                .flatten()
                .map(|(name, facts)| {
                    let value = members.get(name).unwrap_or(&Json::Null);
                    let nested = facts["nested"].as_str().or(facts["nesting"].as_str());
                    let kept = match (nested, value) {
                        (Some("map"), Json::Object(entries)) => Json::Object(
                            entries
                                .iter()
                                .map(|(k, v)| (k.clone(), pruned(v, facts)))
                                .collect(),
                        ),
                        (Some(_), value) => pruned(value, facts),
                        (None, value) => value.clone(),
                    };
                    (name.clone(), kept)
                })
                .collect::<Map<_, _>>(),
        ),
        Json::Array(items) => items.iter().map(|i| pruned(i, facts)).collect(),
        other => other.clone(),
    }
}

/// A state of ours as the official provider would have written it. Rows that had a place are noted in `used`.
pub fn written(
    of: &str,
    form: Form,
    facts: &Json,
    state: &Json,
    config: &Json,
    used: &mut BTreeSet<usize>,
) -> Json {
    let mut out = pruned(state, facts);
    for (row, (types, at, forms, writes)) in ODDITIES.iter().enumerate() {
        if names(types, of) && forms.contains(&form) {
            let path: Vec<&str> = at.split('.').collect();
            if write(&mut out, config, &path, *writes) {
                used.insert(row);
            }
        }
    }
    out
}

/// Whether states of the type come in this form.
pub fn comes_in(form: Form, of: &str, facts: &Json) -> bool {
    let odd = |of: &str| {
        let mut rows = ODDITIES.iter();
        rows.any(|(types, _, forms, _)| names(types, of) && *forms == [form])
    };
    match form {
        Applied | Refreshed => true,
        Imported => facts["imports"] == json!(true),
        // One resource leaves them alone.
        Drifted => odd(of) && of != "infisical_app_connection_cloudflare",
    }
}

/// Writes one oddity; whether the state has a place for it.
fn write(state: &mut Json, config: &Json, path: &[&str], writes: Writes) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return false;
    };
    match state {
        Json::Array(items) => {
            let mut any = false;
            for (i, item) in items.iter_mut().enumerate() {
                any |= write(item, config.get(i).unwrap_or(&Json::Null), path, writes);
            }
            any
        }
        Json::Object(members) if rest.is_empty() => {
            let configured = config.get(*first).unwrap_or(&Json::Null);
            let value = odd(members, first, configured, writes);
            let any = value.is_some();
            members.extend(value.map(|v| ((*first).to_owned(), v)));
            any
        }
        Json::Object(members) => members.get_mut(*first).is_some_and(|inner| {
            let configured = config.get(*first).unwrap_or(&Json::Null);
            write(inner, configured, rest, writes)
        }),
        _ => false,
    }
}

/// What stands at the member instead; none for what is there.
fn odd(members: &Map<String, Json>, name: &str, configured: &Json, writes: Writes) -> Option<Json> {
    let parse = |text: &str| serde_json::from_str::<Json>(text).unwrap();
    let now = members.get(name).unwrap_or(&Json::Null);
    let text = now.as_str();
    match writes {
        Unset(odd) => configured.is_null().then(|| parse(odd)),
        Nothing => {
            let empty = ["\"\"", "[]", "{}"].map(parse);
            empty.contains(configured).then_some(Json::Null)
        }
        Is(odd) => Some(parse(odd)),
        Like(sibling) => members.get(sibling).cloned(),
        Cut => text
            .filter(|path| path.len() > 1 && path.ends_with('/'))
            .map(|path| json!(path.trim_end_matches('/'))),
        Compact => text.map(|text| json!(compact(text))),
        Emptied => now.as_object().map(|members| {
            let nulls = members.keys().map(|k| (k.clone(), Json::Null));
            nulls.collect::<Map<_, _>>().into()
        }),
        Configured => (!configured.is_null()).then(|| overlaid(now, configured)),
    }
}

/// What the configuration says, where it says something; defaults of the rest.
fn overlaid(state: &Json, config: &Json) -> Json {
    match (state, config) {
        (Json::Object(s), Json::Object(c)) => s
            .iter()
            .map(|(k, s)| (k.clone(), overlaid(s, c.get(k).unwrap_or(&Json::Null))))
            .collect::<Map<_, _>>()
            .into(),
        (state, Json::Null) => state.clone(),
        (_, config) => config.clone(),
    }
}

fn compact(text: &str) -> String {
    let Ok(json) = serde_json::from_str::<Json>(text) else {
        return text.to_owned();
    };
    fn sorted(json: Json) -> Json {
        match json {
            Json::Object(members) => {
                let all: std::collections::BTreeMap<_, _> =
                    members.into_iter().map(|(k, v)| (k, sorted(v))).collect();
                all.into_iter().collect::<Map<_, _>>().into()
            }
            Json::Array(items) => items.into_iter().map(sorted).collect(),
            other => other,
        }
    }
    let text = sorted(json).to_string();
    text.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

//! Where our types deliberately are not what the official provider's are, and which of its types are not there yet.

use crate::schema::What;

/// A deliberate difference.
pub struct Allowed {
    /// types; a trailing `*` takes all that begin so
    pub of: &'static str,
    /// dotted paths, separated by `|`
    pub at: &'static str,
    /// what differs
    pub what: What,
    /// why that is good for users, as the guide tells it
    pub reason: &'static str,
}

const fn row(of: &'static str, at: &'static str, what: What, reason: &'static str) -> Allowed {
    Allowed {
        of,
        at,
        what,
        reason,
    }
}

/// Every deliberate difference. `docs/guides/migrating.md` lists them.
#[rustfmt::skip] // one row, one line: this is a table
pub const ALLOWED: &[Allowed] = &[
    // What the API cannot change. The official provider sends the change, the server drops it, and the plan shows it for ever.
    row("infisical_app_connection_*", "method", What::Replaces, "The API cannot change the method of a connection; the official provider plans the change again for ever."),
    row("infisical_secret_rotation_*", "connection_id|environment|secret_path", What::Replaces, "The API cannot move a rotation; the official provider plans the change again for ever."),
    row("infisical_secret_rotation_ldap_password", "parameters.dn|parameters.rotation_method", What::Replaces, "The API refuses to change them; the official provider fails at apply."),
    row("infisical_secret_tag", "project_id", What::Replaces, "A tag stays in its project; the official provider shows the new one and leaves the tag where it was."),
    row("infisical_identity_universal_auth_client_secret", "description|number_of_uses_limit|ttl", What::Replaces, "A client secret cannot be changed; the official provider fails at apply."),
    row("infisical_project_identity_specific_privilege", "identity_id|project_slug", What::Replaces, "A privilege stays with its identity; the official provider fails at apply or keeps the old one."),
    row("infisical_project_identity", "identity_id|project_id", What::Replaces, "A membership is of one identity in one project; the official provider fails at apply, or changes another membership."),
    row("infisical_project_group", "group_name|project_id", What::Replaces, "A membership is of one group in one project; the official provider fails at apply."),
    row("infisical_project_user", "username", What::Replaces, "A membership is of one user; the official provider fails at apply."),
    row("infisical_project", "kms_secret_manager_key_id|should_create_default_envs|template_name|type", What::Replaces, "Fixed once the project exists: both refuse the change, this provider already in the plan."),
    row("infisical_project_template", "type", What::Replaces, "A template keeps its type; the official provider fails at apply."),
    row("infisical_access_approval_policy", "project_id", What::Replaces, "A policy stays in its project; the official provider fails at apply."),
    row("infisical_secret_approval_policy", "project_id", What::Replaces, "A policy stays in its project; the official provider fails at apply."),
    row("infisical_dynamic_secret_sql_database", "configuration.password_requirements", What::Replaces, "The API cannot unset them, so removing them makes a new dynamic secret; the official provider plans the removal again for ever."),
    // What the API does not need, or needs for some methods only.
    row("infisical_app_connection_azure_*", "credentials.client_id", What::BecameOptional, "Other login methods of these connections do not have it; those that do still require it."),
    row("infisical_app_connection_azure_*", "credentials.tenant_id", What::BecameOptional, "Other login methods of these connections do not have it; those that do still require it."),
    row("infisical_app_connection_gitlab", "credentials.access_token_type", What::BecameOptional, "The second login method (OAuth) has no access token; the first still requires its type."),
    row("infisical_secret_sync_render", "destination_config.service_id", What::BecameOptional, "Syncs to an environment group have no service; those to a service still require it."),
    row("infisical_external_kms_aws", "configuration.aws_kms_key_id", What::BecameOptional, "Without it Infisical makes a key of its own in AWS KMS."),
    row("infisical_secret_rotation_aws_iam_user_secret", "parameters.region", What::BecameOptional, "IAM is not regional; the API has a default."),
    row("infisical_cert_manager_ca_certificate", "not_after|not_before", What::BecameOptional, "Its life can be given as `valid_for`, and a certificate that was signed elsewhere has its own."),
    row("infisical_cert_manager_certificate", "application_id", What::BecameOptional, "The API issues without an application too."),
    row("infisical_secret_rotation_ldap_password", "parameters.password_requirements", What::BecameOptional, "The API has defaults for the generated password."),
    // Values that are known at plan time here.
    row("infisical_dynamic_secret_kubernetes", "configuration.api_config.enable_ssl", What::Default, "Left out it is false in the API too; the official provider fails at apply when it is left out."),
    row("infisical_dynamic_secret_mongo_atlas", "configuration.scopes", What::Default, "Left out it is the empty list in both; here the plan says so."),
    row("data.infisical_secret_metadata", "secret_type", What::Default, "Left out it is `shared` in both; here the plan says so."),
    row("infisical_alert", "project_id", What::AlsoComputed, "Left out, the API tells the project of what is watched."),
    row("infisical_alert", "resource_id", What::RefusesValue, "It is a UUID; what is none is refused in the plan instead of by the API."),
    row("infisical_cert_manager_application_profile", "scep_config.dynamic_challenge_expiry_minutes", What::RefusesValue, "The API takes 5 minutes and more; fewer are refused in the plan."),
    row("infisical_app_connection_hashicorp_vault", "gateway_id", What::RefusesValue, "It is a UUID; what is none is refused in the plan instead of by the API."),
];

/// Official types without a counterpart so far. This list only gets shorter.
pub const MISSING: &[&str] = &[];

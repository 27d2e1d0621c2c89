//! What configurations refer to: projects, connections, identities and the like, made once through the provider itself;
//! and the few values that a schema cannot tell.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A PEM certificate that a parser accepts; another salt gives another one.
pub fn certificate(salt: u32) -> String {
    static MADE: LazyLock<std::sync::Mutex<HashMap<u32, String>>> = LazyLock::new(Default::default);
    let mut made = MADE.lock().unwrap();
    made.entry(salt % 4)
        .or_insert_with(|| {
            let key = rcgen::KeyPair::generate().unwrap();
            let mut params =
                rcgen::CertificateParams::new(vec![format!("host{salt}.example.com")]).unwrap();
            params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
            params.self_signed(&key).unwrap().pem()
        })
        .clone()
}

/// A PEM private key.
pub fn private_key() -> String {
    static MADE: LazyLock<String> =
        LazyLock::new(|| rcgen::KeyPair::generate().unwrap().serialize_pem());
    MADE.clone()
}

/// An attribute that holds what another resource gives.
pub struct Reference {
    /// type and attribute of the giving resource
    pub from: &'static str,
    pub attribute: &'static str,
}

/// References by attribute name (the last part of the path), for all types.
pub const REFERENCES: &[(&str, Reference)] = &[
    (
        "project_id",
        Reference {
            from: "infisical_project",
            attribute: "id",
        },
    ),
    (
        "workspace_id",
        Reference {
            from: "infisical_project",
            attribute: "id",
        },
    ),
    (
        "project_slug",
        Reference {
            from: "infisical_project",
            attribute: "slug",
        },
    ),
    (
        "identity_id",
        Reference {
            from: "infisical_identity",
            attribute: "id",
        },
    ),
    (
        "group_id",
        Reference {
            from: "infisical_group",
            attribute: "id",
        },
    ),
    (
        "ca_id",
        Reference {
            from: "infisical_cert_manager_internal_ca",
            attribute: "id",
        },
    ),
    (
        "certificate_policy_id",
        Reference {
            from: "infisical_cert_manager_certificate_policy",
            attribute: "id",
        },
    ),
    (
        "profile_id",
        Reference {
            from: "infisical_cert_manager_certificate_profile",
            attribute: "id",
        },
    ),
];

/// A certificate request of an intermediate authority.
const SIGNING_REQUEST: &str = "-----BEGIN CERTIFICATE REQUEST-----\nMIHaMIGBAgEAMB8xHTAbBgNVBAMMFE91dHNpZGUgSW50ZXJtZWRpYXRlMFkwEwYH\nKoZIzj0CAQYIKoZIzj0DAQcDQgAEzunPpIOWwPpLd755b4OUQvbzIl4weNI4BJWw\nPzBIIohsJkg9WUkVMkUHFLBZGPzaXzPPX0ZcL4PJZ/Pf6JabU6AAMAoGCCqGSM49\nBAMCA0gAMEUCIEAVqG/lv7PMZRGy2j/JLP1hBNPRZvbdYtqDzSZxHjoqAiEA0DUT\n6hy3ELz2G0Ou6Yp+iKXzGdMS7qx0D3KE8kAK+Ac=\n-----END CERTIFICATE REQUEST-----\n";

/// Types whose objects stay when they are destroyed: certificates stay valid.
pub const STAYS: &[&str] = &[
    "infisical_cert_manager_ca_certificate",
    "infisical_cert_manager_certificate",
    "infisical_cert_manager_signed_intermediate",
];

/// What a schema cannot tell about one attribute.
#[allow(dead_code)] // the words of the table; not every one has a row at every time
pub enum Told {
    /// this text
    Text(&'static str),
    /// this number
    Number(i64),
    /// these texts (a list)
    Texts(&'static [&'static str]),
    /// the first of these texts, and another one when it is changed
    OneOf(&'static [&'static str]),
    /// this value, written as JSON, for an attribute of any type
    Json(&'static str),
    /// text different for each resource: the text with a number behind
    Unique(&'static str),
    /// an attribute of another resource
    From(Reference),
    /// a certificate in PEM
    Certificate,
    /// a private key in PEM
    PrivateKey,
    /// left out of generated configurations; say why in the comment beside
    Skip,
    /// never changed on its own (it must agree with another attribute); say why in the comment beside
    Fixed,
}

/// A certificate application.
const APPLICATION: Reference = Reference {
    from: "infisical_cert_manager_application",
    attribute: "id",
};

/// Values by type and dotted path. A type ending in `*` is a prefix; a path beginning with `*.` fits at any depth. First fit counts.
pub const TOLD: &[(&str, &str, Told)] = &[
    // Where the secret of its key is.
    (
        "infisical_secret_sync_azure_entra_id_scim",
        "environment",
        Told::Text("dev"),
    ),
    ("*", "*.environment", Told::OneOf(&["dev", "prod"])),
    ("*", "*.environment_slug", Told::OneOf(&["dev", "prod"])),
    ("*", "*.env_slug", Told::OneOf(&["dev", "prod"])),
    (
        "infisical_secret_import",
        "import_environment_slug",
        Told::OneOf(&["prod", "staging"]),
    ),
    // The name is only the configuration's: an import tells the slug.
    ("infisical_secret_tag", "name", Told::Unique("tag-")),
    ("infisical_secret_tag", "slug", Told::Unique("tag-")),
    ("*", "*.secret_path", Told::Text("/")),
    ("*", "*.folder_path", Told::Text("/")),
    // Keys live in projects of their own kind, findings in the scanning project that is there from the start.
    (
        "infisical_kms_key",
        "project_id",
        Told::From(Reference {
            from: "infisical_project#kms",
            attribute: "id",
        }),
    ),
    (
        "infisical_secret_scanning_finding",
        "project_id",
        Told::Text(terraform_provider_infisical::simulator::world::SCANNING_PROJECT),
    ),
    (
        "infisical_secret_scanning_finding",
        "finding_id",
        Told::Text(terraform_provider_infisical::simulator::world::FINDING),
    ),
    (
        "infisical_secret_scanning_*",
        "project_id",
        Told::From(Reference {
            from: "infisical_project#secret-scanning",
            attribute: "id",
        }),
    ),
    (
        "infisical_secret_scanning_data_source_github",
        "connection_id",
        Told::From(Reference {
            from: "infisical_app_connection_github_radar",
            attribute: "id",
        }),
    ),
    (
        "infisical_secret_scanning_data_source_gitlab",
        "connection_id",
        Told::From(Reference {
            from: "infisical_app_connection_gitlab",
            attribute: "id",
        }),
    ),
    (
        "infisical_secret_scanning_data_source_bitbucket",
        "connection_id",
        Told::From(Reference {
            from: "infisical_app_connection_bitbucket",
            attribute: "id",
        }),
    ),
    // Of GitLab, not of Infisical.
    (
        "infisical_secret_scanning_data_source_gitlab",
        "config.project_id",
        Told::Number(4711),
    ),
    (
        "infisical_secret_scanning_data_source_gitlab",
        "config.group_id",
        Told::Number(815),
    ),
    // The key of a secret in the sync's folder.
    (
        "infisical_secret_sync_azure_entra_id_scim",
        "sync_options.secret_key",
        Told::From(Reference {
            from: "infisical_secret",
            attribute: "name",
        }),
    ),
    ("infisical_dynamic_secret_*", "path", Told::Text("/")),
    // The gateway that is there from the start.
    (
        "infisical_dynamic_secret_kubernetes",
        "*.gateway_id",
        Told::Text(terraform_provider_infisical::simulator::world::GATEWAY),
    ),
    (
        "infisical_dynamic_secret_github",
        "*.private_key",
        Told::PrivateKey,
    ),
    (
        "infisical_dynamic_secret_github",
        "*.private_key_wo",
        Told::PrivateKey,
    ),
    (
        "infisical_dynamic_secret_totp",
        "*.url",
        Told::Text("otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXP"),
    ),
    (
        "infisical_dynamic_secret_totp",
        "*.url_wo",
        Told::Text("otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXP"),
    ),
    // Approvers and bypassers are users that exist: the one who is there from the start.
    (
        "infisical_access_approval_policy",
        "environment_slugs",
        Told::Texts(&["dev"]),
    ),
    (
        "infisical_access_approval_policy",
        "approvers",
        Told::Json(r#"[{"type": "user", "username": "admin@example.com"}]"#),
    ),
    (
        "infisical_access_approval_policy",
        "bypassers",
        Told::Json(r#"[{"type": "user", "username": "admin@example.com"}]"#),
    ),
    (
        "infisical_access_approval_policy",
        "required_approvals",
        Told::Number(1),
    ),
    (
        "infisical_secret_approval_policy",
        "environment_slugs",
        Told::Texts(&["dev"]),
    ),
    (
        "infisical_secret_approval_policy",
        "approvers",
        Told::Json(r#"[{"type": "user", "username": "admin@example.com"}]"#),
    ),
    (
        "infisical_secret_approval_policy",
        "bypassers",
        Told::Json(r#"[{"type": "user", "username": "admin@example.com"}]"#),
    ),
    (
        "infisical_secret_approval_policy",
        "required_approvals",
        Told::Number(1),
    ),
    // Which connections may approve is not in the contract: any ID is taken.
    (
        "infisical_access_approval_policy",
        "external_approval.connection_id",
        Told::Text("00000000-0000-4000-8000-00000000c0de"),
    ),
    // Steps need approvers of their own.
    (
        "infisical_access_approval_policy",
        "approvals_required",
        Told::Skip,
    ),
    (
        "infisical_access_approval_policy",
        "request_expiration_time",
        Told::Text("1h"),
    ),
    // Slack accepts its own URLs only.
    (
        "infisical_webhook",
        "webhook_url",
        Told::Text("https://hooks.slack.com/services/T0/B0/x"),
    ),
    (
        "infisical_webhook",
        "webhook_url_wo",
        Told::Text("https://hooks.slack.com/services/T0/B0/hidden"),
    ),
    (
        "infisical_project_template",
        "name",
        Told::Unique("template-"),
    ),
    // Positions count from 1, and roles of members are built-in or of the template itself.
    (
        "infisical_project_template",
        "environments.position",
        Told::Number(1),
    ),
    (
        "infisical_project_template",
        "users.roles",
        Told::Json(r#"["viewer"]"#),
    ),
    (
        "infisical_project_template",
        "groups.roles",
        Told::Json(r#"["viewer"]"#),
    ),
    (
        "infisical_project_template",
        "identities.roles",
        Told::Json(r#"["viewer"]"#),
    ),
    (
        "infisical_project_template",
        "project_managed_identities.roles",
        Told::Json(r#"["viewer"]"#),
    ),
    // The API cannot unset it: a unit test of the declaration shows what follows.
    (
        "infisical_integration_aws_secrets_manager",
        "options.metadata_sync_mode",
        Told::Skip,
    ),
    (
        "infisical_secret_reminder",
        "secret_id",
        Told::From(Reference {
            from: "infisical_secret",
            attribute: "id",
        }),
    ),
    // What belongs to a certificate application, and the users that may have a role in one.
    (
        "infisical_cert_manager_application*",
        "application_id",
        Told::From(APPLICATION),
    ),
    (
        "infisical_cert_manager_alert",
        "application_id",
        Told::From(APPLICATION),
    ),
    (
        "infisical_certificate_sync_*",
        "application_id",
        Told::From(APPLICATION),
    ),
    (
        "infisical_cert_manager_application_user",
        "email",
        Told::From(Reference {
            from: "infisical_cert_manager_user",
            attribute: "email",
        }),
    ),
    (
        "infisical_cert_manager_application_*",
        "role",
        Told::OneOf(&["admin", "operator", "auditor"]),
    ),
    (
        "infisical_cert_manager_*",
        "role",
        Told::OneOf(&["admin", "member"]),
    ),
    // Names that are short enough for every destination.
    (
        "infisical_certificate_sync_*",
        "sync_options.certificate_name_schema",
        Told::OneOf(&[
            "web-{{certificateId}}",
            "{{shortCertificateId}}-{{applicationName}}",
        ]),
    ),
    // What links and attaches refers to.
    (
        "infisical_cert_manager_application_profile",
        "profile_id",
        Told::From(Reference {
            from: "infisical_cert_manager_certificate_profile",
            attribute: "id",
        }),
    ),
    (
        "infisical_certificate_sync_certificate",
        "certificate_id",
        Told::From(Reference {
            from: "infisical_cert_manager_certificate",
            attribute: "id",
        }),
    ),
    (
        "infisical_certificate_sync_certificate",
        "certificate_sync_id",
        Told::From(Reference {
            from: "infisical_certificate_sync_chef",
            attribute: "id",
        }),
    ),
    // An import calls a channel by its name.
    ("infisical_alert", "channels.name", Told::Unique("key")),
    (
        "infisical_alert",
        "resource_id",
        Told::From(Reference {
            from: "infisical_identity",
            attribute: "id",
        }),
    ),
    // A project of its own kind each: slugs are unique.
    ("infisical_project", "slug", Told::Unique("life-")),
    // The gateway that is there from the start.
    (
        "infisical_identity_kubernetes_auth",
        "gateway_id",
        Told::Text(terraform_provider_infisical::simulator::world::GATEWAY),
    ),
    (
        "infisical_app_connection_*",
        "gateway_id",
        Told::Text(terraform_provider_infisical::simulator::world::GATEWAY),
    ),
    // Once Infisical has taken a login over, nothing of its credentials may change: tests/app_connections.rs drives it.
    (
        "infisical_app_connection_*",
        "platform_managed_credentials",
        Told::Skip,
    ),
    // Credentials of a method need an identity that has it.
    (
        "infisical_identity_universal_auth_client_secret",
        "identity_id",
        Told::From(Reference {
            from: "infisical_identity_universal_auth",
            attribute: "identity_id",
        }),
    ),
    (
        "infisical_identity_token_auth_token",
        "identity_id",
        Told::From(Reference {
            from: "infisical_identity_token_auth",
            attribute: "identity_id",
        }),
    ),
    // A member of the project.
    (
        "infisical_project_identity_specific_privilege",
        "identity_id",
        Told::From(Reference {
            from: "infisical_project_scoped_identity",
            attribute: "id",
        }),
    ),
    // Organization and roles that are there from the start.
    (
        "*",
        "org_id",
        Told::Text(terraform_provider_infisical::simulator::SIM_ORGANIZATION),
    ),
    (
        "*",
        "organization_slug",
        Told::Text("simulated-organization"),
    ),
    ("*", "role", Told::Text("member")),
    ("*", "roles.role_slug", Told::Text("viewer")),
    (
        "infisical_scim_group_org_role_mapping",
        "mappings.role_slug",
        Told::Text("member"),
    ),
    // A list of one role cannot have a temporary one; what the configuration says of them is ignored.
    ("*", "roles.is_temporary", Told::Skip),
    ("*", "roles.custom_role_id", Told::Skip),
    ("*", "roles.temporary_mode", Told::Skip),
    ("*", "roles.temporary_range", Told::Skip),
    ("*", "roles.temporary_access_start_time", Told::Skip),
    ("*", "roles.temporary_access_end_time", Told::Skip),
    ("*", "temporary_access_end_time", Told::Skip),
    // Auth templates are made by users only.
    ("infisical_identity_ldap_auth", "template_id", Told::Skip),
    (
        "infisical_identity_ldap_auth",
        "search_filter",
        Told::Text("(cn={{username}})"),
    ),
    // The lower of two lifetimes must stay the lower one.
    (
        "infisical_identity_*",
        "access_token_max_ttl",
        Told::Number(100_000),
    ),
    (
        "infisical_identity_tls_cert_auth",
        "ca_certificate",
        Told::Certificate,
    ),
    (
        "infisical_identity_jwt_auth",
        "jwks_ca_cert",
        Told::Certificate,
    ),
    (
        "infisical_identity_jwt_auth",
        "public_keys",
        Told::Texts(&["-----BEGIN PUBLIC KEY-----\nAAEC\n-----END PUBLIC KEY-----\n"]),
    ),
    ("infisical_project_user", "username", Told::Unique("user-")),
    (
        "infisical_group_user",
        "username",
        Told::Text("admin@example.com"),
    ),
    ("infisical_org_role", "slug", Told::Unique("org-role-")),
    (
        "infisical_project_role",
        "slug",
        Told::Unique("project-role-"),
    ),
    ("infisical_group", "slug", Told::Unique("group-")),
    // Only one of them stands in a configuration, and each project has both.
    ("infisical_project_role", "project_slug", Told::Skip),
    ("infisical_project_group", "group_name", Told::Skip),
    // Templates are objects of their own.
    ("infisical_project", "template_name", Told::Skip),
    ("infisical_project", "kms_secret_manager_key_id", Told::Skip),
    // The counts must fit into the length.
    ("*", "*.password_requirements.length", Told::Number(100)),
    ("*", "*.required.digits", Told::Number(1)),
    ("*", "*.required.lowercase", Told::Number(2)),
    ("*", "*.required.uppercase", Told::Number(3)),
    ("*", "*.required.symbols", Told::Number(4)),
    // Numbers of a third party's projects.
    (
        "infisical_secret_rotation_dbt_service_token",
        "*.permission_grants.project_id",
        Told::Number(7),
    ),
    // An authority of certificates is a root here: intermediates need a parent (tests/pki.rs).
    (
        "infisical_cert_manager_internal_ca",
        "type",
        Told::Text("root"),
    ),
    (
        "infisical_cert_manager_internal_ca",
        "parent_ca_id",
        Told::Skip,
    ),
    (
        "infisical_cert_manager_internal_ca",
        "not_before",
        Told::Text("2026-01-01T00:00:00Z"),
    ),
    (
        "infisical_cert_manager_ca_certificate",
        "parent_ca_id",
        Told::Skip,
    ),
    (
        "infisical_cert_manager_*",
        "not_before",
        Told::Text("2026-01-01T00:00:00Z"),
    ),
    // Long enough not to be renewed at once.
    ("infisical_cert_manager_*", "valid_for", Told::Text("3650d")),
    ("infisical_cert_manager_*", "renew_before", Told::Text("1m")),
    // Signed elsewhere for the key of this authority, or not at all (tests/pki.rs).
    (
        "infisical_cert_manager_ca_certificate",
        "signed_certificate",
        Told::Skip,
    ),
    (
        "infisical_cert_manager_ca_certificate",
        "signed_certificate_chain",
        Told::Skip,
    ),
    // A request excludes what is asked for in words (tests/pki.rs).
    ("infisical_cert_manager_certificate", "csr", Told::Skip),
    (
        "infisical_cert_manager_certificate",
        "application_id",
        Told::From(APPLICATION),
    ),
    (
        "infisical_cert_manager_signed_intermediate",
        "csr",
        Told::Text(SIGNING_REQUEST),
    ),
    // Nothing denied stands in the other lists.
    (
        "infisical_cert_manager_certificate_policy",
        "key_usages.denied",
        Told::Texts(&["decipher_only"]),
    ),
    (
        "infisical_cert_manager_certificate_policy",
        "extended_key_usages.denied",
        Told::Texts(&["client_auth"]),
    ),
    // The provider and the connection to it belong together.
    (
        "infisical_cert_manager_external_ca_acme",
        "dns_provider",
        Told::Text("cloudflare"),
    ),
    (
        "infisical_cert_manager_external_ca_acme",
        "dns_app_connection_id",
        Told::From(Reference {
            from: "infisical_app_connection_cloudflare",
            attribute: "id",
        }),
    ),
    (
        "infisical_cert_manager_external_ca_adcs",
        "azure_adcs_connection_id",
        Told::From(Reference {
            from: "infisical_app_connection_azure_adcs",
            attribute: "id",
        }),
    ),
    // Gateways are machines: none exists in a fresh Infisical.
    ("*", "*.gateway_id", Told::Skip),
    ("*", "*.gateway_pool_id", Told::Skip),
];

/// Types that Infisical lets users manage only (or, of which it lets users only list all): driven with a user's token.
pub const OF_USERS: &[&str] = &[
    "infisical_secret_approval_policy",
    "infisical_secret_reminder",
];

/// Computed values that the API tells only when it makes the object: unknown after an import.
pub const TOLD_ONCE: &[(&str, &str)] = &[
    (
        "infisical_identity_universal_auth_client_secret",
        "client_secret",
    ),
    ("infisical_identity_token_auth_token", "token"),
    (
        "infisical_cert_manager_certificate",
        "certificate_request_id",
    ),
    ("infisical_cert_manager_signed_intermediate", "certificate"),
    (
        "infisical_cert_manager_signed_intermediate",
        "certificate_chain",
    ),
    (
        "infisical_cert_manager_signed_intermediate",
        "issuing_ca_certificate",
    ),
];

/// Attributes that a reference needs although the schema calls them optional: a service token would know the project.
pub const NEEDED: &[(&str, &str)] = &[("infisical_secret", "workspace_id")];

/// The first attribute is an older way to say the second one, in which the API tells it: an import gives the second.
pub const FIRST_GENERATION: &[(&str, &str, &str)] = &[
    (
        "infisical_project_identity_specific_privilege",
        "permission",
        "permissions_v2",
    ),
    ("infisical_project_role", "permissions", "permissions_v2"),
    (
        "infisical_access_approval_policy",
        "environment_slug",
        "environment_slugs",
    ),
    (
        "infisical_secret_approval_policy",
        "environment_slug",
        "environment_slugs",
    ),
];

/// Whether a row's type and path fit.
pub fn fits(row: &(&str, &str, Told), type_name: &str, path: &str) -> bool {
    let type_fits = match row.0.strip_suffix('*') {
        Some(prefix) => type_name.starts_with(prefix),
        None => row.0 == type_name,
    };
    let path_fits = match row.1.strip_prefix("*.") {
        Some(tail) => path == tail || path.ends_with(&format!(".{tail}")),
        None => row.1 == path,
    };
    type_fits && path_fits
}

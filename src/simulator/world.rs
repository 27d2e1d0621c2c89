//! Everything the simulated server knows: tables of rows, and the few indices that keep big folders fast.
//!
//! A row is a JSON object with an `id`; keys that start with `_` are the server's own and never shown.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::clock;

/// A row, or any JSON object.
pub type Row = Map<String, Value>;

/// Id of the one organization.
pub const ORGANIZATION: &str = "0a000000-0000-4000-8000-000000000001";
/// Id of the machine identity that tests log in with.
pub const ADMIN_IDENTITY: &str = "0a000000-0000-4000-8000-000000000002";
/// Id of the organization's administrator, a user.
pub const ADMIN_USER: &str = "0a000000-0000-4000-8000-000000000003";
/// Id of the demo project and of the project that the ready service token belongs to.
pub const DEMO_PROJECT: &str = "0a000000-0000-4000-8000-000000000004";
/// Id of the organization's certificate manager project.
pub const CERT_MANAGER_PROJECT: &str = "0a000000-0000-4000-8000-000000000005";
/// Id of a gateway that connections may use.
pub const GATEWAY: &str = "0a000000-0000-4000-8000-000000000006";
/// Id of a secret scanning project with a finding in it.
pub const SCANNING_PROJECT: &str = "0a000000-0000-4000-8000-000000000008";
/// Id of that finding.
pub const FINDING: &str = "0a000000-0000-4000-8000-000000000009";
/// Connections that are there from the start, as if made in the web interface: of apps that the contract has no endpoints for.
/// App and id.
pub const READY_CONNECTIONS: [(&str, &str); 10] = [
    ("azure-entra-id", "0a000000-0000-4000-8000-00000000c001"),
    ("convex", "0a000000-0000-4000-8000-00000000c002"),
    ("dbt", "0a000000-0000-4000-8000-00000000c003"),
    ("fireworks", "0a000000-0000-4000-8000-00000000c004"),
    ("litellm", "0a000000-0000-4000-8000-00000000c005"),
    ("openai", "0a000000-0000-4000-8000-00000000c006"),
    ("salesforce", "0a000000-0000-4000-8000-00000000c007"),
    ("snowflake", "0a000000-0000-4000-8000-00000000c008"),
    ("stripe", "0a000000-0000-4000-8000-00000000c009"),
    ("trigger-dev", "0a000000-0000-4000-8000-00000000c00a"),
];
/// An access token that works at once.
pub const ACCESS_TOKEN: &str = "simulator-access-token";
/// A service token that works at once on the demo project.
pub const SERVICE_TOKEN: &str = "st.0a000000-0000-4000-8000-000000000007.simulator-service-token.00000000000000000000000000000000";

/// The state of one simulated server.
#[derive(Default)]
pub struct World {
    tables: HashMap<&'static str, Map<String, Value>>,
    /// Ids of the shared secrets of a name in a folder.
    pub secret_ids: HashMap<(String, String), Vec<String>>,
    /// Token id of an access token's text.
    pub token_ids: HashMap<String, String>,
}

impl World {
    /// All rows of a table, oldest first.
    pub fn rows(&self, table: &str) -> impl Iterator<Item = &Value> {
        self.tables.get(table).into_iter().flat_map(Map::values)
    }

    /// The tables that hold anything.
    pub fn tables(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.tables.iter().map(|(name, rows)| (*name, rows.len()))
    }

    /// One row.
    pub fn get(&self, table: &str, id: &str) -> Option<&Value> {
        self.tables.get(table)?.get(id)
    }

    /// One row, to change it.
    pub fn get_mut(&mut self, table: &str, id: &str) -> Option<&mut Value> {
        self.tables.get_mut(table)?.get_mut(id)
    }

    /// Stores a row under its `id`.
    pub fn insert(&mut self, table: &'static str, row: Value) {
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        self.tables.entry(table).or_default().insert(id, row);
    }

    /// Takes a row out.
    pub fn remove(&mut self, table: &str, id: &str) -> Option<Value> {
        self.tables.get_mut(table)?.shift_remove(id)
    }

    /// The first row that fits.
    pub fn find(&self, table: &str, fits: impl Fn(&Value) -> bool) -> Option<&Value> {
        self.rows(table).find(|row| fits(row))
    }

    /// The rows that fit, copied.
    pub fn select(&self, table: &str, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
        self.rows(table).filter(|row| fits(row)).cloned().collect()
    }

    /// Takes out the rows that fit.
    pub fn remove_where(&mut self, table: &str, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
        let gone = self.select(table, fits);
        for row in &gone {
            self.remove(table, row["id"].as_str().unwrap_or_default());
        }
        gone
    }
}

/// A fresh id.
pub fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// A fresh text of lower-case letters and digits, at most 32 long.
pub fn random_text(length: usize) -> String {
    let mut text = Uuid::new_v4().simple().to_string();
    text.truncate(length);
    text
}

/// A row with id and timestamps, and these keys.
pub fn new_row(now: OffsetDateTime, keys: Row) -> Value {
    let at = clock::text(now);
    let mut row = Map::new();
    row.insert("id".into(), new_id().into());
    row.insert("createdAt".into(), at.clone().into());
    row.insert("updatedAt".into(), at.into());
    row.extend(keys);
    Value::Object(row)
}

/// Copies keys into a row and marks it changed.
pub fn merge(row: &mut Value, keys: Row, now: OffsetDateTime) {
    if let Some(map) = row.as_object_mut() {
        map.extend(keys);
        map.insert("updatedAt".into(), clock::text(now).into());
    }
}

/// The text of a key, or the empty text.
pub fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// `json!({...})` as a row.
pub fn row(value: Value) -> Row {
    match value {
        Value::Object(map) => map,
        other => Row::from_iter([("value".to_owned(), other)]),
    }
}

impl World {
    /// A server after its installation: an organization, its administrator, a machine identity with admin rights and
    /// ready credentials.
    pub fn bootstrap(now: OffsetDateTime, client_id: &str, client_secret: &str) -> Self {
        let mut world = Self::default();
        let mut put = |table, id: &str, keys: Value| {
            let mut fresh = new_row(now, row(keys));
            fresh["id"] = id.into();
            world.insert(table, fresh);
        };
        put(
            "organizations",
            ORGANIZATION,
            json!({"name": "Simulated Organization", "slug": "simulated-organization"}),
        );
        put(
            "users",
            ADMIN_USER,
            json!({"username": "admin@example.com", "email": "admin@example.com", "firstName": "Ada", "lastName": "Admin", "orgRole": "admin"}),
        );
        put(
            "identities",
            ADMIN_IDENTITY,
            json!({"name": "simulator-admin", "orgId": ORGANIZATION, "role": "admin", "hasDeleteProtection": false, "_membership": new_id()}),
        );
        put(
            "projects",
            CERT_MANAGER_PROJECT,
            project_row("certificate-manager", "certificate-manager", "cert-manager"),
        );
        put(
            "gateways",
            GATEWAY,
            json!({"name": "simulator-gateway", "identityId": ADMIN_IDENTITY, "identity": {"id": ADMIN_IDENTITY, "name": "simulator-admin"}}),
        );
        for (app, id) in READY_CONNECTIONS {
            put(
                "connections",
                id,
                json!({"name": app, "description": null, "app": app, "method": "api-token", "orgId": ORGANIZATION, "projectId": null, "version": 1, "isPlatformManagedCredentials": false, "gatewayId": null, "gatewayPoolId": null, "isAutoRotationEnabled": false}),
            );
        }
        put(
            "projects",
            SCANNING_PROJECT,
            project_row("Secret scanning", "secret-scanning", "secret-scanning"),
        );
        let fingerprint = "4f1c7c9a2b:deploy/settings.py:aws-access-token:12";
        put(
            "findings",
            FINDING,
            json!({
                "dataSourceName": "shop", "dataSourceType": "github", "resourceName": "example/shop", "resourceType": "repository", "rule": "aws-access-token",
                "severity": "high", "status": "unresolved", "remarks": null, "fingerprint": fingerprint, "projectId": SCANNING_PROJECT, "scanId": null,
                "details": {
                    "description": "An AWS access key", "startLine": 12, "endLine": 12, "startColumn": 18, "endColumn": 38, "file": "deploy/settings.py",
                    "link": "https://github.com/example/shop/blob/4f1c7c9a2b/deploy/settings.py#L12", "symlinkFile": "", "commit": "4f1c7c9a2b", "entropy": 3.6,
                    "author": "Ada", "email": "ada@example.com", "date": "2026-01-02T03:04:05Z", "message": "Deploy", "tags": [], "ruleID": "aws-access-token",
                    "fingerprint": fingerprint,
                },
            }),
        );
        let method = new_id();
        let anywhere = json!([{"ipAddress": "0.0.0.0", "type": "ipv4", "prefix": 0}, {"ipAddress": "::", "type": "ipv6", "prefix": 0}]);
        put(
            "auth-methods",
            &method,
            json!({
                "_method": "universal-auth", "identityId": ADMIN_IDENTITY, "clientId": client_id, "accessTokenTTL": 2_592_000, "accessTokenMaxTTL": 2_592_000,
                "accessTokenNumUsesLimit": 0, "accessTokenPeriod": 0, "accessTokenTrustedIps": anywhere, "clientSecretTrustedIps": anywhere,
                "lockoutEnabled": true, "lockoutThreshold": 3, "lockoutDurationSeconds": 300, "lockoutCounterResetSeconds": 30,
            }),
        );
        put(
            "client-secrets",
            &new_id(),
            json!({
                "description": "", "clientSecretPrefix": client_secret.chars().take(4).collect::<String>(), "clientSecretNumUses": 0, "clientSecretNumUsesLimit": 0,
                "clientSecretTTL": 0, "identityUAId": method, "isClientSecretRevoked": false, "_secret": client_secret, "_identity": ADMIN_IDENTITY,
            }),
        );
        let token = new_id();
        put(
            "tokens",
            &token,
            json!({"name": "simulator", "identityId": ADMIN_IDENTITY, "accessTokenTTL": 0, "accessTokenMaxTTL": 0, "accessTokenNumUses": 0, "accessTokenNumUsesLimit": 0, "accessTokenPeriod": 0, "isAccessTokenRevoked": false, "authMethod": "universal-auth"}),
        );
        put(
            "service-tokens",
            SERVICE_TOKEN.split('.').nth(1).unwrap_or_default(),
            json!({
                "name": "simulator", "__v": 0, "projectId": DEMO_PROJECT, "scopes": [{"environment": "*", "secretPath": "/**"}], "permissions": ["read", "write"],
                "createdBy": ADMIN_USER, "_secret": SERVICE_TOKEN.split('.').nth(2),
            }),
        );
        world.token_ids.insert(ACCESS_TOKEN.to_owned(), token);
        world
    }
}

/// The columns of a new project.
pub fn project_row(name: &str, slug: &str, kind: &str) -> Value {
    json!({
        "name": name, "slug": slug, "type": kind, "description": null, "orgId": ORGANIZATION, "version": 3, "autoCapitalization": false, "pitVersionLimit": 10,
        "hasDeleteProtection": false, "secretSharing": true, "showSnapshotsLegacy": false, "secretDetectionIgnoreValues": null, "defaultProduct": null,
        "auditLogsRetentionDays": null, "upgradeStatus": null, "kmsCertificateKeyId": null, "enforceEncryptedSecretManagerSecretMetadata": false,
    })
}

/// The tables that control endpoints may add rows to.
pub const TABLES: &[&str] = &[
    "credentials",
    "users",
    "gateways",
    "findings",
    "service-tokens",
    "scan-resources",
    "scans",
    "approval-requests",
    "connections",
    "auth-templates",
    "identities",
    "secret-policies",
];

impl World {
    /// Changes every row of a table.
    pub fn for_each(&mut self, table: &str, change: impl Fn(&mut Value)) {
        self.tables
            .get_mut(table)
            .into_iter()
            .flat_map(Map::values_mut)
            .for_each(change);
    }
}

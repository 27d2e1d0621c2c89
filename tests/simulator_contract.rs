//! Proof over the whole contract: every operation refuses what does not fit, every collection can be created, read, changed
//! property by property, and deleted, and every operation answers in the contract's form.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Client;
use serde_json::{Map, Value, json};
use terraform_provider_infisical::simulator::contract::{Operation, Place, all_operations};
use terraform_provider_infisical::simulator::sample;
use terraform_provider_infisical::simulator::schema::{self, Schema};
use terraform_provider_infisical::simulator::{
    SIM_ACCESS_TOKEN, SIM_DEMO_PROJECT, SIM_ORGANIZATION, SIM_USER_TOKEN, Simulator,
    SimulatorConfig, start,
};

/// A simulator in which everything exists that others refer to, by the name of the key that refers to it.
struct Bench {
    simulator: Simulator,
    client: Client,
    known: Map<String, Value>,
}

/// An answer.
struct Answer {
    status: u16,
    body: Value,
}

const SOME_ID: &str = "0d000000-0000-4000-8000-0000000000ff";

impl Bench {
    async fn open() -> Self {
        // The client wants a TLS provider even for plain HTTP; another test may have installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = SimulatorConfig {
            seed_demo: true,
            job_time: std::time::Duration::ZERO,
            race_window: std::time::Duration::ZERO,
            ..SimulatorConfig::default()
        };
        let simulator = start(config).await.expect("the loopback is there");
        let mut bench = Self {
            simulator,
            client: Client::builder().no_proxy().build().expect("client"),
            known: Map::new(),
        };
        for (key, value) in [
            ("projectId", json!(SIM_DEMO_PROJECT)),
            ("workspaceId", json!(SIM_DEMO_PROJECT)),
            ("projectSlug", json!("demo")),
            ("workspaceSlug", json!("demo")),
            ("organizationId", json!(SIM_ORGANIZATION)),
            ("orgId", json!(SIM_ORGANIZATION)),
            ("environment", json!("dev")),
            ("environmentSlug", json!("dev")),
            ("sourceEnvironment", json!("dev")),
            ("destinationEnvironment", json!("prod")),
            ("envSlug", json!("dev")),
            ("environments", json!(["dev"])),
            ("secretPath", json!("/")),
            ("path", json!("/")),
            ("import", json!({"environment": "prod", "path": "/"})),
            ("username", json!("admin@example.com")),
            ("emails", json!(["new@example.com"])),
            ("usernames", json!([])),
            (
                "approvers",
                json!([{"type": "user", "username": "admin@example.com"}]),
            ),
            (
                "bypassers",
                json!([{"type": "user", "username": "admin@example.com"}]),
            ),
            ("tagIds", json!([])),
            (
                "accessTokenTrustedIps",
                json!([{"ipAddress": "10.0.0.0/8"}]),
            ),
            ("clientSecretTrustedIps", json!([{"ipAddress": "10.1.2.3"}])),
            ("roles", json!([{"role": "member"}])),
            ("role", json!("member")),
            ("roleSlugs", json!(["member"])),
            ("directory", json!("/")),
            ("defaultTTL", json!("2h")),
            ("maxTTL", json!("3h")),
            ("ttl", json!("1h")),
            ("filters", json!([])),
            ("gatewayId", json!("0a000000-0000-4000-8000-000000000006")),
            ("maxTimePeriod", json!("1h")),
            ("requestExpirationTime", json!("1h")),
            (
                "allowedArns",
                json!("acs:ram::1234567890123456:user/sample"),
            ),
            (
                "allowedPrincipalArns",
                json!("arn:aws:iam::123456789012:role/sample"),
            ),
            ("allowedAccountIds", json!("123456789012")),
            ("searchFilter", json!("(uid={{username}})")),
            ("repeatDays", json!(7)),
            ("userIds", json!(["0a000000-0000-4000-8000-000000000003"])),
        ] {
            bench.known.insert(key.into(), value);
        }
        bench.fill().await;
        bench
    }

    /// Makes the objects that others refer to.
    async fn fill(&mut self) {
        let wanted =
            all_operations().filter_map(|operation| operation.extension("x-connection-app"));
        for app in wanted.chain([
            "github-radar",
            "bitbucket",
            "gitlab",
            "aws",
            "chef",
            "azure-key-vault",
            "azure-adcs",
        ]) {
            self.connect(app).await;
        }
        let scanning = self
            .make(
                "/api/v1/projects",
                json!({"projectName": "scan", "type": "secret-scanning"}),
                "/project/id",
            )
            .await;
        self.known.insert("scanningProject".into(), scanning);
        let identity = self
            .make(
                "/api/v1/identities",
                json!({"name": "robot", "organizationId": SIM_ORGANIZATION}),
                "/identity/id",
            )
            .await;
        self.known.insert("identityId".into(), identity.clone());
        self.known
            .insert("machineIdentityId".into(), identity.clone());
        self.make(
            &format!(
                "/api/v1/projects/{SIM_DEMO_PROJECT}/memberships/identities/{}",
                plain(&identity)
            ),
            json!({"role": "viewer"}),
            "/identityMembership/id",
        )
        .await;
        let group = self
            .make("/api/v1/groups", json!({"name": "team"}), "/id")
            .await;
        self.known.insert("groupId".into(), group);
        self.known.insert(
            "userId".into(),
            "0a000000-0000-4000-8000-000000000003".into(),
        );
        let authority = self.make("/api/v1/cert-manager/ca/internal", json!({"name": "root", "status": "active", "configuration": {"type": "root", "commonName": "root", "keyAlgorithm": "EC_prime256v1"}}), "/id").await;
        self.known.insert("caId".into(), authority.clone());
        let policy = self
            .make(
                "/api/v1/cert-manager/certificate-policies",
                json!({"name": "policy"}),
                "/certificatePolicy/id",
            )
            .await;
        self.known
            .insert("certificatePolicyId".into(), policy.clone());
        let profile = self
            .make(
                "/api/v1/cert-manager/certificate-profiles",
                json!({"slug": "profile", "caId": authority, "certificatePolicyId": policy}),
                "/certificateProfile/id",
            )
            .await;
        self.known.insert("profileId".into(), profile.clone());
        self.known.insert("profileIds".into(), json!([profile]));
        let application = self
            .make(
                "/api/v1/cert-manager/applications",
                json!({"name": "application"}),
                "/application/id",
            )
            .await;
        self.known.insert("applicationId".into(), application);
        let auth = self
            .make(
                "/api/v1/integration-auth/access-token",
                json!({"workspaceId": SIM_DEMO_PROJECT, "integration": "github"}),
                "/integrationAuth/id",
            )
            .await;
        self.known.insert("integrationAuthId".into(), auth);
    }

    async fn make(&self, path: &str, body: Value, pointer: &str) -> Value {
        let answer = self.send("POST", path, Some(&body), SIM_ACCESS_TOKEN).await;
        assert_eq!(answer.status, 200, "POST {path}: {}", answer.body);
        answer
            .body
            .pointer(pointer)
            .cloned()
            .unwrap_or_else(|| panic!("{path}: no {pointer} in {}", answer.body))
    }

    async fn send(&self, method: &str, path: &str, body: Option<&Value>, token: &str) -> Answer {
        let method = method.parse().expect("verb");
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.simulator.url()))
            .bearer_auth(token)
            .header("x-identity-tls-cert-auth-client-cert", "sample");
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        let status = answer.status().as_u16();
        let text = answer.text().await.expect("text");
        Answer {
            status,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        }
    }

    /// Makes a connection of an app; one whose app has no create route in the contract is put into the state directly.
    async fn connect(&mut self, app: &'static str) {
        let key = format!("connection {app}");
        if self.known.contains_key(&key) {
            return;
        }
        let create = all_operations().find(|operation| {
            operation.method == "POST"
                && operation.template.strip_prefix("/api/v1/app-connections/") == Some(app)
        });
        let id = match create {
            Some(create) => {
                let mut body = self.body(create).expect("sample");
                body["name"] = format!("connection-{app}").into();
                self.make(create.template, body, "/appConnection/id").await
            }
            None => {
                let path = "/__sim/rows/connections";
                let row = json!({"name": format!("connection-{app}"), "app": app, "method": "m", "orgId": SIM_ORGANIZATION, "projectId": null, "credentials": {}});
                self.make(path, row, "/id").await
            }
        };
        self.known.insert(key, id);
    }

    fn connection(&self, app: &str) -> Value {
        self.known[&format!("connection {app}")].clone()
    }

    /// The value of a key for an operation: what exists, or nothing.
    fn value_for(&self, operation: &Operation, key: &str) -> Option<Value> {
        let scanning = operation.template.contains("/secret-scanning/");
        let pki = operation.template.contains("/cert-manager/");
        match key {
            "projectId" if scanning => self.known.get("scanningProject").cloned(),
            "projectId" if pki => Some("0a000000-0000-4000-8000-000000000005".into()),
            "connectionId" => Some(self.connection(connection_app(operation))),
            "id" if operation.template.starts_with("/api/v1/groups/") => {
                self.known.get("groupId").cloned()
            }
            "environments" | "roles" if operation.template.contains("project-templates") => None,
            "filters" | "ttl"
                if !operation.template.contains("alerts")
                    && !operation.template.contains("leases") =>
            {
                None
            }
            "slug"
                if operation.template.ends_with("projects/slug/{slug}")
                    || operation.template == "/api/v2/workspace/{slug}" =>
            {
                Some("demo".into())
            }
            "username" if operation.template.contains("/login") => None,
            "path"
                if operation.template.contains("certificate")
                    || operation.template.contains("secret-syncs") =>
            {
                None
            }
            _ => self.known.get(key).cloned(),
        }
    }

    /// The smallest body of an operation, referring to what exists.
    fn body(&self, operation: &Operation) -> Option<Value> {
        let mut body = sample::body(operation)?;
        self.refer(operation, &mut body);
        Some(body)
    }

    /// Puts references to existing things into a body.
    fn refer(&self, operation: &Operation, body: &mut Value) {
        let keys: Vec<String> = body
            .as_object()
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default();
        for key in keys {
            if let Some(value) = self.value_for(operation, &key) {
                body[&key] = value;
            }
        }
        if operation.id.contains("AccessApprovalPolicy") && operation.method == "POST" {
            body["approvers"] = self.known["approvers"].clone();
            body["environments"] = json!(["dev"]);
        }
        if let Some(configuration) = body.get_mut("configuration") {
            if configuration.get("dnsAppConnectionId").is_some() {
                configuration["dnsAppConnectionId"] = self.connection("aws");
                configuration["dnsProviderConfig"]["provider"] = "route53".into();
            }
            if configuration.get("azureAdcsConnectionId").is_some() {
                configuration["azureAdcsConnectionId"] = self.connection("azure-adcs");
            }
            if configuration.get("keyAlgorithm").is_some() {
                configuration["commonName"] = "sample".into();
            }
        }
        if operation.id == "attachLdapAuth" {
            *body = json!({"url": "ldaps://sample", "bindDN": "cn=sample", "bindPass": "sample", "searchBase": "dc=sample"});
        }
        if operation.id == "createSecretReminder" {
            body["repeatDays"] = 7.into();
        }
        if operation.id == "createPkiAlert" {
            body["applicationId"] = self.known["applicationId"].clone();
        }
        if operation.id.starts_with("inviteProjectMembers") {
            body["emails"] = self.known["emails"].clone();
        }
        if body.pointer("/type/temporaryRange").is_some() {
            body["type"]["temporaryRange"] = "1h".into();
        }
        if let Some(mapping) = body
            .get_mut("secretsMapping")
            .and_then(Value::as_object_mut)
        {
            for (key, name) in mapping.iter_mut() {
                *name = format!("{key}-{}", operation.id).into();
            }
        }
        if operation.template.contains("tls-cert-auth") && body.get("caCertificate").is_some() {
            body["caCertificate"] = certificate().into();
        }
    }

    /// The path with its parameters: given ones, known ones, or a text that no object has.
    fn path(&self, operation: &Operation, given: &BTreeMap<&str, String>) -> String {
        let mut path = operation.template.to_owned();
        let mut query = Vec::new();
        for parameter in &operation.parameters {
            let value = given.get(parameter.name).cloned().or_else(|| {
                self.value_for(operation, parameter.name)
                    .map(|value| plain(&value))
            });
            match parameter.place {
                Place::Path => {
                    let format = schema::keyword(
                        &Schema {
                            root: operation.document.root(),
                            node: parameter.schema,
                        }
                        .parts(&Value::Null),
                        "format",
                    )
                    .is_some();
                    let value = value.unwrap_or_else(|| {
                        if format {
                            SOME_ID.to_owned()
                        } else {
                            "sample".to_owned()
                        }
                    });
                    path = path.replace(&format!("{{{}}}", parameter.name), &encode(&value));
                }
                Place::Query if parameter.required => {
                    let sampled = || {
                        sample::value(Schema {
                            root: operation.document.root(),
                            node: parameter.schema,
                        })
                        .map(|value| plain(&value))
                    };
                    query.push(format!(
                        "{}={}",
                        parameter.name,
                        encode(&value.or_else(sampled).unwrap_or_default())
                    ));
                }
                // Optional in the schema, but the service wants them.
                Place::Query
                    if ["projectId", "workspaceId", "environment"].contains(&parameter.name)
                        && operation.template.contains("/secrets") =>
                {
                    query.push(format!(
                        "{}={}",
                        parameter.name,
                        encode(&value.unwrap_or_default())
                    ));
                }
                Place::Query => {}
            }
        }
        if query.is_empty() {
            path
        } else {
            format!("{path}?{}", query.join("&"))
        }
    }

    async fn call(
        &self,
        operation: &Operation,
        given: &BTreeMap<&str, String>,
        body: Option<&Value>,
    ) -> Answer {
        let token = if operation.raw.get("x-user-only").is_some() {
            SIM_USER_TOKEN
        } else {
            SIM_ACCESS_TOKEN
        };
        self.send(operation.method, &self.path(operation, given), body, token)
            .await
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn certificate() -> String {
    let key = rcgen::KeyPair::generate().expect("key");
    rcgen::CertificateParams::new(vec!["sample.example.com".to_owned()])
        .expect("parameters")
        .self_signed(&key)
        .expect("certificate")
        .pem()
        .trim()
        .to_owned()
}

/// The app of the connection that an operation wants.
fn connection_app(operation: &Operation) -> &'static str {
    let base: Vec<&str> = operation
        .segments()
        .into_iter()
        .take_while(|segment| !segment.starts_with('{') && *segment != "check-destination")
        .collect();
    let list = format!("/{}", base.join("/"));
    let create = all_operations().find(|other| other.method == "POST" && other.template == list);
    match create.and_then(|create| create.extension("x-connection-app")) {
        Some(app) => app,
        None if list.ends_with("data-sources/github") => "github-radar",
        None if list.ends_with("data-sources/bitbucket") => "bitbucket",
        None if list.ends_with("data-sources/gitlab") => "gitlab",
        None if list.contains("cert-manager/syncs/aws") => "aws",
        None if list.ends_with("cert-manager/syncs/chef") => "chef",
        None => "azure-key-vault",
    }
}

#[tokio::test]
async fn every_body_is_checked_strictly() {
    let bench = Bench::open().await;
    let (mut missing, mut unknown) = (0, 0);
    for operation in all_operations().filter(|operation| operation.body.is_some()) {
        let body = bench.body(operation).expect("a sample");
        let schema = Schema {
            root: operation.document.root(),
            node: operation.body.expect("body"),
        };
        let parts = schema.parts(&body);
        let required: BTreeSet<&str> = parts
            .iter()
            .filter_map(|part| part.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .filter(|key| body.get(*key).is_some())
            .collect();
        for key in required {
            let mut less = body.clone();
            less.as_object_mut().expect("object").shift_remove(key);
            let answer = bench.call(operation, &BTreeMap::new(), Some(&less)).await;
            // One of several alternatives may make up for a key.
            let alternative = parts
                .iter()
                .any(|part| part.get("anyOf").or_else(|| part.get("oneOf")).is_some());
            assert!(
                answer.status == 422 || (alternative && answer.status != 500),
                "{} without {key}: {} {}",
                operation.id,
                answer.status,
                answer.body
            );
            missing += usize::from(answer.status == 422);
        }
        let mut more = if body.is_array() {
            json!([{"findingId": "x", "no-such-key": 1}])
        } else {
            body
        };
        if more.is_object() {
            more["no-such-key"] = 1.into();
        }
        let answer = bench.call(operation, &BTreeMap::new(), Some(&more)).await;
        let told = answer.body["message"].as_array().is_some_and(|issues| {
            issues.iter().any(|issue| {
                issue["code"] == "unrecognized_keys" && issue["keys"] == json!(["no-such-key"])
            })
        });
        assert!(
            answer.status == 422 && told,
            "{} with an unknown key: {} {}",
            operation.id,
            answer.status,
            answer.body
        );
        unknown += 1;
    }
    assert_eq!(bench.simulator.bugs(), Vec::<String>::new());
    println!("refused: {missing} bodies without a required key, {unknown} with an unknown key");
    assert!(missing > 1000 && unknown > 480, "{missing} {unknown}");
}

/// How objects of a collection are made and addressed.
struct Collection {
    create: &'static Operation,
    item: &'static str,
    parameter: &'static str,
}

fn operation(template: &str, method: &str) -> Option<&'static Operation> {
    all_operations().find(|operation| operation.template == template && operation.method == method)
}

/// A POST with an item path below it, or a POST on the item path itself (attach).
fn collections() -> Vec<Collection> {
    let templates: BTreeSet<&'static str> = all_operations()
        .map(|operation| operation.template)
        .collect();
    let mut out = Vec::new();
    for item in templates {
        let Some((list, last)) = item.rsplit_once('/') else {
            continue;
        };
        let Some(parameter) = last
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        else {
            continue;
        };
        let has = |method| operation(item, method).is_some();
        if !(has("GET") || has("PATCH")) || !(has("DELETE") || has("PATCH")) {
            continue;
        }
        let Some(create) = operation(item, "POST")
            .or_else(|| operation(list, "POST"))
            .or_else(|| other_create(item))
        else {
            continue;
        };
        out.push(Collection {
            create,
            item,
            parameter,
        });
    }
    out
}

/// Creates that stand elsewhere than at the list.
fn other_create(item: &str) -> Option<&'static Operation> {
    let path = match item {
        "/api/v1/integration-auth/{integrationAuthId}" => "/api/v1/integration-auth/access-token",
        "/api/v2/workspace/{slug}" => "/api/v2/workspace",
        "/api/v1/auth/token-auth/tokens/{tokenId}" => {
            "/api/v1/auth/token-auth/identities/{identityId}/tokens"
        }
        "/api/v1/projects/{projectId}/memberships/{membershipId}" => {
            "/api/v1/projects/{projectId}/memberships"
        }
        "/api/v1/workspace/{projectId}/memberships/{membershipId}" => {
            "/api/v2/workspace/{projectId}/memberships"
        }
        "/api/v1/cert-manager/access/users/{userId}" => "/api/v1/cert-manager/access/users",
        "/api/v1/cert-manager/applications/{applicationId}/users/{userId}" => {
            "/api/v1/cert-manager/applications/{applicationId}/users"
        }
        _ => return None,
    };
    operation(path, "POST")
}

/// Keys of which no value can be set alone; the reason stands beside. Of every other key at least one value must be taken.
const REFUSED_ALONE: &[(&str, &str)] = &[
    ("templateId", "names an auth template that must exist"),
    ("rotation", "needs credentials that rotate"),
];

/// Changed keys whose answers have another form than the request; the reason stands beside.
const SHOWN_OTHERWISE: &[(&str, &str)] = &[
    ("credentials", "secrets are hidden"),
    ("environment", "comes back as an object"),
    (
        "environments",
        "come back as objects; PATCH of a policy still shows those from before",
    ),
    (
        "secretPath",
        "comes back as folder.path where there is a folder",
    ),
    ("accessTokenTrustedIps", "come back split"),
    ("clientSecretTrustedIps", "come back split"),
    ("gatewayId", "null for gateways of the second generation"),
    ("approvers", "come back with names"),
    ("bypassers", "come back with names"),
    ("metadata", "comes back with ids, or merged"),
    ("permissions", "are packed"),
    ("roles", "come back as assignments"),
    ("role", "is not in the answer of a write"),
    ("type", "says how long a privilege lasts"),
    ("privilegeDetails", "addresses the parts of a privilege"),
    ("newName", "renames"),
    ("newSecretName", "renames"),
    ("hasDeleteProtection", "acts with a name only"),
    ("publicKeys", "empty ones read as one empty text"),
    ("channels", "come back with ids and without secrets"),
    ("filters", "must be empty"),
    ("data", "addresses the parts of a dynamic secret"),
    ("configuration", "is merged, or holds secrets"),
    ("import", "addresses the parts of an import"),
    ("allowedSubjectAltNames", "an empty list reads as null"),
    ("tagIds", "come back as tags"),
    ("subject", "null keeps the stored value"),
    ("sans", "null keeps the stored value"),
    ("secretReminderNote", "is stored with the secret"),
    ("secretReminderRecipients", "never come back"),
    ("externalApproval", "is not in the answer"),
    ("approvalsRequired", "comes back with the approvers"),
    (
        "syncOptions",
        "secrets inside are replaced by an id for one destination",
    ),
    ("tokenReviewerJwt", "null reads as an empty text"),
    ("alertBefore", "is for expiration only"),
    ("notificationConfig", "is for expiration only"),
    ("secretMetadata", "is not in the answer of a write"),
    (
        "path",
        "says where the folder is, and comes back as the folder's own",
    ),
    ("users", "null reads as an empty list"),
    ("groups", "null reads as an empty list"),
    ("identities", "null reads as an empty list"),
    ("projectManagedIdentities", "null reads as an empty list"),
];

fn listed(list: &[(&str, &str)], key: &str) -> bool {
    list.iter().any(|(own, _)| *own == key)
}

#[derive(Default)]
struct Score {
    operations: BTreeSet<&'static str>,
    changes: usize,
    confirmed: usize,
    faults: Vec<String>,
}

/// What an answer holds inside its envelope.
fn inside<'a>(operation: &Operation, answer: &'a Value) -> &'a Value {
    operation
        .envelope
        .map_or(answer, |envelope| &answer[envelope])
}

async fn live(bench: &Bench, collection: &Collection, score: &mut Score) {
    let create = collection.create;
    let name = format!("{} ({})", collection.item, create.id);
    let mut given: BTreeMap<&str, String> = BTreeMap::new();
    prepare(bench, collection, &mut given).await;
    let mut body = bench.body(create);
    if let Some(body) = &mut body {
        distinct(create, body);
    }
    let answer = bench.call(create, &given, body.as_ref()).await;
    score.operations.insert(create.id);
    if answer.status != 200 {
        return score
            .faults
            .push(format!("{name}: create {} {}", answer.status, answer.body));
    }
    let made = inside(create, &answer.body).clone();
    let made = made.get(0).cloned().unwrap_or(made);
    let id = [
        made.get("id"),
        made.pointer("/tokenData/id"),
        made.pointer("/lease/id"),
        body.as_ref().and_then(|body| body.get("name")),
    ]
    .into_iter()
    .flatten()
    .next()
    .map(plain)
    .unwrap_or_default();
    let by_name = collection
        .item
        .starts_with("/api/v1/dynamic-secrets/{name}");
    let key = match collection.parameter {
        "slug" => plain(&made["slug"]),
        _ if by_name => plain(&made["name"]),
        _ => id.clone(),
    };
    if create.template != collection.item && !["userId"].contains(&collection.parameter) {
        given.insert(collection.parameter, key);
    }
    let read = operation(collection.item, "GET");
    if let Some(read) = read {
        let answer = bench.call(read, &given, None).await;
        score.operations.insert(read.id);
        if answer.status != 200 {
            score
                .faults
                .push(format!("{name}: read {} {}", answer.status, answer.body));
        }
    }
    around(bench, collection, &made, &given, score, &name).await;
    if let Some(patch) = operation(collection.item, "PATCH") {
        change(bench, patch, read, &mut given, score, &name).await;
    }
    if let Some(delete) = operation(collection.item, "DELETE") {
        if let Some(patch) = operation(collection.item, "PATCH")
            .filter(|patch| sample::property(patch, "hasDeleteProtection", &json!({}), 0).is_some())
        {
            bench
                .call(
                    patch,
                    &given,
                    Some(&json!({"name": "unprotected", "hasDeleteProtection": false})),
                )
                .await;
        }
        let answer = bench
            .call(delete, &given, bench.body(delete).as_ref())
            .await;
        score.operations.insert(delete.id);
        if answer.status != 200 {
            score
                .faults
                .push(format!("{name}: delete {} {}", answer.status, answer.body));
        }
        if let Some(read) = read {
            let answer = bench.call(read, &given, None).await;
            let left = inside(read, &answer.body);
            let soft = answer.status == 200 && (left.is_null() || left["deletedAt"].is_string());
            if ![400, 404].contains(&answer.status) && !soft {
                score.faults.push(format!(
                    "{name}: read after delete {} {}",
                    answer.status, answer.body
                ));
            }
        }
    }
}

/// Operations around an object that refuse in this test; the reason stands beside.
const REFUSED_AROUND: &[(&str, &str)] = &[
    ("rotate-credentials", "the connection has no rotation"),
    ("/test", "no such thing to test"),
    ("replication-resync", "the import is no replication"),
    ("/restore", "the environment is not deleted"),
    (
        "import-secrets",
        "the destination may not support it, or a job runs",
    ),
    ("sync-secrets", "a job runs"),
    ("remove-secrets", "a job runs"),
    ("public-key", "the key is not asymmetric"),
    ("signing-algorithms", "the key is not asymmetric"),
    ("import-certificate", "the sample is no certificate"),
    ("sign-intermediate", "the sample is no request"),
    (
        "ca/internal/{caId}",
        "the certificate's validity is a sample",
    ),
    ("certificate/{certId}", "the sample id is of no certificate"),
    ("resources/{resourceId}", "the sample id is of no resource"),
    ("clear-lockouts", "the method may not be attached"),
    (
        "client-secrets/{clientSecretId}",
        "the sample id is of no secret",
    ),
    ("/tokens", "the method may not be attached"),
    ("/users/{username}", "the user may be in it already"),
    ("/machine-identities/", "the identity may be in it already"),
    ("/enrollment", "the profile may not be attached"),
    ("/certificates", "the sample id is of no certificate"),
    ("/profiles", "the profile may be attached already"),
    ("/memberships/details", "the user is not a member"),
];

/// The lists that hold an object, its look-up by name, and what can be asked of it.
async fn around(
    bench: &Bench,
    collection: &Collection,
    made: &Value,
    given: &BTreeMap<&'static str, String>,
    score: &mut Score,
    name: &str,
) {
    let list = collection
        .item
        .rsplit_once('/')
        .map(|(list, _)| list)
        .unwrap_or_default();
    let below = |template: &str| {
        template
            .strip_prefix(collection.item)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let beside = |template: &str| {
        template.strip_prefix(list).is_some_and(|rest| {
            rest.starts_with('/') && !rest.contains(&format!("{{{}}}", collection.parameter))
        })
    };
    for other in all_operations() {
        let braces = other.template.matches('{').count();
        let by_name = other.template.ends_with("ame}") || other.template.ends_with("lug}");
        let lists = other.template == list && other.method == "GET";
        let named = beside(other.template)
            && other.method == "GET"
            && other.template != collection.item
            && by_name
            && braces == list.matches('{').count() + 1;
        let asked = below(other.template)
            && ["GET", "POST"].contains(&other.method)
            && braces == collection.item.matches('{').count();
        if !(lists || named || asked) {
            continue;
        }
        let (known, mut given) = (given, given.clone());
        for parameter in other.parameters.iter().filter(|parameter| {
            parameter.place == Place::Path
                && !known.contains_key(parameter.name)
                && bench.value_for(other, parameter.name).is_none()
        }) {
            let key = if parameter.name.ends_with("lug") {
                "slug"
            } else {
                "name"
            };
            if (parameter.name.ends_with("ame") || parameter.name.ends_with("lug"))
                && made[key].is_string()
            {
                given.insert(parameter.name, plain(&made[key]));
            }
        }
        let answer = bench.call(other, &given, bench.body(other).as_ref()).await;
        let excused = REFUSED_AROUND
            .iter()
            .any(|(part, _)| other.template.contains(part))
            && [400, 404, 422].contains(&answer.status);
        if answer.status == 200 {
            score.operations.insert(other.id);
        } else if !excused {
            score.faults.push(format!(
                "{name}: {} {} {}",
                other.id, answer.status, answer.body
            ));
        }
        let inside = inside(other, &answer.body);
        let paged = other
            .parameters
            .iter()
            .any(|parameter| parameter.name == "limit");
        if lists && answer.status == 200 && made["id"].is_string() && !paged {
            let found = inside.as_array().is_some_and(|all| {
                all.iter().any(|row| {
                    row["id"] == made["id"] || row["membershipId"] == made["membershipId"]
                })
            });
            if !found && inside.is_array() {
                score
                    .faults
                    .push(format!("{name}: {} does not list it", other.id));
            }
        }
    }
}

/// Names that differ from those of other collections, where the scope of uniqueness is wider than one collection.
fn distinct(create: &Operation, body: &mut Value) {
    let short: String = create
        .id
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(20)
        .collect();
    for key in ["name", "slug", "projectName"] {
        if body[key].is_string() {
            body[key] = if create.template.contains("/projects/{projectId}/tags") {
                format!("t{short}")
            } else {
                short.clone()
            }
            .into();
        }
    }
}

/// What must be there before an object of this collection can be made.
async fn prepare(
    bench: &Bench,
    collection: &Collection,
    given: &mut BTreeMap<&'static str, String>,
) {
    let create = collection.create;
    let fresh = |name: &str| json!({"name": name, "organizationId": SIM_ORGANIZATION});
    // Methods are attached, and members added, to an object of their own.
    if create.template.contains("{identityId}") {
        let id = plain(
            &bench
                .make("/api/v1/identities", fresh("own"), "/identity/id")
                .await,
        );
        if create.template.ends_with("/tokens") {
            bench
                .make(
                    &format!("/api/v1/auth/token-auth/identities/{id}"),
                    json!({}),
                    "/identityTokenAuth/id",
                )
                .await;
        }
        given.insert("identityId", id);
    }
    if create.template.contains("{groupId}") {
        given.insert(
            "groupId",
            plain(
                &bench
                    .make("/api/v1/groups", json!({"name": "own"}), "/id")
                    .await,
            ),
        );
    }
    if collection
        .item
        .contains("applications/{applicationId}/users")
    {
        bench
            .send(
                "POST",
                "/api/v1/cert-manager/access/users",
                Some(&json!({"usernames": ["admin@example.com"]})),
                SIM_ACCESS_TOKEN,
            )
            .await;
    }
    if collection
        .item
        .starts_with("/api/v1/cert-manager/access/users")
    {
        let made = bench
            .make(
                "/api/v1/cert-manager/access/users",
                json!({"usernames": ["fresh@example.com"]}),
                "/memberships/0/userId",
            )
            .await;
        given.insert("userId", plain(&made));
    }
    if create.template.ends_with("/{secretName}") {
        given.insert("secretName", create.id.to_owned());
    }
    if create.template == "/api/v1/dynamic-secrets/leases" {
        let create = operation("/api/v1/dynamic-secrets", "POST").expect("create");
        let mut body = bench.body(create).expect("sample");
        body["name"] = "sample".into();
        bench.call(create, &BTreeMap::new(), Some(&body)).await;
    }
    if collection.item.contains("/reminders/") || collection.item.contains("azure-entra-id-scim") {
        let body = json!({"projectId": SIM_DEMO_PROJECT, "environment": "dev", "secretValue": "x"});
        bench
            .send(
                "POST",
                "/api/v4/secrets/sample",
                Some(&body),
                SIM_ACCESS_TOKEN,
            )
            .await;
        let path = format!("/api/v4/secrets/sample?projectId={SIM_DEMO_PROJECT}&environment=dev");
        let secret = bench.send("GET", &path, None, SIM_ACCESS_TOKEN).await.body;
        given.insert("secretId", plain(&secret["secret"]["id"]));
    }
    if collection.item.contains("/memberships/{membershipId}") {
        bench
            .simulator
            .world()
            .lock()
            .expect("world")
            .remove_where("memberships", |row| row["userId"].is_string());
    }
}

/// Changes each property alone, and to null where that is allowed.
async fn change(
    bench: &Bench,
    patch: &'static Operation,
    read: Option<&'static Operation>,
    given: &mut BTreeMap<&'static str, String>,
    score: &mut Score,
    name: &str,
) {
    score.operations.insert(patch.id);
    let Some(smallest) = bench.body(patch) else {
        return;
    };
    let schema = Schema {
        root: patch.document.root(),
        node: patch.body.expect("body"),
    };
    for key in schema::keys(&schema.parts(&smallest)) {
        let mut variants: Vec<Value> = (0..3)
            .filter_map(|choice| sample::property(patch, key, &smallest, choice))
            .collect();
        let nullable = schema::nullable(&schema::property(
            schema.root,
            &schema.parts(&smallest),
            key,
            &Value::Null,
        ));
        variants.extend(nullable.then_some(Value::Null));
        variants.dedup();
        let (mut refused, all) = (Vec::new(), variants.len());
        for value in variants {
            let mut body = smallest.clone();
            body[key] = value;
            if !body[key].is_null() {
                let mut reference = json!({key: body[key].clone()});
                bench.refer(patch, &mut reference);
                body[key] = reference[key].clone();
            }
            if ["name", "slug", "newSecretName"].contains(&key) && body[key].is_string() {
                body[key] = format!(
                    "changed-{}",
                    &patch.id.to_lowercase()[..patch.id.len().min(20)]
                )
                .into();
            }
            let answer = bench.call(patch, given, Some(&body)).await;
            score.changes += 1;
            if answer.status != 200 {
                let honest = [400, 404, 422].contains(&answer.status);
                refused.push(format!("{} {} {}", body[key], answer.status, answer.body));
                if !honest {
                    score.faults.push(format!(
                        "{name}: change of {key} to {}",
                        refused[refused.len() - 1]
                    ));
                }
                continue;
            }
            if key == "slug" && given.contains_key("slug") {
                given.insert("slug", plain(&body[key]));
            }
            if key == "newSecretName" {
                given.insert("secretName", plain(&body[key]));
            }
            let shown = match read {
                Some(read) => inside(read, &bench.call(read, given, None).await.body).clone(),
                None => inside(patch, &answer.body).clone(),
            };
            match shown.get(key) {
                Some(value) if same(value, &body[key]) => score.confirmed += 1,
                Some(value) if !listed(SHOWN_OTHERWISE, key) && !listed(REFUSED_ALONE, key) => {
                    score.faults.push(format!(
                        "{name}: {key} set to {} is shown as {value}",
                        body[key]
                    ))
                }
                _ => {}
            }
        }
        if all > 0 && refused.len() == all && !listed(REFUSED_ALONE, key) {
            score.faults.push(format!(
                "{name}: no value of {key} is taken: {}",
                refused.join("; ")
            ));
        }
    }
}

/// Equal, or the shown object has at least what was sent (defaults come on top).
fn same(shown: &Value, sent: &Value) -> bool {
    match (shown, sent) {
        (Value::Object(shown), Value::Object(sent)) => sent
            .iter()
            .all(|(key, value)| shown.get(key).is_some_and(|own| same(own, value))),
        (Value::Array(shown), Value::Array(sent)) => {
            shown.len() == sent.len()
                && shown
                    .iter()
                    .zip(sent)
                    .all(|(shown, sent)| same(shown, sent))
        }
        _ => shown == sent,
    }
}

#[tokio::test]
async fn every_collection_lives() {
    let bench = Bench::open().await;
    let mut score = Score::default();
    let collections = collections();
    for collection in &collections {
        live(&bench, collection, &mut score).await;
    }
    println!(
        "{} collections, {} operations, {} changes, {} of them seen again",
        collections.len(),
        score.operations.len(),
        score.changes,
        score.confirmed
    );
    assert_eq!(bench.simulator.bugs(), Vec::<String>::new());
    assert!(
        score.faults.is_empty(),
        "{} faults:\n{}",
        score.faults.len(),
        score.faults.join("\n")
    );
    assert!(
        collections.len() > 150 && score.confirmed > 500,
        "too little was covered"
    );
}

#[tokio::test]
async fn every_operation_has_a_handler() {
    let bench = Bench::open().await;
    let mut succeeded = 0;
    for operation in all_operations() {
        let mut body = bench.body(operation);
        if let Some(body) = &mut body {
            distinct(operation, body);
        }
        let answer = bench.call(operation, &BTreeMap::new(), body.as_ref()).await;
        assert_ne!(answer.status, 500, "{}: {}", operation.id, answer.body);
        assert_ne!(
            answer.body["error"], "Not Found",
            "{}: {}",
            operation.id, answer.body
        );
        succeeded += usize::from(answer.status == 200);
    }
    let coverage = bench
        .send("GET", "/__sim/coverage", None, SIM_ACCESS_TOKEN)
        .await
        .body;
    assert_eq!(coverage["exercised"], coverage["operations"], "{coverage}");
    assert_eq!(bench.simulator.bugs(), Vec::<String>::new());
    println!(
        "{succeeded} of {} operations answered 200 on a fresh server, the others refused as they should",
        coverage["operations"]
    );
}

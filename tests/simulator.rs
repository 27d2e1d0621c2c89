//! The simulator over HTTP: what clients of Infisical see.

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use terraform_provider_infisical::simulator::{
    Faults, RateLimits, SIM_ACCESS_TOKEN, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_DEMO_PROJECT,
    SIM_ORGANIZATION, SIM_SERVICE_TOKEN, SIM_USER_TOKEN, ServerVersion, Simulator, SimulatorConfig,
    TlsMode, start,
};

/// A simulator with a client that is logged in.
struct Desk {
    simulator: Simulator,
    client: Client,
    token: String,
}

impl Desk {
    async fn open(config: SimulatorConfig) -> Self {
        // The client wants a TLS provider even for plain HTTP; another test may have installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let simulator = start(config).await.expect("the loopback is there");
        Self {
            simulator,
            client: Client::builder().no_proxy().build().expect("client"),
            token: SIM_ACCESS_TOKEN.to_owned(),
        }
    }

    async fn demo() -> Self {
        Self::open(SimulatorConfig {
            seed_demo: true,
            ..SimulatorConfig::default()
        })
        .await
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        self.try_ask(method, path, body).await.expect("an answer")
    }

    async fn try_ask(
        &self,
        method: Method,
        path: &str,
        body: Value,
    ) -> reqwest::Result<(StatusCode, Value)> {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.simulator.url()))
            .bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await?;
        Ok((answer.status(), answer.json().await?))
    }

    async fn ok(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method.clone(), path, body).await;
        assert_eq!(status, StatusCode::OK, "{method} {path}: {answer}");
        answer
    }

    async fn get(&self, path: &str) -> Value {
        self.ok(Method::GET, path, Value::Null).await
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.ok(Method::POST, path, body).await
    }

    async fn patch(&self, path: &str, body: Value) -> Value {
        self.ok(Method::PATCH, path, body).await
    }

    /// The status and the error word of a refusal.
    async fn refused(&self, method: Method, path: &str, body: Value) -> (u16, String) {
        let (status, answer) = self.ask(method, path, body).await;
        (
            status.as_u16(),
            answer["error"].as_str().unwrap_or_default().to_owned(),
        )
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.simulator.bugs(), Vec::<String>::new());
        }
    }
}

fn at_root(extra: Value) -> Value {
    let mut body = json!({"projectId": SIM_DEMO_PROJECT, "environment": "dev", "secretPath": "/"});
    body.as_object_mut()
        .expect("object")
        .extend(extra.as_object().expect("object").clone());
    body
}

fn read(name: &str, extra: &str) -> String {
    format!("/api/v4/secrets/{name}?projectId={SIM_DEMO_PROJECT}&environment=dev{extra}")
}

#[tokio::test]
async fn a_login_gives_a_token_that_works_until_it_expires() {
    let mut desk = Desk::demo().await;
    let login = desk
        .post(
            "/api/v1/auth/universal-auth/login",
            json!({"clientId": SIM_CLIENT_ID, "clientSecret": SIM_CLIENT_SECRET}),
        )
        .await;
    desk.token = login["accessToken"].as_str().expect("token").to_owned();
    assert_eq!(
        desk.get("/api/v1/identities/details").await["identityDetails"]["organization"]["id"],
        SIM_ORGANIZATION
    );
    let renewed = desk
        .post(
            "/api/v1/auth/token/renew",
            json!({"accessToken": desk.token}),
        )
        .await;
    assert_eq!(renewed["tokenType"], "Bearer");
    desk.simulator.expire_tokens();
    assert_eq!(
        desk.refused(Method::GET, "/api/v1/projects", Value::Null)
            .await,
        (403, "TokenError".into())
    );
    desk.token = "broken".to_owned();
    assert_eq!(
        desk.refused(Method::GET, "/api/v1/projects", Value::Null)
            .await,
        (403, "TokenError".into())
    );
    let wrong = json!({"clientId": SIM_CLIENT_ID, "clientSecret": "no"});
    assert_eq!(
        desk.refused(Method::POST, "/api/v1/auth/universal-auth/login", wrong)
            .await,
        (401, "UnauthorizedError".into())
    );
}

#[tokio::test]
async fn secrets_are_created_read_changed_and_deleted() {
    let desk = Desk::demo().await;
    let tag = desk
        .post(
            &format!("/api/v1/projects/{SIM_DEMO_PROJECT}/tags"),
            json!({"slug": "blue", "color": ""}),
        )
        .await["tag"]
        .clone();
    let made = desk.post("/api/v4/secrets/KEY", at_root(json!({"secretValue": " v\n\n", "secretComment": " c ", "tagIds": [tag["id"]], "secretMetadata": [{"key": "owner", "value": "x"}]}))).await;
    let secret = &made["secret"];
    assert_eq!(
        (
            &secret["secretValue"],
            &secret["secretComment"],
            &secret["version"]
        ),
        (&json!("v\n"), &json!("c"), &json!(1))
    );
    assert_eq!(secret.get("tags"), None);
    let shown = desk.get(&read("KEY", "")).await["secret"].clone();
    assert_eq!(
        (
            &shown["tags"][0]["name"],
            &shown["secretMetadata"][0]["key"],
            &shown["secretPath"]
        ),
        (&json!("blue"), &json!("owner"), &json!("/"))
    );
    let same = desk
        .get(&format!(
            "/api/v4/secrets/id/{}",
            shown["id"].as_str().expect("id")
        ))
        .await;
    assert_eq!(same["secret"]["secretKey"], "KEY");
    assert_eq!(
        desk.refused(
            Method::POST,
            "/api/v4/secrets/KEY",
            at_root(json!({"secretValue": "x"}))
        )
        .await
        .0,
        400
    );
    let changed = desk
        .patch(
            "/api/v4/secrets/KEY",
            at_root(json!({"secretValue": "w", "newSecretName": "KEY2", "tagIds": []})),
        )
        .await;
    assert_eq!(
        (
            &changed["secret"]["version"],
            &changed["secret"]["secretKey"],
            &changed["secret"]["secretComment"]
        ),
        (&json!(2), &json!("KEY2"), &json!("c"))
    );
    assert_eq!(
        desk.get(&read("KEY2", "&version=1")).await["secret"]["secretValue"],
        "v\n"
    );
    assert_eq!(
        desk.get(&read("KEY2", "&viewSecretValue=false")).await["secret"]["secretValue"],
        "<hidden-by-infisical>"
    );
    assert_eq!(
        desk.refused(Method::GET, &read("KEY", ""), Value::Null)
            .await,
        (404, "NotFound".into())
    );
    desk.ok(Method::DELETE, "/api/v4/secrets/KEY2", at_root(json!({})))
        .await;
    assert_eq!(
        desk.refused(Method::DELETE, "/api/v4/secrets/KEY2", at_root(json!({})))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn batches_are_all_or_nothing() {
    let desk = Desk::demo().await;
    let all = json!({"secrets": [{"secretKey": "A", "secretValue": "1"}, {"secretKey": "B", "secretValue": "2"}]});
    assert_eq!(
        desk.post("/api/v4/secrets/batch", at_root(all)).await["secrets"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    let clash = json!({"secrets": [{"secretKey": "C", "secretValue": "3"}, {"secretKey": "A", "secretValue": "4"}]});
    assert_eq!(
        desk.refused(Method::POST, "/api/v4/secrets/batch", at_root(clash))
            .await
            .0,
        400
    );
    assert_eq!(
        desk.refused(Method::GET, &read("C", ""), Value::Null)
            .await
            .0,
        404
    );
    let missing = json!({"secrets": [{"secretKey": "A", "secretValue": "9"}, {"secretKey": "Z", "secretValue": "9"}]});
    assert_eq!(
        desk.refused(
            Method::PATCH,
            "/api/v4/secrets/batch",
            at_root(missing.clone())
        )
        .await
        .0,
        404
    );
    assert_eq!(desk.get(&read("A", "")).await["secret"]["secretValue"], "1");
    let mut upsert = missing;
    upsert["mode"] = "upsert".into();
    assert_eq!(
        desk.patch("/api/v4/secrets/batch", at_root(upsert)).await["secrets"][1]["version"],
        1
    );
    desk.ok(
        Method::DELETE,
        "/api/v4/secrets/batch",
        at_root(json!({"secrets": [{"secretKey": "A"}, {"secretKey": "B"}]})),
    )
    .await;
    let left = desk
        .get(&format!(
            "/api/v4/secrets?projectId={SIM_DEMO_PROJECT}&environment=dev"
        ))
        .await;
    assert_eq!(left["secrets"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn references_and_imports_are_resolved() {
    let desk = Desk::demo().await;
    desk.post("/api/v2/folders", json!({"projectId": SIM_DEMO_PROJECT, "environment": "staging", "name": "db", "path": "/a"})).await;
    let far = json!({"projectId": SIM_DEMO_PROJECT, "environment": "staging", "secretPath": "/a/db", "secretValue": "s3"});
    desk.post("/api/v4/secrets/PASSWORD", far).await;
    desk.post(
        "/api/v4/secrets/USER",
        at_root(json!({"secretValue": "root"})),
    )
    .await;
    desk.post(
        "/api/v4/secrets/URL",
        at_root(json!({"secretValue": "${USER}:${staging.a.db.PASSWORD}@${NOBODY}"})),
    )
    .await;
    assert_eq!(
        desk.get(&read("URL", "")).await["secret"]["secretValue"],
        "root:s3@"
    );
    assert_eq!(
        desk.get(&read("URL", "&expandSecretReferences=false"))
            .await["secret"]["secretValue"],
        "${USER}:${staging.a.db.PASSWORD}@${NOBODY}"
    );
    desk.patch(
        "/api/v4/secrets/USER",
        at_root(json!({"newSecretName": "LOGIN"})),
    )
    .await;
    assert_eq!(
        desk.get(&read("URL", "&expandSecretReferences=false"))
            .await["secret"]["secretValue"],
        "${LOGIN}:${staging.a.db.PASSWORD}@${NOBODY}"
    );
    let import = json!({"projectId": SIM_DEMO_PROJECT, "environment": "dev", "path": "/", "import": {"environment": "staging", "path": "/a/db"}});
    let made = desk.post("/api/v2/secret-imports", import.clone()).await;
    assert_eq!(
        (
            &made["secretImport"]["position"],
            &made["secretImport"]["importEnv"]["slug"]
        ),
        (&json!(1), &json!("staging"))
    );
    let list = desk
        .get(&format!(
            "/api/v4/secrets?projectId={SIM_DEMO_PROJECT}&environment=dev&includeImports=true"
        ))
        .await;
    assert_eq!(list["imports"][0]["secrets"][0]["secretKey"], "PASSWORD");
    assert_eq!(
        desk.get(&read("PASSWORD", "")).await["secret"]["environment"],
        "staging"
    );
    assert_eq!(
        desk.refused(
            Method::GET,
            &read("PASSWORD", "&includeImports=false"),
            Value::Null
        )
        .await
        .0,
        404
    );
    let back = json!({"projectId": SIM_DEMO_PROJECT, "environment": "staging", "path": "/a/db", "import": {"environment": "dev", "path": "/"}});
    assert_eq!(
        desk.refused(Method::POST, "/api/v2/secret-imports", back)
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn a_policy_turns_writes_into_requests() {
    let desk = Desk::demo().await;
    let policy = json!({"projectId": SIM_DEMO_PROJECT, "environments": ["dev"], "secretPath": "/**", "approvers": [{"type": "user", "username": "admin@example.com"}]});
    desk.post("/api/v2/secret-approvals", policy).await;
    let answer = desk
        .post("/api/v4/secrets/KEY", at_root(json!({"secretValue": "x"})))
        .await;
    assert_eq!(
        (answer["approval"]["status"].as_str(), answer.get("secret")),
        (Some("open"), None)
    );
    assert_eq!(
        desk.refused(Method::GET, &read("KEY", ""), Value::Null)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn there_are_no_locks() {
    let desk = Desk::demo().await;
    let folder = |name: &str| json!({"projectId": SIM_DEMO_PROJECT, "environment": "dev", "name": name, "path": "/parent"});
    let (one, two) = tokio::join!(
        desk.ask(Method::POST, "/api/v2/folders", folder("one")),
        desk.ask(Method::POST, "/api/v2/folders", folder("two"))
    );
    assert_eq!((one.0, two.0), (StatusCode::OK, StatusCode::OK));
    let list = desk
        .get(&format!(
            "/api/v2/folders?projectId={SIM_DEMO_PROJECT}&environment=dev&path=/"
        ))
        .await;
    assert_eq!(
        list["folders"].as_array().map(Vec::len),
        Some(2),
        "two folders of one name: {list}"
    );
    let import = |slug: &str| json!({"projectId": SIM_DEMO_PROJECT, "environment": "dev", "path": "/", "import": {"environment": slug, "path": "/"}});
    let (one, two) = tokio::join!(
        desk.ask(Method::POST, "/api/v2/secret-imports", import("prod")),
        desk.ask(Method::POST, "/api/v2/secret-imports", import("staging"))
    );
    let mut statuses = [one.0.as_u16(), two.0.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 500]);
    let again = desk.post("/api/v2/folders", folder("one")).await;
    assert_eq!(again["folder"]["path"], "/parent/one");
}

#[tokio::test]
async fn unknown_fields_are_refused_or_dropped() {
    let strict = Desk::demo().await;
    let body = at_root(json!({"secretValue": "x", "secretKomment": "y"}));
    let (status, answer) = strict
        .ask(Method::POST, "/api/v4/secrets/KEY", body.clone())
        .await;
    assert_eq!(
        (
            status.as_u16(),
            &answer["message"][0]["code"],
            &answer["message"][0]["keys"]
        ),
        (422, &json!("unrecognized_keys"), &json!(["secretKomment"]))
    );
    assert_eq!(
        strict
            .refused(Method::GET, &read("KEY", "&nonsense=1"), Value::Null)
            .await
            .0,
        422
    );
    let lenient = Desk::open(SimulatorConfig {
        seed_demo: true,
        lenient: true,
        ..SimulatorConfig::default()
    })
    .await;
    lenient.post("/api/v4/secrets/KEY", body).await;
    lenient.get(&read("KEY", "&nonsense=1")).await;
}

#[tokio::test]
async fn connections_hide_their_credentials_and_guard_their_users() {
    let desk = Desk::demo().await;
    let connection = json!({"name": "zabbix", "method": "api-token", "credentials": {"apiToken": "t", "instanceUrl": "https://z.example.com"}});
    let made = desk
        .post("/api/v1/app-connections/zabbix", connection.clone())
        .await["appConnection"]
        .clone();
    assert_eq!(
        made["credentials"],
        json!({"instanceUrl": "https://z.example.com"})
    );
    let id = made["id"].as_str().expect("id");
    assert_eq!(
        desk.refused(Method::POST, "/api/v1/app-connections/zabbix", connection)
            .await
            .0,
        400,
        "names are unique"
    );
    assert_eq!(
        desk.refused(
            Method::GET,
            &format!("/api/v1/app-connections/aws/{id}"),
            Value::Null
        )
        .await
        .0,
        400,
        "wrong app"
    );
    let sync = json!({
        "name": "sync", "projectId": SIM_DEMO_PROJECT, "connectionId": id, "environment": "dev", "secretPath": "/", "syncOptions": {"initialSyncBehavior": "overwrite-destination", "keySchema": "X_{{secretKey}}"},
        "destinationConfig": {"scope": "global", "macroType": 1},
    });
    let sync = desk.post("/api/v1/secret-syncs/zabbix", sync).await["secretSync"].clone();
    assert_eq!(
        (
            &sync["environment"]["slug"],
            &sync["folder"]["path"],
            &sync["connection"]["app"],
            &sync["syncStatus"]
        ),
        (
            &json!("dev"),
            &json!("/"),
            &json!("zabbix"),
            &json!("pending")
        )
    );
    tokio::time::sleep(std::time::Duration::from_millis(120)).await;
    let path = format!(
        "/api/v1/secret-syncs/zabbix/{}",
        sync["id"].as_str().expect("id")
    );
    assert_eq!(
        desk.get(&path).await["secretSync"]["syncStatus"],
        "succeeded"
    );
    let changed = desk.patch(&path, json!({"syncOptions": {"initialSyncBehavior": "overwrite-destination"}, "description": null})).await;
    assert_eq!(
        changed["secretSync"]["syncOptions"],
        json!({"initialSyncBehavior": "overwrite-destination"})
    );
    assert_eq!(
        desk.refused(
            Method::DELETE,
            &format!("/api/v1/app-connections/zabbix/{id}"),
            Value::Null
        )
        .await
        .0,
        400
    );
    desk.ok(Method::DELETE, &path, Value::Null).await;
    desk.ok(
        Method::DELETE,
        &format!("/api/v1/app-connections/zabbix/{id}"),
        Value::Null,
    )
    .await;
}

#[tokio::test]
async fn auth_methods_keep_the_rules_of_their_family() {
    let desk = Desk::demo().await;
    let identity = desk
        .post(
            "/api/v1/identities",
            json!({"name": "robot", "organizationId": SIM_ORGANIZATION, "role": "member"}),
        )
        .await["identity"]["id"]
        .as_str()
        .expect("id")
        .to_owned();
    let path = |method: &str| format!("/api/v1/auth/{method}/identities/{identity}");
    let aws = desk.post(&path("aws-auth"), json!({"allowedAccountIds": "123456789012,210987654321", "accessTokenTrustedIps": [{"ipAddress": "10.0.0.0/8"}]})).await["identityAwsAuth"].clone();
    assert_eq!(aws["allowedAccountIds"], "123456789012, 210987654321");
    assert_eq!(
        aws["accessTokenTrustedIps"],
        json!([{"ipAddress": "10.0.0.0", "type": "ipv4", "prefix": 8}])
    );
    let reset = desk
        .patch(
            &path("aws-auth"),
            json!({"accessTokenTTL": 60, "accessTokenMaxTTL": 60}),
        )
        .await;
    assert_eq!(
        reset["identityAwsAuth"]["allowedAccountIds"], "",
        "an omitted list is reset"
    );
    assert_eq!(
        desk.refused(Method::POST, &path("aws-auth"), json!({}))
            .await
            .0,
        400
    );
    let universal =
        desk.post(&path("universal-auth"), json!({})).await["identityUniversalAuth"].clone();
    let secret = desk
        .post(
            &format!("{}/client-secrets", path("universal-auth")),
            json!({"numUsesLimit": 1}),
        )
        .await;
    let login = json!({"clientId": universal["clientId"], "clientSecret": secret["clientSecret"]});
    desk.post("/api/v1/auth/universal-auth/login", login.clone())
        .await;
    assert_eq!(
        desk.refused(Method::POST, "/api/v1/auth/universal-auth/login", login)
            .await
            .0,
        401
    );
    let revoked = format!(
        "{}/client-secrets/{}",
        path("universal-auth"),
        secret["clientSecretData"]["id"].as_str().expect("id")
    );
    assert_eq!(
        desk.get(&revoked).await["clientSecretData"]["isClientSecretRevoked"],
        true
    );
    assert_eq!(
        desk.refused(
            Method::PATCH,
            &path("universal-auth"),
            json!({"accessTokenMaxTTL": 60})
        )
        .await
        .0,
        400,
        "lowering the maximum alone"
    );
    assert_eq!(
        desk.refused(Method::GET, &path("kubernetes-auth"), Value::Null)
            .await
            .0,
        404
    );
    assert_eq!(
        desk.refused(Method::GET, &path("jwt-auth"), Value::Null)
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn rotations_write_their_secrets() {
    let desk = Desk::demo().await;
    let credentials = json!({"host": "db", "port": 5432, "database": "d", "username": "u", "password": "p", "sslEnabled": false, "sslRejectUnauthorized": true});
    let connection = desk
        .post(
            "/api/v1/app-connections/postgres",
            json!({"name": "pg", "method": "username-and-password", "credentials": credentials}),
        )
        .await;
    let body = json!({
        "name": "rotation", "projectId": SIM_DEMO_PROJECT, "connectionId": connection["appConnection"]["id"], "environment": "dev", "secretPath": "/", "rotationInterval": 30,
        "parameters": {"username1": "one", "username2": "two"}, "secretsMapping": {"username": "DB_USER", "password": "DB_PASSWORD"},
    });
    let rotation = desk
        .post("/api/v2/secret-rotations/postgres-credentials", body)
        .await["secretRotation"]
        .clone();
    assert_eq!(rotation["rotateAtUtc"], json!({"hours": 0, "minutes": 0}));
    assert_eq!(
        desk.get(&read("DB_USER", "")).await["secret"]["secretValue"],
        "one"
    );
    let path = format!(
        "/api/v2/secret-rotations/postgres-credentials/{}",
        rotation["id"].as_str().expect("id")
    );
    desk.post(&format!("{path}/rotate-secrets"), Value::Null)
        .await;
    assert_eq!(
        desk.get(&read("DB_USER", "")).await["secret"]["secretValue"],
        "two"
    );
    let generated = desk.get(&format!("{path}/generated-credentials")).await;
    assert_eq!(
        (
            &generated["activeIndex"],
            generated["generatedCredentials"].as_array().map(Vec::len)
        ),
        (&json!(1), Some(2))
    );
    assert_eq!(
        desk.refused(
            Method::PATCH,
            "/api/v4/secrets/DB_USER",
            at_root(json!({"secretValue": "mine"}))
        )
        .await
        .0,
        400
    );
    desk.patch(
        &path,
        json!({"secretsMapping": {"username": "PG_USER", "password": "DB_PASSWORD"}}),
    )
    .await;
    assert_eq!(
        desk.get(&read("PG_USER", "")).await["secret"]["secretValue"],
        "two"
    );
    desk.ok(Method::DELETE, &path, Value::Null).await;
    desk.patch(
        "/api/v4/secrets/PG_USER",
        at_root(json!({"secretValue": "mine"})),
    )
    .await;
}

#[tokio::test]
async fn faults_strike_as_they_are_set() {
    let desk = Desk::demo().await;
    desk.simulator.set_faults(Faults {
        drop_after_write_next: 1,
        ..Faults::default()
    });
    let lost = desk
        .try_ask(
            Method::POST,
            "/api/v4/secrets/LOST",
            at_root(json!({"secretValue": "x"})),
        )
        .await;
    assert!(lost.is_err(), "the connection is cut");
    desk.get(&read("LOST", "")).await;
    desk.simulator.set_faults(Faults {
        fail_next: 1,
        too_many_next: 1,
        retry_after: 7,
        ..Faults::default()
    });
    let limited = desk
        .client
        .get(format!("{}/api/v1/projects", desk.simulator.url()))
        .bearer_auth(SIM_ACCESS_TOKEN)
        .send()
        .await
        .expect("answer");
    assert_eq!(
        (
            limited.status().as_u16(),
            limited.headers()["retry-after"].to_str().ok()
        ),
        (429, Some("7"))
    );
    assert_eq!(
        desk.refused(Method::GET, "/api/v1/projects", Value::Null)
            .await
            .0,
        503
    );
    desk.get("/api/v1/projects").await;
    let denied =
        json!({"deny": [{"target": "listProjects", "action": "read", "subject": "project"}]});
    desk.post("/__sim/faults", denied).await;
    let (status, answer) = desk.ask(Method::GET, "/api/v1/projects", Value::Null).await;
    assert_eq!(
        (status.as_u16(), &answer["details"][0]["subject"]),
        (403, &json!("project"))
    );
    let counters = desk.get("/__sim/counters").await;
    assert_eq!(counters["statuses"]["429"], 1);
}

#[tokio::test]
async fn limits_are_counted_per_route() {
    let desk = Desk::open(SimulatorConfig {
        seed_demo: true,
        rate_limits: Some(RateLimits {
            secrets: 2,
            ..RateLimits::default()
        }),
        ..SimulatorConfig::default()
    })
    .await;
    let list = format!(
        "{}/api/v4/secrets?projectId={SIM_DEMO_PROJECT}&environment=dev",
        desk.simulator.url()
    );
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let answer = desk
            .client
            .get(&list)
            .bearer_auth(SIM_ACCESS_TOKEN)
            .send()
            .await
            .expect("answer");
        statuses.push((
            answer.status().as_u16(),
            answer.headers()["x-ratelimit-remaining"]
                .to_str()
                .map(str::to_owned)
                .expect("text"),
            answer.headers().contains_key("retry-after"),
        ));
    }
    assert_eq!(
        statuses,
        [
            (200, "1".into(), false),
            (200, "0".into(), false),
            (429, "0".into(), true)
        ]
    );
    assert_eq!(
        desk.refused(Method::GET, &read("NONE", ""), Value::Null)
            .await
            .0,
        404,
        "another route has its own window"
    );
}

#[tokio::test]
async fn a_server_of_2024_answers_as_seen() {
    let desk = Desk::open(SimulatorConfig {
        seed_demo: true,
        licensed: false,
        server_version: ServerVersion::Of2024,
        ..SimulatorConfig::default()
    })
    .await;
    let (status, answer) = desk.ask(Method::GET, "/api/v1/projects", Value::Null).await;
    assert_eq!(
        (status.as_u16(), &answer["error"], answer.get("reqId")),
        (404, &json!("Not Found"), None)
    );
    let in_v3 = |extra: Value| {
        let mut body =
            json!({"workspaceId": SIM_DEMO_PROJECT, "environment": "dev", "secretPath": "/"});
        body.as_object_mut()
            .expect("object")
            .extend(extra.as_object().expect("object").clone());
        body
    };
    desk.post(
        "/api/v3/secrets/raw/KEY",
        in_v3(json!({"secretValue": "x"})),
    )
    .await;
    let shown = desk
        .get(&format!(
            "/api/v3/secrets/raw/KEY?workspaceId={SIM_DEMO_PROJECT}&environment=dev"
        ))
        .await;
    assert_eq!(
        (
            shown["secret"].get("secretPath"),
            shown["secret"].get("secretValueHidden")
        ),
        (None, None)
    );
    assert_eq!(
        desk.refused(
            Method::PATCH,
            "/api/v3/secrets/raw/KEY",
            in_v3(json!({"secretComment": "c"}))
        )
        .await,
        (403, "ValidationFailure".into())
    );
    assert_eq!(
        desk.refused(
            Method::GET,
            &format!("/api/v3/secrets/raw/NONE?workspaceId={SIM_DEMO_PROJECT}&environment=dev"),
            Value::Null
        )
        .await
        .0,
        400
    );
    assert_eq!(
        desk.refused(Method::DELETE, "/api/v3/secrets/raw/NONE", in_v3(json!({})))
            .await
            .0,
        404
    );
    assert_eq!(
        desk.refused(Method::GET, "/api/v2/workspace/nothing", Value::Null)
            .await
            .0,
        500
    );
    let environments = format!("/api/v1/workspace/{SIM_DEMO_PROJECT}/environments");
    let made = desk
        .post(
            &environments,
            json!({"name": "e", "slug": "e", "position": 1}),
        )
        .await;
    assert_eq!(
        made["environment"]["position"], 4,
        "the position is ignored"
    );
    let one = format!(
        "{environments}/{}",
        made["environment"]["id"].as_str().expect("id")
    );
    desk.ok(Method::DELETE, &one, Value::Null).await;
    for (method, path, status) in [
        (Method::DELETE, one.as_str(), 400),
        (Method::GET, &one, 404),
        (Method::GET, "/api/v1/identities/no-uuid", 500),
        (Method::GET, "/api/v1/identities/details", 500),
        (
            Method::GET,
            "/api/v1/identities/0d000000-0000-4000-8000-0000000000aa",
            400,
        ),
        (Method::GET, "/api/v1/groups", 403),
    ] {
        assert_eq!(
            desk.refused(method.clone(), path, Value::Null).await.0,
            status,
            "{method} {path}"
        );
    }
    let role = json!({"slug": "r", "name": "R", "permissions": [{"subject": "secrets", "action": "read"}]});
    let role = desk.post("/api/v1/workspace/demo/roles", role).await;
    assert_eq!(
        role["role"]["permissions"],
        json!([{"subject": ["secrets"], "action": ["read"]}])
    );
    let dynamic = json!({"projectSlug": "demo", "environmentSlug": "dev", "name": "d", "defaultTTL": "1h", "provider": {"type": "totp", "inputs": {"configType": "manual", "secret": "JBSWY3DPEHPK3PXP"}}});
    let (status, answer) = desk
        .ask(Method::POST, "/api/v1/dynamic-secrets", dynamic)
        .await;
    assert!(
        status == 400
            && answer["message"]
                .as_str()
                .is_some_and(|text| text.contains("Upgrade")),
        "{answer}"
    );
    desk.simulator.expire_tokens();
    assert_eq!(
        desk.ask(Method::GET, "/api/v2/workspace/demo", Value::Null)
            .await
            .1["message"],
        "jwt expired"
    );
}

#[tokio::test]
async fn other_credentials_have_their_limits() {
    let mut desk = Desk::demo().await;
    desk.token = SIM_SERVICE_TOKEN.to_owned();
    desk.post("/api/v4/secrets/KEY", at_root(json!({"secretValue": "x"})))
        .await;
    assert_eq!(
        desk.get("/api/v2/service-token").await["projectId"],
        SIM_DEMO_PROJECT
    );
    assert_eq!(
        desk.refused(Method::GET, "/api/v1/projects", Value::Null)
            .await,
        (403, "ForbiddenRequest".into())
    );
    desk.token = SIM_USER_TOKEN.to_owned();
    desk.post(
        "/api/v4/secrets/KEY",
        at_root(json!({"secretValue": "mine", "type": "personal"})),
    )
    .await;
    assert_eq!(
        desk.get(&read("KEY", "&type=personal")).await["secret"]["secretValue"],
        "mine"
    );
    assert_eq!(
        desk.get(&read("KEY", "&type=shared")).await["secret"]["secretValue"],
        "x"
    );
}

#[tokio::test]
async fn https_works_with_the_simulator_s_own_authority() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    for mode in [TlsMode::On, TlsMode::WithClientCertificate] {
        let simulator = start(SimulatorConfig {
            tls: mode,
            ..SimulatorConfig::default()
        })
        .await
        .expect("the loopback is there");
        let authority =
            reqwest::Certificate::from_pem(simulator.ca_pem().expect("authority").as_bytes())
                .expect("PEM");
        let identity =
            reqwest::Identity::from_pem(simulator.client_pem().expect("client").as_bytes())
                .expect("PEM");
        let builder = || {
            Client::builder()
                .no_proxy()
                .tls_certs_only([authority.clone()])
        };
        let status = format!("{}/api/status", simulator.url());
        let known = builder().identity(identity).build().expect("client");
        assert_eq!(
            known
                .get(&status)
                .send()
                .await
                .expect("answer")
                .status()
                .as_u16(),
            200
        );
        let stranger = builder().build().expect("client").get(&status).send().await;
        assert_eq!(stranger.is_ok(), mode == TlsMode::On);
    }
}

/// As curl --data-urlencode sends it.
#[tokio::test]
async fn logins_take_forms() {
    let desk = Desk::demo().await;
    let answer = desk
        .client
        .post(format!(
            "{}/api/v1/auth/universal-auth/login",
            desk.simulator.url()
        ))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!(
            "clientId={SIM_CLIENT_ID}&clientSecret={SIM_CLIENT_SECRET}"
        ))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(body["tokenType"], "Bearer");
}

//! Identities, auth methods and memberships where it hurts: settings that must not be reset, objects that are there already, roles
//! that end, servers of another age. Against the simulator, with Terraform core's rules on each answer.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::operations::{self, PlanRequest};
use terraform_provider_infisical::framework::plan::Plan;
use terraform_provider_infisical::framework::traits::{
    ApplyRequest, ConfigureRequest, ImportRequest, Provider, Resource, State,
};
use terraform_provider_infisical::framework::{Diagnostics, Severity, Value};
use terraform_provider_infisical::provider::InfisicalProvider;
use terraform_provider_infisical::rest::codec::by_type;
use terraform_provider_infisical::simulator::{
    Faults, Recorded, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_ORGANIZATION, ServerVersion, Simulator,
    SimulatorConfig, start, world,
};

/// A simulator and the provider on it.
struct Desk {
    simulator: Simulator,
    provider: Arc<InfisicalProvider>,
}

impl Desk {
    async fn open(config: SimulatorConfig) -> Desk {
        let simulator = start(config).await.expect("the loopback is there");
        let provider = InfisicalProvider::new();
        let config = Value::object([
            ("host", Value::from(simulator.url())),
            ("client_id", Value::from(SIM_CLIENT_ID)),
            ("client_secret", Value::from(SIM_CLIENT_SECRET)),
        ]);
        let request = ConfigureRequest {
            config,
            terraform_version: "1.11.0".into(),
            deferral_allowed: false,
        };
        let answer = provider.configure(request).await;
        assert!(!answer.diagnostics.has_errors(), "{:?}", answer.diagnostics);
        Desk {
            simulator,
            provider,
        }
    }

    async fn today() -> Desk {
        Desk::open(SimulatorConfig::default()).await
    }

    fn resource(&self, name: &str) -> Arc<dyn Resource> {
        self.provider.resources()[&format!("infisical_{name}")].clone()
    }

    /// A configuration written as JSON.
    fn config(&self, name: &str, json: Json) -> Value {
        by_type(&self.resource(name).schema().value_type(), &json)
    }

    async fn plan(&self, name: &str, prior: &Value, config: &Value) -> Plan {
        let request = PlanRequest {
            prior: prior.clone(),
            proposed: config.clone(),
            config: config.clone(),
            ..PlanRequest::default()
        };
        operations::plan(&*self.resource(name), request).await
    }

    /// Validates, plans and applies; the new state and everything that was said.
    async fn try_apply(&self, name: &str, prior: &Value, json: Json) -> (Value, Diagnostics) {
        let resource = self.resource(name);
        let config = self.config(name, json);
        let mut said = operations::validate(&*resource, &config).await;
        if said.has_errors() {
            return (prior.clone(), said);
        }
        let plan = self.plan(name, prior, &config).await;
        said.extend(plan.diagnostics);
        if said.has_errors() {
            return (prior.clone(), said);
        }
        assert!(
            plan.replace.is_empty(),
            "{name}: replaces {:?}",
            plan.replace
        );
        let request = ApplyRequest {
            prior: prior.clone(),
            planned: plan.planned,
            config,
            ..ApplyRequest::default()
        };
        let response = operations::apply(&*resource, request).await;
        said.extend(response.diagnostics);
        (response.state.value, said)
    }

    /// Applies without trouble; afterwards a refresh and a plan find nothing to do.
    async fn apply(&self, name: &str, prior: &Value, json: Json) -> Value {
        let (state, said) = self.try_apply(name, prior, json.clone()).await;
        assert_eq!(
            texts(&said, Severity::Error),
            Vec::<String>::new(),
            "{name}"
        );
        self.settled(name, &state, json).await
    }

    async fn create(&self, name: &str, json: Json) -> Value {
        self.apply(name, &Value::Null, json).await
    }

    /// The refreshed state, which fits the configuration.
    async fn settled(&self, name: &str, state: &Value, json: Json) -> Value {
        let read = self.refresh(name, state).await;
        assert!(!read.is_null(), "{name} is gone");
        let again = self.plan(name, &read, &self.config(name, json)).await;
        assert!(
            again.planned == read,
            "{name}: the second plan is not empty: {} -> {}",
            read.reveal(),
            again.planned.reveal()
        );
        read
    }

    async fn refresh(&self, name: &str, state: &Value) -> Value {
        let state = State {
            value: state.clone(),
            ..State::default()
        };
        let response = operations::read(&*self.resource(name), state).await;
        assert_eq!(
            texts(&response.diagnostics, Severity::Error),
            Vec::<String>::new()
        );
        response.state.value
    }

    async fn destroy(&self, name: &str, state: &Value) {
        let request = ApplyRequest {
            prior: state.clone(),
            ..ApplyRequest::default()
        };
        let response = operations::apply(&*self.resource(name), request).await;
        assert_eq!(
            texts(&response.diagnostics, Severity::Error),
            Vec::<String>::new()
        );
        assert!(self.refresh(name, state).await.is_null());
    }

    async fn import(&self, name: &str, id: &str) -> Value {
        let request = ImportRequest::Id(id.to_owned());
        let response = operations::import(&*self.resource(name), request).await;
        assert_eq!(
            texts(&response.diagnostics, Severity::Error),
            Vec::<String>::new()
        );
        response.state.value
    }

    async fn data(&self, name: &str, json: Json) -> Result<Json, Vec<String>> {
        let source = self.provider.data_sources()[&format!("infisical_{name}")].clone();
        let config = by_type(&source.schema().value_type(), &json);
        match source.read(config).await {
            Ok((value, _)) => Ok(value.reveal()),
            Err(said) => Err(texts(&said, Severity::Error)),
        }
    }

    /// The requests since the last call of this, reads left out.
    fn writes(&self) -> Vec<Recorded> {
        let all = self.simulator.requests();
        self.simulator.reset_log();
        all.into_iter().filter(|r| r.method != "GET").collect()
    }

    async fn identity(&self, name: &str) -> String {
        let config = json!({"name": name, "org_id": SIM_ORGANIZATION, "role": "no-access"});
        id(&self.create("identity", config).await)
    }

    async fn project(&self, slug: &str) -> String {
        id(&self
            .create("project", json!({"name": slug, "slug": slug}))
            .await)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.simulator.bugs(), Vec::<String>::new());
        }
    }
}

fn id(state: &Value) -> String {
    state.get("id").as_str().expect("an id").to_owned()
}

fn texts(said: &Diagnostics, severity: Severity) -> Vec<String> {
    said.0
        .iter()
        .filter(|d| d.severity == severity)
        .map(|d| format!("{}: {}", d.summary, d.detail))
        .collect()
}

/// Methods whose PATCH resets what it leaves out: what they hold, and the JSON that must be in every PATCH.
fn closed_methods() -> Vec<(&'static str, Json, Json)> {
    let key = "-----BEGIN PUBLIC KEY-----\nAAEC\n-----END PUBLIC KEY-----\n";
    vec![
        (
            "identity_aws_auth",
            json!({"allowed_principal_arns": ["arn:aws:iam::123456789012:role/app", "arn:aws:sts::123456789012:assumed-role/x/*"], "allowed_account_ids": ["123456789012"]}),
            json!({"allowedPrincipalArns": "arn:aws:iam::123456789012:role/app,arn:aws:sts::123456789012:assumed-role/x/*", "allowedAccountIds": "123456789012"}),
        ),
        (
            "identity_oci_auth",
            json!({"tenancy_ocid": "ocid1.tenancy.oc1..aaaa", "allowed_usernames": ["ann", "bob@example.com"]}),
            json!({"tenancyOcid": "ocid1.tenancy.oc1..aaaa", "allowedUsernames": "ann,bob@example.com"}),
        ),
        (
            "identity_alicloud_auth",
            json!({"allowed_arns": ["acs:ram::1234567890123456:user/ann"]}),
            json!({"allowedArns": "acs:ram::1234567890123456:user/ann"}),
        ),
        (
            "identity_jwt_auth",
            json!({"configuration_type": "static", "public_keys": [key], "bound_issuer": "https://issuer.example.com"}),
            json!({"configurationType": "static", "jwksUrl": "", "jwksCaCert": "", "publicKeys": [key]}),
        ),
        (
            "identity_jwt_auth",
            json!({"configuration_type": "jwks", "jwks_url": "https://issuer.example.com/keys", "jwks_ca_cert": "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----"}),
            json!({"configurationType": "jwks", "jwksUrl": "https://issuer.example.com/keys", "jwksCaCert": "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----", "publicKeys": []}),
        ),
    ]
}

#[tokio::test]
async fn a_change_of_something_else_never_opens_a_method() {
    let desk = Desk::today().await;
    for (name, closed, kept) in closed_methods() {
        let identity = desk.identity("closed").await;
        let config = |uses: i64| {
            let mut config = closed.clone();
            config["identity_id"] = json!(identity);
            config["access_token_num_uses_limit"] = json!(uses);
            config
        };
        let state = desk.create(name, config(3)).await;
        desk.writes();
        let state = desk.apply(name, &state, config(4)).await;
        let writes = desk.writes();
        assert_eq!(writes.len(), 1, "{name}");
        let mut expected = kept.clone();
        expected["accessTokenNumUsesLimit"] = json!(4);
        assert_eq!(writes[0].body, expected, "{name}");
        for (attribute, value) in closed.as_object().unwrap() {
            assert_eq!(state.get(attribute).reveal(), *value, "{name} {attribute}");
        }
        desk.destroy(name, &state).await;
    }
}

#[tokio::test]
async fn a_restriction_goes_only_when_it_is_removed() {
    let desk = Desk::today().await;
    let identity = desk.identity("opened").await;
    let closed = json!({"identity_id": identity, "allowed_account_ids": ["123456789012"], "allowed_principal_arns": ["arn:aws:iam::123456789012:*"]});
    let state = desk.create("identity_aws_auth", closed).await;
    desk.writes();
    let open =
        json!({"identity_id": identity, "allowed_principal_arns": ["arn:aws:iam::123456789012:*"]});
    let state = desk.apply("identity_aws_auth", &state, open).await;
    assert_eq!(
        desk.writes()[0].body,
        json!({"allowedAccountIds": "", "allowedPrincipalArns": "arn:aws:iam::123456789012:*"})
    );
    assert!(state.get("allowed_account_ids").is_null());
}

#[tokio::test]
async fn state_of_the_official_provider_plans_empty() {
    let desk = Desk::today().await;
    let everywhere = json!([{"ip_address": "0.0.0.0/0"}, {"ip_address": "::/0"}]);
    let unset = json!([""]);
    for (name, given, oddities) in [
        (
            "identity_aws_auth",
            json!({}),
            json!({"allowed_account_ids": unset, "allowed_principal_arns": unset}),
        ),
        (
            "identity_azure_auth",
            json!({"tenant_id": "t"}),
            json!({"allowed_service_principal_ids": unset, "resource_url": "https://management.azure.com"}),
        ),
        (
            "identity_gcp_auth",
            json!({}),
            json!({"allowed_projects": unset, "allowed_zones": unset, "allowed_service_account_emails": unset, "type": "gce"}),
        ),
        (
            "identity_kubernetes_auth",
            json!({"kubernetes_host": "https://k8s.example.com"}),
            json!({"allowed_namespaces": unset, "allowed_service_account_names": unset, "allowed_audience": "", "kubernetes_ca_certificate": "", "token_reviewer_mode": "api"}),
        ),
        (
            "identity_oidc_auth",
            json!({"oidc_discovery_url": "https://i.example.com", "bound_issuer": "i"}),
            json!({"bound_audiences": unset, "bound_claims": {}, "claim_metadata_mapping": {}, "oidc_ca_certificate": "", "bound_subject": ""}),
        ),
        (
            "identity_jwt_auth",
            json!({"configuration_type": "jwks", "jwks_url": "https://i.example.com"}),
            json!({"bound_audiences": [], "bound_claims": {}, "bound_issuer": "", "bound_subject": "", "public_keys": unset, "jwks_ca_cert": ""}),
        ),
        (
            "identity_tls_cert_auth",
            json!({"ca_certificate": certificate()}),
            json!({"allowed_common_names": null, "verify_client_certificate_chain": false}),
        ),
        ("identity_token_auth", json!({}), json!({})),
        (
            "identity_universal_auth",
            json!({}),
            json!({"client_secret_trusted_ips": everywhere}),
        ),
    ] {
        let mut config = given.clone();
        config["identity_id"] = json!(desk.identity("official").await);
        let made = desk.create(name, config.clone()).await;
        let mut official = config.clone();
        for (key, value) in oddities.as_object().unwrap() {
            official[key] = value.clone();
        }
        official["id"] = made.get("id").reveal();
        official["access_token_ttl"] = json!(2_592_000);
        official["access_token_max_ttl"] = json!(2_592_000);
        official["access_token_num_uses_limit"] = json!(0);
        official["access_token_trusted_ips"] = everywhere.clone();
        let official = desk.config(name, official);
        let read = desk.settled(name, &official, config).await;
        for (key, value) in oddities.as_object().unwrap() {
            assert_eq!(read.get(key).reveal(), *value, "{name} {key}");
        }
    }
}

fn certificate() -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["ca.example.com".into()]).unwrap();
    params.self_signed(&key).unwrap().pem()
}

#[tokio::test]
async fn an_attached_method_is_adopted_when_equal_and_explained_otherwise() {
    let desk = Desk::today().await;
    let identity = desk.identity("attached").await;
    let config = json!({"identity_id": identity, "access_token_ttl": 600, "access_token_max_ttl": 1200, "access_token_trusted_ips": [{"ip_address": "10.0.0.1/32"}]});
    let first = desk.create("identity_universal_auth", config.clone()).await;
    desk.writes();
    let second = desk.create("identity_universal_auth", config).await;
    assert_eq!(id(&second), id(&first));
    assert!(second.get("client_id").as_str().is_some());
    assert_eq!(desk.writes().len(), 1, "nothing but the refused attach");

    let other =
        json!({"identity_id": identity, "access_token_ttl": 601, "access_token_max_ttl": 1200});
    let (state, said) = desk
        .try_apply("identity_universal_auth", &Value::Null, other)
        .await;
    assert!(state.is_null());
    let text = texts(&said, Severity::Error).join("\n");
    assert!(
        text.contains("terraform import infisical_identity_universal_auth."),
        "{text}"
    );
    assert!(text.contains("access_token_ttl"), "{text}");
    assert_eq!(desk.writes().len(), 1, "the existing method stays as it is");

    // A secret cannot be compared.
    let host = json!({"identity_id": identity, "kubernetes_host": "https://k8s.example.com", "token_reviewer_jwt": "reviewer"});
    desk.create("identity_kubernetes_auth", host.clone()).await;
    let (_, said) = desk
        .try_apply("identity_kubernetes_auth", &Value::Null, host)
        .await;
    let text = texts(&said, Severity::Error).join("\n");
    assert!(text.contains("token_reviewer_jwt"), "{text}");
}

#[tokio::test]
async fn lifetimes_go_together_and_follow_a_lower_maximum() {
    let desk = Desk::today().await;
    let identity = desk.identity("ttl").await;
    let name = "identity_token_auth";
    let config = |max: i64| json!({"identity_id": identity, "access_token_max_ttl": max});
    let state = desk.create(name, config(7200)).await;
    assert_eq!(state.get("access_token_ttl").as_i64(), Some(7200));
    desk.writes();
    let state = desk.apply(name, &state, config(3600)).await;
    assert_eq!(
        desk.writes()[0].body,
        json!({"accessTokenTTL": 3600, "accessTokenMaxTTL": 3600})
    );
    let state = desk.apply(name, &state, config(0)).await;
    let wrong =
        json!({"identity_id": identity, "access_token_ttl": 100, "access_token_max_ttl": 99});
    let (_, said) = desk.try_apply(name, &state, wrong).await;
    assert!(texts(&said, Severity::Error)[0].contains("must not be greater"));

    let limitless = json!({"identity_id": identity, "access_token_max_ttl": 0});
    let (_, said) = desk
        .try_apply("identity_aws_auth", &Value::Null, limitless)
        .await;
    assert!(texts(&said, Severity::Error)[0].contains("at least 1"));
}

#[tokio::test]
async fn detaching_universal_auth_warns_and_a_revoked_secret_is_made_anew() {
    let desk = Desk::today().await;
    let identity = desk.identity("universal").await;
    let method = desk
        .create("identity_universal_auth", json!({"identity_id": identity}))
        .await;
    let secret = json!({"identity_id": identity, "description": "ci"});
    let state = desk
        .create("identity_universal_auth_client_secret", secret)
        .await;
    assert_eq!(state.get("client_id"), method.get("client_id"));
    assert!(
        state
            .get("client_secret")
            .as_str()
            .is_some_and(|s| s.len() > 20)
    );
    desk.destroy("identity_universal_auth_client_secret", &state)
        .await;

    let request = PlanRequest {
        prior: method.clone(),
        ..PlanRequest::default()
    };
    let plan = operations::plan(&*desk.resource("identity_universal_auth"), request).await;
    assert!(texts(&plan.diagnostics, Severity::Warning)[0].contains("client secret"));
}

#[tokio::test]
async fn lockouts_are_lifted() {
    let desk = Desk::today().await;
    let identity = desk.identity("locked").await;
    let method = json!({"identity_id": identity, "lockout_threshold": 1});
    desk.create("identity_universal_auth", method).await;
    desk.writes();
    let action =
        desk.provider.actions()["infisical_identity_universal_auth_clear_lockouts"].clone();
    let config = by_type(
        &action.schema().value_type(),
        &json!({"identity_id": identity}),
    );
    let (progress, _told) = tokio::sync::mpsc::unbounded_channel();
    let said = action.invoke(config, progress).await;
    assert!(!said.has_errors(), "{:?}", texts(&said, Severity::Error));
    assert_eq!(desk.writes()[0].operation_id, "clearUniversalAuthLockouts");
}

#[tokio::test]
async fn kubernetes_modes_exclude_each_other() {
    let desk = Desk::today().await;
    let identity = desk.identity("k8s").await;
    let name = "identity_kubernetes_auth";
    for wrong in [
        json!({"identity_id": identity}),
        json!({"identity_id": identity, "token_reviewer_mode": "gateway"}),
        json!({"identity_id": identity, "token_reviewer_mode": "gateway", "gateway_id": world::GATEWAY, "kubernetes_host": "https://k8s.example.com"}),
        json!({"identity_id": identity, "token_reviewer_mode": "gateway", "gateway_id": world::GATEWAY, "token_reviewer_jwt": "x"}),
    ] {
        let (_, said) = desk.try_apply(name, &Value::Null, wrong.clone()).await;
        assert_eq!(texts(&said, Severity::Error).len(), 1, "{wrong}");
    }
    let api = json!({"identity_id": identity, "kubernetes_host": "https://k8s.example.com", "token_reviewer_jwt": "x", "allowed_namespaces": ["a", "b"]});
    let state = desk.create(name, api).await;
    desk.writes();
    let gateway = json!({"identity_id": identity, "token_reviewer_mode": "gateway", "gateway_id": world::GATEWAY, "allowed_namespaces": ["a", "b"]});
    desk.apply(name, &state, gateway).await;
    assert_eq!(
        desk.writes()[0].body,
        json!({"tokenReviewMode": "gateway", "gatewayId": world::GATEWAY, "kubernetesHost": null, "tokenReviewerJwt": null})
    );
}

#[tokio::test]
async fn claims_keep_their_spacing() {
    let desk = Desk::today().await;
    let config = json!({
        "identity_id": desk.identity("oidc").await, "oidc_discovery_url": "https://issuer.example.com", "bound_issuer": "https://issuer.example.com",
        "bound_audiences": ["a", "b"], "bound_claims": {"ref": "refs/heads/main,refs/tags/*", "sub": "x, y"},
        "oidc_ca_certificate": "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n",
    });
    let state = desk.create("identity_oidc_auth", config.clone()).await;
    assert_eq!(state.get("bound_claims").reveal(), config["bound_claims"]);
    let mut fewer = config;
    fewer["bound_claims"] = Json::Null;
    desk.writes();
    desk.apply("identity_oidc_auth", &state, fewer).await;
    assert_eq!(desk.writes()[0].body, json!({"boundClaims": {}}));
}

#[tokio::test]
async fn identities_with_metadata_and_protection() {
    let desk = Desk::today().await;
    let base = json!({"name": "guarded", "org_id": SIM_ORGANIZATION, "role": "member"});
    let with = |more: Json| {
        let mut all = base.clone();
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        all
    };
    let guarded =
        with(json!({"has_delete_protection": true, "metadata": [{"key": "team", "value": "ops"}]}));
    let state = desk.create("identity", guarded).await;
    desk.writes();
    let state = desk
        .apply(
            "identity",
            &state,
            with(json!({"has_delete_protection": false})),
        )
        .await;
    // Without the name, servers do not switch the protection off.
    assert_eq!(
        desk.writes()[0].body,
        json!({"name": "guarded", "hasDeleteProtection": false, "metadata": []})
    );
    let by_name = desk
        .import("identity", &format!("{SIM_ORGANIZATION},guarded"))
        .await;
    assert_eq!(by_name.get("id"), state.get("id"));

    // Metadata that no configuration has given stays out of state, as with the official provider; an import finds it.
    let stray = with(json!({"metadata": [{"key": "a", "value": "b"}]}));
    let tagged = desk.create("identity", stray).await;
    let mut silent = tagged.clone();
    silent.set("metadata", Value::Null);
    assert!(
        desk.refresh("identity", &silent)
            .await
            .get("metadata")
            .is_null()
    );
    let imported = desk.import("identity", &id(&tagged)).await;
    assert_eq!(
        imported.get("metadata").reveal(),
        json!([{"key": "a", "value": "b"}])
    );

    let gone = desk.identity("gone").await;
    let state = desk.import("identity", &gone).await;
    desk.destroy("identity", &state).await;
}

#[tokio::test]
async fn roles_that_end() {
    let desk = Desk::today().await;
    let project = desk.project("roles-that-end").await;
    let role = json!({"project_id": project, "slug": "ops", "name": "Ops", "permissions_v2": [{"subject": "secrets", "action": ["read"]}]});
    let custom = desk.create("project_role", role).await;
    let identity = desk.identity("member").await;
    let config = |range: Json| {
        json!({"project_id": project, "identity_id": identity, "roles": [
            {"role_slug": "viewer"},
            {"role_slug": "ops", "is_temporary": true, "temporary_range": range, "temporary_access_start_time": "2030-01-01T02:00:00+02:00"},
            {"role_slug": "admin", "is_temporary": true},
        ]})
    };
    let name = "project_identity";
    let state = desk.create(name, config(json!("4h"))).await;
    let roles = state.get("roles").items().unwrap().to_vec();
    assert_eq!(roles[0].get("custom_role_id"), &Value::from(""));
    assert!(roles[0].get("temporary_range").is_null());
    assert_eq!(roles[1].get("custom_role_id"), custom.get("id"));
    assert_eq!(
        roles[1].get("temporary_access_end_time"),
        &Value::from("2030-01-01T04:00:00Z")
    );
    assert_eq!(roles[2].get("temporary_range"), &Value::from("1h"));
    assert!(
        roles[2]
            .get("temporary_access_start_time")
            .as_str()
            .is_some_and(|t| t.len() == 20)
    );

    // Another order is no change.
    let mut reordered = config(json!("4h"));
    reordered["roles"].as_array_mut().unwrap().reverse();
    desk.settled(name, &state, reordered).await;

    desk.writes();
    let changed = desk.apply(name, &state, config(json!("8h"))).await;
    let body = &desk.writes()[0].body;
    assert_eq!(
        body["roles"][0],
        json!({"role": "viewer", "isTemporary": false})
    );
    assert_eq!(
        body["roles"][1],
        json!({"role": "ops", "isTemporary": true, "temporaryMode": "relative", "temporaryRange": "8h", "temporaryAccessStartTime": "2030-01-01T00:00:00Z"})
    );
    // The start of an untouched role stays.
    assert_eq!(
        changed.get("roles").items().unwrap()[2].get("temporary_access_start_time"),
        roles[2].get("temporary_access_start_time")
    );
    let permanent =
        json!({"project_id": project, "identity_id": identity, "roles": [{"role_slug": "ops"}]});
    let state = desk.apply(name, &changed, permanent).await;
    assert!(
        state.get("roles").items().unwrap()[0]
            .get("temporary_mode")
            .is_null()
    );

    let membership = state.get("membership_id").as_str().unwrap().to_owned();
    let imported = desk.import(name, &membership).await;
    assert_eq!(
        imported.get("identity_id").as_str(),
        Some(identity.as_str())
    );
    assert_eq!(imported.get("project_id").as_str(), Some(project.as_str()));

    for wrong in [
        json!([{"role_slug": "admin"}, {"role_slug": "admin"}]),
        json!([{"role_slug": "admin", "is_temporary": true}]),
        json!([{"role_slug": "admin", "temporary_range": "1h"}]),
        json!([]),
    ] {
        let config = json!({"project_id": project, "identity_id": identity, "roles": wrong});
        let (_, said) = desk.try_apply(name, &Value::Null, config).await;
        assert_eq!(texts(&said, Severity::Error).len(), 1, "{wrong}");
    }
}

#[tokio::test]
async fn an_existing_membership_is_adopted_when_allowed() {
    let desk = Desk::today().await;
    // Its creator is an admin of the project already.
    let project = desk.project("adopted").await;
    let config = |adopt: bool| json!({"project_id": project, "identity_id": world::ADMIN_IDENTITY, "adopt_existing": adopt, "roles": [{"role_slug": "admin"}, {"role_slug": "viewer"}]});
    let (state, said) = desk
        .try_apply("project_identity", &Value::Null, config(false))
        .await;
    assert!(state.is_null());
    let text = texts(&said, Severity::Error).join("\n");
    assert!(text.contains("adopt_existing = true"), "{text}");
    assert!(
        text.contains("terraform import infisical_project_identity."),
        "{text}"
    );

    let (state, said) = desk
        .try_apply("project_identity", &Value::Null, config(true))
        .await;
    assert_eq!(texts(&said, Severity::Error), Vec::<String>::new());
    let warning = texts(&said, Severity::Warning).join("\n");
    assert!(warning.contains("\"role_slug\":\"admin\""), "{warning}");
    let state = desk.settled("project_identity", &state, config(true)).await;
    assert_eq!(state.get("roles").items().unwrap().len(), 2);
}

#[tokio::test]
async fn users_and_groups_in_projects() {
    let desk = Desk::today().await;
    let project = desk.project("people").await;
    let config =
        |roles: Json| json!({"project_id": project, "username": "new@example.com", "roles": roles});
    let state = desk
        .create("project_user", config(json!([{"role_slug": "viewer"}])))
        .await;
    let state = desk
        .apply(
            "project_user",
            &state,
            config(json!([{"role_slug": "viewer"}, {"role_slug": "admin", "is_temporary": true}])),
        )
        .await;
    let user = state.get("user_id").as_str().unwrap().to_owned();
    let imported = desk
        .import("project_user", &format!("{project},{user}"))
        .await;
    assert_eq!(imported.get("username").as_str(), Some("new@example.com"));
    // One who is a member already is given these roles.
    let admin = config(json!([{"role_slug": "admin"}]));
    let again = desk.create("project_user", admin).await;
    assert_eq!(again.get("membership_id"), state.get("membership_id"));
    let upper = json!({"project_id": project, "username": "New@example.com", "roles": [{"role_slug": "viewer"}]});
    assert!(
        desk.try_apply("project_user", &Value::Null, upper)
            .await
            .1
            .has_errors()
    );

    let group = desk
        .create(
            "group",
            json!({"name": "Platform", "slug": "platform", "role": "member"}),
        )
        .await;
    let by_name = |range: Json| {
        json!({"project_id": project, "group_name": "Platform", "roles": [
            {"role_slug": "viewer"}, {"role_slug": "admin", "is_temporary": true, "temporary_range": range, "temporary_access_start_time": "2030-01-01T00:00:00Z"},
        ]})
    };
    let member = desk.create("project_group", by_name(Json::Null)).await;
    assert_eq!(member.get("group_id"), group.get("id"));
    let member = desk
        .apply("project_group", &member, by_name(json!("2h")))
        .await;
    // A membership imported by the group's slug fits a configuration by name, too.
    let imported = desk
        .import("project_group", &format!("{project},platform"))
        .await;
    let plan = desk
        .plan(
            "project_group",
            &imported,
            &desk.config("project_group", by_name(json!("2h"))),
        )
        .await;
    assert!(plan.replace.is_empty());
    for wrong in [
        json!([{"role_slug": "viewer", "is_temporary": true, "temporary_access_start_time": "2030-01-01T00:00:00Z"}]),
        json!([{"role_slug": "viewer"}, {"role_slug": "admin", "is_temporary": true}]),
        json!([{"role_slug": "viewer", "temporary_range": "1h"}]),
    ] {
        let config = json!({"project_id": project, "group_name": "Platform", "roles": wrong});
        assert!(
            desk.try_apply("project_group", &member, config)
                .await
                .1
                .has_errors(),
            "{wrong}"
        );
    }
    desk.destroy("project_group", &member).await;
}

#[tokio::test]
async fn members_of_a_group_beyond_the_first_page() {
    let desk = Desk::today().await;
    let group = id(&desk
        .create(
            "group",
            json!({"name": "Many", "slug": "many-members", "role": "member"}),
        )
        .await);
    let mut states = Vec::new();
    for n in 0..120 {
        let identity = desk.identity(&format!("member-{n}")).await;
        let config = json!({"group_id": group, "identity_id": identity});
        let (state, said) = desk
            .try_apply("group_machine_identity", &Value::Null, config)
            .await;
        assert_eq!(texts(&said, Severity::Error), Vec::<String>::new());
        states.push(state);
    }
    desk.simulator.reset_log();
    for state in &states {
        assert!(
            !desk
                .refresh("group_machine_identity", state)
                .await
                .is_null()
        );
    }
    let asked = desk.simulator.request_count();
    assert!(asked < 10, "120 refreshes took {asked} requests");
    desk.destroy("group_machine_identity", &states[119]).await;
}

#[tokio::test]
async fn project_roles_of_both_generations() {
    let desk = Desk::today().await;
    let project = desk.project("generations").await;
    let today = json!({"project_slug": "generations", "slug": "today", "name": "Today", "permissions_v2": [
        {"subject": "secrets", "action": ["read", "edit"], "conditions": "{ \"environment\": { \"$eq\": \"dev\" } }"},
        {"subject": "secret-folders", "action": ["read"], "inverted": true},
        {"subject": "secret-imports", "action": ["read"], "conditions": "{}"},
    ]});
    let state = desk.create("project_role", today.clone()).await;
    assert!(state.get("project_id").is_null());
    assert_eq!(
        state.get("permissions_v2").items().unwrap()[0]
            .get("conditions")
            .reveal(),
        today["permissions_v2"][0]["conditions"]
    );
    let mut renamed = today.clone();
    renamed["slug"] = json!("today-2");
    renamed["description"] = json!("about today");
    desk.writes();
    let state = desk.apply("project_role", &state, renamed).await;
    assert_eq!(
        desk.writes()[0].body,
        json!({"slug": "today-2", "description": "about today"})
    );
    let imported = desk.import("project_role", "generations/today-2").await;
    assert_eq!(imported.get("project_slug").as_str(), Some("generations"));
    assert!(imported.get("project_id").is_null());
    let imported = desk.import("project_role", &id(&state)).await;
    assert_eq!(imported.get("project_id").as_str(), Some(project.as_str()));
    desk.destroy("project_role", &state).await;

    let first = |action: &str| {
        json!({"project_id": project, "slug": "first", "name": "First", "permissions": [
            {"subject": "secrets", "action": action, "conditions": {"environment": "dev", "secret_path": "/app/**"}},
            {"subject": "environments", "action": "read"},
        ]})
    };
    let state = desk.create("project_role", first("read")).await;
    desk.writes();
    let state = desk.apply("project_role", &state, first("edit")).await;
    let write = &desk.writes()[0];
    assert_eq!(
        write.route,
        "/api/v1/workspace/{projectSlug}/roles/{roleId}"
    );
    assert_eq!(
        write.body["permissions"][0],
        json!({"subject": "secrets", "action": "edit", "conditions": {"environment": "dev", "secretPath": {"$glob": "/app/**"}}})
    );
    let now_today = json!({"project_id": project, "slug": "first", "name": "First", "permissions_v2": [{"subject": "secrets", "action": ["read"]}]});
    let state = desk.apply("project_role", &state, now_today).await;
    assert!(state.get("permissions").is_null());
    let reserved = json!({"project_id": project, "slug": "admin", "name": "x", "permissions_v2": [{"subject": "secrets", "action": ["read"]}]});
    let (_, said) = desk.try_apply("project_role", &Value::Null, reserved).await;
    assert!(texts(&said, Severity::Error)[0].contains("reserved"));
}

#[tokio::test]
async fn privileges_of_both_versions() {
    let desk = Desk::today().await;
    let project = desk.project("privileges").await;
    let identity = desk.identity("privileged").await;
    desk.create(
        "project_identity",
        json!({"project_id": project, "identity_id": identity, "roles": [{"role_slug": "viewer"}]}),
    )
    .await;
    let name = "project_identity_specific_privilege";
    let base = json!({"project_slug": "privileges", "identity_id": identity});
    let with = |more: Json| {
        let mut all = base.clone();
        for (key, value) in more.as_object().unwrap() {
            all[key] = value.clone();
        }
        all
    };
    let v2 = json!([{"subject": "secrets", "action": ["read"], "conditions": "{\"environment\":{\"$eq\":\"dev\"}}"}]);
    let state = desk.create(name, with(json!({"permissions_v2": v2}))).await;
    assert_eq!(state.get("temporary_range"), &Value::from(""));
    assert!(state.get("slug").as_str().is_some_and(|s| !s.is_empty()));
    let state = desk
        .apply(
            name,
            &state,
            with(json!({"permissions_v2": v2, "is_temporary": true, "temporary_range": "3h"})),
        )
        .await;
    assert!(
        state
            .get("temporary_access_end_time")
            .as_str()
            .is_some_and(|t| t.len() == 20)
    );
    // Turned off again: what was temporary is empty text, as the official provider has it.
    let state = desk
        .apply(name, &state, with(json!({"permissions_v2": v2})))
        .await;
    assert_eq!(state.get("temporary_access_end_time"), &Value::from(""));
    desk.destroy(name, &state).await;

    let rule = |actions: Json| json!({"actions": actions, "subject": "secrets", "conditions": {"environment": "dev", "secret_path": "/**"}});
    let state = desk
        .create(
            name,
            with(json!({"slug": "v1", "permission": rule(json!(["read", "edit"]))})),
        )
        .await;
    desk.settled(
        name,
        &state,
        with(json!({"slug": "v1", "permission": rule(json!(["edit", "read"]))})),
    )
    .await;
    desk.writes();
    let state = desk
        .apply(
            name,
            &state,
            with(json!({"slug": "v1", "permission": rule(json!(["read", "delete"]))})),
        )
        .await;
    let write = &desk.writes()[0];
    assert_eq!(write.operation_id, "updateIdentityPrivilegeV1");
    assert_eq!(
        write.body,
        json!({"privilegeSlug": "v1", "identityId": identity, "projectSlug": "privileges", "privilegeDetails": {
            "isTemporary": false, "privilegePermission": {"actions": ["read", "delete"], "subject": "secrets", "conditions": {"environment": "dev", "secretPath": {"$glob": "/**"}}},
        }})
    );
    let state = desk.apply(name, &state, with(json!({"slug": "renamed", "permission": rule(json!(["read"])), "is_temporary": true}))).await;
    assert_eq!(state.get("temporary_range"), &Value::from("1h"));
    let imported = desk
        .import(name, &format!("privileges,{identity},renamed"))
        .await;
    assert_eq!(imported.get("id"), state.get("id"));
    assert_eq!(imported.get("project_slug").as_str(), Some("privileges"));
    let wrong = with(json!({"permissions_v2": v2, "temporary_range": "1h"}));
    assert!(
        desk.try_apply(name, &Value::Null, wrong)
            .await
            .1
            .has_errors()
    );
}

#[tokio::test]
async fn scim_mappings_name_custom_roles_by_slug() {
    let desk = Desk::today().await;
    let role = json!({"slug": "auditor", "name": "Auditor", "permissions": [{"subject": "member", "action": ["read"]}]});
    desk.create("org_role", role).await;
    let config = json!({"mappings": [{"group_name": "Auditors", "role_slug": "auditor"}, {"group_name": "Staff", "role_slug": "member"}]});
    let state = desk.create("scim_group_org_role_mapping", config).await;
    let fewer = json!({"mappings": [{"group_name": "Staff", "role_slug": "no-access"}]});
    let state = desk
        .apply("scim_group_org_role_mapping", &state, fewer)
        .await;
    let imported = desk
        .import("scim_group_org_role_mapping", "group-org-role-mappings")
        .await;
    assert_eq!(imported.reveal(), state.reveal());
    let twice = json!({"mappings": [{"group_name": "Staff", "role_slug": "member"}, {"group_name": "Staff ", "role_slug": "admin"}]});
    let (_, said) = desk
        .try_apply("scim_group_org_role_mapping", &Value::Null, twice)
        .await;
    assert!(texts(&said, Severity::Error)[0].contains("twice"));
}

#[tokio::test]
async fn data_sources_tell_what_there_is() {
    let desk = Desk::today().await;
    let details = desk.data("identity_details", json!({})).await.unwrap();
    assert_eq!(details["organization"]["id"], SIM_ORGANIZATION);
    let slug = details["organization"]["slug"].clone();
    assert_eq!(
        desk.data("organization", json!({"slug": slug}))
            .await
            .unwrap()["id"],
        SIM_ORGANIZATION
    );
    let sub = desk
        .create("sub_organization", json!({"name": "Below"}))
        .await;
    assert_eq!(
        desk.data("organization", json!({"slug": "below"}))
            .await
            .unwrap()["id"],
        sub.get("id").reveal()
    );
    assert!(
        desk.data("organization", json!({"slug": "nowhere"}))
            .await
            .is_err()
    );

    let gateway = desk
        .data("gateway", json!({"name": "simulator-gateway"}))
        .await
        .unwrap();
    assert_eq!(gateway["id"], world::GATEWAY);
    assert!(
        desk.data("gateway", json!({"name": "nowhere"}))
            .await
            .is_err()
    );
    assert_eq!(
        desk.data("gateways", json!({})).await.unwrap()["gateways"][0]["name"],
        "simulator-gateway"
    );

    let identity = desk.identity("told").await;
    let told = desk
        .data("identity", json!({"id": identity}))
        .await
        .unwrap();
    assert_eq!(
        (
            &told["name"],
            &told["role"],
            &told["auth_modes"],
            &told["metadata"]
        ),
        (&json!("told"), &json!("no-access"), &json!([]), &json!([]))
    );
    assert!(
        desk.data(
            "identity",
            json!({"id": "0a000000-0000-4000-8000-0000000000ff"})
        )
        .await
        .is_err()
    );
    let all = desk
        .data("identities", json!({"org_id": SIM_ORGANIZATION}))
        .await
        .unwrap();
    assert!(all["identities"].as_array().unwrap().len() > 1);
    let one = desk
        .data(
            "identities",
            json!({"org_id": SIM_ORGANIZATION, "name": "told"}),
        )
        .await
        .unwrap();
    assert_eq!(one["identities"][0]["id"], json!(identity));
    assert_eq!(one["identities"].as_array().unwrap().len(), 1);

    let group = desk
        .create(
            "group",
            json!({"name": "Told", "slug": "told-group", "role": "member"}),
        )
        .await;
    let groups = desk.data("groups", json!({})).await.unwrap();
    assert_eq!(
        groups["groups"][0],
        json!({"id": group.get("id").reveal(), "name": "Told", "slug": "told-group", "org_id": SIM_ORGANIZATION, "role": "member", "role_id": ""})
    );

    let project = desk.project("told-project").await;
    let missing = desk
        .data(
            "project_identity",
            json!({"project_id": project, "identity_id": identity}),
        )
        .await
        .unwrap();
    assert_eq!(
        (&missing["membership_id"], &missing["roles"]),
        (&Json::Null, &Json::Null)
    );
    let member = json!({"project_id": project, "identity_id": identity, "roles": [{"role_slug": "viewer"}, {"role_slug": "admin"}]});
    desk.create("project_identity", member).await;
    let found = desk
        .data(
            "project_identity",
            json!({"project_id": project, "identity_id": identity}),
        )
        .await
        .unwrap();
    assert_eq!(
        (
            &found["roles"][0]["role_slug"],
            &found["roles"][0]["custom_role_id"]
        ),
        (&json!("admin"), &Json::Null)
    );
    let user = desk.create("project_user", json!({"project_id": project, "username": "told@example.com", "roles": [{"role_slug": "viewer"}]})).await;
    let found = desk
        .data(
            "project_user",
            json!({"project_id": project, "user_id": user.get("user_id").reveal()}),
        )
        .await
        .unwrap();
    assert_eq!(
        (&found["username"], &found["user"]["first_name"]),
        (&json!("told@example.com"), &json!(""))
    );
    assert_eq!(
        desk.data(
            "project_user",
            json!({"project_id": project, "user_id": world::ADMIN_USER})
        )
        .await
        .unwrap()["username"],
        Json::Null
    );
    let role = desk
        .data(
            "project_role",
            json!({"project_id": project, "slug": "admin"}),
        )
        .await
        .unwrap();
    assert_eq!(role["permissions"][0]["subject"], "secrets");
    assert_eq!(
        desk.data(
            "project_role",
            json!({"project_id": project, "slug": "nowhere"})
        )
        .await
        .unwrap()["id"],
        Json::Null
    );
}

/// Servers between the ages know the older routes only; updates then use those of the deprecated seeds.
#[tokio::test]
async fn older_routes_are_used_where_the_newer_are_missing() {
    let desk = Desk::today().await;
    let project = desk.project("older").await;
    let group = id(&desk
        .create(
            "group",
            json!({"name": "Older", "slug": "older-group", "role": "member"}),
        )
        .await);
    let missing = ["/api/v1/projects/"].map(str::to_owned).to_vec();
    desk.simulator.set_faults(Faults {
        missing,
        ..Faults::default()
    });
    let identity = desk.identity("older").await;
    for (name, config, change, route) in [
        (
            "project_group",
            json!({"project_id": project, "group_id": group, "roles": [{"role_slug": "viewer"}]}),
            json!([{"role_slug": "admin"}]),
            "/api/v2/workspace/{projectId}/groups/{groupId}",
        ),
        (
            "project_identity",
            json!({"project_id": project, "identity_id": identity, "roles": [{"role_slug": "viewer"}]}),
            json!([{"role_slug": "admin"}]),
            "/api/v2/workspace/{projectId}/identity-memberships/{identityId}",
        ),
        (
            "project_user",
            json!({"project_id": project, "username": "older@example.com", "roles": [{"role_slug": "viewer"}]}),
            json!([{"role_slug": "admin"}]),
            "/api/v1/workspace/{projectId}/memberships/{membershipId}",
        ),
    ] {
        let state = desk.create(name, config.clone()).await;
        let mut changed = config;
        changed["roles"] = change;
        desk.writes();
        let state = desk.apply(name, &state, changed).await;
        let patch = desk
            .writes()
            .into_iter()
            .find(|r| r.method == "PATCH" && r.status == 200);
        assert_eq!(patch.expect("a PATCH").route, route);
        desk.destroy(name, &state).await;
    }
    let role = |name: &str| json!({"project_id": project, "slug": "older", "name": name, "permissions_v2": [{"subject": "secrets", "action": ["read"]}]});
    let state = desk.create("project_role", role("Older")).await;
    desk.writes();
    let state = desk.apply("project_role", &state, role("Oldest")).await;
    let patch = desk
        .writes()
        .into_iter()
        .find(|r| r.method == "PATCH" && r.status == 200);
    assert_eq!(
        patch.expect("a PATCH").route,
        "/api/v2/workspace/{projectId}/roles/{roleId}"
    );
    desk.destroy("project_role", &state).await;
}

#[tokio::test]
async fn a_server_of_2024() {
    let config = SimulatorConfig {
        server_version: ServerVersion::Of2024,
        licensed: false,
        seed_demo: true,
        ..SimulatorConfig::default()
    };
    let desk = Desk::open(config).await;
    let identity = desk.identity("old").await;
    let project = world::DEMO_PROJECT;
    let method = desk
        .create(
            "identity_universal_auth",
            json!({"identity_id": identity, "access_token_ttl": 600, "access_token_max_ttl": 1200}),
        )
        .await;
    let secret = desk
        .create(
            "identity_universal_auth_client_secret",
            json!({"identity_id": identity, "ttl": 60}),
        )
        .await;
    desk.destroy("identity_universal_auth_client_secret", &secret)
        .await;
    let method = desk
        .apply(
            "identity_universal_auth",
            &method,
            json!({"identity_id": identity, "access_token_ttl": 600, "access_token_max_ttl": 900}),
        )
        .await;
    desk.destroy("identity_universal_auth", &method).await;
    let tokens = desk
        .create("identity_token_auth", json!({"identity_id": identity}))
        .await;
    let token = desk
        .create(
            "identity_token_auth_token",
            json!({"identity_id": identity, "name": "ci"}),
        )
        .await;
    assert!(token.get("ttl").as_i64().is_some());
    desk.destroy("identity_token_auth_token", &token).await;
    desk.destroy("identity_token_auth", &tokens).await;
    let member =
        json!({"project_id": project, "identity_id": identity, "roles": [{"role_slug": "viewer"}]});
    let member = desk.create("project_identity", member).await;
    let changed =
        json!({"project_id": project, "identity_id": identity, "roles": [{"role_slug": "admin"}]});
    let member = desk.apply("project_identity", &member, changed).await;
    let rule = |actions: Json| json!({"project_slug": "demo", "identity_id": identity, "slug": "extra", "permission": {"actions": actions, "subject": "secrets", "conditions": {"environment": "dev"}}});
    let name = "project_identity_specific_privilege";
    let privilege = desk.create(name, rule(json!(["read"]))).await;
    let privilege = desk
        .apply(name, &privilege, rule(json!(["read", "edit"])))
        .await;
    desk.destroy(name, &privilege).await;
    desk.destroy("project_identity", &member).await;
    let role = |action: &str| json!({"project_slug": "demo", "slug": "old-role", "name": "Old", "permissions": [{"subject": "secrets", "action": action}]});
    let state = desk.create("project_role", role("read")).await;
    let state = desk.apply("project_role", &state, role("edit")).await;
    desk.destroy("project_role", &state).await;
}

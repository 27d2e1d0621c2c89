//! What the generated lifecycle cannot tell of the certificate manager: issuing that takes time, fails, is cut off and goes on;
//! renewal; chains of authorities; requests of keys elsewhere; look-ups, bundles and actions.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::codec::from_json;
use terraform_provider_infisical::framework::operations::{self, PlanRequest};
use terraform_provider_infisical::framework::plan::Plan;
use terraform_provider_infisical::framework::traits::{
    ApplyRequest, ConfigureRequest, Provider, Resource, State, StateResponse,
};
use terraform_provider_infisical::framework::{Diagnostics, Schema, Severity, Value};
use terraform_provider_infisical::provider::InfisicalProvider;
use terraform_provider_infisical::simulator::{
    self, SIM_CLIENT_ID, SIM_CLIENT_SECRET, Simulator, SimulatorConfig,
};

const CERTIFICATES: &str = "/api/v1/cert-manager/certificates";

struct World {
    provider: Arc<InfisicalProvider>,
    simulator: Simulator,
}

/// JSON as a configuration or state of the schema.
fn value(schema: &Schema, json: &Json) -> Value {
    from_json(json, &schema.value_type(), true).expect("it fits the schema")
}

impl World {
    /// A provider on a simulator whose external authorities take this long.
    async fn start(job_time: Duration) -> World {
        let config = SimulatorConfig {
            job_time,
            ..SimulatorConfig::default()
        };
        let simulator = simulator::start(config)
            .await
            .expect("the simulator starts");
        let provider = configured(&simulator).await;
        World {
            provider,
            simulator,
        }
    }

    fn resource(&self, name: &str) -> Arc<dyn Resource> {
        self.provider.resources()[&format!("infisical_{name}")].clone()
    }

    async fn plan(&self, name: &str, prior: &Value, config: &Json) -> Plan {
        let resource = self.resource(name);
        let config = value(resource.schema(), config);
        let problems = operations::validate(&*resource, &config).await;
        assert!(!problems.has_errors(), "{problems:?}");
        let request = PlanRequest {
            prior: prior.clone(),
            proposed: config.clone(),
            config,
            ..PlanRequest::default()
        };
        operations::plan(&*resource, request).await
    }

    async fn try_apply(&self, name: &str, prior: &Value, config: &Json) -> StateResponse {
        let plan = self.plan(name, prior, config).await;
        assert!(!plan.diagnostics.has_errors(), "{:?}", plan.diagnostics);
        let resource = self.resource(name);
        let request = ApplyRequest {
            prior: prior.clone(),
            planned: plan.planned,
            config: value(resource.schema(), config),
            ..ApplyRequest::default()
        };
        operations::apply(&*resource, request).await
    }

    async fn apply(&self, name: &str, prior: &Value, config: &Json) -> Value {
        let response = self.try_apply(name, prior, config).await;
        assert!(
            !response.diagnostics.has_errors(),
            "{:?}",
            response.diagnostics
        );
        response.state.value
    }

    async fn create(&self, name: &str, config: &Json) -> Value {
        self.apply(name, &Value::Null, config).await
    }

    async fn destroy(&self, name: &str, prior: &Value) {
        let request = ApplyRequest {
            prior: prior.clone(),
            ..ApplyRequest::default()
        };
        let response = operations::apply(&*self.resource(name), request).await;
        assert!(
            !response.diagnostics.has_errors(),
            "{:?}",
            response.diagnostics
        );
    }

    async fn read(&self, name: &str, state: &Value) -> Value {
        let state = State {
            value: state.clone(),
            ..State::default()
        };
        let response = operations::read(&*self.resource(name), state).await;
        assert!(
            !response.diagnostics.has_errors(),
            "{:?}",
            response.diagnostics
        );
        response.state.value
    }

    async fn data(&self, name: &str, config: &Json) -> Value {
        let source = self.provider.data_sources()[&format!("infisical_{name}")].clone();
        let config = value(source.schema(), config);
        source.read(config).await.expect("the data source reads").0
    }

    /// A profile whose certificates come from an authority of the kind.
    async fn profile(&self, ca: &str) -> String {
        let policy = self
            .create(
                "cert_manager_certificate_policy",
                &json!({"name": format!("policy-{}", &ca[..8])}),
            )
            .await;
        let config = json!({"name": format!("profile-{}", &ca[..8]), "ca_id": ca, "certificate_policy_id": text(&policy, "id")});
        text(
            &self
                .create("cert_manager_certificate_profile", &config)
                .await,
            "id",
        )
    }

    async fn root(&self, name: &str) -> Value {
        let config = json!({"name": name, "type": "root", "common_name": name, "key_algorithm": "EC_prime256v1"});
        self.create("cert_manager_internal_ca", &config).await
    }

    /// A profile of an authority that takes its time.
    async fn slow_profile(&self) -> String {
        let credentials =
            json!({"adcs_url": "https://ca.example.com", "username": "u", "password": "p"});
        let connection = self
            .create(
                "app_connection_azure_adcs",
                &json!({"name": "slow", "credentials": credentials}),
            )
            .await;
        let config = json!({"name": "slow", "azure_adcs_connection_id": text(&connection, "id")});
        let ca = self.create("cert_manager_external_ca_adcs", &config).await;
        self.profile(&text(&ca, "id")).await
    }

    /// How many certificates were asked for.
    fn orders(&self) -> usize {
        let all = self.simulator.requests();
        all.iter()
            .filter(|r| r.method == "POST" && r.path == CERTIFICATES)
            .count()
    }
}

async fn configured(simulator: &Simulator) -> Arc<InfisicalProvider> {
    let provider = InfisicalProvider::new();
    let config = Value::object([
        ("host", Value::from(simulator.url())),
        ("client_id", Value::from(SIM_CLIENT_ID)),
        ("client_secret", Value::from(SIM_CLIENT_SECRET)),
    ]);
    let request = ConfigureRequest {
        config,
        terraform_version: "1.11.4".into(),
        deferral_allowed: false,
    };
    assert!(!provider.configure(request).await.diagnostics.has_errors());
    provider
}

fn text(value: &Value, name: &str) -> String {
    value
        .at(name)
        .as_str()
        .unwrap_or_else(|| panic!("{name} is not told: {:?}", value.at(name)))
        .to_owned()
}

fn told(diagnostics: &Diagnostics, severity: Severity) -> String {
    let all = diagnostics.0.iter().filter(|d| d.severity == severity);
    all.map(|d| format!("{}: {}\n", d.summary, d.detail))
        .collect()
}

/// A request for a key that nobody else knows.
fn request(name: &str) -> String {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    params.serialize_request(&key).unwrap().pem().unwrap()
}

#[tokio::test]
async fn issuing_is_waited_for() {
    let world = World::start(Duration::from_millis(900)).await;
    let config = json!({"profile_id": world.slow_profile().await, "common_name": "a.example.com"});
    let state = world.create("cert_manager_certificate", &config).await;
    assert_eq!(text(&state, "status"), "active");
    assert!(text(&state, "certificate").starts_with("-----BEGIN CERTIFICATE"));
    assert!(text(&state, "private_key").contains("PRIVATE KEY"));
    assert_eq!(text(&state, "ttl"), "90d");
    let read = world.read("cert_manager_certificate", &state).await;
    assert_eq!(
        world
            .plan("cert_manager_certificate", &read, &config)
            .await
            .planned,
        read
    );
    assert_eq!(world.orders(), 1);
}

#[tokio::test]
async fn a_create_that_ran_out_of_time_goes_on_with_its_request() {
    let world = World::start(Duration::from_millis(1500)).await;
    let config = json!({"profile_id": world.slow_profile().await, "common_name": "b.example.com", "timeouts": {"create": "1s"}});
    let cut = world
        .try_apply("cert_manager_certificate", &Value::Null, &config)
        .await;
    let error = told(&cut.diagnostics, Severity::Error);
    assert!(
        error.contains("Not finished after") && error.contains("timeouts.create"),
        "{error}"
    );
    let state = cut.state.value;
    assert!(state.get("id").is_null());
    assert_eq!(text(&state, "status"), "pending");
    let request = text(&state, "certificate_request_id");

    // Terraform replaces what failed: it is refreshed (issued by now), destroyed, and made again.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let state = world.read("cert_manager_certificate", &state).await;
    assert_eq!(text(&state, "certificate_request_id"), request);
    assert_eq!(text(&state, "status"), "issued");
    world.destroy("cert_manager_certificate", &state).await;
    let state = world.create("cert_manager_certificate", &config).await;
    assert_eq!(text(&state, "certificate_request_id"), request);
    assert!(text(&state, "certificate").starts_with("-----BEGIN CERTIFICATE"));
    assert_eq!(world.orders(), 1, "issued once");

    // The next one with the same wishes is another one.
    world
        .create(
            "cert_manager_certificate",
            &json!({"profile_id": text(&state, "profile_id"), "common_name": "b.example.com"}),
        )
        .await;
    assert_eq!(world.orders(), 2);
}

#[tokio::test]
async fn an_untainted_create_is_finished_by_an_update() {
    let world = World::start(Duration::from_millis(1500)).await;
    let config = json!({"profile_id": world.slow_profile().await, "common_name": "c.example.com", "timeout_seconds": 1});
    let cut = world
        .try_apply("cert_manager_certificate", &Value::Null, &config)
        .await;
    assert!(cut.diagnostics.has_errors());
    let more = json!({"profile_id": config["profile_id"], "common_name": "c.example.com", "timeout_seconds": 60});
    let plan = world
        .plan("cert_manager_certificate", &cut.state.value, &more)
        .await;
    assert!(plan.replace.is_empty() && plan.planned.get("id").is_unknown());
    let state = world
        .apply("cert_manager_certificate", &cut.state.value, &more)
        .await;
    assert!(text(&state, "certificate").starts_with("-----BEGIN CERTIFICATE"));
    assert_eq!(text(&state, "status"), "active");
    assert_eq!(world.orders(), 1);
}

#[tokio::test]
async fn ctrl_c_ends_the_wait_and_keeps_the_request() {
    let world = World::start(Duration::from_millis(2500)).await;
    let config = json!({"profile_id": world.slow_profile().await, "common_name": "d.example.com"});
    let stop = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        world.provider.stop().await;
    };
    let started = std::time::Instant::now();
    let (cut, ()) = tokio::join!(
        world.try_apply("cert_manager_certificate", &Value::Null, &config),
        stop
    );
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "it does not wait on"
    );
    assert!(
        told(&cut.diagnostics, Severity::Error).contains("Stopped while waiting"),
        "{:?}",
        cut.diagnostics
    );
    let request = text(&cut.state.value, "certificate_request_id");

    // The next run is another process.
    let next = World {
        provider: configured(&world.simulator).await,
        simulator: world.simulator,
    };
    let state = next
        .read("cert_manager_certificate", &cut.state.value)
        .await;
    next.destroy("cert_manager_certificate", &state).await;
    let state = next.create("cert_manager_certificate", &config).await;
    assert_eq!(text(&state, "certificate_request_id"), request);
    assert_eq!(next.orders(), 1);
}

#[tokio::test]
async fn a_refused_request_says_why_and_is_made_anew() {
    let world = World::start(Duration::from_millis(1)).await;
    let config = json!({"profile_id": world.slow_profile().await, "common_name": "nobody.invalid"});
    let failed = world
        .try_apply("cert_manager_certificate", &Value::Null, &config)
        .await;
    let error = told(&failed.diagnostics, Severity::Error);
    assert!(
        error.contains("failed") && error.contains("The authority refused the order"),
        "{error}"
    );
    let state = world
        .read("cert_manager_certificate", &failed.state.value)
        .await;
    assert_eq!(text(&state, "status"), "failed");
    let plan = world
        .plan("cert_manager_certificate", &state, &config)
        .await;
    assert_eq!(plan.replace.len(), 1);
    world.destroy("cert_manager_certificate", &state).await;
    let again = world
        .try_apply("cert_manager_certificate", &Value::Null, &config)
        .await;
    assert_ne!(
        text(&again.state.value, "certificate_request_id"),
        text(&state, "certificate_request_id")
    );
    assert_eq!(world.orders(), 2);
}

#[tokio::test]
async fn the_renewal_window_plans_a_replacement() {
    let world = World::start(Duration::from_millis(1)).await;
    let root = world.root("renewal").await;
    let profile = world.profile(&text(&root, "id")).await;
    let config = |before: &str| json!({"profile_id": profile, "common_name": "e.example.com", "ttl": "10d", "renew_before": before});
    let state = world
        .create("cert_manager_certificate", &config("1d"))
        .await;
    for (before, replaced) in [("1d", false), ("239h", false), ("9d", false)] {
        let plan = world
            .plan("cert_manager_certificate", &state, &config(before))
            .await;
        assert_eq!(!plan.replace.is_empty(), replaced, "{before}");
    }
    // The same certificate near its end.
    let mut old = state.clone();
    let ago = |days: i64| {
        let at = time::OffsetDateTime::now_utc() + time::Duration::days(days);
        Value::string(
            at.format(&time::format_description::well_known::Rfc3339)
                .unwrap(),
        )
    };
    old.set("not_before", ago(-8));
    old.set("not_after", ago(2));
    let plan = world
        .plan("cert_manager_certificate", &old, &config("3d"))
        .await;
    assert_eq!(plan.replace[0].to_string(), "serial_number");
    assert!(plan.planned.get("serial_number").is_unknown());
    assert!(
        world
            .plan("cert_manager_certificate", &old, &config("1d"))
            .await
            .replace
            .is_empty()
    );
    // It would be replaced by every plan: not at all, with a warning.
    let plan = world
        .plan("cert_manager_certificate", &old, &config("30d"))
        .await;
    assert!(plan.replace.is_empty());
    assert!(told(&plan.diagnostics, Severity::Warning).contains("lives too short"));
}

#[tokio::test]
async fn destroy_keeps_or_revokes() {
    let world = World::start(Duration::from_millis(1)).await;
    let root = world.root("revocation").await;
    let ca = json!({"id": text(&root, "id")});
    let profile = world.profile(&text(&root, "id")).await;
    let kept = world
        .create(
            "cert_manager_certificate",
            &json!({"profile_id": profile, "common_name": "kept.example.com"}),
        )
        .await;
    world.destroy("cert_manager_certificate", &kept).await;
    assert_eq!(
        text(
            &world.read("cert_manager_certificate", &kept).await,
            "status"
        ),
        "active"
    );
    assert_eq!(
        revoked(&world.data("cert_manager_internal_ca", &ca).await),
        0
    );

    let config = json!({"profile_id": profile, "common_name": "gone.example.com", "on_destroy": "revoke", "revocation_reason": "SUPERSEDED"});
    let gone = world.create("cert_manager_certificate", &config).await;
    world.simulator.reset_log();
    world.destroy("cert_manager_certificate", &gone).await;
    let call = &world.simulator.requests()[0];
    assert_eq!(
        call.path,
        format!("{CERTIFICATES}/{}/revoke", text(&gone, "id"))
    );
    assert_eq!(call.body, json!({"revocationReason": "SUPERSEDED"}));
    assert_eq!(
        text(
            &world.read("cert_manager_certificate", &gone).await,
            "status"
        ),
        "revoked"
    );
    assert_eq!(
        revoked(&world.data("cert_manager_internal_ca", &ca).await),
        1
    );
    // What somebody revoked before is no obstacle.
    world.destroy("cert_manager_certificate", &gone).await;

    let action = world.provider.actions()["infisical_cert_manager_certificate_revoke"].clone();
    let config = value(
        action.schema(),
        &json!({"certificate_id": text(&kept, "id")}),
    );
    let (progress, _lines) = tokio::sync::mpsc::unbounded_channel();
    assert!(!action.invoke(config, progress).await.has_errors());
    assert_eq!(
        revoked(&world.data("cert_manager_internal_ca", &ca).await),
        2
    );
}

/// How many certificates the authority's revocation list names.
fn revoked(ca: &Value) -> usize {
    let list = ca
        .get("crls")
        .items()
        .and_then(|lists| lists[0].as_str())
        .expect("a list");
    let (_, pem) = x509_parser::pem::parse_x509_pem(list.as_bytes()).unwrap();
    let (_, list) = x509_parser::parse_x509_crl(&pem.contents).unwrap();
    list.iter_revoked_certificates().count()
}

#[tokio::test]
async fn authorities_sign_each_other_and_are_renewed() {
    let world = World::start(Duration::from_millis(1)).await;
    let root = world.root("chain-root").await;
    let config = json!({"name": "chain-issuing", "type": "intermediate", "common_name": "Issuing", "key_algorithm": "EC_prime256v1"});
    let issuing = world.create("cert_manager_internal_ca", &config).await;
    assert_eq!(
        text(&issuing, "status"),
        "active",
        "waiting for a certificate is no setting"
    );
    let ca = json!({"name": "chain-issuing"});
    let seen = world.data("cert_manager_internal_ca", &ca).await;
    assert_eq!(text(&seen, "status"), "pending-certificate");
    assert!(
        seen.get("certificate").is_null() && text(&seen, "csr").contains("CERTIFICATE REQUEST")
    );

    let wishes = json!({"ca_id": text(&issuing, "id"), "parent_ca_id": text(&root, "id"), "valid_for": "100d", "max_path_length": 0});
    let certificate = world.create("cert_manager_ca_certificate", &wishes).await;
    let seen = world.data("cert_manager_internal_ca", &ca).await;
    assert_eq!(text(&seen, "status"), "active");
    assert_eq!(
        text(&seen, "certificate"),
        text(&certificate, "certificate")
    );
    let trust = world
        .data(
            "cert_manager_internal_ca",
            &json!({"id": text(&root, "id")}),
        )
        .await;
    assert_eq!(
        text(&seen, "certificate_chain"),
        text(&trust, "certificate")
    );
    let issuing = world.read("cert_manager_internal_ca", &issuing).await;
    assert_eq!(
        world
            .plan("cert_manager_internal_ca", &issuing, &config)
            .await
            .planned,
        issuing
    );

    let action = world.provider.actions()["infisical_cert_manager_ca_renew"].clone();
    let wanted = value(
        action.schema(),
        &json!({"ca_id": text(&issuing, "id"), "not_after": "2040-01-01T00:00:00Z"}),
    );
    let (progress, _lines) = tokio::sync::mpsc::unbounded_channel();
    let problems = action.invoke(wanted, progress).await;
    assert!(!problems.has_errors(), "{problems:?}");
    let renewed = world.data("cert_manager_internal_ca", &ca).await;
    assert_ne!(text(&renewed, "certificate"), text(&seen, "certificate"));
    assert!(text(&renewed, "valid_until").starts_with("2040-01-01"));
    assert_eq!(
        renewed.get("certificates").items().map(<[Value]>::len),
        Some(2)
    );
    // Renewed from outside: nothing to do, neither for the authority nor for its first certificate.
    let issuing = world.read("cert_manager_internal_ca", &issuing).await;
    assert_eq!(
        world
            .plan("cert_manager_internal_ca", &issuing, &config)
            .await
            .planned,
        issuing
    );
    let read = world
        .read("cert_manager_ca_certificate", &certificate)
        .await;
    assert_eq!(
        world
            .plan("cert_manager_ca_certificate", &read, &wishes)
            .await
            .planned,
        read
    );
}

/// The public key of a request.
struct Asked(Vec<u8>);

impl rcgen::PublicKeyData for Asked {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }
    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

fn asked_key(csr: &str) -> Vec<u8> {
    use x509_parser::prelude::{FromDer, X509CertificationRequest};
    let (_, pem) = x509_parser::pem::parse_x509_pem(csr.as_bytes()).unwrap();
    let (_, request) = X509CertificationRequest::from_der(&pem.contents).unwrap();
    request
        .certification_request_info
        .subject_pki
        .subject_public_key
        .data
        .to_vec()
}

#[tokio::test]
async fn an_authority_outside_signs() {
    let world = World::start(Duration::from_millis(1)).await;
    let config = json!({"name": "outside", "type": "intermediate", "common_name": "Signed outside", "key_algorithm": "EC_prime256v1"});
    let ca = world.create("cert_manager_internal_ca", &config).await;
    let csr = text(
        &world
            .data("cert_manager_internal_ca", &json!({"name": "outside"}))
            .await,
        "csr",
    );

    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec![]).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let chain = params.self_signed(&key).unwrap().pem();
    let issuer = rcgen::Issuer::new(params, key);
    let mut wanted = rcgen::CertificateParams::new(vec![]).unwrap();
    wanted.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Constrained(0));
    let signed = wanted
        .signed_by(&Asked(asked_key(&csr)), &issuer)
        .unwrap()
        .pem();

    let wishes = json!({"ca_id": text(&ca, "id"), "signed_certificate": signed, "signed_certificate_chain": chain});
    let state = world.create("cert_manager_ca_certificate", &wishes).await;
    assert_eq!(text(&state, "certificate"), signed);
    let seen = world
        .data("cert_manager_internal_ca", &json!({"name": "outside"}))
        .await;
    assert_eq!(
        (text(&seen, "status"), text(&seen, "certificate_chain")),
        ("active".into(), chain.clone())
    );
    let read = world.read("cert_manager_ca_certificate", &state).await;
    assert_eq!(
        world
            .plan("cert_manager_ca_certificate", &read, &wishes)
            .await
            .planned,
        read
    );

    // A certificate for another key is refused.
    let other = json!({"ca_id": text(&ca, "id"), "signed_certificate": chain, "signed_certificate_chain": chain});
    let refused = world
        .try_apply("cert_manager_ca_certificate", &Value::Null, &other)
        .await;
    assert!(told(&refused.diagnostics, Severity::Error).contains("not for the key"));
    assert!(refused.state.value.is_null());
}

#[tokio::test]
async fn names_that_would_be_changed_are_refused() {
    let world = World::start(Duration::from_millis(1)).await;
    let config = json!({"name": "taken"});
    world
        .create("cert_manager_certificate_policy", &config)
        .await;
    let second = world
        .create("cert_manager_certificate_policy", &json!({"name": "free"}))
        .await;
    for prior in [&Value::Null, &second] {
        let refused = world
            .try_apply("cert_manager_certificate_policy", prior, &config)
            .await;
        assert!(told(&refused.diagnostics, Severity::Error).contains("Exists already"));
        assert_eq!(refused.state.value, *prior);
    }
    world
        .apply(
            "cert_manager_certificate_policy",
            &second,
            &json!({"name": "free-too"}),
        )
        .await;
}

#[tokio::test]
async fn look_ups_and_bundles() {
    let world = World::start(Duration::from_millis(1)).await;
    let root = world.root("look-ups").await;
    let policy = json!({"name": "look-ups", "subject": [{"type": "common_name", "allowed": ["*.example.com"]}], "validity": {"max": "90d"}});
    let policy = world
        .create("cert_manager_certificate_policy", &policy)
        .await;
    let config = json!({"name": "look-ups", "ca_id": text(&root, "id"), "certificate_policy_id": text(&policy, "id"), "defaults": {"ttl_days": 7, "organization": "Example"}});
    let profile = world
        .create("cert_manager_certificate_profile", &config)
        .await;

    let seen = world
        .data(
            "cert_manager_certificate_policy",
            &json!({"name": "look-ups"}),
        )
        .await;
    assert_eq!(seen.get("id"), policy.get("id"));
    assert_eq!(text(&seen, "validity.max"), "90d");
    assert_eq!(seen.get("subject").items().map(<[Value]>::len), Some(1));
    for key in [
        json!({"name": "look-ups"}),
        json!({"id": text(&profile, "id")}),
    ] {
        let seen = world.data("cert_manager_certificate_profile", &key).await;
        assert_eq!(
            (text(&seen, "id"), text(&seen, "name")),
            (text(&profile, "id"), "look-ups".into())
        );
        assert_eq!(text(&seen, "defaults.organization"), "Example");
    }

    let order = |ttl: &str| json!({"profile_id": text(&profile, "id"), "common_name": "x.example.com", "ttl": ttl, "keep_private_key": false});
    for ttl in ["5d", "9d", "7d"] {
        let state = world.create("cert_manager_certificate", &order(ttl)).await;
        assert!(state.get("private_key").is_null());
        assert_eq!(text(&state, "organization"), "Example");
        let read = world.read("cert_manager_certificate", &state).await;
        assert_eq!(
            world
                .plan("cert_manager_certificate", &read, &order(ttl))
                .await
                .planned,
            read
        );
    }
    let key = json!({"profile_id": text(&profile, "id"), "common_name": "x.example.com"});
    let seen = world.data("cert_manager_certificate", &key).await;
    let life = |name: &str| {
        time::OffsetDateTime::parse(
            &text(&seen, name),
            &time::format_description::well_known::Rfc3339,
        )
        .unwrap()
    };
    assert_eq!(
        (life("not_after") - life("not_before")).whole_days(),
        9,
        "the one that ends last"
    );
    assert!(text(&seen, "certificate").starts_with("-----BEGIN CERTIFICATE"));

    let bundle =
        world.provider.ephemeral_resources()["infisical_cert_manager_certificate_bundle"].clone();
    for key in [
        json!({"certificate_id": text(&seen, "id")}),
        json!({"profile_id": text(&profile, "id")}),
    ] {
        let opened = bundle
            .open(value(bundle.schema(), &key))
            .await
            .expect("it opens");
        assert!(text(&opened.value, "private_key").contains("PRIVATE KEY"));
        assert!(!String::from_utf8_lossy(&opened.private).contains("PRIVATE KEY"));
    }
    let missing = world.provider.data_sources()["infisical_cert_manager_certificate"].clone();
    let nobody = json!({"profile_id": text(&profile, "id"), "common_name": "nobody.example.com"});
    assert!(
        missing
            .read(value(missing.schema(), &nobody))
            .await
            .is_err()
    );
}

/// States as the official provider leaves them, with its oddities: nothing to do.
#[tokio::test]
async fn official_states_plan_empty() {
    let world = World::start(Duration::from_millis(1)).await;
    let root = world.root("official").await;
    let ca = json!({"name": "official", "type": "root", "common_name": "official", "key_algorithm": "EC_prime256v1"});
    let profile = world.profile(&text(&root, "id")).await;
    let wishes = json!({"profile_id": profile, "common_name": "o.example.com", "ou": "Shop", "province": "Berlin"});
    let certificate = world.create("cert_manager_certificate", &wishes).await;
    let dates = json!({"ca_id": text(&root, "id"), "not_before": "2026-01-01T00:00:00Z", "not_after": "2036-01-01T00:00:00+00:00"});
    let own = world.create("cert_manager_ca_certificate", &dates).await;

    let keep = |state: &Value, names: &[&str], odd: Json| {
        let mut kept = json!({});
        for name in names {
            kept[*name] = state.get(name).reveal();
        }
        kept.as_object_mut()
            .unwrap()
            .extend(odd.as_object().unwrap().clone());
        kept
    };
    let cases = [
        (
            "cert_manager_internal_ca",
            ca,
            keep(
                &root,
                &[
                    "id",
                    "name",
                    "type",
                    "status",
                    "common_name",
                    "key_algorithm",
                ],
                json!({}),
            ),
        ),
        (
            "cert_manager_certificate",
            wishes,
            // The official provider sends unit and province under names that the server drops, and keeps them.
            keep(
                &certificate,
                &[
                    "id",
                    "profile_id",
                    "common_name",
                    "ou",
                    "province",
                    "certificate",
                    "certificate_chain",
                    "private_key",
                    "serial_number",
                    "not_before",
                    "not_after",
                    "certificate_request_id",
                ],
                json!({"key_algorithm": "", "signature_algorithm": "", "status": "issued", "ttl": "90d", "timeout_seconds": 3600}),
            ),
        ),
        (
            "cert_manager_ca_certificate",
            dates,
            keep(
                &own,
                &[
                    "id",
                    "ca_id",
                    "certificate",
                    "certificate_chain",
                    "serial_number",
                    "not_before",
                    "max_path_length",
                ],
                json!({"not_after": "2036-01-01T00:00:00+00:00"}),
            ),
        ),
    ];
    for (name, config, state) in cases {
        let state = value(world.resource(name).schema(), &state);
        let read = world.read(name, &state).await;
        let plan = world.plan(name, &read, &config).await;
        assert_eq!(plan.planned, read, "{name}");
    }
}

#[tokio::test]
async fn a_certificate_for_a_key_elsewhere() {
    let world = World::start(Duration::from_millis(1)).await;
    let root = world.root("request").await;
    let profile = world.profile(&text(&root, "id")).await;
    let config = json!({"profile_id": profile, "csr": format!("{}\r\n", request("key.example.com").replace('\n', "\r\n")), "ttl": "5d"});
    let state = world.create("cert_manager_certificate", &config).await;
    assert!(state.get("private_key").is_null());
    let read = world.read("cert_manager_certificate", &state).await;
    assert_eq!(
        world
            .plan("cert_manager_certificate", &read, &config)
            .await
            .planned,
        read
    );
    let sent = world
        .simulator
        .requests()
        .into_iter()
        .find(|r| r.method == "POST" && r.path == CERTIFICATES)
        .unwrap();
    assert!(!sent.body["csr"].as_str().unwrap().contains('\r'));
    assert_eq!(sent.body["attributes"], json!({"ttl": "5d"}));
}

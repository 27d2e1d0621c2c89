//! A simulator with the provider on it, driven as Terraform core drives it, with core's rules on each answer.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::operations::{self, PlanRequest};
use terraform_provider_infisical::framework::plan::Plan;
use terraform_provider_infisical::framework::traits::{
    ApplyRequest, ConfigureRequest, ImportRequest, Opened, Provider, Resource, State,
};
use terraform_provider_infisical::framework::{Diagnostics, Severity, Value};
use terraform_provider_infisical::provider::InfisicalProvider;
use terraform_provider_infisical::rest::codec::by_type;
use terraform_provider_infisical::simulator::{
    Faults, Recorded, SIM_ACCESS_TOKEN, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_DEMO_PROJECT,
    ServerVersion, Simulator, SimulatorConfig, start,
};

/// The project in which everything happens.
pub const PROJECT: &str = SIM_DEMO_PROJECT;

#[derive(Clone)]
pub struct Desk {
    pub simulator: Arc<Simulator>,
    provider: Arc<InfisicalProvider>,
}

pub fn texts(said: &Diagnostics, severity: Severity) -> Vec<String> {
    let of = said.0.iter().filter(|one| one.severity == severity);
    of.map(|one| format!("{}: {}", one.summary, one.detail))
        .collect()
}

pub fn errors(said: &Diagnostics) -> String {
    texts(said, Severity::Error).join("\n")
}

pub fn warnings(said: &Diagnostics) -> String {
    texts(said, Severity::Warning).join("\n")
}

/// A client past the provider.
pub fn http() -> reqwest::Client {
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client")
}

impl Desk {
    pub async fn open(config: SimulatorConfig, login: &[(&str, &str)]) -> Desk {
        let simulator = Arc::new(
            start(SimulatorConfig {
                seed_demo: true,
                ..config
            })
            .await
            .expect("the loopback is there"),
        );
        let provider = Desk::provider(&simulator, login).await;
        Desk {
            simulator,
            provider,
        }
    }

    async fn provider(simulator: &Simulator, login: &[(&str, &str)]) -> Arc<InfisicalProvider> {
        let provider = InfisicalProvider::new();
        let login = login
            .iter()
            .map(|(name, value)| match name.split_once('.') {
                Some((outer, inner)) => (outer, Value::object([(inner, Value::from(*value))])),
                None => (*name, Value::from(*value)),
            });
        let host = ("host", Value::from(simulator.url()));
        let request = ConfigureRequest {
            config: Value::object(login.chain([host])),
            terraform_version: "1.12.0".into(),
            deferral_allowed: false,
        };
        let answer = provider.configure(request).await;
        assert_eq!(errors(&answer.diagnostics), "");
        provider
    }

    pub async fn today() -> Desk {
        Desk::open(
            SimulatorConfig::default(),
            &[
                ("client_id", SIM_CLIENT_ID),
                ("client_secret", SIM_CLIENT_SECRET),
            ],
        )
        .await
    }

    pub async fn of_2024() -> Desk {
        let config = SimulatorConfig {
            server_version: ServerVersion::Of2024,
            ..SimulatorConfig::default()
        };
        Desk::open(
            config,
            &[
                ("client_id", SIM_CLIENT_ID),
                ("client_secret", SIM_CLIENT_SECRET),
            ],
        )
        .await
    }

    /// Another run on the same server: nothing is remembered.
    pub async fn next_run(&self) -> Desk {
        Desk {
            simulator: self.simulator.clone(),
            provider: Desk::provider(
                &self.simulator,
                &[
                    ("client_id", SIM_CLIENT_ID),
                    ("client_secret", SIM_CLIENT_SECRET),
                ],
            )
            .await,
        }
    }

    pub fn resource(&self, name: &str) -> Arc<dyn Resource> {
        self.provider.resources()[&format!("infisical_{name}")].clone()
    }

    pub fn config(&self, name: &str, json: &Json) -> Value {
        by_type(&self.resource(name).schema().value_type(), json)
    }

    pub async fn plan(&self, name: &str, prior: &Value, config: &Value) -> Plan {
        let request = PlanRequest {
            prior: prior.clone(),
            proposed: config.clone(),
            config: config.clone(),
            ..PlanRequest::default()
        };
        operations::plan(&*self.resource(name), request).await
    }

    /// Validates, plans and applies; the new state and everything that was said.
    pub async fn try_apply(&self, name: &str, prior: &Value, json: &Json) -> (Value, Diagnostics) {
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

    /// Applies without a word; afterwards a refresh and a plan find nothing to do.
    pub async fn apply(&self, name: &str, prior: &Value, json: Json) -> Value {
        let (state, said) = self.try_apply(name, prior, &json).await;
        assert_eq!(
            (errors(&said), warnings(&said)),
            (String::new(), String::new()),
            "{name}"
        );
        self.settled(name, &state, &json).await
    }

    pub async fn create(&self, name: &str, json: Json) -> Value {
        self.apply(name, &Value::Null, json).await
    }

    /// The refreshed state, for which the configuration plans nothing.
    pub async fn settled(&self, name: &str, state: &Value, json: &Json) -> Value {
        let read = self.refresh(name, state).await;
        assert!(!read.is_null(), "{name} is gone");
        assert_eq!(
            state.reveal(),
            read.reveal(),
            "{name}: the refresh changes what apply said"
        );
        let again = self.plan(name, &read, &self.config(name, json)).await;
        assert_eq!(
            read.reveal(),
            again.planned.reveal(),
            "{name}: the second plan is not empty"
        );
        read
    }

    pub async fn read(&self, name: &str, state: &Value) -> (Value, Diagnostics) {
        let state = State {
            value: state.clone(),
            ..State::default()
        };
        let response = operations::read(&*self.resource(name), state).await;
        (response.state.value, response.diagnostics)
    }

    pub async fn refresh(&self, name: &str, state: &Value) -> Value {
        let (value, said) = self.read(name, state).await;
        assert_eq!(errors(&said), "");
        value
    }

    pub async fn try_destroy(&self, name: &str, state: &Value) -> (Value, Diagnostics) {
        let request = ApplyRequest {
            prior: state.clone(),
            ..ApplyRequest::default()
        };
        let response = operations::apply(&*self.resource(name), request).await;
        (response.state.value, response.diagnostics)
    }

    pub async fn destroy(&self, name: &str, state: &Value) {
        let (value, said) = self.try_destroy(name, state).await;
        assert_eq!(errors(&said), "");
        assert!(value.is_null());
        assert!(
            self.refresh(name, state).await.is_null(),
            "{name} is still there"
        );
    }

    pub async fn try_import(&self, name: &str, id: &str) -> (Value, Diagnostics) {
        let response =
            operations::import(&*self.resource(name), ImportRequest::Id(id.to_owned())).await;
        (response.state.value, response.diagnostics)
    }

    pub async fn import(&self, name: &str, id: &str) -> Value {
        let (value, said) = self.try_import(name, id).await;
        assert_eq!(errors(&said), "", "{id}");
        value
    }

    pub async fn import_identity(&self, name: &str, identity: Json) -> Value {
        let resource = self.resource(name);
        let ty = resource
            .identity_schema()
            .expect("an identity")
            .value_type();
        let response =
            operations::import(&*resource, ImportRequest::Identity(by_type(&ty, &identity))).await;
        assert_eq!(errors(&response.diagnostics), "");
        response.state.value
    }

    pub async fn data(&self, name: &str, json: Json) -> Result<Json, String> {
        let source = self.provider.data_sources()[&format!("infisical_{name}")].clone();
        let config = by_type(&source.schema().value_type(), &json);
        match source.read(config).await {
            Ok((value, _)) => Ok(value.reveal()),
            Err(said) => Err(errors(&said)),
        }
    }

    pub async fn ephemeral(&self, name: &str, json: Json) -> Result<Opened, String> {
        let source = self.provider.ephemeral_resources()[&format!("infisical_{name}")].clone();
        let config = by_type(&source.schema().value_type(), &json);
        source.open(config).await.map_err(|said| errors(&said))
    }

    pub async fn close(&self, name: &str, private: Vec<u8>) -> Diagnostics {
        self.provider.ephemeral_resources()[&format!("infisical_{name}")]
            .close(private)
            .await
    }

    /// Terraform asks to stop.
    pub async fn stop(&self) {
        self.provider.stop().await;
    }

    pub async fn query(&self, name: &str, json: Json) -> Vec<Json> {
        let list = self.resource(name).lister().expect("a list");
        let config = by_type(&list.schema().value_type(), &json);
        let found = list.list(config, true, 1000).await.expect("a list");
        found
            .into_iter()
            .map(|one| json!({"name": one.display_name, "identity": one.identity.reveal(), "state": one.resource.map(|r| r.reveal())}))
            .collect()
    }

    /// Asks the server past the provider.
    pub async fn ask(&self, method: &str, path: &str, body: Json) -> (u16, Json) {
        let client = http();
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a verb");
        let mut request = client
            .request(method, format!("{}{path}", self.simulator.url()))
            .bearer_auth(SIM_ACCESS_TOKEN);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        (
            answer.status().as_u16(),
            answer.json().await.unwrap_or_default(),
        )
    }

    /// Asks the server past the provider, without a refusal.
    pub async fn behind(&self, method: &str, path: &str, body: Json) -> Json {
        let (status, answer) = self.ask(method, path, body).await;
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }

    pub fn faults(&self, faults: Faults) {
        self.simulator.set_faults(faults);
    }

    /// What was asked since the last look, reads of the provider's own identity aside.
    pub fn asked(&self) -> Vec<Recorded> {
        let all = self.simulator.requests();
        self.simulator.reset_log();
        all.into_iter()
            .filter(|one| !one.path.contains("/identities/details"))
            .collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.simulator.bugs(), Vec::<String>::new());
        }
    }
}

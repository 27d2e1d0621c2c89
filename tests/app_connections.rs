//! What the generated lifecycle cannot tell of app connections: which bodies are sent in the special cases of NOTES.md, states of
//! the official provider, refusals by the other side, and the family's data sources and action.

use std::sync::Arc;

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::codec::from_json;
use terraform_provider_infisical::framework::operations::{self, PlanRequest};
use terraform_provider_infisical::framework::plan::Plan;
use terraform_provider_infisical::framework::traits::{
    ApplyRequest, ConfigureRequest, ImportRequest, Provider, Resource, State,
};
use terraform_provider_infisical::framework::{Diagnostics, Schema, Value};
use terraform_provider_infisical::provider::InfisicalProvider;
use terraform_provider_infisical::simulator::world::GATEWAY;
use terraform_provider_infisical::simulator::{
    self, SIM_CLIENT_ID, SIM_CLIENT_SECRET, Simulator, SimulatorConfig,
};

struct World {
    provider: Arc<InfisicalProvider>,
    simulator: Simulator,
}

impl World {
    async fn start() -> World {
        let simulator = simulator::start(SimulatorConfig::default())
            .await
            .expect("the simulator starts");
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
        World {
            provider,
            simulator,
        }
    }

    fn resource(&self, app: &str) -> Arc<dyn Resource> {
        self.provider.resources()[&format!("infisical_app_connection_{app}")].clone()
    }

    /// Plans and applies a configuration over a state; also the bodies that were sent for it.
    async fn apply(&self, app: &str, prior: &Value, config: &Json) -> (Value, Vec<Json>) {
        let resource = self.resource(app);
        let config = value(resource.schema(), config);
        let plan = plan(&*resource, prior, &config).await.expect("a plan");
        self.simulator.reset_log();
        let response = operations::apply(
            &*resource,
            ApplyRequest {
                prior: prior.clone(),
                planned: plan.planned,
                config,
                ..ApplyRequest::default()
            },
        )
        .await;
        assert!(
            !response.diagnostics.has_errors(),
            "{:?}",
            response.diagnostics
        );
        let bodies = self
            .simulator
            .requests()
            .into_iter()
            .filter(|r| r.method != "GET" && r.path.contains("app-connections"))
            .map(|r| r.body)
            .collect();
        (response.state.value, bodies)
    }

    async fn read(&self, app: &str, state: &Value) -> Value {
        let state = State {
            value: state.clone(),
            ..State::default()
        };
        operations::read(&*self.resource(app), state)
            .await
            .state
            .value
    }

    /// What a data source tells for a configuration.
    async fn data(&self, name: &str, config: &Json) -> Value {
        let source = self.provider.data_sources()[name].clone();
        let config = value(source.schema(), config);
        source.read(config).await.expect("the data source reads").0
    }
}

/// JSON as a configuration or state of the schema.
fn value(schema: &Schema, json: &Json) -> Value {
    from_json(json, &schema.value_type(), true).expect("it fits the schema")
}

async fn plan(resource: &dyn Resource, prior: &Value, config: &Value) -> Result<Plan, Diagnostics> {
    let request = PlanRequest {
        prior: prior.clone(),
        proposed: config.clone(),
        config: config.clone(),
        ..PlanRequest::default()
    };
    let plan = operations::plan(resource, request).await;
    if plan.diagnostics.has_errors() {
        Err(plan.diagnostics)
    } else {
        Ok(plan)
    }
}

fn postgres(name: &str, password: &str) -> Json {
    json!({
        "name": name, "method": "username-and-password",
        "credentials": {"host": "db.example.com", "port": 5432, "database": "app", "username": "infisical", "password": password},
    })
}

#[tokio::test]
async fn new_credentials_go_with_their_gateway_and_a_new_gateway_goes_alone() {
    let world = World::start().await;
    let mut config = postgres("gateway-postgres", "one");
    config["gateway_id"] = json!(GATEWAY);
    let (state, _) = world.apply("postgres", &Value::Null, &config).await;

    config["credentials"]["password"] = json!("two");
    let (state, sent) = world.apply("postgres", &state, &config).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["gatewayId"], GATEWAY);
    assert_eq!(sent[0]["credentials"]["password"], "two");
    assert_eq!(
        sent[0]["credentials"]["host"], "db.example.com",
        "the object goes whole"
    );

    config["gateway_id"] = Json::Null;
    let (state, sent) = world.apply("postgres", &state, &config).await;
    assert_eq!(sent, [json!({"gatewayId": null})]);
    assert!(state.get("gateway_id").is_null());
}

#[tokio::test]
async fn a_login_is_taken_over_once_and_its_credentials_stay() {
    let world = World::start().await;
    let mut config = postgres("managed-postgres", "given");
    let (state, _) = world.apply("postgres", &Value::Null, &config).await;
    assert_eq!(
        state.get("platform_managed_credentials").as_bool(),
        Some(false)
    );

    // Taking over needs the credentials in the same request.
    config["platform_managed_credentials"] = json!(true);
    let (state, sent) = world.apply("postgres", &state, &config).await;
    assert_eq!(sent[0]["isPlatformManagedCredentials"], true);
    assert_eq!(sent[0]["credentials"]["password"], "given");

    // Later changes leave them alone.
    config["description"] = json!("taken over");
    let (state, sent) = world.apply("postgres", &state, &config).await;
    assert_eq!(sent, [json!({"description": "taken over"})]);

    let resource = world.resource("postgres");
    for (at, new) in [
        ("/credentials/password", json!("another")),
        ("/platform_managed_credentials", json!(false)),
    ] {
        let mut other = config.clone();
        *other.pointer_mut(at).expect("it is there") = new;
        let refused = plan(&*resource, &state, &value(resource.schema(), &other))
            .await
            .expect_err(at);
        let path = refused.0[0].path.as_ref().expect("a path").to_string();
        assert!(
            at[1..].starts_with(&path),
            "{at} is refused where it stands, not at {path}"
        );
    }

    // An imported state learns the password from the configuration; nothing is sent for it.
    let id = state.get("id").as_str().expect("an id").to_owned();
    let imported = operations::import(&*resource, ImportRequest::Id(id)).await;
    let (state, sent) = world
        .apply("postgres", &imported.state.value, &config)
        .await;
    assert!(
        sent.iter().all(|body| body.get("credentials").is_none()),
        "{sent:?}"
    );
    assert_eq!(state.at("credentials.password").as_str(), Some("given"));
}

fn azure(enabled: bool, secret: &str) -> Json {
    let mut config = json!({
        "name": "rotated-azure", "method": "client-secret", "auto_rotation_enabled": enabled,
        "credentials": {
            "tenant_id": "8d4a7b1c-2f3e-4a5b-9c6d-7e8f90a1b2c3", "client_id": "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
            "client_secret": secret, "client_secret_key_id": "9c5b94b1-35ad-49bb-b118-8e8fc24abf80",
        },
    });
    if enabled {
        config["rotation"] =
            json!({"rotation_interval": 30, "rotate_at_utc": {"hours": 3, "minutes": 30}});
    }
    config
}

#[tokio::test]
async fn a_rotation_is_paused_and_stays_paused() {
    let world = World::start().await;
    let app = "azure_key_vault";
    let (state, _) = world.apply(app, &Value::Null, &azure(true, "one")).await;
    let state = world.read(app, &state).await;
    assert_eq!(
        state.at("rotation.rotate_at_utc.minutes").as_i64(),
        Some(30)
    );

    // The configured secret is dead by now: it is not sent again.
    let (state, sent) = world.apply(app, &state, &azure(false, "one")).await;
    assert_eq!(sent, [json!({"isAutoRotationEnabled": false})]);

    // New credentials would start it again.
    let (state, sent) = world.apply(app, &state, &azure(false, "two")).await;
    assert_eq!(sent[0]["isAutoRotationEnabled"], false);
    assert_eq!(sent[0]["credentials"]["clientSecret"], "two");
    let state = world.read(app, &state).await;
    let config = value(world.resource(app).schema(), &azure(false, "two"));
    let again = plan(&*world.resource(app), &state, &config)
        .await
        .expect("a plan");
    assert!(
        again.planned == state,
        "the paused rotation is no difference"
    );

    let action = &world.provider.actions()["infisical_app_connection_rotate_credentials"];
    let config = json!({"app": "azure-key-vault", "connection_id": state.get("id").as_str()});
    let config = value(action.schema(), &config);
    let (progress, _told) = tokio::sync::mpsc::unbounded_channel();
    let diagnostics = action.invoke(config, progress).await;
    assert!(!diagnostics.has_errors(), "{diagnostics:?}");
}

#[tokio::test]
async fn states_of_the_official_provider_plan_empty() {
    let world = World::start().await;
    for (app, config, sent) in [
        (
            "github",
            json!({"name": "official-github", "method": "pat", "credentials": {"personal_access_token": "token"}}),
            json!({"personal_access_token": "token", "instance_type": "cloud"}),
        ),
        (
            "postgres",
            postgres("official-postgres", "password"),
            Json::Null,
        ),
        (
            "aws",
            json!({"name": "official-aws", "method": "access-key", "description": "",
                   "credentials": {"access_key_id": "AKIA", "secret_access_key": "secret", "sts_endpoint": null}}),
            Json::Null,
        ),
    ] {
        // As the official provider creates it.
        let mut created = config.clone();
        if !sent.is_null() {
            created["credentials"] = sent;
        }
        let (made, _) = world.apply(app, &Value::Null, &created).await;
        let resource = world.resource(app);
        let mut state = config.clone();
        state["id"] = json!(made.get("id").as_str());
        state["credentials_hash"] = json!(made.get("credentials_hash").as_str());
        if app == "postgres" {
            state["credentials"]["ssl_enabled"] = json!(true);
            state["credentials"]["ssl_reject_unauthorized"] = json!(true);
        }
        let state = value(resource.schema(), &state);
        let read = world.read(app, &state).await;
        let config = value(resource.schema(), &config);
        let again = plan(&*resource, &read, &config).await.expect("a plan");
        assert!(
            again.planned == read,
            "{app}: {} -> {}",
            read.reveal(),
            again.planned.reveal()
        );

        // What it leaves of the credentials after a change of their hash: only nulls.
        let mut drifted = state.clone();
        let Value::Object(members) = state.get("credentials").clone() else {
            panic!("{app}: no credentials")
        };
        drifted.set(
            "credentials",
            Value::object(members.into_keys().map(|k| (k, Value::Null))),
        );
        let read = world.read(app, &drifted).await;
        assert!(!read.is_null(), "{app}: still there");
        let healed = plan(&*resource, &read, &config).await.expect("a plan");
        assert!(healed.replace.is_empty(), "{app}: healed in place");
    }
}

#[tokio::test]
async fn a_refusal_by_the_app_stands_on_the_credentials() {
    let world = World::start().await;
    let resource = world.resource("zabbix");
    let config = json!({"name": "refused-zabbix", "credentials": {"instance_url": "https://zabbix.example.com", "api_token": "simulator-reject"}});
    let config = value(resource.schema(), &config);
    let planned = plan(&*resource, &Value::Null, &config)
        .await
        .expect("a plan")
        .planned;
    let request = ApplyRequest {
        planned,
        config,
        ..ApplyRequest::default()
    };
    let response = operations::apply(&*resource, request).await;
    let told = &response.diagnostics.0[0];
    assert_eq!(
        told.path.as_ref().map(ToString::to_string).as_deref(),
        Some("credentials")
    );
    assert!(told.detail.contains("refused"), "{}", told.detail);
    assert!(response.state.value.is_null(), "nothing was made");
}

#[tokio::test]
async fn bad_credentials_are_found_before_anything_is_sent() {
    let world = World::start().await;
    for (app, config, at) in [
        // The official provider takes members of another method with AWS, Azure DevOps and Vault: only there are they tolerated.
        (
            "gitlab",
            json!({"name": "a", "method": "access-token", "credentials": {"access_token": "t", "access_token_type": "personal", "code": "c"}}),
            "credentials.code",
        ),
        (
            "aws",
            json!({"name": "a", "method": "access-key", "credentials": {"access_key_id": "AKIA"}}),
            "credentials.secret_access_key",
        ),
        (
            "aws",
            json!({"name": "a", "method": "web-identity", "credentials": {}}),
            "method",
        ),
        (
            "zabbix",
            json!({"name": "Upper", "credentials": {"instance_url": "https://z.example.com", "api_token": "t"}}),
            "name",
        ),
        (
            "zabbix",
            json!({"name": "x".repeat(65), "credentials": {"instance_url": "https://z.example.com", "api_token": "t"}}),
            "name",
        ),
        (
            "zabbix",
            json!({"name": "a", "credentials": {"instance_url": "https://z.example.com"}}),
            "credentials",
        ),
        (
            "github",
            json!({"name": "a", "method": "pat", "credentials": {"personal_access_token": "t", "instance_type": "server"}}),
            "credentials.host",
        ),
        (
            "azure_devops",
            json!({"name": "a", "method": "access-token", "auto_rotation_enabled": true, "credentials": {"access_token": "t", "organization_name": "o"}}),
            "rotation",
        ),
    ] {
        let resource = world.resource(app);
        let config = value(resource.schema(), &config);
        let told = operations::validate(&*resource, &config).await;
        let paths: Vec<String> = told
            .0
            .iter()
            .filter_map(|d| d.path.as_ref().map(ToString::to_string))
            .collect();
        assert!(
            paths.iter().any(|p| p == at),
            "{app}: {at} is at fault, told are {paths:?}"
        );
    }
}

#[tokio::test]
async fn connections_are_listed_and_found() {
    let world = World::start().await;
    let config =
        |name: &str| json!({"name": name, "method": "api-key", "credentials": {"api_key": "key"}});
    let (first, _) = world
        .apply("render", &Value::Null, &config("a-render"))
        .await;
    let (_, _) = world
        .apply("render", &Value::Null, &config("b-render"))
        .await;
    let (_, _) = world
        .apply("postgres", &Value::Null, &postgres("c-postgres", "p"))
        .await;

    for usable_only in [false, true] {
        let all = world
            .data(
                "infisical_app_connections",
                &json!({"app": "render", "usable_only": usable_only}),
            )
            .await;
        let names: Vec<&str> = all
            .get("connections")
            .items()
            .expect("a list")
            .iter()
            .filter_map(|c| c.get("name").as_str())
            .collect();
        assert_eq!(names, ["a-render", "b-render"]);
    }

    let by_name = world
        .data(
            "infisical_app_connection",
            &json!({"app": "render", "name": "a-render"}),
        )
        .await;
    assert_eq!(by_name.get("id"), first.get("id"));
    let by_name = world
        .data(
            "infisical_app_connection",
            &json!({"app": "postgres", "name": "c-postgres"}),
        )
        .await;
    assert_eq!(
        by_name.at("credentials.host").as_str(),
        Some("db.example.com")
    );
    let by_id = world
        .data(
            "infisical_app_connection",
            &json!({"app": "render", "id": first.get("id").as_str()}),
        )
        .await;
    assert_eq!(by_id.get("name").as_str(), Some("a-render"));
}

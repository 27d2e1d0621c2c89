//! Drives one resource through its life.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use terraform_provider_infisical::framework::operations::{self, PlanRequest};
use terraform_provider_infisical::framework::plan::{Plan, keep_spelling};
use terraform_provider_infisical::framework::traits::{
    ApplyRequest, ImportRequest, ListResource, Provider, Resource, State,
};
use terraform_provider_infisical::framework::{
    Attribute, Diagnostics, Nesting, Presence, Schema, Severity, Shape, Step, Value,
};
use terraform_provider_infisical::framework::{conformance, generate_config, validate};
use terraform_provider_infisical::provider::InfisicalProvider;
use terraform_provider_infisical::rest::codec;
use terraform_provider_infisical::rest::declare::RestResource;
use terraform_provider_infisical::rest::encode;
use terraform_provider_infisical::rest::field::Field;
use terraform_provider_infisical::simulator::world::READY_CONNECTIONS;
use terraform_provider_infisical::simulator::{
    self, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_USER_TOKEN, Simulator, SimulatorConfig,
};
use tokio::sync::Mutex;

use crate::fixtures::{self, REFERENCES, TOLD, Told};
use crate::generate::{self, Fill, Generator, Known, discriminators};

/// What was covered.
#[derive(Default)]
pub struct Report {
    pub variants: usize,
    pub changed: usize,
    pub removed: usize,
    pub imports: usize,
    pub listed: usize,
}

/// A simulator and the provider on it.
pub struct World {
    pub provider: Arc<InfisicalProvider>,
    /// the same with a user's token, for what machines may not do
    of_user: Arc<InfisicalProvider>,
    pub simulator: Simulator,
    made: Mutex<HashMap<String, Value>>,
    connection_apps: HashMap<String, String>,
}

/// The provider, logged in at the simulator.
async fn provider(
    simulator: &Simulator,
    login: impl IntoIterator<Item = (&str, Value)>,
) -> Arc<InfisicalProvider> {
    let provider = InfisicalProvider::new();
    let host = ("host", Value::from(simulator.url()));
    let config = Value::object(login.into_iter().chain([host]));
    let configured = provider
        .configure(
            terraform_provider_infisical::framework::traits::ConfigureRequest {
                config,
                terraform_version: "0.0.0".into(),
                deferral_allowed: false,
            },
        )
        .await;
    assert!(
        !configured.diagnostics.has_errors(),
        "{:?}",
        configured.diagnostics
    );
    provider
}

impl World {
    pub async fn start() -> World {
        let simulator = simulator::start(SimulatorConfig {
            job_time: std::time::Duration::from_millis(1),
            ..SimulatorConfig::default()
        })
        .await
        .expect("the simulator starts");
        let provider = provider(
            &simulator,
            [
                ("client_id", Value::from(SIM_CLIENT_ID)),
                ("client_secret", Value::from(SIM_CLIENT_SECRET)),
            ],
        )
        .await;
        let token = Value::object([("token", Value::from(SIM_USER_TOKEN))]);
        let of_user = self::provider(&simulator, [("auth", token)]).await;
        World {
            provider,
            of_user,
            simulator,
            made: Mutex::default(),
            connection_apps: connection_apps(),
        }
    }

    /// The provider with a login that may manage the type.
    pub fn provider_of(&self, type_name: &str) -> &InfisicalProvider {
        if fixtures::OF_USERS.contains(&type_name) {
            &self.of_user
        } else {
            &self.provider
        }
    }

    pub fn simulator_bugs(&self) -> Vec<String> {
        self.simulator.bugs()
    }

    pub fn operations_seen(&self) -> usize {
        self.simulator.operations_seen().len()
    }

    /// The attribute of an existing object of the type, made when there is none yet.
    /// `infisical_project#kms` is a project of that type.
    pub async fn instance(&self, wanted: &str, depth: usize) -> Result<Value, String> {
        if let Some(state) = self.made.lock().await.get(wanted) {
            return Ok(state.clone());
        }
        let (type_name, kind) = wanted.split_once('#').unwrap_or((wanted, ""));
        if depth > 6 {
            return Err(format!("{type_name} refers to itself"));
        }
        let resource = self
            .provider
            .resources()
            .get(type_name)
            .ok_or_else(|| format!("no resource type {type_name} for a reference"))?
            .clone();
        let told = Box::pin(self.told(type_name, resource.schema(), depth + 1)).await?;
        // Names are unique over types in places (connections): each type and kind has a number of its own.
        let place = self
            .provider
            .resources()
            .keys()
            .position(|name| name == type_name)
            .unwrap_or(0);
        let salt = (9000 + place + 1000 * kind.len()) as u32;
        let mut config = first_valid(resource.schema(), &told, Fill::Minimal, salt)?;
        if !kind.is_empty() {
            config.set("type", Value::from(kind));
        }
        for (_, name) in fixtures::NEEDED.iter().filter(|(t, _)| *t == type_name) {
            let value = told.values.get(*name).cloned().unwrap_or(Value::Null);
            config.set(name, value);
        }
        let state = create(&*resource, &config)
            .await
            .map_err(|e| format!("fixture {type_name}: {e}"))?;
        self.made
            .lock()
            .await
            .insert(wanted.to_owned(), state.clone());
        Ok(state)
    }

    /// Everything that the tables tell about a type, with references resolved.
    pub async fn told(
        &self,
        type_name: &str,
        schema: &Schema,
        depth: usize,
    ) -> Result<Table, String> {
        let declared = terraform_provider_infisical::catalog::resources();
        let declared = declared.into_iter().find(|r| r.type_name == type_name);
        let mut table = Table {
            check: declared.and_then(|r| r.special.validate),
            ..Table::default()
        };
        let mut paths = Vec::new();
        paths_of(&schema.block, "", &mut paths);
        for (path, attribute) in paths {
            let row = TOLD
                .iter()
                .find(|row| fixtures::fits(row, type_name, &path));
            let last = path.rsplit('.').next().unwrap_or(&path);
            let by_name = REFERENCES
                .iter()
                .find(|(name, _)| *name == last)
                .map(|(_, r)| r);
            let reference = match row.map(|r| &r.2) {
                Some(Told::Skip) => {
                    table.skipped.push(path);
                    continue;
                }
                Some(Told::Fixed) => {
                    table.fixed.push(path.clone());
                    by_name
                }
                Some(Told::Text(text)) => {
                    table.values.insert(path, Value::from(*text));
                    continue;
                }
                Some(Told::Number(n)) => {
                    table.values.insert(path, Value::int(*n));
                    continue;
                }
                Some(Told::Texts(all)) => {
                    table.values.insert(
                        path,
                        Value::List(all.iter().map(|t| Value::from(*t)).collect()),
                    );
                    continue;
                }
                Some(Told::OneOf(all)) => {
                    table.values.insert(path.clone(), Value::from(all[0]));
                    table.choices.insert(path, all);
                    continue;
                }
                Some(Told::Json(text)) => {
                    let json = serde_json::from_str(text).expect("rows hold JSON");
                    let value = codec::by_type(&attribute.value_type(), &json);
                    table.values.insert(path, value);
                    continue;
                }
                Some(Told::Unique(prefix)) => {
                    table.unique.insert(path, (*prefix).to_owned());
                    continue;
                }
                Some(Told::Certificate) => {
                    table
                        .values
                        .insert(path, Value::string(fixtures::certificate(0)));
                    continue;
                }
                Some(Told::PrivateKey) => {
                    table
                        .values
                        .insert(path, Value::string(fixtures::private_key()));
                    continue;
                }
                Some(Told::From(reference)) => Some(reference),
                None => by_name,
            };
            if let Some(reference) = reference.filter(|r| r.from != type_name) {
                let state = self.instance(reference.from, depth).await?;
                table
                    .values
                    .insert(path, state.at(reference.attribute).clone());
            } else if last == "connection_id" {
                let app = self
                    .connection_apps
                    .get(type_name)
                    .ok_or_else(|| format!("{type_name}: no connection app known"))?;
                // Apps whose connections the contract does not know are there from the start.
                let ready = READY_CONNECTIONS.iter().find(|(a, _)| a == app);
                let id = match (ready, connection_type(app)) {
                    (Some((_, id)), _) => Value::from(*id),
                    (None, Some(giver)) => self.instance(&giver, depth).await?.get("id").clone(),
                    (None, None) => return Err(format!("{type_name}: no connection of {app}")),
                };
                table.values.insert(path, id);
            }
        }
        Ok(table)
    }
}

/// The resource that makes connections of an app.
fn connection_type(app: &str) -> Option<String> {
    let collection = format!("/api/v1/app-connections/{app}");
    terraform_provider_infisical::catalog::resources()
        .into_iter()
        .find(|r| r.create.first().is_some_and(|c| c.path == collection))
        .map(|r| r.type_name)
}

/// The app of the connection that each resource type's create needs, as the contract tells.
fn connection_apps() -> HashMap<String, String> {
    let mut by_path = HashMap::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/simulator/contract");
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let document: serde_json::Value = serde_norway::from_str(&text).unwrap();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            if let Some(app) = item["post"]["x-connection-app"].as_str() {
                by_path.insert(path.clone(), app.to_owned());
            }
        }
    }
    terraform_provider_infisical::catalog::resources()
        .into_iter()
        .filter_map(|r| {
            Some((
                r.type_name.clone(),
                by_path.get(&r.create.first()?.path)?.clone(),
            ))
        })
        .collect()
}

#[derive(Default)]
pub struct Table {
    pub values: BTreeMap<String, Value>,
    unique: BTreeMap<String, String>,
    choices: BTreeMap<String, &'static [&'static str]>,
    pub skipped: Vec<String>,
    fixed: Vec<String>,
    check: Option<fn(&Value, &mut Diagnostics)>,
}

pub struct Salted<'a>(pub &'a Table, pub u32);

impl Known for Salted<'_> {
    fn value(&self, path: &str) -> Option<Value> {
        self.0.values.get(path).cloned().or_else(|| {
            self.0
                .unique
                .get(path)
                .map(|p| Value::string(format!("{p}{}", self.1)))
        })
    }
    fn skip(&self, path: &str) -> bool {
        self.0.skipped.iter().any(|s| s == path)
    }
    fn check(&self, config: &Value) -> Diagnostics {
        let mut found = Diagnostics::new();
        if let Some(check) = self.0.check {
            check(config, &mut found);
        }
        found
    }
}

fn paths_of(
    block: &terraform_provider_infisical::framework::Block,
    prefix: &str,
    out: &mut Vec<(String, Attribute)>,
) {
    paths_of_attributes(&block.attributes, prefix, out);
    for nested in &block.blocks {
        let here = if prefix.is_empty() {
            nested.name.clone()
        } else {
            format!("{prefix}.{}", nested.name)
        };
        out.push((
            here.clone(),
            Attribute::new(
                &nested.name,
                terraform_provider_infisical::framework::Type::Dynamic,
            ),
        ));
        paths_of(&nested.block, &here, out);
    }
}

fn paths_of_attributes(attributes: &[Attribute], prefix: &str, out: &mut Vec<(String, Attribute)>) {
    for attribute in attributes {
        let here = if prefix.is_empty() {
            attribute.name.clone()
        } else {
            format!("{prefix}.{}", attribute.name)
        };
        out.push((here.clone(), attribute.clone()));
        if let Shape::Nested(_, inner, _) = &attribute.shape {
            paths_of_attributes(inner, &here, out);
        }
    }
}

/// Takes out what another variant's members say: it may be configured, but the API never holds it (tests/compat has it).
fn without_tolerated(fields: &[Field], root: &Value, object: &mut Value) {
    for field in fields {
        let name = field.name();
        if field.ignored_otherwise && !encode::applies(field, object, root) {
            for name in [name, &field.twin_name(), &field.twin_version_name()] {
                if object.members().is_some_and(|m| m.contains_key(name)) {
                    object.set(name, Value::Null);
                }
            }
        } else if let Value::Object(_) = object.get(name) {
            let mut inner = object.get(name).clone();
            without_tolerated(&field.children, root, &mut inner);
            object.set(name, inner);
        }
    }
}

fn first_valid(schema: &Schema, table: &Table, fill: Fill, salt: u32) -> Result<Value, String> {
    Generator {
        schema,
        known: &Salted(table, salt),
        fill,
        choices: BTreeMap::new(),
        salt,
    }
    .config()
}

pub fn errors(diagnostics: &Diagnostics) -> Result<(), String> {
    let all: Vec<String> = diagnostics
        .0
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .map(|d| {
            format!(
                "[{}] {}: {}",
                d.path.as_ref().map(ToString::to_string).unwrap_or_default(),
                d.summary,
                d.detail.replace('\n', " ")
            )
        })
        .collect();
    if all.is_empty() {
        Ok(())
    } else {
        Err(all.join(" | "))
    }
}

pub async fn plan(resource: &dyn Resource, prior: &Value, config: &Value) -> Result<Plan, String> {
    let request = PlanRequest {
        prior: prior.clone(),
        proposed: config.clone(),
        config: config.clone(),
        ..PlanRequest::default()
    };
    let plan = operations::plan(resource, request).await;
    errors(&plan.diagnostics)?;
    Ok(plan)
}

pub async fn apply(
    resource: &dyn Resource,
    prior: &Value,
    plan: &Plan,
    config: &Value,
) -> Result<Value, String> {
    let request = ApplyRequest {
        prior: prior.clone(),
        planned: plan.planned.clone(),
        config: config.clone(),
        ..ApplyRequest::default()
    };
    let response = operations::apply(resource, request).await;
    errors(&response.diagnostics)?;
    Ok(response.state.value)
}

pub async fn refresh(resource: &dyn Resource, state: &Value) -> Result<Value, String> {
    let response = operations::read(
        resource,
        State {
            value: state.clone(),
            ..State::default()
        },
    )
    .await;
    errors(&response.diagnostics)?;
    Ok(response.state.value)
}

pub async fn create(resource: &dyn Resource, config: &Value) -> Result<Value, String> {
    errors(&operations::validate(resource, config).await).map_err(|e| format!("validate: {e}"))?;
    let planned = plan(resource, &Value::Null, config)
        .await
        .map_err(|e| format!("plan: {e}"))?;
    apply(resource, &Value::Null, &planned, config)
        .await
        .map_err(|e| format!("create: {e}"))
}

pub async fn destroy(
    resource: &dyn Resource,
    declared: &RestResource,
    state: &Value,
) -> Result<(), String> {
    let request = ApplyRequest {
        prior: state.clone(),
        ..ApplyRequest::default()
    };
    let response = operations::apply(resource, request).await;
    errors(&response.diagnostics).map_err(|e| format!("destroy: {e}"))?;
    if declared.adopts || fixtures::STAYS.contains(&declared.type_name.as_str()) {
        // It exists always: a destroy resets or forgets it.
        return Ok(());
    }
    if !refresh(resource, state)
        .await
        .map_err(|e| format!("read after destroy: {e}"))?
        .is_null()
    {
        return Err("still there after destroy".into());
    }
    Ok(())
}

/// Names of attributes that differ.
pub fn differences(a: &Value, b: &Value, prefix: &str, out: &mut Vec<String>) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) | (Value::Map(x), Value::Map(y)) => {
            let names: std::collections::BTreeSet<&String> = x.keys().chain(y.keys()).collect();
            for name in names {
                let here = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                differences(a.get(name), b.get(name), &here, out);
            }
        }
        (Value::List(x), Value::List(y)) if x.len() == y.len() => x
            .iter()
            .zip(y)
            .enumerate()
            .for_each(|(i, (x, y))| differences(x, y, &format!("{prefix}[{i}]"), out)),
        _ if a == b => {}
        _ => out.push(format!("{prefix}: {} -> {}", a.reveal(), b.reveal())),
    }
}

fn same(what: &str, a: &Value, b: &Value) -> Result<(), String> {
    let mut out = Vec::new();
    differences(a, b, "", &mut out);
    if out.is_empty() {
        Ok(())
    } else {
        Err(format!("{what}: {}", out.join(", ")))
    }
}

/// After an apply: refreshing changes nothing that a plan would show, and the plan is empty.
async fn settled(resource: &dyn Resource, state: &Value, config: &Value) -> Result<Value, String> {
    let read = refresh(resource, state).await?;
    if read.is_null() {
        return Err("gone on refresh right after apply".into());
    }
    let again = plan(resource, &read, config).await?;
    same("second plan is not empty", &read, &again.planned)?;
    Ok(read)
}

pub async fn life(
    world: &World,
    declared: &RestResource,
    report: &mut Report,
    failures: &mut Vec<String>,
) {
    let provider = world.provider_of(&declared.type_name);
    let Some(resource) = provider.resources().get(&declared.type_name).cloned() else {
        failures.push(format!("{}: not registered", declared.type_name));
        return;
    };
    let list = resource.clone().lister();
    let schema = resource.schema();
    let table = match world.told(&declared.type_name, schema, 0).await {
        Ok(table) => table,
        Err(error) => {
            failures.push(format!("{}: {error}", declared.type_name));
            return;
        }
    };
    let mut variants: Vec<BTreeMap<String, String>> = vec![BTreeMap::new()];
    for (path, values) in discriminators(schema) {
        if table.values.contains_key(&path) || table.skipped.contains(&path) {
            continue;
        }
        variants.extend(
            values
                .into_iter()
                .map(|v| BTreeMap::from([(path.clone(), v)])),
        );
    }
    // Names of one type may stay behind in a place that all share (secrets of destroyed rotations do).
    let position = world
        .provider
        .resources()
        .keys()
        .position(|name| *name == declared.type_name);
    let mut salt = 1 + generate::SALTS * position.unwrap_or(0) as u32;
    for choices in variants {
        for fill in [Fill::Minimal, Fill::Full, Fill::WriteOnly] {
            salt += 40;
            let label = format!("{} {choices:?} {fill:?}", declared.type_name);
            let generator = Generator {
                schema,
                known: &Salted(&table, salt),
                fill,
                choices: choices.clone(),
                salt,
            };
            let mut config = match generator.config() {
                Ok(config) => config,
                Err(error) => {
                    failures.push(format!("{label}: {error}"));
                    continue;
                }
            };
            without_tolerated(&declared.fields, &config.clone(), &mut config);
            if fill == Fill::WriteOnly && !has_twin(schema) {
                continue;
            }
            report.variants += 1;
            if let Err(error) = one(
                &*resource,
                list.as_deref(),
                declared,
                schema,
                &table,
                &generator,
                &config,
                report,
                failures,
                &label,
            )
            .await
            {
                failures.push(format!("{label}: {error}"));
            }
        }
    }
}

pub fn has_twin(schema: &Schema) -> bool {
    let mut paths = Vec::new();
    paths_of(&schema.block, "", &mut paths);
    paths.iter().any(|(_, a)| a.write_only)
}

#[allow(clippy::too_many_arguments)]
async fn one(
    resource: &dyn Resource,
    list: Option<&dyn ListResource>,
    declared: &RestResource,
    schema: &Schema,
    table: &Table,
    generator: &Generator<'_>,
    config: &Value,
    report: &mut Report,
    failures: &mut Vec<String>,
    label: &str,
) -> Result<(), String> {
    let mut state = create(resource, config).await?;
    if generator.fill == Fill::WriteOnly {
        no_secret_in(schema, config, &state)?;
    }
    let result = async {
        state = settled(resource, &state, config)
            .await
            .map_err(|e| format!("after create: {e}"))?;
        imported(resource, declared, schema, &state, config).await?;
        report.imports += 1;
        if let Some(list) = list {
            listed(list, resource, &state, config)
                .await
                .map_err(|e| format!("as listed: {e}"))?;
            report.listed += 1;
        }
        Ok::<_, String>(())
    }
    .await;
    if let Err(error) = result {
        // Destroyed all the same, so that the next variant starts clean.
        let _ = destroy(resource, declared, &state).await;
        return Err(error);
    }
    let mut config = config.clone();
    if generator.fill != Fill::Minimal {
        changes(
            resource,
            schema,
            table,
            generator,
            &mut config,
            &mut state,
            report,
            failures,
            label,
        )
        .await;
    }
    destroy(resource, declared, &state).await
}

/// No write-only value of the configuration stands anywhere in the state.
fn no_secret_in(schema: &Schema, config: &Value, state: &Value) -> Result<(), String> {
    let mut paths = Vec::new();
    paths_of(&schema.block, "", &mut paths);
    let text = state.reveal().to_string();
    for (path, attribute) in paths {
        if attribute.write_only
            && let Some(secret) = config.at(&path).as_str().filter(|s| s.len() > 8)
            && text.contains(secret)
        {
            return Err(format!("the write-only value of {path} is in the state"));
        }
    }
    Ok(())
}

/// `terraform query` finds the object under the identity that its state has, and the configuration that is generated of what was
/// found replaces nothing.
async fn listed(
    list: &dyn ListResource,
    resource: &dyn Resource,
    state: &Value,
    config: &Value,
) -> Result<(), String> {
    let asked = list.schema().block.attributes.iter();
    let asked = Value::object(asked.map(|a| (a.name.clone(), state.get(&a.name).clone())));
    errors(&validate::validate(list.schema(), &asked))?;
    let found = list
        .list(asked, true, 10_000)
        .await
        .map_err(|e| errors(&e).expect_err("an error"))?;
    let schema = resource.identity_schema().ok_or("has no identity")?;
    let parts = schema.attributes.iter();
    let identity = Value::object(parts.map(|a| (a.name.clone(), state.get(&a.name).clone())));
    let Some(one) = found.iter().find(|one| one.identity == identity) else {
        let others: Vec<_> = found.iter().map(|one| one.identity.reveal()).collect();
        return Err(format!("{} is not in {others:?}", identity.reveal()));
    };
    if one.display_name.is_empty() {
        return Err("has no name".into());
    }
    let object = one.resource.as_ref().ok_or("has no object")?;
    if let Some((path, what)) = conformance::check_state(resource.schema(), object).first() {
        return Err(format!("{path}: {what}"));
    }
    let mut generated = generate_config::generate(resource.schema(), object);
    for attribute in &resource.schema().block.attributes {
        // What is required and never told is the user's to fill in.
        if attribute.presence == Presence::Required && generated.get(&attribute.name).is_null() {
            generated.set(&attribute.name, config.get(&attribute.name).clone());
        }
    }
    let plan = plan(resource, object, &generated).await?;
    match plan.replace.first() {
        Some(path) => Err(format!("the generated configuration replaces for {path}")),
        None => Ok(()),
    }
}

/// Importing by identity and by the first id form gives the state that create gave, but for what the API never tells.
async fn imported(
    resource: &dyn Resource,
    declared: &RestResource,
    schema: &Schema,
    state: &Value,
    config: &Value,
) -> Result<(), String> {
    if declared.imports.is_empty() {
        return Err("has no import form".into());
    }
    let identity = resource.identity_schema().ok_or("has no identity")?;
    let values = Value::object(
        identity
            .attributes
            .iter()
            .map(|a| (a.name.clone(), state.get(&a.name).clone())),
    );
    if values
        .members()
        .is_some_and(|m| m.values().any(Value::is_null))
    {
        return Err("identity has a null member".into());
    }
    let mut requests = vec![ImportRequest::Identity(values)];
    for form in &declared.imports {
        let document = serde_json::json!({});
        let template: String = form.template.replace(":uuid}", "}").replace(":path}", "}");
        let vars = terraform_provider_infisical::rest::exec::Vars {
            object: state,
            fallback: &Value::Null,
            document: &document,
        };
        // A name alone is looked up in the organization: not for what belongs to a project.
        if form.find.is_some()
            && !state.get("project_id").is_null()
            && !template.contains("{project_id}")
        {
            continue;
        }
        if let Ok(id) = vars.fill(&template) {
            requests.push(ImportRequest::Id(id));
        }
    }
    if requests.len() < 2 {
        return Err("no import form can be filled from state".into());
    }
    for request in requests {
        let how = format!("{request:?}");
        let response = operations::import(resource, request).await;
        errors(&response.diagnostics).map_err(|e| format!("import by {how}: {e}"))?;
        let read = refresh(resource, &response.state.value)
            .await
            .map_err(|e| format!("read after import: {e}"))?;
        let mut known = state.clone();
        for (_, name) in fixtures::TOLD_ONCE
            .iter()
            .filter(|(t, _)| *t == declared.type_name)
        {
            known.set(name, Value::Null);
        }
        let mut read = read;
        for (_, first, today) in fixtures::FIRST_GENERATION
            .iter()
            .filter(|(t, first, _)| *t == declared.type_name && !state.get(first).is_null())
        {
            for name in [first, today] {
                known.set(name, Value::Null);
                read.set(name, Value::Null);
            }
        }
        // A spelling that counts as the same is the one of the configuration again after the next apply.
        let read = keep_spelling(&schema.block, &known, &read);
        let expected = blanked(schema, &known);
        same(
            &format!("import by {how}"),
            &expected,
            &blanked(schema, &read),
        )?;
        // What the API never tells may be learned from the configuration, but nothing is replaced for it.
        let again = plan(resource, &read, config)
            .await
            .map_err(|e| format!("plan after import: {e}"))?;
        if !again.replace.is_empty() {
            return Err(format!(
                "after import the plan replaces because of {}",
                again
                    .replace
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            ));
        }
    }
    Ok(())
}

/// The state without what the API never tells, with «empty» as null.
fn blanked(schema: &Schema, state: &Value) -> Value {
    fn walk(attributes: &[Attribute], value: &Value) -> Value {
        let Value::Object(_) = value else {
            return value.clone();
        };
        Value::object(attributes.iter().map(|a| {
            let v = value.get(&a.name);
            // A secret that the API tells again is in an imported state, but not in one that got it write-only.
            let twin = attributes
                .iter()
                .any(|t| t.name == format!("{}_wo", a.name));
            let unread = a.unread || a.write_only || twin || a.name.ends_with("_wo_version");
            let shown = match (&a.shape, v) {
                _ if unread || v.is_empty() => Value::Null,
                (Shape::Nested(Nesting::Single, inner, _), Value::Object(_)) => {
                    let inner = walk(inner, v);
                    if inner
                        .members()
                        .is_some_and(|m| m.values().all(Value::is_null))
                    {
                        Value::Null
                    } else {
                        inner
                    }
                }
                (Shape::Nested(_, inner, _), Value::List(items)) => {
                    Value::List(items.iter().map(|i| walk(inner, i)).collect())
                }
                (Shape::Nested(_, inner, _), Value::Map(items)) => Value::Map(
                    items
                        .iter()
                        .map(|(key, item)| (key.clone(), walk(inner, item)))
                        .collect(),
                ),
                (Shape::Nested(_, inner, _), Value::Set(items)) => {
                    Value::Set(items.iter().map(|i| walk(inner, i)).collect())
                }
                _ => v.clone(),
            };
            (a.name.clone(), shown)
        }))
    }
    walk(&schema.block.attributes, state)
}

/// Changes each configured attribute alone, then removes each optional one.
#[allow(clippy::too_many_arguments)]
async fn changes(
    resource: &dyn Resource,
    schema: &Schema,
    table: &Table,
    generator: &Generator<'_>,
    config: &mut Value,
    state: &mut Value,
    report: &mut Report,
    failures: &mut Vec<String>,
    label: &str,
) {
    let mut paths = Vec::new();
    paths_of(&schema.block, "", &mut paths);
    let deciding: Vec<String> = discriminators(schema).into_iter().map(|(p, _)| p).collect();
    for (path, attribute) in &paths {
        let choices = table.choices.get(path);
        if (table.values.contains_key(path) && choices.is_none())
            || table.fixed.contains(path)
            || deciding.contains(path)
            || matches!(attribute.shape, Shape::Nested(..))
            || is_block(schema, path)
            || attribute.write_only
        {
            continue;
        }
        let steps = locate(config, path);
        let Some(place) = steps.as_ref().and_then(|s| generate::place(config, s)) else {
            continue;
        };
        if place.is_null() {
            continue;
        }
        let before = place.clone();
        let mut changed = None;
        for offset in [1, 2, 3, 5, 7] {
            let candidate = match (table.unique.get(path), choices) {
                (Some(prefix), _) => Value::string(format!("{prefix}{}", generator.salt + offset)),
                (_, Some(all)) => Value::from(all[offset as usize % all.len()]),
                _ if path.ends_with("_wo_version") => Value::int(i64::from(offset) + 1),
                _ => generator.made_up(attribute, path, generator.salt + offset),
            };
            if candidate != before {
                changed = Some(candidate);
                break;
            }
        }
        let Some(candidate) = changed else { continue };
        let mut next = config.clone();
        if let Some(place) = steps.as_ref().and_then(|s| generate::place(&mut next, s)) {
            *place = candidate.clone();
        }
        if operations::validate(resource, &next).await.has_errors() {
            continue;
        }
        let outcome = step(resource, state, &next, attribute.on_change.bars(&candidate)).await;
        match outcome {
            Ok(Some(new)) => {
                *state = new;
                *config = next;
            }
            Ok(None) => {}
            Err(error) => {
                failures.push(format!("{label}: changing {path}: {error}"));
                if let Ok(read) = refresh(resource, state).await {
                    *state = read;
                }
            }
        }
        report.changed += 1;
    }
    for (path, attribute) in &paths {
        if attribute.write_only || path.ends_with("_wo_version") || deciding.contains(path) {
            continue;
        }
        let Some(steps) = locate(config, path) else {
            continue;
        };
        let mut next = config.clone();
        let Some(place) = generate::place(&mut next, &steps) else {
            continue;
        };
        if place.is_null() || matches!(steps.last(), Some(Step::Index(_))) {
            continue;
        }
        *place = Value::Null;
        if is_block(schema, path) || operations::validate(resource, &next).await.has_errors() {
            continue;
        }
        match step(
            resource,
            state,
            &next,
            attribute.on_change.bars(&Value::Null),
        )
        .await
        {
            Ok(Some(new)) => {
                *state = new;
                *config = next;
                report.removed += 1;
            }
            Ok(None) => {}
            Err(error) => {
                failures.push(format!("{label}: removing {path}: {error}"));
                if let Ok(read) = refresh(resource, state).await {
                    *state = read;
                }
            }
        }
    }
}

fn is_block(schema: &Schema, path: &str) -> bool {
    schema.block.blocks.iter().any(|b| b.name == path)
}

/// The steps to the attribute in the configuration: first elements of lists; nothing inside sets and maps.
fn locate(config: &Value, path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut at = config;
    for name in path.split('.') {
        if let Value::List(items) = at {
            at = items.first()?;
            steps.push(Step::Index(0));
        }
        if matches!(at, Value::Set(_) | Value::Map(_) | Value::Null) {
            return None;
        }
        at = at.get(name);
        steps.push(Step::Attribute(name.to_owned()));
    }
    Some(steps)
}

/// One change: a replacement is only planned, everything else is applied and must settle.
async fn step(
    resource: &dyn Resource,
    state: &Value,
    config: &Value,
    replaces: bool,
) -> Result<Option<Value>, String> {
    let request = PlanRequest {
        prior: state.clone(),
        proposed: config.clone(),
        config: config.clone(),
        ..PlanRequest::default()
    };
    let planned = operations::plan(resource, request).await;
    if replaces {
        let refused = planned.diagnostics.has_errors();
        // Learning what the API never tells is no change; neither is an equal spelling.
        return if !planned.replace.is_empty() || refused || planned.planned == *state {
            Ok(None)
        } else {
            Err("declared as replacing, but the plan updates in place".into())
        };
    }
    errors(&planned.diagnostics)?;
    if !planned.replace.is_empty() {
        return Err(format!("replaces because of {}", planned.replace[0]));
    }
    let new = apply(resource, state, &planned, config).await?;
    settled(resource, &new, config).await.map(Some)
}

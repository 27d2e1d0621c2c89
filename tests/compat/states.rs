//! States that the official provider has written, taken over: they refresh, and the plan of the same configuration is empty.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::operations;
use terraform_provider_infisical::framework::plan::Plan;
use terraform_provider_infisical::framework::traits::{ApplyRequest, Provider, Resource};
use terraform_provider_infisical::framework::validate::Rule;
use terraform_provider_infisical::framework::{
    Attribute, Diagnostics, Nesting, Presence, Schema, Shape, Type, Value, codec,
};

use crate::drive::{self, Salted, World};
use crate::generate::{Fill, Generator, Known, discriminators, find};
use crate::official::{self, Form, names};
use crate::{OFFICIAL, allowed, say};

/// What the configuration sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// only what must be
    Minimal,
    /// all attributes of the official provider
    Full,
    /// the same in other words: trailing slashes, empty descriptions, temporary roles beside permanent ones
    Loose,
    /// everything, secrets write-only where the official provider has that
    WriteOnly,
    /// as little as can be, with empty collections
    Empty,
}

/// Values of the tables, and those of a style.
struct Told<'a> {
    table: Salted<'a>,
    over: BTreeMap<String, Value>,
    variant: &'a Variant,
}

/// A choice between what excludes each other.
#[derive(Debug, Clone, Default)]
struct Variant {
    /// values of attributes that decide over others
    choices: BTreeMap<String, String>,
    /// attributes that stay away, since their sibling is set
    without: Vec<String>,
}

impl Known for Told<'_> {
    fn value(&self, path: &str) -> Option<Value> {
        self.over
            .get(path)
            .cloned()
            .or_else(|| self.table.value(path))
    }
    fn skip(&self, path: &str) -> bool {
        self.variant.without.iter().any(|w| w == path)
            || !self.over.contains_key(path) && self.table.skip(path)
    }
    fn check(&self, config: &Value) -> Diagnostics {
        self.table.check(config)
    }
}

/// An official state of an object that stands in the simulator, with its configuration.
pub struct Case {
    pub of: String,
    pub config: Value,
    pub state: Json,
}

/// What a plan of an official state may show, since the state does not hold what the configuration says and nobody can tell
/// it: only these members, in place, and only once.
#[rustfmt::skip] // one row, one line: this is a table
const LEARNS: &[(&str, Form, &str)] = &[
    ("infisical_secret_rotation_ldap_password", Form::Refreshed, "temporary_parameters"),
    ("infisical_app_connection_*", Form::Drifted, "credentials"),
    ("infisical_external_kms_aws", Form::Drifted, "configuration.credential"),
    ("infisical_identity_kubernetes_auth", Form::Imported, "kubernetes_host"),
    ("infisical_identity_kubernetes_auth", Form::Imported, "token_reviewer_jwt"),
    ("infisical_webhook", Form::Imported, "webhook_secret_key"),
    // An empty list or map that was read as null: the official provider plans it for ever.
    ("infisical_access_approval_policy", Form::Refreshed, "bypassers"),
    ("infisical_secret_approval_policy", Form::Refreshed, "bypassers"),
    ("infisical_secret", Form::Refreshed, "metadata"),
    ("infisical_secret", Form::Imported, "metadata"),
    ("infisical_secret_sync_gcp_secret_manager", Form::Refreshed, "destination_config.user_replica_location_ids"),
    ("infisical_cert_manager_application_profile", Form::Imported, "est_config"),
    ("infisical_cert_manager_application_profile", Form::Imported, "scep_config"),
];

/// Optional attributes that a configuration of the official provider has in practice.
const GIVEN: &[(&str, &str)] = &[("infisical_secret", "workspace_id")];

/// What the official provider sends under a name that the API drops: it stands in configuration and state only.
const UNSENT: &[(&str, &str)] = &[
    ("infisical_cert_manager_certificate", "ou"),
    ("infisical_cert_manager_certificate", "province"),
];

#[test]
fn official_states_plan_empty() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let wanted = std::env::var("COMPAT").unwrap_or_default();
        let world = World::start().await;
        let mut it = Takeover {
            world: &world,
            waits: false,
            states: 0,
            problems: Vec::new(),
            used: BTreeSet::new(),
            cases: Vec::new(),
        };
        let (mut types, mut unmade) = (0, Vec::new());
        let official = OFFICIAL["resources"].as_object().unwrap();
        for (position, (of, facts)) in official.iter().enumerate() {
            let provider = world.provider_of(of);
            let Some(resource) = provider.resources().get(of) else {
                continue;
            };
            if !of.contains(&wanted) {
                continue;
            }
            let before = it.states;
            let salt = 200_000 + 4000 * position as u32;
            it.all(of, facts, &**resource, salt).await;
            if it.waits {
                say(&format!("compat: states of {of} wait for a missing type"));
            } else if it.states == before {
                unmade.push(of.clone());
            } else {
                types += 1;
            }
        }
        for problem in &it.problems {
            println!("✗ {problem}");
        }
        say(&format!(
            "compat: {} states of {types} official types planned empty",
            it.states
        ));
        assert!(
            unmade.is_empty(),
            "no official state was made of {unmade:?}"
        );
        assert!(
            it.problems.is_empty(),
            "{} problems (listed above)",
            it.problems.len()
        );
        if wanted.is_empty() {
            let rows = official::ODDITIES.iter().enumerate();
            let unused: Vec<String> = rows
                .filter(|(row, (types, ..))| {
                    let missing = allowed::MISSING.iter().any(|m| names(types, m));
                    !missing && !it.used.contains(row)
                })
                .map(|(_, (types, at, forms, _))| format!("{types} {at} {forms:?}"))
                .collect();
            assert!(
                unused.is_empty(),
                "no state had these oddities: {unused:#?}"
            );
        }
        crate::terraform::plans_empty(&world, &it.cases).await;
    });
}

struct Takeover<'a> {
    world: &'a World,
    /// the type at hand refers to one that is missing
    waits: bool,
    states: usize,
    problems: Vec<String>,
    used: BTreeSet<usize>,
    cases: Vec<Case>,
}

/// One official type.
struct Subject<'a> {
    of: &'a str,
    facts: &'a Json,
    resource: &'a dyn Resource,
    schema: Schema,
    table: drive::Table,
}

impl Takeover<'_> {
    async fn all(&mut self, of: &str, facts: &Json, resource: &dyn Resource, mut salt: u32) {
        self.waits = false;
        let mut schema = official::restricted(resource.schema(), facts);
        for attribute in &mut schema.block.attributes {
            if GIVEN.contains(&(of, &attribute.name)) {
                attribute.presence = Presence::Required;
            }
        }
        let table = match self.world.told(of, resource.schema(), 0).await {
            Ok(table) => table,
            Err(error) => {
                self.waits = allowed::MISSING.iter().any(|m| error.contains(m));
                if !self.waits {
                    self.problems.push(format!("{of}: {error}"));
                }
                return;
            }
        };
        let mut variants = vec![Variant::default()];
        for (path, values) in discriminators(&schema) {
            if !table.values.contains_key(&path) && !table.skipped.contains(&path) {
                variants.extend(values.into_iter().map(|value| Variant {
                    choices: BTreeMap::from([(path.clone(), value)]),
                    ..Variant::default()
                }));
            }
        }
        for rule in &schema.block.rules {
            let Rule::ExactlyOneOf(names) = rule else {
                continue;
            };
            let there =
                |name: &&String| schema.block.attribute(name).is_some_and(|a| !a.write_only);
            let names: Vec<&String> = names.iter().filter(there).collect();
            for set in names.iter().filter(|_| names.len() > 1) {
                let others = names.iter().filter(|name| *name != set);
                variants.push(Variant {
                    without: others.map(|name| (*name).clone()).collect(),
                    ..Variant::default()
                });
            }
        }
        let subject = Subject {
            of,
            facts,
            resource,
            schema,
            table,
        };
        let mut good = None;
        for variant in variants {
            for style in [
                Style::Minimal,
                Style::Full,
                Style::Loose,
                Style::WriteOnly,
                Style::Empty,
            ] {
                if style == Style::WriteOnly && !drive::has_twin(&subject.schema) {
                    continue;
                }
                salt += 40;
                let Some(config) = self.config(&subject, &variant, style, salt).await else {
                    continue;
                };
                let label = format!("{of} {:?} {:?} {style:?}", variant.choices, variant.without);
                match self.one(&subject, &config, &label).await {
                    Ok(()) if style == Style::Full => good = good.or(Some(variant.clone())),
                    Ok(()) => {}
                    Err(error) => self.problems.push(format!("{label}: {error}")),
                }
            }
        }
        // One stays, for Terraform itself.
        if let Some(variant) = good
            && let Some(config) = self
                .config(&subject, &variant, Style::Full, salt + 40)
                .await
        {
            match drive::create(resource, &config).await {
                Ok(made) => {
                    let state = self.written(&subject, Form::Applied, &made, &config);
                    let of = of.to_owned();
                    self.cases.push(Case { of, config, state });
                }
                Err(error) => self.problems.push(format!("{of} for Terraform: {error}")),
            }
        }
    }

    /// A configuration with the official provider's words; none for what it has no words for (a method that exists here only).
    async fn config(
        &self,
        subject: &Subject<'_>,
        variant: &Variant,
        style: Style,
        salt: u32,
    ) -> Option<Value> {
        let known = Told {
            table: Salted(&subject.table, salt),
            over: words(self.world, subject, variant, style).await,
            variant,
        };
        let fill = match style {
            Style::Minimal | Style::Empty => Fill::Minimal,
            Style::Full | Style::Loose => Fill::Full,
            Style::WriteOnly => Fill::WriteOnly,
        };
        let generator = Generator {
            schema: &subject.schema,
            known: &known,
            fill,
            choices: variant.choices.clone(),
            salt,
        };
        let mut config = generator.config().ok()?;
        if style == Style::Empty {
            let block = &subject.schema.block;
            empty(&block.attributes, &block.rules, subject.facts, &mut config);
        }
        Some(config)
    }

    fn written(&mut self, subject: &Subject<'_>, form: Form, ours: &Value, config: &Value) -> Json {
        self.states += 1;
        let (state, config) = (ours.reveal(), config.reveal());
        let state = official::written(
            subject.of,
            form,
            subject.facts,
            &state,
            &config,
            &mut self.used,
        );
        if std::env::var_os("SHOW").is_some() {
            println!(
                "{} {form:?}: config {config}\n    state {state}",
                subject.of
            );
        }
        state
    }

    /// Makes the object, writes its state in each official form, and takes it over.
    async fn one(
        &mut self,
        subject: &Subject<'_>,
        config: &Value,
        label: &str,
    ) -> Result<(), String> {
        let resource = subject.resource;
        let mut sent = config.clone();
        let unsent = UNSENT
            .iter()
            .filter(|(of, _)| *of == subject.of)
            .map(|(_, name)| *name);
        for name in unsent.clone() {
            sent.set(name, Value::Null);
        }
        let made = drive::create(resource, &sent).await?;
        let refreshed = drive::refresh(resource, &made).await?;
        for form in [
            Form::Applied,
            Form::Refreshed,
            Form::Imported,
            Form::Drifted,
        ] {
            if !official::comes_in(form, subject.of, subject.facts) {
                continue;
            }
            let ours = if form == Form::Applied {
                &made
            } else {
                &refreshed
            };
            let mut state = self.written(subject, form, ours, config);
            for name in unsent.clone() {
                state[name] = config.get(name).reveal();
            }
            if let Err(error) = take_over(subject, form, &state, config).await {
                self.problems.push(format!("{label}: {form:?}: {error}"));
            }
        }
        let request = ApplyRequest {
            prior: refreshed,
            ..ApplyRequest::default()
        };
        let gone = operations::apply(resource, request).await;
        drive::errors(&gone.diagnostics).map_err(|e| format!("destroy: {e}"))
    }
}

async fn take_over(
    subject: &Subject<'_>,
    form: Form,
    state: &Json,
    config: &Value,
) -> Result<(), String> {
    let resource = subject.resource;
    let mut stored = state.clone();
    resource.upgrade(0, &mut stored);
    let ty = resource.schema().value_type();
    let upgraded = codec::from_json(&stored, &ty, true).map_err(|e| format!("upgrade: {e}"))?;
    // A plan without a refresh may learn what the state does not hold, but no more.
    let early = drive::plan(resource, &upgraded, config)
        .await
        .map_err(|e| format!("early plan: {e}"))?;
    let mut changes = Vec::new();
    changed(&upgraded, &early.planned, "", &mut changes);
    let settled = matches!(form, Form::Applied | Form::Refreshed);
    changes.retain(|(_, before, after)| settled && !before.is_null() && !after.is_unknown());
    if !changes.is_empty() || !early.replace.is_empty() {
        return Err(format!(
            "plan without a refresh: {}",
            shown(&changes, &early)
        ));
    }
    let read = drive::refresh(resource, &upgraded)
        .await
        .map_err(|e| format!("refresh: {e}"))?;
    if read.is_null() {
        return Err("gone on refresh".into());
    }
    let plan = drive::plan(resource, &read, config)
        .await
        .map_err(|e| format!("plan: {e}"))?;
    let mut changes = Vec::new();
    changed(&read, &plan.planned, "", &mut changes);
    let learns: Vec<&str> = LEARNS
        .iter()
        .filter(|(of, at_form, _)| names(of, subject.of) && *at_form == form)
        .map(|(_, _, at)| *at)
        .collect();
    let learned = |at: &str| {
        learns
            .iter()
            .any(|l| at == *l || at.starts_with(&format!("{l}.")))
    };
    let some = changes.iter().any(|(at, ..)| learned(at));
    // What an update may change turns unknown with it.
    changes.retain(|(at, before, after)| {
        !(learned(at) && before.is_null() || some && after.is_unknown())
    });
    if !changes.is_empty() || !plan.replace.is_empty() {
        return Err(format!("plan: {}", shown(&changes, &plan)));
    }
    if some {
        let applied = drive::apply(resource, &read, &plan, config)
            .await
            .map_err(|e| format!("apply: {e}"))?;
        let again = drive::refresh(resource, &applied).await?;
        let plan = drive::plan(resource, &again, config).await?;
        if plan.planned != again {
            return Err("what the first plan learned is planned again".into());
        }
    }
    Ok(())
}

fn shown(changes: &[(String, Value, Value)], plan: &Plan) -> String {
    let text = |v: &Value| {
        if v.is_unknown() {
            "unknown".to_owned()
        } else {
            v.reveal().to_string()
        }
    };
    let mut all: Vec<String> = changes
        .iter()
        .map(|(at, b, a)| format!("{at}: {} -> {}", text(b), text(a)))
        .collect();
    all.extend(plan.replace.iter().map(|path| format!("{path} replaces")));
    all.join(", ")
}

/// The members that differ.
fn changed(before: &Value, after: &Value, at: &str, out: &mut Vec<(String, Value, Value)>) {
    match (before, after) {
        (Value::Object(b), Value::Object(a)) => {
            let all: BTreeSet<&String> = b.keys().chain(a.keys()).collect();
            for name in all {
                let here = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}.{name}")
                };
                changed(before.get(name), after.get(name), &here, out);
            }
        }
        _ if before == after => {}
        _ => out.push((at.to_owned(), before.clone(), after.clone())),
    }
}

/// Optional collections that the configuration sets to nothing.
fn empty(attributes: &[Attribute], rules: &[Rule], facts: &Json, config: &mut Value) {
    for attribute in attributes {
        // Of two attributes of which one is set, the other stays away.
        let one_of = |rule: &Rule| matches!(rule, Rule::ExactlyOneOf(names) if names.contains(&attribute.name));
        if rules.iter().any(one_of) {
            continue;
        }
        let facts = &facts["attributes"][&attribute.name];
        if let (Shape::Nested(_, members, rules), Value::Object(_)) =
            (&attribute.shape, config.get(&attribute.name))
        {
            let mut inner = config.get(&attribute.name).clone();
            empty(members, rules, facts, &mut inner);
            config.set(&attribute.name, inner);
            continue;
        }
        let free = ["one_of", "format", "length", "size_min"];
        let nothing = match attribute.value_type() {
            Type::List(_) => Value::List(Vec::new()),
            Type::Set(_) => Value::Set(Vec::new()),
            Type::Map(_) => Value::Map(BTreeMap::new()),
            Type::String => Value::from(""),
            _ => continue,
        };
        if config.get(&attribute.name).is_null()
            && facts["optional"] == json!(true)
            && facts["computed"] != json!(true)
            && facts["write_only"] != json!(true)
            && free.iter().all(|name| facts[name].is_null())
        {
            config.set(&attribute.name, nothing);
        }
    }
}

/// What the tables do not tell, and for the loose style the same things in other words.
async fn words(
    world: &World,
    subject: &Subject<'_>,
    variant: &Variant,
    style: Style,
) -> BTreeMap<String, Value> {
    let table = &subject.table;
    let mut over = BTreeMap::new();
    let attributes = &subject.schema.block.attributes;
    let has = |name: &str| attributes.iter().any(|a| a.name == name);
    if has("tag_ids")
        && let Ok(tag) = world.instance("infisical_secret_tag", 0).await
    {
        over.insert(
            "tag_ids".to_owned(),
            Value::Set(vec![tag.get("id").clone()]),
        );
    }
    // By name instead of by ID.
    for (name, giver, attribute) in [
        ("project_slug", "infisical_project", "slug"),
        ("group_name", "infisical_group", "name"),
    ] {
        if has(name)
            && !variant.without.is_empty()
            && let Ok(other) = world.instance(giver, 0).await
        {
            over.insert(name.to_owned(), other.get(attribute).clone());
        }
    }
    if style != Style::Loose {
        return over;
    }
    if has("description") {
        over.insert("description".to_owned(), Value::from(""));
    }
    // JSON as people write it.
    for list in ["permissions", "permissions_v2"] {
        let text = "{\n  \"secretPath\": { \"$glob\": \"/<a>&b/**\" },\n  \"environment\": { \"$in\": [\"dev\"] }\n}";
        let path = format!("{list}.conditions");
        if find(attributes, &path).is_some_and(|a| a.value_type() == Type::String) {
            over.insert(path, Value::from(text));
        }
    }
    // Conditions of the first generation, half set.
    let half = "permissions.conditions.secret_path";
    if find(attributes, half).is_some() {
        over.insert(half.to_owned(), Value::Null);
    }
    // A folder named with a slash behind it.
    for name in ["secret_path", "folder_path", "path"] {
        if table.values.get(name).and_then(Value::as_str) == Some("/")
            && let Ok(folder) = world.instance("infisical_secret_folder", 0).await
            && let Some(path) = folder.get("path").as_str()
        {
            over.insert(name.to_owned(), Value::string(format!("{path}/")));
        }
    }
    if let Some(roles) = attributes.iter().find(|a| a.name == "roles")
        && let Shape::Nested(_, inner, _) = &roles.shape
        && inner.iter().any(|a| a.name == "temporary_range")
    {
        let member = |name: &str, value: Value| {
            (inner.iter().any(|a| a.name == name)).then(|| (name.to_owned(), value))
        };
        let role = |members: Vec<Option<(String, Value)>>| {
            let mut all: BTreeMap<String, Value> = inner
                .iter()
                .map(|a| (a.name.clone(), Value::Null))
                .collect();
            all.extend(members.into_iter().flatten());
            Value::Object(all)
        };
        let both = vec![
            role(vec![member("role_slug", Value::from("viewer"))]),
            role(vec![
                member("role_slug", Value::from("member")),
                member("is_temporary", Value::Bool(true)),
                member("temporary_mode", Value::from("relative")),
                member("temporary_range", Value::from("2h")),
                member(
                    "temporary_access_start_time",
                    Value::from("2030-01-02T03:04:05Z"),
                ),
            ]),
        ];
        let set = matches!(roles.shape, Shape::Nested(Nesting::Set, ..));
        over.insert(
            "roles".to_owned(),
            if set {
                Value::Set(both)
            } else {
                Value::List(both)
            },
        );
    }
    over
}

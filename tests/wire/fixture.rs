//! A small provider for the tests of the wire: things in memory, and one part of every other kind.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use terraform_provider_infisical::framework::plan::known;
use terraform_provider_infisical::framework::traits::*;
use terraform_provider_infisical::framework::*;
use tokio::sync::Notify;

/// What the tests look at from outside.
#[derive(Default)]
pub struct World {
    pub things: Mutex<BTreeMap<String, Value>>,
    next_id: AtomicU64,
    /// a call of a thing named «slow» has begun
    pub slow_began: Notify,
    /// a call of a thing named «slow» was dropped before its end
    pub slow_dropped: AtomicBool,
    /// `stop` was called
    pub stopped: Notify,
    /// write-only text that the last apply saw
    pub last_secret: Mutex<Option<String>>,
    /// private bytes of every ephemeral resource that was closed
    pub closed: Mutex<Vec<Vec<u8>>>,
}

pub struct Fixture {
    schema: Schema,
    resources: Parts<dyn Resource>,
    data_sources: Parts<dyn DataSource>,
    ephemeral: Parts<dyn EphemeralResource>,
    functions: Parts<dyn Function>,
    actions: Parts<dyn Action>,
    world: Arc<World>,
}

pub fn attribute(name: &str, ty: Type, presence: Presence) -> Attribute {
    Attribute {
        presence,
        ..Attribute::new(name, ty)
    }
}

fn schema(attributes: Vec<Attribute>) -> Schema {
    Schema {
        version: 0,
        block: Block {
            attributes,
            ..Block::default()
        },
    }
}

impl Fixture {
    pub fn provider(world: Arc<World>) -> Arc<dyn Provider> {
        use Presence::*;
        fn one<T: ?Sized + Send + Sync + 'static>(part: Arc<T>) -> Parts<T>
        where
            Parts<T>: FromIterator<Arc<T>>,
        {
            [part].into_iter().collect()
        }
        Arc::new(Fixture {
            schema: schema(vec![Attribute {
                sensitive: true,
                ..attribute("token", Type::String, Optional)
            }]),
            data_sources: one(Arc::new(Lookup(schema(vec![
                attribute("name", Type::String, Required),
                attribute("size", Type::Number, Computed),
            ])))),
            ephemeral: one(Arc::new(Token(
                schema(vec![
                    attribute("name", Type::String, Required),
                    attribute("token", Type::String, Computed),
                ]),
                world.clone(),
            ))),
            functions: one(Arc::new(Join::new())),
            actions: one(Arc::new(Run(schema(vec![attribute(
                "name",
                Type::String,
                Required,
            )])))),
            resources: one(Arc::new(Thing::new(world.clone()))),
            world,
        })
    }
}

#[async_trait]
impl Provider for Fixture {
    fn schema(&self) -> &Schema {
        &self.schema
    }
    fn resources(&self) -> &Parts<dyn Resource> {
        &self.resources
    }
    fn data_sources(&self) -> &Parts<dyn DataSource> {
        &self.data_sources
    }
    fn ephemeral_resources(&self) -> &Parts<dyn EphemeralResource> {
        &self.ephemeral
    }
    fn functions(&self) -> &Parts<dyn Function> {
        &self.functions
    }
    fn actions(&self) -> &Parts<dyn Action> {
        &self.actions
    }
    async fn validate(&self, config: &Value) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        if config.get("token").as_str() == Some("bad") {
            diagnostics.error_at(Path::dotted("token"), "Bad token", "It is bad.");
        }
        diagnostics
    }
    async fn configure(&self, request: ConfigureRequest) -> ConfigureResponse {
        ConfigureResponse {
            diagnostics: Diagnostics::new(),
            deferred: request.config.contains_unknown(),
        }
    }
    async fn stop(&self) {
        self.world.stopped.notify_one();
    }
}

/// A thing with every kind of attribute. Its name decides what happens to it.
struct Thing {
    schema: Schema,
    identity: IdentitySchema,
    world: Arc<World>,
}

pub fn thing_schema() -> Schema {
    use Presence::*;
    let part = || {
        vec![
            attribute("name", Type::String, Required),
            attribute("id", Type::String, Computed),
        ]
    };
    Schema {
        version: 2,
        block: Block {
            attributes: vec![
                attribute("id", Type::String, Computed),
                Attribute {
                    on_change: OnChange::Replace,
                    ..attribute("name", Type::String, Required)
                },
                Attribute {
                    deprecated: Some("use tags".to_owned()),
                    description: "A *note*.".to_owned(),
                    ..attribute("note", Type::String, Optional)
                },
                Attribute {
                    default: Some(Value::int(1)),
                    ..attribute("size", Type::Number, OptionalComputed)
                },
                attribute("tags", Type::map(Type::String), Optional),
                attribute("any", Type::Dynamic, Optional),
                Attribute {
                    write_only: true,
                    sensitive: true,
                    ..attribute("secret_wo", Type::String, Optional)
                },
                Attribute {
                    presence: Optional,
                    ..Attribute::shaped("parts", Shape::Nested(Nesting::List, part(), vec![]))
                },
            ],
            blocks: vec![NestedBlock {
                name: "rule".to_owned(),
                nesting: Nesting::List,
                min_items: 0,
                max_items: 3,
                on_change: OnChange::Update,
                block: Block {
                    attributes: vec![
                        attribute("action", Type::String, Required),
                        Attribute {
                            write_only: true,
                            ..attribute("key_wo", Type::String, Optional)
                        },
                    ],
                    ..Block::default()
                },
            }],
            description: "A thing.".to_owned(),
            ..Block::default()
        },
    }
}

pub fn thing_identity() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: vec![IdentityAttribute {
            name: "id".to_owned(),
            ty: Type::String,
            required: true,
            description: "the id".to_owned(),
        }],
    }
}

/// Marks that it was dropped before it was defused.
struct Watch<'a>(Option<&'a AtomicBool>);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let Some(dropped) = self.0 {
            dropped.store(true, Ordering::SeqCst);
        }
    }
}

impl Thing {
    fn new(world: Arc<World>) -> Thing {
        Thing {
            schema: thing_schema(),
            identity: thing_identity(),
            world,
        }
    }

    async fn behave(&self, name: &Value) {
        match name.as_str() {
            Some("panic") => panic!("the payload hunter2 must never be seen"),
            Some("slow") => {
                let mut watch = Watch(Some(&self.world.slow_dropped));
                self.world.slow_began.notify_one();
                self.world.stopped.notified().await;
                watch.0 = None;
            }
            _ => {}
        }
    }
}

fn identity_of(value: &Value) -> Option<Value> {
    match value.get("name").as_str() {
        // A bug that the framework must find.
        Some("vague") => return Some(Value::object([("id", Value::Unknown)])),
        Some("anonymous") => return None,
        _ => {}
    }
    value
        .get("id")
        .as_str()
        .map(|id| Value::object([("id", Value::from(id))]))
}

fn answer(value: Value, private: Vec<u8>) -> StateResponse {
    StateResponse {
        state: State {
            identity: identity_of(&value),
            value,
            private,
        },
        diagnostics: Diagnostics::new(),
    }
}

#[async_trait]
impl Resource for Thing {
    fn type_name(&self) -> &str {
        "test_thing"
    }
    fn schema(&self) -> &Schema {
        &self.schema
    }
    fn identity_schema(&self) -> Option<&IdentitySchema> {
        Some(&self.identity)
    }
    fn lister(self: Arc<Self>) -> Option<Arc<dyn ListResource>> {
        Some(Arc::new(Things(
            schema(vec![attribute("prefix", Type::String, Presence::Optional)]),
            self.world.clone(),
        )))
    }
    async fn validate(&self, config: &Value, diagnostics: &mut Diagnostics) {
        self.behave(config.get("name")).await;
        if config.get("name").as_str() == Some("invalid") {
            let path = Path::dotted("parts").index(3).attribute("name");
            diagnostics.error_at(path, "Invalid", "It is.");
            diagnostics.warning("Careful", "Really.");
        }
    }
    async fn read(&self, state: State) -> StateResponse {
        self.behave(state.value.get("name")).await;
        let id = state.value.get("id").as_str().unwrap_or_default();
        let found = self.world.things.lock().unwrap().get(id).cloned();
        answer(found.unwrap_or_default(), state.private)
    }
    async fn apply(&self, request: ApplyRequest) -> StateResponse {
        self.behave(request.planned.get("name")).await;
        let mut value = request.planned;
        if value.is_null() {
            let id = request.prior.get("id").as_str().unwrap_or_default();
            self.world.things.lock().unwrap().remove(id);
            return answer(Value::Null, Vec::new());
        }
        *self.world.last_secret.lock().unwrap() =
            request.config.get("secret_wo").as_str().map(str::to_owned);
        if value.get("id").is_unknown() {
            let id = self.world.next_id.fetch_add(1, Ordering::SeqCst);
            value.set("id", Value::from(format!("thing-{id}")));
        }
        if let Value::List(parts) = value.get("parts").clone() {
            let parts = parts.into_iter().enumerate().map(|(at, mut part)| {
                if part.get("id").is_unknown() {
                    part.set("id", Value::from(format!("part-{at}")));
                }
                part
            });
            value.set("parts", Value::List(parts.collect()));
        }
        // What was planned as known stands, as Terraform demands; what nobody knows is null.
        let value = known(&value);
        let id = value.get("id").as_str().unwrap_or_default().to_owned();
        self.world.things.lock().unwrap().insert(id, value.clone());
        answer(value, b"applied".to_vec())
    }
    async fn import(&self, request: ImportRequest) -> StateResponse {
        let id = match request {
            ImportRequest::Id(id) => id,
            ImportRequest::Identity(identity) => {
                identity.get("id").as_str().unwrap_or_default().to_owned()
            }
        };
        let found = self.world.things.lock().unwrap().get(&id).cloned();
        answer(found.unwrap_or_default(), Vec::new())
    }
    fn upgrade(&self, version: i64, state: &mut serde_json::Value) {
        // Version 1 called the name «title».
        if let (..2, Some(members)) = (version, state.as_object_mut())
            && let Some(title) = members.remove("title")
        {
            members.insert("name".to_owned(), title);
        }
    }
    fn move_from(
        &self,
        _source_provider: &str,
        source_type: &str,
        state: &serde_json::Value,
    ) -> Option<serde_json::Value> {
        (source_type == "test_gadget")
            .then(|| serde_json::json!({ "id": state["gadget_id"], "name": state["label"] }))
    }
}

struct Lookup(Schema);

#[async_trait]
impl DataSource for Lookup {
    fn type_name(&self) -> &str {
        "test_lookup"
    }
    fn schema(&self) -> &Schema {
        &self.0
    }
    async fn read(&self, mut config: Value) -> Result<(Value, Diagnostics), Diagnostics> {
        let name = config.get("name").as_str().unwrap_or_default();
        if name == "missing" {
            return Err(Diagnostics::from_error("Not found", "There is none."));
        }
        let size = match name {
            "nowhere" => return Ok((Value::Null, Diagnostics::new())),
            "hole" => Value::Unknown,
            name => Value::int(name.len() as i64),
        };
        config.set("size", size);
        Ok((config, Diagnostics::new()))
    }
}

struct Token(Schema, Arc<World>);

#[async_trait]
impl EphemeralResource for Token {
    fn type_name(&self) -> &str {
        "test_token"
    }
    fn schema(&self) -> &Schema {
        &self.0
    }
    async fn open(&self, mut config: Value) -> Result<Opened, Diagnostics> {
        let name = config.get("name").as_str().unwrap_or_default().to_owned();
        config.set("token", Value::from(format!("token-of-{name}")));
        match name.as_str() {
            // Bugs that the framework must find.
            "stray" => config.set("name", "another".into()),
            "hole" => config.set("token", Value::Unknown),
            _ => {}
        }
        Ok(Opened {
            value: config,
            renew_at: Some(SystemTime::UNIX_EPOCH + Duration::from_millis(1_500_000_000_500)),
            private: b"opened".to_vec(),
            diagnostics: Diagnostics::new(),
        })
    }
    async fn renew(&self, private: Vec<u8>) -> Result<Opened, Diagnostics> {
        if private == b"spent" {
            return Err(Diagnostics::from_error("Spent", "It cannot be renewed."));
        }
        Ok(Opened {
            private,
            ..Opened::default()
        })
    }
    async fn close(&self, private: Vec<u8>) -> Diagnostics {
        self.1.closed.lock().unwrap().push(private.clone());
        match private.as_slice() {
            b"opened" => Diagnostics::new(),
            _ => Diagnostics::from_error("Not open", "It was never opened."),
        }
    }
}

struct Join(Signature);

impl Join {
    fn new() -> Join {
        let parameter = |name: &str| Parameter {
            name: name.to_owned(),
            ty: Type::String,
            description: String::new(),
            allow_null: false,
        };
        Join(Signature {
            parameters: vec![parameter("separator")],
            variadic: Some(parameter("part")),
            result: Type::String,
            summary: "Joins".to_owned(),
            description: "Joins *text*.".to_owned(),
        })
    }
}

#[async_trait]
impl Function for Join {
    fn name(&self) -> &str {
        "join"
    }
    fn signature(&self) -> &Signature {
        &self.0
    }
    async fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        let texts: Vec<&str> = arguments.iter().filter_map(Value::as_str).collect();
        match texts[..] {
            ["panic", ..] => panic!("the payload hunter2 must never be seen"),
            ["", ..] => Err(FunctionError {
                text: "no separator".to_owned(),
                argument: Some(0),
            }),
            [separator, ..] => Ok(Value::from(texts[1..].join(separator))),
            [] => Ok(Value::Null),
        }
    }
}

struct Things(Schema, Arc<World>);

#[async_trait]
impl ListResource for Things {
    fn type_name(&self) -> &str {
        "test_thing"
    }
    fn schema(&self) -> &Schema {
        &self.0
    }
    async fn list(
        &self,
        config: Value,
        _include_resource: bool,
        _limit: usize,
    ) -> Result<Vec<Listed>, Diagnostics> {
        if config.get("prefix").as_str() == Some("forbidden") {
            return Err(Diagnostics::from_error("Forbidden", "Not for you."));
        }
        // More than was asked for, on purpose: the wire must hold the limit.
        let things = self.1.things.lock().unwrap();
        Ok(things
            .values()
            .map(|thing| Listed {
                identity: identity_of(thing).unwrap_or_default(),
                display_name: thing.get("name").as_str().unwrap_or_default().to_owned(),
                resource: Some(thing.clone()),
                diagnostics: Diagnostics::new(),
            })
            .collect())
    }
}

struct Run(Schema);

#[async_trait]
impl Action for Run {
    fn type_name(&self) -> &str {
        "test_run"
    }
    fn schema(&self) -> &Schema {
        &self.0
    }
    async fn invoke(&self, config: Value, progress: Progress) -> Diagnostics {
        let name = config.get("name").as_str().unwrap_or_default().to_owned();
        for step in ["one", "two"] {
            let _ = progress.send(format!("{name}: {step}"));
            tokio::task::yield_now().await;
        }
        match name.as_str() {
            "panic" => panic!("the payload hunter2 must never be seen"),
            "fail" => Diagnostics::from_error("Failed", "As asked."),
            _ => Diagnostics::new(),
        }
    }
}

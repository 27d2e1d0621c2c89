//! A declared resource at work: create, read, update, delete through its calls, with partial state kept when a later call fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use serde_json::{Map, Value as Json, json};

use crate::api::{ApiError, Client};
use crate::framework::plan::{Plan, keep_spelling, known, settle};
use crate::framework::traits::{
    ApplyRequest, ImportId, ImportRequest, ListResource, Resource, State, StateResponse,
};
use crate::framework::validate::formats;
use crate::framework::{
    Diagnostics, IdentityAttribute, IdentitySchema, OnChange, Schema, Type, Value,
};

use super::declare::{Call, List, RestResource, Sends, Verb};
use super::encode::{self, Body};
use super::errors::{self, Context};
use super::exec::{self, Failure, Vars};
use super::extras::RestList;
use super::field::Field;
use super::resume::Unfinished;
use super::session::Session;
use super::{decode, import};

/// A declared resource that the plugin can serve.
pub struct RestEngine {
    pub(super) declared: RestResource,
    pub(super) schema: Schema,
    identity: Option<IdentitySchema>,
    pub(super) session: Arc<Session>,
    /// reads so far: many of them are worth one list call
    reads: AtomicU32,
    /// creates that were cut off
    pub(super) unfinished: Unfinished,
}

/// From this many reads of one type on, refreshes are answered from its list.
const READS_BEFORE_LISTING: u32 = 2;

impl RestEngine {
    /// Makes a declaration work on a session.
    pub fn new(declared: RestResource, session: Arc<Session>) -> RestEngine {
        let schema = super::schema::schema(
            declared.version,
            &declared.fields,
            &declared.rules,
            &declared.description,
            declared.deprecated.as_ref(),
        );
        let identity = (!declared.identity.is_empty()).then(|| IdentitySchema {
            version: 0,
            attributes: declared
                .identity
                .iter()
                .map(|name| {
                    let attribute = schema.block.attribute(name);
                    IdentityAttribute {
                        name: name.clone(),
                        ty: attribute.map_or(Type::String, |a| a.value_type()),
                        required: true,
                        description: attribute.map(|a| a.description.clone()).unwrap_or_default(),
                    }
                })
                .collect(),
        });
        RestEngine {
            declared,
            schema,
            identity,
            session,
            reads: AtomicU32::new(0),
            unfinished: Unfinished::default(),
        }
    }

    /// Its declaration.
    pub fn declaration(&self) -> &RestResource {
        &self.declared
    }

    pub(super) fn fields(&self) -> &[Field] {
        &self.declared.fields
    }

    /// An API error as diagnostics, with the caller's advice.
    pub(super) fn explain_api(
        &self,
        action: &str,
        subject: &Value,
        error: &ApiError,
        advice: Option<String>,
    ) -> Diagnostics {
        errors::explain(
            error,
            &Context {
                action,
                title: &self.declared.title,
                type_name: &self.declared.type_name,
                imports: import::ids(&self.declared.imports, subject),
                key: import::key(&self.declared.imports, subject),
                blame: self.declared.blame,
                fields: self.fields(),
                subject,
                advice,
            },
        )
    }

    /// A failure as diagnostics; `subject` is what it was done with or to.
    pub(super) fn explain(&self, action: &str, subject: &Value, failure: Failure) -> Diagnostics {
        match failure {
            Failure::Api(error) => self.explain_api(action, subject, &error, None),
            Failure::Cannot(diagnostics) => diagnostics,
            Failure::Refused(reason) => {
                Diagnostics::from_error(format!("Cannot {action} {}", self.declared.title), reason)
            }
            Failure::Gone => Diagnostics::from_error(
                format!("Cannot {action} {}", self.declared.title),
                format!(
                    "The {} does not exist in Infisical (any more).",
                    self.declared.title
                ),
            ),
        }
    }

    /// Whether an API error means that the object does not exist.
    fn is_gone(&self, failure: &Failure) -> bool {
        match failure {
            Failure::Gone => true,
            Failure::Refused(_) | Failure::Cannot(_) => false,
            Failure::Api(error) => {
                error.is_not_found()
                    || self.declared.gone.iter().any(|(status, text)| {
                        error.status() == Some(*status) && error.message().contains(text)
                    })
            }
        }
    }

    /// Makes the read calls and gives the gathered answers. `on_answer` is applied, the gone flag and the expectation checked.
    pub(super) async fn fetch(
        &self,
        client: &Client,
        state: &Value,
        fallback: &Value,
    ) -> Result<Json, Failure> {
        let mut document = json!({});
        for (i, call) in self.declared.read.iter().enumerate() {
            if !exec::holds(&call.condition, state, &|_| true)
                || !exec::told(&call.condition, &document)
            {
                continue;
            }
            let vars = Vars {
                object: state,
                fallback,
                document: &document,
            };
            let listed = if i == 0 {
                self.listed_element(client, state).await
            } else {
                None
            };
            let answer = match listed {
                Some(element) => element,
                None => match exec::send(client, call, vars, None).await {
                    Ok(answer) => answer,
                    Err(failure) if self.is_gone(&failure) => return Err(Failure::Gone),
                    Err(failure) => return Err(failure),
                },
            };
            exec::gather(&mut document, &call.under, answer);
        }
        if let Some(path) = self.declared.gone_without
            && decode::lookup(&document, path).is_none_or(|(json, _)| json.is_null())
        {
            return Err(Failure::Gone);
        }
        self.accept(&mut document, state)?;
        Ok(document)
    }

    /// Applies the hook and the checks that every answer of the object goes through.
    fn accept(&self, document: &mut Json, state: &Value) -> Result<(), Failure> {
        if let Some(flag) = self.declared.gone_flag {
            match decode::lookup(document, flag) {
                Some((Json::Null | Json::Bool(false), _)) | None => {}
                Some(_) => return Err(Failure::Gone),
            }
        }
        if let Some((path, wanted, prefix)) = &self.declared.expects {
            let found =
                decode::lookup(document, path).and_then(|(j, _)| j.as_str().map(str::to_owned));
            if let Some(found) = found.filter(|f| f != wanted) {
                let right = format!("{prefix}{}", found.replace('-', "_"));
                return Err(Failure::Cannot(Diagnostics::from_error(
                    format!("Not a {}", self.declared.title),
                    format!(
                        "The object belongs to {found}, not {wanted}: manage it with the resource type {right}."
                    ),
                )));
            }
        }
        if let Some(hook) = self.declared.special.after_answer {
            hook(document, state);
        }
        Ok(())
    }

    /// The scope of the resource's list, when it has one that holds whole elements: what shared reads and writes agree on.
    fn list_scope(&self, vars: Vars<'_>) -> Option<String> {
        let list = self.declared.list.as_ref()?;
        vars.fill(&list.call.path).ok()
    }

    /// The object out of a shared list call; `None` when a read of its own is to be made.
    async fn listed_element(&self, client: &Client, state: &Value) -> Option<Json> {
        let list = self.declared.list.as_ref().filter(|l| l.whole)?;
        if self.reads.fetch_add(1, Ordering::Relaxed) < READS_BEFORE_LISTING {
            return None;
        }
        let empty = json!({});
        let vars = Vars {
            object: state,
            fallback: &Value::Null,
            document: &empty,
        };
        let scope = self.list_scope(vars)?;
        // Asked for once on a server that has no such list.
        let absent = list.call.deprecated.is_none()
            && exec::request(&list.call, vars, None).is_ok_and(|r| client.route_missing_seen(&r));
        if absent {
            return None;
        }
        let elements = client
            .read_shared(scope.clone(), &scope, || async {
                match exec::whole_list(client, &list.call, vars).await {
                    Err(Failure::Api(error)) => Err(error),
                    // No list to be had: the object is read by itself.
                    other => Ok(other.unwrap_or_default()),
                }
            })
            .await
            .ok()?;
        let key = self.fields().iter().find(|f| f.read.contains(&list.id));
        let id = state.get(key.map_or("id", Field::name));
        exec::pick_element(&elements, &list.id, exec::text(id))
    }

    /// Tells the shared reads that something of ours was written.
    fn note_write(&self, client: &Client, objects: [&Value; 2]) {
        let empty = json!({});
        for object in objects {
            if let Some(scope) = self.list_scope(Vars {
                object,
                fallback: &Value::Null,
                document: &empty,
            }) {
                client.note_write(&scope);
            }
        }
    }

    /// Decodes gathered answers over what is known.
    pub(super) fn decode(&self, document: &Json, known_before: &Value) -> Value {
        let mut state = decode::object(self.fields(), document, known_before, true);
        if let Some(hook) = self.declared.special.after_read {
            hook(&mut state, known_before);
        }
        state
    }

    fn included<'a>(call: &'a Call) -> impl Fn(&Field) -> bool + 'a {
        move |field: &Field| match &call.sends {
            Sends::Nothing => false,
            Sends::All => true,
            Sends::Only(names) => names.contains(&field.name()),
            Sends::Except(names) => !names.contains(&field.name()),
        }
    }

    fn polish(&self, call: &Call, body: &mut Map<String, Json>, planned: &Value) {
        if let Some(hook) = self.declared.special.before_send {
            let mut json = Json::Object(std::mem::take(body));
            hook(call.verb, &mut json, planned);
            if let Json::Object(members) = json {
                *body = members;
            }
        }
    }

    /// What is really wanted: with write-only values, without texts that say nothing.
    fn wanted(&self, planned: &Value, config: &Value) -> Value {
        let effective = encode::effective(self.fields(), planned, config);
        encode::said(self.fields(), &effective)
    }

    async fn create(
        &self,
        client: &Client,
        planned: &Value,
        config: &Value,
    ) -> (Value, Diagnostics) {
        let wanted = self.wanted(planned, config);
        let mut document = json!({});
        let mut state = Value::Null;
        let mut told = Value::Null;
        let mut done = false;
        let resumed = self.take_up(&wanted);
        if let Some((path, request)) = &resumed {
            if let Json::Object(root) = &mut document {
                encode::insert(root, path, request.clone());
            }
            state = settle(planned, &self.decode(&document, planned));
            done = true;
        }
        for call in &self.declared.create {
            if resumed.is_some() && call.verb == Verb::Post {
                continue;
            }
            let untold = |name: &str| {
                let value = wanted.at(name);
                !(value.is_null() || value.is_unknown() || value == told.at(name))
            };
            if !exec::holds(&call.condition, &wanted, &untold)
                || !exec::told(&call.condition, &document)
            {
                continue;
            }
            let vars = Vars {
                object: &wanted,
                fallback: &state,
                document: &document,
            };
            let kind = if call.verb == Verb::Patch || (done && call.verb == Verb::Put) {
                Body::Update
            } else {
                Body::Create
            };
            let body = if call.sends == Sends::Nothing {
                None
            } else {
                let mut body =
                    encode::whole(self.fields(), &wanted, &wanted, kind, &Self::included(call));
                self.polish(call, &mut body, &wanted);
                Some(body)
            };
            let sent_at = time::OffsetDateTime::now_utc();
            let answer = match exec::send(client, call, vars, body.as_ref()).await {
                Ok(answer) => Ok(answer),
                Err(Failure::Api(error)) if self.says_exists(&error) && !done => {
                    return self.take_existing(client, planned, config, error).await;
                }
                Err(Failure::Api(error)) if error.is_ambiguous() && !done => {
                    self.adopt(client, &wanted, sent_at, error).await
                }
                Err(failure) => Err(failure),
            };
            match answer {
                Ok(answer) => {
                    done |= call.verb != Verb::Get;
                    if !call.ignore_answer {
                        exec::gather(&mut document, &call.under, answer);
                    }
                    let mut view = document.clone();
                    if let Some(hook) = self.declared.special.after_answer {
                        hook(&mut view, &wanted);
                    }
                    told = self.decode(&view, planned);
                    state = settle(planned, &told);
                }
                // What exists already stays in state, so that nothing is orphaned.
                Err(failure) => {
                    return (
                        if done { known(&state) } else { Value::Null },
                        self.explain("create", planned, failure),
                    );
                }
            }
        }
        let mut view = document;
        if let Err(failure) = self.accept(&mut view, &wanted) {
            return (known(&state), self.explain("create", planned, failure));
        }
        self.complete(client, planned, state, &view, "create").await
    }

    /// Reads what the answers of a write lack, and brings the result into the plan's words.
    pub(super) async fn complete(
        &self,
        client: &Client,
        planned: &Value,
        state: Value,
        document: &Json,
        action: &str,
    ) -> (Value, Diagnostics) {
        if !decode::lacks(self.fields(), planned, document) {
            return (known(&state), Diagnostics::new());
        }
        match self.fetch(client, &known(&state), planned).await {
            Ok(read) => (
                known(&settle(
                    planned,
                    &settle(
                        &state_with_unknowns(planned, &state),
                        &self.decode(&read, &known(&state)),
                    ),
                )),
                Diagnostics::new(),
            ),
            Err(failure) => (
                known(&state),
                self.explain(
                    &format!("read back after the {action} of the"),
                    planned,
                    failure,
                ),
            ),
        }
    }

    /// The answer of a create was lost: finds the object by its unique name and takes it when it is as young as our request.
    async fn adopt(
        &self,
        client: &Client,
        wanted: &Value,
        sent_at: time::OffsetDateTime,
        error: ApiError,
    ) -> Result<Json, Failure> {
        let lost = |advice: Option<&str>| {
            let advice = advice.map(str::to_owned);
            Failure::Cannot(self.explain_api("create", wanted, &error, advice))
        };
        let found = match self.listed_by_name(client, wanted).await? {
            Some(found) => Some(found),
            None => import::find(&self.declared.imports, client, wanted).await?,
        };
        let Some(found) = found.filter(|found| self.fits(found, wanted)) else {
            return Err(lost(None));
        };
        let created = found.get("createdAt").and_then(Json::as_str).and_then(|t| {
            time::OffsetDateTime::parse(t, &time::format_description::well_known::Rfc3339).ok()
        });
        if created.is_some_and(|t| t < sent_at - Duration::from_secs(300)) {
            let ids = import::ids(&self.declared.imports, wanted);
            let advice = errors::how_to_import(&self.declared.type_name, &ids);
            return Err(lost(Some(&advice)));
        }
        Ok(found)
    }

    /// The object of the wanted name in the resource's list.
    async fn listed_by_name(
        &self,
        client: &Client,
        wanted: &Value,
    ) -> Result<Option<Json>, Failure> {
        let named = |list: &List| {
            let named = |f: &&Field| f.create.contains(&list.name) || f.read.contains(&list.name);
            self.fields().iter().find(named)
        };
        let list = self.declared.list.as_ref();
        let Some((list, name)) = list.and_then(|list| Some((list, named(list)?))) else {
            return Ok(None);
        };
        let empty = json!({});
        let vars = Vars {
            object: wanted,
            fallback: &Value::Null,
            document: &empty,
        };
        let answer = exec::whole_list(client, &list.call, vars).await?;
        let name = exec::text(wanted.get(name.name()));
        let elements = answer.as_array().into_iter().flatten();
        Ok(elements
            .filter(|e| exec::member_is(e, &list.name, name.as_deref()))
            .find(|e| self.fits(e, wanted))
            .cloned())
    }

    /// Whether an element of the list agrees with what is wanted in all that can never change: names may be unique in a part of
    /// the list only.
    fn fits(&self, element: &Json, wanted: &Value) -> bool {
        let seen = decode::object(self.fields(), element, &Value::Null, false);
        let fixed = self
            .fields()
            .iter()
            .map(|f| &f.attribute)
            .filter(|a| a.on_change == OnChange::Replace);
        fixed
            .map(|a| (a.equality, seen.get(&a.name), wanted.get(&a.name)))
            .all(|(equality, theirs, ours)| {
                theirs.is_null() || ours.is_null() || equality.equal(theirs, ours)
            })
    }

    pub(super) async fn update(
        &self,
        client: &Client,
        prior: &Value,
        planned: &Value,
        config: &Value,
    ) -> (Value, Diagnostics) {
        let wanted = self.wanted(planned, config);
        let before = encode::said(self.fields(), prior);
        let after = encode::said(self.fields(), planned);
        let mut document = json!({});
        let mut sent = 0;
        let is_changed = |name: &str| {
            let top = name.split('.').next().unwrap_or(name);
            self.fields()
                .iter()
                .find(|f| f.name() == top)
                .is_some_and(|f| encode::changed(f, &before, &after))
        };
        for call in &self.declared.update {
            if !exec::holds(&call.condition, &wanted, &is_changed)
                || !exec::told(&call.condition, &document)
            {
                continue;
            }
            let vars = Vars {
                // What may be in the way stands in the new object's place.
                object: if call.taken.is_some() { &wanted } else { prior },
                fallback: &wanted,
                document: &document,
            };
            let body = match (&call.sends, call.verb) {
                (Sends::Nothing, _) => None,
                (_, Verb::Patch) => {
                    let included = Self::included(call);
                    let mut body =
                        encode::changes(self.fields(), &before, &after, &wanted, &included);
                    if body.is_empty() {
                        continue;
                    }
                    let constants: Vec<Field> = self
                        .fields()
                        .iter()
                        .filter(|f| f.constant.is_some())
                        .cloned()
                        .collect();
                    body.extend(encode::whole(
                        &constants,
                        &wanted,
                        &wanted,
                        Body::Update,
                        &included,
                    ));
                    self.polish(call, &mut body, &wanted);
                    Some(body)
                }
                _ => {
                    let mut body = encode::whole(
                        self.fields(),
                        &wanted,
                        &wanted,
                        Body::Update,
                        &Self::included(call),
                    );
                    self.polish(call, &mut body, &wanted);
                    Some(body)
                }
            };
            match exec::send(client, call, vars, body.as_ref()).await {
                Ok(answer) => {
                    sent += usize::from(call.verb != Verb::Get);
                    if !call.ignore_answer {
                        exec::gather(&mut document, &call.under, answer);
                    }
                }
                Err(failure) => {
                    let diagnostics = self.explain("update", planned, failure);
                    // A later call failed: what is true now is at the server.
                    let state = if sent > 0 {
                        self.truth(client, prior, planned).await
                    } else {
                        prior.clone()
                    };
                    return (state, diagnostics);
                }
            }
        }
        if let Err(failure) = self.accept(&mut document, &wanted) {
            return (prior.clone(), self.explain("update", planned, failure));
        }
        let state = settle(planned, &self.decode(&document, planned));
        self.complete(client, planned, state, &document, "update")
            .await
    }

    /// The state as the server has it, after an update that failed half-way.
    async fn truth(&self, client: &Client, prior: &Value, planned: &Value) -> Value {
        match self.fetch(client, prior, planned).await {
            Ok(document) => {
                keep_spelling(&self.schema.block, prior, &self.decode(&document, prior))
            }
            Err(_) => prior.clone(),
        }
    }

    async fn delete(&self, client: &Client, prior: &Value) -> Result<(), Diagnostics> {
        if self.lay_down(prior) {
            return Ok(());
        }
        let empty = json!({});
        let mut document = empty.clone();
        for call in &self.declared.delete {
            if !exec::holds(&call.condition, prior, &|_| true) {
                continue;
            }
            let vars = Vars {
                object: prior,
                fallback: &Value::Null,
                document: &document,
            };
            let body = match &call.sends {
                Sends::Nothing => None,
                _ => {
                    let mut body = encode::whole(
                        self.fields(),
                        prior,
                        prior,
                        Body::Create,
                        &Self::included(call),
                    );
                    self.polish(call, &mut body, prior);
                    Some(body)
                }
            };
            match exec::send(client, call, vars, body.as_ref()).await {
                Ok(answer) => exec::gather(&mut document, &call.under, answer),
                Err(failure) if self.is_gone(&failure) => return Ok(()),
                Err(failure) => return Err(self.explain("delete", prior, failure)),
            }
        }
        let Some(usual) = self.declared.delete_wait else {
            return Ok(());
        };
        if !exec::holds(&self.declared.delete_wait_when, prior, &|_| true) {
            return Ok(());
        }
        let at_most = prior
            .at("timeouts.delete")
            .as_str()
            .and_then(formats::duration)
            .and_then(|nanoseconds| u64::try_from(nanoseconds).ok())
            .map_or(usual, Duration::from_nanos);
        let failed = |document: &Json| {
            let refusal = self.declared.delete_refused?;
            exec::refused(refusal, document)
        };
        let started = Instant::now();
        let mut pause = Duration::from_millis(100);
        loop {
            self.note_write(client, [prior, prior]);
            match self.fetch(client, prior, &Value::Null).await {
                Err(Failure::Gone) => return Ok(()),
                Err(failure) => return Err(self.explain("delete", prior, failure)),
                Ok(document) if failed(&document).is_some() => {
                    let reason = failed(&document).unwrap_or_default();
                    return Err(self.explain("delete", prior, Failure::Refused(reason)));
                }
                Ok(_) if client.is_cancelled() || started.elapsed() > at_most => {
                    return Err(Diagnostics::from_error(
                        format!("The {} is still there", self.declared.title),
                        format!(
                            "Infisical accepted the delete but has not finished it after {} s. It goes on by itself; run the destroy again later.",
                            started.elapsed().as_secs()
                        ),
                    ));
                }
                Ok(_) => tokio::time::sleep(pause).await,
            }
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }
}

/// The plan where it is unknown, the state elsewhere: marks what a read-back may still fill.
fn state_with_unknowns(planned: &Value, state: &Value) -> Value {
    match (planned, state) {
        (Value::Unknown, _) => Value::Unknown,
        (Value::Object(p), Value::Object(s)) => Value::Object(
            s.iter()
                .map(|(k, s)| {
                    (
                        k.clone(),
                        state_with_unknowns(p.get(k).unwrap_or(&Value::Null), s),
                    )
                })
                .collect(),
        ),
        _ => planned.clone(),
    }
}

#[async_trait]
impl Resource for RestEngine {
    fn type_name(&self) -> &str {
        &self.declared.type_name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        &self.declared.subcategory
    }

    fn import_forms(&self) -> Vec<String> {
        self.declared
            .imports
            .iter()
            .map(|form| import::shown(&form.template))
            .collect()
    }

    fn identity_schema(&self) -> Option<&IdentitySchema> {
        self.identity.as_ref()
    }

    fn identity_of(&self, state: &Value) -> Option<Value> {
        let schema = self.identity.as_ref()?;
        if state.is_null() {
            return None;
        }
        Some(Value::object(
            schema
                .attributes
                .iter()
                .map(|a| (a.name.clone(), known(state.get(&a.name)))),
        ))
    }

    fn lister(self: Arc<Self>) -> Option<Arc<dyn ListResource>> {
        Some(Arc::new(RestList::new(self)?))
    }

    async fn validate(&self, config: &Value, diagnostics: &mut Diagnostics) {
        if let Some(hook) = self.declared.special.validate {
            hook(config, diagnostics);
        }
    }

    async fn modify_plan(&self, plan: &mut Plan) {
        if let Some(text) = &self.declared.destroy_warning
            && (plan.is_destroy() || !plan.replace.is_empty())
        {
            let what = if plan.is_destroy() {
                "destroyed"
            } else {
                "replaced"
            };
            plan.diagnostics.warning(
                format!("The {} will be {what}", self.declared.title),
                text.clone(),
            );
        }
        if let Some(hook) = self.declared.special.modify_plan {
            hook(plan);
        }
    }

    async fn read(&self, state: State) -> StateResponse {
        let client = match self.session.client() {
            Ok(client) => client,
            Err(diagnostics) => return StateResponse { state, diagnostics },
        };
        match self.fetch(&client, &state.value, &Value::Null).await {
            Ok(document) => {
                let mut read = self.decode(&document, &state.value);
                decode::withhold(self.fields(), &state.value, &mut read);
                let value = keep_spelling(&self.schema.block, &state.value, &read);
                let diagnostics = self.still_waits(&value);
                StateResponse::of_read(state, Ok((value, diagnostics)))
            }
            Err(Failure::Gone) => StateResponse::default(),
            Err(failure) => {
                let said = self.explain("read", &state.value, failure);
                StateResponse::of_read(state, Err(said))
            }
        }
    }

    async fn apply(&self, request: ApplyRequest) -> StateResponse {
        let client = match self.session.client() {
            Ok(client) => client,
            Err(diagnostics) => {
                return StateResponse {
                    state: State {
                        value: request.prior,
                        private: request.private,
                        identity: request.identity,
                    },
                    diagnostics,
                };
            }
        };
        let subject = if request.planned.is_null() {
            &request.prior
        } else {
            &request.planned
        };
        let empty = json!({});
        let key = self.declared.lock.as_ref().and_then(|template| {
            Vars {
                object: subject,
                fallback: &Value::Null,
                document: &empty,
            }
            .fill(template)
            .ok()
        });
        let _turn = match key {
            Some(key) => Some(client.locks().lock(key).await),
            None => None,
        };
        self.note_write(&client, [&request.prior, &request.planned]);
        let (value, diagnostics) = if request.planned.is_null() {
            match self.delete(&client, &request.prior).await {
                Ok(()) => (Value::Null, Diagnostics::new()),
                Err(diagnostics) => (request.prior.clone(), diagnostics),
            }
        } else if request.prior.is_null() {
            let (planned, config) = (&request.planned, &request.config);
            self.create(&client, planned, config).await
        } else {
            self.update(&client, &request.prior, &request.planned, &request.config)
                .await
        };
        self.note_write(&client, [&request.prior, &value]);
        StateResponse::of_apply(request.private, (value, diagnostics))
    }

    fn import_id(&self, state: &Value) -> Option<ImportId> {
        // Forms that name all that a read needs come before those that look something up.
        let (direct, by_key): (Vec<_>, Vec<_>) =
            self.declared.imports.iter().partition(|f| f.find.is_none());
        let mut forms = direct.into_iter().chain(by_key);
        let id = forms.find_map(|form| import::whole(form, state))?;
        Some(ImportId {
            id,
            write_only: false,
        })
    }

    async fn import(&self, request: ImportRequest) -> StateResponse {
        let found = match self.session.client() {
            Ok(client) => import::import(self, &client, request).await,
            Err(diagnostics) => Err(diagnostics),
        };
        StateResponse::of_import(found)
    }
}

//! Declared data sources, ephemeral resources, list resources and actions at work.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use crate::api::Client;
use crate::framework::plan::known;
use crate::framework::traits::{
    Action, DataSource, EphemeralResource, ListResource, Listed, Opened, Progress, Resource,
};
use crate::framework::{Diagnostics, Presence, Schema, Value};

use super::declare::{Call, RestAction, RestDataSource, RestEphemeral, Sends};
use super::encode::{self, Body};
use super::engine::RestEngine;
use super::errors::{self, Context};
use super::exec::{self, Failure, Vars};
use super::field::{Field, string};
use super::session::Session;
use super::{codec, decode, import};

/// Who asks, for error texts.
struct Asker<'a> {
    action: &'a str,
    title: &'a str,
    type_name: &'a str,
    fields: &'a [Field],
}

impl Asker<'_> {
    /// A failure as diagnostics; `subject` is the configuration.
    fn explain(&self, subject: &Value, failure: Failure) -> Diagnostics {
        match failure {
            Failure::Api(error) => errors::explain(
                &error,
                &Context {
                    action: self.action,
                    title: self.title,
                    type_name: self.type_name,
                    imports: Vec::new(),
                    key: None,
                    blame: None,
                    fields: self.fields,
                    subject,
                    advice: None,
                },
            ),
            Failure::Cannot(diagnostics) => diagnostics,
            Failure::Refused(reason) => {
                Diagnostics::from_error(format!("Cannot {} {}", self.action, self.title), reason)
            }
            Failure::Gone => Diagnostics::from_error(
                format!("No {} found", self.title),
                format!(
                    "Infisical has no {} that fits the configuration, or the provider's identity may not see it.",
                    self.title
                ),
            ),
        }
    }

    /// Makes the calls whose conditions hold and gathers their answers.
    async fn gather(
        &self,
        client: &Client,
        calls: &[Call],
        config: &Value,
        document: &mut Json,
    ) -> Result<(), Failure> {
        for call in calls {
            let holds = exec::holds(&call.condition, config, &|name| !config.at(name).is_null());
            if !holds || !exec::told(&call.condition, document) {
                continue;
            }
            let vars = Vars {
                object: config,
                fallback: &Value::Null,
                document,
            };
            let body = match &call.sends {
                Sends::Nothing => None,
                sends => Some(encode::whole(
                    self.fields,
                    config,
                    config,
                    Body::Create,
                    &|f| match sends {
                        Sends::Only(names) => names.contains(&f.name()),
                        Sends::Except(names) => !names.contains(&f.name()),
                        _ => true,
                    },
                )),
            };
            let call = with_query(call, self.fields, config);
            let answer = exec::send(client, &call, vars, body.as_ref()).await?;
            if !call.ignore_answer {
                exec::gather(document, &call.under, answer);
            }
        }
        Ok(())
    }
}

/// The call with the fields that stand in its query (`in_query`).
fn with_query(call: &Call, fields: &[Field], config: &Value) -> Call {
    let mut call = call.clone();
    for field in fields {
        let Some(name) = field
            .query
            .as_ref()
            .filter(|_| exec::text(config.get(field.name())).is_some())
        else {
            continue;
        };
        let joint = if call.path.contains('?') { '&' } else { '?' };
        call.path
            .push_str(&format!("{joint}{name}={{{}}}", field.name()));
    }
    call
}

/// A config object with the defaults of its attributes.
fn with_defaults(fields: &[Field], config: &Value) -> Value {
    let mut out = config.clone();
    for field in fields {
        if let (Some(default), true) =
            (&field.attribute.default, config.get(field.name()).is_null())
        {
            out.set(field.name(), default.clone());
        }
    }
    out
}

/// The result of a data source: what was configured stays, the rest comes from the answers.
fn result(fields: &[Field], config: &Value, document: &Json) -> Value {
    let decoded = decode::object(fields, document, config, true);
    let mut out = BTreeMap::new();
    for field in fields.iter().filter(|f| f.constant.is_none()) {
        let configured = config.get(field.name());
        let value = if configured.is_null() && field.attribute.presence != Presence::Required {
            decoded.get(field.name())
        } else {
            configured
        };
        out.insert(field.name().to_owned(), known(value));
    }
    Value::Object(out)
}

/// A declared data source that the plugin can serve.
pub struct RestData {
    declared: RestDataSource,
    schema: Schema,
    session: Arc<Session>,
}

impl RestData {
    /// Makes a declaration work on a session.
    pub fn new(declared: RestDataSource, session: Arc<Session>) -> RestData {
        let schema = super::schema::schema(
            0,
            &declared.fields,
            &declared.rules,
            &declared.description,
            None,
        );
        RestData {
            declared,
            schema,
            session,
        }
    }

    /// Its declaration.
    pub fn declaration(&self) -> &RestDataSource {
        &self.declared
    }
}

#[async_trait]
impl DataSource for RestData {
    fn type_name(&self) -> &str {
        &self.declared.type_name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        &self.declared.subcategory
    }

    async fn validate(&self, config: &Value, diagnostics: &mut Diagnostics) {
        if let Some(hook) = self.declared.special.validate {
            hook(config, diagnostics);
        }
    }

    async fn read(&self, config: Value) -> Result<(Value, Diagnostics), Diagnostics> {
        let client = self.session.client()?;
        let fields = &self.declared.fields;
        let asker = Asker {
            action: "read",
            title: &self.declared.title,
            type_name: &self.declared.type_name,
            fields,
        };
        let asked = with_defaults(fields, &config);
        let mut document = json!({});
        asker
            .gather(&client, &self.declared.read, &asked, &mut document)
            .await
            .map_err(|failure| {
                let gone = matches!(&failure, Failure::Api(error) if error.is_not_found());
                let mut all = asker.explain(&asked, failure);
                for one in all.0.iter_mut().filter(|_| gone) {
                    one.summary = format!("No {} found", self.declared.title);
                }
                all
            })?;
        if let Some(hook) = self.declared.special.after_answer {
            hook(&mut document, &asked);
        }
        let mut value = result(fields, &asked, &document);
        if let Some(hook) = self.declared.special.after_read {
            hook(&mut value, &config);
        }
        if self
            .declared
            .must_find
            .is_some_and(|name| value.get(name).is_null())
        {
            return Err(asker.explain(&asked, Failure::Gone));
        }
        Ok((value, Diagnostics::new()))
    }
}

/// A declared ephemeral resource that the plugin can serve.
pub struct RestEphemeralResource {
    declared: RestEphemeral,
    schema: Schema,
    session: Arc<Session>,
}

/// Renewals are made this long before the end.
const RENEW_BEFORE: Duration = Duration::from_secs(60);
/// What ends sooner than this is not renewed: it would be renewed all the time.
const SHORTEST_LIFE: Duration = Duration::from_secs(10);

/// When to renew what ends at `end`. Terraform renews at once, and again and again, when that time is past: of short lives, half
/// is lived.
fn renewal(end: SystemTime, now: SystemTime) -> Option<SystemTime> {
    let left = end.duration_since(now).ok()?;
    (left >= SHORTEST_LIFE).then(|| end - RENEW_BEFORE.min(left / 2))
}

impl RestEphemeralResource {
    /// Makes a declaration work on a session.
    pub fn new(declared: RestEphemeral, session: Arc<Session>) -> RestEphemeralResource {
        let schema = super::schema::schema(
            0,
            &declared.fields,
            &declared.rules,
            &declared.description,
            None,
        );
        RestEphemeralResource {
            declared,
            schema,
            session,
        }
    }

    /// Its declaration.
    pub fn declaration(&self) -> &RestEphemeral {
        &self.declared
    }

    fn asker<'a>(&'a self, action: &'a str) -> Asker<'a> {
        Asker {
            action,
            title: &self.declared.title,
            type_name: &self.declared.type_name,
            fields: &self.declared.fields,
        }
    }

    fn renew_at(&self, document: &Json) -> Option<SystemTime> {
        let path = self
            .declared
            .expires_at
            .as_ref()
            .filter(|_| !self.declared.renew.is_empty())?;
        let text = decode::lookup(document, path)?.0.as_str()?;
        let end = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339)
            .ok()?;
        renewal(end.into(), SystemTime::now())
    }

    /// What renew and close need: the addressing inputs and the parts of the answer that their paths name; no secret.
    fn keep(&self, config: &Value, document: &Json) -> Vec<u8> {
        let mut kept = json!({});
        let calls = self.declared.renew.iter().chain(&self.declared.close);
        let templates =
            calls.flat_map(|c| std::iter::once(&c.path).chain(c.fills.iter().map(|(_, t)| t)));
        let vars = Vars {
            object: config,
            fallback: &Value::Null,
            document,
        };
        for template in templates {
            for part in exec::parts(template) {
                if let exec::Part::Name(name) = part
                    && let Some(text) = vars.get(name)
                {
                    kept[name] = Json::String(text);
                }
            }
        }
        kept.to_string().into_bytes()
    }

    /// The kept parts as both object and document, so that every placeholder finds its own.
    fn kept(private: &[u8]) -> (Value, Json) {
        let json: Json = serde_json::from_slice(private).unwrap_or_else(|_| json!({}));
        let mut document = json!({});
        let mut object = BTreeMap::new();
        for (name, text) in json.as_object().into_iter().flatten() {
            match name.strip_prefix("json:") {
                Some(path) => {
                    if let Json::Object(root) = &mut document {
                        encode::insert(root, path, text.clone());
                    }
                }
                None => {
                    object.insert(
                        name.clone(),
                        codec::by_type(&crate::framework::Type::String, text),
                    );
                }
            }
        }
        (Value::Object(object), document)
    }
}

#[async_trait]
impl EphemeralResource for RestEphemeralResource {
    fn type_name(&self) -> &str {
        &self.declared.type_name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        &self.declared.subcategory
    }

    async fn open(&self, config: Value) -> Result<Opened, Diagnostics> {
        let client = self.session.client()?;
        let asked = with_defaults(&self.declared.fields, &config);
        let mut document = json!({});
        let asker = self.asker("open");
        asker
            .gather(&client, &self.declared.open, &asked, &mut document)
            .await
            .map_err(|f| asker.explain(&asked, f))?;
        if let Some(hook) = self.declared.special.after_answer {
            hook(&mut document, &asked);
        }
        let mut value = result(&self.declared.fields, &asked, &document);
        if let Some(hook) = self.declared.special.after_read {
            hook(&mut value, &config);
        }
        let private = self.keep(&asked, &document);
        Ok(Opened {
            value,
            renew_at: self.renew_at(&document),
            private,
            diagnostics: Diagnostics::new(),
        })
    }

    async fn renew(&self, private: Vec<u8>) -> Result<Opened, Diagnostics> {
        let client = self.session.client()?;
        let (object, mut document) = Self::kept(&private);
        let asker = self.asker("renew");
        asker
            .gather(&client, &self.declared.renew, &object, &mut document)
            .await
            .map_err(|f| asker.explain(&object, f))?;
        Ok(Opened {
            renew_at: self.renew_at(&document),
            private,
            ..Opened::default()
        })
    }

    async fn close(&self, private: Vec<u8>) -> Diagnostics {
        if self.declared.close.is_empty() {
            return Diagnostics::new();
        }
        // Terraform closes after its «stop», too.
        let client = match self.session.client() {
            Ok(client) => client.despite_stop(),
            Err(diagnostics) => return diagnostics,
        };
        let (object, mut document) = Self::kept(&private);
        let asker = self.asker("close");
        match asker
            .gather(&client, &self.declared.close, &object, &mut document)
            .await
        {
            Ok(()) => Diagnostics::new(),
            Err(Failure::Gone) => Diagnostics::new(),
            Err(Failure::Api(error)) if error.is_not_found() => Diagnostics::new(),
            Err(failure) => {
                // The run has what it needed: closing badly is worth a warning that names what stays behind.
                let mut out = Diagnostics::new();
                let ids: Vec<String> = object
                    .members()
                    .into_iter()
                    .flatten()
                    .filter_map(|(k, v)| Some(format!("{k} = {}", v.as_str()?)))
                    .collect();
                let why: Vec<String> = asker
                    .explain(&object, failure)
                    .0
                    .into_iter()
                    .map(|d| d.detail)
                    .collect();
                let left: Vec<String> = serde_json::from_slice::<Json>(&private)
                    .ok()
                    .and_then(|j| j.as_object().cloned())
                    .into_iter()
                    .flatten()
                    .filter_map(|(k, v)| {
                        Some(format!("{} = {}", k.strip_prefix("json:")?, v.as_str()?))
                    })
                    .collect();
                out.warning(
                    format!("The {} was not closed", self.declared.title),
                    format!(
                        "It may live on in Infisical until it expires ({}).\n{}",
                        [left, ids].concat().join(", "),
                        why.join("\n")
                    ),
                );
                out
            }
        }
    }
}

/// The list of a declared resource, for `terraform query`.
pub struct RestList {
    engine: Arc<RestEngine>,
    fields: Vec<Field>,
    schema: Schema,
}

impl RestList {
    /// The list of a resource; `None` when it declares none.
    pub fn new(engine: Arc<RestEngine>) -> Option<RestList> {
        let list = engine.declared.list.as_ref()?;
        let mut names: Vec<String> = Vec::new();
        for part in exec::parts(&list.call.path) {
            if let exec::Part::Name(name) = part {
                if name.contains(':') || name.contains('.') {
                    return None;
                }
                names.push(name.to_owned());
            }
        }
        let by_name = |name: &str| engine.fields().iter().find(|f| f.name() == name);
        let mut fields: Vec<Field> = Vec::new();
        for name in &names {
            let doc = by_name(name)
                .map(|f| f.attribute.description.clone())
                .unwrap_or_default();
            let required = by_name(name).is_none_or(|f| f.attribute.presence == Presence::Required);
            let field = string(name).doc(&doc);
            fields.push(if required { field.required() } else { field });
        }
        for name in &list.scope {
            let json = by_name(name)
                .and_then(|f| f.create.first().cloned())
                .unwrap_or_else(|| super::field::camel(name));
            let doc = by_name(name)
                .map(|f| f.attribute.description.clone())
                .unwrap_or_default();
            fields.push(string(name).in_query(&json).doc(&doc));
        }
        engine.identity_schema()?;
        let description = format!(
            "Lists existing objects of `{}` for `terraform query`.",
            engine.declared.type_name
        );
        let schema = super::schema::schema(0, &fields, &[], &description, None);
        Some(RestList {
            fields,
            schema,
            engine,
        })
    }
}

#[async_trait]
impl ListResource for RestList {
    fn type_name(&self) -> &str {
        &self.engine.declared.type_name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        &self.engine.declared.subcategory
    }

    async fn list(
        &self,
        config: Value,
        include_resource: bool,
        limit: usize,
    ) -> Result<Vec<Listed>, Diagnostics> {
        let client = self.engine.session.client()?;
        let Some(list) = &self.engine.declared.list else {
            return Ok(Vec::new());
        };
        let document = json!({});
        let vars = Vars {
            object: &config,
            fallback: &Value::Null,
            document: &document,
        };
        let call = with_query(&list.call, &self.fields, &config);
        let answer = exec::whole_list(&client, &call, vars)
            .await
            .map_err(|failure| self.engine.explain("list", &Value::Null, failure))?;
        let mut out = Vec::new();
        let ours = |element: &&Json| match &self.engine.declared.expects {
            Some((path, wanted, _)) => exec::member_is(element, path, Some(wanted)),
            None => true,
        };
        let elements = answer.as_array().into_iter().flatten().filter(ours);
        for element in elements.take(limit) {
            let mut start = import::blank(self.engine.fields());
            for (name, value) in config.members().into_iter().flatten() {
                if self.engine.schema.block.attribute(name).is_some() {
                    start.set(name, value.clone());
                }
            }
            let mut element = element.clone();
            let mut state = self.engine.decode(&element, &start);
            if !list.whole && include_resource {
                // Elements of the list lack something: read each on its own.
                match self.engine.fetch(&client, &state, &start).await {
                    Ok(read) => state = self.engine.decode(&read, &start),
                    Err(Failure::Gone) => continue,
                    Err(failure) => return Err(self.engine.explain("read", &Value::Null, failure)),
                }
            } else if let Some(hook) = self.engine.declared.special.after_answer {
                hook(&mut element, &start);
                state = self.engine.decode(&element, &start);
            }
            let Some(identity) = self.engine.identity_of(&state) else {
                continue;
            };
            let name = decode::lookup(&element, &list.name)
                .and_then(|(j, _)| exec::text_of(j))
                .or_else(|| exec::text(state.get("name")))
                .or_else(|| exec::text(state.get("id")))
                .unwrap_or_else(|| {
                    // What has no name of its own is called by what it is made of.
                    let parts = identity.members().into_iter().flatten();
                    let parts: Vec<String> = parts.filter_map(|(_, v)| exec::text(v)).collect();
                    parts.join("/")
                });
            out.push(Listed {
                identity,
                display_name: name,
                resource: include_resource.then_some(state),
                diagnostics: Diagnostics::new(),
            });
        }
        Ok(out)
    }
}

/// A declared action that the plugin can serve.
pub struct RestActionEngine {
    declared: RestAction,
    schema: Schema,
    session: Arc<Session>,
}

impl RestActionEngine {
    /// Makes a declaration work on a session.
    pub fn new(declared: RestAction, session: Arc<Session>) -> RestActionEngine {
        let schema = super::schema::schema(0, &declared.fields, &[], &declared.description, None);
        RestActionEngine {
            declared,
            schema,
            session,
        }
    }

    /// Its declaration.
    pub fn declaration(&self) -> &RestAction {
        &self.declared
    }
}

#[async_trait]
impl Action for RestActionEngine {
    fn type_name(&self) -> &str {
        &self.declared.type_name
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        &self.declared.subcategory
    }

    async fn invoke(&self, config: Value, progress: Progress) -> Diagnostics {
        let client = match self.session.client() {
            Ok(client) => client,
            Err(diagnostics) => return diagnostics,
        };
        let asker = Asker {
            action: "run",
            title: &self.declared.title,
            type_name: &self.declared.type_name,
            fields: &self.declared.fields,
        };
        // A receiver that went away does not stop the action.
        let _ = progress.send(format!("{}: started", self.declared.title));
        let mut document = json!({});
        let asked = with_defaults(&self.declared.fields, &config);
        match asker
            .gather(&client, &self.declared.calls, &asked, &mut document)
            .await
        {
            Ok(()) => {
                let _ = progress.send(format!("{}: accepted by Infisical", self.declared.title));
                Diagnostics::new()
            }
            Err(failure) => asker.explain(&asked, failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renewal_is_never_due_at_once() {
        let now = SystemTime::now();
        for (life, after) in [
            (3600, Some(3540)),
            (120, Some(60)),
            (60, Some(30)),
            (10, Some(5)),
            (9, None),
            (0, None),
        ] {
            let due = renewal(now + Duration::from_secs(life), now);
            assert_eq!(due, after.map(|s| now + Duration::from_secs(s)), "{life}");
        }
        assert_eq!(renewal(now - Duration::from_secs(1), now), None);
    }
}

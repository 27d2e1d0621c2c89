//! The words for a whole resource: its fields, its calls, how it is imported, and what is special about it.

use serde_json::Value as Json;

use crate::framework::plan::Plan;
use crate::framework::validate::Rule;
use crate::framework::{Diagnostics, Value};

use super::field::Field;

/// HTTP verb of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// read
    Get,
    /// create or act
    Post,
    /// change
    Patch,
    /// replace
    Put,
    /// remove
    Delete,
}

/// What of the resource a call's body carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Sends {
    /// nothing
    Nothing,
    /// all fields of the operation's kind (create body for POST/PUT of a create, changed ones for PATCH)
    All,
    /// only these fields
    Only(Vec<&'static str>),
    /// all but these fields
    Except(Vec<&'static str>),
}

/// When a call of an ordered operation is made at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Condition {
    /// always (a PATCH without anything to send is left out anyway)
    #[default]
    Always,
    /// one of these fields is set
    Set(Vec<&'static str>),
    /// none of these fields is set
    Unset(Vec<&'static str>),
    /// one of these fields changed (create: is set, and the answers so far do not tell the same)
    Changed(Vec<&'static str>),
    /// the field was set and is no longer
    Removed(&'static str),
    /// the field has this text
    Is(&'static str, &'static str),
    /// each of these conditions holds
    All(Vec<Condition>),
    /// the answers gathered so far have this text at a JSON path
    Told(&'static str, &'static str),
    /// the answers gathered so far have nothing (or null) at a JSON path
    Untold(&'static str),
}

/// Work that goes on at the server: the call is repeated until its answer says how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Until {
    /// JSON path of the status
    pub status: &'static str,
    /// statuses of success
    pub done: Vec<&'static str>,
    /// statuses of failure
    pub failed: Vec<&'static str>,
    /// JSON path of the reason of a failure
    pub reason: &'static str,
    /// attributes that say how long to wait: a duration as text, or seconds as a number; the first one that is set counts
    pub timeouts: Vec<&'static str>,
    /// how long to wait when none is set
    pub usual: std::time::Duration,
}

/// Picks one element of a list answer: the element whose JSON at `json` equals the resource's field `field`.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// JSON path in an element; `a|b` when either may equal it
    pub json: String,
    /// field of the resource
    pub field: String,
}

/// One API call of an operation.
///
/// Paths hold `{field}` placeholders, filled from the resource's attributes (dotted for nested ones), else from the answers
/// gathered so far (`{json:path.in.answer}`). `{a|b}` is the first of them that has a value.
#[derive(Debug, Clone)]
pub struct Call {
    /// HTTP verb
    pub verb: Verb,
    /// path template, with `?a={b}&c=d` when it has a query
    pub path: String,
    /// JSON path of the object in the answer; empty when the answer itself is it. Several: the first present one
    pub envelope: Vec<String>,
    /// body
    pub sends: Sends,
    /// JSON added to the body
    pub adds: Vec<(String, Json)>,
    /// body members by path template (`("projectId", "{project_id}")`), for bodies of DELETE and the like
    pub fills: Vec<(String, String)>,
    /// renamed body members, (from, to), for an older endpoint with other names
    pub renames: Vec<(String, String)>,
    /// when it is made
    pub condition: Condition,
    /// element of a list answer
    pub pick: Option<Pick>,
    /// paging of a list answer that is searched with `pick`: (offset name, limit name, page size)
    pub paged: Option<(&'static str, &'static str, u64)>,
    /// key under which the answer is kept in the gathered document; empty: merged into its root
    pub under: String,
    /// the answer is not looked at
    pub ignore_answer: bool,
    /// the same call on servers that do not know this route (yet)
    pub deprecated: Option<Box<Call>>,
    /// statuses that count as an empty answer
    pub tolerates: Vec<u16>,
    /// so does the answer that the route is unknown
    pub tolerates_unknown_route: bool,
    /// how long a refused create or update is tried again (`retry_for`)
    pub attempts_for: Option<std::time::Duration>,
    /// a good answer that means failure after all
    pub refused: Option<Refusal>,
    /// JSON paths of lists in a good answer that name for whom it was not done, each with what to tell about them
    pub left_out: Vec<(String, String)>,
    /// repeated until work at the server has ended
    pub until: Option<Until>,
    /// an element found by `pick` is a refusal, with this text
    pub taken: Option<&'static str>,
    /// of several elements that `pick` fits, the one with the greatest text at this JSON name counts
    pub greatest: Option<&'static str>,
}

/// An answer that says that the call failed, although its status is a good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// JSON path
    pub path: &'static str,
    /// the text there that means failure
    pub text: &'static str,
    /// JSON path of the reason
    pub reason: &'static str,
}

/// A call.
pub fn call(verb: Verb, path: &str) -> Call {
    Call {
        verb,
        path: path.to_owned(),
        envelope: Vec::new(),
        sends: match verb {
            Verb::Get | Verb::Delete => Sends::Nothing,
            _ => Sends::All,
        },
        adds: Vec::new(),
        fills: Vec::new(),
        renames: Vec::new(),
        condition: Condition::Always,
        pick: None,
        paged: None,
        under: String::new(),
        ignore_answer: false,
        deprecated: None,
        tolerates: Vec::new(),
        tolerates_unknown_route: false,
        attempts_for: None,
        refused: None,
        left_out: Vec::new(),
        until: None,
        taken: None,
        greatest: None,
    }
}

/// GET
pub fn get(path: &str) -> Call {
    call(Verb::Get, path)
}
/// POST
pub fn post(path: &str) -> Call {
    call(Verb::Post, path)
}
/// PATCH
pub fn patch(path: &str) -> Call {
    call(Verb::Patch, path)
}
/// PUT
pub fn put(path: &str) -> Call {
    call(Verb::Put, path)
}
/// DELETE
pub fn delete(path: &str) -> Call {
    call(Verb::Delete, path)
}

impl Call {
    /// Where in the answer the object is; several are tried in order.
    pub fn envelope(mut self, path: &str) -> Self {
        self.envelope.push(path.to_owned());
        self
    }
    /// Sends only these fields.
    pub fn only(mut self, fields: &[&'static str]) -> Self {
        self.sends = Sends::Only(fields.to_vec());
        self
    }
    /// Sends all fields but these.
    pub fn except(mut self, fields: &[&'static str]) -> Self {
        self.sends = Sends::Except(fields.to_vec());
        self
    }
    /// Sends no field.
    pub fn no_fields(mut self) -> Self {
        self.sends = Sends::Nothing;
        self
    }
    /// Adds JSON to the body.
    pub fn adds(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.adds.push((name.to_owned(), value.into()));
        self
    }
    /// Adds a body member filled like a path, e.g. `.fills("projectId", "{project_id}")`.
    pub fn fills(mut self, name: &str, template: &str) -> Self {
        self.fills.push((name.to_owned(), template.to_owned()));
        self
    }
    /// Renames a top-level body member.
    pub fn renames(mut self, from: &str, to: &str) -> Self {
        self.renames.push((from.to_owned(), to.to_owned()));
        self
    }
    /// Made only under a condition.
    pub fn when(mut self, condition: Condition) -> Self {
        self.condition = condition;
        self
    }
    /// Picks the element of a list answer whose JSON `json` equals field `field`.
    pub fn pick(mut self, json: &str, field: &str) -> Self {
        self.pick = Some(Pick {
            json: json.to_owned(),
            field: field.to_owned(),
        });
        self
    }
    /// The list comes in pages.
    pub fn paged(mut self, offset: &'static str, limit: &'static str, size: u64) -> Self {
        self.paged = Some((offset, limit, size));
        self
    }
    /// Keeps the answer under this key of the gathered document.
    pub fn under(mut self, key: &str) -> Self {
        self.under = key.to_owned();
        self
    }
    /// Does not look at the answer.
    pub fn ignore_answer(mut self) -> Self {
        self.ignore_answer = true;
        self
    }
    /// These statuses are no failure: the answer counts as empty (what it would fill is null).
    pub fn tolerates(mut self, statuses: &[u16]) -> Self {
        self.tolerates = statuses.to_vec();
        self
    }
    /// A server that does not know the route (yet) gives an empty answer.
    pub fn tolerates_unknown_route(mut self) -> Self {
        self.tolerates_unknown_route = true;
        self
    }
    /// The older endpoint, for servers that answer that this route does not exist.
    pub fn or_deprecated(mut self, older: Call) -> Self {
        self.deprecated = Some(Box::new(older));
        self
    }
    /// An answer of 200 whose JSON at `path` has this text means failure; `reason` is the JSON path of the reason.
    pub fn refused_when(
        mut self,
        path: &'static str,
        text: &'static str,
        reason: &'static str,
    ) -> Self {
        self.refused = Some(Refusal { path, text, reason });
        self
    }
    /// An answer of 200 whose list at `path` is not empty means failure for those that it names; `why` is told with their names.
    pub fn names_left_out(mut self, path: &str, why: &str) -> Self {
        self.left_out.push((path.to_owned(), why.to_owned()));
        self
    }
    /// Repeats the call, ever more slowly, until the work that it tells about has ended. Statuses that are named neither in
    /// `done` nor in `failed` mean that it goes on.
    pub fn until(mut self, until: Until) -> Self {
        self.until = Some(until);
        self
    }
    /// What `pick` finds is in the way of what is to be made: `text` says what to do about it. For names that the API would
    /// change silently.
    pub fn must_not_find(mut self, text: &'static str) -> Self {
        self.taken = Some(text);
        self
    }
    /// Of several elements that `pick` fits (all pages are looked at), the one with the greatest text at this JSON name.
    pub fn greatest(mut self, json: &'static str) -> Self {
        self.greatest = Some(json);
        self
    }
    /// Repeats a refused create or update for this long (e.g. cloud permissions that take time to spread).
    pub fn retry_for(mut self, time: std::time::Duration) -> Self {
        self.attempts_for = Some(time);
        self
    }
}

/// How an import id names the object.
#[derive(Debug, Clone)]
pub struct ImportForm {
    /// `{project_id},{id}`: placeholders are fields; text between them separates. `{x:uuid}` fits UUIDs only.
    /// `{project_id}` also accepts a project's slug, `{application_id}` and `{profile_id}` a name. The last placeholder may contain separators.
    pub template: String,
    /// finds what the template does not tell: its answer is decoded into the fields; made before the normal read
    pub find: Option<Call>,
}

/// The list that holds all objects of the resource within a scope.
#[derive(Debug, Clone)]
pub struct List {
    /// GET with the envelope of the array; placeholders are the scope (e.g. `{project_id}`)
    pub call: Call,
    /// JSON name of the object's id in an element; reads are answered from the list when it is whole
    pub id: String,
    /// elements are as complete as GET by id: refreshes share one list call
    pub whole: bool,
    /// JSON name of the unique name: used to adopt after a lost answer and to import by name
    pub name: String,
    /// fields of the `terraform query` config block, beside what the path needs
    pub scope: Vec<&'static str>,
}

/// What a create does when the API refuses it because the object is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopt {
    /// takes the existing object into state when everything configured equals it; else tells how to import it
    Equal,
    /// brings the existing object into the planned form (with the update calls, and a warning that tells what it was) when
    /// this boolean attribute is true; else tells how to import it
    When(&'static str),
}

/// How a refused create tells that the object exists, and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exists {
    /// status of the refusal
    pub status: u16,
    /// a part of its message
    pub text: &'static str,
    /// what follows
    pub adopt: Adopt,
}

/// Things that no word covers. Keep them few: each is a function without state.
#[derive(Clone, Copy, Default)]
pub struct Hooks {
    /// further checks of a configuration
    pub validate: Option<fn(&Value, &mut Diagnostics)>,
    /// further planning
    pub modify_plan: Option<fn(&mut Plan)>,
    /// last change of a body: call's verb, body, and the planned object
    pub before_send: Option<fn(Verb, &mut Json, &Value)>,
    /// first change of an answer, before it is decoded: the object's JSON and the prior or planned object
    pub after_answer: Option<fn(&mut Json, &Value)>,
    /// last change of a decoded state: new state, prior state (null on import)
    pub after_read: Option<fn(&mut Value, &Value)>,
}

/// A resource, declared.
#[derive(Clone)]
pub struct RestResource {
    /// e.g. `infisical_secret_tag`
    pub type_name: String,
    /// for people, e.g. «secret tag»
    pub title: String,
    /// group in the docs
    pub subcategory: String,
    /// markdown
    pub description: String,
    /// why and what instead
    pub deprecated: Option<String>,
    /// schema version (that of the official provider where it has the type)
    pub version: i64,
    /// attributes and blocks
    pub fields: Vec<Field>,
    /// rules between them
    pub rules: Vec<Rule>,
    /// calls of create
    pub create: Vec<Call>,
    /// calls of read
    pub read: Vec<Call>,
    /// calls of update
    pub update: Vec<Call>,
    /// calls of delete
    pub delete: Vec<Call>,
    /// delete is asynchronous: repeat read until it says gone, at most this long
    pub delete_wait: Option<std::time::Duration>,
    /// when that wait is needed at all
    pub delete_wait_when: Condition,
    /// while waiting: what a read shows when deleting failed
    pub delete_refused: Option<Refusal>,
    /// the list of all
    pub list: Option<List>,
    /// import forms, tried in order
    pub imports: Vec<ImportForm>,
    /// attributes of the resource identity
    pub identity: Vec<String>,
    /// what tells the rest of an object that only its identity names, before the normal read
    pub identity_find: Option<Call>,
    /// further answers that mean «does not exist»: status and a part of the message
    pub gone: Vec<(u16, &'static str)>,
    /// flag in the answer that means «does not exist» when true or non-null
    pub gone_flag: Option<&'static str>,
    /// part that the answers of every existing object have
    pub gone_without: Option<&'static str>,
    /// creates and deletes with the same filled template go one after another, e.g. `folders/{project_id}/{environment_slug}`
    pub lock: Option<String>,
    /// an object that cannot be created or deleted, only adopted and reset
    pub adopts: bool,
    /// what a create does about an object that is there already
    pub exists: Option<Exists>,
    /// warning at the plan of a destroy or replace
    pub destroy_warning: Option<String>,
    /// JSON path and value that every answer must have, and the type prefix of the siblings (the wrong one is told by name)
    pub expects: Option<(String, String, String)>,
    /// attribute on which a refusal (400) of create or update is shown, e.g. `credentials`
    pub blame: Option<&'static str>,
    /// attribute that names a request from which the object comes later: a create that was cut off goes on with it
    pub resumes: Option<&'static str>,
    /// further behaviour that no word covers
    pub special: Hooks,
}

impl RestResource {
    /// A resource of the given type (without `infisical_`), title and docs group.
    pub fn new(name: &str, title: &str, subcategory: &str) -> RestResource {
        RestResource {
            type_name: format!("infisical_{name}"),
            title: title.to_owned(),
            subcategory: subcategory.to_owned(),
            description: String::new(),
            deprecated: None,
            version: 0,
            fields: Vec::new(),
            rules: Vec::new(),
            create: Vec::new(),
            read: Vec::new(),
            update: Vec::new(),
            delete: Vec::new(),
            delete_wait: None,
            delete_wait_when: Condition::Always,
            delete_refused: None,
            list: None,
            imports: Vec::new(),
            identity: Vec::new(),
            identity_find: None,
            gone: Vec::new(),
            gone_flag: None,
            gone_without: None,
            lock: None,
            adopts: false,
            exists: None,
            destroy_warning: None,
            expects: None,
            blame: None,
            resumes: None,
            special: Hooks::default(),
        }
    }

    /// Deprecated: why and what instead.
    pub fn deprecated(mut self, text: &str) -> Self {
        self.deprecated = Some(text.to_owned());
        self
    }
    /// Schema version.
    pub fn version(mut self, version: i64) -> Self {
        self.version = version;
        self
    }
    /// All four operations of an ordinary collection: POST `collection`, GET/PATCH/DELETE `item`, with one envelope.
    pub fn collection(self, collection: &str, item: &str, envelope: &str) -> Self {
        let wrap = |c: Call| {
            if envelope.is_empty() {
                c
            } else {
                c.envelope(envelope)
            }
        };
        self.creates(wrap(post(collection)))
            .reads(wrap(get(item)))
            .updates(wrap(patch(item)))
            .deletes(delete(item))
    }
    /// Adds a call of create.
    pub fn creates(mut self, call: Call) -> Self {
        self.create.push(call);
        self
    }
    /// Adds a call of read.
    pub fn reads(mut self, call: Call) -> Self {
        self.read.push(call);
        self
    }
    /// Adds a call of update.
    pub fn updates(mut self, call: Call) -> Self {
        self.update.push(call);
        self
    }
    /// Adds a call of delete.
    pub fn deletes(mut self, call: Call) -> Self {
        self.delete.push(call);
        self
    }
    /// Deleting takes a while: wait until it is gone.
    pub fn delete_waits(mut self, at_most: std::time::Duration) -> Self {
        self.delete_wait = Some(at_most);
        self
    }
    /// That wait is made only under a condition.
    pub fn delete_waits_only(mut self, when: Condition) -> Self {
        self.delete_wait_when = when;
        self
    }
    /// While waiting, a read with this text at `path` means that deleting failed; the reason stands at `reason`.
    pub fn delete_refused_when(
        mut self,
        path: &'static str,
        text: &'static str,
        reason: &'static str,
    ) -> Self {
        self.delete_refused = Some(Refusal { path, text, reason });
        self
    }
    /// The list of all objects: path with scope placeholders, envelope of the array. Elements as whole as GET by id.
    pub fn listed(mut self, path: &str, envelope: &str) -> Self {
        let call = if envelope.is_empty() {
            get(path)
        } else {
            get(path).envelope(envelope)
        };
        self.list = Some(List {
            call,
            id: "id".into(),
            whole: true,
            name: "name".into(),
            scope: Vec::new(),
        });
        self
    }
    /// The list on servers that do not know its route.
    pub fn list_or_deprecated(mut self, older: Call) -> Self {
        if let Some(list) = &mut self.list {
            list.call.deprecated = Some(Box::new(older));
        }
        self
    }
    /// Elements of the list lack something: refreshes do not use it.
    pub fn list_is_partial(mut self) -> Self {
        if let Some(list) = &mut self.list {
            list.whole = false;
        }
        self
    }
    /// The list comes in pages: names of offset and limit in the query, and the page size.
    pub fn list_paged(mut self, offset: &'static str, limit: &'static str, size: u64) -> Self {
        if let Some(list) = &mut self.list {
            list.call.paged = Some((offset, limit, size));
        }
        self
    }
    /// JSON names of id and unique name in the list's elements; an empty name where names are not unique.
    pub fn list_keys(mut self, id: &str, name: &str) -> Self {
        if let Some(list) = &mut self.list {
            list.id = id.to_owned();
            list.name = name.to_owned();
        }
        self
    }
    /// Optional fields that narrow the list, sent as query by their JSON name.
    pub fn list_scope(mut self, fields: &[&'static str]) -> Self {
        if let Some(list) = &mut self.list {
            list.scope = fields.to_vec();
        }
        self
    }
    /// An import form that tells all that read needs.
    pub fn import(mut self, template: &str) -> Self {
        self.imports.push(ImportForm {
            template: template.to_owned(),
            find: None,
        });
        self
    }
    /// An import form whose object must be found by a call first.
    pub fn import_by(mut self, template: &str, find: Call) -> Self {
        self.imports.push(ImportForm {
            template: template.to_owned(),
            find: Some(find),
        });
        self
    }
    /// How an object is found by its identity, where reading it needs more than that (a name that may change).
    pub fn identity_found_by(mut self, call: Call) -> Self {
        self.identity_find = Some(call);
        self
    }
    /// Attributes of the resource identity: what never changes while the object lives.
    pub fn identity(mut self, attributes: &[&str]) -> Self {
        self.identity = attributes.iter().map(|a| (*a).to_owned()).collect();
        self
    }
    /// This answer also means that the object does not exist.
    pub fn gone_when(mut self, status: u16, text: &'static str) -> Self {
        self.gone.push((status, text));
        self
    }
    /// The object does not exist when this part of the answer is true or set.
    pub fn gone_flag(mut self, path: &'static str) -> Self {
        self.gone_flag = Some(path);
        self
    }
    /// The object does not exist when what is read lacks this part, or has null there: for answers that are empty instead of 404.
    pub fn gone_without(mut self, path: &'static str) -> Self {
        self.gone_without = Some(path);
        self
    }
    /// Creates and deletes under the same filled template go one after another.
    pub fn locks(mut self, template: &str) -> Self {
        self.lock = Some(template.to_owned());
        self
    }
    /// Create adopts what always exists (the create calls are updates); destroy resets it.
    pub fn adopts(mut self) -> Self {
        self.adopts = true;
        self
    }
    /// A create that is refused like this takes the existing object over when it equals the configuration.
    pub fn adopts_equal(mut self, status: u16, text: &'static str) -> Self {
        self.exists = Some(Exists {
            status,
            text,
            adopt: Adopt::Equal,
        });
        self
    }
    /// A create that is refused like this changes the existing object instead, when the boolean attribute is true.
    pub fn adopts_when(mut self, attribute: &'static str, status: u16, text: &'static str) -> Self {
        self.exists = Some(Exists {
            status,
            text,
            adopt: Adopt::When(attribute),
        });
        self
    }
    /// Warns when a destroy or replacement is planned.
    pub fn warns_on_destroy(mut self, text: &str) -> Self {
        self.destroy_warning = Some(text.to_owned());
        self
    }
    /// Answers must have this JSON; another value belongs to the sibling type `prefix` + value.
    pub fn expects(mut self, path: &str, value: &str, prefix: &str) -> Self {
        self.expects = Some((path.to_owned(), value.to_owned(), prefix.to_owned()));
        self
    }
    /// Refusals (400) of create and update are shown on this attribute.
    pub fn blames(mut self, attribute: &'static str) -> Self {
        self.blame = Some(attribute);
        self
    }
    /// The object comes from a request that goes on at the server, named by this attribute (in its first read path). A create
    /// that ends before it (timeout, ctrl-C) leaves a state without `id`, which Terraform replaces: the new create with the same
    /// configuration goes on with the old request instead of making another one.
    pub fn resumes(mut self, attribute: &'static str) -> Self {
        self.resumes = Some(attribute);
        self
    }
    /// Hook: further checks.
    pub fn on_validate(mut self, f: fn(&Value, &mut Diagnostics)) -> Self {
        self.special.validate = Some(f);
        self
    }
    /// Hook: further planning.
    pub fn on_plan(mut self, f: fn(&mut Plan)) -> Self {
        self.special.modify_plan = Some(f);
        self
    }
    /// Hook: last change of a body.
    pub fn on_send(mut self, f: fn(Verb, &mut Json, &Value)) -> Self {
        self.special.before_send = Some(f);
        self
    }
}

/// A data source, declared: inputs fill the calls, the gathered answers fill the rest.
#[derive(Clone)]
pub struct RestDataSource {
    /// e.g. `infisical_projects`
    pub type_name: String,
    /// for people
    pub title: String,
    /// group in the docs
    pub subcategory: String,
    /// markdown
    pub description: String,
    /// attributes: inputs required or optional, the rest computed
    pub fields: Vec<Field>,
    /// rules between them
    pub rules: Vec<Rule>,
    /// calls of read; the first whose condition holds counts when several have one
    pub read: Vec<Call>,
    /// attribute that must not stay null: otherwise nothing was found
    pub must_find: Option<&'static str>,
    /// hooks: only `after_answer`, `after_read`, `validate` are used
    pub special: Hooks,
}

impl RestDataSource {
    /// A data source of the given type (without `infisical_`), title and docs group.
    pub fn new(name: &str, title: &str, subcategory: &str) -> RestDataSource {
        RestDataSource {
            type_name: format!("infisical_{name}"),
            title: title.to_owned(),
            subcategory: subcategory.to_owned(),
            description: String::new(),
            fields: Vec::new(),
            rules: Vec::new(),
            read: Vec::new(),
            must_find: None,
            special: Hooks::default(),
        }
    }
    /// It is an error when the answers leave this attribute null: nothing was found.
    pub fn must_find(mut self, attribute: &'static str) -> Self {
        self.must_find = Some(attribute);
        self
    }
    /// Adds a call.
    pub fn reads(mut self, call: Call) -> Self {
        self.read.push(call);
        self
    }
}

/// An action, declared: its fields fill the calls.
#[derive(Clone)]
pub struct RestAction {
    /// e.g. `infisical_secret_sync_run`
    pub type_name: String,
    /// for people
    pub title: String,
    /// group in the docs
    pub subcategory: String,
    /// markdown
    pub description: String,
    /// attributes
    pub fields: Vec<Field>,
    /// calls in order; answers fill later placeholders
    pub calls: Vec<Call>,
}

impl RestAction {
    /// An action of the given type (without `infisical_`).
    pub fn new(name: &str, title: &str, subcategory: &str) -> RestAction {
        RestAction {
            type_name: format!("infisical_{name}"),
            title: title.to_owned(),
            subcategory: subcategory.to_owned(),
            description: String::new(),
            fields: Vec::new(),
            calls: Vec::new(),
        }
    }
    /// Adds a call.
    pub fn does(mut self, call: Call) -> Self {
        self.calls.push(call);
        self
    }
}

/// An ephemeral resource, declared: opened by calls, renewed and closed by calls.
#[derive(Clone)]
pub struct RestEphemeral {
    /// e.g. `infisical_dynamic_secret_lease`
    pub type_name: String,
    /// for people
    pub title: String,
    /// group in the docs
    pub subcategory: String,
    /// markdown
    pub description: String,
    /// attributes: inputs required or optional, the rest computed
    pub fields: Vec<Field>,
    /// rules between them
    pub rules: Vec<Rule>,
    /// calls of open
    pub open: Vec<Call>,
    /// calls of renew: placeholders are inputs and `{json:...}` parts of the open answer
    pub renew: Vec<Call>,
    /// calls of close
    pub close: Vec<Call>,
    /// JSON path of the RFC 3339 time at which it ends
    pub expires_at: Option<String>,
    /// hooks: only `after_answer`, `after_read` are used
    pub special: Hooks,
}

impl RestEphemeral {
    /// An ephemeral resource of the given type (without `infisical_`).
    pub fn new(name: &str, title: &str, subcategory: &str) -> RestEphemeral {
        RestEphemeral {
            type_name: format!("infisical_{name}"),
            title: title.to_owned(),
            subcategory: subcategory.to_owned(),
            description: String::new(),
            fields: Vec::new(),
            rules: Vec::new(),
            open: Vec::new(),
            renew: Vec::new(),
            close: Vec::new(),
            expires_at: None,
            special: Hooks::default(),
        }
    }
    /// Adds a call of open.
    pub fn opens(mut self, call: Call) -> Self {
        self.open.push(call);
        self
    }
    /// Adds a call of renew; `expires_at` is the JSON path of the time at which it ends.
    pub fn renews(mut self, call: Call, expires_at: &str) -> Self {
        self.renew.push(call);
        self.expires_at = Some(expires_at.to_owned());
        self
    }
    /// Adds a call of close.
    pub fn closes(mut self, call: Call) -> Self {
        self.close.push(call);
        self
    }
}

/// The words that every kind of declaration has.
macro_rules! words_of_all {
    ($($declaration:ty),+) => {$(
        impl $declaration {
            /// Markdown description.
            pub fn doc(mut self, text: &str) -> Self {
                self.description = text.to_owned();
                self
            }
            /// Adds fields.
            pub fn fields(mut self, fields: impl IntoIterator<Item = Field>) -> Self {
                self.fields.extend(fields);
                self
            }
            /// Adds one field.
            pub fn field(self, field: Field) -> Self {
                self.fields([field])
            }
        }
    )+};
}
words_of_all!(RestResource, RestDataSource, RestAction, RestEphemeral);

/// The words of declarations that read something.
macro_rules! words_of_readers {
    ($($declaration:ty),+) => {$(
        impl $declaration {
            /// Adds a rule between fields.
            pub fn rule(mut self, rule: Rule) -> Self {
                self.rules.push(rule);
                self
            }
            /// Hook: first change of an answer.
            pub fn on_answer(mut self, f: fn(&mut Json, &Value)) -> Self {
                self.special.after_answer = Some(f);
                self
            }
            /// Hook: last change of what was read.
            pub fn on_read(mut self, f: fn(&mut Value, &Value)) -> Self {
                self.special.after_read = Some(f);
                self
            }
        }
    )+};
}
words_of_readers!(RestResource, RestDataSource, RestEphemeral);

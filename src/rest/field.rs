//! The words for one attribute: its Terraform side and how it travels to and from the API.

use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde_json::Value as Json;

use crate::framework::equality::Equality;
use crate::framework::validate::{Format, Rule, Validator};
use crate::framework::value::Number;
use crate::framework::{Attribute, Nesting, OnChange, Presence, Shape, Type, Value};

use super::codec::Codec;

/// What is sent when an attribute that was set is removed from the configuration.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Clear {
    /// `null`
    #[default]
    Null,
    /// nothing: the API keeps or drops the old value by itself (inside an object that goes whole: drops)
    Omit,
    /// this JSON, e.g. `""`, `[]` or the API's default
    Json(Json),
}

/// When a changed resource sends the attribute in its PATCH.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum InPatch {
    /// when it changed
    #[default]
    Changed,
    /// in every PATCH: the API resets or needs it when left out
    Always,
    /// whenever a member of the same group changed
    With(&'static str),
    /// never: the API ignores it there
    Never,
}

/// The JSON names of a field. Most fields have the same in every direction: they share it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names(Option<Arc<[String]>>);

impl Names {
    /// No name any more.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// One more name.
    pub fn push(&mut self, name: &str) {
        *self = self.iter().cloned().chain([name.to_owned()]).collect();
    }
}

impl Deref for Names {
    type Target = [String];

    fn deref(&self) -> &[String] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl From<&str> for Names {
    fn from(name: &str) -> Names {
        [name.to_owned()].into_iter().collect()
    }
}

impl FromIterator<String> for Names {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Names {
        Names(Some(names.into_iter().collect()))
    }
}

impl<'a> IntoIterator for &'a Names {
    type Item = &'a String;
    type IntoIter = std::slice::Iter<'a, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Names {
    type Item = String;
    type IntoIter = std::vec::IntoIter<String>;

    fn into_iter(self) -> Self::IntoIter {
        let all: Vec<String> = self.iter().cloned().collect();
        all.into_iter()
    }
}

/// One attribute or block of a resource, data source, ephemeral resource or action.
///
/// It lives in one place on the heap: each word of a declaration hands it on, and it is large.
#[derive(Debug, Clone)]
pub struct Field(Box<Facts>);

impl Deref for Field {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.0
    }
}

impl DerefMut for Field {
    fn deref_mut(&mut self) -> &mut Facts {
        &mut self.0
    }
}

/// All that is known of a field.
#[derive(Debug, Clone)]
pub struct Facts {
    /// its Terraform side; members of nested fields stand in `children`
    pub attribute: Attribute,
    /// members of a nested attribute or block
    pub children: Vec<Field>,
    /// rules between its members
    pub rules: Vec<Rule>,
    /// how nested objects are held
    pub nesting: Option<Nesting>,
    /// nested as a block instead of an attribute: fewest and most
    pub block: Option<(i64, i64)>,
    /// JSON names in a create body; empty when not sent. Dots go down into objects. Several: the same value under each
    pub create: Names,
    /// JSON names in an update body
    pub update: Names,
    /// JSON paths in an answer, the first one present counts; empty when the API never tells
    pub read: Names,
    /// value for an answer that lacks it
    pub absent: Option<Value>,
    /// how values are written in JSON
    pub codec: Codec,
    /// what removing it from the configuration sends
    pub clear: Clear,
    /// what an unset attribute sends on create (and inside whole objects); nothing by default
    pub unset: Option<Json>,
    /// when PATCH carries it
    pub in_patch: InPatch,
    /// nested object whose changed members go alone in a PATCH (the API merges); otherwise it goes whole
    pub merge: bool,
    /// members stand beside the container's own siblings in JSON
    pub flatten: bool,
    /// present only when the named sibling (dotted from the root when it begins with a dot) has one of the values
    pub only_when: Option<(String, Vec<String>)>,
    /// JSON name by the value of a sibling: (sibling, [(value, name)])
    pub named_by: Option<(String, Vec<(String, String)>)>,
    /// a secret: sensitive, with a write-only twin
    pub secret: bool,
    /// a write-only twin `<name>_wo` + `<name>_wo_version` exists
    pub twin: bool,
    /// fixed JSON, not an attribute at all
    pub constant: Option<Json>,
    /// name in the query string of reads (data sources)
    pub query: Option<String>,
    /// `only_when` also requires it
    pub required_then: bool,
    /// where `only_when` does not hold it may stand in the configuration all the same
    pub ignored_otherwise: bool,
}

/// `snake_case` to `camelCase`.
pub fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            out.extend(c.to_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}

fn field(name: &str, shape: Shape, codec: Codec) -> Field {
    let json = Names::from(camel(name).as_str());
    Field(Box::new(Facts {
        attribute: Attribute::shaped(name, shape),
        children: Vec::new(),
        rules: Vec::new(),
        nesting: None,
        block: None,
        create: json.clone(),
        update: json.clone(),
        read: json,
        absent: None,
        codec,
        clear: Clear::Null,
        unset: None,
        in_patch: InPatch::Changed,
        merge: false,
        flatten: false,
        only_when: None,
        named_by: None,
        secret: false,
        twin: false,
        constant: None,
        query: None,
        required_then: false,
        ignored_otherwise: false,
    }))
}

/// Text. Optional until said otherwise, as all fields.
pub fn string(name: &str) -> Field {
    field(name, Shape::Plain(Type::String), Codec::Plain)
}

/// true or false.
pub fn boolean(name: &str) -> Field {
    field(name, Shape::Plain(Type::Bool), Codec::Plain)
}

/// A whole number.
pub fn integer(name: &str) -> Field {
    let mut f = field(name, Shape::Plain(Type::Number), Codec::Plain);
    f.attribute.validators.push(Validator::Integer);
    f
}

/// Any number.
pub fn number(name: &str) -> Field {
    field(name, Shape::Plain(Type::Number), Codec::Plain)
}

/// A list of text.
pub fn strings(name: &str) -> Field {
    field(name, Shape::Plain(Type::list(Type::String)), Codec::Plain)
}

/// A set of text.
pub fn string_set(name: &str) -> Field {
    field(name, Shape::Plain(Type::set(Type::String)), Codec::Plain)
}

/// A map of text.
pub fn string_map(name: &str) -> Field {
    field(name, Shape::Plain(Type::map(Type::String)), Codec::Plain)
}

/// An attribute of any plain type.
pub fn plain(name: &str, ty: Type) -> Field {
    field(name, Shape::Plain(ty), Codec::Plain)
}

/// JSON text in Terraform (compared by meaning), the JSON itself in the API.
pub fn json_text(name: &str) -> Field {
    let mut f = field(name, Shape::Plain(Type::String), Codec::JsonText).equality(Equality::Json);
    f.attribute.validators.push(Validator::Format(Format::Json));
    f
}

fn nested(name: &str, nesting: Nesting, children: impl IntoIterator<Item = Field>) -> Field {
    let mut f = field(
        name,
        Shape::Nested(nesting, Vec::new(), Vec::new()),
        Codec::Plain,
    );
    f.nesting = Some(nesting);
    f.children = children.into_iter().collect();
    f
}

/// One nested object (`x = { ... }`). Goes whole in a PATCH unless `.merge()`.
pub fn object(name: &str, children: impl IntoIterator<Item = Field>) -> Field {
    nested(name, Nesting::Single, children)
}

/// A list of nested objects (`x = [{ ... }]`).
pub fn objects(name: &str, children: impl IntoIterator<Item = Field>) -> Field {
    nested(name, Nesting::List, children)
}

/// A set of nested objects.
pub fn object_set(name: &str, children: impl IntoIterator<Item = Field>) -> Field {
    nested(name, Nesting::Set, children)
}

/// A map of nested objects.
pub fn object_map(name: &str, children: impl IntoIterator<Item = Field>) -> Field {
    nested(name, Nesting::Map, children)
}

/// Blocks (`x { ... }`): `nesting` is Single, List or Set.
pub fn blocks(name: &str, nesting: Nesting, children: impl IntoIterator<Item = Field>) -> Field {
    let mut f = nested(name, nesting, children);
    f.block = Some((0, 0));
    f
}

/// JSON that every create and update body carries (or every body of the object that it stands in); no attribute.
/// A constant with `.only_when(..)` is sent under that condition.
pub fn constant(json_name: &str, value: impl Into<Json>) -> Field {
    let mut f = field(json_name, Shape::Plain(Type::String), Codec::Plain);
    f.create = json_name.into();
    f.update = json_name.into();
    f.read.clear();
    f.in_patch = InPatch::Always;
    f.constant = Some(value.into());
    f
}

/// The usual `id`: computed, kept.
pub fn id() -> Field {
    string("id")
        .computed()
        .doc("The ID of the object in Infisical.")
}

/// `timeouts`: how long the named operations (`create`, `delete`) may wait for work that Infisical does in the background.
pub fn timeouts(operations: &[&str]) -> Field {
    object(
        "timeouts",
        operations.iter().map(|operation| {
            string(operation)
                .format(Format::Duration)
                .doc(&format!("How long {operation} may wait, such as `30m`."))
        }),
    )
    .local()
    .doc("How long to wait for work that Infisical does in the background.")
}

impl Field {
    // ---- Terraform side

    /// The configuration must set it.
    pub fn required(mut self) -> Self {
        self.attribute.presence = Presence::Required;
        self
    }

    /// The configuration may set it (the default).
    pub fn optional(mut self) -> Self {
        self.attribute.presence = Presence::Optional;
        self
    }

    /// Only the API sets it. Computed members of a computed container are made computed with it.
    pub fn computed(mut self) -> Self {
        self.attribute.presence = Presence::Computed;
        self.create.clear();
        self.update.clear();
        self.each_member(|member| {
            if member.constant.is_some() {
                member
            } else {
                member.computed()
            }
        })
    }

    /// Changes each of its members.
    pub fn each_member(mut self, change: impl Fn(Field) -> Field) -> Self {
        let members = mem::take(&mut self.children);
        self.children = members.into_iter().map(change).collect();
        self
    }

    /// The configuration may set it, else the API does; the state's value is kept when unset.
    pub fn optional_computed(mut self) -> Self {
        self.attribute.presence = Presence::OptionalComputed;
        self
    }

    /// Optional, and an empty value in state (`""`, `[]`, `[""]`) counts as unset: no plan for a configuration without it.
    /// For the official provider's oddities.
    pub fn empty_is_unset(mut self) -> Self {
        self.attribute.presence = Presence::OptionalComputed;
        self.attribute.empty_is_null = true;
        self
    }

    /// Optional and computed with a default that stands in state.
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.attribute.presence = Presence::OptionalComputed;
        self.attribute.default = Some(value.into());
        self
    }

    /// Computed and different after any update: unknown in the plan of one.
    pub fn volatile(mut self) -> Self {
        self.attribute.volatile = true;
        self
    }

    /// Hidden in Terraform's output.
    pub fn sensitive(mut self) -> Self {
        self.attribute.sensitive = true;
        self
    }

    /// A secret that the configuration gives and the API never returns: sensitive, kept from state, with a write-only twin
    /// `<name>_wo` + `<name>_wo_version`. Use `.secret().returned()` when the API does return it.
    pub fn secret(mut self) -> Self {
        self.attribute.sensitive = true;
        self.secret = true;
        self.twin = true;
        self.read.clear();
        self
    }

    /// Read from answers after all (after `.secret()`), under its camelCase name.
    pub fn returned(mut self) -> Self {
        self.read = camel(&self.attribute.name).as_str().into();
        self
    }

    /// No write-only twin (where Terraform forbids it or the official provider already has another one).
    pub fn no_twin(mut self) -> Self {
        self.twin = false;
        self
    }

    /// Deprecated: why and what instead.
    pub fn deprecated(mut self, message: &str) -> Self {
        self.attribute.deprecated = Some(message.to_owned());
        self
    }

    /// Markdown description.
    pub fn doc(mut self, text: &str) -> Self {
        self.attribute.description = text.to_owned();
        self
    }

    /// A change replaces the object.
    pub fn replace(mut self) -> Self {
        self.attribute.on_change = OnChange::Replace;
        self.update.clear();
        self
    }

    /// A change is refused at plan time.
    pub fn refuse_change(mut self) -> Self {
        self.attribute.on_change = OnChange::Refuse;
        self.update.clear();
        self
    }

    /// Changes go in place, but removing it replaces the object: the API cannot unset it.
    pub fn replace_when_removed(mut self) -> Self {
        self.attribute.on_change = OnChange::ReplaceWhenRemoved;
        self
    }

    /// When two values mean the same.
    pub fn equality(mut self, equality: Equality) -> Self {
        self.attribute.equality = equality;
        self
    }

    /// The order of its elements means nothing.
    pub fn unordered(self) -> Self {
        self.equality(Equality::Unordered)
    }

    /// Surrounding white space means nothing.
    pub fn trimmed(self) -> Self {
        self.equality(Equality::Trimmed)
    }

    // ---- checks

    /// Adds a check.
    pub fn check(mut self, validator: Validator) -> Self {
        self.attribute.validators.push(validator);
        self
    }

    /// One of these texts. On lists and sets: each element.
    pub fn one_of<S: AsRef<str>>(self, values: impl IntoIterator<Item = S>) -> Self {
        let check = Validator::OneOf(values.into_iter().map(|v| v.as_ref().to_owned()).collect());
        self.each_or_self(check)
    }

    /// Length of text in characters. On lists and sets: of each element.
    pub fn len(self, range: std::ops::RangeInclusive<u64>) -> Self {
        self.each_or_self(Validator::Length(*range.start(), *range.end()))
    }

    /// Not empty. On lists and sets: each element.
    pub fn not_empty(self) -> Self {
        self.len(1..=u64::MAX)
    }

    /// Number of elements.
    pub fn size(self, range: std::ops::RangeInclusive<u64>) -> Self {
        self.check(Validator::Size(*range.start(), *range.end()))
    }

    /// Number between, both included.
    pub fn range(self, range: std::ops::RangeInclusive<i64>) -> Self {
        self.check(Validator::Range(
            Some(Number::from(*range.start())),
            Some(Number::from(*range.end())),
        ))
    }

    /// Number at least.
    pub fn at_least(self, min: i64) -> Self {
        self.check(Validator::Range(Some(Number::from(min)), None))
    }

    /// Matches a regular expression; `means` says so in words. On lists and sets: each element.
    pub fn pattern(self, regex: &str, means: &str) -> Self {
        self.each_or_self(Validator::Pattern(regex.to_owned(), means.to_owned()))
    }

    /// A known format. On lists and sets: each element.
    pub fn format(self, format: Format) -> Self {
        self.each_or_self(Validator::Format(format))
    }

    /// Lower-case letters, digits, single inner hyphens.
    pub fn slug(self) -> Self {
        self.format(Format::Slug)
    }

    /// A UUID.
    pub fn uuid(self) -> Self {
        self.format(Format::Uuid)
    }

    fn each_or_self(self, check: Validator) -> Self {
        match &self.attribute.shape {
            Shape::Plain(Type::List(_) | Type::Set(_) | Type::Map(_)) => {
                self.check(Validator::Each(Box::new(check)))
            }
            _ => self.check(check),
        }
    }

    /// A rule between its members.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Block count.
    pub fn items(mut self, range: std::ops::RangeInclusive<i64>) -> Self {
        self.block = Some((*range.start(), *range.end()));
        self
    }

    // ---- wire side

    /// JSON name in requests and answers (default: camelCase of the name). Dots go down into objects.
    pub fn json(mut self, name: &str) -> Self {
        if !self.create.is_empty() {
            self.create = name.into();
        }
        if !self.update.is_empty() {
            self.update = name.into();
        }
        if !self.read.is_empty() {
            self.read = name.into();
        }
        self
    }

    /// JSON name in create bodies only.
    pub fn create_as(mut self, name: &str) -> Self {
        self.create = name.into();
        self
    }

    /// JSON name in update bodies only.
    pub fn update_as(mut self, name: &str) -> Self {
        self.update = name.into();
        self
    }

    /// JSON path in answers; several are tried in order.
    pub fn read_as<'a>(mut self, paths: impl IntoIterator<Item = &'a str>) -> Self {
        self.read = paths.into_iter().map(str::to_owned).collect();
        self
    }

    /// The same value also under this name in bodies.
    pub fn also_as(mut self, name: &str) -> Self {
        if !self.create.is_empty() {
            self.create.push(name);
        }
        if !self.update.is_empty() {
            self.update.push(name);
        }
        self
    }

    /// Not in any body: only in paths, queries, or the provider's own behaviour (answers still fill it).
    pub fn not_sent(mut self) -> Self {
        self.create.clear();
        self.update.clear();
        self
    }

    /// Not in update bodies.
    pub fn not_in_update(mut self) -> Self {
        self.update.clear();
        self
    }

    /// Only in update bodies: create is followed by an update when it is set.
    pub fn not_in_create(mut self) -> Self {
        self.create.clear();
        self
    }

    /// The API never tells it: kept from configuration and state.
    pub fn unread(mut self) -> Self {
        self.read.clear();
        self
    }

    /// The API never tells its members.
    pub fn unread_members(self) -> Self {
        self.each_member(Field::unread).unread()
    }

    /// Neither sent nor read: the provider's own (e.g. an option of destroy).
    pub fn local(self) -> Self {
        self.not_sent().unread()
    }

    /// Value for answers that lack it.
    pub fn absent_means(mut self, value: impl Into<Value>) -> Self {
        self.absent = Some(value.into());
        self
    }

    /// Value encoding.
    pub fn codec(mut self, codec: Codec) -> Self {
        self.codec = codec;
        self
    }

    /// A list of text that the API holds as one comma-separated text.
    pub fn comma_joined(self) -> Self {
        self.codec(Codec::CommaJoined)
    }

    /// Removing it sends this JSON.
    pub fn clear_with(mut self, json: impl Into<Json>) -> Self {
        self.clear = Clear::Json(json.into());
        self
    }

    /// Removing it sends nothing.
    pub fn clear_omits(mut self) -> Self {
        self.clear = Clear::Omit;
        self
    }

    /// When unset, this JSON is sent instead of nothing (create, and inside whole objects; also what clears it).
    pub fn unset_sends(mut self, json: impl Into<Json>) -> Self {
        let json = json.into();
        self.clear = Clear::Json(json.clone());
        self.unset = Some(json);
        self
    }

    /// In every PATCH, changed or not.
    pub fn always(mut self) -> Self {
        self.in_patch = InPatch::Always;
        self
    }

    /// In a PATCH whenever a member of the group changed.
    pub fn with_group(mut self, group: &'static str) -> Self {
        self.in_patch = InPatch::With(group);
        self
    }

    /// Only changed members go in a PATCH (the API merges the object).
    pub fn merge(mut self) -> Self {
        self.merge = true;
        self
    }

    /// Its members stand in JSON beside its siblings.
    pub fn flatten(mut self) -> Self {
        self.flatten = true;
        self
    }

    /// Sent, and allowed in the configuration, only when a sibling has one of these values. A name with a leading dot is
    /// dotted from the resource's root (`.method`).
    pub fn only_when<S: AsRef<str>>(
        mut self,
        sibling: &str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        self.only_when = Some((
            sibling.to_owned(),
            values.into_iter().map(|v| v.as_ref().to_owned()).collect(),
        ));
        self
    }

    /// As `only_when`, and required then. For secrets: the value or its write-only twin.
    pub fn required_when<S: AsRef<str>>(
        mut self,
        sibling: &str,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        self = self.only_when(sibling, values);
        self.required_then = true;
        self
    }

    /// Where `only_when` does not hold, it is not sent, but may be configured: the official provider tolerates that.
    pub fn ignored_otherwise(mut self) -> Self {
        self.ignored_otherwise = true;
        self
    }

    /// JSON name decided by a sibling's value, e.g. `owner` or `org`.
    pub fn named_by(mut self, sibling: &str, names: &[(&str, &str)]) -> Self {
        self.named_by = Some((
            sibling.to_owned(),
            names
                .iter()
                .map(|(v, n)| ((*v).to_owned(), (*n).to_owned()))
                .collect(),
        ));
        self
    }

    /// In the query string of reads under this name (data sources, lists).
    pub fn in_query(mut self, name: &str) -> Self {
        self.query = Some(name.to_owned());
        self.not_sent()
    }

    /// Whether `required_when` was said.
    pub(crate) fn conditionally_required(&self) -> bool {
        self.only_when.is_some() && self.required_then
    }

    /// The name in Terraform.
    pub fn name(&self) -> &str {
        &self.attribute.name
    }

    /// Name of the write-only twin.
    pub fn twin_name(&self) -> String {
        format!("{}_wo", self.attribute.name)
    }

    /// Name of the twin's version attribute.
    pub fn twin_version_name(&self) -> String {
        format!("{}_wo_version", self.attribute.name)
    }
}

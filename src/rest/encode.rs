//! From planned values to request bodies: whole for a create, only what changed for a PATCH.

use serde_json::{Map, Value as Json};

use crate::framework::validate::is_blank;
use crate::framework::{Nesting, OnChange, Value};

use super::codec;
use super::field::{Clear, Field, InPatch};

/// Which body is made: names and rules differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// of a create
    Create,
    /// of an update
    Update,
}

/// The planned object with write-only values in the place of their twins: what is really wanted.
pub fn effective(fields: &[Field], planned: &Value, config: &Value) -> Value {
    let Value::Object(members) = planned else {
        return planned.clone();
    };
    let mut out = members.clone();
    for field in fields {
        let name = field.name();
        let (value, configured) = (planned.get(name), config.get(name));
        if field.twin && value.is_null() {
            let written = config.get(&field.twin_name());
            if !written.is_null() {
                out.insert(name.to_owned(), written.clone());
            }
        }
        if field.nesting.is_none() {
            continue;
        }
        let deeper = match (value, configured) {
            (Value::Object(_), _) => effective(&field.children, value, configured),
            (Value::List(items), Value::List(c)) => Value::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(i, v)| effective(&field.children, v, c.get(i).unwrap_or(&Value::Null)))
                    .collect(),
            ),
            (Value::Map(items), Value::Map(c)) => Value::Map(
                items
                    .iter()
                    .map(|(k, v)| {
                        (
                            k.clone(),
                            effective(&field.children, v, c.get(k).unwrap_or(&Value::Null)),
                        )
                    })
                    .collect(),
            ),
            _ => continue,
        };
        out.insert(name.to_owned(), deeper);
    }
    Value::Object(out)
}

/// The value without the texts that say nothing: they are not sent.
pub fn said(fields: &[Field], value: &Value) -> Value {
    let mut out = value.clone();
    for field in fields.iter().filter(|f| f.constant.is_none()) {
        let member = value.get(field.name());
        let each = |items: &[Value]| items.iter().map(|v| said(&field.children, v)).collect();
        let kept = match (field.nesting, member) {
            (None, member) if is_blank(&field.attribute, member) => Value::Null,
            (Some(_), Value::Object(_)) => said(&field.children, member),
            (Some(_), Value::List(items)) => Value::List(each(items)),
            (Some(_), Value::Set(items)) => Value::Set(each(items)),
            (Some(_), Value::Map(items)) => {
                let items = items.iter();
                Value::Map(
                    items
                        .map(|(k, v)| (k.clone(), said(&field.children, v)))
                        .collect(),
                )
            }
            _ => continue,
        };
        out.set(field.name(), kept);
    }
    out
}

/// Whether the field's `only_when` holds. `beside` is the object that it stands in.
pub fn applies(field: &Field, beside: &Value, root: &Value) -> bool {
    let Some((sibling, values)) = &field.only_when else {
        return true;
    };
    let decider = match sibling.strip_prefix('.') {
        Some(path) => root.at(path),
        None => beside.get(sibling),
    };
    match decider {
        Value::String(text) => values.contains(text),
        Value::Bool(b) => values
            .iter()
            .any(|v| v == if *b { "true" } else { "false" }),
        Value::Number(n) => values.contains(&n.to_string()),
        _ => false,
    }
}

/// The body of all fields that `included` lets through.
pub fn whole(
    fields: &[Field],
    object: &Value,
    root: &Value,
    body: Body,
    included: &dyn Fn(&Field) -> bool,
) -> Map<String, Json> {
    let mut out = Map::new();
    for field in fields.iter().filter(|f| included(f)) {
        write(field, object, root, body, false, &mut out);
    }
    out
}

/// The JSON names of a field in a body. Members of an object that goes whole are in it even when they cannot change.
fn names(field: &Field, body: Body, inside: bool) -> &[String] {
    match body {
        Body::Create => &field.create,
        Body::Update
            if inside
                && field.update.is_empty()
                && field.attribute.on_change != OnChange::Update =>
        {
            &field.create
        }
        Body::Update => &field.update,
    }
}

fn write(
    field: &Field,
    object: &Value,
    root: &Value,
    body: Body,
    inside: bool,
    out: &mut Map<String, Json>,
) {
    let names = names(field, body, inside);
    if names.is_empty() || !applies(field, object, root) {
        return;
    }
    let value = object.get(field.name());
    if field.flatten {
        for child in &field.children {
            write(child, value, root, body, inside, out);
        }
        return;
    }
    let Some(json) = to_json(field, value, root, body).or_else(|| field.unset.clone()) else {
        return;
    };
    put(field, names, object, json, out);
}

/// The JSON of a set field, constants included.
fn to_json(field: &Field, value: &Value, root: &Value, body: Body) -> Option<Json> {
    if let Some(constant) = &field.constant {
        return Some(constant.clone());
    }
    let Some(nesting) = field.nesting else {
        return codec::encode(field.codec, value);
    };
    let one = |v: &Value| {
        let mut inner = Map::new();
        for child in &field.children {
            write(child, v, root, body, true, &mut inner);
        }
        Json::Object(inner)
    };
    match (nesting, value) {
        (Nesting::Single, Value::Object(_)) => Some(one(value)),
        (Nesting::Map, Value::Map(items)) => Some(Json::Object(
            items.iter().map(|(k, v)| (k.clone(), one(v))).collect(),
        )),
        (_, Value::List(items) | Value::Set(items)) => {
            Some(Json::Array(items.iter().map(one).collect()))
        }
        _ => None,
    }
}

fn put(field: &Field, names: &[String], beside: &Value, json: Json, out: &mut Map<String, Json>) {
    if let Some((sibling, by_value)) = &field.named_by {
        let decider = beside.get(sibling).as_str().unwrap_or_default();
        if let Some((_, name)) = by_value.iter().find(|(v, _)| v == decider) {
            insert(out, name, json);
            return;
        }
    }
    for name in names {
        insert(out, name, json.clone());
    }
}

/// Inserts at a dotted path, making objects on the way.
pub fn insert(out: &mut Map<String, Json>, path: &str, json: Json) {
    match path.split_once('.') {
        None => {
            out.insert(path.to_owned(), json);
        }
        Some((head, rest)) => {
            let entry = out
                .entry(head.to_owned())
                .or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = entry {
                insert(inner, rest, json);
            }
        }
    }
}

/// Whether the plan changes the field; an unknown value of a computed one is no change.
pub fn changed(field: &Field, prior: &Value, planned: &Value) -> bool {
    let (before, after) = (prior.get(field.name()), planned.get(field.name()));
    let twin = field.twin
        && prior.get(&field.twin_version_name()) != planned.get(&field.twin_version_name());
    twin || (before != after && !after.is_unknown())
}

/// The PATCH body: changed fields, those that always go or go with a changed group. Empty when nothing changed.
pub fn changes(
    fields: &[Field],
    prior: &Value,
    planned: &Value,
    wanted: &Value,
    included: &dyn Fn(&Field) -> bool,
) -> Map<String, Json> {
    let mut out = Map::new();
    let flat = flatten(fields, prior, planned, wanted);
    let sent = |f: &Field| {
        included(f) && !f.update.is_empty() && f.constant.is_none() && f.in_patch != InPatch::Never
    };
    let groups: Vec<&str> = flat
        .iter()
        .filter(|e| sent(e.field) && changed(e.field, e.prior, e.planned))
        .filter_map(|e| {
            if let InPatch::With(group) = e.field.in_patch {
                Some(group)
            } else {
                None
            }
        })
        .collect();
    if !flat
        .iter()
        .any(|e| sent(e.field) && changed(e.field, e.prior, e.planned))
    {
        return out;
    }
    for entry in &flat {
        let field = entry.field;
        let goes = match &field.in_patch {
            InPatch::Never => false,
            InPatch::Always => true,
            InPatch::With(group) => groups.contains(group),
            InPatch::Changed => changed(field, entry.prior, entry.planned),
        };
        if goes && included(field) && applies(field, entry.wanted, wanted) {
            patch_field(entry, wanted, &mut out);
        }
    }
    out
}

fn patch_field(entry: &Entry<'_>, root: &Value, out: &mut Map<String, Json>) {
    let field = entry.field;
    let (before, after) = (
        entry.prior.get(field.name()),
        entry.wanted.get(field.name()),
    );
    if after.is_unknown() || field.update.is_empty() {
        return;
    }
    if field.merge && before.members().is_some() && after.members().is_some() {
        let planned = entry.planned.get(field.name());
        let inner = merge_changes(&field.children, before, planned, after, root);
        put(field, &field.update, entry.wanted, Json::Object(inner), out);
        return;
    }
    let json = to_json(field, after, root, Body::Update)
        .or_else(|| field.unset.clone())
        .or_else(|| match &field.clear {
            // Never set: nothing to clear.
            _ if before.is_null() && entry.field.in_patch != InPatch::Changed => None,
            Clear::Null => Some(Json::Null),
            Clear::Omit => None,
            Clear::Json(json) => Some(json.clone()),
        });
    if let Some(json) = json {
        put(field, &field.update, entry.wanted, json, out);
    }
}

/// Changed members of an object that the API merges, member by member.
fn merge_changes(
    children: &[Field],
    prior: &Value,
    planned: &Value,
    wanted: &Value,
    root: &Value,
) -> Map<String, Json> {
    let mut out = Map::new();
    for entry in flatten(children, prior, planned, wanted) {
        let goes = entry.field.constant.is_some()
            || entry.field.in_patch == InPatch::Always
            || (changed(entry.field, entry.prior, entry.planned)
                && entry.field.in_patch != InPatch::Never);
        if goes && applies(entry.field, entry.wanted, root) {
            patch_field(&entry, root, &mut out);
        }
    }
    out
}

struct Entry<'a> {
    field: &'a Field,
    prior: &'a Value,
    planned: &'a Value,
    wanted: &'a Value,
}

/// The fields with the objects that hold them, members of flattened containers included.
fn flatten<'a>(
    fields: &'a [Field],
    prior: &'a Value,
    planned: &'a Value,
    wanted: &'a Value,
) -> Vec<Entry<'a>> {
    let mut out = Vec::new();
    for field in fields {
        if field.flatten {
            let name = field.name();
            out.extend(flatten(
                &field.children,
                prior.get(name),
                planned.get(name),
                wanted.get(name),
            ));
        } else {
            out.push(Entry {
                field,
                prior,
                planned,
                wanted,
            });
        }
    }
    out
}

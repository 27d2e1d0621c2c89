//! The view of a stored object that an answer shows: declared keys only, nothing that is write-only; absent keys get the
//! schema's default, or null where null is allowed, as a database row would show it.
//!
//! Schemas without unions look the same for every value: they are laid out once, so that long lists stay cheap.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde_json::{Map, Value};

use super::contract::resolve;
use super::schema::{self, Schema};

/// The view of a value.
pub fn project(schema: Schema, value: &Value) -> Value {
    match layout_of(schema) {
        Some(layout) => layout.project(value),
        None => project_parts(schema.root, &schema.parts(value), value),
    }
}

/// Keys of the server's own are never shown; `_id` is a name that the API has.
fn is_own(key: &str) -> bool {
    key.starts_with('_') && key != "_id"
}

/// What is shown for a key that the stored object lacks.
fn absent(parts: &[&'static Value]) -> Option<Value> {
    let null =
        || schema::nullable(parts) && schema::keyword(parts, "x-absent-when-unset").is_none();
    schema::keyword(parts, "default")
        .cloned()
        .or_else(|| null().then_some(Value::Null))
}

fn is_hidden(parts: &[&'static Value]) -> bool {
    parts
        .iter()
        .any(|part| part.get("writeOnly") == Some(&Value::Bool(true)))
}

fn project_parts(root: &'static Value, parts: &[&'static Value], value: &Value) -> Value {
    match value {
        Value::Object(map) if schema::open(parts) => {
            let shown = map.iter().filter(|(key, _)| !is_own(key));
            shown
                .map(|(key, inner)| {
                    (
                        key.clone(),
                        project_parts(root, &schema::property(root, parts, key, inner), inner),
                    )
                })
                .collect()
        }
        Value::Object(map) => {
            let mut out = Map::new();
            for key in schema::keys(parts) {
                let inner = map.get(key).unwrap_or(&Value::Null);
                let below = schema::property(root, parts, key, inner);
                if is_hidden(&below) {
                    continue;
                }
                let shown = if map.contains_key(key) {
                    Some(project_parts(root, &below, inner))
                } else {
                    absent(&below)
                };
                out.extend(shown.map(|shown| (key.to_owned(), shown)));
            }
            Value::Object(out)
        }
        Value::Array(list) => list
            .iter()
            .map(|inner| project_parts(root, &schema::items(root, parts, inner), inner))
            .collect(),
        other => other.clone(),
    }
}

/// A schema without unions and conditions.
struct Layout {
    open: bool,
    fields: Vec<Field>,
    /// The schema of further keys.
    extra: Option<Box<Layout>>,
    items: Option<Box<Layout>>,
}

struct Field {
    key: &'static str,
    absent: Option<Value>,
    layout: Layout,
}

type Layouts = HashMap<usize, Option<Arc<Layout>>>;

/// The layout of a schema of the contract (its address names it), or none when it has unions.
fn layout_of(schema: Schema) -> Option<Arc<Layout>> {
    static LAYOUTS: LazyLock<Mutex<Layouts>> = LazyLock::new(Mutex::default);
    let mut layouts = LAYOUTS.lock().unwrap_or_else(PoisonError::into_inner);
    let key = std::ptr::from_ref(schema.node).addr();
    layouts
        .entry(key)
        .or_insert_with(|| Layout::of(schema.root, &[schema.node], 0).map(Arc::new))
        .clone()
}

/// Gathers the pieces of a schema; false when it depends on the value.
fn plain_parts(root: &'static Value, node: &'static Value, out: &mut schema::Parts) -> bool {
    let node = resolve(root, node);
    out.push(node);
    let plain = ["oneOf", "anyOf", "if"]
        .iter()
        .all(|key| node.get(*key).is_none());
    plain
        && node
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .all(|inner| plain_parts(root, inner, out))
}

impl Layout {
    fn of(root: &'static Value, nodes: &[&'static Value], depth: usize) -> Option<Self> {
        const DEEPEST: usize = 16;
        let mut parts = Vec::new();
        if depth > DEEPEST || !nodes.iter().all(|node| plain_parts(root, node, &mut parts)) {
            return None;
        }
        let below = |key: &str| -> Option<Option<Box<Self>>> {
            let nodes: Vec<&'static Value> = parts
                .iter()
                .filter_map(|part| part.get(key))
                .filter(|node| node.is_object())
                .collect();
            if nodes.is_empty() {
                Some(None)
            } else {
                Self::of(root, &nodes, depth + 1).map(|layout| Some(Box::new(layout)))
            }
        };
        let mut fields = Vec::new();
        for key in schema::keys(&parts) {
            let nodes = schema::declared(&parts, key);
            let mut own = Vec::new();
            if !nodes.iter().all(|node| plain_parts(root, node, &mut own)) {
                return None;
            }
            let layout = Self::of(root, &nodes, depth + 1)?;
            if !is_hidden(&own) {
                fields.push(Field {
                    key,
                    absent: absent(&own),
                    layout,
                });
            }
        }
        Some(Self {
            open: schema::open(&parts),
            fields,
            extra: below("additionalProperties")?,
            items: below("items")?,
        })
    }

    fn project(&self, value: &Value) -> Value {
        match value {
            Value::Object(map) if self.open => map
                .iter()
                .filter(|(key, _)| !is_own(key))
                .map(|(key, inner)| (key.clone(), self.below(key, inner)))
                .collect(),
            Value::Object(map) => {
                let shown = |field: &Field| {
                    Some((
                        field.key.to_owned(),
                        map.get(field.key)
                            .map(|inner| field.layout.project(inner))
                            .or_else(|| field.absent.clone())?,
                    ))
                };
                self.fields.iter().filter_map(shown).collect()
            }
            Value::Array(list) => list
                .iter()
                .map(|inner| {
                    self.items
                        .as_ref()
                        .map_or_else(|| hide_own(inner), |items| items.project(inner))
                })
                .collect(),
            other => other.clone(),
        }
    }

    fn below(&self, key: &str, inner: &Value) -> Value {
        let named = self
            .fields
            .iter()
            .find(|field| field.key == key)
            .map(|field| &field.layout);
        named
            .or(self.extra.as_deref())
            .map_or_else(|| hide_own(inner), |layout| layout.project(inner))
    }
}

/// A free value without the server's own keys.
fn hide_own(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| !is_own(key))
            .map(|(key, inner)| (key.clone(), hide_own(inner)))
            .collect(),
        Value::Array(list) => list.iter().map(hide_own).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::contract::all_operations;
    use serde_json::json;

    fn answer(id: &str) -> Schema {
        let operation = all_operations()
            .find(|operation| operation.id == id)
            .expect("operation");
        Schema {
            root: operation.document.root(),
            node: operation.response.expect("schema"),
        }
    }

    #[test]
    fn the_laid_out_way_shows_what_the_careful_way_shows() {
        let mut compared = 0;
        for operation in all_operations().filter(|operation| operation.response.is_some()) {
            let schema = answer(operation.id);
            let Some(layout) = layout_of(schema) else {
                continue;
            };
            let mut stored = crate::simulator::sample::value(schema).unwrap_or_else(|| json!({}));
            if let Some(map) = stored.as_object_mut() {
                map.insert("_own".into(), json!(1));
                map.insert("unknown".into(), json!({"_own": 1}));
            }
            for value in [stored.clone(), json!([stored]), json!({}), Value::Null] {
                assert_eq!(
                    layout.project(&value),
                    project_parts(schema.root, &schema.parts(&value), &value),
                    "{}",
                    operation.id
                );
                compared += 1;
            }
        }
        assert!(compared > 1000, "{compared}");
    }

    #[test]
    fn secrets_and_unknown_keys_stay_inside() {
        let shown = project(
            answer("createWebhook"),
            &json!({"id": "x", "webhookSecretKey": "s", "_key": "s", "url": "u"}),
        );
        assert_eq!(
            (
                shown["id"].as_str(),
                shown.get("webhookSecretKey"),
                shown.get("_key"),
                &shown["lastStatus"]
            ),
            (Some("x"), None, None, &Value::Null)
        );
    }
}

//! Sample values that fit a schema of the contract: smallest bodies for tests that go over every operation.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::{Map, Value, json};

use super::contract::{Operation, resolve};
use super::schema::{Schema, fits};
use super::validate::{Purpose, validator};

/// Texts to try for a text schema, likely ones first.
const TEXTS: &[&str] = &[
    "sample",
    "sample-text",
    "0d000000-0000-4000-8000-0000000000aa",
    "2030-01-02T03:04:05.000Z",
    "https://sample.example.com",
    "https://hooks.slack.com/services/a",
    "sample@example.com",
    "30d",
    "1h",
    "2015-04-01",
    "owner/sample",
    "group/sub/sample",
    "/",
    "/sample/",
    "u/sample/",
    "FlyV1 sample",
    "ldaps://sample.example.com",
    "CN=sample,DC=example,DC=com",
    "00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "-----BEGIN PRIVATE KEY-----\nsample\n-----END PRIVATE KEY-----",
    "scope",
    "ocid1.tenancy.oc1..sample",
    "ocid1.compartment.oc1..sample",
    "ocid1.vault.oc1..sample",
    "ocid1.key.oc1..sample",
    "ocid1.user.oc1..sample",
    "{{secretKey}}",
    "{{certificateId}}",
    "ALTER USER {{username}} PASSWORD '{{password}}'",
    "!",
    "acs:ram::1234567890123456:user/sample",
    "",
];

/// How many branches of unions are tried before giving up.
const CHOICES: usize = 8;

/// The smallest value that fits a schema.
pub fn value(schema: Schema) -> Option<Value> {
    let validator = validator(schema, Purpose::Request).ok()?;
    (0..CHOICES)
        .map(|choice| build(schema.root, &[schema.node], choice))
        .find(|value| validator.is_valid(value))
}

/// A value for one property of an operation's body, as it is in a body with the given other keys; `choice` varies unions.
pub fn property(operation: &Operation, key: &str, rest: &Value, choice: usize) -> Option<Value> {
    let root = operation.document.root();
    let schema = Schema {
        root,
        node: operation.body?,
    };
    let mut whole = rest.clone();
    let parts = schema.parts(&whole);
    let schemas: Vec<&'static Value> = parts
        .iter()
        .filter_map(|part| part.get("properties")?.get(key))
        .collect();
    if schemas.is_empty() {
        return None;
    }
    let made = build(root, &schemas, choice);
    whole[key] = made.clone();
    validator(schema, Purpose::Request)
        .ok()?
        .is_valid(&whole)
        .then_some(made)
}

/// The smallest body of an operation.
pub fn body(operation: &Operation) -> Option<Value> {
    value(Schema {
        root: operation.document.root(),
        node: operation.body?,
    })
}

/// The pieces of the schemas with the chosen branches of their unions.
fn flatten(
    root: &'static Value,
    node: &'static Value,
    choice: usize,
    out: &mut Vec<&'static Value>,
) {
    let node = resolve(root, node);
    out.push(node);
    let list = |key: &str| {
        node.get(key)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default()
    };
    list("allOf")
        .iter()
        .for_each(|inner| flatten(root, inner, choice, out));
    for union in ["oneOf", "anyOf"] {
        let branches = list(union);
        let not_null: Vec<&'static Value> = branches
            .iter()
            .filter(|branch| resolve(root, branch)["type"] != "null")
            .collect();
        if !not_null.is_empty() {
            flatten(root, not_null[choice % not_null.len()], choice, out);
        }
    }
}

fn build(root: &'static Value, schemas: &[&'static Value], choice: usize) -> Value {
    let mut parts = Vec::new();
    schemas
        .iter()
        .for_each(|schema| flatten(root, schema, choice, &mut parts));
    if let Some(constant) = parts.iter().find_map(|part| part.get("const")) {
        return constant.clone();
    }
    let options: Vec<&Value> = parts
        .iter()
        .filter_map(|part| part.get("enum")?.as_array())
        .flatten()
        .filter(|option| !option.is_null())
        .collect();
    if !options.is_empty() {
        return options[choice % options.len()].clone();
    }
    match kind(&parts) {
        "object" => object(root, &mut parts, choice),
        "array" => {
            let least = parts
                .iter()
                .filter_map(|part| part.get("minItems")?.as_u64())
                .max()
                .unwrap_or(0)
                .max(u64::from(choice > 0));
            let items: Vec<&'static Value> =
                parts.iter().filter_map(|part| part.get("items")).collect();
            (0..least).map(|_| build(root, &items, choice)).collect()
        }
        "string" => text(&parts, choice).into(),
        "boolean" => (choice % 2 == 1).into(),
        "number" => number(&parts, choice),
        _ => Value::Null,
    }
}

/// The type that the pieces speak of, null left aside.
fn kind(parts: &[&'static Value]) -> &'static str {
    let named = parts
        .iter()
        .filter_map(|part| part.get("type"))
        .find_map(|kind| match kind {
            Value::String(name) => Some(name.as_str()),
            Value::Array(names) => names
                .iter()
                .filter_map(Value::as_str)
                .find(|name| *name != "null"),
            _ => None,
        });
    match named {
        Some("integer") => "number",
        Some(name) => name,
        None if parts.iter().any(|part| part.get("properties").is_some()) => "object",
        None if parts.iter().any(|part| part.get("items").is_some()) => "array",
        None if parts.iter().any(|part| part.get("pattern").is_some()) => "string",
        None => "object",
    }
}

fn object(root: &'static Value, parts: &mut Vec<&'static Value>, choice: usize) -> Value {
    let mut out = Map::new();
    // A condition that the object meets adds pieces, which may ask for more keys.
    for _ in 0..3 {
        let required: Vec<&'static str> = parts
            .iter()
            .filter_map(|part| part.get("required")?.as_array())
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for key in required {
            let schemas: Vec<&'static Value> = parts
                .iter()
                .filter_map(|part| part.get("properties")?.get(key))
                .collect();
            if !out.contains_key(key) && !schemas.is_empty() {
                out.insert(key.to_owned(), build(root, &schemas, choice));
            }
        }
        let whole = Value::Object(out.clone());
        let more: Vec<&'static Value> = parts
            .iter()
            .filter_map(|part| Some((part.get("if")?, *part)))
            .filter_map(|(condition, part)| {
                part.get(if fits(root, condition, &whole) {
                    "then"
                } else {
                    "else"
                })
            })
            .collect();
        more.into_iter()
            .for_each(|node| flatten(root, node, choice, parts));
        let least = parts
            .iter()
            .filter_map(|part| part.get("minProperties")?.as_u64())
            .max()
            .unwrap_or(0);
        if (out.len() as u64) < least
            && let Some((key, schema)) = parts
                .iter()
                .filter_map(|part| part.get("properties")?.as_object())
                .flatten()
                .next()
        {
            out.insert(key.clone(), build(root, &[schema], choice));
        }
    }
    Value::Object(out)
}

/// The texts of [`TEXTS`] that fit a rule, found once per rule.
fn fitting_texts(rule: &Value) -> Vec<&'static str> {
    static FOUND: LazyLock<Mutex<HashMap<String, Vec<&'static str>>>> =
        LazyLock::new(Mutex::default);
    let key = rule.to_string();
    let mut found = FOUND.lock().unwrap_or_else(PoisonError::into_inner);
    let fitting = found.entry(key).or_insert_with(|| {
        match jsonschema::options()
            .should_validate_formats(true)
            .build(rule)
        {
            Ok(validator) => TEXTS
                .iter()
                .copied()
                .filter(|candidate| validator.is_valid(&json!(candidate)))
                .collect(),
            Err(_) => Vec::new(),
        }
    });
    fitting.clone()
}

fn text(parts: &[&'static Value], choice: usize) -> String {
    let keywords = |part: &&'static Value| {
        let known = ["minLength", "maxLength", "pattern", "format", "not"]
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), part.get(*key)?.clone())));
        Value::Object(known.collect())
    };
    let rules: Vec<Value> = parts.iter().map(keywords).collect();
    let fitting = fitting_texts(&json!({"allOf": rules}));
    let short = parts
        .iter()
        .filter_map(|part| part.get("minLength")?.as_u64())
        .max()
        .unwrap_or(0);
    match fitting.get(choice.min(1).min(fitting.len().saturating_sub(1))) {
        Some(found) => (*found).to_owned(),
        None => "a".repeat(usize::try_from(short).unwrap_or(1).max(1)),
    }
}

fn number(parts: &[&'static Value], choice: usize) -> Value {
    let bound = |key: &str| {
        parts
            .iter()
            .filter_map(|part| part.get(key)?.as_i64())
            .next()
    };
    let least = bound("minimum")
        .or(bound("exclusiveMinimum").map(|limit| limit + 1))
        .unwrap_or(1);
    let most = bound("maximum").unwrap_or(i64::MAX);
    (least + i64::try_from(choice).unwrap_or(0))
        .min(most)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::contract::all_operations;

    #[test]
    fn every_body_has_a_sample() {
        let without: Vec<&str> = all_operations()
            .filter(|operation| operation.body.is_some() && body(operation).is_none())
            .map(|operation| operation.id)
            .collect();
        assert_eq!(without, Vec::<&str>::new());
    }
}

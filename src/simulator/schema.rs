//! Reading a JSON Schema against a value: which properties are declared, and what follows from that.
//!
//! A schema is spread over `allOf`, references and unions; [`parts`] gathers the pieces that speak about one value, picking
//! the branches of a union by their constants. Unknown keys, normalisation, defaults and the projection of a stored
//! object onto an answer are all walks over these pieces.

use serde_json::{Map, Value, json};

use super::contract::resolve;

/// A schema with the document that its references lead into.
#[derive(Clone, Copy)]
pub struct Schema {
    /// The document.
    pub root: &'static Value,
    /// The schema itself.
    pub node: &'static Value,
}

/// The pieces of schema that speak about one value.
pub type Parts = Vec<&'static Value>;

impl Schema {
    /// The pieces for this value.
    pub fn parts(self, value: &Value) -> Parts {
        let mut out = Vec::new();
        gather(self.root, self.node, value, &mut out);
        out
    }
}

fn gather(root: &'static Value, node: &'static Value, value: &Value, out: &mut Parts) {
    let node = resolve(root, node);
    out.push(node);
    for inner in list(node, "allOf") {
        gather(root, inner, value, out);
    }
    for union in ["oneOf", "anyOf"] {
        let branches = list(node, union);
        let before = out.len();
        branches
            .iter()
            .filter(|branch| fits(root, branch, value))
            .for_each(|branch| gather(root, branch, value, out));
        if out.len() == before {
            branches
                .iter()
                .for_each(|branch| gather(root, branch, value, out));
        }
    }
    if let Some(condition) = node.get("if")
        && let Some(branch) = node.get(if fits(root, condition, value) {
            "then"
        } else {
            "else"
        })
    {
        gather(root, branch, value, out);
    }
}

fn list(node: &'static Value, key: &str) -> &'static [Value] {
    node.get(key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// Whether a value looks like this branch: its type, its constants, its required keys; deep only where constants stand.
pub fn fits(root: &'static Value, node: &'static Value, value: &Value) -> bool {
    let node = resolve(root, node);
    if let Some(constant) = node.get("const")
        && constant != value
    {
        return false;
    }
    if node
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|options| !options.contains(value))
    {
        return false;
    }
    if !type_fits(node, value) {
        return false;
    }
    if let Some(object) = value.as_object() {
        if list(node, "required")
            .iter()
            .any(|key| !object.contains_key(key.as_str().unwrap_or_default()))
        {
            return false;
        }
        let properties = node.get("properties").and_then(Value::as_object);
        if properties.into_iter().flatten().any(|(key, schema)| {
            object
                .get(key)
                .is_some_and(|inner| !fits(root, schema, inner))
        }) {
            return false;
        }
    }
    if list(node, "allOf")
        .iter()
        .any(|inner| !fits(root, inner, value))
    {
        return false;
    }
    ["oneOf", "anyOf"].iter().all(|union| {
        let branches = list(node, union);
        branches.is_empty() || branches.iter().any(|branch| fits(root, branch, value))
    })
}

fn type_fits(node: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" | "integer" => value.is_number(),
        _ => true,
    };
    match node.get("type") {
        Some(Value::String(name)) => one(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(one),
        _ => true,
    }
}

/// Whether one of the pieces allows null.
pub fn nullable(parts: &[&'static Value]) -> bool {
    parts.iter().any(|part| match part.get("type") {
        Some(Value::String(name)) => name == "null",
        Some(Value::Array(names)) => names.iter().any(|name| name == "null"),
        _ => false,
    })
}

/// The first value of a keyword over the pieces.
pub fn keyword(parts: &[&'static Value], key: &str) -> Option<&'static Value> {
    parts.iter().find_map(|part| part.get(key))
}

/// The schemas that the pieces declare for one key.
pub(super) fn declared(parts: &[&'static Value], key: &str) -> Vec<&'static Value> {
    parts
        .iter()
        .filter_map(|part| part.get("properties")?.get(key))
        .collect()
}

/// Whether an object of these pieces is open: a map, or no properties are declared at all.
pub(super) fn open(parts: &[&'static Value]) -> bool {
    let extra = |part: &&&'static Value| {
        part.get("additionalProperties")
            .is_some_and(|extra| *extra != Value::Bool(false))
    };
    let closed = |part: &&&'static Value| {
        part.get("properties").is_some()
            || part.get("additionalProperties") == Some(&Value::Bool(false))
            || part.get("unevaluatedProperties") == Some(&Value::Bool(false))
    };
    parts.iter().any(|part| extra(&part)) || !parts.iter().any(|part| closed(&part))
}

/// All pieces for a value described by several schemas at once.
pub(super) fn together(root: &'static Value, schemas: &[&'static Value], value: &Value) -> Parts {
    let mut out = Vec::new();
    schemas
        .iter()
        .for_each(|schema| gather(root, schema, value, &mut out));
    out
}

/// The pieces for the property `key` of an object that has these pieces.
pub fn property(root: &'static Value, parts: &[&'static Value], key: &str, value: &Value) -> Parts {
    let mut schemas = declared(parts, key);
    if schemas.is_empty() {
        schemas.extend(
            parts
                .iter()
                .filter_map(|part| part.get("additionalProperties"))
                .filter(|extra| extra.is_object()),
        );
    }
    together(root, &schemas, value)
}

pub(super) fn items(root: &'static Value, parts: &[&'static Value], value: &Value) -> Parts {
    let schemas: Vec<_> = parts.iter().filter_map(|part| part.get("items")).collect();
    together(root, &schemas, value)
}

/// Every key that the pieces declare, once, in order.
pub fn keys(parts: &[&'static Value]) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    for (key, _) in parts
        .iter()
        .filter_map(|part| part.get("properties")?.as_object())
        .flatten()
    {
        if !out.contains(&key.as_str()) {
            out.push(key);
        }
    }
    out
}

/// Removes what the schema does not declare; tells the object's path and the keys for each removal.
pub fn prune(schema: Schema, value: &mut Value, found: &mut Vec<(Vec<Value>, Vec<String>)>) {
    let parts = schema.parts(value);
    prune_parts(schema.root, &parts, value, &mut Vec::new(), found);
}

fn prune_parts(
    root: &'static Value,
    parts: &[&'static Value],
    value: &mut Value,
    path: &mut Vec<Value>,
    found: &mut Vec<(Vec<Value>, Vec<String>)>,
) {
    match value {
        Value::Object(map) => {
            if !open(parts) {
                let unknown: Vec<String> = map
                    .keys()
                    .filter(|key| declared(parts, key).is_empty())
                    .cloned()
                    .collect();
                if !unknown.is_empty() {
                    unknown.iter().for_each(|key| drop(map.shift_remove(key)));
                    found.push((path.clone(), unknown));
                }
            }
            for (key, inner) in map.iter_mut() {
                let below = property(root, parts, key, inner);
                if !below.is_empty() {
                    path.push(key.as_str().into());
                    prune_parts(root, &below, inner, path, found);
                    path.pop();
                }
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter_mut().enumerate() {
                let below = items(root, parts, inner);
                path.push(index.into());
                prune_parts(root, &below, inner, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Normalises every text of a value: `x-normalize` of its own schema, else trimming where a document or a schema around
/// it says `x-trim-strings` and does not except the key.
pub fn normalise(schema: Schema, value: &mut Value) {
    let parts = schema.parts(value);
    let trims = schema
        .root
        .get("x-trim-strings")
        .or_else(|| keyword(&parts, "x-trim-strings"));
    normalise_parts(schema.root, &parts, value, "", trims);
}

fn normalise_parts(
    root: &'static Value,
    parts: &[&'static Value],
    value: &mut Value,
    key: &str,
    trims: Option<&'static Value>,
) {
    let trims = trims.or_else(|| keyword(parts, "x-trim-strings"));
    match value {
        Value::String(text) => {
            let own: Vec<&'static Value> = parts
                .iter()
                .filter_map(|part| part.get("x-normalize")?.as_array())
                .flatten()
                .collect();
            let spoken_for = parts.iter().any(|part| part.get("x-normalize").is_some());
            for step in own.iter().filter_map(|step| step.as_str()) {
                *text = normalise_text(step, text);
            }
            // Formats of this kind are checked before the server trims, so blanks around them are refused.
            let checked_first = parts.iter().any(|part| {
                part.get("format")
                    .is_some_and(|format| format == "uuid" || format == "email")
            });
            let excepted = |rule: &Value| {
                rule["except"]
                    .as_array()
                    .is_some_and(|keys| keys.iter().any(|except| except == key))
            };
            if !spoken_for && !checked_first && trims.is_some_and(|rule| !excepted(rule)) {
                *text = trim(text).to_owned();
            }
        }
        Value::Object(map) => {
            for (key, inner) in map.iter_mut() {
                let below = property(root, parts, key, inner);
                normalise_parts(root, &below, inner, key, trims);
            }
            // What the server treats as absent when it is empty.
            map.retain(|key, inner| {
                !(inner == ""
                    && keyword(&property(root, parts, key, inner), "x-empty-is-absent").is_some())
            });
        }
        Value::Array(list) => {
            for inner in list.iter_mut() {
                let below = items(root, parts, inner);
                normalise_parts(root, &below, inner, key, trims);
            }
        }
        _ => {}
    }
}

/// One step of `x-normalize`.
fn normalise_text(step: &str, text: &str) -> String {
    match step {
        "trim" => trim(text).to_owned(),
        "lowercase" => text.to_lowercase(),
        "slugify" => slugify(text),
        "strip one trailing slash" | "strip-one-trailing-slash-unless-root" if text.len() > 1 => {
            text.strip_suffix('/').unwrap_or(text).to_owned()
        }
        "strip-leading-and-trailing-slashes" => text.trim_matches('/').to_owned(),
        "remove-white-space" => text.split_whitespace().collect(),
        "collapse-words" => {
            let mut words: Vec<&str> = Vec::new();
            for word in text.split_whitespace() {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            words.join(" ")
        }
        "secret-value" => trim_secret(text),
        "comma-list" => comma_list(text, ", "),
        "comma-list-tight" => comma_list(text, ","),
        _ => text.to_owned(),
    }
}

/// Trims as JavaScript does: with the byte order mark, without NEL.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}')
}

/// A secret's value is trimmed on both ends; when its last character was a newline exactly one is kept.
pub fn trim_secret(text: &str) -> String {
    let trimmed = trim(text);
    if text.ends_with('\n') && !trimmed.is_empty() {
        format!("{trimmed}\n")
    } else {
        trimmed.to_owned()
    }
}

/// Lower-case words joined by single hyphens.
pub fn slugify(text: &str) -> String {
    let dashed: String = text
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        })
        .collect();
    dashed
        .split('-')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// A comma-separated list with its entries trimmed, empty ones dropped, and the joint respaced.
pub fn comma_list(text: &str, joint: &str) -> String {
    text.split(',')
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .collect::<Vec<_>>()
        .join(joint)
}

/// Fills in the `default`s of keys that are absent, in the object and in the objects inside it.
pub fn fill_defaults(schema: Schema, value: &mut Value) {
    let parts = schema.parts(value);
    fill_parts(schema.root, &parts, value);
}

fn fill_parts(root: &'static Value, parts: &[&'static Value], value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in keys(parts) {
                if !map.contains_key(key)
                    && let Some(default) = keyword(
                        &together(root, &declared(parts, key), &Value::Null),
                        "default",
                    )
                {
                    map.insert(key.to_owned(), default.clone());
                }
            }
            for (key, inner) in map.iter_mut() {
                let below = property(root, parts, key, inner);
                fill_parts(root, &below, inner);
            }
        }
        Value::Array(list) => {
            for inner in list.iter_mut() {
                let below = items(root, parts, inner);
                fill_parts(root, &below, inner);
            }
        }
        _ => {}
    }
}

/// A self-contained schema document for a validator: the schema and the components that it needs, each passed through `edit`.
pub fn stand_alone(schema: Schema, edit: &dyn Fn(&Value) -> Value) -> Value {
    fn needed(
        root: &'static Value,
        value: &'static Value,
        out: &mut Map<String, Value>,
        edit: &dyn Fn(&Value) -> Value,
    ) {
        match value {
            Value::Object(map) => {
                if let Some(name) = map
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|pointer| pointer.strip_prefix("#/components/schemas/"))
                    && !out.contains_key(name)
                {
                    let target = &root["components"]["schemas"][name];
                    out.insert(name.to_owned(), edit(target));
                    needed(root, target, out, edit);
                }
                map.values()
                    .for_each(|inner| needed(root, inner, out, edit));
            }
            Value::Array(list) => list.iter().for_each(|inner| needed(root, inner, out, edit)),
            _ => {}
        }
    }
    let mut schemas = Map::new();
    needed(schema.root, schema.node, &mut schemas, edit);
    json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [edit(schema.node)], "components": {"schemas": schemas}})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::contract::all_operations;

    fn schema(id: &str, answer: bool) -> Schema {
        let operation = all_operations()
            .find(|operation| operation.id == id)
            .expect("operation");
        let node = if answer {
            operation.response
        } else {
            operation.body
        };
        Schema {
            root: operation.document.root(),
            node: node.expect("schema"),
        }
    }

    #[test]
    fn the_branch_of_a_union_is_picked_by_its_constants() {
        let body = json!({"name": "n", "method": "access-key", "credentials": {"accessKeyId": "a", "secretAccessKey": "s", "roleArn": "no"}, "extra": 1});
        let mut pruned = body.clone();
        let mut found = Vec::new();
        prune(
            schema("createAwsAppConnection", false),
            &mut pruned,
            &mut found,
        );
        assert_eq!(
            found,
            vec![
                (vec![], vec!["extra".to_owned()]),
                (vec!["credentials".into()], vec!["roleArn".to_owned()])
            ]
        );
        let shown = crate::simulator::projection::project(
            schema("createAwsAppConnection", true),
            &json!({"method": "access-key", "credentials": body["credentials"]}),
        );
        assert_eq!(shown["credentials"], json!({"accessKeyId": "a"}));
        assert_eq!(shown["version"], 1);
        assert_eq!(shown["description"], Value::Null);
    }

    #[test]
    fn defaults_reach_into_the_objects_that_are_there() {
        let mut body =
            json!({"destinationConfig": {"scope": "group", "groupId": "1", "groupName": "g"}});
        fill_defaults(schema("updateGitLabSecretSync", false), &mut body);
        assert_eq!(body["destinationConfig"]["targetEnvironment"], "*");
        assert_eq!(body.get("syncOptions"), None);
    }

    #[test]
    fn a_secret_keeps_one_newline_and_no_blanks() {
        for (sent, kept) in [
            (" a ", "a"),
            ("a\r\n", "a\n"),
            ("a\n\n", "a\n"),
            ("a\n ", "a"),
            (" \n", ""),
            ("", ""),
            ("a\nb", "a\nb"),
        ] {
            assert_eq!(trim_secret(sent), kept, "{sent:?}");
        }
    }

    #[test]
    fn lists_are_respaced() {
        assert_eq!(comma_list(" a,b ,, c", ", "), "a, b, c");
        assert_eq!(slugify("My  KMS_key"), "my-kms-key");
    }

    #[test]
    fn texts_are_trimmed_where_the_server_trims() {
        let normal = |id, mut body: Value| {
            normalise(schema(id, false), &mut body);
            body
        };
        let body = normal(
            "createZabbixAppConnection",
            json!({"name": " n ", "method": "api-token", "credentials": {"apiToken": " t ", "instanceUrl": " https://z "}}),
        );
        assert_eq!(
            body,
            json!({"name": "n", "method": "api-token", "credentials": {"apiToken": "t", "instanceUrl": "https://z"}})
        );
        let credentials = json!({"host": " HOST", "port": 1, "username": " u", "password": " p", "database": " d", "tlsEnabled": true, "tlsRejectUnauthorized": true, "tlsCertificate": " "});
        let body = normal(
            "createMongoDBAppConnection",
            json!({"name": "n", "method": "username-and-password", "credentials": credentials}),
        );
        assert_eq!(
            body["credentials"],
            json!({"host": " host", "port": 1, "username": " u", "password": " p", "database": "d", "tlsEnabled": true, "tlsRejectUnauthorized": true})
        );
        let body = normal(
            "attachOidcAuth",
            json!({"oidcDiscoveryUrl": " https://x", "caCert": " c ", "boundIssuer": " i", "boundAudiences": "a,b", "boundClaims": {"sub": "x ,y"}}),
        );
        assert_eq!(
            body,
            json!({"oidcDiscoveryUrl": " https://x", "caCert": "c", "boundIssuer": " i", "boundAudiences": "a, b", "boundClaims": {"sub": "x, y"}})
        );
        let body = normal(
            "createHerokuSecretSync",
            json!({"name": " s", "destinationConfig": {"app": " a ", "appName": "b "}}),
        );
        assert_eq!(
            body,
            json!({"name": "s", "destinationConfig": {"app": "a", "appName": "b"}})
        );
    }
}

//! Validation against the contract: requests into the issue list that the API answers, answers into simulator faults.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::{Map, Value, json};

use super::contract::{Operation, Place};
use super::error::ApiError;
use super::schema::{self, Schema};

/// What a schema is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// What clients send.
    Request,
    /// What today's servers answer: `x-required-today` keys must be there.
    Answer,
    /// What servers of 2024-09 answer.
    AnswerOf2024,
}

/// Compiled validators, shared by all simulators of the process: a schema of the contract never moves, so its address names it.
static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);
type Compiled = HashMap<(usize, Purpose), Arc<Validator>>;

/// The validator of a schema of the contract.
pub fn validator(schema: Schema, purpose: Purpose) -> Result<Arc<Validator>, String> {
    let key = (std::ptr::from_ref(schema.node).addr(), purpose);
    if let Some(found) = COMPILED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&key)
    {
        return Ok(found.clone());
    }
    let document = schema::stand_alone(schema, &|node| {
        if purpose == Purpose::Request {
            node.clone()
        } else {
            for_answers(node, purpose)
        }
    });
    let built = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&document)
        .map_err(|error| error.to_string())?;
    let built = Arc::new(built);
    COMPILED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, built.clone());
    Ok(built)
}

/// A schema as answers must meet it: write-only keys are not there, keys of `x-required-today` are.
fn for_answers(node: &Value, purpose: Purpose) -> Value {
    let inside = |inner: &Value| for_answers(inner, purpose);
    let Value::Object(map) = node else {
        return node
            .as_array()
            .map_or_else(|| node.clone(), |list| list.iter().map(inside).collect());
    };
    let properties = map.get("properties").and_then(Value::as_object);
    let edit = |(key, inner): (&String, &Value)| {
        // The keys below `properties` are names, not keywords: one of them may be called `required`.
        let named = properties.filter(|_| key == "properties").map(|all| {
            all.iter()
                .map(|(name, schema)| (name.clone(), inside(schema)))
                .collect()
        });
        (
            key.clone(),
            named.map_or_else(|| inside(inner), Value::Object),
        )
    };
    let mut out: Map<String, Value> = map.iter().map(edit).collect();
    let list = |key: &str| {
        map.get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let hidden = |key: &Value| {
        properties.and_then(|all| all.get(key.as_str()?)?.get("writeOnly"))
            == Some(&Value::Bool(true))
    };
    let mut required: Vec<Value> = list("required")
        .into_iter()
        .filter(|key| !hidden(key))
        .collect();
    if purpose == Purpose::Answer {
        required.extend(list("x-required-today"));
    }
    if !required.is_empty() || map.contains_key("required") {
        out.insert("required".into(), Value::Array(required));
    }
    Value::Object(out)
}

/// The request after validation: parameters typed and defaulted, the body normalised, with defaults and without unknown keys.
pub struct Checked {
    /// Query parameters, defaults included.
    pub query: Map<String, Value>,
    /// The body; null when the operation has none.
    pub body: Value,
    /// The top-level keys that the client sent (before defaults).
    pub sent: Vec<String>,
}

/// Validates a request. `strict` refuses unknown keys, otherwise they are dropped as the real server drops them.
pub fn request(
    operation: &'static Operation,
    path: &[(&'static str, String)],
    query: &[(String, String)],
    body: Option<Value>,
    strict: bool,
) -> Result<Checked, ApiError> {
    let mut issues = Vec::new();
    let typed = parameters(operation, path, query, strict, &mut issues)?;
    let mut body = body;
    let mut sent = Vec::new();
    match (operation.body, body.as_mut()) {
        (None, Some(Value::Object(map))) if strict && !map.is_empty() => {
            issues.push(unrecognized(&[], &map.keys().cloned().collect::<Vec<_>>()))
        }
        (None, _) => body = None,
        (Some(_), None) => issues.push(required(vec![], "object")),
        (Some(node), Some(value)) => {
            let schema = Schema {
                root: operation.document.root(),
                node,
            };
            sent = value
                .as_object()
                .map(|map| map.keys().cloned().collect())
                .unwrap_or_default();
            let mut unknown = Vec::new();
            schema::prune(schema, value, &mut unknown);
            if strict {
                issues.extend(unknown.iter().map(|(path, keys)| unrecognized(path, keys)));
            }
            schema::normalise(schema, value);
            let validator = validator(schema, Purpose::Request).map_err(ApiError::internal)?;
            let errors: Vec<_> = validator.iter_errors(value).collect();
            // What is not declared is gone by now: a complaint about it beside another error only repeats that error,
            // because a part of the schema that fails declares nothing.
            let echo = |error: &jsonschema::ValidationError<'_>| {
                errors.len() > 1
                    && matches!(
                        error.kind(),
                        ValidationErrorKind::UnevaluatedProperties { .. }
                    )
            };
            for error in errors.iter().filter(|error| !echo(error)) {
                issues_of(error, value, &mut issues);
            }
            if issues.is_empty() {
                schema::fill_defaults(schema, value);
            }
        }
    }
    if !issues.is_empty() {
        let mut seen = Vec::new();
        issues.retain(|issue| {
            !seen.contains(issue) && {
                seen.push(issue.clone());
                true
            }
        });
        return Err(ApiError::validation(issues));
    }
    Ok(Checked {
        query: typed,
        body: body.unwrap_or_default(),
        sent,
    })
}

fn parameters(
    operation: &'static Operation,
    path: &[(&'static str, String)],
    query: &[(String, String)],
    strict: bool,
    issues: &mut Vec<Value>,
) -> Result<Map<String, Value>, ApiError> {
    let mut typed = Map::new();
    for parameter in &operation.parameters {
        let schema = Schema {
            root: operation.document.root(),
            node: parameter.schema,
        };
        let text = match parameter.place {
            Place::Path => path
                .iter()
                .find(|(name, _)| *name == parameter.name)
                .map(|(_, value)| value),
            Place::Query => query
                .iter()
                .rev()
                .find(|(name, _)| name == parameter.name)
                .map(|(_, value)| value),
        };
        let parts = schema.parts(&Value::Null);
        let Some(text) = text else {
            if let Some(default) = schema::keyword(&parts, "default") {
                typed.insert(parameter.name.into(), default.clone());
            } else if parameter.required {
                issues.push(required(vec![parameter.name.into()], "string"));
            }
            continue;
        };
        let mut value = parse_parameter(text, schema::keyword(&parts, "type"));
        schema::normalise(schema, &mut value);
        let validator = validator(schema, Purpose::Request).map_err(ApiError::internal)?;
        for error in validator.iter_errors(&value) {
            let mut own = Vec::new();
            issues_of(&error, &value, &mut own);
            issues.extend(own.into_iter().map(|mut issue| {
                issue["path"] = json!([parameter.name]);
                issue
            }));
        }
        if parameter.place == Place::Query {
            typed.insert(parameter.name.into(), value);
        }
    }
    if strict {
        let known = |name: &String| {
            operation
                .parameters
                .iter()
                .any(|parameter| parameter.place == Place::Query && parameter.name == name)
        };
        let unknown: Vec<String> = query
            .iter()
            .map(|(name, _)| name.clone())
            .filter(|name| !known(name))
            .collect();
        if !unknown.is_empty() {
            issues.push(unrecognized(&[], &unknown));
        }
    }
    Ok(typed)
}

/// Query values are texts; the schema's type says what they mean.
fn parse_parameter(text: &str, wanted: Option<&Value>) -> Value {
    match wanted.and_then(Value::as_str) {
        Some("number" | "integer") => text
            .trim()
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| text.trim().parse::<f64>().map(Value::from))
            .unwrap_or_else(|_| text.into()),
        Some("boolean") => Value::Bool(!text.is_empty()),
        _ => text.into(),
    }
}

/// Checks an answer (the object inside the envelope); the text names the first fault.
pub fn answer(
    operation: &'static Operation,
    value: &Value,
    purpose: Purpose,
) -> Result<(), String> {
    let Some(node) = operation.response else {
        return Ok(());
    };
    let validator = validator(
        Schema {
            root: operation.document.root(),
            node,
        },
        purpose,
    )?;
    let faults: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("; "))
    }
}

fn issue(code: &str, path: Vec<Value>, message: impl Into<String>, extra: Value) -> Value {
    let mut out = Map::new();
    out.insert("code".into(), code.into());
    if let Value::Object(extra) = extra {
        out.extend(extra);
    }
    out.insert("path".into(), Value::Array(path));
    out.insert("message".into(), Value::String(message.into()));
    Value::Object(out)
}

fn required(path: Vec<Value>, expected: &str) -> Value {
    issue(
        "invalid_type",
        path,
        "Required",
        json!({"expected": expected, "received": "undefined"}),
    )
}

fn unrecognized(path: &[Value], keys: &[String]) -> Value {
    let named = keys
        .iter()
        .map(|key| format!("'{key}'"))
        .collect::<Vec<_>>()
        .join(", ");
    issue(
        "unrecognized_keys",
        path.to_vec(),
        format!("Unrecognized key(s) in object: {named}"),
        json!({"keys": keys}),
    )
}

/// A rule that no schema can say, as an issue on one property.
pub fn custom(path: &[&str], message: &str) -> ApiError {
    ApiError::validation(vec![issue(
        "custom",
        path.iter().map(|step| Value::from(*step)).collect(),
        message,
        Value::Null,
    )])
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The path of an error inside the whole value: list positions as numbers.
fn path_of(error: &jsonschema::ValidationError<'_>, whole: &Value) -> Vec<Value> {
    let mut here = Some(whole);
    error
        .instance_path()
        .as_str()
        .split('/')
        .skip(1)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .map(|step| {
            let parsed = step
                .parse::<usize>()
                .ok()
                .filter(|_| here.is_some_and(Value::is_array));
            here = here.and_then(|value| {
                parsed.map_or_else(|| value.get(&step), |index| value.get(index))
            });
            parsed.map_or_else(|| Value::from(step.clone()), Value::from)
        })
        .collect()
}

fn issues_of(error: &jsonschema::ValidationError<'_>, whole: &Value, out: &mut Vec<Value>) {
    use ValidationErrorKind as Kind;
    let path = path_of(error, whole);
    let received = kind_of(error.instance());
    let many = if received == "array" {
        "array"
    } else {
        "string"
    };
    let say = |text: String| {
        if many == "array" {
            text.replace("String", "Array")
                .replace("character(s)", "element(s)")
        } else {
            text
        }
    };
    let made = match error.kind() {
        Kind::Required { property } => {
            let mut path = path;
            path.push(property.clone());
            required(path, "string")
        }
        Kind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => one.to_string(),
                TypeKind::Multiple(many) => many
                    .iter()
                    .map(|one| one.to_string())
                    .collect::<Vec<_>>()
                    .join(" | "),
            };
            let message = format!("Expected {expected}, received {received}");
            issue(
                "invalid_type",
                path,
                message,
                json!({"expected": expected, "received": received}),
            )
        }
        Kind::Enum { options } => {
            let named = options
                .as_array()
                .into_iter()
                .flatten()
                .map(Value::to_string)
                .collect::<Vec<_>>()
                .join(" | ")
                .replace('"', "'");
            issue(
                "invalid_enum_value",
                path,
                format!(
                    "Invalid enum value. Expected {named}, received '{}'",
                    shown(error.instance())
                ),
                json!({"options": **options, "received": error.instance().as_ref()}),
            )
        }
        Kind::Constant { expected_value } => issue(
            "invalid_literal",
            path,
            format!("Invalid literal value, expected {expected_value}"),
            json!({"expected": **expected_value, "received": error.instance().as_ref()}),
        ),
        Kind::MinLength { limit } | Kind::MinItems { limit } => issue(
            "too_small",
            path,
            say(format!("String must contain at least {limit} character(s)")),
            json!({"minimum": limit, "type": many, "inclusive": true, "exact": false}),
        ),
        Kind::MaxLength { limit } | Kind::MaxItems { limit } => issue(
            "too_big",
            path,
            say(format!("String must contain at most {limit} character(s)")),
            json!({"maximum": limit, "type": many, "inclusive": true, "exact": false}),
        ),
        Kind::Minimum { limit } => issue(
            "too_small",
            path,
            format!("Number must be greater than or equal to {limit}"),
            json!({"minimum": limit, "type": "number", "inclusive": true}),
        ),
        Kind::ExclusiveMinimum { limit } => issue(
            "too_small",
            path,
            format!("Number must be greater than {limit}"),
            json!({"minimum": limit, "type": "number", "inclusive": false}),
        ),
        Kind::Maximum { limit } => issue(
            "too_big",
            path,
            format!("Number must be less than or equal to {limit}"),
            json!({"maximum": limit, "type": "number", "inclusive": true}),
        ),
        Kind::Pattern { .. } => issue(
            "invalid_string",
            path,
            "Invalid",
            json!({"validation": "regex"}),
        ),
        Kind::Format { format } => issue(
            "invalid_string",
            path,
            format!("Invalid {format}"),
            json!({"validation": format}),
        ),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unrecognized(&path, unexpected)
        }
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            return union_issues(context, path, whole, out);
        }
        _ => issue("custom", path, error.to_string(), Value::Null),
    };
    out.push(made);
}

fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// No branch of a union fits: tell the errors of the branch that was meant, or, when none was, which constants there are.
fn union_issues(
    context: &[Vec<jsonschema::ValidationError<'static>>],
    path: Vec<Value>,
    whole: &Value,
    out: &mut Vec<Value>,
) {
    let constant = |errors: &Vec<jsonschema::ValidationError<'static>>| {
        errors.iter().find_map(|error| match error.kind() {
            ValidationErrorKind::Constant { expected_value } => {
                Some((path_of(error, whole), expected_value.clone()))
            }
            _ => None,
        })
    };
    let meant = context
        .iter()
        .filter(|errors| constant(errors).is_none())
        .min_by_key(|errors| errors.len());
    if let Some(errors) = meant {
        return errors.iter().for_each(|error| issues_of(error, whole, out));
    }
    let constants: Vec<_> = context.iter().filter_map(constant).collect();
    let Some((place, _)) = constants.first() else {
        return out.push(issue("invalid_union", path, "Invalid input", Value::Null));
    };
    let options: Vec<Value> = constants
        .iter()
        .map(|(_, value)| (**value).clone())
        .collect();
    let named = options
        .iter()
        .map(|option| format!("'{}'", shown(option)))
        .collect::<Vec<_>>()
        .join(" | ");
    out.push(issue(
        "invalid_union_discriminator",
        place.clone(),
        format!("Invalid discriminator value. Expected {named}"),
        json!({"options": options}),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::contract::all_operations;

    fn operation(id: &str) -> &'static Operation {
        all_operations()
            .find(|operation| operation.id == id)
            .expect("operation")
    }

    fn issues(id: &str, body: Value) -> Vec<Value> {
        match request(operation(id), &[], &[], Some(body), true) {
            Ok(_) => vec![],
            Err(error) => error.message.as_array().cloned().unwrap_or_default(),
        }
    }

    #[test]
    fn faults_are_told_as_issues_with_their_path() {
        let found = issues(
            "createZabbixAppConnection",
            json!({"name": "No Slug", "method": "api-token", "credentials": {"apiToken": 5}, "nmae": "x"}),
        );
        let mut told: Vec<(String, Value)> = found
            .iter()
            .map(|issue| (issue["code"].to_string(), issue["path"].clone()))
            .collect();
        told.sort_by_key(|(code, path)| (code.clone(), path.to_string()));
        let text = |code: &str| format!("\"{code}\"");
        assert_eq!(
            told,
            vec![
                (text("invalid_string"), json!(["name"])),
                (text("invalid_type"), json!(["credentials", "apiToken"])),
                (text("invalid_type"), json!(["credentials", "instanceUrl"])),
                (text("unrecognized_keys"), json!([])),
            ]
        );
    }

    #[test]
    fn the_errors_of_a_union_are_those_of_the_branch_that_was_meant() {
        let config = |config: Value| json!({"name": "s", "projectId": "p", "connectionId": "0b2d4b3c-0000-4000-8000-000000000000", "environment": "dev", "secretPath": "/", "syncOptions": {"initialSyncBehavior": "overwrite-destination"}, "destinationConfig": config});
        let found = issues(
            "createGitHubSecretSync",
            config(json!({"scope": "repository", "owner": "o"})),
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["path"], json!(["destinationConfig", "repo"]));
        let found = issues("createGitHubSecretSync", config(json!({"scope": "planet"})));
        assert_eq!(found[0]["code"], "invalid_union_discriminator", "{found:?}");
        assert_eq!(found[0]["path"], json!(["destinationConfig", "scope"]));
    }

    #[test]
    fn every_schema_compiles() {
        for operation in all_operations() {
            let root = operation.document.root();
            for (node, purpose) in [
                (operation.body, Purpose::Request),
                (operation.response, Purpose::Answer),
                (operation.response, Purpose::AnswerOf2024),
            ] {
                if let Some(node) = node {
                    validator(Schema { root, node }, purpose)
                        .unwrap_or_else(|error| panic!("{}: {error}", operation.id));
                }
            }
        }
    }
}

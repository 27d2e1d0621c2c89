//! From answers to values.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::framework::{Nesting, OnChange, Presence, Value};

use super::codec;
use super::encode;
use super::field::Field;

/// The JSON at a dotted path, and the object that it stands in; `None` when any part is absent.
pub fn lookup<'a>(json: &'a Json, path: &str) -> Option<(&'a Json, &'a Json)> {
    let mut beside = json;
    let mut at = json;
    for name in path.split('.') {
        beside = at;
        at = match at {
            Json::Object(members) => members.get(name)?,
            Json::Array(items) => items.get(name.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some((at, beside))
}

/// The first of the field's read paths that is present; a present non-null one is preferred over a null one.
pub fn find<'a>(
    field: &Field,
    json: &'a Json,
    beside_value: &Value,
) -> Option<(&'a Json, &'a Json)> {
    if let Some((sibling, names)) = &field.named_by {
        let decider = json
            .get(super::field::camel(sibling))
            .and_then(Json::as_str)
            .or_else(|| beside_value.get(sibling).as_str());
        if let Some((_, name)) = names.iter().find(|(v, _)| Some(v.as_str()) == decider) {
            return lookup(json, name);
        }
    }
    let mut null = None;
    for path in &field.read {
        match lookup(json, path) {
            Some((Json::Null, beside)) => null = null.or(Some((&Json::Null, beside))),
            Some(found) => return Some(found),
            None => {}
        }
    }
    null
}

/// Decodes an object. `known` is what is known without the answer: the prior state, or the plan. Absent members keep it
/// when `keep_absent` (the top level of an answer); members that the API never tells always do.
pub fn object(fields: &[Field], json: &Json, known: &Value, keep_absent: bool) -> Value {
    let mut out = BTreeMap::new();
    for field in fields.iter().filter(|f| f.constant.is_none()) {
        let name = field.name().to_owned();
        if field.twin {
            out.insert(field.twin_name(), Value::Null);
            let version = known.get(&field.twin_version_name());
            out.insert(
                field.twin_version_name(),
                if version.is_unknown() {
                    Value::Null
                } else {
                    version.clone()
                },
            );
        }
        let value = member(field, json, known, keep_absent);
        out.insert(name, value);
    }
    let mut decoded = Value::Object(out);
    // Members that belong to another variant are not set, whatever the answer says.
    for field in fields {
        let local = field
            .only_when
            .as_ref()
            .is_some_and(|(sibling, _)| !sibling.starts_with('.'));
        if local
            && field.attribute.default.is_none()
            && !encode::applies(field, &decoded, &decoded)
            && !field.read.is_empty()
        {
            decoded.set(field.name(), Value::Null);
        }
    }
    decoded
}

fn member(field: &Field, json: &Json, known: &Value, keep_absent: bool) -> Value {
    let before = known.get(field.name());
    if field.flatten {
        let value = object(&field.children, json, before, keep_absent);
        let all_null = value
            .members()
            .is_none_or(|m| m.values().all(Value::is_null));
        return if all_null && before.is_null() {
            Value::Null
        } else {
            value
        };
    }
    if field.read.is_empty() && field.named_by.is_none() {
        // Not told, not known (after an import): the default, where it binds nobody.
        let binds = field.attribute.on_change != OnChange::Update;
        return match &field.attribute.default {
            Some(default) if before.is_null() && !binds => default.clone(),
            _ => settled(before),
        };
    }
    let Some((found, beside)) = find(field, json, known) else {
        return match &field.absent {
            Some(value) => value.clone(),
            // What is tolerated beside another variant stays as the configuration has it.
            None if keep_absent || field.ignored_otherwise => settled(before),
            None => Value::Null,
        };
    };
    if found.is_null() {
        return field.absent.clone().unwrap_or(Value::Null);
    }
    let value = match field.nesting {
        Some(nesting) => nested(field, nesting, found, before),
        None => codec::decode(
            field.codec,
            &codec::plain_type(&field.attribute.shape),
            found,
            beside,
        ),
    };
    let unset = field.attribute.presence == Presence::Optional || field.attribute.empty_is_null;
    if unset && field.block.is_none() && value.is_empty() {
        Value::Null
    } else {
        value
    }
}

/// Takes secrets out of what was read that the state does not hold although the API tells them: they were given through
/// write-only twins, and stay out.
pub fn withhold(fields: &[Field], prior: &Value, read: &mut Value) {
    for field in fields.iter().filter(|f| f.constant.is_none()) {
        let name = field.name();
        let before = prior.get(name);
        if field.twin && before.is_null() {
            read.set(name, Value::Null);
        } else if field.nesting.is_some() {
            let mut inner = read.get(name).clone();
            match &mut inner {
                Value::Object(_) => withhold(&field.children, before, &mut inner),
                Value::List(items) => {
                    for (item, before) in items.iter_mut().zip(before.items().unwrap_or(&[])) {
                        withhold(&field.children, before, item);
                    }
                }
                _ => continue,
            }
            read.set(name, inner);
        }
    }
}

/// What was known, without unknowns.
fn settled(value: &Value) -> Value {
    crate::framework::plan::known(value)
}

fn nested(field: &Field, nesting: Nesting, found: &Json, before: &Value) -> Value {
    match (nesting, found) {
        (Nesting::Single, Json::Object(_)) => object(&field.children, found, before, false),
        (Nesting::Map, Json::Object(members)) => Value::Map(
            members
                .iter()
                .map(|(k, v)| (k.clone(), object(&field.children, v, before.get(k), false)))
                .collect(),
        ),
        (Nesting::List | Nesting::Set, Json::Array(items)) => {
            let earlier = before.items().unwrap_or(&[]);
            let decoded = items
                .iter()
                .enumerate()
                .map(|(i, v)| {
                    object(
                        &field.children,
                        v,
                        earlier.get(i).unwrap_or(&Value::Null),
                        false,
                    )
                })
                .collect();
            codec::nest(nesting, decoded)
        }
        // A list of objects told as an object by name.
        _ => Value::Null,
    }
}

/// Whether the answer lacks something that only it can tell: an unknown of the plan without its JSON.
pub fn lacks(fields: &[Field], planned: &Value, json: &Json) -> bool {
    fields
        .iter()
        .filter(|f| f.constant.is_none() && !f.read.is_empty())
        .any(|field| {
            let value = planned.get(field.name());
            if field.flatten {
                return lacks(&field.children, value, json);
            }
            match (value, find(field, json, planned)) {
                (Value::Unknown, None) => field.absent.is_none(),
                (Value::Object(_), Some((inner, _))) if field.nesting == Some(Nesting::Single) => {
                    lacks(&field.children, value, inner)
                }
                (Value::Object(_), None) => value.contains_unknown(),
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::super::field::{object as nested, string};
    use super::*;
    use serde_json::json;

    /// Secrets that the API tells stay out of a state that got them through write-only twins, and in one that holds them.
    #[test]
    fn secrets_given_write_only_stay_out() {
        let fields = [nested(
            "auth",
            [
                string("user").required(),
                string("password").required().secret().returned(),
            ],
        )];
        let answer = json!({"auth": {"user": "u", "password": "p"}});
        let state = |password: Value| {
            let auth = [("user", Value::from("u")), ("password", password)];
            Value::object([("auth", Value::object(auth))])
        };
        for held in [Value::Null, Value::from("old")] {
            let prior = state(held.clone());
            let mut read = object(&fields, &answer, &prior, true);
            withhold(&fields, &prior, &mut read);
            let expected = if held.is_null() {
                held
            } else {
                Value::from("p")
            };
            assert_eq!(*read.at("auth.password"), expected);
            assert_eq!(*read.at("auth.user"), Value::from("u"));
        }
    }
}

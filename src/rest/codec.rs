//! How one attribute's value is written in JSON and read back.

use serde_json::{Map, Value as Json, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::framework::{Nesting, Number, Shape, Type, Value};

/// A way of writing a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Codec {
    /// as its type says: objects of fields, arrays, text, numbers
    Plain,
    /// list of text <-> one text joined with `,` (read with spaces trimmed; empty text is the empty list)
    CommaJoined,
    /// JSON text <-> JSON
    JsonText,
    /// list or set of text <-> array of objects with this one member
    Objects(&'static str),
    /// map of text <-> array of `{key, value}`
    KeyValues,
    /// text <-> `ipAddress`, read back with `/prefix` when the answer has one beside it
    IpWithPrefix,
    /// number <-> text of digits
    NumberText,
    /// boolean <-> `"true"` / `"false"`
    BoolText,
    /// time, read as RFC 3339 in UTC with whole seconds
    Seconds,
    /// time, read as RFC 850 (`Friday, 02-Jan-26 03:04:05 UTC`)
    Rfc850,
    /// set/list of ids <-> array of objects, written as plain ids
    IdsOf(&'static str),
}

/// Writes a plain (not nested) value; null gives nothing.
pub fn encode(codec: Codec, value: &Value) -> Option<Json> {
    if value.is_null() || value.is_unknown() {
        return None;
    }
    Some(match codec {
        Codec::CommaJoined => {
            let parts: Vec<&str> = value
                .items()
                .unwrap_or(&[])
                .iter()
                .filter_map(Value::as_str)
                .collect();
            json!(parts.join(","))
        }
        Codec::JsonText => {
            serde_json::from_str(value.as_str().unwrap_or("null")).unwrap_or(Json::Null)
        }
        Codec::Objects(member) => Json::Array(
            value
                .items()
                .unwrap_or(&[])
                .iter()
                .map(|item| Json::Object(Map::from_iter([(member.to_owned(), item.reveal())])))
                .collect(),
        ),
        Codec::KeyValues => Json::Array(
            value
                .members()
                .into_iter()
                .flatten()
                .map(|(k, v)| json!({"key": k, "value": v.reveal()}))
                .collect(),
        ),
        Codec::NumberText => match value {
            Value::Number(n) => json!(n.to_string()),
            other => other.reveal(),
        },
        Codec::BoolText => json!(if value.as_bool() == Some(true) {
            "true"
        } else {
            "false"
        }),
        Codec::Plain | Codec::IpWithPrefix | Codec::Seconds | Codec::Rfc850 | Codec::IdsOf(_) => {
            value.reveal()
        }
    })
}

/// Reads a plain value of the type. `beside` is the JSON object that it stands in. JSON of another type gives null.
pub fn decode(codec: Codec, ty: &Type, json: &Json, beside: &Json) -> Value {
    match codec {
        Codec::CommaJoined => match json {
            Json::String(text) => collect(
                ty,
                text.split(',')
                    .map(str::trim)
                    .filter(|p| !p.is_empty())
                    .map(Value::from)
                    .collect(),
            ),
            other => by_type(ty, other),
        },
        Codec::JsonText => match json {
            Json::Null => Value::Null,
            Json::String(text) if serde_json::from_str::<Json>(text).is_ok() => Value::string(text),
            other => Value::string(sorted(other).to_string()),
        },
        Codec::Objects(member) | Codec::IdsOf(member) => match json {
            Json::Array(items) => collect(
                ty,
                items
                    .iter()
                    .map(|i| by_type(&Type::String, i.get(member).unwrap_or(i)))
                    .filter(|v| !v.is_null())
                    .collect(),
            ),
            _ => Value::Null,
        },
        Codec::KeyValues => match json {
            Json::Array(items) => Value::Map(
                items
                    .iter()
                    .filter_map(|i| {
                        Some((
                            i.get("key")?.as_str()?.to_owned(),
                            by_type(&Type::String, i.get("value")?),
                        ))
                    })
                    .collect(),
            ),
            other => by_type(ty, other),
        },
        Codec::IpWithPrefix => match (json, beside.get("prefix")) {
            (Json::String(ip), Some(Json::Number(prefix))) => {
                Value::string(format!("{ip}/{prefix}"))
            }
            _ => by_type(ty, json),
        },
        Codec::NumberText => match json {
            Json::String(text) => Number::parse(text).map_or(Value::Null, Value::Number),
            other => by_type(ty, other),
        },
        Codec::BoolText => match json {
            Json::String(text) => Value::Bool(text == "true"),
            other => by_type(ty, other),
        },
        Codec::Seconds => time_as(json, |t| {
            t.replace_nanosecond(0).ok()?.format(&Rfc3339).ok()
        }),
        Codec::Rfc850 => time_as(json, |t| {
            t.format(time::macros::format_description!("[weekday], [day]-[month repr:short]-[year repr:last_two] [hour]:[minute]:[second] UTC")).ok()
        }),
        Codec::Plain => by_type(ty, json),
    }
}

fn time_as(json: &Json, write: impl Fn(OffsetDateTime) -> Option<String>) -> Value {
    let Json::String(text) = json else {
        return Value::Null;
    };
    let parsed = OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .map(|t| t.to_offset(time::UtcOffset::UTC));
    Value::string(parsed.and_then(write).unwrap_or_else(|| text.clone()))
}

fn collect(ty: &Type, items: Vec<Value>) -> Value {
    if matches!(ty, Type::Set(_)) {
        Value::Set(items)
    } else {
        Value::List(items)
    }
}

/// JSON as a value of the type. Text, numbers and booleans are read across where that loses nothing.
pub fn by_type(ty: &Type, json: &Json) -> Value {
    match (ty, json) {
        (_, Json::Null) => Value::Null,
        (Type::String, Json::String(text)) => Value::string(text),
        (Type::String, Json::Number(n)) => Value::string(n.to_string()),
        (Type::String, Json::Bool(b)) => Value::string(b.to_string()),
        (Type::Bool, Json::Bool(b)) => Value::Bool(*b),
        (Type::Bool, Json::String(text)) if text == "true" || text == "false" => {
            Value::Bool(text == "true")
        }
        (Type::Number, Json::Number(n)) => {
            Number::parse(&n.to_string()).map_or(Value::Null, Value::Number)
        }
        (Type::Number, Json::String(text)) => {
            Number::parse(text).map_or(Value::Null, Value::Number)
        }
        (Type::List(t), Json::Array(items)) => {
            Value::List(items.iter().map(|i| by_type(t, i)).collect())
        }
        (Type::Set(t), Json::Array(items)) => {
            let mut set: Vec<Value> = Vec::new();
            for item in items.iter().map(|i| by_type(t, i)) {
                if !set.contains(&item) {
                    set.push(item);
                }
            }
            Value::Set(set)
        }
        (Type::Map(t), Json::Object(members)) => Value::Map(
            members
                .iter()
                .map(|(k, v)| (k.clone(), by_type(t, v)))
                .collect(),
        ),
        (Type::Object(types), Json::Object(members)) => Value::Object(
            types
                .iter()
                .map(|(k, t)| {
                    (
                        k.clone(),
                        members.get(k).map_or(Value::Null, |v| by_type(t, v)),
                    )
                })
                .collect(),
        ),
        _ => Value::Null,
    }
}

/// JSON with object keys sorted, so that the same meaning gives the same text.
pub fn sorted(json: &Json) -> Json {
    match json {
        Json::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort();
            Json::Object(
                keys.into_iter()
                    .map(|k| (k.clone(), sorted(&members[k])))
                    .collect(),
            )
        }
        Json::Array(items) => Json::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// The container for decoded nested objects.
pub fn nest(nesting: Nesting, items: Vec<Value>) -> Value {
    match nesting {
        Nesting::Set => Value::Set(items),
        _ => Value::List(items),
    }
}

/// The plain type of a shape; text for nested ones (never asked).
pub fn plain_type(shape: &Shape) -> Type {
    match shape {
        Shape::Plain(ty) => ty.clone(),
        Shape::Nested(..) => Type::String,
    }
}

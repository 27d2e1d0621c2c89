//! Terraform types and their JSON form on the wire.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

/// A Terraform type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// true or false
    Bool,
    /// any number
    Number,
    /// text
    String,
    /// any type; the value carries its own
    Dynamic,
    /// ordered elements of one type
    List(Box<Type>),
    /// unordered elements of one type
    Set(Box<Type>),
    /// free keys, values of one type
    Map(Box<Type>),
    /// named members
    Object(BTreeMap<String, Type>),
    /// positions with a type each
    Tuple(Vec<Type>),
}

impl Type {
    /// A list of the given element type.
    pub fn list(element: Type) -> Type {
        Type::List(Box::new(element))
    }

    /// A set of the given element type.
    pub fn set(element: Type) -> Type {
        Type::Set(Box::new(element))
    }

    /// A map of the given element type.
    pub fn map(element: Type) -> Type {
        Type::Map(Box::new(element))
    }

    /// The form that the protocol uses, e.g. `["list","string"]`.
    pub fn to_json(&self) -> Json {
        match self {
            Type::Bool => json!("bool"),
            Type::Number => json!("number"),
            Type::String => json!("string"),
            Type::Dynamic => json!("dynamic"),
            Type::List(t) => json!(["list", t.to_json()]),
            Type::Set(t) => json!(["set", t.to_json()]),
            Type::Map(t) => json!(["map", t.to_json()]),
            Type::Object(members) => {
                let members: serde_json::Map<String, Json> = members
                    .iter()
                    .map(|(k, t)| (k.clone(), t.to_json()))
                    .collect();
                json!(["object", members])
            }
            Type::Tuple(items) => {
                json!(["tuple", items.iter().map(Type::to_json).collect::<Vec<_>>()])
            }
        }
    }

    /// Reads the protocol's form; `None` when it is none of the known types.
    pub fn from_json(json: &Json) -> Option<Type> {
        match json {
            Json::String(name) => match name.as_str() {
                "bool" => Some(Type::Bool),
                "number" => Some(Type::Number),
                "string" => Some(Type::String),
                "dynamic" => Some(Type::Dynamic),
                _ => None,
            },
            Json::Array(parts) => match (parts.first()?.as_str()?, parts.get(1)?) {
                ("list", t) => Some(Type::list(Type::from_json(t)?)),
                ("set", t) => Some(Type::set(Type::from_json(t)?)),
                ("map", t) => Some(Type::map(Type::from_json(t)?)),
                ("object", Json::Object(members)) => members
                    .iter()
                    .map(|(k, t)| Some((k.clone(), Type::from_json(t)?)))
                    .collect::<Option<BTreeMap<_, _>>>()
                    .map(Type::Object),
                ("tuple", Json::Array(items)) => items
                    .iter()
                    .map(Type::from_json)
                    .collect::<Option<Vec<_>>>()
                    .map(Type::Tuple),
                _ => None,
            },
            _ => None,
        }
    }
}

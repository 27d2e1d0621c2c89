//! The type of a value that has none beside it, for places of dynamic type.

use std::collections::BTreeMap;

use crate::framework::types::Type;
use crate::framework::value::Value;

/// The type that a value would have if its elements say so. Lists become tuples, because that is what a list literal is.
pub fn type_of(value: &Value) -> Type {
    match value {
        Value::Null | Value::Unknown => Type::Dynamic,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::List(items) => Type::Tuple(items.iter().map(type_of).collect()),
        Value::Set(items) => match common(items.iter()) {
            Some(element) => Type::set(element),
            None => Type::Tuple(items.iter().map(type_of).collect()),
        },
        Value::Map(members) => match common(members.values()) {
            Some(element) => Type::map(element),
            None => object(members),
        },
        Value::Object(members) => object(members),
    }
}

fn object(members: &BTreeMap<String, Value>) -> Type {
    Type::Object(
        members
            .iter()
            .map(|(name, value)| (name.clone(), type_of(value)))
            .collect(),
    )
}

/// The one type of all values, when there is one.
fn common<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Type> {
    values.map(type_of).try_fold(Type::Dynamic, join)
}

/// The type of two values side by side: null and unknown go with everything.
fn join(a: Type, b: Type) -> Option<Type> {
    match (a, b) {
        (Type::Dynamic, other) | (other, Type::Dynamic) => Some(other),
        (Type::List(a), Type::List(b)) => join(*a, *b).map(Type::list),
        (Type::Set(a), Type::Set(b)) => join(*a, *b).map(Type::set),
        (Type::Map(a), Type::Map(b)) => join(*a, *b).map(Type::map),
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => a
            .into_iter()
            .zip(b)
            .map(|(a, b)| join(a, b))
            .collect::<Option<Vec<_>>>()
            .map(Type::Tuple),
        (Type::Object(a), Type::Object(mut b)) => {
            let mut all = BTreeMap::new();
            for (name, a) in a {
                let joined = match b.remove(&name) {
                    Some(b) => join(a, b)?,
                    None => a,
                };
                all.insert(name, joined);
            }
            all.extend(b);
            Some(Type::Object(all))
        }
        (a, b) => (a == b).then_some(a),
    }
}

//! Values on the wire: msgpack and JSON, directed by the type.
//!
//! The other end is Terraform core, so the forms are those of its value library; but nothing of what comes in is
//! believed: lengths are checked against the bytes that are there, nesting and the number of values are bounded, and an
//! error tells kinds and places only, because any value may be a secret.

mod infer;
mod json;
mod msgpack;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::path::{Path, Step};
use super::types::Type;
use super::value::Value;

pub use infer::type_of;
pub use json::from_json;
pub use msgpack::{from_msgpack, to_msgpack};

/// Why bytes could not be read as a value: what is wrong and where. Never holds contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodecError {
    /// what is wrong
    pub message: String,
    /// where
    pub path: Path,
}

impl std::error::Error for CodecError {}

impl std::fmt::Display for CodecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        if self.path.0.is_empty() {
            Ok(())
        } else {
            write!(f, " at {}", self.path)
        }
    }
}

/// Levels of nesting that are followed; the deepest schema of a real provider has about ten.
const MAX_DEPTH: usize = 128;

/// Values read from one message. Together with the message's own size this bounds the memory that a small message can cost.
const MAX_VALUES: usize = 4_000_000;

/// Longest name shown in an error.
const MAX_NAME: usize = 100;

/// An error whose path is still being collected, innermost step first.
struct Failure {
    message: String,
    steps: Vec<Step>,
}

type Read<T> = Result<T, Failure>;

impl Failure {
    fn new(message: impl Into<String>) -> Failure {
        Failure {
            message: message.into(),
            steps: Vec::new(),
        }
    }

    /// Wrong kind of value.
    fn expected(what: &str, got: &str) -> Failure {
        Failure::new(format!("expected {what}, got {got}"))
    }

    fn within(mut self, step: Step) -> Failure {
        self.steps.push(step);
        self
    }

    fn finish(mut self) -> CodecError {
        self.steps.reverse();
        CodecError {
            message: self.message,
            path: Path(self.steps),
        }
    }
}

/// The step of a member, with an overlong name cut.
fn attribute_step(name: &str) -> Step {
    Step::Attribute(name.chars().take(MAX_NAME).collect())
}

/// The step of a map element, with an overlong key cut.
fn key_step(key: &str) -> Step {
    Step::Key(key.chars().take(MAX_NAME).collect())
}

/// The step of an element; elements of sets cannot be addressed.
fn element_step(failure: Failure, set: bool, index: usize) -> Failure {
    if set {
        // Whatever came below the element is unreachable too: the path ends at the set.
        Failure {
            steps: Vec::new(),
            ..failure
        }
    } else {
        failure.within(Step::Index(index as i64))
    }
}

/// What may still be read.
struct Allowance {
    values: usize,
}

impl Allowance {
    fn new() -> Allowance {
        Allowance { values: MAX_VALUES }
    }

    /// Accounts for values that will be made.
    fn spend(&mut self, values: usize) -> Read<()> {
        match self.values.checked_sub(values) {
            Some(rest) => {
                self.values = rest;
                Ok(())
            }
            None => Err(Failure::new(format!("more than {MAX_VALUES} values"))),
        }
    }
}

/// One level deeper.
fn deeper(depth: usize) -> Read<usize> {
    if depth < MAX_DEPTH {
        Ok(depth + 1)
    } else {
        Err(Failure::new(format!("more than {MAX_DEPTH} nested levels")))
    }
}

/// Sorts read members into a map; a key that came twice is refused, because each end might take the other one.
fn unique_members(members: Vec<(String, Value)>) -> Read<BTreeMap<String, Value>> {
    let count = members.len();
    let map: BTreeMap<String, Value> = members.into_iter().collect();
    if map.len() == count {
        Ok(map)
    } else {
        Err(Failure::new("a key is there twice"))
    }
}

/// Fills in null for the members that did not come, so that every member of the type is there.
fn complete(
    members: Vec<(String, Value)>,
    types: &BTreeMap<String, Type>,
    allowance: &mut Allowance,
) -> Read<Value> {
    if members.len() == types.len() {
        return unique_members(members).map(Value::Object);
    }
    allowance.spend(types.len().saturating_sub(members.len()))?;
    let mut all = unique_members(members)?;
    for name in types.keys() {
        if !all.contains_key(name) {
            all.insert(name.clone(), Value::Null);
        }
    }
    Ok(Value::Object(all))
}

/// Reads a type that stands beside a value of dynamic type.
fn carried_type(json: &serde_json::Value) -> Read<Type> {
    Type::from_json(json).ok_or_else(|| Failure::new("the type of a dynamic value is unknown"))
}

/// What a type calls for, in words.
fn wanted(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "a bool",
        Type::Number => "a number",
        Type::String => "a string",
        Type::Dynamic => "a value with its type",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(_) => "a map",
        Type::Object(_) => "an object",
        Type::Tuple(_) => "a tuple",
    }
}

//! JSON: the form of state files.

use serde_json::Value as Json;

use super::{
    Allowance, CodecError, Failure, Read, attribute_step, carried_type, complete, deeper,
    element_step, key_step, unique_members, wanted,
};
use crate::framework::types::Type;
use crate::framework::value::Value;

/// Reads JSON as a value of the type. `lenient` (state of another release): members that the type lacks are dropped, and
/// a bool or number that was text then, or the other way round, is converted.
pub fn from_json(json: &Json, ty: &Type, lenient: bool) -> Result<Value, CodecError> {
    let mut reader = Reader {
        lenient,
        allowance: Allowance::new(),
    };
    reader.value(json, ty, 0).map_err(Failure::finish)
}

struct Reader {
    lenient: bool,
    allowance: Allowance,
}

impl Reader {
    fn value(&mut self, json: &Json, ty: &Type, depth: usize) -> Read<Value> {
        self.allowance.spend(1)?;
        match (json, ty) {
            (Json::Null, _) => Ok(Value::Null),
            (Json::Bool(b), Type::Bool) => Ok(Value::Bool(*b)),
            (Json::Number(n), Type::Number) => number(n.as_str()),
            (Json::String(text), Type::String) => Ok(Value::String(text.clone())),
            (Json::Array(items), Type::List(element)) => {
                self.elements(items, element, false, depth).map(Value::List)
            }
            (Json::Array(items), Type::Set(element)) => {
                self.elements(items, element, true, depth).map(Value::Set)
            }
            (Json::Array(items), Type::Tuple(types)) => self.tuple(items, types, depth),
            (Json::Object(members), Type::Map(element)) => {
                let depth = deeper(depth)?;
                let mut read = Vec::new();
                for (key, json) in members {
                    let value = self
                        .value(json, element, depth)
                        .map_err(|e| e.within(key_step(key)))?;
                    read.push((key.clone(), value));
                }
                unique_members(read).map(Value::Map)
            }
            (Json::Object(members), Type::Object(types)) => {
                let depth = deeper(depth)?;
                let mut read = Vec::new();
                for (name, json) in members {
                    match types.get(name) {
                        Some(ty) => {
                            let value = self
                                .value(json, ty, depth)
                                .map_err(|e| e.within(attribute_step(name)))?;
                            read.push((name.clone(), value));
                        }
                        None if self.lenient => {}
                        None => {
                            return Err(Failure::new("there is no such attribute")
                                .within(attribute_step(name)));
                        }
                    }
                }
                complete(read, types, &mut self.allowance)
            }
            (Json::Object(members), Type::Dynamic) => {
                match (members.get("type"), members.get("value"), members.len()) {
                    (Some(ty), Some(json), 2) => {
                        self.value(json, &carried_type(ty)?, deeper(depth)?)
                    }
                    _ => Err(Failure::new("expected an object of `type` and `value`")),
                }
            }
            (Json::String(text), Type::Number) if self.lenient => number(text),
            (Json::String(text), Type::Bool) if self.lenient && text == "true" => {
                Ok(Value::Bool(true))
            }
            (Json::String(text), Type::Bool) if self.lenient && text == "false" => {
                Ok(Value::Bool(false))
            }
            (Json::Number(n), Type::String) if self.lenient => {
                Ok(Value::String(n.as_str().to_owned()))
            }
            (Json::Bool(b), Type::String) if self.lenient => Ok(Value::String(b.to_string())),
            _ => Err(Failure::expected(wanted(ty), kind(json))),
        }
    }

    fn elements(
        &mut self,
        items: &[Json],
        element: &Type,
        set: bool,
        depth: usize,
    ) -> Read<Vec<Value>> {
        let depth = deeper(depth)?;
        items
            .iter()
            .enumerate()
            .map(|(i, json)| {
                self.value(json, element, depth)
                    .map_err(|e| element_step(e, set, i))
            })
            .collect()
    }

    fn tuple(&mut self, items: &[Json], types: &[Type], depth: usize) -> Read<Value> {
        let depth = deeper(depth)?;
        if items.len() != types.len() {
            return Err(Failure::expected(
                &format!("a tuple of {}", types.len()),
                &format!("a list of {}", items.len()),
            ));
        }
        items
            .iter()
            .zip(types)
            .enumerate()
            .map(|(i, (json, ty))| {
                self.value(json, ty, depth)
                    .map_err(|e| element_step(e, false, i))
            })
            .collect::<Read<Vec<_>>>()
            .map(Value::List)
    }
}

fn number(text: &str) -> Read<Value> {
    super::msgpack::decimal(text).map(Value::Number)
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "null",
        Json::Bool(_) => "a bool",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

//! Terraform values: null, unknown, and every known shape, with numbers kept without loss.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use bigdecimal::{BigDecimal, ToPrimitive};

/// A decimal number of any size, as Terraform has it; equal when numerically equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigDecimal);

/// Exponents beyond this are refused: expanding them would take unbounded memory.
const MAX_EXPONENT: i64 = 4096;

impl Number {
    /// Reads decimal text such as `12`, `-0.5` or `1e3`; `None` when it is no number or absurdly large.
    pub fn parse(text: &str) -> Option<Number> {
        if text.len() > 8192 {
            return None;
        }
        let number = BigDecimal::from_str(text.trim()).ok()?;
        let (_, scale) = number.as_bigint_and_exponent();
        (scale.abs() <= MAX_EXPONENT).then(|| Number(number.normalized()))
    }

    /// The number as a 64-bit integer, when it is one.
    pub fn as_i64(&self) -> Option<i64> {
        if self.0.is_integer() {
            self.0.to_i64()
        } else {
            None
        }
    }

    /// The number as an unsigned 64-bit integer, when it is one.
    pub fn as_u64(&self) -> Option<u64> {
        if self.0.is_integer() {
            self.0.to_u64()
        } else {
            None
        }
    }

    /// The exact decimal value of a float; `None` when it is infinite or no number.
    pub fn from_f64(n: f64) -> Option<Number> {
        BigDecimal::try_from(n).ok().map(|n| Number(n.normalized()))
    }

    /// The nearest 64-bit float.
    pub fn as_f64(&self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// Whether the number has no fractional part.
    pub fn is_integer(&self) -> bool {
        self.0.is_integer()
    }

    /// The number as JSON, digit for digit.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::Number::from_str(&self.to_string())
            .map(serde_json::Value::Number)
            .unwrap_or(serde_json::Value::Null)
    }
}

impl From<i64> for Number {
    fn from(n: i64) -> Self {
        Number(BigDecimal::from(n).normalized())
    }
}

impl From<u64> for Number {
    fn from(n: u64) -> Self {
        Number(BigDecimal::from(n).normalized())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_plain_string())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("number")
    }
}

/// One Terraform value. The type that goes with it is in the schema.
///
/// `Debug` shows shapes only, never contents: any string may be a secret.
#[derive(Clone, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// Not known before apply.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// A number without loss.
    Number(Number),
    /// Text.
    String(String),
    /// A list or a tuple.
    List(Vec<Value>),
    /// A set: equal regardless of order.
    Set(Vec<Value>),
    /// A map from free keys.
    Map(BTreeMap<String, Value>),
    /// An object with the members that its schema names; absent members count as null.
    Object(BTreeMap<String, Value>),
}

impl Value {
    /// Text as a value.
    pub fn string(text: impl Into<String>) -> Value {
        Value::String(text.into())
    }

    /// An integer as a value.
    pub fn int(n: i64) -> Value {
        Value::Number(Number::from(n))
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether it is unknown as a whole.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown)
    }

    /// Whether it or anything in it is unknown.
    pub fn contains_unknown(&self) -> bool {
        match self {
            Value::Unknown => true,
            Value::List(items) | Value::Set(items) => items.iter().any(Value::contains_unknown),
            Value::Map(members) | Value::Object(members) => {
                members.values().any(Value::contains_unknown)
            }
            _ => false,
        }
    }

    /// Null, or empty text, list, set or map: what an API means by «not set».
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::List(items) | Value::Set(items) => {
                items.is_empty()
                    || (items.len() == 1 && matches!(&items[0], Value::String(s) if s.is_empty()))
            }
            Value::Map(members) => members.is_empty(),
            _ => false,
        }
    }

    /// The text, when it is a known string.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The boolean, when it is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(b) = self {
            Some(*b)
        } else {
            None
        }
    }

    /// The integer, when it is a whole number that fits.
    pub fn as_i64(&self) -> Option<i64> {
        if let Value::Number(n) = self {
            n.as_i64()
        } else {
            None
        }
    }

    /// The elements of a list or set.
    pub fn items(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) | Value::Set(items) => Some(items),
            _ => None,
        }
    }

    /// The members of an object or map.
    pub fn members(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Value::Object(members) | Value::Map(members) => Some(members),
            _ => None,
        }
    }

    /// The named member of an object; null where there is none. An unknown object has unknown members.
    pub fn get(&self, name: &str) -> &Value {
        match self {
            Value::Object(members) | Value::Map(members) => {
                members.get(name).unwrap_or(&Value::Null)
            }
            Value::Unknown => &Value::Unknown,
            _ => &Value::Null,
        }
    }

    /// The value at a dotted path of member names.
    pub fn at(&self, dotted: &str) -> &Value {
        dotted.split('.').fold(self, |value, name| value.get(name))
    }

    /// Sets a member; does nothing on what is no object.
    pub fn set(&mut self, name: &str, value: Value) {
        if let Value::Object(members) | Value::Map(members) = self {
            members.insert(name.to_owned(), value);
        }
    }

    /// An object of the given members.
    pub fn object<K: Into<String>>(members: impl IntoIterator<Item = (K, Value)>) -> Value {
        Value::Object(members.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }

    /// What kind of value it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Unknown => "unknown",
            Value::Bool(_) => "bool",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::List(_) => "list",
            Value::Set(_) => "set",
            Value::Map(_) => "map",
            Value::Object(_) => "object",
        }
    }

    /// The value as JSON with its contents; unknown becomes null. Sensitive: for state files and tests, never for logs.
    pub fn reveal(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Value::Null | Value::Unknown => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Number(n) => n.to_json(),
            Value::String(s) => Json::String(s.clone()),
            Value::List(items) | Value::Set(items) => {
                Json::Array(items.iter().map(Value::reveal).collect())
            }
            Value::Map(m) | Value::Object(m) => {
                Json::Object(m.iter().map(|(k, v)| (k.clone(), v.reveal())).collect())
            }
        }
    }
}

/// Members of two objects are equal when every name has equal values, absent meaning null.
fn same_members(a: &BTreeMap<String, Value>, b: &BTreeMap<String, Value>) -> bool {
    a.iter().all(|(k, v)| v == b.get(k).unwrap_or(&Value::Null))
        && b.iter().all(|(k, v)| a.contains_key(k) || v.is_null())
}

/// Two collections hold the same elements, each as often.
fn same_elements(a: &[Value], b: &[Value]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if a == b {
        return true;
    }
    let mut taken = vec![false; b.len()];
    a.iter().all(|item| {
        let found = b
            .iter()
            .enumerate()
            .position(|(i, other)| !taken[i] && item == other);
        if let Some(i) = found {
            taken[i] = true;
        }
        found.is_some()
    })
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) | (Value::Unknown, Value::Unknown) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Set(a), Value::Set(b)) => same_elements(a, b),
            (Value::Map(a), Value::Map(b)) => a == b,
            (Value::Object(a), Value::Object(b)) => same_members(a, b),
            _ => false,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::List(items) | Value::Set(items) => write!(f, "{}[{}]", self.kind(), items.len()),
            Value::Map(members) | Value::Object(members) => {
                f.debug_map().entries(members.iter()).finish()
            }
            _ => f.write_str(self.kind()),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Value::int(n)
    }
}

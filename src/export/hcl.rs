//! Framework values as HCL expressions.

use ::hcl::expr::{Expression, Object, ObjectKey};

use crate::framework::Value;

/// The expression of a value; null members of objects are left out. `None` for null and for what is not known.
pub fn expression(value: &Value) -> Option<Expression> {
    Some(match value {
        Value::Null | Value::Unknown => return None,
        Value::Bool(b) => Expression::Bool(*b),
        Value::Number(n) => match n.to_json() {
            serde_json::Value::Number(n) => number(&n),
            _ => return None,
        },
        Value::String(text) => Expression::String(text.clone()),
        Value::List(items) | Value::Set(items) => {
            Expression::Array(items.iter().filter_map(expression).collect())
        }
        Value::Map(members) => Expression::Object(members_of(members.iter(), |key| {
            ObjectKey::Expression(Expression::String(key.to_owned()))
        })),
        Value::Object(members) => Expression::Object(members_of(members.iter(), object_key)),
    })
}

fn members_of<'a>(
    members: impl Iterator<Item = (&'a String, &'a Value)>,
    key: impl Fn(&str) -> ObjectKey,
) -> Object<ObjectKey, Expression> {
    members
        .filter_map(|(name, value)| Some((key(name), expression(value)?)))
        .collect()
}

/// The key of an object's member.
pub fn object_key(name: &str) -> ObjectKey {
    ObjectKey::Identifier(::hcl::Identifier::sanitized(name))
}

/// Whole numbers and decimals; what fits neither as text, which Terraform converts.
fn number(n: &serde_json::Number) -> Expression {
    if let Some(n) = n.as_i64() {
        return Expression::Number(n.into());
    }
    if let Some(n) = n.as_u64() {
        return Expression::Number(n.into());
    }
    let exact = n
        .as_f64()
        .filter(|f| f.to_string() == n.to_string())
        .and_then(::hcl::Number::from_f64);
    match exact {
        Some(n) => Expression::Number(n),
        None => Expression::String(n.to_string()),
    }
}

//! The walk over a configuration: what is missing, what must not be there, and the checks of what is.

use std::borrow::Cow;

use super::place::Place;
use super::rules::Members;
use super::values::{counted, is_blank};
use crate::framework::diagnostic::Diagnostics;
use crate::framework::equality::{Equality, trimmed};
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Block, NestedBlock, Nesting, Presence, Schema, Shape};
use crate::framework::types::Type;
use crate::framework::value::Value;

/// Checks a whole configuration against a schema: types are already right; this checks required attributes, block counts, validators and rules.
pub fn validate(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    if matches!(config, Value::Object(_)) {
        block(
            &schema.block,
            config,
            &Place::new(Path::root(), false),
            &mut diagnostics,
        );
    }
    diagnostics
}

fn block(block: &Block, value: &Value, place: &Place, diagnostics: &mut Diagnostics) {
    attributes(&block.attributes, value, place, diagnostics);
    for nested in &block.blocks {
        blocks(
            nested,
            value.get(&nested.name),
            &place.member(&nested.name),
            diagnostics,
        );
    }
    let members = Members {
        attributes: &block.attributes,
        blocks: &block.blocks,
    };
    for rule in &block.rules {
        rule.check(members, value, place, diagnostics);
    }
}

/// The blocks of one name: how many, and each.
fn blocks(nested: &NestedBlock, value: &Value, place: &Place, diagnostics: &mut Diagnostics) {
    // A `dynamic` block of unknown length is one unknown; a set of unknown elements may still shrink.
    let counted_set = matches!(value, Value::Set(_)) && value.contains_unknown();
    let count = match value {
        Value::Unknown => return,
        Value::Null => 0,
        Value::Object(_) => 1,
        Value::List(items) | Value::Set(items) => items.len() as i64,
        Value::Map(members) => members.len() as i64,
        _ => return,
    };
    let name = &nested.name;
    if count < nested.min_items && !counted_set {
        let least = counted(nested.min_items.unsigned_abs(), "block");
        place.fail(
            diagnostics,
            "Missing block",
            match count {
                0 if nested.min_items == 1 => {
                    format!("A block `{name}` is required. Add `{name} {{ ... }}`.")
                }
                _ => format!("At least {least} `{name}` must be there, but there are {count}. Add what is missing."),
            },
        );
    }
    if nested.max_items > 0 && count > nested.max_items && !counted_set {
        let most = counted(nested.max_items.unsigned_abs(), "block");
        place.fail(
            diagnostics,
            "Too many blocks",
            format!(
                "At most {most} `{name}` may be there, but there are {count}. Remove the others."
            ),
        );
    }
    for (place, element) in place.elements(value) {
        if matches!(element, Value::Object(_)) {
            block(&nested.block, element, &place, diagnostics);
        }
    }
}

fn attributes(all: &[Attribute], value: &Value, place: &Place, diagnostics: &mut Diagnostics) {
    for one in all {
        let secret = one.sensitive || one.write_only;
        let place = place.member(&one.name).hide(secret);
        attribute(one, value.get(&one.name), &place, diagnostics);
    }
}

fn attribute(attribute: &Attribute, value: &Value, place: &Place, diagnostics: &mut Diagnostics) {
    match (attribute.presence, value) {
        (Presence::Required, Value::Null) => {
            let demand: Vec<String> = attribute.validators.iter().map(|v| v.phrase()).collect();
            let demand = if demand.is_empty() {
                String::new()
            } else {
                format!(" It {}.", demand.join(" and "))
            };
            return place.fail(
                diagnostics,
                "Missing attribute",
                format!(
                    "{} is required, but is not set. Add it.{demand}",
                    place.label()
                ),
            );
        }
        (_, Value::Null) => return,
        (Presence::Computed, _) => {
            return place.fail(
                diagnostics,
                "Read-only attribute",
                format!(
                    "{} is set by the provider and cannot be configured. Remove it.",
                    place.label()
                ),
            );
        }
        (_, Value::Unknown) => return,
        _ if is_blank(attribute, value) => return,
        _ => {}
    }
    let checked = match attribute.equality {
        // The server checks what is left after trimming.
        Equality::Trimmed => Cow::Owned(without_margins(value)),
        _ => Cow::Borrowed(value),
    };
    for validator in &attribute.validators {
        validator.check(&checked, place, diagnostics);
    }
    match &attribute.shape {
        Shape::Plain(Type::List(_) | Type::Set(_)) => no_nulls(value, place, diagnostics),
        Shape::Plain(_) => {}
        Shape::Nested(nesting, members, rules) => {
            if *nesting != Nesting::Single {
                no_nulls(value, place, diagnostics);
            }
            for (place, object) in place.elements(value) {
                if matches!(object, Value::Object(_)) {
                    attributes(members, object, &place, diagnostics);
                    let members = Members {
                        attributes: members,
                        blocks: &[],
                    };
                    for rule in rules {
                        rule.check(members, object, &place, diagnostics);
                    }
                }
            }
        }
    }
}

/// The API has no null among elements; left in, it would be refused at apply, or dropped and seen as a change for ever.
fn no_nulls(value: &Value, place: &Place, diagnostics: &mut Diagnostics) {
    for (place, element) in place.elements(value) {
        if element.is_null() {
            place.fail(
                diagnostics,
                "Null element",
                format!(
                    "{} is null, but an element must have a value. Give it one, or leave it out, for example with `[for x in list : x if x != null]`.",
                    place.label()
                ),
            );
        }
    }
}

/// The value with all its texts trimmed.
fn without_margins(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(trimmed(text)),
        Value::List(items) => Value::List(items.iter().map(without_margins).collect()),
        Value::Set(items) => Value::Set(items.iter().map(without_margins).collect()),
        Value::Map(members) => Value::Map(
            members
                .iter()
                .map(|(key, member)| (key.clone(), without_margins(member)))
                .collect(),
        ),
        other => other.clone(),
    }
}

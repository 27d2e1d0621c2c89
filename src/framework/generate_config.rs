//! From imported state to a configuration that keeps it: what the configuration may set, and nothing else.

use std::collections::BTreeMap;

use super::diagnostic::Diagnostics;
use super::path::Path;
use super::schema::{Attribute, Block, Nesting, Presence, Schema, Shape};
use super::validate::{self, Rule};
use super::value::Value;

/// The configuration that leaves the state as it is. What only the provider sets, what is never stored, what a default
/// says anyway, and what would break the schema's own rules is left out; what is required and not in the state
/// (a secret that the server never shows) stays null for the user to fill in. No state gives an object all the same: core
/// asks for objects that a list did not show, and looks into the answer.
pub fn generate(schema: &Schema, state: &Value) -> Value {
    block_config(&schema.block, state)
}

fn block_config(block: &Block, state: &Value) -> Value {
    let mut config = members_config(&block.attributes, state);
    for nested in &block.blocks {
        let blocks = each_object(state.get(&nested.name), &|object| {
            block_config(&nested.block, object)
        });
        config.set(&nested.name, blocks);
    }
    obey(&block.rules, &block.attributes, &mut config);
    for nested in &block.blocks {
        if config.get(&nested.name).is_null() {
            config.set(&nested.name, no_blocks(nested.nesting));
        }
    }
    config
}

/// Blocks that are not there: Terraform has empty collections for them, never null.
fn no_blocks(nesting: Nesting) -> Value {
    match nesting {
        Nesting::Single => Value::Null,
        Nesting::List => Value::List(Vec::new()),
        Nesting::Set => Value::Set(Vec::new()),
        Nesting::Map => Value::Map(BTreeMap::new()),
    }
}

fn members_config(attributes: &[Attribute], state: &Value) -> Value {
    Value::object(attributes.iter().map(|attribute| {
        let value = attribute_config(attribute, state.get(&attribute.name));
        (attribute.name.clone(), value)
    }))
}

fn attribute_config(attribute: &Attribute, state: &Value) -> Value {
    let said_anyway =
        attribute.default.as_ref() == Some(state) || (attribute.empty_is_null && state.is_empty());
    if !attribute.presence.configurable() || attribute.write_only || said_anyway {
        return Value::Null;
    }
    let config = match &attribute.shape {
        Shape::Plain(_) if state.contains_unknown() => Value::Null,
        Shape::Plain(_) => state.clone(),
        Shape::Nested(_, members, rules) => each_object(state, &|object| {
            let mut config = members_config(members, object);
            obey(rules, members, &mut config);
            config
        }),
    };
    if attribute.presence == Presence::Required {
        return config;
    }
    let nothing_set = matches!(&config, Value::Object(members) if members.values().all(Value::is_null))
        && matches!(attribute.shape, Shape::Nested(..));
    if nothing_set || !acceptable(attribute, &config) {
        return Value::Null;
    }
    config
}

/// The configurations of nested objects, held as the objects are.
fn each_object(state: &Value, config: &dyn Fn(&Value) -> Value) -> Value {
    match state {
        Value::Object(_) => config(state),
        Value::List(items) => Value::List(items.iter().map(config).collect()),
        Value::Set(items) => Value::Set(items.iter().map(config).collect()),
        Value::Map(members) => {
            let members = members
                .iter()
                .map(|(key, item)| (key.clone(), config(item)));
            Value::Map(members.collect())
        }
        _ => Value::Null,
    }
}

/// Whether the attribute's own checks let the value pass.
fn acceptable(attribute: &Attribute, value: &Value) -> bool {
    let mut diagnostics = Diagnostics::new();
    if !value.is_null() {
        for validator in &attribute.validators {
            validate::check(validator, value, &Path::root(), &mut diagnostics);
        }
    }
    !diagnostics.has_errors()
}

/// Leaves out what the rules between members forbid beside each other.
fn obey(rules: &[Rule], attributes: &[Attribute], config: &mut Value) {
    for rule in rules {
        match rule {
            Rule::Conflicts(names) | Rule::ExactlyOneOf(names) => {
                let set = names.iter().filter(|name| !config.at(name).is_null());
                let mut set: Vec<&String> = set.collect();
                // The one that stays: what is not on its way out, then what the provider would not set by itself.
                set.sort_by_key(|name| dispensable(attributes, name));
                for name in set.into_iter().skip(1).cloned().collect::<Vec<_>>() {
                    clear(config, &name);
                }
            }
            Rule::OnlyWhen {
                attribute,
                discriminator,
                values,
            } => {
                if !chosen(attributes, config, discriminator, values) {
                    clear(config, attribute);
                }
            }
            Rule::ValueWhen {
                attribute,
                allowed,
                discriminator,
                values,
            } => {
                let fits = said(config.at(attribute)).is_none_or(|value| allowed.contains(&value));
                if !fits && chosen(attributes, config, discriminator, values) {
                    clear(config, attribute);
                }
            }
            // These ask for more, never for less.
            Rule::AtLeastOneOf(_)
            | Rule::Together(_)
            | Rule::Requires(..)
            | Rule::RequiredWhen { .. } => {}
        }
    }
}

/// Whether the deciding attribute, or its default, has one of the values.
fn chosen(attributes: &[Attribute], config: &Value, decides: &str, values: &[String]) -> bool {
    let decision = match config.at(decides) {
        Value::Null => find(attributes, decides).and_then(|a| a.default.as_ref()),
        value => Some(value),
    };
    decision
        .and_then(said)
        .is_some_and(|said| values.contains(&said))
}

/// A value as rules spell it.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// How easily an attribute is done without; less is more needed.
fn dispensable(attributes: &[Attribute], dotted: &str) -> u8 {
    match find(attributes, dotted) {
        Some(attribute) if attribute.presence == Presence::Required => 0,
        Some(attribute) if attribute.deprecated.is_some() => 3,
        Some(attribute) if attribute.presence.computed() => 2,
        _ => 1,
    }
}

/// The attribute at a dotted path; `None` for a block.
fn find<'a>(attributes: &'a [Attribute], dotted: &str) -> Option<&'a Attribute> {
    let (first, rest) = match dotted.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (dotted, None),
    };
    let attribute = attributes.iter().find(|a| a.name == first)?;
    match (rest, &attribute.shape) {
        (None, _) => Some(attribute),
        (Some(rest), Shape::Nested(_, members, _)) => find(members, rest),
        _ => None,
    }
}

/// Makes the member at a dotted path null.
fn clear(config: &mut Value, dotted: &str) {
    let (Value::Object(members) | Value::Map(members)) = config else {
        return;
    };
    match dotted.split_once('.') {
        Some((first, rest)) => {
            if let Some(inner) = members.get_mut(first) {
                clear(inner, rest);
            }
        }
        None => {
            if let Some(member) = members.get_mut(dotted) {
                *member = Value::Null;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::{NestedBlock, Nesting, Type};

    fn text(name: &str) -> Attribute {
        Attribute::new(name, Type::String)
    }

    fn with(name: &str, change: impl FnOnce(&mut Attribute)) -> Attribute {
        let mut attribute = text(name);
        change(&mut attribute);
        attribute
    }

    fn schema(attributes: Vec<Attribute>, rules: Vec<Rule>) -> Schema {
        Schema {
            version: 0,
            block: Block {
                attributes,
                rules,
                ..Block::default()
            },
        }
    }

    fn generated(schema: &Schema, state: &[(&str, Value)]) -> Value {
        generate(schema, &Value::object(state.iter().cloned()))
    }

    #[test]
    fn only_what_the_configuration_may_set_is_kept() {
        let schema = schema(
            vec![
                with("id", |a| a.presence = Presence::Computed),
                with("name", |a| a.presence = Presence::Required),
                with("slug", |a| a.presence = Presence::OptionalComputed),
                with("token_wo", |a| a.write_only = true),
                with("region", |a| a.default = Some("eu".into())),
                with("note", |a| a.empty_is_null = true),
                with("pattern", |a| {
                    a.validators = vec![validate::Validator::OneOf(vec!["a".into()])];
                }),
            ],
            vec![],
        );
        let config = generated(
            &schema,
            &[
                ("id", "1".into()),
                ("name", "n".into()),
                ("slug", "s".into()),
                ("token_wo", "t".into()),
                ("region", "eu".into()),
                ("note", "".into()),
                ("pattern", "a".into()),
            ],
        );
        let kept = [("name", "n"), ("slug", "s"), ("pattern", "a")];
        assert_eq!(
            config,
            Value::object(kept.map(|(name, value)| (name, value.into())))
        );
    }

    #[test]
    fn a_value_other_than_the_default_is_kept() {
        let schema = schema(
            vec![with("region", |a| a.default = Some("eu".into()))],
            vec![],
        );
        let config = generated(&schema, &[("region", "us".into())]);
        assert_eq!(config.get("region"), &Value::from("us"));
    }

    #[test]
    fn of_conflicting_attributes_the_deprecated_goes() {
        let rule = Rule::ExactlyOneOf(vec!["old".into(), "new".into()]);
        let old = with("old", |a| a.deprecated = Some("use new".into()));
        let schema = schema(vec![old, text("new")], vec![rule]);
        let both = generated(&schema, &[("old", "x".into()), ("new", "x".into())]);
        assert_eq!(both, Value::object([("new", "x".into())]));
        let one = generated(&schema, &[("old", "x".into())]);
        assert_eq!(one, Value::object([("old", "x".into())]));
    }

    #[test]
    fn what_goes_with_another_choice_is_dropped() {
        let only_when = |value: &str| Rule::OnlyWhen {
            attribute: "host".into(),
            discriminator: "scope".into(),
            values: vec![value.into()],
        };
        let state = [("host", "h".into()), ("scope", "global".into())];
        let scope = || with("scope", |a| a.default = Some("global".into()));
        let dropped = generated(
            &schema(vec![text("host"), scope()], vec![only_when("host")]),
            &state,
        );
        assert!(dropped.get("host").is_null());
        let kept = generated(
            &schema(vec![text("host"), scope()], vec![only_when("global")]),
            &state,
        );
        assert_eq!(kept.get("host"), &Value::from("h"));
    }

    #[test]
    fn nested_objects_and_blocks_are_cleaned_each() {
        let inner = || {
            vec![
                with("id", |a| a.presence = Presence::Computed),
                text("value"),
            ]
        };
        let mut with_blocks = schema(
            vec![
                Attribute::shaped("items", Shape::Nested(Nesting::List, inner(), vec![])),
                Attribute::shaped("status", Shape::Nested(Nesting::Single, inner(), vec![])),
            ],
            vec![],
        );
        with_blocks.block.blocks = vec![NestedBlock {
            name: "rule".into(),
            nesting: Nesting::Set,
            min_items: 0,
            max_items: 0,
            on_change: Default::default(),
            block: Block {
                attributes: inner(),
                ..Block::default()
            },
        }];
        let full = || Value::object([("id", "1".into()), ("value", "v".into())]);
        let config = generated(
            &with_blocks,
            &[
                ("items", Value::List(vec![full()])),
                ("status", Value::object([("id", "1".into())])),
                ("rule", Value::Set(vec![full()])),
            ],
        );
        let clean = || Value::object([("value", "v".into())]);
        assert_eq!(config.get("items"), &Value::List(vec![clean()]));
        assert_eq!(config.get("rule"), &Value::Set(vec![clean()]));
        assert!(config.get("status").is_null(), "nothing in it can be set");
    }

    #[test]
    fn no_state_gives_an_object_that_sets_nothing() {
        let config = generate(&schema(vec![text("name")], vec![]), &Value::Null);
        assert_eq!(config, Value::object([("name", Value::Null)]));
    }
}

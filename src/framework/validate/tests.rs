//! Tests of validation: tables of schemas, configurations and what is said about them.

use serde_json::json;

use super::*;
use crate::framework::codec::from_json;
use crate::framework::equality::Equality;
use crate::framework::schema::{
    Attribute, Block, NestedBlock, Nesting, OnChange, Presence, Schema, Shape,
};
use crate::framework::types::Type;
use crate::framework::value::Value;

/// Stands for an unknown value in the tables.
const UNKNOWN: &str = "<unknown>";

/// Configurations about which nothing is said.
type Accepted = Vec<serde_json::Value>;

/// Configurations that are refused, and what is said about each.
type Refused<E> = Vec<(serde_json::Value, E)>;

/// The value of a table's configuration.
fn configured(json: &serde_json::Value, ty: &Type) -> Value {
    use serde_json::Value as Json;
    match (json, ty) {
        (Json::String(text), _) if text == UNKNOWN => Value::Unknown,
        (Json::Array(items), Type::List(element)) => {
            Value::List(items.iter().map(|item| configured(item, element)).collect())
        }
        (Json::Array(items), Type::Set(element)) => {
            Value::Set(items.iter().map(|item| configured(item, element)).collect())
        }
        (Json::Object(members), Type::Map(element)) => {
            let members = members.iter();
            Value::Map(
                members
                    .map(|(k, v)| (k.clone(), configured(v, element)))
                    .collect(),
            )
        }
        (Json::Object(members), Type::Object(types)) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(k, v)| (k.clone(), configured(v, &types[k])))
                    .collect(),
            )
        }
        _ => from_json(json, ty, false).unwrap(),
    }
}

/// Everything said about a configuration, one line each: path, summary and detail.
fn said(block: &Block, config: serde_json::Value) -> Vec<String> {
    let schema = Schema {
        version: 0,
        block: block.clone(),
    };
    validate(&schema, &configured(&config, &schema.value_type()))
        .0
        .into_iter()
        .map(|d| format!("{} | {} | {}", d.path.unwrap(), d.summary, d.detail))
        .collect()
}

fn string(name: &str) -> Attribute {
    Attribute::new(name, Type::String)
}

fn checked(mut attribute: Attribute, validators: impl IntoIterator<Item = Validator>) -> Attribute {
    attribute.validators = validators.into_iter().collect();
    attribute
}

fn required(mut attribute: Attribute) -> Attribute {
    attribute.presence = Presence::Required;
    attribute
}

fn nested(name: &str, nesting: Nesting, attributes: Vec<Attribute>, rules: Vec<Rule>) -> Attribute {
    Attribute::shaped(name, Shape::Nested(nesting, attributes, rules))
}

fn attributes(attributes: impl IntoIterator<Item = Attribute>) -> Block {
    Block {
        attributes: attributes.into_iter().collect(),
        ..Block::default()
    }
}

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| v.to_string()).collect()
}

#[test]
fn validators_accept_refuse_and_explain() {
    let number = |text: &str| Number::parse(text);
    let list = Type::list(Type::String);
    let map = Type::map(Type::String);
    let cases: Vec<(Type, Validator, Accepted, Refused<&str>, &str)> = vec![
        (
            Type::String,
            Validator::OneOf(texts(&["host", "global"])),
            vec![json!("host"), json!(null), json!(UNKNOWN)],
            vec![
                (
                    json!("Global"),
                    "`x` must be `host` or `global`; it is \"Global\". Did you mean `global`?",
                ),
                (
                    json!("planet"),
                    "`x` must be `host` or `global`; it is \"planet\".",
                ),
                (json!(""), "it is \"\"."),
            ],
            "Must be `host` or `global`.",
        ),
        (
            Type::String,
            Validator::OneOf(texts(&["", "a", "b"])),
            vec![json!("")],
            vec![(json!("zzz"), "must be one of `\"\"`, `a` or `b`")],
            "Must be one of `\"\"`, `a` or `b`.",
        ),
        (
            Type::Number,
            Validator::OneOfNumbers(vec![1, 2, 4]),
            vec![json!(2), json!(4.0)],
            vec![
                (json!(3), "must be one of `1`, `2` or `4`; it is 3."),
                (json!(1.5), "it is 1.5."),
            ],
            "Must be one of `1`, `2` or `4`.",
        ),
        (
            Type::String,
            Validator::Length(1, 4),
            vec![json!("a"), json!("äöü€")],
            vec![
                (json!(""), "it has 0 characters."),
                (
                    json!("12345"),
                    "`x` must have between 1 and 4 characters; it has 5 characters.",
                ),
            ],
            "Must have between 1 and 4 characters.",
        ),
        (
            Type::String,
            Validator::Length(1, u64::MAX),
            vec![json!(" ")],
            vec![(json!(""), "`x` must not be empty")],
            "Must not be empty.",
        ),
        (
            Type::String,
            Validator::Length(3, u64::MAX),
            vec![json!("abc")],
            vec![(json!("ab"), "at least 3 characters")],
            "Must have at least 3 characters.",
        ),
        (
            Type::String,
            Validator::Length(2, 2),
            vec![json!("ab")],
            vec![(json!("a"), "exactly 2 characters; it has 1 character.")],
            "Must have exactly 2 characters.",
        ),
        (
            list.clone(),
            Validator::Size(0, 2),
            vec![json!([]), json!(["a", UNKNOWN])],
            vec![(
                json!(["a", "b", "c"]),
                "must have at most 2 elements; it has 3 elements.",
            )],
            "Must have at most 2 elements.",
        ),
        (
            Type::set(Type::String),
            Validator::Size(2, 2),
            vec![
                json!(["a", "b"]),
                json!(["a", "b", UNKNOWN]),
                json!([UNKNOWN]),
            ],
            vec![(json!(["a"]), "it has 1 element.")],
            "Must have exactly 2 elements.",
        ),
        (
            map.clone(),
            Validator::Size(1, u64::MAX),
            vec![json!({"a": "b"})],
            vec![(json!({}), "at least 1 element;")],
            "Must have at least 1 element.",
        ),
        (
            Type::Number,
            Validator::Range(number("0"), number("1.5")),
            vec![json!(0), json!(1.5)],
            vec![
                (json!(1.6), "must be between 0 and 1.5; it is 1.6."),
                (json!(-1), "it is -1."),
            ],
            "Must be between 0 and 1.5.",
        ),
        (
            Type::Number,
            Validator::Range(number("1"), None),
            vec![json!(1)],
            vec![(json!(0), "must be 1 or more")],
            "Must be 1 or more.",
        ),
        (
            Type::Number,
            Validator::Range(None, number("9")),
            vec![json!(9)],
            vec![(json!(10), "must be 9 or less")],
            "Must be 9 or less.",
        ),
        (
            Type::Number,
            Validator::Integer,
            vec![json!(7), json!(7.0)],
            vec![(json!(7.5), "must be a whole number; it is 7.5.")],
            "Must be a whole number.",
        ),
        (
            Type::String,
            Validator::Pattern("^[A-Z]+$".to_owned(), "upper-case letters only".to_owned()),
            vec![json!("ABC")],
            vec![(
                json!("ABc"),
                "must have the form: upper-case letters only; it is \"ABc\".",
            )],
            "Must have the form: upper-case letters only.",
        ),
        (
            Type::String,
            Validator::Pattern("^[^:]*$".to_owned(), "must not contain `:`".to_owned()),
            vec![json!("a")],
            vec![(json!("a:b"), "must not contain `:`; it is \"a:b\".")],
            "Must not contain `:`.",
        ),
        (
            Type::String,
            Validator::Format(Format::HttpsUrl),
            vec![json!("https://x")],
            vec![(
                json!("http://x"),
                "must be a URL that begins with `https://`; it is \"http://x\".",
            )],
            "Must be a URL that begins with `https://`.",
        ),
        (
            Type::String,
            Validator::Format(Format::Json),
            vec![json!("{}")],
            vec![(
                json!("{\n x"),
                "must be JSON text; key must be a string at line 2 column 2.",
            )],
            "Must be JSON text.",
        ),
        (
            list.clone(),
            Validator::Each(Box::new(Validator::Length(1, 3))),
            vec![json!(["a", UNKNOWN])],
            vec![(
                json!(["a", "long"]),
                "x[1] | Invalid value | `x[1]` must have",
            )],
            "Each element must have between 1 and 3 characters.",
        ),
        (
            Type::set(Type::String),
            Validator::Each(Box::new(Validator::Format(Format::Slug))),
            vec![json!(["a"])],
            vec![(
                json!(["a", "B"]),
                "x | Invalid value | An element of `x` must be lower-case letters",
            )],
            "Each element must be lower-case letters and digits with single hyphens between them, such as `my-app-2`.",
        ),
        (
            map.clone(),
            Validator::Each(Box::new(Validator::Length(1, 3))),
            vec![json!({"k": "a", "n": null})],
            vec![(
                json!({"k": ""}),
                "x[\"k\"] | Invalid value | `x[\"k\"]` must have",
            )],
            "Each element must have between 1 and 3 characters.",
        ),
        (
            map,
            Validator::EachKey(Box::new(Validator::Format(Format::Slug))),
            vec![json!({"k": "B"})],
            vec![(
                json!({"K": "b"}),
                "x[\"K\"] | Invalid value | The key of `x[\"K\"]` must be lower-case",
            )],
            "Each key must be lower-case letters and digits with single hyphens between them, such as `my-app-2`.",
        ),
        (
            list,
            Validator::Unique,
            vec![json!(["a", "b"]), json!(["a", UNKNOWN, UNKNOWN])],
            vec![(
                json!(["a", "b", "a"]),
                "x[2] | Repeated element | `x` must not have the same element twice: element 2 is the same as element 0",
            )],
            "Must not have the same element twice.",
        ),
    ];
    for (ty, validator, good, bad, description) in cases {
        assert_eq!(validator.describe(), description);
        assert_eq!(validator.fault(&ty), None);
        let block = attributes([checked(Attribute::new("x", ty), [validator.clone()])]);
        for config in good {
            assert_eq!(
                said(&block, json!({"x": config})),
                [""; 0],
                "{validator:?} {config}"
            );
        }
        for (config, expected) in bad {
            // What may be left out may be an empty text too, where that can mean nothing else.
            let mut block = block.clone();
            if config == json!("") {
                assert_eq!(said(&block, json!({"x": config})), [""; 0]);
                block.attributes[0].presence = Presence::Required;
            }
            let said = said(&block, json!({"x": config}));
            assert_eq!(said.len(), 1, "{validator:?} {config} {said:?}");
            assert!(
                said[0].contains(expected),
                "{validator:?} {config}: {}",
                said[0]
            );
            assert!(
                said[0].starts_with('x') && said[0].ends_with(['.', '?']),
                "{}",
                said[0]
            );
        }
    }
}

#[test]
fn secrets_are_never_shown() {
    let secret = "hunter2";
    let validators = [
        Validator::OneOf(texts(&["hunter3"])),
        Validator::Length(50, 60),
        Validator::Pattern("^x$".to_owned(), "an x".to_owned()),
        Validator::Format(Format::Uuid),
        Validator::Format(Format::Json),
        Validator::Format(Format::Toml),
    ];
    let mut sensitive = checked(string("a"), validators.clone());
    sensitive.sensitive = true;
    let mut write_only = checked(string("b"), validators.clone());
    write_only.write_only = true;
    let mut parent = nested(
        "c",
        Nesting::Map,
        vec![checked(string("d"), validators.clone()), string("k")],
        vec![Rule::ValueWhen {
            attribute: "d".to_owned(),
            allowed: texts(&["x"]),
            discriminator: "k".to_owned(),
            values: texts(&["on"]),
        }],
    );
    parent.sensitive = true;
    let mut list = checked(
        Attribute::new("e", Type::list(Type::String)),
        validators
            .iter()
            .map(|v| Validator::Each(Box::new(v.clone()))),
    );
    list.sensitive = true;
    let mut block = attributes([sensitive, write_only, parent, list, string("f")]);
    block.rules.push(Rule::OnlyWhen {
        attribute: "f".to_owned(),
        discriminator: "a".to_owned(),
        values: texts(&["other"]),
    });
    let said = said(
        &block,
        json!({"a": secret, "b": secret, "c": {"k": {"d": secret, "k": "on"}}, "e": [secret], "f": "x"}),
    );
    assert_eq!(said.len(), validators.len() * 4 + 2);
    for line in said {
        assert!(
            !line.contains(secret) && !line.contains("7 char") && !line.contains("mean"),
            "{line}"
        );
    }
    // The public check does not know, so it shows nothing either.
    let mut diagnostics = crate::framework::Diagnostics::new();
    check(
        &validators[0],
        &secret.into(),
        &crate::framework::Path::dotted("a"),
        &mut diagnostics,
    );
    assert!(!format!("{diagnostics:?}").contains(secret));
    assert!(diagnostics.has_errors());
}

#[test]
fn long_values_are_cut() {
    let block = attributes([checked(string("x"), [Validator::Format(Format::Uuid)])]);
    let said = said(&block, json!({"x": "y".repeat(100_000)}));
    assert!(
        said[0].len() < 300 && said[0].contains("yyy\"..."),
        "{}",
        said[0]
    );
}

#[test]
fn what_must_be_there_and_what_must_not() {
    let mut id = string("id");
    id.presence = Presence::Computed;
    let inner = vec![required(string("name")), string("note")];
    let block = Block {
        attributes: vec![
            id,
            required(checked(
                string("scope"),
                [Validator::OneOf(texts(&["a", "b"]))],
            )),
            required(string("plain")),
            nested("one", Nesting::Single, inner.clone(), vec![]),
            nested("many", Nesting::List, inner.clone(), vec![]),
            nested("some", Nesting::Set, inner.clone(), vec![]),
            nested("keyed", Nesting::Map, inner.clone(), vec![]),
            Attribute::new("tags", Type::list(Type::String)),
        ],
        ..Block::default()
    };
    let fine = json!({"scope": "a", "plain": "p"});
    let with = |more: serde_json::Value| {
        let mut config = fine.clone();
        config
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        config
    };
    let cases = [
        (fine.clone(), vec![]),
        (
            json!({"id": "x"}),
            vec![
                "id | Read-only attribute | `id` is set by the provider and cannot be configured. Remove it.",
                "scope | Missing attribute | `scope` is required, but is not set. Add it. It must be `a` or `b`.",
                "plain | Missing attribute | `plain` is required, but is not set. Add it.",
            ],
        ),
        (json!({"scope": UNKNOWN, "plain": UNKNOWN}), vec![]),
        (
            with(json!({"id": UNKNOWN})),
            vec![
                "id | Read-only attribute | `id` is set by the provider and cannot be configured. Remove it.",
            ],
        ),
        (
            with(json!({"one": {}, "many": [{"name": "n"}, {}], "some": [{}], "keyed": {"k": {}}})),
            vec![
                "one.name | Missing attribute | `one.name` is required, but is not set. Add it.",
                "many[1].name | Missing attribute | `many[1].name` is required, but is not set. Add it.",
                "some | Missing attribute | `name` of an element of `some` is required, but is not set. Add it.",
                "keyed[\"k\"].name | Missing attribute | `keyed[\"k\"].name` is required, but is not set. Add it.",
            ],
        ),
        (
            with(
                json!({"one": UNKNOWN, "many": [UNKNOWN], "some": UNKNOWN, "tags": ["a", UNKNOWN]}),
            ),
            vec![],
        ),
        (
            with(json!({"tags": ["a", null], "many": [null]})),
            vec![
                "many[0] | Null element | `many[0]` is null, but an element must have a value. Give it one, or leave it out, for example with `[for x in list : x if x != null]`.",
                "tags[1] | Null element | `tags[1]` is null, but an element must have a value. Give it one, or leave it out, for example with `[for x in list : x if x != null]`.",
            ],
        ),
    ];
    for (config, expected) in cases {
        assert_eq!(said(&block, config.clone()), expected, "{config}");
    }
}

#[test]
fn blocks_are_counted_and_entered() {
    let nested_block = |name: &str, nesting, min_items, max_items| NestedBlock {
        name: name.to_owned(),
        nesting,
        min_items,
        max_items,
        on_change: OnChange::Update,
        block: attributes([required(string("name"))]),
    };
    let block = Block {
        blocks: vec![
            nested_block("one", Nesting::Single, 1, 1),
            nested_block("list", Nesting::List, 2, 3),
            nested_block("set", Nesting::Set, 0, 1),
        ],
        ..Block::default()
    };
    let n = json!({"name": "n"});
    let cases = [
        (json!({"one": n, "list": [n, n]}), vec![]),
        (
            json!({"one": UNKNOWN, "list": UNKNOWN, "set": UNKNOWN}),
            vec![],
        ),
        (
            json!({"one": n, "list": [n, n], "set": [{"name": UNKNOWN}, n]}),
            vec![],
        ),
        (
            json!({"list": [n]}),
            vec![
                "one | Missing block | A block `one` is required. Add `one { ... }`.",
                "list | Missing block | At least 2 blocks `list` must be there, but there are 1. Add what is missing.",
            ],
        ),
        (
            json!({"one": n, "list": [n, n, n, n], "set": [{"name": "a"}, {"name": "b"}]}),
            vec![
                "list | Too many blocks | At most 3 blocks `list` may be there, but there are 4. Remove the others.",
                "set | Too many blocks | At most 1 block `set` may be there, but there are 2. Remove the others.",
            ],
        ),
        (
            json!({"one": {}, "list": [n, {}], "set": [{}]}),
            vec![
                "one.name | Missing attribute | `one.name` is required, but is not set. Add it.",
                "list[1].name | Missing attribute | `list[1].name` is required, but is not set. Add it.",
                "set | Missing attribute | `name` of an element of `set` is required, but is not set. Add it.",
            ],
        ),
    ];
    for (config, expected) in cases {
        assert_eq!(said(&block, config.clone()), expected, "{config}");
    }
}

/// An object with `kind` (default `x`), `mode` (server's choice), texts `a` to `c`, and `n.m`.
fn ruled(rule: Rule) -> Block {
    let mut kind = string("kind");
    kind.presence = Presence::OptionalComputed;
    kind.default = Some("x".into());
    let mut mode = string("mode");
    mode.presence = Presence::OptionalComputed;
    let mut filled = string("filled");
    filled.presence = Presence::OptionalComputed;
    filled.default = Some("y".into());
    let mut block = attributes([
        kind,
        mode,
        filled,
        string("a"),
        string("b"),
        string("c"),
        Attribute::new("flag", Type::Bool),
        nested("n", Nesting::Single, vec![string("m"), string("o")], vec![]),
        nested("l", Nesting::List, vec![string("m"), string("o")], vec![]),
    ]);
    block.blocks.push(NestedBlock {
        name: "blk".to_owned(),
        nesting: Nesting::List,
        min_items: 0,
        max_items: 0,
        on_change: OnChange::Update,
        block: attributes([string("m")]),
    });
    block.rules.push(rule);
    block
}

#[test]
fn rules_accept_refuse_and_explain() {
    let when = |attribute: &str, discriminator: &str, values: &[&str]| {
        (
            attribute.to_owned(),
            discriminator.to_owned(),
            texts(values),
        )
    };
    let required_when = |a: &str, d: &str, v: &[&str]| {
        let (attribute, discriminator, values) = when(a, d, v);
        Rule::RequiredWhen {
            attribute,
            discriminator,
            values,
        }
    };
    let only_when = |a: &str, d: &str, v: &[&str]| {
        let (attribute, discriminator, values) = when(a, d, v);
        Rule::OnlyWhen {
            attribute,
            discriminator,
            values,
        }
    };
    let value_when = |a: &str, allowed: &[&str], d: &str, v: &[&str]| {
        let (attribute, discriminator, values) = when(a, d, v);
        Rule::ValueWhen {
            attribute,
            allowed: texts(allowed),
            discriminator,
            values,
        }
    };
    let cases: Vec<(Rule, &str, Accepted, Refused<&[&str]>)> = vec![
        (
            Rule::Conflicts(texts(&["a", "b", "n.m"])),
            "At most one of `a`, `b` and `n.m` may be set.",
            vec![
                json!({}),
                json!({"a": "1"}),
                json!({"a": "1", "b": UNKNOWN}),
                json!({"a": "1", "n": {}}),
                json!({"a": "1", "n": UNKNOWN}),
            ],
            vec![
                (
                    json!({"a": "1", "b": ""}),
                    &[
                        "b | Conflicting attributes | At most one of `a`, `b` and `n.m` may be set. Here `a` and `b` are set. Keep one of them.",
                    ],
                ),
                (
                    json!({"a": "1", "n": {"m": "2"}}),
                    &[
                        "n.m | Conflicting attributes | At most one of `a`, `b` and `n.m` may be set. Here `a` and `n.m` are set. Keep one of them.",
                    ],
                ),
            ],
        ),
        (
            Rule::Conflicts(texts(&["a", "blk"])),
            "At most one of `a` and `blk` may be set.",
            vec![json!({"a": "1", "blk": []}), json!({"blk": [{"m": "1"}]})],
            vec![(
                json!({"a": "1", "blk": [{}]}),
                &[
                    "blk | Conflicting attributes | At most one of `a` and `blk` may be set. Here `a` and `blk` are set. Keep one of them.",
                ],
            )],
        ),
        (
            Rule::ExactlyOneOf(texts(&["a", "b"])),
            "Exactly one of `a` and `b` must be set.",
            vec![
                json!({"a": "1"}),
                json!({"a": UNKNOWN}),
                json!({"a": UNKNOWN, "b": UNKNOWN}),
            ],
            vec![
                (
                    json!({}),
                    &[
                        " | Missing attribute | Exactly one of `a` and `b` must be set. Add one of them.",
                    ],
                ),
                (
                    json!({"a": "1", "b": "2"}),
                    &[
                        "b | Conflicting attributes | Exactly one of `a` and `b` must be set. Here `a` and `b` are set. Keep one of them.",
                    ],
                ),
            ],
        ),
        (
            Rule::AtLeastOneOf(texts(&["a", "blk"])),
            "At least one of `a` and `blk` must be set.",
            vec![
                json!({"a": "1", "blk": [{}]}),
                json!({"blk": [{}]}),
                json!({"a": UNKNOWN}),
            ],
            vec![(
                json!({"blk": []}),
                &[
                    " | Missing attribute | At least one of `a` and `blk` must be set. Add one of them.",
                ],
            )],
        ),
        (
            Rule::Together(texts(&["a", "b"])),
            "`a` and `b` must be set together or not at all.",
            vec![
                json!({}),
                json!({"a": "1", "b": "2"}),
                json!({"a": "1", "b": UNKNOWN}),
                json!({"a": UNKNOWN}),
            ],
            vec![(
                json!({"b": "1"}),
                &[
                    "a | Missing attribute | `a` and `b` must be set together or not at all. `b` is set, `a` is not. Add it, or remove the other.",
                ],
            )],
        ),
        (
            Rule::Together(texts(&["a", "filled"])),
            "`a` and `filled` must be set together or not at all.",
            vec![json!({"a": "1"})],
            vec![(
                json!({"filled": "1"}),
                &[
                    "a | Missing attribute | `a` and `filled` must be set together or not at all. `filled` is set, `a` is not. Add it, or remove the other.",
                ],
            )],
        ),
        (
            Rule::Requires("a".to_owned(), "b|c".to_owned()),
            "`b` or `c` must be set when `a` is.",
            vec![
                json!({}),
                json!({"b": "1"}),
                json!({"a": "1", "c": "2"}),
                json!({"a": "1", "b": UNKNOWN}),
                json!({"a": UNKNOWN}),
            ],
            vec![(
                json!({"a": "1"}),
                &[
                    "b | Missing attribute | `b` or `c` must be set when `a` is. Add `b` or `c`, or remove `a`.",
                ],
            )],
        ),
        (
            Rule::Requires("a".to_owned(), "filled".to_owned()),
            "`filled` must be set when `a` is.",
            vec![json!({"a": "1"})],
            vec![],
        ),
        (
            required_when("a|b", "kind", &["x", "y"]),
            "`a` or `b` must be set when `kind` is `x` or `y`.",
            vec![
                json!({"kind": "z"}),
                json!({"a": "1"}),
                json!({"b": "1", "kind": "y"}),
                json!({"kind": UNKNOWN}),
                json!({"a": UNKNOWN}),
            ],
            vec![
                // The default of `kind` counts.
                (
                    json!({}),
                    &[
                        "a | Missing attribute | `a` or `b` must be set when `kind` is `x` or `y`. Add `a` or `b`.",
                    ],
                ),
                (
                    json!({"kind": "y"}),
                    &[
                        "a | Missing attribute | `a` or `b` must be set when `kind` is `x` or `y`. Add `a` or `b`.",
                    ],
                ),
            ],
        ),
        (
            required_when("filled", "kind", &["x"]),
            "`filled` must be set when `kind` is `x`.",
            vec![json!({})],
            vec![],
        ),
        (
            required_when("l.m", "kind", &["x"]),
            "`l.m` must be set when `kind` is `x`.",
            vec![
                json!({}),
                json!({"l": []}),
                json!({"l": [{"m": "1"}, UNKNOWN]}),
                json!({"l": UNKNOWN}),
            ],
            vec![(
                json!({"l": [{"m": "1"}, {}]}),
                &["l[1].m | Missing attribute | `l.m` must be set when `kind` is `x`. Add `l.m`."],
            )],
        ),
        (
            required_when("n.m", "flag", &["true"]),
            "`n.m` must be set when `flag` is `true`.",
            vec![
                json!({}),
                json!({"flag": true}),
                json!({"flag": false, "n": {}}),
                json!({"n": {}}),
            ],
            vec![(
                json!({"flag": true, "n": {}}),
                &["n.m | Missing attribute | `n.m` must be set when `flag` is `true`. Add `n.m`."],
            )],
        ),
        (
            only_when("a", "kind", &["y"]),
            "`a` may be set only when `kind` is `y`.",
            vec![
                json!({}),
                json!({"a": "1", "kind": "y"}),
                json!({"a": "1", "kind": UNKNOWN}),
                json!({"a": UNKNOWN}),
            ],
            vec![(
                json!({"a": "1"}),
                &[
                    "a | Conflicting attributes | `a` may be set only when `kind` is `y`. Here `kind` is \"x\". Remove `a`, or change `kind`.",
                ],
            )],
        ),
        (
            // Left to the server, `mode` may turn out right; unset, `c` cannot.
            only_when("a", "mode", &["y"]),
            "`a` may be set only when `mode` is `y`.",
            vec![json!({"a": "1"})],
            vec![],
        ),
        (
            only_when("a", "c", &["y"]),
            "`a` may be set only when `c` is `y`.",
            vec![json!({"a": "1", "c": "y"})],
            vec![(
                json!({"a": "1"}),
                &[
                    "a | Conflicting attributes | `a` may be set only when `c` is `y`. Here `c` is not set. Remove `a`, or change `c`.",
                ],
            )],
        ),
        (
            only_when("l.m", "kind", &["y"]),
            "`l.m` may be set only when `kind` is `y`.",
            vec![json!({"l": [{"o": "1"}]})],
            vec![(
                json!({"l": [{"m": "1"}, {"o": "1"}, {"m": "2"}]}),
                &[
                    "l[0].m | Conflicting attributes | `l.m` may be set only when `kind` is `y`. Here `kind` is \"x\". Remove `l.m`, or change `kind`.",
                    "l[2].m | Conflicting attributes | `l.m` may be set only when `kind` is `y`. Here `kind` is \"x\". Remove `l.m`, or change `kind`.",
                ],
            )],
        ),
        (
            value_when("filled", &["p", "q"], "kind", &["x"]),
            "`filled` must be `p` or `q` when `kind` is `x`.",
            vec![
                json!({"filled": "p"}),
                json!({"kind": "z"}),
                json!({"filled": UNKNOWN}),
            ],
            vec![
                (
                    json!({"filled": "r"}),
                    &[
                        "filled | Invalid value | `filled` must be `p` or `q` when `kind` is `x`. Here it is \"r\". Change `filled` or `kind`.",
                    ],
                ),
                (
                    json!({}),
                    &[
                        "filled | Invalid value | `filled` must be `p` or `q` when `kind` is `x`. Here it is \"y\". Change `filled` or `kind`.",
                    ],
                ),
            ],
        ),
    ];
    for (rule, description, good, bad) in cases {
        assert_eq!(rule.describe(), description);
        let block = ruled(rule.clone());
        for config in good {
            assert_eq!(said(&block, config.clone()), [""; 0], "{rule:?} {config}");
        }
        for (config, expected) in bad {
            assert_eq!(said(&block, config.clone()), expected, "{rule:?} {config}");
        }
    }
}

#[test]
fn rules_within_sets_end_at_the_set() {
    let set = attributes([nested(
        "set",
        Nesting::Set,
        vec![
            string("a"),
            string("b"),
            nested(
                "n",
                Nesting::Single,
                vec![string("a"), string("b")],
                vec![Rule::Conflicts(texts(&["a", "b"]))],
            ),
        ],
        vec![Rule::Together(texts(&["a", "b"]))],
    )]);
    assert_eq!(
        said(
            &set,
            json!({"set": [{"a": "1", "b": "2"}, {"b": "1", "n": {"a": "1", "b": "2"}}]})
        ),
        [
            "set | Conflicting attributes | In `n` of an element of `set`: At most one of `a` and `b` may be set. Here `a` and `b` are set. Keep one of them.",
            "set | Missing attribute | In an element of `set`: `a` and `b` must be set together or not at all. `b` is set, `a` is not. Add it, or remove the other.",
        ]
    );
}

#[test]
fn trimmed_attributes_are_checked_as_the_server_sees_them() {
    let mut name = checked(
        string("name"),
        [Validator::Length(1, 5), Validator::Format(Format::Slug)],
    );
    assert_eq!(
        said(&attributes([name.clone()]), json!({"name": "app\n"})).len(),
        1
    );
    name.equality = Equality::Trimmed;
    let block = attributes([name]);
    assert_eq!(said(&block, json!({"name": "  app\n"})), [""; 0]);
    assert_eq!(said(&block, json!({"name": "   "})).len(), 2);
}

#[test]
fn a_destroyed_or_unknown_configuration_has_no_faults() {
    let schema = Schema {
        version: 0,
        block: attributes([required(string("a"))]),
    };
    assert!(validate(&schema, &Value::Null).is_empty());
    assert!(validate(&schema, &Value::Unknown).is_empty());
}

#[test]
fn many_elements_are_checked_in_reasonable_time() {
    let mut list = Attribute::new("x", Type::list(Type::String));
    list.validators = vec![
        Validator::Unique,
        Validator::Each(Box::new(Validator::Pattern(
            "^[a-z0-9]+$".to_owned(),
            "letters and digits".to_owned(),
        ))),
    ];
    let items: Vec<String> = (0..20_000).map(|i| format!("item{i}")).collect();
    let start = std::time::Instant::now();
    assert_eq!(said(&attributes([list]), json!({"x": items})), [""; 0]);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn the_audit_finds_faults_of_schemas() {
    let mut good = required(checked(string("a"), [Validator::Length(1, 2)]));
    assert!(
        audit(&Schema {
            version: 0,
            block: attributes([good.clone()])
        })
        .is_empty()
    );
    good.default = Some("long".into());
    let mut block = attributes([
        good,
        checked(
            string("b"),
            [Validator::Pattern("(?!x)".to_owned(), "no x".to_owned())],
        ),
        checked(string("c"), [Validator::Integer]),
        string("c"),
        checked(
            Attribute::new("d", Type::list(Type::Number)),
            [Validator::Each(Box::new(Validator::Length(1, 2)))],
        ),
        checked(string("e"), [Validator::Length(2, 1)]),
        nested(
            "f",
            Nesting::List,
            vec![string("g")],
            vec![Rule::Conflicts(texts(&["g", "h"]))],
        ),
    ]);
    block
        .rules
        .push(Rule::Requires("a|f.g".to_owned(), "f.x|zz".to_owned()));
    let found: Vec<String> = audit(&Schema { version: 0, block })
        .into_iter()
        .map(|(path, _)| path.to_string())
        .collect();
    assert_eq!(
        found,
        ["c", "a", "a", "b", "c", "d", "e", "f.h", "f.x", "zz"]
    );
}

//! Tests of both codecs: tables of forms, hostile input, random round trips.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::framework::value::Number;

fn object_of(members: &[(&str, Type)]) -> Type {
    Type::Object(
        members
            .iter()
            .map(|(name, ty)| (name.to_string(), ty.clone()))
            .collect(),
    )
}

fn number(text: &str) -> Value {
    Value::Number(Number::parse(text).unwrap())
}

fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::List(items.into_iter().collect())
}

fn map(members: &[(&str, Value)]) -> Value {
    Value::Map(
        members
            .iter()
            .map(|(k, v)| (k.to_string(), v.clone()))
            .collect(),
    )
}

/// `dynamic` with the JSON of a type, then the bytes of the value.
fn dynamic(ty: &str, value: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x92, 0xc4, ty.len() as u8];
    bytes.extend(ty.as_bytes());
    bytes.extend(value);
    bytes
}

fn text_bytes(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xd9, text.len() as u8];
    bytes.extend(text.as_bytes());
    bytes
}

#[test]
fn msgpack_forms_are_read() {
    let nested = object_of(&[("a", Type::list(Type::Number)), ("b", Type::String)]);
    let cases: Vec<(&str, Vec<u8>, Type, Value)> = vec![
        ("null", vec![0xc0], Type::String, Value::Null),
        ("true", vec![0xc3], Type::Bool, true.into()),
        ("small integer", vec![0x07], Type::Number, Value::int(7)),
        ("negative integer", vec![0xff], Type::Number, Value::int(-1)),
        (
            "int16",
            vec![0xd1, 0xff, 0x00],
            Type::Number,
            Value::int(-256),
        ),
        ("uint8", vec![0xcc, 0xff], Type::Number, Value::int(255)),
        (
            "uint64 beyond i64",
            vec![0xcf, 255, 255, 255, 255, 255, 255, 255, 255],
            Type::Number,
            number("18446744073709551615"),
        ),
        (
            "float64",
            [&[0xcb][..], &0.5f64.to_be_bytes()].concat(),
            Type::Number,
            number("0.5"),
        ),
        (
            "float64 is taken exactly",
            [&[0xcb][..], &0.1f64.to_be_bytes()].concat(),
            Type::Number,
            number("0.1000000000000000055511151231257827021181583404541015625"),
        ),
        (
            "float32",
            [&[0xca][..], &0.25f32.to_be_bytes()].concat(),
            Type::Number,
            number("0.25"),
        ),
        (
            "decimal text",
            text_bytes("12345678901234567890.123456789"),
            Type::Number,
            number("12345678901234567890.123456789"),
        ),
        (
            "short text",
            vec![0xa2, b'h', b'i'],
            Type::String,
            "hi".into(),
        ),
        ("str8", text_bytes("hi"), Type::String, "hi".into()),
        (
            "binary as text",
            vec![0xc4, 2, b'h', b'i'],
            Type::String,
            "hi".into(),
        ),
        (
            "unknown, fixext1",
            vec![0xd4, 0, 0],
            Type::String,
            Value::Unknown,
        ),
        (
            "unknown, empty",
            vec![0xc7, 0, 0],
            Type::Number,
            Value::Unknown,
        ),
        (
            "unknown of an object",
            vec![0xd4, 0, 9],
            nested.clone(),
            Value::Unknown,
        ),
        (
            "refined unknown",
            vec![0xc7, 3, 12, 0x81, 0x01, 0xc2],
            Type::String,
            Value::Unknown,
        ),
        (
            "list with null and unknown",
            vec![0x93, 0x01, 0xc0, 0xd4, 0, 0],
            Type::list(Type::Number),
            list([Value::int(1), Value::Null, Value::Unknown]),
        ),
        (
            "set",
            vec![0x92, 0x01, 0x02],
            Type::set(Type::Number),
            Value::Set(vec![Value::int(2), Value::int(1)]),
        ),
        (
            "tuple",
            vec![0x92, 0x01, 0xc2],
            Type::Tuple(vec![Type::Number, Type::Bool]),
            list([Value::int(1), false.into()]),
        ),
        (
            "map, keys in any order",
            vec![0x82, 0xa1, b'z', 0x01, 0xa1, b'a', 0xc0],
            Type::map(Type::Number),
            map(&[("a", Value::Null), ("z", Value::int(1))]),
        ),
        (
            "object with a member missing",
            vec![0x81, 0xa1, b'a', 0x91, 0x05],
            nested.clone(),
            Value::object([("a", list([Value::int(5)])), ("b", Value::Null)]),
        ),
        (
            "dynamic text",
            dynamic(r#""string""#, &[0xa1, b'x']),
            Type::Dynamic,
            "x".into(),
        ),
        (
            "dynamic tuple",
            dynamic(r#"["tuple",["string","bool"]]"#, &[0x92, 0xa1, b'x', 0xc3]),
            Type::Dynamic,
            list(["x".into(), true.into()]),
        ),
        ("dynamic null", vec![0xc0], Type::Dynamic, Value::Null),
        (
            "dynamic typed null",
            dynamic(r#""bool""#, &[0xc0]),
            Type::Dynamic,
            Value::Null,
        ),
        (
            "dynamic unknown",
            vec![0xd4, 0, 0],
            Type::Dynamic,
            Value::Unknown,
        ),
    ];
    for (name, bytes, ty, expected) in cases {
        let value = from_msgpack(&bytes, &ty).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(value, expected, "{name}");
        let again = from_msgpack(&to_msgpack(&value, &ty), &ty).unwrap();
        assert_eq!(again, expected, "{name}, written and read again");
    }
}

#[test]
fn absent_members_become_explicit_nulls() {
    let ty = object_of(&[("a", Type::String), ("b", Type::String)]);
    for value in [
        from_msgpack(&[0x80], &ty).unwrap(),
        from_json(&json!({}), &ty, false).unwrap(),
    ] {
        assert_eq!(value.members().unwrap().len(), 2);
    }
}

#[test]
fn numbers_are_written_in_the_narrowest_lossless_form() {
    let cases: &[(&str, &[u8])] = &[
        ("0", &[0x00]),
        ("-0", &[0x00]),
        ("127", &[0x7f]),
        ("-32", &[0xe0]),
        ("200", &[0xcc, 200]),
        ("1e2", &[0x64]),
        ("-9223372036854775808", &[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("9223372036854775808", &[0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("0.5", &[0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]),
        // 2^64: no integer form, but a float has it exactly
        (
            "18446744073709551616",
            &[0xcb, 0x43, 0xf0, 0, 0, 0, 0, 0, 0],
        ),
        ("0.1", &[0xa3, b'0', b'.', b'1']),
        ("18446744073709551617", b"\xb418446744073709551617"),
    ];
    for (text, expected) in cases {
        assert_eq!(
            &to_msgpack(&number(text), &Type::Number),
            expected,
            "{text}"
        );
    }
}

#[test]
fn objects_are_written_whole_and_in_order() {
    let ty = object_of(&[("a", Type::Bool), ("b", Type::Bool)]);
    let value = Value::object([("b", true.into()), ("gone", "x".into())]);
    assert_eq!(
        to_msgpack(&value, &ty),
        [0x82, 0xa1, b'a', 0xc0, 0xa1, b'b', 0xc3]
    );
}

#[test]
fn a_value_of_another_type_is_written_as_what_it_is() {
    assert_eq!(to_msgpack(&"x".into(), &Type::Number), [0xa1, b'x']);
    let ty = Type::list(Type::String);
    assert_eq!(
        to_msgpack(&Value::object([("k", Value::int(1))]), &ty),
        [0x81, 0xa1, b'k', 0x01]
    );
}

#[test]
fn faults_tell_kind_and_place_but_no_contents() {
    let secret = "hunter2";
    let ty = object_of(&[
        ("name", Type::String),
        ("count", Type::Number),
        ("tags", Type::map(Type::list(Type::Bool))),
        ("ids", Type::set(object_of(&[("x", Type::Bool)]))),
        ("pair", Type::Tuple(vec![Type::Bool, Type::Bool])),
    ]);
    let cases = [
        (json!(secret), "expected an object, got a string"),
        (
            json!({"name": {"v": secret}}),
            "expected a string, got an object at name",
        ),
        (
            json!({"name": 5}),
            "expected a string, got a number at name",
        ),
        (
            json!({"count": secret}),
            "expected a number, got a string at count",
        ),
        (
            json!({"count": true}),
            "expected a number, got a bool at count",
        ),
        (
            json!({"tags": {"a b": [true, secret]}}),
            "expected a bool, got a string at tags[\"a b\"][1]",
        ),
        (
            json!({"tags": [secret]}),
            "expected a map, got a list at tags",
        ),
        (
            json!({"ids": [{"x": secret}]}),
            "expected a bool, got a string at ids",
        ),
        (
            json!({"pair": [true]}),
            "expected a tuple of 2, got a list of 1 at pair",
        ),
        (
            json!({"pair": [true, secret]}),
            "expected a bool, got a string at pair[1]",
        ),
        (
            json!({"other": secret}),
            "there is no such attribute at other",
        ),
    ];
    for (json, expected) in cases {
        let error = from_json(&json, &ty, false).unwrap_err().to_string();
        assert_eq!(error, expected);
        // The same as msgpack, where «object» and «map» look alike and text may be a decimal number.
        let value = from_json(
            &json!({"value": json, "type": guess(&json)}),
            &Type::Dynamic,
            false,
        );
        let bytes = to_msgpack(&value.unwrap(), &guessed(&json));
        let error = from_msgpack(&bytes, &ty).unwrap_err().to_string();
        let expected = expected.replace("got an object", "got a map").replace(
            "expected a number, got a string",
            "expected a decimal number of reasonable size, got other text",
        );
        assert_eq!(error, expected);
        assert!(!error.contains(secret));
    }
}

fn guess(json: &serde_json::Value) -> serde_json::Value {
    guessed(json).to_json()
}

/// The type of JSON by its own looks.
fn guessed(json: &serde_json::Value) -> Type {
    use serde_json::Value as Json;
    match json {
        Json::Null => Type::Dynamic,
        Json::Bool(_) => Type::Bool,
        Json::Number(_) => Type::Number,
        Json::String(_) => Type::String,
        Json::Array(items) => Type::Tuple(items.iter().map(guessed).collect()),
        Json::Object(members) => Type::Object(
            members
                .iter()
                .map(|(k, v)| (k.clone(), guessed(v)))
                .collect(),
        ),
    }
}

#[test]
fn broken_msgpack_is_refused() {
    let strings = Type::list(Type::String);
    let cases: Vec<(&str, Vec<u8>, Type, &str)> = vec![
        ("nothing", vec![], Type::Bool, "end in the middle"),
        (
            "cut text",
            vec![0xa5, b'h'],
            Type::String,
            "end in the middle",
        ),
        (
            "cut number",
            vec![0xcb, 0, 0],
            Type::Number,
            "end in the middle",
        ),
        (
            "cut list",
            vec![0x92, 0xa1, b'x'],
            strings.clone(),
            "end in the middle of a value at [1]",
        ),
        (
            "list of four billion",
            vec![0xdd, 255, 255, 255, 255],
            strings.clone(),
            "end in the middle",
        ),
        (
            "map of four billion",
            vec![0xdf, 255, 255, 255, 255],
            Type::map(Type::Bool),
            "end in the middle",
        ),
        (
            "object of four billion",
            vec![0xdf, 255, 255, 255, 255],
            object_of(&[("a", Type::Bool)]),
            "end in the middle",
        ),
        (
            "text of four billion",
            vec![0xdb, 255, 255, 255, 255, b'x'],
            Type::String,
            "end in the middle",
        ),
        (
            "extension of four billion",
            vec![0xc9, 255, 255, 255, 255, 0],
            Type::String,
            "end in the middle",
        ),
        (
            "two values",
            vec![0xc2, 0xc2],
            Type::Bool,
            "bytes after the value",
        ),
        (
            "reserved byte",
            vec![0xc1],
            Type::Bool,
            "no msgpack value begins with",
        ),
        (
            "other extension",
            vec![0xd4, 5, 0],
            Type::String,
            "expected a string, got an extension of unknown type",
        ),
        ("no UTF-8", vec![0xa1, 0xff], Type::String, "not UTF-8"),
        (
            "no UTF-8 in a key",
            vec![0x81, 0xa1, 0xff, 0xc0],
            Type::map(Type::Bool),
            "not UTF-8",
        ),
        (
            "number as key",
            vec![0x81, 0x01, 0xc0],
            Type::map(Type::Bool),
            "expected a string as key, got a number",
        ),
        (
            "key twice",
            vec![0x82, 0xa1, b'k', 0xc0, 0xa1, b'k', 0xc3],
            Type::map(Type::Bool),
            "a key is there twice",
        ),
        (
            "member twice",
            vec![0x82, 0xa1, b'k', 0xc0, 0xa1, b'k', 0xc3],
            object_of(&[("k", Type::Bool)]),
            "a key is there twice",
        ),
        (
            "infinity",
            [&[0xcb][..], &f64::INFINITY.to_be_bytes()].concat(),
            Type::Number,
            "finite",
        ),
        (
            "not a number",
            [&[0xcb][..], &f64::NAN.to_be_bytes()].concat(),
            Type::Number,
            "finite",
        ),
        (
            "empty text as number",
            vec![0xa0],
            Type::Number,
            "decimal number",
        ),
        (
            "huge exponent",
            text_bytes("1e999999999"),
            Type::Number,
            "decimal number of reasonable size",
        ),
        (
            "underscores",
            text_bytes("1_000"),
            Type::Number,
            "decimal number",
        ),
        (
            "hexadecimal",
            text_bytes("0x10"),
            Type::Number,
            "decimal number",
        ),
        (
            "dynamic without type",
            vec![0x91, 0xc0],
            Type::Dynamic,
            "expected a value with its type",
        ),
        (
            "dynamic of odd type",
            dynamic(r#""thing""#, &[0xc0]),
            Type::Dynamic,
            "unknown",
        ),
        (
            "dynamic of no JSON",
            dynamic("{", &[0xc0]),
            Type::Dynamic,
            "not JSON",
        ),
        (
            "dynamic of other value",
            dynamic(r#""bool""#, &[0xa0]),
            Type::Dynamic,
            "expected a bool, got a string",
        ),
    ];
    for (name, bytes, ty, expected) in cases {
        let error = from_msgpack(&bytes, &ty).expect_err(name).to_string();
        assert!(error.contains(expected), "{name}: {error}");
    }
}

/// Tokio's worker threads have 2 MiB.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(work)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn ten_thousand_levels_are_refused() {
    on_a_small_stack(|| {
        let levels = 10_000;
        // Dynamic values of dynamic type, each with its own type.
        let mut bytes = Vec::new();
        for _ in 0..levels {
            bytes.extend(dynamic(r#"["tuple",["dynamic"]]"#, &[0x91]));
        }
        bytes.push(0xc0);
        let error = from_msgpack(&bytes, &Type::Dynamic).unwrap_err();
        assert!(error.message.contains("nested levels"), "{error}");

        // One type that is itself so deep.
        let ty = format!(
            "{}\"bool\"{}",
            r#"["list","#.repeat(levels),
            "]".repeat(levels)
        );
        let mut bytes = vec![0x92, 0xc6];
        bytes.extend((ty.len() as u32).to_be_bytes());
        bytes.extend(ty.as_bytes());
        bytes.extend(vec![0x91; levels]);
        bytes.push(0xc3);
        assert!(from_msgpack(&bytes, &Type::Dynamic).is_err());

        // Nested lists where no list is expected.
        assert!(from_msgpack(&vec![0x91; levels], &Type::list(Type::Bool)).is_err());
    });
}

#[test]
fn the_deepest_accepted_value_fits_a_small_stack() {
    on_a_small_stack(|| {
        let mut ty = Type::Bool;
        let mut value = Value::Bool(true);
        for _ in 0..MAX_DEPTH {
            ty = Type::list(ty);
            value = Value::List(vec![value]);
        }
        let bytes = to_msgpack(&value, &ty);
        assert_eq!(from_msgpack(&bytes, &ty).unwrap(), value);
        assert_eq!(from_json(&value.reveal(), &ty, false).unwrap(), value);
        let ty = Type::list(ty);
        let value = Value::List(vec![value]);
        assert!(from_msgpack(&to_msgpack(&value, &ty), &ty).is_err());
        assert!(from_json(&value.reveal(), &ty, false).is_err());
    });
}

#[test]
fn a_small_message_cannot_make_many_values() {
    // Every empty object becomes one with a thousand nulls.
    let ty = Type::list(Type::Object(
        (0..1000).map(|i| (format!("a{i}"), Type::Bool)).collect(),
    ));
    let count = 10_000u32;
    let mut bytes = vec![0xdd];
    bytes.extend(count.to_be_bytes());
    bytes.extend(vec![0x80; count as usize]);
    let error = from_msgpack(&bytes, &ty).unwrap_err();
    assert!(error.message.contains("more than"), "{error}");
}

#[test]
fn json_forms_are_read() {
    let big = "123456789012345678901234567890.123456789";
    let cases = [
        (json!(null), Type::String, Value::Null),
        (json!("x"), Type::String, "x".into()),
        (json!(true), Type::Bool, true.into()),
        (
            serde_json::from_str(big).unwrap(),
            Type::Number,
            number(big),
        ),
        (
            json!([1, 2]),
            Type::set(Type::Number),
            Value::Set(vec![Value::int(2), Value::int(1)]),
        ),
        (
            json!({"a": null}),
            Type::map(Type::Bool),
            map(&[("a", Value::Null)]),
        ),
        (
            json!([1, "x"]),
            Type::Tuple(vec![Type::Number, Type::String]),
            list([Value::int(1), "x".into()]),
        ),
        (
            json!({"type": "string", "value": "x"}),
            Type::Dynamic,
            "x".into(),
        ),
        (
            json!({"type": ["list", "bool"], "value": [true]}),
            Type::Dynamic,
            list([true.into()]),
        ),
        (json!(null), Type::Dynamic, Value::Null),
    ];
    for (json, ty, expected) in cases {
        assert_eq!(from_json(&json, &ty, false).unwrap(), expected, "{json}");
    }
    assert!(from_json(&json!("x"), &Type::Dynamic, false).is_err());
}

#[test]
fn state_of_another_release_is_read_leniently() {
    let ty = object_of(&[
        ("name", Type::String),
        ("on", Type::Bool),
        ("count", Type::Number),
        ("new", Type::list(Type::String)),
    ]);
    let state = json!({"name": 7, "on": "true", "count": "1.5", "removed": {"a": [1]}});
    let expected = Value::object([
        ("name", Value::from("7")),
        ("on", true.into()),
        ("count", number("1.5")),
        ("new", Value::Null),
    ]);
    assert_eq!(from_json(&state, &ty, true).unwrap(), expected);
    assert!(from_json(&state, &ty, false).is_err());
    assert!(from_json(&json!({"on": "yes"}), &ty, true).is_err());
    assert!(from_json(&json!({"new": "x"}), &ty, true).is_err());
}

#[test]
fn types_are_inferred_from_values() {
    let cases = [
        (Value::Null, json!("dynamic")),
        (
            list(["a".into(), true.into()]),
            json!(["tuple", ["string", "bool"]]),
        ),
        (
            Value::Set(vec![Value::Null, "a".into()]),
            json!(["set", "string"]),
        ),
        (
            Value::Set(vec![Value::int(1), "a".into()]),
            json!(["tuple", ["number", "string"]]),
        ),
        (
            map(&[("a", Value::int(1)), ("b", Value::Unknown)]),
            json!(["map", "number"]),
        ),
        (
            map(&[("a", Value::int(1)), ("b", "x".into())]),
            json!(["object", {"a": "number", "b": "string"}]),
        ),
        (Value::Set(vec![]), json!(["set", "dynamic"])),
    ];
    for (value, expected) in cases {
        assert_eq!(type_of(&value).to_json(), expected);
    }
}

#[test]
fn a_state_of_ten_mebibytes_is_read_and_written_fast() {
    let object = object_of(&[
        ("key", Type::String),
        ("value", Type::String),
        ("version", Type::Number),
    ]);
    let ty = Type::list(object);
    let value = list((0..50_000i64).map(|i| {
        Value::object([
            ("key", Value::from(format!("SECRET_{i}"))),
            ("value", Value::from("x".repeat(180))),
            ("version", Value::int(i)),
        ])
    }));
    let start = std::time::Instant::now();
    let bytes = to_msgpack(&value, &ty);
    let written = start.elapsed();
    let again = from_msgpack(&bytes, &ty).unwrap();
    let read = start.elapsed() - written;
    assert!(bytes.len() > 10 << 20);
    assert_eq!(again, value);
    // Far above what an optimised build needs; this finds quadratic work, not slow machines.
    assert!(
        written.as_secs() < 20 && read.as_secs() < 20,
        "{written:?} {read:?}"
    );
    println!(
        "{} bytes: written in {written:?}, read in {read:?}",
        bytes.len()
    );
}

fn any_type() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::Number),
        Just(Type::String),
        Just(Type::Dynamic)
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            prop::collection::btree_map("[a-z_]{1,6}", inner.clone(), 0..4).prop_map(Type::Object),
            prop::collection::vec(inner, 0..4).prop_map(Type::Tuple),
        ]
    })
}

fn any_number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::int),
        any::<u64>().prop_map(|n| Value::Number(n.into())),
        any::<f64>().prop_filter_map("finite", |n| Number::from_f64(n).map(Value::Number)),
        "-?[0-9]{1,40}(\\.[0-9]{1,20})?(e-?[0-9]{1,3})?".prop_map(|text| number(&text)),
    ]
}

/// A value of the type; `holes` lets null and unknown in.
fn value_of(ty: &Type, holes: bool) -> BoxedStrategy<Value> {
    let known: BoxedStrategy<Value> = match ty {
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Number => any_number().boxed(),
        Type::String => any::<String>().prop_map(Value::from).boxed(),
        // What type a value has is told by its looks, so only kinds that look like one type.
        Type::Dynamic => prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            any_number(),
            prop::collection::vec(any_number(), 0..4).prop_map(Value::List),
            prop::collection::btree_map(any::<String>(), any_number(), 0..4).prop_map(Value::Map),
            prop::collection::btree_map("[a-z]{1,4}", any_number(), 0..4).prop_map(Value::Object),
        ]
        .boxed(),
        Type::List(element) => prop::collection::vec(value_of(element, holes), 0..4)
            .prop_map(Value::List)
            .boxed(),
        Type::Set(element) => prop::collection::vec(value_of(element, holes), 0..4)
            .prop_map(Value::Set)
            .boxed(),
        Type::Map(element) => {
            prop::collection::btree_map(any::<String>(), value_of(element, holes), 0..4)
                .prop_map(Value::Map)
                .boxed()
        }
        Type::Object(types) => types
            .iter()
            .map(|(name, ty)| (Just(name.clone()), value_of(ty, holes)))
            .collect::<Vec<_>>()
            .prop_map(|members| Value::Object(members.into_iter().collect::<BTreeMap<_, _>>()))
            .boxed(),
        Type::Tuple(types) => types
            .iter()
            .map(|ty| value_of(ty, holes))
            .collect::<Vec<_>>()
            .prop_map(Value::List)
            .boxed(),
    };
    if holes {
        prop_oneof![8 => known, 1 => Just(Value::Null), 1 => Just(Value::Unknown)].boxed()
    } else {
        known
    }
}

/// Whether the type is free of places whose values carry their own type.
fn plain(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => false,
        Type::Bool | Type::Number | Type::String => true,
        Type::List(t) | Type::Set(t) | Type::Map(t) => plain(t),
        Type::Object(types) => types.values().all(plain),
        Type::Tuple(types) => types.iter().all(plain),
    }
}

proptest! {
    #[test]
    fn msgpack_round_trip(
        (ty, value) in any_type().prop_flat_map(|ty| (Just(ty.clone()), value_of(&ty, true)))
    ) {
        let again = from_msgpack(&to_msgpack(&value, &ty), &ty).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(again.reveal(), value.reveal());
        prop_assert_eq!(again, value);
    }

    #[test]
    fn json_round_trip(
        (ty, value) in any_type()
            .prop_filter("without dynamic", plain)
            .prop_flat_map(|ty| (Just(ty.clone()), value_of(&ty, false)))
    ) {
        let again = from_json(&value.reveal(), &ty, false).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(again, value);
    }

    #[test]
    fn arbitrary_bytes_never_crash(ty in any_type(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(value) = from_msgpack(&bytes, &ty) {
            // What was accepted is of the type, so it survives another trip.
            let again = from_msgpack(&to_msgpack(&value, &ty), &ty);
            let same = if plain(&ty) { again == Ok(value) } else { again.is_ok() };
            prop_assert!(same);
        }
    }

    #[test]
    fn damaged_messages_never_crash(
        (ty, value) in any_type().prop_flat_map(|ty| (Just(ty.clone()), value_of(&ty, true))),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = to_msgpack(&value, &ty);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if cut {
            bytes.truncate(at);
            prop_assert!(from_msgpack(&bytes, &ty).is_err());
        } else {
            let _ = from_msgpack(&bytes, &ty);
        }
    }
}

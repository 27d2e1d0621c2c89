//! How fast values travel (msgpack and JSON) and how fast the plan of a very wide resource is made. In process.

use std::hint::black_box;
use std::time::{Duration, Instant};

use terraform_provider_infisical::framework::plan::{self, Plan};
use terraform_provider_infisical::framework::{
    Attribute, Block, Diagnostics, Presence, Schema, Type, Value, codec, conformance, validate,
};

use super::{Table, median, ms};

const RUNS: usize = 11;

/// The median time of some runs.
fn time<T>(mut work: impl FnMut() -> T) -> Duration {
    median((0..RUNS).map(|_| {
        let began = Instant::now();
        black_box(work());
        began.elapsed()
    }))
}

/// A state of about 10 MiB: objects as those of real resources, many of them.
fn state() -> (Value, Type) {
    let part = |n: usize| {
        let labels = (0..6).map(|i| (format!("label-{i}"), format!("value {n} {i}").into()));
        Value::object([
            ("id", format!("00000000-0000-4000-8000-{n:012}").into()),
            ("name", format!("part {n}").into()),
            ("port", Value::int(n as i64)),
            ("enabled", Value::Bool(n.is_multiple_of(2))),
            (
                "note",
                if n.is_multiple_of(3) {
                    Value::Null
                } else {
                    "ünïcode \"text\"\n".repeat(4).into()
                },
            ),
            ("labels", Value::Map(labels.collect())),
        ])
    };
    let value = Value::object([("parts", Value::List((0..25_000).map(part).collect()))]);
    let part = Type::Object(
        [
            ("id", Type::String),
            ("name", Type::String),
            ("port", Type::Number),
            ("enabled", Type::Bool),
            ("note", Type::String),
            ("labels", Type::map(Type::String)),
        ]
        .map(|(name, ty)| (name.to_owned(), ty))
        .into(),
    );
    let ty = Type::Object([("parts".to_owned(), Type::list(part))].into());
    (value, ty)
}

/// A resource of 1,000 attributes, its state, and a configuration that changes every tenth.
fn wide() -> (Schema, Value, Value) {
    let presence = |n: usize| match n % 4 {
        0 => Presence::Required,
        1 => Presence::Computed,
        2 => Presence::OptionalComputed,
        _ => Presence::Optional,
    };
    let name = |n: usize| format!("attribute_{n:04}");
    let attributes = (0..1000).map(|n| Attribute {
        presence: presence(n),
        ..Attribute::new(name(n), Type::String)
    });
    let schema = Schema {
        version: 0,
        block: Block {
            attributes: attributes.collect(),
            ..Block::default()
        },
    };
    let text = |n: usize, changed: bool| {
        Value::from(format!("value {n}{}", if changed { "!" } else { "" }))
    };
    let prior = Value::object((0..1000).map(|n| (name(n), text(n, false))));
    let config = Value::object((0..1000).map(|n| {
        let value = match presence(n) {
            Presence::Computed => Value::Null,
            _ => text(n, n.is_multiple_of(10)),
        };
        (name(n), value)
    }));
    (schema, prior, config)
}

/// Prints the tables.
pub fn run_all() {
    let (value, ty) = state();
    let msgpack = codec::to_msgpack(&value, &ty);
    let json = value.reveal().to_string();
    let speed = |bytes: usize, time: Duration| {
        let mib = bytes as f64 / f64::from(1 << 20);
        format!(
            "{:.0} MiB/s ({mib:.1} MiB in {})",
            mib / time.as_secs_f64(),
            ms(time)
        )
    };
    let mut table = Table::new(&format!("values (median of {RUNS} runs)"));
    let took = time(|| codec::to_msgpack(&value, &ty));
    table.row("msgpack, written", speed(msgpack.len(), took), "");
    let took = time(|| codec::from_msgpack(&msgpack, &ty).expect("a value"));
    table.row("msgpack, read", speed(msgpack.len(), took), "");
    let took = time(|| {
        let json = serde_json::from_str(&json).expect("JSON");
        codec::from_json(&json, &ty, true).expect("a value")
    });
    table.row("JSON, read", speed(json.len(), took), "");
    let (schema, prior, config) = wide();
    let took = time(|| {
        let mut plan = Plan {
            planned: plan::plan(&schema, &prior, &config),
            prior: prior.clone(),
            config: config.clone(),
            replace: Vec::new(),
            private: Vec::new(),
            identity: None,
            diagnostics: Diagnostics::new(),
        };
        plan::note_replacements(&schema, &mut plan);
        let faults = conformance::check_plan(&schema, &plan.prior, &plan.config, &plan.planned);
        assert!(faults.is_empty(), "a plan that core would refuse");
        plan
    });
    table.row("plan of one resource with 1,000 attributes", ms(took), "");
    let took = time(|| validate::validate(&schema, &config));
    table.row("its validation", ms(took), "");
}

//! The configuration of one object: what keeps it as it is, with placeholders where a secret belongs.

use super::discover::Found;
use crate::framework::schema::{Attribute, Shape};
use crate::framework::traits::Resource;
use crate::framework::{Presence, Value, generate_config, operations};

/// A secret that the user has to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// dotted path of the attribute that takes it
    pub path: String,
    /// the attribute is write-only: what it gets stays out of state, and nothing is sent before its version changes
    pub write_only: bool,
    /// text that the attribute's rules accept and that stands for a write-only one until it is given: nothing is sent of it
    pub stand_in: Option<&'static str>,
}

/// Texts that stand for secrets that nobody gave; the first that an attribute accepts is its.
const STAND_INS: &[&str] = &[
    "not-exported",
    "not-exported@example.invalid",
    "https://not-exported.invalid",
    "FlyV1 not-exported",
    "00not-exported-not-exported-not-exported-0",
];

/// The configuration, unknown where a secret belongs, and those secrets; why there is none that Terraform would take, for what
/// Infisical made itself.
pub async fn of(resource: &dyn Resource, found: &Found) -> Result<(Value, Vec<Secret>), String> {
    let attributes = &resource.schema().block.attributes;
    let mut config = generate_config::generate(resource.schema(), &found.state);
    let mut all = Vec::new();
    candidates(attributes, &config, "", &mut all);
    let mut secrets = Vec::new();
    let mut wrong = faults(resource, &config).await;
    for (path, twin) in all {
        let known = !found.state.at(&path).is_null();
        let write_only = twin && (found.import.write_only || !known);
        let target = if write_only {
            format!("{path}_wo")
        } else {
            path.clone()
        };
        let mut next = config.clone();
        put(&mut next, &path, Value::Null);
        put(&mut next, &target, Value::Unknown);
        if found.import.write_only && write_only {
            put(&mut next, &format!("{path}_wo_version"), Value::int(1));
        }
        let still_wrong = faults(resource, &next).await;
        // What was never told is only asked for where the configuration cannot be without it.
        if !known && still_wrong >= wrong {
            continue;
        }
        let mut stand_in = None;
        if write_only {
            for text in STAND_INS {
                let mut filled = next.clone();
                put(&mut filled, &target, Value::from(*text));
                if faults(resource, &filled).await <= still_wrong {
                    stand_in = Some(*text);
                    break;
                }
            }
        }
        (config, wrong) = (next, still_wrong);
        secrets.push(Secret {
            path: target,
            write_only,
            stand_in,
        });
    }
    super::refuse(&operations::validate(resource, &config).await)?;
    Ok((config, secrets))
}

/// Attributes that hold secrets: those with a write-only twin, and sensitive ones that the server never tells.
fn candidates(
    attributes: &[Attribute],
    config: &Value,
    prefix: &str,
    out: &mut Vec<(String, bool)>,
) {
    for attribute in attributes {
        if attribute.write_only {
            continue;
        }
        let path = format!("{prefix}{}", attribute.name);
        let twin = format!("{}_wo", attribute.name);
        if attributes.iter().any(|a| a.name == twin && a.write_only) {
            out.push((path, true));
            continue;
        }
        match &attribute.shape {
            Shape::Nested(crate::framework::Nesting::Single, inner, _)
                if attribute.presence.configurable() =>
            {
                candidates(inner, config.get(&attribute.name), &format!("{path}."), out);
            }
            Shape::Plain(_)
                if attribute.sensitive
                    && attribute.presence == Presence::Required
                    && config.get(&attribute.name).is_null() =>
            {
                out.push((path, false));
            }
            _ => {}
        }
    }
}

async fn faults(resource: &dyn Resource, config: &Value) -> usize {
    let said = operations::validate(resource, config).await;
    said.0
        .iter()
        .filter(|one| one.severity == crate::framework::diagnostic::Severity::Error)
        .count()
}

/// Sets a member at a dotted path; objects on the way that are null are made.
fn put(object: &mut Value, dotted: &str, value: Value) {
    match dotted.split_once('.') {
        None => object.set(dotted, value),
        Some((first, rest)) => {
            let mut inner = object.get(first).clone();
            if inner.is_null() {
                if value.is_null() {
                    return;
                }
                inner = Value::object::<String>([]);
            }
            put(&mut inner, rest, value);
            object.set(first, inner);
        }
    }
}

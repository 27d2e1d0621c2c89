//! Terraform core's own rules for a provider's answers, checked by us first: a fault is our bug and must be found by our tests.

use super::diagnostic::Diagnostics;
use super::path::Path;
use super::schema::{Attribute, Block, Nesting, Presence, Schema, Shape};
use super::value::Value;

/// One broken rule: where and what, without contents.
pub type Fault = (Path, String);

/// Planned values conform to the configuration: equal to it, or to the prior value when that is set too, or free when computed.
pub fn check_plan(schema: &Schema, prior: &Value, config: &Value, planned: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    plan_block(
        &schema.block,
        prior,
        config,
        planned,
        &Path::root(),
        &mut faults,
    );
    faults
}

fn plan_block(
    block: &Block,
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
) {
    plan_attributes(&block.attributes, prior, config, planned, path, faults);
    for nested in &block.blocks {
        let here = path.attribute(&nested.name);
        let (prior, config, planned) = (
            prior.get(&nested.name),
            config.get(&nested.name),
            planned.get(&nested.name),
        );
        plan_elements(
            nested.nesting,
            prior,
            config,
            planned,
            &here,
            faults,
            &|p, c, n, at, f| plan_block(&nested.block, p, c, n, at, f),
        );
    }
}

fn plan_attributes(
    attributes: &[Attribute],
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
) {
    for attribute in attributes {
        let here = path.attribute(&attribute.name);
        plan_attribute(
            attribute,
            prior.get(&attribute.name),
            config.get(&attribute.name),
            planned.get(&attribute.name),
            &here,
            faults,
        );
    }
}

fn plan_attribute(
    attribute: &Attribute,
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
) {
    if attribute.write_only {
        if !planned.is_null() {
            faults.push((path.clone(), "a write-only value stands in the plan".into()));
        }
        return;
    }
    let computed = attribute.presence == Presence::Computed
        || (attribute.presence.computed() && config.is_null());
    if planned == config || computed || (planned == prior && !prior.is_null() && !config.is_null())
    {
        return;
    }
    match &attribute.shape {
        Shape::Nested(nesting, inner, _) if !config.is_null() => {
            plan_elements(
                *nesting,
                prior,
                config,
                planned,
                path,
                faults,
                &|p, c, n, at, f| plan_attributes(inner, p, c, n, at, f),
            );
        }
        _ => faults.push((
            path.clone(),
            format!(
                "planned {} for a configured {}",
                planned.kind(),
                config.kind()
            ),
        )),
    }
}

type CheckElement<'a> = &'a dyn Fn(&Value, &Value, &Value, &Path, &mut Vec<Fault>);

fn plan_elements(
    nesting: Nesting,
    prior: &Value,
    config: &Value,
    planned: &Value,
    path: &Path,
    faults: &mut Vec<Fault>,
    check: CheckElement<'_>,
) {
    if planned == config || (planned == prior && !prior.is_null()) {
        return;
    }
    match (nesting, config, planned) {
        (Nesting::Single, Value::Object(_), Value::Object(_)) => {
            check(prior, config, planned, path, faults)
        }
        (Nesting::List, Value::List(c), Value::List(n)) if c.len() == n.len() => {
            for (i, (c, n)) in c.iter().zip(n).enumerate() {
                let before = prior.items().and_then(|p| p.get(i)).unwrap_or(&Value::Null);
                check(before, c, n, &path.index(i), faults);
            }
        }
        (Nesting::Map, Value::Map(c), Value::Map(n))
            if c.len() == n.len() && c.keys().all(|k| n.contains_key(k)) =>
        {
            for (k, c) in c {
                check(prior.get(k), c, planned.get(k), &path.key(k), faults);
            }
        }
        (Nesting::Set, Value::Set(c), Value::Set(n)) if c.len() == n.len() => {
            for n in n {
                let fits = c.iter().any(|c| {
                    let mut inner = Vec::new();
                    check(&Value::Null, c, n, path, &mut inner);
                    inner.is_empty() || prior.items().is_some_and(|p| p.contains(n))
                });
                if !fits {
                    faults.push((
                        path.clone(),
                        "a planned set element is not in the configuration".into(),
                    ));
                }
            }
        }
        _ => faults.push((
            path.clone(),
            format!(
                "planned {} for a configured {}",
                planned.kind(),
                config.kind()
            ),
        )),
    }
}

/// Applied values conform to the plan: equal wherever the plan is known, and nothing is unknown.
pub fn check_apply(planned: &Value, applied: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    if applied.is_null() {
        faults.push((
            Path::root(),
            "the object is gone after an apply that planned it".into(),
        ));
    } else {
        compatible(planned, applied, &Path::root(), &mut faults);
    }
    faults
}

fn compatible(planned: &Value, applied: &Value, path: &Path, faults: &mut Vec<Fault>) {
    match (planned, applied) {
        (_, Value::Unknown) => faults.push((path.clone(), "still unknown after apply".into())),
        (Value::Unknown, known) if known.contains_unknown() => {
            faults.push((path.clone(), "still unknown after apply".into()))
        }
        (Value::Unknown, _) => {}
        (Value::Object(p), Value::Object(a)) => {
            let names: std::collections::BTreeSet<&String> = p.keys().chain(a.keys()).collect();
            for name in names {
                compatible(
                    planned.get(name),
                    applied.get(name),
                    &path.attribute(name),
                    faults,
                );
            }
        }
        (Value::Map(p), Value::Map(a))
            if p.len() == a.len() && p.keys().all(|k| a.contains_key(k)) =>
        {
            for (k, p) in p {
                compatible(p, applied.get(k), &path.key(k), faults);
            }
        }
        (Value::List(p), Value::List(a)) if p.len() == a.len() => {
            for (i, (p, a)) in p.iter().zip(a).enumerate() {
                compatible(p, a, &path.index(i), faults);
            }
        }
        (Value::Set(p), Value::Set(a)) if p.len() == a.len() => {
            for p in p {
                let fits = a.iter().any(|a| {
                    let mut inner = Vec::new();
                    compatible(p, a, path, &mut inner);
                    inner.is_empty()
                });
                if !fits {
                    faults.push((
                        path.clone(),
                        "a planned set element is missing after apply".into(),
                    ));
                }
            }
        }
        _ if planned == applied => {}
        _ => faults.push((
            path.clone(),
            format!(
                "planned {}, applied another {}",
                planned.kind(),
                applied.kind()
            ),
        )),
    }
}

/// Turns faults into error diagnostics that name the resource type and attribute.
pub fn report(type_name: &str, step: &str, faults: Vec<Fault>, diagnostics: &mut Diagnostics) {
    for (path, what) in faults {
        diagnostics.error_at(
            path.clone(),
            "Provider bug",
            format!("The {step} of {type_name} breaks a rule of Terraform at {path}: {what}. Please report this; nothing was hidden from the state."),
        );
    }
}

//! Planning: what a resource will look like after apply. The one implementation of Terraform's rules for it.

use std::collections::BTreeMap;

use super::diagnostic::Diagnostics;
use super::equality::Equality;
use super::path::Path;
use super::schema::{Attribute, Block, Nesting, OnChange, Presence, Schema, Shape};
use super::validate::is_blank;
use super::value::Value;

/// A plan in the making.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// before; null for create
    pub prior: Value,
    /// the configuration; null for destroy
    pub config: Value,
    /// what is planned; null for destroy
    pub planned: Value,
    /// attributes whose change replaces the object
    pub replace: Vec<Path>,
    /// private bytes
    pub private: Vec<u8>,
    /// prior identity
    pub identity: Option<Value>,
    /// errors and warnings
    pub diagnostics: Diagnostics,
}

impl Plan {
    /// A plan of an object that does not exist yet.
    pub fn is_create(&self) -> bool {
        self.prior.is_null() && !self.planned.is_null()
    }

    /// A plan that removes the object.
    pub fn is_destroy(&self) -> bool {
        self.planned.is_null()
    }

    /// A plan that changes an existing object in any way.
    pub fn is_update(&self) -> bool {
        !self.prior.is_null() && !self.planned.is_null() && self.prior != self.planned
    }
}

/// Plans by the schema's rules: configured values (in the prior spelling where they mean the same), defaults,
/// kept or unknown computed values.
pub fn plan(schema: &Schema, prior: &Value, config: &Value) -> Value {
    let mut planned = plan_block(&schema.block, prior, config);
    if !prior.is_null() && planned != *prior {
        mark_volatile_block(&schema.block, config, &mut planned);
    }
    planned
}

fn plan_block(block: &Block, prior: &Value, config: &Value) -> Value {
    let mut members = plan_members(&block.attributes, prior, config);
    for nested in &block.blocks {
        let (prior, config) = (prior.get(&nested.name), config.get(&nested.name));
        let value = plan_nested(nested.nesting, false, prior, config, &|p, c| {
            plan_block(&nested.block, p, c)
        });
        members.insert(nested.name.clone(), value);
    }
    Value::Object(members)
}

fn plan_members(
    attributes: &[Attribute],
    prior: &Value,
    config: &Value,
) -> BTreeMap<String, Value> {
    let exists = !prior.is_null();
    attributes
        .iter()
        .map(|a| {
            (
                a.name.clone(),
                plan_attribute(a, exists, prior.get(&a.name), config.get(&a.name)),
            )
        })
        .collect()
}

fn plan_attribute(attribute: &Attribute, exists: bool, prior: &Value, config: &Value) -> Value {
    if attribute.write_only {
        return Value::Null;
    }
    if attribute.presence == Presence::Computed {
        return if exists {
            prior.clone()
        } else {
            Value::Unknown
        };
    }
    match config {
        Value::Unknown => Value::Unknown,
        Value::Null => unset(attribute, exists, prior),
        _ => match &attribute.shape {
            Shape::Plain(_) => keep_equal(attribute.equality, prior, config),
            Shape::Nested(nesting, attributes, _) => {
                let unordered = attribute.equality == Equality::Unordered;
                plan_nested(*nesting, unordered, prior, config, &|p, c| {
                    Value::Object(plan_members(attributes, p, c))
                })
            }
        },
    }
}

/// What is planned for an attribute that the configuration leaves out.
fn unset(attribute: &Attribute, exists: bool, prior: &Value) -> Value {
    if let Some(default) = &attribute.default {
        // A nested default has members with rules of their own.
        return match &attribute.shape {
            Shape::Nested(nesting, attributes, _) if !default.is_null() => {
                plan_nested(*nesting, false, prior, default, &|p, c| {
                    Value::Object(plan_members(attributes, p, c))
                })
            }
            _ => keep_equal(attribute.equality, prior, default),
        };
    }
    match attribute.presence {
        Presence::OptionalComputed if attribute.empty_is_null => {
            if exists && prior.is_empty() {
                prior.clone()
            } else {
                Value::Null
            }
        }
        Presence::OptionalComputed if exists => prior.clone(),
        Presence::OptionalComputed => Value::Unknown,
        _ => Value::Null,
    }
}

/// The prior value where it means the same as the wanted one, else the wanted one.
fn keep_equal(equality: Equality, prior: &Value, wanted: &Value) -> Value {
    if !prior.is_null()
        && !wanted.contains_unknown()
        && !prior.contains_unknown()
        && equality.equal(prior, wanted)
    {
        prior.clone()
    } else {
        wanted.clone()
    }
}

type PlanElement<'a> = &'a dyn Fn(&Value, &Value) -> Value;

fn plan_nested(
    nesting: Nesting,
    unordered: bool,
    prior: &Value,
    config: &Value,
    element: PlanElement<'_>,
) -> Value {
    match (nesting, config) {
        (_, Value::Unknown) => Value::Unknown,
        (_, Value::Null) => Value::Null,
        (Nesting::Single, _) => element(prior, config),
        (Nesting::Map, Value::Map(members) | Value::Object(members)) => Value::Map(
            members
                .iter()
                .map(|(k, c)| (k.clone(), plan_element(prior.get(k), c, element)))
                .collect(),
        ),
        (Nesting::List, Value::List(items)) => {
            let before = prior.items().unwrap_or(&[]);
            let planned: Vec<Value> = if unordered || items.len() != before.len() {
                pair_up(before, items)
                    .into_iter()
                    .zip(items)
                    .map(|(p, c)| plan_element(p, c, element))
                    .collect()
            } else {
                items
                    .iter()
                    .enumerate()
                    .map(|(i, c)| plan_element(&before[i], c, element))
                    .collect()
            };
            if unordered && Value::Set(planned.clone()) == Value::Set(before.to_vec()) {
                return prior.clone();
            }
            Value::List(planned)
        }
        (Nesting::Set, Value::Set(items) | Value::List(items)) => {
            let before = prior.items().unwrap_or(&[]);
            Value::Set(
                pair_up(before, items)
                    .into_iter()
                    .zip(items)
                    .map(|(p, c)| plan_element(p, c, element))
                    .collect(),
            )
        }
        (_, other) => other.clone(),
    }
}

fn plan_element(prior: &Value, config: &Value, element: PlanElement<'_>) -> Value {
    if config.is_unknown() || config.is_null() {
        config.clone()
    } else {
        element(prior, config)
    }
}

/// For each wanted element the prior element that agrees in what the configuration sets, each prior used once; null where none does.
fn pair_up<'a>(before: &'a [Value], wanted: &[Value]) -> Vec<&'a Value> {
    let mut taken = vec![false; before.len()];
    wanted
        .iter()
        .map(|w| {
            let found = before
                .iter()
                .enumerate()
                .position(|(i, b)| !taken[i] && agrees(b, w));
            match found {
                Some(i) => {
                    taken[i] = true;
                    &before[i]
                }
                None => &Value::Null,
            }
        })
        .collect()
}

fn agrees(before: &Value, wanted: &Value) -> bool {
    match (before, wanted) {
        (_, Value::Null) => true,
        (Value::Object(b), Value::Object(w)) => w
            .iter()
            .all(|(k, v)| agrees(b.get(k).unwrap_or(&Value::Null), v)),
        (Value::List(b), Value::List(w)) => {
            b.len() == w.len() && b.iter().zip(w).all(|(b, w)| agrees(b, w))
        }
        _ => before == wanted,
    }
}

fn mark_volatile_block(block: &Block, config: &Value, planned: &mut Value) {
    mark_volatile(&block.attributes, config, planned);
    for nested in &block.blocks {
        each_nested(config.get(&nested.name), planned, &nested.name, &|c, p| {
            mark_volatile_block(&nested.block, c, p)
        });
    }
}

fn mark_volatile(attributes: &[Attribute], config: &Value, planned: &mut Value) {
    for attribute in attributes {
        let configured = config.get(&attribute.name);
        if attribute.volatile
            && attribute.presence.computed()
            && configured.is_null()
            && attribute.default.is_none()
        {
            planned.set(&attribute.name, Value::Unknown);
        } else if let Shape::Nested(_, inner, _) = &attribute.shape {
            each_nested(configured, planned, &attribute.name, &|c, p| {
                mark_volatile(inner, c, p)
            });
        }
    }
}

/// Applies `f` to each pair of configured and planned objects under the named member. Set elements have no place of their own
/// in the configuration, so their volatile members are judged as unset.
fn each_nested(config: &Value, planned: &mut Value, name: &str, f: &dyn Fn(&Value, &mut Value)) {
    let (Value::Object(members) | Value::Map(members)) = planned else {
        return;
    };
    match members.get_mut(name) {
        Some(object @ Value::Object(_)) => f(config, object),
        Some(Value::List(items)) => {
            let configured = config.items().unwrap_or(&[]);
            for (i, item) in items.iter_mut().enumerate() {
                f(configured.get(i).unwrap_or(&Value::Null), item);
            }
        }
        Some(Value::Set(items)) => items.iter_mut().for_each(|item| f(&Value::Null, item)),
        Some(Value::Map(items)) => items
            .iter_mut()
            .for_each(|(k, item)| f(config.get(k), item)),
        _ => {}
    }
}

/// Fills `plan.replace` with the attributes whose change needs a new object, and refuses what cannot be changed at all.
pub fn note_replacements(schema: &Schema, plan: &mut Plan) {
    if plan.prior.is_null() || plan.planned.is_null() {
        return;
    }
    let mut found = Vec::new();
    changed_block(
        &schema.block,
        &plan.prior,
        &plan.planned,
        &Path::root(),
        &mut found,
    );
    for (path, on_change) in found {
        match on_change {
            OnChange::Replace | OnChange::ReplaceWhenRemoved => plan.replace.push(path),
            OnChange::Refuse => plan.diagnostics.error_at(
                path.clone(),
                "Cannot be changed",
                format!("{path} is fixed once the object exists, and replacing the object would lose what belongs to it. Keep the old value, or destroy and create the resource deliberately (terraform apply -replace)."),
            ),
            OnChange::Update => {}
        }
    }
}

fn changed_block(
    block: &Block,
    prior: &Value,
    planned: &Value,
    path: &Path,
    found: &mut Vec<(Path, OnChange)>,
) {
    changed_members(&block.attributes, prior, planned, path, found);
    for nested in &block.blocks {
        let (before, after) = (prior.get(&nested.name), planned.get(&nested.name));
        let here = path.attribute(&nested.name);
        if before == after {
            continue;
        }
        if nested.on_change.bars(after) {
            found.push((here, nested.on_change));
        } else if nested.nesting == Nesting::Single {
            changed_block(&nested.block, before, after, &here, found);
        } else if let (Value::List(b), Value::List(a)) = (before, after) {
            for (i, (b, a)) in b.iter().zip(a).enumerate() {
                changed_block(&nested.block, b, a, &here.index(i), found);
            }
        }
    }
}

fn changed_members(
    attributes: &[Attribute],
    prior: &Value,
    planned: &Value,
    path: &Path,
    found: &mut Vec<(Path, OnChange)>,
) {
    for attribute in attributes {
        let (before, after) = (prior.get(&attribute.name), planned.get(&attribute.name));
        if before == after || !attribute.presence.configurable() {
            continue;
        }
        // A text that says nothing is as good as none.
        if before.is_empty() && is_blank(attribute, after) {
            continue;
        }
        let here = path.attribute(&attribute.name);
        if attribute.on_change.bars(after) {
            // What the API never tells is null after an import, and what must be set is null only in a state that does not
            // know it (another provider's): learning it from the configuration changes nothing there.
            let learned = attribute.unread || attribute.presence == Presence::Required;
            if !(learned && before.is_null()) {
                found.push((here, attribute.on_change));
            }
            continue;
        }
        if let Shape::Nested(nesting, inner, _) = &attribute.shape {
            match (nesting, before, after) {
                (Nesting::Single, _, Value::Object(_)) => {
                    changed_members(inner, before, after, &here, found)
                }
                (Nesting::List, Value::List(b), Value::List(a)) => {
                    for (i, (b, a)) in b.iter().zip(a).enumerate() {
                        changed_members(inner, b, a, &here.index(i), found);
                    }
                }
                (Nesting::Map, Value::Map(b), Value::Map(a)) => {
                    for (key, a) in a {
                        if let Some(b) = b.get(key) {
                            changed_members(inner, b, a, &here.key(key), found);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Nulls write-only attributes: they never reach plan or state.
pub fn strip_write_only(block: &Block, value: &mut Value) {
    strip_members(&block.attributes, value);
    for nested in &block.blocks {
        each_nested(&Value::Null, value, &nested.name, &|_, v| {
            strip_write_only(&nested.block, v)
        });
    }
}

fn strip_members(attributes: &[Attribute], value: &mut Value) {
    for attribute in attributes {
        if attribute.write_only {
            value.set(&attribute.name, Value::Null);
        } else if let Shape::Nested(_, inner, _) = &attribute.shape {
            each_nested(&Value::Null, value, &attribute.name, &|_, v| {
                strip_members(inner, v)
            });
        }
    }
}

/// The applied value brought into the plan's own words: wherever the plan is known it stands (that is Terraform's rule and it
/// keeps the user's spelling), what was unknown comes from `applied`, and what nobody knows becomes null.
pub fn settle(planned: &Value, applied: &Value) -> Value {
    match planned {
        Value::Unknown => known(applied),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|(k, p)| (k.clone(), settle(p, applied.get(k))))
                .collect(),
        ),
        Value::Map(members) => Value::Map(
            members
                .iter()
                .map(|(k, p)| (k.clone(), settle(p, applied.get(k))))
                .collect(),
        ),
        Value::List(items) => {
            let after = applied.items().unwrap_or(&[]);
            let same_length = after.len() == items.len();
            Value::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(i, p)| {
                        let fitting = after.iter().find(|a| fits(p, a));
                        let by_place = if same_length { after.get(i) } else { None };
                        settle(
                            p,
                            by_place
                                .filter(|a| fits(p, a))
                                .or(fitting)
                                .or(by_place)
                                .unwrap_or(&Value::Null),
                        )
                    })
                    .collect(),
            )
        }
        Value::Set(items) => {
            let after = applied.items().unwrap_or(&[]);
            Value::Set(
                items
                    .iter()
                    .map(|p| settle(p, after.iter().find(|a| fits(p, a)).unwrap_or(&Value::Null)))
                    .collect(),
            )
        }
        known => known.clone(),
    }
}

/// Whether an applied element is the one that was planned: equal wherever the plan is known and not null.
fn fits(planned: &Value, applied: &Value) -> bool {
    match (planned, applied) {
        (Value::Unknown | Value::Null, _) => true,
        (Value::Object(p), Value::Object(_)) => p.iter().all(|(k, p)| fits(p, applied.get(k))),
        (Value::List(p), Value::List(a)) | (Value::Set(p), Value::Set(a)) => {
            p.len() == a.len() && p.iter().all(|p| a.iter().any(|a| fits(p, a)))
        }
        _ => planned == applied,
    }
}

/// A value with every unknown turned to null.
pub fn known(value: &Value) -> Value {
    match value {
        Value::Unknown => Value::Null,
        Value::List(items) => Value::List(items.iter().map(known).collect()),
        Value::Set(items) => Value::Set(items.iter().map(known).collect()),
        Value::Map(m) => Value::Map(m.iter().map(|(k, v)| (k.clone(), known(v))).collect()),
        Value::Object(m) => Value::Object(m.iter().map(|(k, v)| (k.clone(), known(v))).collect()),
        other => other.clone(),
    }
}

/// The state after a refresh: what was read, in the old spelling wherever both mean the same (also «empty» for «empty»).
pub fn keep_spelling(block: &Block, prior: &Value, read: &Value) -> Value {
    if prior.is_null() || read.is_null() {
        return read.clone();
    }
    let mut members = keep_members(&block.attributes, prior, read);
    for nested in &block.blocks {
        let (before, after) = (prior.get(&nested.name), read.get(&nested.name));
        members.insert(
            nested.name.clone(),
            keep_elements(false, before, after, &|p, r| {
                keep_spelling(&nested.block, p, r)
            }),
        );
    }
    Value::Object(members)
}

fn keep_members(attributes: &[Attribute], prior: &Value, read: &Value) -> BTreeMap<String, Value> {
    attributes
        .iter()
        .map(|a| {
            (
                a.name.clone(),
                keep_attribute(a, prior.get(&a.name), read.get(&a.name)),
            )
        })
        .collect()
}

fn keep_attribute(attribute: &Attribute, prior: &Value, read: &Value) -> Value {
    // Both say «not set», in different words. A computed list that turned empty stays as read.
    if attribute.presence.configurable() && prior.is_empty() && read.is_empty() {
        return prior.clone();
    }
    if prior.is_null() {
        return read.clone();
    }
    match &attribute.shape {
        Shape::Plain(_) => {
            if attribute.equality.equal(prior, read) {
                prior.clone()
            } else {
                read.clone()
            }
        }
        Shape::Nested(_, inner, _) => keep_elements(
            attribute.equality == Equality::Unordered,
            prior,
            read,
            &|p, r| Value::Object(keep_members(inner, p, r)),
        ),
    }
}

fn keep_elements(
    unordered: bool,
    prior: &Value,
    read: &Value,
    keep: &dyn Fn(&Value, &Value) -> Value,
) -> Value {
    match (prior, read) {
        (Value::Object(_), Value::Object(_)) => keep(prior, read),
        (Value::Map(_), Value::Map(r)) => Value::Map(
            r.iter()
                .map(|(k, r)| {
                    (
                        k.clone(),
                        if prior.get(k).is_null() {
                            r.clone()
                        } else {
                            keep(prior.get(k), r)
                        },
                    )
                })
                .collect(),
        ),
        (Value::List(p), Value::List(r)) if unordered => {
            // In the order of the state, new ones at the end.
            let mut rest: Vec<&Value> = r.iter().collect();
            let mut kept = Vec::with_capacity(r.len());
            for p in p {
                if let Some(i) = rest.iter().position(|r| keep(p, r) == *p) {
                    kept.push(p.clone());
                    rest.remove(i);
                }
            }
            kept.extend(rest.into_iter().cloned());
            Value::List(kept)
        }
        (Value::List(p), Value::List(r)) => Value::List(
            r.iter()
                .enumerate()
                .map(|(i, r)| {
                    p.get(i)
                        .filter(|p| !p.is_null())
                        .map_or_else(|| r.clone(), |p| keep(p, r))
                })
                .collect(),
        ),
        (Value::Set(p), Value::Set(r)) => Value::Set(
            r.iter()
                .map(|r| {
                    p.iter()
                        .find(|p| keep(p, r) == **p)
                        .cloned()
                        .unwrap_or_else(|| r.clone())
                })
                .collect(),
        ),
        _ => read.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::types::Type;

    #[test]
    fn removing_what_the_api_cannot_unset_replaces() {
        let mut attribute = Attribute::new("rules", Type::String);
        attribute.on_change = OnChange::ReplaceWhenRemoved;
        let block = Block {
            attributes: vec![attribute],
            ..Block::default()
        };
        let schema = Schema { version: 0, block };
        let object = |value: Value| Value::object([("rules", value)]);
        for (before, after, replaces) in [("a", Value::Null, true), ("a", Value::from("b"), false)]
        {
            let mut it = Plan {
                prior: object(Value::from(before)),
                planned: object(after),
                ..Plan::default()
            };
            note_replacements(&schema, &mut it);
            assert_eq!(!it.replace.is_empty(), replaces);
        }
    }
}

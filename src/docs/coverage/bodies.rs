//! Which properties of the contract's request bodies a resource's fields send.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::calls::{Use, bare, matched, verb};
use super::reasons;
use crate::framework::OnChange;
use crate::rest::declare::{Call, RestResource, Sends, Verb};
use crate::rest::field::Field;
use crate::simulator::contract::{Operation, resolve};

/// Which bodies a call carries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Create,
    Update,
}

/// Properties that nothing sends, each with the position of the reason that explains it.
pub fn missing(
    resource: &RestResource,
    operations: &[&'static Operation],
    compared: &mut usize,
) -> Vec<(String, Option<usize>)> {
    // One operation may be called several times, each call with a part of the body.
    let mut bodies: BTreeMap<&'static str, (&'static Operation, BTreeSet<String>)> =
        BTreeMap::new();
    for (calls, create) in [(&resource.create, true), (&resource.update, false)] {
        for call in calls
            .iter()
            .filter(|c| !matches!(c.verb, Verb::Get | Verb::Delete))
        {
            let one = Use {
                kind: "resource",
                type_name: resource.type_name.clone(),
                verb: verb(call.verb),
                path: bare(&call.path).to_owned(),
            };
            let body = if create && call.verb != Verb::Patch {
                Body::Create
            } else {
                Body::Update
            };
            for operation in matched(&one, operations) {
                let entry = bodies
                    .entry(operation.id)
                    .or_insert_with(|| (operation, BTreeSet::new()));
                entry.1.extend(sent(resource, call, body));
            }
        }
    }
    let constants = constants(&resource.fields);
    let mut out = Vec::new();
    for (operation, sent) in bodies.into_values() {
        let Some(schema) = operation.body else {
            continue;
        };
        let mut wanted = BTreeSet::new();
        properties(
            operation.document.root(),
            schema,
            "",
            &constants,
            0,
            &mut wanted,
        );
        *compared += wanted.len();
        for path in wanted.into_iter().filter(|p| !covered(p, &sent)) {
            let reason = reasons::property(&resource.type_name, &path);
            out.push((
                format!(
                    "{}: {path} in {} {}",
                    resource.type_name, operation.method, operation.template
                ),
                reason,
            ));
        }
    }
    out
}

/// Constants that every body has, by dotted path: they choose between the branches of a union.
fn constants(fields: &[Field]) -> BTreeMap<String, &Json> {
    fields
        .iter()
        .filter_map(|f| Some((f.create.first()?.clone(), f.constant.as_ref()?)))
        .collect()
}

/// Whether a path, or an object that goes as it is, is sent.
fn covered(path: &str, sent: &BTreeSet<String>) -> bool {
    sent.contains(path)
        || path
            .match_indices('.')
            .any(|(at, _)| sent.contains(&format!("{}.*", &path[..at])))
}

/// Dotted paths of all properties of a schema, of all branches of its unions together.
fn properties(
    root: &'static Json,
    schema: &'static Json,
    at: &str,
    constants: &BTreeMap<String, &Json>,
    depth: usize,
    out: &mut BTreeSet<String>,
) {
    let schema = resolve(root, schema);
    let join = |name: &str| {
        if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}.{name}")
        }
    };
    let members = || schema["properties"].as_object().into_iter().flatten();
    let of_another =
        members().any(
            |(name, inner)| match (inner.get("const"), constants.get(&join(name))) {
                (Some(wanted), Some(ours)) => wanted != *ours,
                _ => false,
            },
        );
    if depth > 12 || of_another {
        return;
    }
    for (name, inner) in members() {
        let path = join(name);
        properties(root, inner, &path, constants, depth + 1, out);
        out.insert(path);
    }
    for word in ["allOf", "oneOf", "anyOf"] {
        for part in schema[word].as_array().into_iter().flatten() {
            properties(root, part, at, constants, depth + 1, out);
        }
    }
    for word in ["items", "then", "else"] {
        if schema.get(word).is_some() {
            properties(root, &schema[word], at, constants, depth + 1, out);
        }
    }
}

/// Dotted paths that a call's body may have; `x.*` for objects that go as they are.
fn sent(resource: &RestResource, call: &Call, body: Body) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for field in &resource.fields {
        let included = match &call.sends {
            Sends::Nothing => false,
            Sends::All => true,
            Sends::Only(names) => names.contains(&field.name()),
            Sends::Except(names) => !names.contains(&field.name()),
        };
        if included || (field.constant.is_some() && call.sends != Sends::Nothing) {
            paths(field, body, "", false, &mut out);
        }
    }
    out.extend(call.adds.iter().map(|(name, _)| name.clone()));
    out.extend(call.fills.iter().map(|(name, _)| name.clone()));
    for (from, to) in &call.renames {
        let inside: Vec<String> = out
            .iter()
            .filter_map(|p| {
                p.strip_prefix(from.as_str())
                    .map(|rest| format!("{to}{rest}"))
            })
            .collect();
        out.extend(inside);
    }
    out
}

fn paths(field: &Field, body: Body, at: &str, inside: bool, out: &mut BTreeSet<String>) {
    let names = match body {
        Body::Create => &field.create,
        Body::Update
            if inside
                && field.update.is_empty()
                && field.attribute.on_change != OnChange::Update =>
        {
            &field.create
        }
        Body::Update => &field.update,
    };
    if names.is_empty() {
        return;
    }
    if field.flatten {
        field
            .children
            .iter()
            .for_each(|child| paths(child, body, at, inside, out));
        return;
    }
    let by_value = field
        .named_by
        .iter()
        .flat_map(|(_, names)| names.iter().map(|(_, name)| name));
    for name in names.iter().chain(by_value) {
        let full = if at.is_empty() {
            name.clone()
        } else {
            format!("{at}.{name}")
        };
        // A dotted name makes the objects on its way.
        for (end, _) in full.match_indices('.') {
            out.insert(full[..end].to_owned());
        }
        if field.children.is_empty() {
            out.insert(format!("{full}.*"));
        }
        field
            .children
            .iter()
            .for_each(|child| paths(child, body, &full, true, out));
        out.insert(full);
    }
}

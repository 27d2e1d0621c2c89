//! The declarations against the API contract: every app, every method, every member of its credentials.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::resources;
use crate::framework::validate::{Rule, audit};
use crate::rest::prelude::*;
use crate::rest::schema::schema;

const PATHS: &str = "/api/v1/app-connections/";

/// Accepted by the contract's schema, refused by the server behind it (NOTES.md).
const OF_NO_USE: [&str; 1] = ["refreshToken"];

fn documents() -> Vec<Json> {
    [
        include_str!("../../simulator/contract/app-connections-a.yaml"),
        include_str!("../../simulator/contract/app-connections-b.yaml"),
    ]
    .map(|text| serde_norway::from_str(text).expect("the contract is YAML"))
    .to_vec()
}

/// What `$ref` points to, or the schema itself.
fn resolve<'a>(document: &'a Json, schema: &'a Json) -> &'a Json {
    match schema["$ref"].as_str() {
        Some(reference) => document
            .pointer(&reference[1..])
            .expect("the reference leads somewhere"),
        None => schema,
    }
}

/// The schema and everything that it is composed of.
fn parts<'a>(document: &'a Json, schema: &'a Json) -> Vec<&'a Json> {
    let schema = resolve(document, schema);
    let composed = ["allOf", "oneOf", "anyOf"]
        .iter()
        .flat_map(|word| schema[*word].as_array().into_iter().flatten());
    std::iter::once(schema)
        .chain(composed.flat_map(|part| parts(document, part)))
        .collect()
}

/// A schema property's names: those of each part that has properties, and those required by all of them.
struct Names {
    all: BTreeSet<String>,
    required: BTreeSet<String>,
    secret: BTreeSet<String>,
}

fn names(document: &Json, schema: &Json) -> Names {
    let mut out = Names {
        all: BTreeSet::new(),
        required: BTreeSet::new(),
        secret: BTreeSet::new(),
    };
    let shapes: Vec<&Json> = parts(document, schema)
        .into_iter()
        .filter(|part| part["properties"].is_object())
        .filter(|part| {
            !OF_NO_USE
                .iter()
                .any(|name| part["properties"].get(name).is_some())
        })
        .collect();
    for (i, shape) in shapes.iter().enumerate() {
        let required: BTreeSet<String> = shape["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|n| n.as_str().map(str::to_owned))
            .collect();
        out.required = if i == 0 {
            required
        } else {
            &out.required & &required
        };
        for (name, property) in shape["properties"].as_object().into_iter().flatten() {
            out.all.insert(name.clone());
            if property["writeOnly"] == true {
                out.secret.insert(name.clone());
            }
        }
    }
    out
}

/// (method, schema of its credentials) of a connection's schema.
fn methods<'a>(document: &'a Json, schema: &'a Json) -> Vec<(String, &'a Json)> {
    parts(document, schema)
        .into_iter()
        .flat_map(|part| {
            let method = &part["properties"]["method"];
            let credentials = &part["properties"]["credentials"];
            let values = method["enum"]
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![method["const"].clone()]);
            values
                .into_iter()
                .filter_map(|v| v.as_str().map(str::to_owned))
                .map(move |method| (method, credentials))
        })
        .collect()
}

/// Whether a condition on `method`, when the field has one, lets the method through.
fn has(field: &Field, method: &str) -> bool {
    field
        .only_when
        .as_ref()
        .is_none_or(|(_, values)| values.iter().any(|v| v == method))
}

/// What must be given with a method, or always goes by a default.
fn sent_always(resource: &RestResource, field: &Field, method: &str) -> bool {
    let by_rule = resource.rules.iter().any(|rule| {
        matches!(rule, Rule::RequiredWhen { attribute, values, .. }
            if attribute.split('|').any(|a| a == format!("credentials.{}", field.name()))
                && values.iter().any(|v| v == method))
    });
    has(field, method)
        && (field.attribute.presence == Presence::Required
            || field.attribute.default.is_some()
            || field.required_then
            || by_rule)
}

fn field<'a>(fields: &'a [Field], json: &str) -> Option<&'a Field> {
    fields.iter().find(|f| f.create.iter().any(|n| n == json))
}

#[test]
fn every_app_method_and_member_of_the_contract_is_declared() {
    let resources = resources();
    let (mut apps, mut seen_methods, mut members) = (0, 0, 0);
    for document in documents() {
        for (path, operations) in document["paths"].as_object().expect("paths") {
            let Some(app) = path.strip_prefix(PATHS).filter(|rest| !rest.contains('/')) else {
                continue;
            };
            apps += 1;
            let resource = resources
                .iter()
                .find(|r| r.create[0].path == *path)
                .unwrap_or_else(|| panic!("no resource creates {app} connections"));
            let body = &operations["post"]["requestBody"]["content"]["application/json"]["schema"];
            let answer =
                &operations["post"]["responses"]["200"]["content"]["application/json"]["schema"];
            let credentials = field(&resource.fields, "credentials").expect("credentials");
            let declared_methods = field(&resource.fields, "method").expect("method");

            let answers = methods(&document, answer);
            for (method, schema) in methods(&document, body) {
                seen_methods += 1;
                assert!(
                    declared_methods
                        .attribute
                        .validators
                        .iter()
                        .any(|v| matches!(v, Validator::OneOf(values) if values.contains(&method))),
                    "{app}: method {method} is not offered"
                );
                let wanted = names(&document, schema);
                let told: BTreeSet<String> = answers
                    .iter()
                    .filter(|(m, _)| *m == method)
                    .flat_map(|(_, s)| names(&document, s).all)
                    .collect();
                let of_method: Vec<&Field> = credentials
                    .children
                    .iter()
                    .filter(|f| has(f, &method))
                    .collect();
                let declared: BTreeSet<String> =
                    of_method.iter().map(|f| f.create[0].clone()).collect();
                assert_eq!(declared, wanted.all, "{app} {method}: members");
                for f in of_method {
                    members += 1;
                    let name = &f.create[0];
                    let at = format!("{app} {method}: {name}");
                    if wanted.required.contains(name) {
                        assert!(sent_always(resource, f, &method), "{at} is required");
                    } else {
                        assert!(
                            f.attribute.default.is_some() || !sent_always(resource, f, &method),
                            "{at} is optional"
                        );
                    }
                    assert_eq!(f.secret, wanted.secret.contains(name), "{at} secret");
                    assert_eq!(
                        !f.read.is_empty(),
                        told.contains(name),
                        "{at} told by answers"
                    );
                }
            }

            // Whatever else a create accepts beyond a constant is an attribute.
            let parts = parts(&document, body);
            let open = parts
                .iter()
                .flat_map(|part| part["properties"].as_object().into_iter().flatten())
                .filter(|(_, p)| p.get("const").is_none() && p["type"] != "null");
            for (name, _) in open {
                assert!(
                    field(&resource.fields, name).is_some(),
                    "{app}: {name} cannot be set"
                );
            }
        }
    }
    assert_eq!(
        apps,
        resources.len(),
        "a resource without an app in the contract"
    );
    println!("{apps} apps, {seen_methods} methods, {members} members of credentials");
}

#[test]
fn schemas_are_sound() {
    for r in resources() {
        let schema = schema(r.version, &r.fields, &r.rules, &r.description, None);
        let faults = audit(&schema);
        assert!(faults.is_empty(), "{}: {faults:?}", r.type_name);
    }
}

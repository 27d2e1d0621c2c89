//! Holds declarations against the API contract: a misspelt, forgotten or invented member fails here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::framework::Presence;
use crate::rest::prelude::*;

/// A contract document.
pub struct Contract(Json);

impl Contract {
    /// Of YAML text.
    pub fn new(yaml: &str) -> Contract {
        Contract(serde_norway::from_str(yaml).expect("the contract is YAML"))
    }

    /// The paths with a POST under a prefix.
    pub fn collections(&self, prefix: &str) -> Vec<String> {
        let paths = self.0["paths"].as_object().expect("paths");
        paths
            .iter()
            .filter(|(path, item)| {
                path.starts_with(prefix) && !path.contains('{') && !item["post"].is_null()
            })
            .map(|(path, _)| path.clone())
            .collect()
    }

    /// The body schema of a POST.
    pub fn body(&self, path: &str) -> &Json {
        &self.0["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    }

    /// A named schema.
    pub fn schema(&self, name: &str) -> &Json {
        &self.0["components"]["schemas"][name]
    }

    /// The schema behind a reference.
    pub fn follow<'a>(&'a self, schema: &'a Json) -> &'a Json {
        match schema["$ref"].as_str() {
            Some(to) => self.follow(self.schema(to.rsplit('/').next().unwrap_or(to))),
            None => schema,
        }
    }

    /// Members of an object schema, those of all its variants together, and which of them all variants require.
    pub fn members<'a>(
        &'a self,
        schema: &'a Json,
    ) -> (BTreeMap<String, &'a Json>, BTreeSet<String>) {
        let schema = self.follow(schema);
        let mut members: BTreeMap<String, &Json> = BTreeMap::new();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            members.insert(name.clone(), member);
        }
        let mut required: BTreeSet<String> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .map(str::to_owned)
            .collect();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            let (more, needed) = self.members(part);
            members.extend(more);
            required.extend(needed);
        }
        let variants: Vec<_> = schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|v| self.members(v))
            .collect();
        let common = variants
            .iter()
            .map(|(_, r)| r.clone())
            .reduce(|a, b| &a & &b)
            .unwrap_or_default();
        required.extend(common);
        for (more, _) in variants {
            members.extend(more);
        }
        (members, required)
    }
}

/// The fields by JSON name, members of flattened objects beside the others.
pub fn by_json(fields: &[Field]) -> BTreeMap<String, Vec<&Field>> {
    let mut out: BTreeMap<String, Vec<&Field>> = BTreeMap::new();
    for field in fields {
        if field.flatten {
            for (name, inner) in by_json(&field.children) {
                out.entry(name).or_default().extend(inner);
            }
        } else if let Some(name) = field.create.first() {
            out.entry(name.clone()).or_default().push(field);
        }
    }
    out
}

/// What is different between fields and an object schema, in words.
pub fn differences(contract: &Contract, fields: &[Field], schema: &Json, at: &str) -> Vec<String> {
    let (members, required) = contract.members(schema);
    let declared = by_json(fields);
    let mut out = Vec::new();
    for name in declared.keys().filter(|n| !members.contains_key(*n)) {
        out.push(format!("{at}.{name} is not in the contract"));
    }
    for (name, member) in members {
        let here = format!("{at}.{name}");
        let Some(fields) = declared.get(&name) else {
            out.push(format!("{here} is not declared"));
            continue;
        };
        let given = fields.iter().any(|f| {
            f.constant.is_some()
                || f.unset.is_some()
                || f.attribute.default.is_some()
                || f.attribute.presence == Presence::Required
                || f.only_when.is_some()
        });
        if required.contains(&name) && !given && fields.len() == 1 {
            out.push(format!("{here} is required"));
        }
        for field in fields {
            out.extend(kinds_differ(contract, field, member, &here));
        }
    }
    out
}

/// Type, choices and inner members of one field.
fn kinds_differ(contract: &Contract, field: &Field, schema: &Json, at: &str) -> Vec<String> {
    let schema = contract.follow(schema);
    let mut out = Vec::new();
    let choices: BTreeSet<String> = schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .map(str::to_owned)
        .collect();
    let allowed: BTreeSet<String> = field
        .attribute
        .validators
        .iter()
        .filter_map(|v| {
            if let Validator::OneOf(values) = v {
                Some(values.clone())
            } else {
                None
            }
        })
        .flatten()
        .collect();
    if !choices.is_empty() && field.constant.is_none() && allowed != choices {
        out.push(format!("{at}: {allowed:?} instead of {choices:?}"));
    }
    if !field.children.is_empty() {
        let variants = schema["oneOf"].as_array().into_iter().flatten();
        let lists = variants.chain([schema]).find(|v| !v["items"].is_null());
        let inner = lists.map_or(schema, |list| &list["items"]);
        out.extend(differences(contract, &field.children, inner, at));
    }
    let types: Vec<&str> = schema["type"]
        .as_str()
        .into_iter()
        .chain(
            schema["type"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Json::as_str),
        )
        .collect();
    if field.constant.is_none() && field.codec == Codec::Plain && !types.is_empty() {
        let ours = match field.attribute.value_type() {
            Type::Bool => ["boolean", "boolean"],
            Type::Number => ["number", "integer"],
            Type::String => ["string", "string"],
            Type::List(_) | Type::Set(_) => ["array", "array"],
            _ => ["object", "object"],
        };
        if !types.iter().any(|t| ours.contains(t)) {
            out.push(format!("{at} is {types:?}, not {ours:?}"));
        }
    }
    out
}

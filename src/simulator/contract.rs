//! The API contract: Infisical's REST API as OpenAPI 3.1 documents, embedded and parsed on first use.
//!
//! Starting must be fast because tests start many simulators: the route table is read off the documents' text by their
//! layout (path keys stand two blanks deep), and a document is parsed only when a request first reaches one of its paths.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use serde_json::Value;

/// One OpenAPI document of the contract.
pub struct Document {
    /// Its file name, for messages.
    pub name: &'static str,
    text: &'static str,
    parsed: OnceLock<Parsed>,
}

struct Parsed {
    root: &'static Value,
    operations: HashMap<&'static str, Vec<Operation>>,
}

macro_rules! documents {
    ($($name:literal),* $(,)?) => {
        [$(Document { name: $name, text: include_str!(concat!("contract/", $name)), parsed: OnceLock::new() }),*]
    };
}

static DOCUMENTS: [Document; 13] = documents![
    "app-connections-a.yaml",
    "app-connections-b.yaml",
    "dynamic-secrets.yaml",
    "identities.yaml",
    "identity-auth.yaml",
    "kms.yaml",
    "pki.yaml",
    "projects.yaml",
    "secret-rotations.yaml",
    "secret-scanning.yaml",
    "secret-syncs-a.yaml",
    "secret-syncs-b.yaml",
    "secrets.yaml",
];

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query string.
    Query,
}

/// A path or query parameter of an operation.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it travels.
    pub place: Place,
    /// Whether it must be there.
    pub required: bool,
    /// Its JSON Schema.
    pub schema: &'static Value,
}

/// One operation: a verb on a path template.
pub struct Operation {
    /// `operationId`, unique over all documents.
    pub id: &'static str,
    /// Upper-case verb.
    pub method: &'static str,
    /// The path with `{parameters}`.
    pub template: &'static str,
    /// The document it stands in.
    pub document: &'static Document,
    /// Path and query parameters, those of the path item first.
    pub parameters: Vec<Parameter>,
    /// JSON Schema of the request body.
    pub body: Option<&'static Value>,
    /// JSON Schema of the object (or list) inside the envelope of the answer.
    pub response: Option<&'static Value>,
    /// The answer is text, not JSON.
    pub plain_text: bool,
    /// JSON key of the answer that holds the object.
    pub envelope: Option<&'static str>,
    /// No credential is needed.
    pub public: bool,
    /// Refused without the licence of a feature.
    pub licensed: bool,
    /// The operation as it stands in the document, for `x-` keys.
    pub raw: &'static Value,
}

impl Operation {
    /// The text of an `x-` key.
    pub fn extension(&self, key: &str) -> Option<&'static str> {
        self.raw.get(key).and_then(Value::as_str)
    }

    /// The template cut at its slashes.
    pub fn segments(&self) -> Vec<&'static str> {
        self.template.trim_start_matches('/').split('/').collect()
    }
}

impl Document {
    fn parsed(&'static self) -> &'static Parsed {
        self.parsed.get_or_init(|| self.parse())
    }

    /// The whole document.
    pub fn root(&'static self) -> &'static Value {
        self.parsed().root
    }

    /// The operations of one path template.
    pub fn operations(&'static self, template: &str) -> &'static [Operation] {
        self.parsed()
            .operations
            .get(template)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn parse(&'static self) -> Parsed {
        // The text is embedded at build time and a test parses every document, so this cannot fail in a built program.
        let root: Value = serde_norway::from_str(self.text)
            .unwrap_or_else(|error| panic!("contract {}: {error}", self.name));
        let root: &'static Value = Box::leak(Box::new(root));
        let mut operations: HashMap<&'static str, Vec<Operation>> = HashMap::new();
        for (template, item) in root["paths"].as_object().into_iter().flatten() {
            let entry = operations.entry(template.as_str()).or_default();
            for (verb, method) in [
                ("get", "GET"),
                ("post", "POST"),
                ("put", "PUT"),
                ("patch", "PATCH"),
                ("delete", "DELETE"),
            ] {
                if let Some(raw) = item.get(verb) {
                    entry.push(self.operation(root, template, method, item, raw));
                }
            }
        }
        Parsed { root, operations }
    }

    fn operation(
        &'static self,
        root: &'static Value,
        template: &'static str,
        method: &'static str,
        item: &'static Value,
        raw: &'static Value,
    ) -> Operation {
        let parameters = [item, raw]
            .iter()
            .flat_map(|owner| owner["parameters"].as_array().into_iter().flatten())
            .map(|parameter| resolve(root, parameter))
            .map(|parameter| Parameter {
                name: parameter["name"].as_str().unwrap_or_default(),
                place: if parameter["in"] == "path" {
                    Place::Path
                } else {
                    Place::Query
                },
                required: parameter["required"] == true,
                schema: &parameter["schema"],
            })
            .collect();
        let body = raw
            .get("requestBody")
            .map(|body| &resolve(root, body)["content"]["application/json"]["schema"]);
        let content = raw
            .pointer("/responses/200")
            .map(|answer| &resolve(root, answer)["content"]);
        Operation {
            id: raw["operationId"].as_str().unwrap_or_default(),
            method,
            template,
            document: self,
            parameters,
            body,
            response: content.and_then(|content| content.pointer("/application~1json/schema")),
            plain_text: content.is_some_and(|content| content.get("text/plain").is_some()),
            envelope: raw["x-envelope"].as_str(),
            public: raw["security"].as_array().is_some_and(Vec::is_empty),
            licensed: raw.get("x-license").is_some(),
            raw,
        }
    }
}

/// Follows `$ref` inside one document until a real schema, parameter or answer stands there.
pub fn resolve(root: &'static Value, mut value: &'static Value) -> &'static Value {
    while let Some(pointer) = value.get("$ref").and_then(Value::as_str) {
        match root.pointer(pointer.trim_start_matches('#')) {
            Some(target) => value = target,
            None => return value,
        }
    }
    value
}

/// Every path template with its document, in the order of the documents; no document is parsed for it.
pub fn templates() -> &'static [(&'static str, &'static Document)] {
    static TEMPLATES: LazyLock<Vec<(&'static str, &'static Document)>> = LazyLock::new(|| {
        DOCUMENTS
            .iter()
            .flat_map(|document| {
                document
                    .text
                    .lines()
                    .filter_map(|line| {
                        line.strip_prefix("  /")
                            .and_then(|rest| rest.strip_suffix(':'))
                            .map(|_| &line[2..line.len() - 1])
                    })
                    .map(move |template| (template, document))
            })
            .collect()
    });
    &TEMPLATES
}

/// Every operation of the contract (parses all documents).
pub fn all_operations() -> impl Iterator<Item = &'static Operation> {
    templates()
        .iter()
        .flat_map(|(template, document)| document.operations(template))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_scanned_routes_are_those_of_the_documents() {
        let scanned: Vec<&str> = templates().iter().map(|(template, _)| *template).collect();
        let parsed: Vec<&str> = DOCUMENTS
            .iter()
            .flat_map(|document| {
                document.root()["paths"]
                    .as_object()
                    .expect("paths")
                    .keys()
                    .map(String::as_str)
            })
            .collect();
        assert_eq!(scanned, parsed);
    }

    #[test]
    fn every_operation_is_named_once_and_answers_something() {
        let mut names = HashSet::new();
        for operation in all_operations() {
            assert!(names.insert(operation.id), "{} stands twice", operation.id);
            let refuses = operation.raw["responses"].get("400").is_some();
            assert!(
                operation.response.is_some() || operation.plain_text || refuses,
                "{} has no answer",
                operation.id
            );
        }
        assert_eq!(names.len(), 1463);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn walk(root: &'static Value, value: &'static Value, name: &str) {
            match value {
                Value::Object(map) => {
                    if map.contains_key("$ref") {
                        assert!(
                            resolve(root, value).get("$ref").is_none(),
                            "{name}: {value}"
                        );
                    }
                    map.values().for_each(|inner| walk(root, inner, name));
                }
                Value::Array(list) => list.iter().for_each(|inner| walk(root, inner, name)),
                _ => {}
            }
        }
        DOCUMENTS
            .iter()
            .for_each(|document| walk(document.root(), document.root(), document.name));
    }
}

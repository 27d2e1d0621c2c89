//! The declarations against the API contract: nothing of it is missing, nothing is made up.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{destinations, shared::*};
use crate::framework::validate::audit;
use crate::rest::schema::schema;

fn contract() -> (BTreeMap<String, Json>, Json) {
    let mut paths = BTreeMap::new();
    let mut schemas = serde_json::Map::new();
    for text in [
        include_str!("../../simulator/contract/secret-syncs-a.yaml"),
        include_str!("../../simulator/contract/secret-syncs-b.yaml"),
    ] {
        let document: Json = serde_norway::from_str(text).expect("the contract is YAML");
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            paths.insert(path.clone(), item.clone());
        }
        schemas.extend(
            document["components"]["schemas"]
                .as_object()
                .cloned()
                .unwrap_or_default(),
        );
    }
    (paths, Json::Object(schemas))
}

/// Property names of a schema, through references and unions.
fn properties(schema: &Json, schemas: &Json, out: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        properties(&schemas[name], schemas, out);
    }
    for (name, _) in schema["properties"].as_object().into_iter().flatten() {
        out.insert(name.clone());
    }
    for word in ["allOf", "oneOf", "anyOf"] {
        for part in schema[word].as_array().into_iter().flatten() {
            properties(part, schemas, out);
        }
    }
}

fn sent(fields: &[Field]) -> BTreeSet<String> {
    let named = |f: &Field| {
        f.named_by
            .iter()
            .flat_map(|(_, names)| names.iter().map(|(_, n)| n.clone()))
            .collect::<Vec<_>>()
    };
    fields
        .iter()
        .flat_map(|f| {
            if f.named_by.is_some() {
                named(f)
            } else {
                f.create.to_vec()
            }
        })
        .collect()
}

fn member<'a>(resource: &'a RestResource, name: &str) -> &'a [Field] {
    resource
        .fields
        .iter()
        .find(|f| f.name() == name)
        .map_or(&[], |f| &f.children)
}

#[test]
fn every_destination_of_the_contract_is_declared_as_it_says() {
    let (paths, schemas) = contract();
    let mut declared: BTreeMap<&str, (bool, RestResource)> = destinations()
        .into_iter()
        .map(|s| (s.destination, (s.imports, s.build())))
        .collect();
    let mut seen = 0;
    for (path, item) in &paths {
        let Some(destination) = path
            .strip_prefix("/api/v1/secret-syncs/")
            .filter(|p| !p.contains('/'))
        else {
            continue;
        };
        let (Some(app), true) = (
            item["post"]["x-connection-app"].as_str(),
            item["post"].is_object(),
        ) else {
            continue;
        };
        let (imports, resource) = declared
            .remove(destination)
            .unwrap_or_else(|| panic!("{destination} is not declared"));
        assert_eq!(
            item["post"]["x-can-import-secrets"], imports,
            "{destination}"
        );
        let connection = resource
            .fields
            .iter()
            .find(|f| f.name() == "connection_id")
            .map(|f| f.attribute.description.clone());
        assert!(
            connection.is_some_and(
                |doc| doc.contains(&format!("app_connection_{}`", app.replace('-', "_")))
            ),
            "{destination}"
        );
        let body = item["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            .as_str()
            .unwrap_or_default();
        let create = &schemas[body.rsplit('/').next().unwrap_or_default()];
        for (name, json) in [
            ("destination_config", "destinationConfig"),
            ("sync_options", "syncOptions"),
        ] {
            let mut wanted = BTreeSet::new();
            let holders = create["allOf"]
                .as_array()
                .into_iter()
                .flatten()
                .chain([create]);
            for holder in holders {
                properties(&holder["properties"][json], &schemas, &mut wanted);
            }
            // Taken and thrown away, or always false.
            if destination == "azure-entra-id-scim" {
                for ignored in [
                    "keySchema",
                    "disableSecretDeletion",
                    "servicePrincipalDisplayName",
                ] {
                    wanted.remove(ignored);
                }
            }
            assert_eq!(
                sent(member(&resource, name)),
                wanted,
                "{destination} {name}"
            );
            seen += wanted.len();
        }
    }
    assert!(
        declared.is_empty(),
        "not in the contract: {:?}",
        declared.keys()
    );
    assert!(seen > 200, "the contract was not read: {seen} members");
}

#[test]
fn every_schema_is_sound() {
    for resource in super::resources() {
        let schema = schema(
            resource.version,
            &resource.fields,
            &resource.rules,
            &resource.description,
            None,
        );
        assert_eq!(audit(&schema), [], "{}", resource.type_name);
    }
}

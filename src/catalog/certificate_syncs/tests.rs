//! The declarations against the API contract: nothing of it is missing, nothing is made up.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{destinations, shared::*};
use crate::framework::validate::audit;
use crate::rest::schema::schema;

/// Property names of a schema of the contract.
fn properties(contract: &Json, name: &str) -> BTreeSet<String> {
    let schema = &contract["components"]["schemas"][name];
    schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|members| members.keys().cloned())
        .collect()
}

fn sent(resource: &RestResource, name: &str) -> BTreeSet<String> {
    let field = resource.fields.iter().find(|f| f.name() == name);
    field
        .into_iter()
        .flat_map(|f| &f.children)
        .flat_map(|f| f.create.clone())
        .collect()
}

#[test]
fn every_destination_of_the_contract_is_declared_as_it_says() {
    let contract: Json =
        serde_norway::from_str(include_str!("../../simulator/contract/pki.yaml")).unwrap();
    let paths = contract["paths"].as_object().unwrap();
    let mut wanted: BTreeSet<&str> = paths
        .iter()
        .filter(|(_, item)| item["post"]["x-connection-app"].is_string())
        .filter_map(|(path, _)| path.strip_prefix("/api/v1/cert-manager/syncs/"))
        .collect();
    assert_eq!(wanted.len(), 4);
    for sync in destinations() {
        let destination = sync.destination;
        assert!(wanted.remove(destination), "{destination}");
        let path = format!("/api/v1/cert-manager/syncs/{destination}");
        let removal = format!("{path}/{{pkiSyncId}}/remove-certificates");
        assert_eq!(paths.contains_key(&removal), sync.removes, "{destination}");
        let app = paths[&path]["post"]["x-connection-app"].as_str().unwrap();
        let resource = sync.build();
        let connection = resource.fields.iter().find(|f| f.name() == "connection_id");
        let named = format!("`infisical_app_connection_{}`", app.replace('-', "_"));
        assert!(connection.unwrap().attribute.description.contains(&named));
        let body =
            paths[&path]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                .as_str()
                .unwrap();
        let name = body
            .trim_start_matches("#/components/schemas/Create")
            .trim_end_matches("Sync");
        assert_eq!(
            sent(&resource, "sync_options"),
            properties(&contract, &format!("{name}Options"))
        );
        assert_eq!(
            sent(&resource, "destination_config"),
            properties(&contract, &format!("{name}Config"))
        );
    }
    assert_eq!(wanted, BTreeSet::new());
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

#[test]
fn names_are_not_too_long_for_the_destination() {
    let problems = |destination: &str, schema: String| {
        let sync = destinations()
            .into_iter()
            .find(|s| s.destination == destination);
        let hook = sync.unwrap().build().special.validate.unwrap();
        let options = Value::object([("certificate_name_schema", Value::from(schema.as_str()))]);
        let mut said = crate::framework::Diagnostics::new();
        hook(&Value::object([("sync_options", options)]), &mut said);
        said.0.len()
    };
    let schema = |more: usize| format!("{{{{certificateId}}}}{}", "x".repeat(more));
    for (destination, longest) in [
        ("azure-key-vault", 127),
        ("chef", 255),
        ("aws-certificate-manager", 256),
        ("aws-secrets-manager", 512),
    ] {
        assert_eq!(
            problems(destination, schema(longest - 36)),
            0,
            "{destination}"
        );
        assert_eq!(
            problems(destination, schema(longest - 35)),
            1,
            "{destination}"
        );
    }
}

#[test]
fn name_schemas_follow_the_destination() {
    let check = |destination: &str, text: &str| {
        let sync = destinations()
            .into_iter()
            .find(|s| s.destination == destination);
        let resource = sync.unwrap().build();
        let field = resource.fields.iter().find(|f| f.name() == "sync_options");
        let schema = field
            .unwrap()
            .children
            .iter()
            .find(|f| f.name() == "certificate_name_schema")
            .unwrap();
        schema.attribute.validators.iter().all(|v| match v {
            Validator::Pattern(regex, _) => regex::Regex::new(regex).unwrap().is_match(text),
            _ => true,
        })
    };
    for (destination, text, fits) in [
        ("chef", "web_{{certificateId}}", true),
        ("chef", "{{commonName}}-{{shortCertificateId}}\n", true),
        ("chef", "{{commonName}}", false),
        ("chef", "a/{{certificateId}}", false),
        ("chef", "{{serial}}-{{certificateId}}", false),
        ("azure-key-vault", "web-{{certificateId}}", true),
        ("azure-key-vault", "web_{{certificateId}}", false),
        ("aws-certificate-manager", "{{certificateId}}", true),
    ] {
        assert_eq!(check(destination, text), fits, "{destination} {text:?}");
    }
}

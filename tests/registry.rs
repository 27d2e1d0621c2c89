//! What must hold of every registered type, whoever declared it.

use terraform_provider_infisical::framework::schema::{OnChange, Presence};
use terraform_provider_infisical::framework::traits::Provider;
use terraform_provider_infisical::framework::{Path, Schema, conformance};
use terraform_provider_infisical::provider::InfisicalProvider;

/// Core refuses an identity that changes: only what is fixed as long as the object lives may be a part of it.
#[test]
fn identities_never_change() {
    let provider = InfisicalProvider::new();
    let mut faults = Vec::new();
    for (name, resource) in provider.resources().iter() {
        let Some(identity) = resource.identity_schema() else {
            faults.push(format!("{name} has no identity"));
            continue;
        };
        for part in &identity.attributes {
            let Some(attribute) = resource.schema().block.attribute(&part.name) else {
                faults.push(format!("{name}: {} is no attribute", part.name));
                continue;
            };
            let settable = attribute.presence != Presence::Computed;
            if settable && attribute.on_change == OnChange::Update {
                faults.push(format!("{name}: {} can change in place", part.name));
            }
            if attribute.sensitive {
                faults.push(format!("{name}: {} is sensitive", part.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Core checks every schema, identity schema and function before it uses any part of the provider; one fault is the end of all.
#[test]
fn schemas_obey_core() {
    let provider = InfisicalProvider::new();
    let mut faults = Vec::new();
    let mut note = |of: &str, found: Vec<conformance::Fault>| {
        let found = found.into_iter();
        faults.extend(found.map(|(path, what)| format!("{of}: {path}: {what}")));
    };
    let bad = |what: &str| vec![(Path::root(), what.to_owned())];
    let mut inputs = |of: String, schema: &Schema| {
        note(&of, conformance::check_schema(schema));
        if conformance::writes_only(&schema.block) {
            note(&of, bad("write-only values are for resources"));
        }
    };
    inputs("the provider block".to_owned(), provider.schema());
    for (name, data) in provider.data_sources().iter() {
        inputs(format!("data {name}"), data.schema());
    }
    for (name, ephemeral) in provider.ephemeral_resources().iter() {
        inputs(format!("ephemeral {name}"), ephemeral.schema());
    }
    for (name, action) in provider.actions().iter() {
        inputs(format!("action {name}"), action.schema());
    }
    for (name, resource) in provider.resources().iter() {
        if let Some(list) = resource.clone().lister() {
            inputs(format!("list {name}"), list.schema());
        }
    }
    for (name, resource) in provider.resources().iter() {
        note(name, conformance::check_schema(resource.schema()));
        match resource.identity_schema() {
            Some(identity) => note(name, conformance::check_identity_schema(identity)),
            None if resource.clone().lister().is_some() => {
                note(name, bad("a list of what cannot be imported"));
            }
            None => {}
        }
    }
    for (name, function) in provider.functions().iter() {
        note(name, conformance::check_signature(function.signature()));
        if !conformance::is_name(name) {
            note(name, bad("not a name"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

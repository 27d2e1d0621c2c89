//! Every schema that the provider offers is sound, and every name is there once.

use std::collections::BTreeSet;

use super::*;
use crate::framework::validate::audit;

fn note_faults(kind: &str, name: &str, schema: &Schema, faults: &mut Vec<String>) {
    let found = audit(schema).into_iter();
    faults.extend(found.map(|(path, fault)| format!("{kind} {name}: {path}: {fault}")));
}

#[test]
fn every_registered_schema_passes_the_audit() {
    let provider = InfisicalProvider::new();
    let mut faults = Vec::new();
    let mut checked = 0;
    let mut check = |kind: &str, name: &str, schema: &Schema| {
        checked += 1;
        note_faults(kind, name, schema, &mut faults);
    };
    check("provider", "infisical", provider.schema());
    provider.resources().each(|resource| {
        check("resource", resource.type_name(), resource.schema());
        if let Some(list) = resource.clone().lister() {
            check("list", list.type_name(), list.schema());
        }
    });
    let sources = provider.data_sources();
    sources.each(|source| check("data source", source.type_name(), source.schema()));
    let ephemeral = provider.ephemeral_resources();
    ephemeral.each(|one| check("ephemeral resource", one.type_name(), one.schema()));
    let actions = provider.actions();
    actions.each(|action| check("action", action.type_name(), action.schema()));
    assert_eq!(faults, Vec::<String>::new());
    assert!(checked > 200, "{checked} schemas only");
}

#[test]
fn every_name_is_there_once() {
    fn names<T: Named + ?Sized>(parts: &Parts<T>) -> usize {
        let mut seen = BTreeSet::new();
        parts.each(|part| {
            let name = part.part_name();
            assert!(seen.insert(name.to_owned()), "{name} is there twice");
        });
        seen.len()
    }
    let provider = InfisicalProvider::new();
    assert!(names(provider.resources()) >= 184);
    names(provider.data_sources());
    names(provider.ephemeral_resources());
    names(provider.functions());
    names(provider.actions());
}

#[test]
fn a_part_is_made_once_for_all_its_uses() {
    let provider = InfisicalProvider::new();
    let name = "infisical_secret_tag";
    let first = provider.resources().get(name).expect("registered").clone();
    provider.resources().each(|_| {});
    let again = provider.resources().get(name).expect("registered");
    assert!(Arc::ptr_eq(&first, again));
}

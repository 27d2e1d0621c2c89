//! Faults of a schema itself, for the tests of whatever declares schemas: users cannot cause any of these.

use std::collections::BTreeSet;

use super::Rule;
use super::place::Place;
use super::rules::Members;
use crate::framework::diagnostic::Diagnostics;
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Block, NestedBlock, Presence, Schema, Shape};

/// What is wrong with a schema: patterns that do not compile, checks that do not fit their attribute's type, defaults that
/// their own checks refuse, rules about names that are not there, names that are there twice.
pub fn audit(schema: &Schema) -> Vec<(Path, String)> {
    let mut faults = Vec::new();
    block(&schema.block, &Path::root(), &mut faults);
    faults
}

fn block(block: &Block, path: &Path, faults: &mut Vec<(Path, String)>) {
    members(&block.attributes, &block.blocks, &block.rules, path, faults);
    for nested in &block.blocks {
        let path = path.attribute(&nested.name);
        if nested.max_items != 0 && nested.max_items < nested.min_items {
            faults.push((path.clone(), "more blocks needed than allowed".to_owned()));
        }
        self::block(&nested.block, &path, faults);
    }
}

fn members(
    attributes: &[Attribute],
    blocks: &[NestedBlock],
    rules: &[Rule],
    path: &Path,
    faults: &mut Vec<(Path, String)>,
) {
    let mut names = BTreeSet::new();
    for name in attributes
        .iter()
        .map(|a| &a.name)
        .chain(blocks.iter().map(|b| &b.name))
    {
        if !names.insert(name) {
            faults.push((path.attribute(name), "the name is there twice".to_owned()));
        }
    }
    for one in attributes {
        attribute(one, &path.attribute(&one.name), faults);
    }
    let members = Members { attributes, blocks };
    for rule in rules {
        for name in rule.names() {
            if members.find(name).is_none() {
                faults.push((
                    path.join(name),
                    format!("{rule:?} is about a name that is not there"),
                ));
            }
        }
    }
}

fn attribute(attribute: &Attribute, path: &Path, faults: &mut Vec<(Path, String)>) {
    let ty = attribute.value_type();
    for validator in &attribute.validators {
        if let Some(fault) = validator.fault(&ty) {
            faults.push((path.clone(), fault));
        }
    }
    if let Some(default) = &attribute.default {
        if attribute.presence == Presence::Required {
            faults.push((path.clone(), "required, yet with a default".to_owned()));
        }
        let mut refused = Diagnostics::new();
        for validator in &attribute.validators {
            validator.check(default, &Place::new(path.clone(), false), &mut refused);
        }
        faults.extend(
            refused
                .0
                .into_iter()
                .map(|refused| (path.clone(), format!("the default: {}", refused.detail))),
        );
    }
    if let Shape::Nested(_, attributes, rules) = &attribute.shape {
        members(attributes, &[], rules, path, faults);
    }
}

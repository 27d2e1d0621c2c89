//! Write-only values reach a provider safely only from a Terraform that knows them.

use crate::framework::{Attribute, Block, Diagnostics, Path, Shape, Step, Value};

/// An error for each write-only value: this Terraform would store it.
pub fn refuse(block: &Block, config: &Value, diagnostics: &mut Diagnostics) {
    in_block(block, config, &Path::root(), diagnostics);
}

fn in_block(block: &Block, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    in_members(&block.attributes, value, path, diagnostics);
    for nested in &block.blocks {
        let path = path.attribute(&nested.name);
        each_object(value.get(&nested.name), &path, &mut |object, path| {
            in_block(&nested.block, object, path, diagnostics);
        });
    }
}

fn in_members(members: &[Attribute], value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    for attribute in members {
        let member = value.get(&attribute.name);
        let path = path.attribute(&attribute.name);
        if attribute.write_only && !member.is_null() {
            diagnostics.error_at(
                path.clone(),
                "Write-only values need Terraform 1.11",
                format!(
                    "{path} must never be stored, which the program that runs this provider cannot promise. \
                     Use Terraform 1.11 or OpenTofu 1.11 or later, or the attribute's stored twin."
                ),
            );
        } else if let Shape::Nested(_, members, _) = &attribute.shape {
            each_object(member, &path, &mut |object, path| {
                in_members(members, object, path, diagnostics);
            });
        }
    }
}

/// Visits each object of nested objects, however they are held. Elements of sets share the path of their set.
fn each_object(value: &Value, path: &Path, visit: &mut dyn FnMut(&Value, &Path)) {
    match value {
        Value::Object(_) => visit(value, path),
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                visit(item, &path.index(at));
            }
        }
        Value::Set(items) => items.iter().for_each(|item| visit(item, path)),
        Value::Map(members) => {
            for (key, item) in members {
                visit(item, &path.with(Step::Key(key.clone())));
            }
        }
        _ => {}
    }
}

//! From fields to a Terraform schema: nested shapes, write-only twins, and the rules that fields imply.

use crate::framework::validate::Rule;
use crate::framework::{Attribute, Block, NestedBlock, Nesting, Presence, Schema, Shape, Type};

use super::field::Field;

/// The schema of a resource's fields.
pub fn schema(
    version: i64,
    fields: &[Field],
    rules: &[Rule],
    description: &str,
    deprecated: Option<&String>,
) -> Schema {
    let mut root_rules = rules.to_vec();
    let mut block = block(fields, "", true, &mut root_rules);
    block.rules.extend(root_rules);
    block.description = description.to_owned();
    block.deprecated = deprecated.cloned();
    Schema { version, block }
}

fn block(fields: &[Field], prefix: &str, twins: bool, root_rules: &mut Vec<Rule>) -> Block {
    let mut out = Block::default();
    for field in fields.iter().filter(|f| f.constant.is_none()) {
        let here = join(prefix, field.name());
        let inner_twins = twins && field.nesting != Some(Nesting::Set);
        match (field.block, field.nesting) {
            (Some((min, max)), Some(nesting)) => {
                let mut inner = block(&field.children, &here, inner_twins, root_rules);
                inner.rules.extend(field.rules.clone());
                inner.description = field.attribute.description.clone();
                inner.deprecated = field.attribute.deprecated.clone();
                out.blocks.push(NestedBlock {
                    name: field.name().to_owned(),
                    nesting,
                    min_items: min,
                    max_items: max,
                    on_change: field.attribute.on_change,
                    block: inner,
                });
            }
            _ => attributes(field, &here, twins, &mut out, root_rules),
        }
        condition(field, prefix, twins, &mut out.rules, root_rules);
    }
    out.attributes.sort_by(|a, b| a.name.cmp(&b.name));
    out.blocks.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

fn attributes(field: &Field, here: &str, twins: bool, out: &mut Block, root_rules: &mut Vec<Rule>) {
    let mut attribute = field.attribute.clone();
    attribute.unread = field.read.is_empty();
    if let Some(nesting) = field.nesting {
        // Nested attributes cannot hold blocks: children are attributes all the way down.
        let inner = block(
            &field.children,
            here,
            twins && nesting != Nesting::Set,
            root_rules,
        );
        let mut rules = inner.rules;
        rules.extend(field.rules.clone());
        attribute.shape = Shape::Nested(nesting, inner.attributes, rules);
        if attribute.presence == Presence::Computed {
            attribute.default = None;
        }
    }
    let name = field.name();
    if field.twin && twins && attribute.presence.configurable() {
        let (wo, version) = (field.twin_name(), field.twin_version_name());
        let pair = vec![name.to_owned(), wo.clone()];
        if attribute.presence == Presence::Required {
            attribute.presence = Presence::Optional;
            out.rules.push(Rule::ExactlyOneOf(pair));
        } else {
            out.rules.push(Rule::Conflicts(pair));
        }
        out.rules.push(Rule::Requires(version.clone(), wo.clone()));
        let mut twin = Attribute::new(&wo, attribute.value_type());
        twin.write_only = true;
        twin.sensitive = true;
        twin.validators = attribute.validators.clone();
        twin.description = format!(
            "`{name}` as a write-only value (Terraform 1.11 and later): sent, but never stored in state. Change `{version}` to send it again."
        );
        let mut counter = Attribute::new(&version, Type::Number);
        counter.on_change = attribute.on_change;
        counter.unread = true;
        counter.description = format!("Version of `{wo}`: any change sends the value again.");
        out.attributes.extend([twin, counter]);
    }
    out.attributes.push(attribute);
}

/// The rule that `only_when` and `required_when` mean.
fn condition(
    field: &Field,
    prefix: &str,
    twins: bool,
    local: &mut Vec<Rule>,
    root: &mut Vec<Rule>,
) {
    let Some((sibling, values)) = &field.only_when else {
        return;
    };
    let (at, discriminator) = match sibling.strip_prefix('.') {
        Some(from_root) => (prefix, from_root.to_owned()),
        None => ("", sibling.clone()),
    };
    let mut names = vec![join(at, field.name())];
    if field.twin && twins {
        names.push(join(at, &field.twin_name()));
    }
    let rules = if sibling.starts_with('.') {
        root
    } else {
        local
    };
    if field.conditionally_required() {
        rules.push(Rule::RequiredWhen {
            attribute: names.join("|"),
            discriminator: discriminator.clone(),
            values: values.clone(),
        });
    }
    // A member with a default, or one that is tolerated, is simply not sent where it does not belong.
    if field.attribute.default.is_none() && !field.ignored_otherwise {
        for name in names {
            rules.push(Rule::OnlyWhen {
                attribute: name,
                discriminator: discriminator.clone(),
                values: values.clone(),
            });
        }
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}

//! The files of an export: resources by type, imports, variables, the provider.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use ::hcl::expr::{Expression, FuncCall, Object, Traversal, TraversalOperator, Variable};
use ::hcl::{Attribute, Block, Body, Identifier};

use super::config::{self, Secret};
use super::discover::Found;
use super::hcl::{expression, object_key};
use crate::framework::Value;
use crate::framework::schema;
use crate::framework::traits::Provider;

/// The texts of all files by their names.
pub async fn files(provider: &dyn Provider, found: &[Found]) -> BTreeMap<String, String> {
    let labels = labels(found);
    let addresses: HashMap<&str, String> = found
        .iter()
        .zip(&labels)
        .filter_map(|(one, label)| {
            let id = one.state.get("id").as_str()?;
            // What has the ID of another object (an identity's auth method) is not meant by it.
            let own = uuid::Uuid::parse_str(id).is_ok() && one.state.get("identity_id").is_null();
            own.then(|| (id, format!("{}.{label}", one.type_name)))
        })
        .collect();
    let mut bodies: BTreeMap<String, Vec<Block>> = BTreeMap::new();
    let (mut write_only, mut stored) = (false, false);
    for (one, label) in found.iter().zip(&labels) {
        let Some(resource) = provider.resources().get(&one.type_name) else {
            continue;
        };
        let (config, secrets) = match config::of(&**resource, one).await {
            Ok(written) => written,
            Err(why) => {
                eprintln!("export: {} {} left out: {why}", one.type_name, one.name);
                continue;
            }
        };
        write_only |= secrets.iter().any(|s| s.write_only);
        stored |= secrets.iter().any(|s| !s.write_only);
        let writer = Writer {
            address: format!("{}.{label}", one.type_name),
            addresses: &addresses,
            secrets: &secrets,
        };
        let mut block = Block::builder("resource")
            .add_label(one.type_name.as_str())
            .add_label(label.as_str());
        for structure in writer.block(&resource.schema().block, &config, "") {
            block = block.add_structure(structure);
        }
        let file = one.type_name.trim_start_matches("infisical_");
        bodies
            .entry(format!("{file}.tf"))
            .or_default()
            .push(block.build());
        let to: Expression = traversal(&one.type_name, [label.as_str()]);
        let import = Block::builder("import")
            .add_attribute(("to", to))
            .add_attribute(("id", one.import.id.as_str()))
            .build();
        bodies.entry("imports.tf".into()).or_default().push(import);
    }
    let mut files: BTreeMap<String, String> = bodies
        .into_iter()
        .map(|(name, blocks)| (name, text(blocks)))
        .collect();
    files.insert("provider.tf".into(), text(vec![required_provider()]));
    let mut variables = String::new();
    if write_only {
        variables.push_str(
            "# Secrets of write-only attributes, by the addresses of the attributes. An import sends none of them; give those of a\n\
             # resource before you change its _wo_version, or anything else that is sent together with them.\n",
        );
        variables.push_str(&text(vec![variable("secrets", true)]));
    }
    if stored {
        variables.push_str(
            "\n# Secrets that Terraform keeps in its state, by the addresses of the attributes; a plan needs them as they are now.\n",
        );
        variables.push_str(&text(vec![variable("stored_secrets", false)]));
    }
    if !variables.is_empty() {
        files.insert("variables.tf".into(), variables);
    }
    files
}

/// Writes the files into a folder that holds no configuration yet.
pub fn to_folder(folder: &Path, files: &BTreeMap<String, String>) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "tf") {
            return Err(std::io::Error::new(
                std::io::ErrorKind::AlreadyExists,
                format!(
                    "the folder holds configuration already ({}); nothing was written",
                    path.display()
                ),
            ));
        }
    }
    for (name, text) in files {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

/// A label for each object, unique for its type.
fn labels(found: &[Found]) -> Vec<String> {
    let mut taken: HashSet<(&str, String)> = HashSet::new();
    found
        .iter()
        .map(|one| {
            let mut label: String = one
                .name
                .trim()
                .chars()
                .map(|c| match c.to_ascii_lowercase() {
                    c if c.is_ascii_alphanumeric() => c,
                    _ => '_',
                })
                .collect();
            label = label.trim_matches('_').to_owned();
            if label.is_empty() || label.starts_with(|c: char| c.is_ascii_digit()) {
                label = format!("_{label}");
            }
            let mut unique = label.clone();
            let mut number = 2;
            while !taken.insert((&one.type_name, unique.clone())) {
                unique = format!("{label}_{number}");
                number += 1;
            }
            unique
        })
        .collect()
}

/// Writes the configuration of one resource.
struct Writer<'a> {
    address: String,
    addresses: &'a HashMap<&'a str, String>,
    secrets: &'a [Secret],
}

impl Writer<'_> {
    fn block(&self, block: &schema::Block, config: &Value, prefix: &str) -> Vec<::hcl::Structure> {
        let mut out = Vec::new();
        for attribute in &block.attributes {
            let path = format!("{prefix}{}", attribute.name);
            if let Some(expression) = self.attribute(attribute, config.get(&attribute.name), &path)
            {
                out.push(Attribute::new(attribute.name.as_str(), expression).into());
            }
        }
        for nested in &block.blocks {
            let value = config.get(&nested.name);
            let each = match value {
                Value::Object(_) => std::slice::from_ref(value),
                other => other.items().unwrap_or_default(),
            };
            for object in each {
                let mut inner = Block::builder(nested.name.as_str());
                let path = format!("{prefix}{}.", nested.name);
                for structure in self.block(&nested.block, object, &path) {
                    inner = inner.add_structure(structure);
                }
                out.push(inner.build().into());
            }
        }
        out
    }

    fn attribute(
        &self,
        attribute: &schema::Attribute,
        value: &Value,
        path: &str,
    ) -> Option<Expression> {
        if let Some(secret) = self.secrets.iter().find(|s| s.path == path) {
            return Some(self.secret(secret));
        }
        match (&attribute.shape, value) {
            (schema::Shape::Nested(schema::Nesting::Single, inner, _), Value::Object(_)) => {
                let members: Object<_, _> = inner
                    .iter()
                    .filter_map(|member| {
                        let path = format!("{path}.{}", member.name);
                        let value = self.attribute(member, value.get(&member.name), &path)?;
                        Some((object_key(&member.name), value))
                    })
                    .collect();
                Some(Expression::Object(members))
            }
            (_, Value::String(text)) if path.ends_with("_id") => {
                let referred = self.addresses.get(text.as_str());
                match referred.filter(|address| **address != self.address) {
                    Some(address) => {
                        let (type_name, label) = address.split_once('.')?;
                        Some(traversal(type_name, [label, "id"]))
                    }
                    None => expression(value),
                }
            }
            _ => expression(value),
        }
    }

    fn secret(&self, secret: &Secret) -> Expression {
        let key = format!("{}.{}", self.address, secret.path);
        if let Some(text) = secret.stand_in {
            let call = FuncCall::builder("lookup")
                .arg(traversal("var", ["secrets"]))
                .arg(key)
                .arg(text)
                .build();
            return call.into();
        }
        let name = if secret.write_only {
            "secrets"
        } else {
            "stored_secrets"
        };
        let var = Expression::from(identifier("var"));
        Traversal::new(
            var,
            [
                TraversalOperator::GetAttr(Identifier::sanitized(name)),
                TraversalOperator::Index(key.into()),
            ],
        )
        .into()
    }
}

fn identifier(name: &str) -> Variable {
    Variable::from(Identifier::sanitized(name))
}

/// `a.b.c`
fn traversal<const N: usize>(first: &str, rest: [&str; N]) -> Expression {
    let operators = rest.map(|name| TraversalOperator::GetAttr(Identifier::sanitized(name)));
    Traversal::new(Expression::from(identifier(first)), operators).into()
}

fn required_provider() -> Block {
    let source: Object<_, _> = [(
        object_key("source"),
        Expression::from("infisical/infisical"),
    )]
    .into_iter()
    .collect();
    Block::builder("terraform")
        .add_block(
            Block::builder("required_providers")
                .add_attribute(("infisical", Expression::Object(source)))
                .build(),
        )
        .build()
}

fn variable(name: &str, write_only: bool) -> Block {
    let kind = FuncCall::builder("map").arg(Expression::from(identifier("string")));
    let mut block = Block::builder("variable")
        .add_label(name)
        .add_attribute(("type", Expression::from(kind.build())))
        .add_attribute(("sensitive", true));
    if write_only {
        block = block
            .add_attribute(("ephemeral", true))
            .add_attribute(("default", Expression::Object(Object::new())));
    }
    block.build()
}

fn text(blocks: Vec<Block>) -> String {
    let texts = blocks.into_iter().map(|block| {
        let body = Body::builder().add_block(block).build();
        // Formatting fails only when a writer fails, and a string never does.
        ::hcl::format::to_string(&body).unwrap_or_default()
    });
    texts.collect::<Vec<_>>().join("\n")
}

//! Whether descriptions say something: none may be empty or only repeat the name of what it describes.

use std::path::Path;

use crate::framework::traits::Provider;
use crate::framework::{Attribute, Block, Shape};

/// Words that add nothing to a name.
const FILLERS: [&str; 8] = ["a", "an", "the", "its", "this", "value", "of", "in"];

/// What is not described, as `kind type.path: why`.
pub fn faults(provider: &dyn Provider) -> Vec<String> {
    let mut out = Vec::new();
    let mut add = |kind: &str, name: &str, group: &str, block: &Block| {
        let at = format!("{kind} {name}");
        if group.is_empty() {
            out.push(format!("{at}: no subcategory"));
        }
        members(&at, name, block, &mut out);
    };
    add("provider", "infisical", "-", &provider.schema().block);
    for (name, it) in provider.resources().iter() {
        add("resource", name, it.subcategory(), &it.schema().block);
    }
    for (name, it) in provider.data_sources().iter() {
        add("data source", name, it.subcategory(), &it.schema().block);
    }
    for (name, it) in provider.ephemeral_resources().iter() {
        add(
            "ephemeral resource",
            name,
            it.subcategory(),
            &it.schema().block,
        );
    }
    for (name, it) in provider.actions().iter() {
        add("action", name, it.subcategory(), &it.schema().block);
    }
    let listers = provider.resources().iter();
    for (name, it) in listers.filter_map(|(name, it)| Some((name, it.clone().lister()?))) {
        add("list resource", name, it.subcategory(), &it.schema().block);
    }
    for (name, it) in provider.functions().iter() {
        let signature = it.signature();
        judge(
            &format!("function {name}"),
            name,
            &signature.description,
            &mut out,
        );
        for p in signature.parameters.iter().chain(&signature.variadic) {
            judge(
                &format!("function {name}: {}", p.name),
                &p.name,
                &p.description,
                &mut out,
            );
        }
    }
    out
}

/// Types whose page has no example, or no import command, by the missing file.
pub fn without_example(provider: &dyn Provider, project: &Path) -> Vec<String> {
    let of = |names: Vec<&String>, folder: &str, files: &[&str]| -> Vec<String> {
        let paths = names.into_iter().flat_map(|name| {
            files
                .iter()
                .map(move |file| format!("examples/{folder}/{name}/{file}"))
        });
        paths.filter(|path| !project.join(path).exists()).collect()
    };
    [
        of(
            provider.resources().keys().collect(),
            "resources",
            &["resource.tf", "import.sh"],
        ),
        of(
            provider.data_sources().keys().collect(),
            "data-sources",
            &["data-source.tf"],
        ),
        of(
            provider.ephemeral_resources().keys().collect(),
            "ephemeral-resources",
            &["ephemeral-resource.tf"],
        ),
        of(
            provider.actions().keys().collect(),
            "actions",
            &["action.tf"],
        ),
        of(
            provider.functions().keys().collect(),
            "functions",
            &["function.tf"],
        ),
    ]
    .concat()
}

fn members(at: &str, name: &str, block: &Block, out: &mut Vec<String>) {
    judge(at, name, &block.description, out);
    attributes(at, &block.attributes, out);
    for nested in &block.blocks {
        members(
            &format!("{at}.{}", nested.name),
            &nested.name,
            &nested.block,
            out,
        );
    }
}

fn attributes(at: &str, all: &[Attribute], out: &mut Vec<String>) {
    for attribute in all {
        let here = format!("{at}.{}", attribute.name);
        judge(&here, &attribute.name, &attribute.description, out);
        if let Shape::Nested(_, inner, _) = &attribute.shape {
            attributes(&here, inner, out);
        }
    }
}

fn judge(at: &str, name: &str, description: &str, out: &mut Vec<String>) {
    if description.trim().is_empty() {
        out.push(format!("{at}: no description"));
    } else if only_repeats(name, description) {
        out.push(format!("{at}: «{description}» only repeats the name"));
    }
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !FILLERS.contains(word))
        .map(str::to_owned)
        .collect()
}

/// The words of the name, in their order, and nothing else.
fn only_repeats(name: &str, description: &str) -> bool {
    words(description).concat() == words(name).concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::InfisicalProvider;

    #[test]
    fn everything_is_described() {
        let faults = faults(InfisicalProvider::new().as_ref());
        assert!(
            faults.is_empty(),
            "{} descriptions are missing or say nothing:\n  {}",
            faults.len(),
            faults.join("\n  ")
        );
    }

    #[test]
    fn everything_has_an_example() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let missing = without_example(InfisicalProvider::new().as_ref(), project);
        assert!(
            missing.is_empty(),
            "examples are missing:\n  {}",
            missing.join("\n  ")
        );
    }

    #[test]
    fn a_repeated_name_is_no_description() {
        assert!(only_repeats("client_id", "The client ID."));
        assert!(only_repeats("username", "User name"));
        assert!(!only_repeats("client_id", "Client ID of the application."));
    }
}

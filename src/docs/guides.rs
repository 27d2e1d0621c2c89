//! Tests of what is written by hand (guides, README): it names only what exists, and the login guide names everything.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::framework::Shape;
use crate::framework::traits::Provider;
use crate::provider::InfisicalProvider;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The hand-written pages with their texts.
fn pages() -> Vec<(PathBuf, String)> {
    let guides = fs::read_dir(project().join("docs/guides")).unwrap();
    let mut paths: Vec<PathBuf> = guides.flatten().map(|entry| entry.path()).collect();
    paths.extend(
        ["README.md", "CONTRIBUTING.md", "docs/architecture.md"].map(|p| project().join(p)),
    );
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// Words that begin with a prefix.
fn words(text: &str, prefix: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| {
            word.strip_prefix(prefix)
                .is_some_and(|rest| !rest.is_empty())
        })
        .map(str::to_owned)
        .collect()
}

fn code(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            code(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("docs/guides.rs") {
            out.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn variables_of_the_guides_are_read_by_the_code() {
    let mut source = String::new();
    code(&project().join("src"), &mut source);
    let known = words(&source, "INFISICAL_");
    let unknown: Vec<String> = pages()
        .iter()
        .flat_map(|(path, text)| {
            words(text, "INFISICAL_")
                .difference(&known)
                .map(|w| format!("{}: {w}", path.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn types_of_the_guides_exist() {
    let provider = InfisicalProvider::new();
    let known: BTreeSet<String> = provider
        .resources()
        .keys()
        .chain(provider.data_sources().keys())
        .chain(provider.ephemeral_resources().keys())
        .chain(provider.actions().keys())
        .cloned()
        .collect();
    let unknown: Vec<String> = pages()
        .iter()
        .flat_map(|(path, text)| {
            words(text, "infisical_")
                .difference(&known)
                // `infisical_app_connection_*` speaks of a family.
                .filter(|w| !(w.ends_with('_') && known.iter().any(|k| k.starts_with(w.as_str()))))
                .map(|w| format!("{}: {w}", path.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn the_login_guide_names_every_attribute_with_its_variables() {
    let guide = fs::read_to_string(project().join("docs/guides/authentication.md")).unwrap();
    let provider = InfisicalProvider::new();
    let auth = provider.schema().block.attribute("auth").unwrap();
    let Shape::Nested(_, methods, _) = &auth.shape else {
        panic!("auth is nested");
    };
    let mut seen = 0;
    let mut missing = Vec::new();
    let mut check = |name: String, description: &str| {
        seen += 1;
        let line = guide
            .lines()
            .find(|line| line.contains(&format!("`{name}`")));
        let variables = words(description, "INFISICAL_");
        if !line.is_some_and(|line| {
            variables
                .iter()
                .all(|v| line.contains(v.as_str()) || guide.contains(&format!("in `{v}`")))
        }) {
            missing.push(name);
        }
    };
    for method in methods {
        match &method.shape {
            Shape::Nested(_, members, _) => members
                .iter()
                .for_each(|m| check(format!("auth.{}.{}", method.name, m.name), &m.description)),
            Shape::Plain(_) => check(format!("auth.{}", method.name), &method.description),
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(seen > 35);
}

#[test]
fn links_lead_to_files() {
    let mut dead = Vec::new();
    for (path, text) in pages() {
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty()
                && !file.contains("://")
                && !path.parent().unwrap().join(file).exists()
            {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert_eq!(dead, Vec::<String>::new());
}

#[test]
fn errors_of_the_guide_are_those_of_the_code() {
    let mut source = String::new();
    code(&project().join("src"), &mut source);
    let guide = fs::read_to_string(project().join("docs/guides/troubleshooting.md")).unwrap();
    let rows = guide
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| the error"));
    let cells: Vec<&str> = rows
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split("..."))
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect();
    assert!(cells.len() > 8);
    let gone: Vec<&&str> = cells
        .iter()
        .filter(|text| !source.contains(**text))
        .collect();
    assert_eq!(gone, Vec::<&&str>::new());
}

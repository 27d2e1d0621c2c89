//! The documentation in the registry's form, made from what the provider serves and from `examples/`.
//!
//! Nothing here is written by hand twice: a page is the schema, the examples and the import forms of one type. `make docs`
//! writes the pages; a test compares them with the files, so that they are never stale.

pub mod coverage;
#[cfg(test)]
mod guides;
mod page;
pub mod quality;
mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use crate::framework::traits::Provider;

/// The folders whose files are all generated, relative to the project.
const FOLDERS: [&str; 6] = [
    "docs/actions",
    "docs/data-sources",
    "docs/ephemeral-resources",
    "docs/functions",
    "docs/list-resources",
    "docs/resources",
];

/// Every generated file by its path in the project, with its text.
pub fn files(provider: &dyn Provider, project: &Path) -> BTreeMap<String, String> {
    let mut out = page::pages(provider, project);
    out.insert(
        "docs/coverage.md".to_owned(),
        coverage::Coverage::measure(project).markdown(),
    );
    out
}

/// Files in the generated folders.
fn present(project: &Path) -> BTreeSet<String> {
    FOLDERS
        .iter()
        .flat_map(|folder| {
            let entries = fs::read_dir(project.join(folder)).into_iter().flatten();
            entries
                .flatten()
                .map(move |entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
        })
        .collect()
}

/// Writes what differs, removes what has no source any more, and tells which files it touched.
pub fn write(files: &BTreeMap<String, String>, project: &Path) -> io::Result<Vec<String>> {
    let touched = stale(files, project);
    for name in &touched {
        let target = project.join(name);
        match files.get(name) {
            None => fs::remove_file(target)?,
            Some(text) => {
                if let Some(folder) = target.parent() {
                    fs::create_dir_all(folder)?;
                }
                fs::write(target, text)?;
            }
        }
    }
    Ok(touched)
}

/// The files that are not as they would be generated now.
pub fn stale(files: &BTreeMap<String, String>, project: &Path) -> Vec<String> {
    let differs = |(name, text): &(&String, &String)| {
        fs::read_to_string(project.join(name)).ok().as_ref() != Some(*text)
    };
    let left_over = present(project)
        .into_iter()
        .filter(|name| !files.contains_key(name));
    files
        .iter()
        .filter(differs)
        .map(|(name, _)| name.clone())
        .chain(left_over)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::InfisicalProvider;

    #[test]
    fn the_documentation_is_what_would_be_generated() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = files(InfisicalProvider::new().as_ref(), project);
        let stale = stale(&files, project);
        assert!(
            stale.is_empty(),
            "{} generated files are stale: run `make docs` and commit what it writes.\n  {}",
            stale.len(),
            stale.join("\n  ")
        );
    }

    #[test]
    fn stale_files_are_found_written_and_removed() {
        let project = tempfile::tempdir().unwrap();
        let old = project.path().join("docs/resources/gone.md");
        fs::create_dir_all(old.parent().unwrap()).unwrap();
        fs::write(&old, "of a type that is no more").unwrap();
        let files = BTreeMap::from([("docs/resources/new.md".to_owned(), "page".to_owned())]);
        let touched = ["docs/resources/new.md", "docs/resources/gone.md"];
        assert_eq!(stale(&files, project.path()), touched);
        assert_eq!(write(&files, project.path()).unwrap(), touched);
        assert_eq!(stale(&files, project.path()), Vec::<String>::new());
        fs::write(project.path().join(touched[0]), "edited by hand").unwrap();
        assert_eq!(stale(&files, project.path()), [touched[0]]);
    }
}

//! The promise to be a drop-in: every type of the official provider is here with the same schema, and its state plans empty.
//!
//! `official-schema.json` holds the facts (release of August 2026, 109 resources). `COMPAT=<part of a type name>` takes some types.

mod allowed;
#[path = "../lifecycle/drive.rs"]
#[allow(dead_code)] // the lifecycle's own half
mod drive;
#[path = "../lifecycle/fixtures.rs"]
#[allow(dead_code)]
mod fixtures;
#[path = "../lifecycle/generate.rs"]
#[allow(dead_code)]
mod generate;
mod guide;
mod official;
mod schema;
mod states;
mod terraform;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use allowed::{ALLOWED, Allowed, MISSING};
use official::names;
use schema::{Difference, compare};
use serde_json::Value as Json;
use terraform_provider_infisical::framework::Schema;
use terraform_provider_infisical::framework::traits::Provider;
use terraform_provider_infisical::provider::InfisicalProvider;

/// What the official provider has.
static OFFICIAL: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(include_str!("official-schema.json")).unwrap());

/// The sections of the facts, the prefix of their types here, and our schemas.
fn ours(
    provider: &InfisicalProvider,
) -> [(&'static str, &'static str, BTreeMap<&str, &Schema>); 3] {
    let resources = provider.resources().iter();
    let data = provider.data_sources().iter();
    let ephemeral = provider.ephemeral_resources().iter();
    [
        (
            "resources",
            "",
            resources.map(|(n, r)| (n.as_str(), r.schema())).collect(),
        ),
        (
            "data_sources",
            "data.",
            data.map(|(n, r)| (n.as_str(), r.schema())).collect(),
        ),
        (
            "ephemeral_resources",
            "ephemeral.",
            ephemeral.map(|(n, r)| (n.as_str(), r.schema())).collect(),
        ),
    ]
}

/// Shown even when the test passes.
fn say(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[test]
fn every_official_type_has_the_same_schema() {
    let provider = InfisicalProvider::new();
    let mut found = compare("provider", &OFFICIAL["provider"], provider.schema());
    let mut problems = Vec::new();
    let mut counts = Vec::new();
    for (section, prefix, ours) in ours(&provider) {
        let official = OFFICIAL[section].as_object().unwrap();
        let mut here = 0;
        for (name, facts) in official {
            let of = format!("{prefix}{name}");
            let listed = MISSING.contains(&of.as_str());
            match ours.get(name.as_str()) {
                Some(_) if listed => problems.push(format!(
                    "{of} is there: take it off the list of missing types"
                )),
                None if !listed => problems.push(format!("{of} is not there")),
                None => {}
                Some(schema) => {
                    here += 1;
                    found.extend(compare(&of, facts, schema));
                }
            }
        }
        counts.push(format!(
            "{here} of {} {}",
            official.len(),
            section.replace('_', " ")
        ));
    }
    say(&format!("compat: {}", counts.join(", ")));
    let fits = |row: &Allowed, at: &str, d: &Difference| {
        names(row.of, &d.of) && at == d.at && row.what == d.what
    };
    for d in &found {
        let allowed = |row: &Allowed| row.at.split('|').any(|at| fits(row, at, d));
        if !ALLOWED.iter().any(allowed) {
            problems.push(format!("{} {}: {:?} {}", d.of, d.at, d.what, d.detail));
        }
    }
    for row in ALLOWED {
        assert!(row.reason.len() > 20, "{} {}: say why", row.of, row.at);
        for at in row.at.split('|') {
            if !found.iter().any(|d| fits(row, at, d)) {
                problems.push(format!(
                    "the allowed difference {} {at} {:?} does not exist",
                    row.of, row.what
                ));
            }
        }
    }
    for problem in &problems {
        println!("✗ {problem}");
    }
    assert!(
        problems.is_empty(),
        "{} problems (listed above)",
        problems.len()
    );
}

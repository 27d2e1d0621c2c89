//! What of the API contract the provider covers, derived from the declarations' calls: every operation is used or stands in
//! a list with the reason why not; every property of a request body is an attribute or stands in such a list.

mod bodies;
mod calls;
mod reasons;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use crate::catalog;
use crate::simulator::contract::{Operation, all_operations};
use calls::{Use, matched, uses};

/// The official provider's schema, kept for the compatibility test.
const OFFICIAL: &str = "tests/compat/official-schema.json";

/// One row of the table.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Family {
    /// seeds of the project's mission: update operations of the contract, and those of them that a resource uses
    pub seeds: (usize, usize),
    /// resource types
    pub resources: usize,
    /// data sources, ephemeral resources, actions
    pub others: usize,
    /// those of them that the official provider has too
    pub official: usize,
    /// operations of the contract, those used, and those left out for a reason
    pub operations: (usize, usize, usize),
}

/// The whole measure.
#[derive(Debug, Default)]
pub struct Coverage {
    /// rows by the family's title
    pub families: BTreeMap<String, Family>,
    /// operations that nothing uses and no reason explains, as `VERB path`
    pub unexplained: Vec<String>,
    /// calls that the contract does not have
    pub unknown_calls: Vec<String>,
    /// seeds that no resource uses, with their operation
    pub seeds_missing: Vec<String>,
    /// seeds and the resources that use them
    pub seeds: BTreeMap<String, BTreeSet<String>>,
    /// properties of request bodies that are neither attribute nor ignored
    pub properties_missing: Vec<String>,
    /// how many properties were compared
    pub properties: usize,
    /// reasons that explain nothing any more
    pub idle_reasons: Vec<String>,
    /// types of the official provider that are missing here, and how many it has
    pub official: (Vec<String>, usize),
    /// reasons with the operations that they explain
    pub left_out: BTreeMap<&'static str, Vec<String>>,
}

/// Title of the family that a contract document belongs to.
fn family(document: &str) -> &'static str {
    match document.trim_end_matches(".yaml") {
        "app-connections-a" | "app-connections-b" => "App connections",
        "dynamic-secrets" => "Dynamic secrets",
        "identities" => "Identities, groups, roles",
        "identity-auth" => "Auth methods",
        "kms" => "KMS",
        "pki" => "PKI",
        "projects" => "Projects",
        "secret-rotations" => "Secret rotations",
        "secret-scanning" => "Secret scanning",
        "secret-syncs-a" | "secret-syncs-b" => "Secret syncs",
        "secrets" => "Secrets",
        _ => "Other",
    }
}

const REPLACED: &str = "deprecated, and the operation that replaces it is used";

/// Whether a deprecated operation's replacement is used.
fn replaced(
    operation: &Operation,
    operations: &[&'static Operation],
    used: &BTreeMap<&'static str, Vec<Use>>,
) -> bool {
    let by = operation.extension("x-replaced-by").unwrap_or_default();
    operation.raw["deprecated"] == true
        && operations
            .iter()
            .any(|o| shown(o) == by && used.contains_key(o.id))
}

fn shown(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.template)
}

impl Coverage {
    /// Measures the present declarations against the contract.
    pub fn measure(project: &Path) -> Coverage {
        let mut out = Coverage::default();
        let official = official(project);
        let operations: Vec<&'static Operation> = all_operations().collect();
        // By operation id: who uses it, and whether as the update or create of a resource.
        let mut used: BTreeMap<&'static str, Vec<Use>> = BTreeMap::new();
        let mut home: BTreeMap<(&'static str, String), &'static str> = BTreeMap::new();
        for one in uses() {
            let found = matched(&one, &operations);
            if found.is_empty() {
                out.unknown_calls
                    .push(format!("{}: {} {}", one.type_name, one.verb, one.path));
            }
            if let Some(first) = found.first() {
                home.entry((one.kind, one.type_name.clone()))
                    .or_insert(family(first.document.name));
            }
            for operation in found {
                used.entry(operation.id).or_default().push(one.clone());
            }
        }
        for ((kind, name), family) in &home {
            let row = out.families.entry((*family).to_owned()).or_default();
            *if *kind == "resource" {
                &mut row.resources
            } else {
                &mut row.others
            } += 1;
            row.official += usize::from(official.contains(&(*kind, name.clone())));
        }
        let missing = official.iter().filter(|o| !home.contains_key(*o));
        out.official = (
            missing
                .map(|(kind, name)| format!("{kind} `{name}`"))
                .collect(),
            official.len(),
        );
        let mut idle: BTreeSet<usize> = (0..reasons::OPERATIONS.len()).collect();
        for operation in &operations {
            let row = out
                .families
                .entry(family(operation.document.name).to_owned())
                .or_default();
            row.operations.0 += 1;
            if let Some(seed) = operation.extension("x-seed") {
                row.seeds.0 += 1;
                let by: BTreeSet<String> = used
                    .get(operation.id)
                    .into_iter()
                    .flatten()
                    .filter(|u| u.kind == "resource")
                    .map(|u| u.type_name.clone())
                    .collect();
                if by.is_empty() {
                    out.seeds_missing
                        .push(format!("{seed} ({})", shown(operation)));
                } else {
                    row.seeds.1 += 1;
                }
                out.seeds.insert(seed.to_owned(), by);
            }
            if used.contains_key(operation.id) {
                row.operations.1 += 1;
            } else if replaced(operation, &operations, &used) {
                row.operations.2 += 1;
                out.left_out
                    .entry(REPLACED)
                    .or_default()
                    .push(shown(operation));
            } else if let Some(at) = reasons::operation(operation) {
                row.operations.2 += 1;
                idle.remove(&at);
                out.left_out
                    .entry(reasons::OPERATIONS[at].2)
                    .or_default()
                    .push(shown(operation));
            } else {
                out.unexplained.push(shown(operation));
            }
        }
        out.idle_reasons.extend(
            idle.into_iter()
                .map(|at| format!("{:?}", reasons::OPERATIONS[at])),
        );
        let mut idle: BTreeSet<usize> = (0..reasons::PROPERTIES.len()).collect();
        for declared in catalog::resources() {
            for (property, explained) in
                bodies::missing(&declared, &operations, &mut out.properties)
            {
                match explained {
                    Some(at) => {
                        idle.remove(&at);
                    }
                    None => out.properties_missing.push(property),
                }
            }
        }
        out.idle_reasons.extend(
            idle.into_iter()
                .map(|at| format!("{:?}", reasons::PROPERTIES[at])),
        );
        out
    }

    /// The page `docs/coverage.md`.
    pub fn markdown(&self) -> String {
        let mut out = String::from(
            "# Coverage\n\nMade by `make coverage` from the declarations and the API contract (`src/simulator/contract`); a test keeps it true.\n\n",
        );
        out.push_str("| family | seeds | resources | data sources, ephemeral resources, actions | official types | operations of the contract | used | left out for a reason |\n|---|---|---|---|---|---|---|---|\n");
        let mut total = Family::default();
        for (name, row) in &self.families {
            out.push_str(&row.line(name));
            total.seeds.0 += row.seeds.0;
            total.seeds.1 += row.seeds.1;
            total.resources += row.resources;
            total.others += row.others;
            total.official += row.official;
            total.operations.0 += row.operations.0;
            total.operations.1 += row.operations.1;
            total.operations.2 += row.operations.2;
        }
        out.push_str(&total.line("**all**"));
        out.push_str(&format!(
            "\n{} properties of create and update bodies were compared with the attributes.\n",
            self.properties
        ));
        let mut list = |title: &str, lines: &[String]| {
            if !lines.is_empty() {
                let lines: String = lines.iter().map(|l| format!("* {l}\n")).collect();
                out.push_str(&format!("\n## {title}\n\n{lines}"));
            }
        };
        list("Seeds without a resource", &self.seeds_missing);
        list(
            "Types of the official provider that are missing",
            &self.official.0,
        );
        list("Operations that nothing uses yet", &self.unexplained);
        list(
            "Properties that no attribute sends yet",
            &self.properties_missing,
        );
        out.push_str("\n## Operations left out, and why\n\n");
        for (reason, operations) in &self.left_out {
            out.push_str(&format!("* {reason}: {}\n", summary(operations)));
        }
        out.push_str("\n## Seeds and their resources\n\n| seed | resources |\n|---|---|\n");
        for (seed, by) in &self.seeds {
            let by: Vec<String> = by.iter().map(|t| format!("`{t}`")).collect();
            out.push_str(&format!("| {seed} | {} |\n", by.join(", ")));
        }
        out
    }
}

/// A few operations by name, many by number.
fn summary(operations: &[String]) -> String {
    match operations {
        few if few.len() <= 6 => few
            .iter()
            .map(|o| format!("`{o}`"))
            .collect::<Vec<_>>()
            .join(", "),
        many => format!("{} operations, such as `{}`", many.len(), many[0]),
    }
}

impl Family {
    fn line(&self, name: &str) -> String {
        format!(
            "| {name} | {} of {} | {} | {} | {} | {} | {} | {} |\n",
            self.seeds.1,
            self.seeds.0,
            self.resources,
            self.others,
            self.official,
            self.operations.0,
            self.operations.1,
            self.operations.2
        )
    }
}

/// Kind and name of every type of the official provider.
fn official(project: &Path) -> BTreeSet<(&'static str, String)> {
    let text = std::fs::read_to_string(project.join(OFFICIAL)).unwrap_or_default();
    let document: Json = serde_json::from_str(&text).unwrap_or_default();
    [
        ("resources", "resource"),
        ("data_sources", "data source"),
        ("ephemeral_resources", "ephemeral resource"),
    ]
    .into_iter()
    .flat_map(|(key, kind)| {
        document[key]
            .as_object()
            .cloned()
            .unwrap_or_default()
            .into_iter()
            .map(move |(name, _)| (kind, name))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_is_covered() {
        let coverage = Coverage::measure(Path::new(env!("CARGO_MANIFEST_DIR")));
        let told = |what: &str, lines: &[String]| {
            if lines.is_empty() {
                String::new()
            } else {
                format!("{what}:\n  {}\n", lines.join("\n  "))
            }
        };
        let faults = [
            told("calls that the contract does not have", &coverage.unknown_calls),
            told("operations that nothing uses: declare them, or give the reason in src/docs/coverage/reasons.rs", &coverage.unexplained),
            told("properties that no attribute sends: declare them, or give the reason in src/docs/coverage/reasons.rs", &coverage.properties_missing),
            told("seeds without a resource", &coverage.seeds_missing),
            told("reasons that explain nothing any more: remove them from src/docs/coverage/reasons.rs", &coverage.idle_reasons),
        ]
        .concat();
        assert!(faults.is_empty(), "{faults}");
        assert!(
            coverage.properties > 2000,
            "the contract was not read: {} properties",
            coverage.properties
        );
        assert_eq!(coverage.seeds.len(), 146);
    }
}

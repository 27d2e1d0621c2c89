//! From what a folder holds to what it should hold.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, json};

use super::{Folder, configured, names};
use crate::catalog::secrets::secret::approval;
use crate::catalog::secrets::vault::{Kind, Outcome, Place, Write};
use crate::framework::equality::stored_secret;
use crate::framework::traits::ApplyRequest;
use crate::framework::{Diagnostics, Value};

/// What the folder should hold.
#[derive(Default)]
pub struct Wanted {
    /// values by name; empty for a destroy
    pub values: BTreeMap<String, String>,
    /// names managed so far
    before: BTreeSet<String>,
    /// all others go, too
    exclusive: bool,
    /// existing secrets get their value again when it differs; else only missing ones are made
    rewrite: bool,
}

/// What is to be done.
pub struct Change {
    /// calls, in order; what appears comes before what goes
    pub steps: Vec<(Kind, Vec<Write>)>,
    /// secrets that are there with the right value although they were not managed
    pub existing: Vec<String>,
    /// secrets that are there with another value although they were not managed: nothing may be done
    pub taken: Vec<String>,
}

impl Wanted {
    /// What a plan wants.
    pub fn new(request: &ApplyRequest) -> Wanted {
        let ApplyRequest {
            prior,
            planned,
            config,
            ..
        } = request;
        let map = match planned.get("values") {
            Value::Null => configured(config),
            plain => plain,
        };
        let pairs = map.members().into_iter().flatten();
        let plain = !planned.get("values").is_null();
        Wanted {
            values: if planned.is_null() {
                BTreeMap::new()
            } else {
                pairs
                    .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
                    .collect()
            },
            before: names(prior),
            exclusive: planned.get("exclusive").as_bool() == Some(true),
            rewrite: plain || prior.get("values_wo_version") != planned.get("values_wo_version"),
        }
    }

    /// What makes the folder so.
    pub fn change(&self, folder: &Folder) -> Change {
        let (mut creates, mut updates) = (Vec::new(), Vec::new());
        let (mut existing, mut taken) = (Vec::new(), Vec::new());
        for (name, value) in &self.values {
            let Some(found) = folder.get(name) else {
                creates.push(write(name, Some(value)));
                continue;
            };
            let same = found
                .value
                .as_ref()
                .is_ok_and(|told| stored_secret(told) == stored_secret(value));
            let ours = self.before.contains(name) || self.exclusive;
            match (ours, same) {
                (true, false) if self.rewrite || !self.before.contains(name) => {
                    updates.push(write(name, Some(value)))
                }
                (true, _) => {}
                (false, true) => existing.push(name.clone()),
                (false, false) => taken.push(name.clone()),
            }
        }
        let goes = |name: &&String| {
            (self.exclusive || self.before.contains(*name)) && !self.values.contains_key(*name)
        };
        let deletes: Vec<Write> = folder
            .keys()
            .filter(goes)
            .map(|name| write(name, None))
            .collect();
        let mut steps = vec![
            (Kind::Create, creates),
            (Kind::Update, updates),
            (Kind::Delete, deletes),
        ];
        steps.retain(|(_, writes)| !writes.is_empty());
        Change {
            steps,
            existing,
            taken,
        }
    }
}

fn write(name: &str, value: Option<&String>) -> Write {
    let field = value.map(|value| ("secretValue".to_owned(), json!(value)));
    Write {
        name: name.to_owned(),
        fields: Map::from_iter(field),
        value: None,
    }
}

/// An approval request instead of a write is a failure.
pub fn approved(outcomes: &[Outcome], place: &Place) -> Result<(), Diagnostics> {
    for outcome in outcomes {
        if let Outcome::Approval(request) = outcome {
            let more = "Nothing changes until it is approved and merged; the next plan shows the change again until then.";
            return Err(approval("the secrets", place, request, more));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::secrets::vault::Secret;
    use serde_json::json;

    fn folder(pairs: &[(&str, &str)]) -> Folder {
        let place = Place::new("p", "dev", "/");
        let secret = |name: &str, value: &str| {
            Secret::from_json(
                &json!({"id": name, "secretKey": name, "secretValue": value}),
                &place,
            )
            .unwrap()
        };
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), secret(name, value)))
            .collect()
    }

    fn wanted(pairs: &[(&str, &str)], before: &[&str], exclusive: bool, rewrite: bool) -> Wanted {
        Wanted {
            values: pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            before: before.iter().map(|name| (*name).to_owned()).collect(),
            exclusive,
            rewrite,
        }
    }

    fn shown(change: &Change) -> String {
        let step = |(kind, writes): &(Kind, Vec<Write>)| {
            let names: Vec<&str> = writes.iter().map(|write| write.name.as_str()).collect();
            format!("{kind:?} {}", names.join(" "))
        };
        let steps: Vec<String> = change.steps.iter().map(step).collect();
        format!(
            "{}; existing {}; taken {}",
            steps.join(", "),
            change.existing.join(" "),
            change.taken.join(" ")
        )
    }

    #[test]
    fn only_differences_are_written() {
        let now = folder(&[("A", "1"), ("B", "2"), ("X", "9")]);
        let cases = [
            (
                wanted(
                    &[("A", " 1 "), ("B", "3"), ("C", "4")],
                    &["A", "B"],
                    false,
                    true,
                ),
                "Create C, Update B; existing ; taken ",
            ),
            (
                wanted(&[("A", "1")], &["A", "B"], false, true),
                "Delete B; existing ; taken ",
            ),
            (
                wanted(&[("A", "1")], &["A", "B"], true, true),
                "Delete B X; existing ; taken ",
            ),
            (
                wanted(&[("A", "1"), ("B", "7")], &["A"], false, true),
                "; existing ; taken B",
            ),
            (
                wanted(&[("A", "1"), ("B", "2")], &["A"], false, true),
                "; existing B; taken ",
            ),
            (
                wanted(&[("A", "1"), ("B", "7")], &["A"], true, true),
                "Update B, Delete X; existing ; taken ",
            ),
            // Write-only values whose version stays: only what is missing.
            (
                wanted(&[("A", "7"), ("C", "4")], &["A", "B"], false, false),
                "Create C, Delete B; existing ; taken ",
            ),
            (
                wanted(&[], &["A", "GONE"], false, true),
                "Delete A; existing ; taken ",
            ),
        ];
        for (wanted, expected) in cases {
            assert_eq!(shown(&wanted.change(&now)), expected);
        }
    }

    #[test]
    fn hidden_values_count_as_different() {
        let hidden = folder(&[("A", "<hidden-by-infisical>")]);
        assert_eq!(
            shown(&wanted(&[("A", "1")], &["A"], false, true).change(&hidden)),
            "Update A; existing ; taken "
        );
        assert_eq!(
            shown(&wanted(&[("A", "1")], &[], false, true).change(&hidden)),
            "; existing ; taken A"
        );
    }
}

//! Between a secret and its Terraform state.

use std::collections::BTreeMap;

use crate::catalog::secrets::place;
use crate::catalog::secrets::vault::{Hidden, Secret};
use crate::framework::Value;

/// How much of a secret goes into state.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// what the prior state (or the plan) has; what is only looked at when the configuration sets it stays out
    Over(&'a Value),
    /// everything, the value included
    Whole,
    /// everything, the value as a write-only one
    WriteOnly,
}

impl<'a> View<'a> {
    fn prior(self) -> &'a Value {
        match self {
            View::Over(prior) => prior,
            _ => &Value::Null,
        }
    }

    /// Whether an attribute is shown that stays alone when it is not set.
    fn shows(self, name: &str) -> bool {
        match self {
            View::Over(prior) => !prior.get(name).is_null(),
            _ => true,
        }
    }
}

/// The state of a secret; `Hidden` when its value is wanted and may not be read (then the prior one is in the state).
pub fn of(secret: &Secret, view: View<'_>) -> (Value, Result<(), Hidden>) {
    let prior = view.prior();
    let kept = |name: &str| match prior.get(name) {
        Value::Unknown => Value::Null,
        other => other.clone(),
    };
    let mut readable = Ok(());
    let value = match (&secret.value, view) {
        (_, View::WriteOnly) => Value::Null,
        (_, View::Over(prior)) if prior.get("value").is_null() => Value::Null,
        (Ok(value), _) => Value::from(value.as_str()),
        (Err(Hidden), _) => {
            readable = Err(Hidden);
            kept("value")
        }
    };
    let folder = match prior.get("folder_path").as_str() {
        Some(path) if place::same(path, &secret.place.path) => path.to_owned(),
        _ => secret.place.path.clone(),
    };
    let workspace = match prior.get("workspace_id").as_str() {
        Some(id) if !id.is_empty() => id.to_owned(),
        _ => secret.place.project.clone(),
    };
    let or_null = |shown: bool, value: Value| if shown { value } else { Value::Null };
    let state = Value::object([
        ("id", Value::from(secret.id.as_str())),
        ("workspace_id", Value::from(workspace)),
        ("env_slug", Value::from(secret.place.environment.as_str())),
        ("folder_path", Value::from(folder)),
        ("name", Value::from(secret.name.as_str())),
        ("value", value),
        ("value_wo", Value::Null),
        (
            "value_wo_version",
            match view {
                View::WriteOnly => Value::int(1),
                _ => kept("value_wo_version"),
            },
        ),
        (
            "comment",
            or_null(
                view.shows("comment")
                    && (prior.get("comment").as_str() == Some("") || !secret.comment.is_empty()),
                Value::from(secret.comment.as_str()),
            ),
        ),
        ("tag_ids", tags(secret, prior)),
        ("metadata", metadata(secret, prior)),
        (
            "skip_multiline_encoding",
            or_null(
                match view {
                    View::Over(_) => view.shows("skip_multiline_encoding"),
                    _ => secret.skip_multiline_encoding,
                },
                Value::Bool(secret.skip_multiline_encoding),
            ),
        ),
        ("secret_reminder", reminder(secret, view)),
        ("last_updated", Value::from(secret.updated_at.as_str())),
    ]);
    (state, readable)
}

fn tags(secret: &Secret, prior: &Value) -> Value {
    if secret.tags.is_empty() && prior.get("tag_ids").items().is_none() {
        return Value::Null;
    }
    Value::Set(
        secret
            .tags
            .iter()
            .map(|id| Value::from(id.as_str()))
            .collect(),
    )
}

fn metadata(secret: &Secret, prior: &Value) -> Value {
    let before = prior.get("metadata");
    if trimmed_pairs(before) == secret.metadata && !before.is_unknown() {
        return before.clone();
    }
    let pairs = secret.metadata.iter();
    Value::Map(
        pairs
            .map(|(k, v)| (k.clone(), Value::from(v.as_str())))
            .collect(),
    )
}

/// Metadata as Infisical stores it: keys and values trimmed.
pub fn trimmed_pairs(metadata: &Value) -> BTreeMap<String, String> {
    let members = metadata.members().into_iter().flatten();
    members
        .map(|(key, value)| {
            let value = value.as_str().unwrap_or_default();
            (key.trim().to_owned(), value.trim().to_owned())
        })
        .collect()
}

/// Reminders are not told reliably, so the known one stays; the official provider's empty one is none.
fn reminder(secret: &Secret, view: View<'_>) -> Value {
    match view {
        View::Over(prior) => {
            let before = prior.get("secret_reminder");
            match before.get("repeat_days").as_i64() {
                Some(0) | None => Value::Null,
                Some(_) => before.clone(),
            }
        }
        _ => match &secret.reminder {
            Some((days, note)) => Value::object([
                ("repeat_days", Value::int(*days)),
                (
                    "note",
                    if note.is_empty() {
                        Value::Null
                    } else {
                        Value::from(note.as_str())
                    },
                ),
            ]),
            None => Value::Null,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::secrets::vault::Place;
    use serde_json::json;

    fn secret(more: serde_json::Value) -> Secret {
        let mut json = json!({
            "id": "1", "secretKey": "A", "secretValue": "v", "workspace": "p", "environment": "dev", "secretPath": "/a",
            "secretComment": "", "version": 2, "updatedAt": "2026-01-02T03:04:05.678Z", "tags": [], "secretMetadata": [],
        });
        json.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        Secret::from_json(&json, &Place::new("p", "dev", "/")).unwrap()
    }

    #[test]
    fn what_the_configuration_leaves_alone_stays_out_of_state() {
        let told = secret(
            json!({"secretComment": "c", "skipMultilineEncoding": true, "secretReminderRepeatDays": 5}),
        );
        let prior = Value::object([
            ("value", Value::from("old")),
            ("folder_path", Value::from("a/")),
        ]);
        let (state, readable) = of(&told, View::Over(&prior));
        assert!(readable.is_ok());
        assert_eq!(state.get("value"), &Value::from("v"));
        assert_eq!(state.get("folder_path"), &Value::from("a/"));
        for name in [
            "comment",
            "skip_multiline_encoding",
            "secret_reminder",
            "tag_ids",
        ] {
            assert!(state.get(name).is_null(), "{name}");
        }
        let (whole, _) = of(&told, View::Whole);
        assert_eq!(whole.get("comment"), &Value::from("c"));
        assert_eq!(whole.get("skip_multiline_encoding"), &Value::Bool(true));
        assert_eq!(whole.at("secret_reminder.repeat_days"), &Value::int(5));
        let (without, _) = of(&told, View::WriteOnly);
        assert!(without.get("value").is_null());
        assert_eq!(without.get("value_wo_version"), &Value::int(1));
    }

    #[test]
    fn a_hidden_value_keeps_the_prior_one() {
        let hidden =
            secret(json!({"secretValue": "<hidden-by-infisical>", "secretValueHidden": true}));
        let prior = Value::object([("value", Value::from("old"))]);
        let (state, readable) = of(&hidden, View::Over(&prior));
        assert_eq!(
            (state.get("value"), readable),
            (&Value::from("old"), Err(Hidden))
        );
        let (state, readable) = of(&hidden, View::WriteOnly);
        assert_eq!((state.get("value"), readable), (&Value::Null, Ok(())));
    }

    #[test]
    fn the_official_providers_empty_reminder_is_none() {
        let empty = Value::object([("note", Value::from("")), ("repeat_days", Value::int(0))]);
        let prior = Value::object([("secret_reminder", empty)]);
        assert!(
            of(&secret(json!({})), View::Over(&prior))
                .0
                .get("secret_reminder")
                .is_null()
        );
    }

    #[test]
    fn metadata_keeps_the_configured_spelling() {
        let told = secret(json!({"secretMetadata": [{"key": "k", "value": "v"}]}));
        let spelt = Value::Map([(" k".to_owned(), Value::from("v "))].into());
        let prior = Value::object([("metadata", spelt.clone())]);
        assert_eq!(of(&told, View::Over(&prior)).0.get("metadata"), &spelt);
        let none = Value::object([("metadata", Value::Null)]);
        assert!(
            of(&secret(json!({})), View::Over(&none))
                .0
                .get("metadata")
                .is_null()
        );
        let other = Value::object([(
            "metadata",
            Value::Map([("x".to_owned(), Value::from("y"))].into()),
        )]);
        assert_eq!(
            of(&told, View::Over(&other)).0.get("metadata").get("k"),
            &Value::from("v")
        );
        assert_eq!(
            of(&secret(json!({})), View::Over(&other)).0.get("metadata"),
            &Value::Map(BTreeMap::new())
        );
    }
}

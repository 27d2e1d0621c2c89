//! From planned values to what a write sends.

use serde_json::{Map, Value as Json, json};

use super::state::trimmed_pairs;
use crate::catalog::secrets::vault::{Secret, Write};
use crate::framework::Value;
use crate::framework::equality::stored_secret;

/// The wanted value: from the plan, or write-only from the configuration.
pub fn value<'a>(planned: &'a Value, config: &'a Value) -> Option<&'a str> {
    let written = || config.get("value_wo").as_str();
    planned.get("value").as_str().or_else(written)
}

fn tags(planned: &Value) -> Vec<String> {
    let ids = planned.get("tag_ids").items().unwrap_or(&[]);
    let mut ids: Vec<String> = ids
        .iter()
        .filter_map(|id| Some(id.as_str()?.to_lowercase()))
        .collect();
    ids.sort();
    ids
}

fn metadata(planned: &Value) -> Json {
    let pairs = trimmed_pairs(planned.get("metadata"));
    pairs
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect()
}

fn reminder(planned: &Value, fields: &mut Map<String, Json>) {
    let reminder = planned.get("secret_reminder");
    let note = reminder
        .get("note")
        .as_str()
        .filter(|note| !note.is_empty());
    fields.insert(
        "secretReminderRepeatDays".into(),
        json!(reminder.get("repeat_days").as_i64()),
    );
    fields.insert("secretReminderNote".into(), json!(note));
}

fn name(planned: &Value) -> &str {
    planned.get("name").as_str().unwrap_or_default().trim()
}

/// A create, and whether it must go alone.
pub fn create(planned: &Value, config: &Value) -> (Write, bool) {
    let value = value(planned, config).unwrap_or_default();
    let mut fields = Map::from_iter([("secretValue".to_owned(), json!(value))]);
    if let Some(comment) = planned.get("comment").as_str() {
        fields.insert("secretComment".into(), json!(comment));
    }
    if let Some(skip) = planned.get("skip_multiline_encoding").as_bool() {
        fields.insert("skipMultilineEncoding".into(), json!(skip));
    }
    let tags = tags(planned);
    if !tags.is_empty() {
        fields.insert("tagIds".into(), json!(tags));
    }
    if planned
        .get("metadata")
        .members()
        .is_some_and(|all| !all.is_empty())
    {
        fields.insert("secretMetadata".into(), metadata(planned));
    }
    // Batches do not take reminders.
    let alone = !planned.get("secret_reminder").is_null();
    if alone {
        reminder(planned, &mut fields);
    }
    let write = Write {
        name: name(planned).to_owned(),
        fields,
        value: Some(value.to_owned()),
    };
    (write, alone)
}

/// An update with only what changes, and whether it must go alone; `None` when nothing is to be sent.
pub fn update(prior: &Value, planned: &Value, config: &Value) -> Option<(Write, bool)> {
    let changed = |name: &str| prior.get(name) != planned.get(name);
    let mut fields = Map::new();
    let wanted = value(planned, config);
    if let Some(value) = wanted
        && (changed("value") || changed("value_wo_version"))
    {
        fields.insert("secretValue".into(), json!(value));
    }
    if name(prior) != name(planned) {
        fields.insert("newSecretName".into(), json!(name(planned)));
    }
    if changed("comment") {
        let comment = planned.get("comment").as_str().unwrap_or_default();
        fields.insert("secretComment".into(), json!(comment));
    }
    if changed("skip_multiline_encoding") {
        let skip = planned.get("skip_multiline_encoding").as_bool();
        fields.insert("skipMultilineEncoding".into(), json!(skip.unwrap_or(false)));
    }
    if tags(prior) != tags(planned) {
        fields.insert("tagIds".into(), json!(tags(planned)));
    }
    if trimmed_pairs(prior.get("metadata")) != trimmed_pairs(planned.get("metadata")) {
        fields.insert("secretMetadata".into(), metadata(planned));
    }
    let alone = changed("secret_reminder");
    if alone {
        reminder(planned, &mut fields);
    }
    let write = Write {
        name: name(prior).to_owned(),
        fields,
        value: wanted.map(str::to_owned),
    };
    (!write.fields.is_empty()).then_some((write, alone))
}

/// Whether an existing secret is just what the plan wants.
pub fn is_the_same(found: &Secret, planned: &Value, config: &Value) -> bool {
    let mut found_tags: Vec<String> = found.tags.iter().map(|id| id.to_lowercase()).collect();
    found_tags.sort();
    let value = value(planned, config).unwrap_or_default();
    let comment = planned.get("comment").as_str();
    let skip = planned.get("skip_multiline_encoding").as_bool();
    found
        .value
        .as_ref()
        .is_ok_and(|told| stored_secret(told) == stored_secret(value))
        && found_tags == tags(planned)
        && found.metadata == trimmed_pairs(planned.get("metadata"))
        && comment.is_none_or(|comment| comment.trim() == found.comment.trim())
        && skip.is_none_or(|skip| skip == found.skip_multiline_encoding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::secrets::vault::Place;

    fn planned(more: &[(&str, Value)]) -> Value {
        let base = [("name", Value::from("A")), ("value", Value::from("v"))];
        Value::object(
            base.into_iter()
                .chain(more.iter().map(|(k, v)| (*k, v.clone()))),
        )
    }

    fn sent(prior: &Value, after: &Value, config: &Value) -> Json {
        update(prior, after, config).map_or(Json::Null, |(write, _)| Json::Object(write.fields))
    }

    #[test]
    fn an_update_sends_what_changes_only() {
        let map = |pairs: &[(&str, &str)]| {
            Value::Map(
                pairs
                    .iter()
                    .map(|(k, v)| ((*k).to_owned(), Value::from(*v)))
                    .collect(),
            )
        };
        let set = |ids: &[&str]| Value::Set(ids.iter().map(|id| Value::from(*id)).collect());
        let before = planned(&[
            ("metadata", map(&[("k", "v")])),
            ("tag_ids", set(&["T1"])),
            ("comment", Value::from("c")),
        ]);
        let nothing = Value::Null;
        let with = |name: &str, value: Value| {
            let mut after = before.clone();
            after.set(name, value);
            after
        };
        let cases = [
            (before.clone(), Json::Null),
            (with("value", "w".into()), json!({"secretValue": "w"})),
            (with("name", "B".into()), json!({"newSecretName": "B"})),
            (with("name", " A ".into()), Json::Null),
            (with("comment", Value::Null), json!({"secretComment": ""})),
            (with("metadata", Value::Null), json!({"secretMetadata": []})),
            (with("metadata", map(&[(" k", "v ")])), Json::Null),
            (with("tag_ids", set(&["t1"])), Json::Null),
            (with("tag_ids", set(&[])), json!({"tagIds": []})),
            (
                with("skip_multiline_encoding", true.into()),
                json!({"skipMultilineEncoding": true}),
            ),
        ];
        for (after, expected) in cases {
            assert_eq!(sent(&before, &after, &nothing), expected);
        }
    }

    #[test]
    fn a_write_only_value_goes_when_its_version_changes() {
        let before = planned(&[("value", Value::Null), ("value_wo_version", Value::int(1))]);
        let config = Value::object([("value_wo", Value::from("hush"))]);
        assert_eq!(sent(&before, &before, &config), Json::Null);
        let mut after = before.clone();
        after.set("value_wo_version", Value::int(2));
        assert_eq!(
            sent(&before, &after, &config),
            json!({"secretValue": "hush"})
        );
        let plain = planned(&[]);
        assert_eq!(
            sent(&plain, &before, &config),
            json!({"secretValue": "hush"})
        );
        assert_eq!(
            sent(&before, &plain, &Value::Null),
            json!({"secretValue": "v"})
        );
    }

    #[test]
    fn reminders_go_alone_and_are_taken_back_with_null() {
        let reminder = Value::object([("repeat_days", Value::int(30)), ("note", Value::Null)]);
        let with = planned(&[("secret_reminder", reminder)]);
        let (write, alone) = create(&with, &Value::Null);
        assert!(alone);
        assert_eq!(write.fields["secretReminderRepeatDays"], 30);
        let (write, alone) = update(&with, &planned(&[]), &Value::Null).unwrap();
        assert!(alone);
        assert_eq!(
            Json::Object(write.fields),
            json!({"secretReminderRepeatDays": null, "secretReminderNote": null})
        );
        assert!(!create(&planned(&[]), &Value::Null).1);
    }

    #[test]
    fn an_existing_secret_is_compared_as_infisical_stores_it() {
        let found = |value: &str| {
            let json = json!({"id": "1", "secretKey": "A", "secretValue": value, "secretComment": "c", "tags": [{"id": "t"}]});
            Secret::from_json(&json, &Place::new("p", "dev", "/")).unwrap()
        };
        let wanted = planned(&[
            ("value", " v\r\n".into()),
            ("tag_ids", Value::Set(vec!["T".into()])),
        ]);
        assert!(is_the_same(&found("v\n"), &wanted, &Value::Null));
        assert!(!is_the_same(&found("v"), &wanted, &Value::Null));
        assert!(!is_the_same(
            &found("<hidden-by-infisical>"),
            &wanted,
            &Value::Null
        ));
        assert!(!is_the_same(
            &found("v\n"),
            &planned(&[("value", "v\n".into())]),
            &Value::Null
        ));
    }
}

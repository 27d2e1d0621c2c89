//! Hooks of the family: channels of alerts between their two forms, blocks of enrollments.

use super::channels;
use crate::framework::validate::audit;
use crate::rest::prelude::*;
use crate::rest::schema::schema;

#[test]
fn every_schema_is_sound() {
    for resource in super::resources() {
        let schema = schema(
            resource.version,
            &resource.fields,
            &resource.rules,
            &resource.description,
            None,
        );
        assert_eq!(audit(&schema), [], "{}", resource.type_name);
    }
}

fn channel(id: Option<&str>, name: &str, kind: &str, config: Value) -> Value {
    let mut all: Vec<(&str, Value)> = channels::KINDS.map(|k| (k, Value::Null)).into();
    all.retain(|(k, _)| *k != kind);
    all.push((kind, config));
    all.push(("name", Value::from(name)));
    all.push(("id", id.map_or(Value::Unknown, Value::from)));
    Value::object(all)
}

#[test]
fn channels_are_recognised_by_id_then_by_kind_name_and_target() {
    let hook = |url: &str| Value::object([("url", Value::from(url))]);
    let known = [
        channel(
            Some("1"),
            "a",
            "slack",
            Value::object([("webhook_url", Value::from("x"))]),
        ),
        channel(None, "b", "webhook", hook("https://one.example.com")),
        channel(None, "b", "webhook", hook("https://two.example.com")),
        channel(
            None,
            "c",
            "pagerduty",
            Value::object([("integration_key", Value::Unknown)]),
        ),
    ];
    let told = [
        json!({"id": "8", "name": "b", "webhook": {"url": "https://two.example.com"}}),
        json!({"id": "9", "name": "b", "webhook": {"url": "https://one.example.com"}}),
        json!({"id": "1", "name": "renamed", "slack": {}}),
        json!({"id": "7", "name": "d", "pagerduty": {}}),
    ];
    let known: Vec<&Value> = known.iter().collect();
    assert_eq!(
        channels::recognise(&told, &known),
        [Some(2), Some(1), Some(0), None]
    );
}

#[test]
fn channels_have_two_forms() {
    let known = channel(Some("5"), "n", "webhook", Value::Null);
    let terraform =
        json!({"name": "n", "enabled": true, "webhook": {"url": "https://a.example.com"}});
    let sent = channels::to_api(Verb::Patch, &terraform, &known, json!(""));
    assert_eq!(
        sent,
        json!({"name": "n", "enabled": true, "id": "5", "channelType": "webhook", "config": {"url": "https://a.example.com", "signingSecret": ""}})
    );
    let created = channels::to_api(Verb::Post, &terraform, &known, json!(""));
    assert_eq!(created["config"], json!({"url": "https://a.example.com"}));
    assert_eq!(created.get("id"), None);
    assert_eq!(
        channels::from_api(
            &json!({"id": "5", "channelType": "slack", "config": {"hasWebhookUrl": true}})
        ),
        json!({"id": "5", "slack": {"hasWebhookUrl": true}})
    );
}

//! One secret through everything that can be said about it.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::{
    Faults, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SimulatorConfig,
};

use crate::desk::{Desk, PROJECT, errors, warnings};

fn secret(more: Json) -> Json {
    let mut config = json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/", "name": "LIFE", "value": "v"});
    for (key, value) in more.as_object().expect("an object") {
        config[key] = value.clone();
    }
    config
}

fn sent(desk: &Desk) -> Json {
    let writes: Vec<_> = desk
        .asked()
        .into_iter()
        .filter(|one| one.method != "GET")
        .collect();
    assert_eq!(writes.len(), 1, "one write");
    let mut body = writes[0].body.clone();
    for place in ["projectId", "environment", "secretPath", "type"] {
        body.as_object_mut().expect("a body").remove(place);
    }
    body
}

#[tokio::test]
async fn every_attribute_changes_alone() {
    let desk = Desk::today().await;
    let tags: Vec<Json> = {
        let mut tags = Vec::new();
        for slug in ["one", "two"] {
            let tag = desk
                .create(
                    "secret_tag",
                    json!({"project_id": PROJECT, "name": slug, "slug": slug, "color": "#fff"}),
                )
                .await;
            tags.push(tag.get("id").reveal());
        }
        tags
    };
    let upper = json!(tags[0].as_str().expect("an id").to_uppercase());
    let mut state = desk.create("secret", secret(json!({}))).await;
    let id = state.get("id").clone();
    desk.asked();
    let steps = [
        (json!({"value": "w"}), json!({"secretValue": "w"})),
        (
            json!({"value": "w", "comment": "c"}),
            json!({"secretComment": "c"}),
        ),
        (
            json!({"value": "w", "comment": "c", "tag_ids": [upper, tags[1]]}),
            json!(null),
        ),
        (
            json!({"value": "w", "comment": "c", "tag_ids": [tags[1]]}),
            json!({"tagIds": [tags[1]]}),
        ),
        (
            json!({"value": "w", "comment": "c", "metadata": {"k": " v ", "l": ""}}),
            json!({"tagIds": [], "secretMetadata": [{"key": "k", "value": "v"}, {"key": "l", "value": ""}]}),
        ),
        (
            json!({"value": "w", "metadata": {"k": " v "}}),
            json!({"secretComment": "", "secretMetadata": [{"key": "k", "value": "v"}]}),
        ),
        (
            json!({"value": "w", "skip_multiline_encoding": true}),
            json!({"secretMetadata": [], "skipMultilineEncoding": true}),
        ),
        (
            json!({"value": "w", "name": "RENAMED"}),
            json!({"newSecretName": "RENAMED", "skipMultilineEncoding": false}),
        ),
        (
            json!({"value": "w", "name": "RENAMED", "secret_reminder": {"repeat_days": 30, "note": "turn"}}),
            json!({"secretReminderRepeatDays": 30, "secretReminderNote": "turn"}),
        ),
        (
            json!({"value": "w", "name": "RENAMED", "secret_reminder": {"repeat_days": 7}}),
            json!({"secretReminderRepeatDays": 7, "secretReminderNote": null}),
        ),
    ];
    for (more, expected) in steps {
        let config = secret(more.clone());
        state = desk.apply("secret", &state, config).await;
        let body = sent(&desk);
        if !expected.is_null() {
            assert_eq!(body, expected, "{more}");
        }
        assert_eq!(state.get("id"), &id, "{more}");
    }
    let reminders = desk
        .behind("GET", "/__sim/rows/reminders", json!(null))
        .await;
    assert_eq!(reminders["rows"][0]["repeatDays"].as_f64(), Some(7.0));
    // Only users may take it away: that is said, and the state tells what the configuration wants.
    let config = secret(json!({"value": "w", "name": "RENAMED"}));
    let (state, said) = desk.try_apply("secret", &state, &config).await;
    assert!(
        !said.has_errors() && warnings(&said).contains("The reminder stays"),
        "{}",
        warnings(&said)
    );
    let state = desk.settled("secret", &state, &config).await;
    desk.destroy("secret", &state).await;
}

#[tokio::test]
async fn what_cannot_change_in_place_replaces() {
    let desk = Desk::today().await;
    let state = desk.create("secret", secret(json!({}))).await;
    for more in [
        json!({"env_slug": "prod"}),
        json!({"folder_path": "/other"}),
        json!({"workspace_id": "another"}),
    ] {
        let config = desk.config("secret", &secret(more.clone()));
        let plan = desk.plan("secret", &state, &config).await;
        assert_eq!(plan.replace.len(), 1, "{more}");
    }
    let spelt = desk.config("secret", &secret(json!({"folder_path": ""})));
    assert!(desk.plan("secret", &state, &spelt).await.replace.is_empty());
}

#[tokio::test]
async fn values_keep_the_configured_spelling() {
    let config = SimulatorConfig {
        body_limit: 16 << 20,
        ..SimulatorConfig::default()
    };
    let desk = Desk::open(
        config,
        &[
            ("client_id", SIM_CLIENT_ID),
            ("client_secret", SIM_CLIENT_SECRET),
        ],
    )
    .await;
    let values = [
        "plain".to_owned(),
        String::new(),
        "  padded\t".to_owned(),
        "one\ntwo\r\nthree\rfour\n".to_owned(),
        "ends\r\n".to_owned(),
        "\n\n\n".to_owned(),
        "many\n\n\n".to_owned(),
        "grüße 😀 \u{2028}\u{2029} \u{0} \u{7f} \u{feff}x".to_owned(),
        "{\"json\": [\"${not.a.reference}\"]}".to_owned(),
        "-----BEGIN X-----\nabc\n-----END X-----\n".to_owned(),
        "x".repeat(10 << 20),
    ];
    for (number, value) in values.iter().enumerate() {
        let state = desk
            .create(
                "secret",
                secret(json!({"name": format!("V{number}"), "value": value})),
            )
            .await;
        assert_eq!(
            state.get("value").as_str(),
            Some(value.as_str()),
            "{number}"
        );
    }
    // The same value in another spelling is no change.
    let state = desk.create("secret", secret(json!({"value": "a\n"}))).await;
    let other = desk.config("secret", &secret(json!({"value": "  a\r\n"})));
    assert!(desk.plan("secret", &state, &other).await.planned == state);
}

#[tokio::test]
async fn a_write_only_value_is_sent_once_and_stored_nowhere() {
    let desk = Desk::today().await;
    let hush = |version: i64, value: &str| {
        let mut config = secret(json!({"value_wo": value, "value_wo_version": version}));
        config["value"] = json!(null);
        config
    };
    let stored = async |desk: &Desk| {
        let read = desk
            .behind(
                "GET",
                &format!("/api/v4/secrets/LIFE?projectId={PROJECT}&environment=dev"),
                json!(null),
            )
            .await;
        read["secret"]["secretValue"]
            .as_str()
            .expect("a value")
            .to_owned()
    };
    let state = desk.create("secret", hush(1, "hush")).await;
    assert!(!state.reveal().to_string().contains("hush"));
    assert_eq!(stored(&desk).await, "hush");
    let state = desk.settled("secret", &state, &hush(1, "other")).await;
    let state = desk.apply("secret", &state, hush(2, "other")).await;
    assert_eq!(stored(&desk).await, "other");
    // To a plain value and back.
    let state = desk.apply("secret", &state, secret(json!({}))).await;
    assert_eq!(stored(&desk).await, "v");
    let state = desk.apply("secret", &state, hush(1, "again")).await;
    assert_eq!(stored(&desk).await, "again");
    assert!(state.get("value").is_null());
}

#[tokio::test]
async fn what_would_be_refused_is_refused_in_the_plan() {
    let desk = Desk::today().await;
    let refused = [
        (json!({"name": "A/B"}), "must not contain"),
        (json!({"name": "A:B"}), "must not contain"),
        (json!({"name": ""}), "name"),
        (json!({"name": "  "}), "blank"),
        (json!({"name": ".."}), "No URL"),
        (json!({"name": "x".repeat(101)}), "101 characters"),
        (json!({"name": "😀".repeat(51)}), "102 characters"),
        (json!({"value": null}), "value"),
        (json!({"value_wo": "w", "value_wo_version": 1}), "value_wo"),
        (json!({"value": null, "value_wo": "w"}), "value_wo_version"),
        (
            json!({"value": null, "value_wo": "w", "value_wo_version": 0}),
            "value_wo_version",
        ),
        (json!({"secret_reminder": {"repeat_days": 366}}), "365"),
        (json!({"metadata": {"": "x"}}), "1 to 255"),
        (json!({"metadata": {"k": "x".repeat(1021)}}), "1020"),
        (json!({"workspace_id": null}), "workspace_id is required"),
    ];
    desk.asked();
    for (more, words) in refused {
        let (state, said) = desk
            .try_apply("secret", &Value::Null, &secret(more.clone()))
            .await;
        assert!(
            state.is_null() && errors(&said).contains(words),
            "{more}: {}",
            errors(&said)
        );
    }
    assert_eq!(desk.asked().len(), 0, "nothing was asked");
    desk.create("secret", secret(json!({"name": "ä".repeat(100)})))
        .await;
    desk.create("secret", secret(json!({"name": " odd ?#% name "})))
        .await;
}

#[tokio::test]
async fn every_import_form_finds_the_secret() {
    let desk = Desk::today().await;
    desk.create(
        "secret_folder",
        json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": "a"}),
    )
    .await;
    let config = secret(
        json!({"folder_path": "/a", "comment": "c", "metadata": {"k": "v"}, "skip_multiline_encoding": true}),
    );
    let state = desk.create("secret", config.clone()).await;
    let id = state.get("id").as_str().expect("an id");
    let forms = [
        id.to_owned(),
        format!("{PROJECT}:dev:/a:LIFE"),
        format!("{PROJECT}:dev:/a/:LIFE"),
        "demo/dev/a:LIFE".to_owned(),
        format!("{PROJECT}/dev/a:LIFE"),
    ];
    for form in &forms {
        assert_eq!(
            desk.import("secret", form).await.reveal(),
            state.reveal(),
            "{form}"
        );
        let hidden = desk.import("secret", &format!("write-only:{form}")).await;
        assert!(
            hidden.get("value").is_null() && hidden.get("value_wo_version").as_i64() == Some(1),
            "{form}"
        );
    }
    let identity = json!({"id": state.get("id").reveal()});
    assert_eq!(
        desk.import_identity("secret", identity).await.reveal(),
        state.reveal()
    );
    for (form, words) in [
        ("LIFE", "one of these forms"),
        ("6c1f2d34-0000-4000-8000-000000000000", "No secret is found"),
        ("demo/dev/a:NOT", "No secret is found"),
        ("nowhere/dev/a:LIFE", "no project"),
    ] {
        let (_, said) = desk.try_import("secret", form).await;
        assert!(errors(&said).contains(words), "{form}: {}", errors(&said));
    }
    let found = desk
        .query(
            "secret",
            json!({"workspace_id": PROJECT, "env_slug": "dev", "recursive": true}),
        )
        .await;
    let ours = found
        .iter()
        .find(|one| one["name"] == "/a/LIFE")
        .expect("the secret is listed");
    assert_eq!(ours["state"], state.reveal());
    assert_eq!(ours["identity"]["id"], state.get("id").reveal());
}

#[tokio::test]
async fn an_answer_that_is_lost_is_made_up_for() {
    let desk = Desk::today().await;
    let drop = |desk: &Desk| {
        desk.faults(Faults {
            drop_after_write_next: 1,
            ..Faults::default()
        })
    };
    drop(&desk);
    let state = desk.create("secret", secret(json!({}))).await;
    drop(&desk);
    let state = desk
        .apply(
            "secret",
            &state,
            secret(json!({"name": "OTHER", "value": "w"})),
        )
        .await;
    drop(&desk);
    desk.destroy("secret", &state).await;
    // Nothing landed: that is said.
    desk.faults(Faults {
        drop_before_next: 1,
        only: vec!["createSecretV4".into()],
        ..Faults::default()
    });
    let (state, said) = desk
        .try_apply("secret", &Value::Null, &secret(json!({})))
        .await;
    assert!(state.is_null() == said.has_errors(), "{}", errors(&said));
}

#[tokio::test]
async fn state_of_the_official_provider_plans_nothing() {
    let desk = Desk::today().await;
    let config = secret(json!({}));
    let made = desk.create("secret", config.clone()).await;
    let mut official = made.clone();
    // After an import there the reminder is always an object.
    official.set(
        "secret_reminder",
        Value::object([("note", Value::from("")), ("repeat_days", Value::int(0))]),
    );
    official.set("tag_ids", Value::Null);
    let read = desk.refresh("secret", &official).await;
    assert_eq!(
        desk.plan("secret", &read, &desk.config("secret", &config))
            .await
            .planned
            .reveal(),
        read.reveal()
    );
    // A comment that was made in the web interface is nobody's business.
    desk.behind(
        "PATCH",
        "/api/v4/secrets/LIFE",
        json!({"projectId": PROJECT, "environment": "dev", "secretComment": "by hand"}),
    )
    .await;
    let next = desk.next_run().await;
    let read = next.refresh("secret", &made).await;
    assert_eq!(
        next.plan("secret", &read, &next.config("secret", &config))
            .await
            .planned
            .reveal(),
        read.reveal()
    );
}

//! Many secrets as one resource.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::Faults;

use crate::desk::{Desk, PROJECT, errors, warnings};

fn secrets(values: Json, more: Json) -> Json {
    let mut config = json!({"workspace_id": PROJECT, "env_slug": "staging", "folder_path": "/", "values": values});
    for (key, value) in more.as_object().expect("an object") {
        config[key] = value.clone();
    }
    config
}

async fn on_server(desk: &Desk) -> Json {
    let list = desk
        .behind(
            "GET",
            &format!("/api/v4/secrets?projectId={PROJECT}&environment=staging&secretPath=/"),
            json!(null),
        )
        .await;
    let pairs = list["secrets"]
        .as_array()
        .expect("secrets")
        .iter()
        .map(|s| {
            (
                s["secretKey"].as_str().expect("a name").to_owned(),
                s["secretValue"].clone(),
            )
        });
    Json::Object(pairs.collect())
}

fn writes(desk: &Desk) -> Vec<String> {
    desk.asked()
        .iter()
        .filter(|one| one.method != "GET")
        .map(|one| {
            format!(
                "{} {}",
                one.method,
                one.body["secrets"].as_array().map_or(1, Vec::len)
            )
        })
        .collect()
}

async fn empty() -> Desk {
    let desk = Desk::today().await;
    let there = on_server(&desk).await;
    for name in there.as_object().expect("an object").keys() {
        desk.behind(
            "DELETE",
            &format!("/api/v4/secrets/{name}"),
            json!({"projectId": PROJECT, "environment": "staging"}),
        )
        .await;
    }
    desk.asked();
    desk
}

#[tokio::test]
async fn each_kind_of_change_is_one_call() {
    let desk = empty().await;
    let first: Json = (0..80)
        .map(|n| (format!("K{n:02}"), json!(format!(" v{n}\n\n"))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let state = desk
        .create("secrets", secrets(first.clone(), json!({})))
        .await;
    assert_eq!(writes(&desk), ["POST 80"]);
    assert_eq!(state.get("names").items().map(<[Value]>::len), Some(80));
    let mut second = first;
    second["K00"] = json!("changed");
    second["K01"] = json!("v1\n");
    second["NEW"] = json!("new");
    second.as_object_mut().expect("an object").remove("K79");
    let state = desk
        .apply("secrets", &state, secrets(second, json!({})))
        .await;
    assert_eq!(writes(&desk), ["POST 1", "PATCH 1", "DELETE 1"]);
    assert_eq!(on_server(&desk).await["K00"], "changed");
    assert_eq!(
        desk.import("secrets", &format!("{PROJECT}:staging:/"))
            .await
            .get("names"),
        state.get("names")
    );
    desk.asked();
    desk.destroy("secrets", &state).await;
    assert_eq!(writes(&desk), ["DELETE 80"]);
    assert_eq!(on_server(&desk).await, json!({}));
}

#[tokio::test]
async fn strangers_are_left_alone_unless_exclusive() {
    let desk = empty().await;
    let state = desk
        .create("secrets", secrets(json!({"A": "1"}), json!({})))
        .await;
    let body = json!({"projectId": PROJECT, "environment": "staging", "secretValue": "9"});
    desk.behind("POST", "/api/v4/secrets/STRANGER", body.clone())
        .await;
    let next = desk.next_run().await;
    let state = next
        .settled("secrets", &state, &secrets(json!({"A": "1"}), json!({})))
        .await;
    let (taken, said) = next
        .try_apply(
            "secrets",
            &state,
            &secrets(json!({"A": "1", "STRANGER": "1"}), json!({})),
        )
        .await;
    assert!(
        taken == state && errors(&said).contains("STRANGER"),
        "{}",
        errors(&said)
    );
    let exclusive = secrets(json!({"A": "1"}), json!({"exclusive": true}));
    let (state, said) = next.try_apply("secrets", &state, &exclusive).await;
    assert!(
        warnings(&said).contains("STRANGER"),
        "the plan says what goes: {}",
        warnings(&said)
    );
    assert_eq!(on_server(&next).await, json!({"A": "1"}));
    // One that appears later is seen and goes.
    next.behind("POST", "/api/v4/secrets/LATER", body).await;
    let last = next.next_run().await;
    let read = last.refresh("secrets", &state).await;
    assert_eq!(read.get("names").items().map(<[Value]>::len), Some(2));
    let state = last.apply("secrets", &read, exclusive).await;
    assert_eq!(on_server(&last).await, json!({"A": "1"}));
    last.destroy("secrets", &state).await;
}

#[tokio::test]
async fn drift_is_put_right() {
    let desk = empty().await;
    let config = secrets(json!({"A": "1", "B": "2", "C": "3"}), json!({}));
    let state = desk.create("secrets", config.clone()).await;
    let at = |extra: Json| {
        let mut body = json!({"projectId": PROJECT, "environment": "staging"});
        body.as_object_mut()
            .expect("an object")
            .extend(extra.as_object().expect("an object").clone());
        body
    };
    desk.behind(
        "PATCH",
        "/api/v4/secrets/A",
        at(json!({"secretValue": "x"})),
    )
    .await;
    desk.behind("DELETE", "/api/v4/secrets/B", at(json!({})))
        .await;
    let next = desk.next_run().await;
    let read = next.refresh("secrets", &state).await;
    assert_eq!(read.get("values").reveal(), json!({"A": "x", "C": "3"}));
    next.asked();
    next.apply("secrets", &read, config).await;
    assert_eq!(writes(&next), ["POST 1", "PATCH 1"]);
    assert_eq!(
        on_server(&next).await,
        json!({"A": "1", "B": "2", "C": "3"})
    );
}

#[tokio::test]
async fn write_only_values_stay_out_of_state() {
    let desk = empty().await;
    let config = |values: Json, version: i64| {
        secrets(
            json!(null),
            json!({"values_wo": values, "values_wo_version": version}),
        )
    };
    let state = desk
        .create("secrets", config(json!({"A": "hush", "B": "hush"}), 1))
        .await;
    assert!(!state.reveal().to_string().contains("hush"));
    assert_eq!(state.get("names").reveal(), json!(["A", "B"]));
    // Same version: what is missing is made, what is there stays.
    let state = desk
        .apply(
            "secrets",
            &state,
            config(json!({"A": "other", "B": "hush", "C": "new"}), 1),
        )
        .await;
    assert_eq!(
        on_server(&desk).await,
        json!({"A": "hush", "B": "hush", "C": "new"})
    );
    let state = desk
        .apply(
            "secrets",
            &state,
            config(json!({"A": "other", "C": "new"}), 2),
        )
        .await;
    assert_eq!(on_server(&desk).await, json!({"A": "other", "C": "new"}));
    desk.behind(
        "DELETE",
        "/api/v4/secrets/C",
        json!({"projectId": PROJECT, "environment": "staging"}),
    )
    .await;
    let next = desk.next_run().await;
    let read = next.refresh("secrets", &state).await;
    assert_eq!(read.get("names").reveal(), json!(["A"]));
    next.apply(
        "secrets",
        &read,
        config(json!({"A": "other", "C": "new"}), 2),
    )
    .await;
    assert_eq!(on_server(&next).await, json!({"A": "other", "C": "new"}));
}

#[tokio::test]
async fn lost_answers_and_interrupted_applies_converge() {
    let desk = empty().await;
    let config = secrets(json!({"A": "1", "B": "2"}), json!({}));
    desk.faults(Faults {
        drop_after_write_next: 1,
        ..Faults::default()
    });
    let state = desk.create("secrets", config.clone()).await;
    assert!(!state.is_null());
    // The state was never written: the same again is adopted.
    let next = desk.next_run().await;
    let (again, said) = next.try_apply("secrets", &Value::Null, &config).await;
    assert_eq!(errors(&said), "");
    assert!(warnings(&said).contains("A, B"), "{}", warnings(&said));
    assert!(again == state);
}

#[tokio::test]
async fn names_are_checked_and_large_maps_are_cut() {
    let desk = empty().await;
    for name in ["A/B", "A:B", "", " A", ".."] {
        let (_, said) = desk
            .try_apply(
                "secrets",
                &Value::Null,
                &secrets(json!({name: "v"}), json!({})),
            )
            .await;
        assert!(said.has_errors(), "{name:?}");
    }
    let big = "x".repeat(200_000);
    let values: serde_json::Map<String, Json> =
        (0..8).map(|n| (format!("BIG{n}"), json!(big))).collect();
    desk.asked();
    desk.create("secrets", secrets(values.into(), json!({})))
        .await;
    let sent = writes(&desk);
    assert!(sent.len() >= 3 && sent.len() <= 5, "{sent:?}");
}

//! Many at once: few requests, nothing doubled, nothing stale.

use serde_json::json;
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::{Faults, Recorded};

use crate::desk::{Desk, PROJECT, errors};

fn secret(number: usize, value: &str) -> serde_json::Value {
    json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/", "name": format!("BULK_{number:04}"), "value": format!("{value}-{number}")})
}

/// Does the same for many, all at the same time.
async fn all<F>(
    desk: &Desk,
    items: Vec<Value>,
    work: impl Fn(Desk, usize, Value) -> F,
) -> Vec<Value>
where
    F: Future<Output = Value> + Send + 'static,
{
    let tasks: Vec<_> = items
        .into_iter()
        .enumerate()
        .map(|(number, item)| tokio::spawn(work(desk.clone(), number, item)))
        .collect();
    let mut out = Vec::new();
    for task in tasks {
        out.push(task.await.expect("no panic"));
    }
    out
}

async fn apply_all(desk: &Desk, states: Vec<Value>, value: &'static str) -> Vec<Value> {
    all(desk, states, move |desk, number, prior| async move {
        let (state, said) = desk
            .try_apply("secret", &prior, &secret(number, value))
            .await;
        assert_eq!(errors(&said), "");
        state
    })
    .await
}

async fn refresh_all(desk: &Desk, states: Vec<Value>) -> Vec<Value> {
    all(desk, states, |desk, _, state| async move {
        desk.refresh("secret", &state).await
    })
    .await
}

fn count(requests: &[Recorded], method: &str) -> usize {
    requests.iter().filter(|one| one.method == method).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_secrets_take_few_requests() {
    let desk = Desk::today().await;
    desk.asked();
    let made = apply_all(&desk, vec![Value::Null; 1000], "one").await;
    let requests = desk.asked();
    assert!(
        requests.len() <= 20,
        "{} requests to create",
        requests.len()
    );

    let next = desk.next_run().await;
    next.asked();
    let read = refresh_all(&next, made.clone()).await;
    let requests = next.asked();
    assert!(
        requests.len() < 10,
        "{} requests to refresh",
        requests.len()
    );
    assert!(made == read, "a refresh changes nothing");

    let changed = apply_all(&next, read, "two").await;
    let requests = next.asked();
    assert!(
        requests.len() <= 20,
        "{} requests to update",
        requests.len()
    );
    assert_eq!(count(&requests, "PATCH"), requests.len());
    let sent = &requests[0].body["secrets"][0];
    assert_eq!(
        sent.as_object().map(|fields| fields.len()),
        Some(2),
        "only name and value are sent: {sent}"
    );

    let now = refresh_all(&next, changed.clone()).await;
    for (number, state) in now.iter().enumerate() {
        assert_eq!(state.get("value").as_str(), Some(&*format!("two-{number}")));
    }
    next.asked();
    let gone = all(&next, now, |desk, _, state| async move {
        let (value, said) = desk.try_destroy("secret", &state).await;
        assert_eq!(errors(&said), "");
        value
    })
    .await;
    assert!(gone.iter().all(Value::is_null));
    let requests = next.asked();
    assert!(
        requests.len() <= 20,
        "{} requests to delete",
        requests.len()
    );
    let left = next
        .behind(
            "GET",
            &format!("/api/v4/secrets?projectId={PROJECT}&environment=dev&secretPath=/"),
            json!(null),
        )
        .await;
    let left = left["secrets"]
        .as_array()
        .expect("secrets")
        .iter()
        .filter(|s| {
            s["secretKey"]
                .as_str()
                .is_some_and(|n| n.starts_with("BULK"))
        });
    assert_eq!(left.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_after_our_write_is_never_older() {
    let desk = Desk::today().await;
    let mut states = apply_all(&desk, vec![Value::Null; 20], "v0").await;
    for round in ["v1", "v2", "v3"] {
        // Fills the shared list, so that a stale one would be served.
        refresh_all(&desk, states.clone()).await;
        states = all(&desk, states, move |desk, number, prior| async move {
            let (state, said) = desk
                .try_apply("secret", &prior, &secret(number, round))
                .await;
            assert_eq!(errors(&said), "");
            let read = desk.refresh("secret", &state).await;
            assert_eq!(
                read.get("value").as_str(),
                Some(&*format!("{round}-{number}"))
            );
            read
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refused_secret_does_not_refuse_its_batch() {
    let desk = Desk::today().await;
    desk.behind("POST", "/api/v4/secrets/BULK_0007", json!({"projectId": PROJECT, "environment": "dev", "secretPath": "/", "secretValue": "mine"})).await;
    let tag = "00000000-0000-4000-8000-000000000000";
    let states = all(
        &desk,
        vec![Value::Null; 30],
        |desk, number, prior| async move {
            let mut config = secret(number, "v");
            if number == 20 {
                config["tag_ids"] = json!([tag]);
            }
            let (state, said) = desk.try_apply("secret", &prior, &config).await;
            match number {
                7 => assert!(
                    errors(&said).contains(&format!(
                        "terraform import infisical_secret.<name> '{PROJECT}:dev:/:BULK_0007'"
                    )),
                    "{}",
                    errors(&said)
                ),
                20 => assert!(errors(&said).contains("Tag not found"), "{}", errors(&said)),
                _ => assert_eq!(errors(&said), ""),
            }
            state
        },
    )
    .await;
    for (number, state) in states.iter().enumerate() {
        assert_eq!(state.is_null(), number == 7 || number == 20, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_refused_with_others_that_exist_are_created_all_the_same() {
    let desk = Desk::today().await;
    // More than enough alike refusals to make the batcher give up asking one by one.
    for number in 0..12 {
        let body = json!({"projectId": PROJECT, "environment": "dev", "secretPath": "/", "secretValue": "mine"});
        desk.behind("POST", &format!("/api/v4/secrets/BULK_{number:04}"), body)
            .await;
    }
    let states = all(
        &desk,
        vec![Value::Null; 40],
        |desk, number, prior| async move {
            let (state, said) = desk.try_apply("secret", &prior, &secret(number, "v")).await;
            assert_eq!(
                errors(&said).is_empty(),
                number >= 12,
                "{number}: {}",
                errors(&said)
            );
            state
        },
    )
    .await;
    assert_eq!(states.iter().filter(|state| !state.is_null()).count(), 28);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_of_a_batch_leaves_no_orphan_and_no_double() {
    let desk = Desk::today().await;
    let only = ["createManySecretsV4", "createSecretV4"]
        .map(str::to_owned)
        .to_vec();
    desk.faults(Faults {
        drop_after_write_next: 1,
        only,
        ..Faults::default()
    });
    let made = apply_all(&desk, vec![Value::Null; 25], "v").await;
    desk.faults(Faults::default());
    let ids: std::collections::HashSet<_> = made
        .iter()
        .map(|state| state.get("id").as_str().map(str::to_owned))
        .collect();
    assert_eq!(ids.len(), 25);
    assert!(made == refresh_all(&desk, made.clone()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_apply_is_taken_up_by_the_next() {
    let desk = Desk::today().await;
    // As kill -9 leaves it: created, and never written to state.
    apply_all(&desk, vec![Value::Null; 10], "v").await;
    let next = desk.next_run().await;
    let states = all(
        &next,
        vec![Value::Null; 15],
        |desk, number, prior| async move {
            let (state, said) = desk.try_apply("secret", &prior, &secret(number, "v")).await;
            assert_eq!(errors(&said), "");
            assert_eq!(
                crate::desk::warnings(&said).contains("adopted"),
                number < 10
            );
            state
        },
    )
    .await;
    assert!(states.iter().all(|state| !state.is_null()));
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_folders_below_one_missing_parent_make_one_parent() {
    let desk = Desk::today().await;
    let made = all(&desk, vec![Value::Null; 50], |desk, number, prior| async move {
        let config = json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/missing/deep", "name": format!("f{number:02}"), "description": "d"});
        let (state, said) = desk.try_apply("secret_folder", &prior, &config).await;
        assert_eq!(errors(&said), "");
        state
    })
    .await;
    let list =
        |path: &str| format!("/api/v2/folders?projectId={PROJECT}&environment=dev&path={path}");
    for (path, expected) in [("/missing", 1), ("/missing/deep", 50)] {
        let found = desk.behind("GET", &list(path), json!(null)).await;
        assert_eq!(
            found["folders"].as_array().map(Vec::len),
            Some(expected),
            "{path}"
        );
    }
    let next = desk.next_run().await;
    next.asked();
    let read = all(&next, made.clone(), |desk, _, state| async move {
        desk.refresh("secret_folder", &state).await
    })
    .await;
    assert!(made == read);
    assert!(next.asked().len() < 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_imports_into_one_folder_have_a_place_each() {
    let desk = Desk::today().await;
    for number in 0..20 {
        desk.create("secret_folder", json!({"project_id": PROJECT, "environment_slug": "prod", "folder_path": "/", "name": format!("from{number}")})).await;
    }
    let made = all(&desk, vec![Value::Null; 20], |desk, number, prior| async move {
        let config = json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "import_environment_slug": "prod", "import_folder_path": format!("/from{number}"), "is_replication": false});
        let (state, said) = desk.try_apply("secret_import", &prior, &config).await;
        assert_eq!(errors(&said), "");
        state
    })
    .await;
    let mut places: Vec<_> = made
        .iter()
        .map(|state| state.get("position").as_i64())
        .collect();
    places.sort();
    places.dedup();
    assert_eq!(places.len(), 20);
}

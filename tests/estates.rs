//! Exact request counts of large estates: they depend on folders, apps and projects, never on how many resources there are.
#![cfg(feature = "simulator")]

#[path = "secrets/desk.rs"]
#[allow(dead_code)]
mod desk;

use std::future::Future;
use std::sync::Arc;

use desk::{Desk, PROJECT, errors};
use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::Recorded;
use tokio::sync::Semaphore;

/// Does the same for many, ten at a time as Terraform does.
async fn all<F>(desk: &Desk, count: usize, work: impl Fn(Desk, usize) -> F) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    let ten = Arc::new(Semaphore::new(10));
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            let (ten, work) = (ten.clone(), work(desk.clone(), number));
            tokio::spawn(async move {
                let _permit = ten.acquire().await.expect("never closed");
                work.await
            })
        })
        .collect();
    let mut out = Vec::new();
    for task in tasks {
        out.push(task.await.expect("no panic"));
    }
    out
}

async fn apply(desk: Desk, name: &'static str, config: Json) -> Value {
    let (state, said) = desk.try_apply(name, &Value::Null, &config).await;
    assert_eq!(errors(&said), "", "{name}");
    state
}

fn lines(requests: &[Recorded]) -> Vec<String> {
    let mut lines: Vec<String> = requests
        .iter()
        .map(|one| format!("{} {}", one.method, one.path))
        .collect();
    lines.sort();
    lines
}

/// Refreshes everything in a run of its own; the requests of that.
async fn refresh(desk: &Desk, states: &[(&'static str, Value)]) -> Vec<String> {
    let next = desk.next_run().await;
    next.asked();
    let states: Arc<Vec<_>> = Arc::new(states.to_vec());
    all(&next, states.len(), |desk, number| {
        let states = states.clone();
        async move {
            let (name, state) = &states[number];
            let read = desk.refresh(name, state).await;
            assert!(!read.is_null(), "{name} is gone");
        }
    })
    .await;
    lines(&next.asked())
}

/// So many connections of each of two apps, and so many syncs of each in two projects; the requests of a refresh of all.
async fn refresh_of_syncs(each: usize) -> Vec<String> {
    let desk = Desk::today().await;
    let second = desk
        .create(
            "project",
            json!({"name": "Second", "slug": "second-estate"}),
        )
        .await;
    let second = second.get("id").as_str().expect("an id").to_owned();
    let connections = all(&desk, 2 * each, |desk, number| async move {
        let name = format!("many-{number}");
        match number % 2 {
            0 => {
                let credentials =
                    json!({"instance_url": "https://zabbix.example.com", "api_token": "fake"});
                let config = json!({"name": name, "credentials": credentials});
                (
                    "app_connection_zabbix",
                    apply(desk, "app_connection_zabbix", config).await,
                )
            }
            _ => {
                let config = json!({"name": name, "credentials": {"api_token": "fake"}});
                (
                    "app_connection_humanitec",
                    apply(desk, "app_connection_humanitec", config).await,
                )
            }
        }
    })
    .await;
    let ids: Arc<Vec<Json>> = Arc::new(
        connections
            .iter()
            .map(|(_, state)| state.get("id").reveal())
            .collect(),
    );
    let syncs = all(&desk, 2 * each, |desk, number| {
        let (connection, second) = (ids[number].clone(), second.clone());
        async move {
            let project = if number / 2 % 2 == 0 { PROJECT.to_owned() } else { second };
            let mut config = json!({
                "name": format!("many-{number}"), "project_id": project, "connection_id": connection,
                "environment": "dev", "secret_path": "/",
                "sync_options": {"initial_sync_behavior": "overwrite-destination"},
            });
            if number % 2 == 0 {
                config["destination_config"] = json!({"scope": "host", "host_id": format!("1{number}"), "host_name": format!("web-{number}"), "macro_type": 1});
                ("secret_sync_zabbix", apply(desk, "secret_sync_zabbix", config).await)
            } else {
                config["destination_config"] = json!({"scope": "environment", "org": "example", "app": format!("shop-{number}"), "env": "production"});
                ("secret_sync_humanitec", apply(desk, "secret_sync_humanitec", config).await)
            }
        }
    })
    .await;
    refresh(&desk, &[connections, syncs].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_and_syncs_are_refreshed_by_app_and_project() {
    let few = refresh_of_syncs(10).await;
    let many = refresh_of_syncs(100).await;
    // Of each of the four types two objects are read alone: so few of them may be no reason for a list.
    let alone = |requests: &[String]| {
        requests
            .iter()
            .filter(|one| one.matches('-').count() >= 5)
            .count()
    };
    assert_eq!((alone(&few), alone(&many)), (8, 8), "{few:#?}\n{many:#?}");
    // Then there is one list of each app, and of syncs one of each destination and project. On a very slow machine a list
    // may grow too old in the middle and be asked for again, once.
    let lists = 2 + 2 * 2;
    assert!(few.len() >= 8 + lists, "{few:#?}");
    assert!(many.len() <= 8 + 2 * lists, "{many:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn eighty_secrets_are_written_in_one_or_two_calls() {
    let desk = Desk::today().await;
    desk.asked();
    // As many at a time as the apply of a user with -parallelism=80 has; with Terraform's ten it is a call for each ten.
    let tasks: Vec<_> = (0..80)
        .map(|number| {
            let config = json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/", "name": format!("EIGHTY_{number}"), "value": "v"});
            tokio::spawn(apply(desk.clone(), "secret", config))
        })
        .collect();
    for task in tasks {
        assert!(!task.await.expect("no panic").is_null());
    }
    let requests = desk.asked();
    let writes = requests.iter().filter(|one| one.method != "GET").count();
    assert!((1..=2).contains(&writes), "{:#?}", lines(&requests));
    assert!(requests.len() <= 4, "{:#?}", lines(&requests));

    let secrets: serde_json::Map<String, Json> = (0..80)
        .map(|number| (format!("PLURAL_{number}"), json!("v")))
        .collect();
    let config =
        json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/", "values": secrets});
    let (state, said) = desk.try_apply("secrets", &Value::Null, &config).await;
    assert_eq!(errors(&said), "");
    assert!(!state.is_null());
    let requests = desk.asked();
    let writes = requests.iter().filter(|one| one.method != "GET").count();
    assert!((1..=2).contains(&writes), "{:#?}", lines(&requests));
}

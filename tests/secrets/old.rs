//! Servers of 2024, and service tokens.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::simulator::{SIM_SERVICE_TOKEN, SimulatorConfig};

use crate::desk::{Desk, PROJECT, errors};

fn secret(more: Json) -> Json {
    let mut config = json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/", "name": "OLD", "value": "v"});
    for (key, value) in more.as_object().expect("an object") {
        config[key] = value.clone();
    }
    config
}

#[tokio::test]
async fn a_secret_lives_on_a_server_of_2024() {
    let desk = Desk::of_2024().await;
    let mut state = desk.create("secret", secret(json!({}))).await;
    for more in [
        json!({"value": "w"}),
        json!({"value": "w", "comment": "c"}),
        json!({"value": "w"}),
        json!({"value": "w", "name": "OLDER"}),
        json!({"value": "w", "name": "OLDER", "secret_reminder": {"repeat_days": 3}}),
        json!({"value": "w", "name": "OLDER"}),
    ] {
        state = desk.apply("secret", &state, secret(more)).await;
    }
    let hush =
        secret(json!({"value": null, "name": "OLDER", "value_wo": "hush", "value_wo_version": 1}));
    state = desk.apply("secret", &state, hush).await;
    assert_eq!(
        desk.import("secret", &format!("{PROJECT}:dev:/:OLDER"))
            .await
            .get("value")
            .as_str(),
        Some("hush")
    );
    let (_, said) = desk
        .try_import("secret", state.get("id").as_str().expect("an id"))
        .await;
    assert!(
        errors(&said).contains("<workspace_id>:<env_slug>:<folder_path>:<name>"),
        "{}",
        errors(&said)
    );
    desk.behind(
        "DELETE",
        "/api/v3/secrets/raw/OLDER",
        json!({"workspaceId": PROJECT, "environment": "dev"}),
    )
    .await;
    assert!(
        desk.next_run()
            .await
            .refresh("secret", &state)
            .await
            .is_null()
    );
    desk.next_run().await.destroy("secret", &state).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_work_on_a_server_of_2024() {
    let desk = Desk::of_2024().await;
    let round = async |states: Vec<terraform_provider_infisical::framework::Value>,
                       value: &'static str| {
        let tasks: Vec<_> = states
            .into_iter()
            .enumerate()
            .map(|(number, prior)| {
                let desk = desk.clone();
                tokio::spawn(async move {
                    let config = secret(json!({"name": format!("N{number}"), "value": value, "comment": if value == "a" { json!(null) } else { json!("c") }}));
                    let (state, said) = desk.try_apply("secret", &prior, &config).await;
                    assert_eq!(errors(&said), "");
                    let read = desk.refresh("secret", &state).await;
                    assert!(read == state);
                    read
                })
            })
            .collect();
        let mut out = Vec::new();
        for task in tasks {
            out.push(task.await.expect("no panic"));
        }
        out
    };
    desk.asked();
    let states = round(vec![Default::default(); 50], "a").await;
    let states = round(states, "b").await;
    assert!(desk.asked().len() < 40);
    // Only the comment changes; the server wants the value, too.
    round(states, "b").await;
}

#[tokio::test]
async fn folders_tags_and_imports_live_on_a_server_of_2024() {
    let desk = Desk::of_2024().await;
    let parent = desk.create("secret_folder", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": "a"})).await;
    assert_eq!(parent.get("path").as_str(), Some("/a"));
    let config =
        json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/a", "name": "b"});
    let child = desk.create("secret_folder", config.clone()).await;
    assert_eq!(
        desk.import("secret_folder", &format!("{PROJECT}/dev/a/b"))
            .await
            .reveal(),
        child.reveal()
    );
    let (_, said) = desk
        .try_import("secret_folder", child.get("id").as_str().expect("an id"))
        .await;
    assert!(said.has_errors());
    let child = desk.apply("secret_folder", &child, json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/a", "name": "c"})).await;
    assert_eq!(child.get("path").as_str(), Some("/a/c"));

    let tag = desk
        .create(
            "secret_tag",
            json!({"project_id": PROJECT, "name": "T", "slug": "t", "color": ""}),
        )
        .await;
    let tag = desk
        .apply(
            "secret_tag",
            &tag,
            json!({"project_id": PROJECT, "name": "T", "slug": "t", "color": "#000"}),
        )
        .await;
    let imported = desk.import("secret_tag", &format!("{PROJECT}/t")).await;
    assert_eq!(imported.get("id"), tag.get("id"));
    desk.destroy("secret_tag", &tag).await;

    let import = json!({"project_id": PROJECT, "environment_slug": "prod", "folder_path": "/", "import_environment_slug": "dev", "import_folder_path": "/a", "is_replication": false});
    let made = desk.create("secret_import", import.clone()).await;
    let mut moved = import;
    moved["import_folder_path"] = json!("/a/c");
    let made = desk.apply("secret_import", &made, moved).await;
    assert_eq!(
        desk.import("secret_import", &format!("{PROJECT}:prod:/:1"))
            .await
            .reveal(),
        made.reveal()
    );
    desk.destroy("secret_import", &made).await;
    desk.destroy("secret_folder", &child).await;
    desk.destroy("secret_folder", &parent).await;
}

#[tokio::test]
async fn readings_work_on_a_server_of_2024() {
    let desk = Desk::of_2024().await;
    desk.create("secret", secret(json!({"name": "BASE", "value": "b"})))
        .await;
    desk.create(
        "secret",
        secret(json!({"name": "REF", "value": "${BASE}!"})),
    )
    .await;
    let place = json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/"});
    let all = desk.data("secrets", place.clone()).await.expect("secrets");
    assert_eq!(all["secrets"]["REF"]["value"], "b!");
    let mut one = place;
    one["name"] = json!("REF");
    let opened = desk.ephemeral("secret", one).await.expect("a secret");
    assert_eq!(opened.value.get("value").as_str(), Some("b!"));
    let about = desk.data("secret_metadata", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": "REF"})).await.expect("metadata");
    assert_eq!(about["secret_version"], 1);
    let project = desk
        .data("projects", json!({"slug": "demo"}))
        .await
        .expect("a project");
    assert_eq!(project["environments"]["dev"]["slug"], "dev");
    assert!(
        desk.data(
            "secret_folders",
            json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/"})
        )
        .await
        .is_ok()
    );
    assert!(
        desk.data("secret_tags", json!({"project_id": PROJECT}))
            .await
            .is_ok()
    );
    assert!(
        desk.data("project_environments", json!({"project_id": PROJECT}))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_service_token_is_enough_for_secrets() {
    let desk = Desk::open(
        SimulatorConfig::default(),
        &[("service_token", SIM_SERVICE_TOKEN)],
    )
    .await;
    let without = |name: &str, value: &str| json!({"env_slug": "dev", "folder_path": "/", "name": name, "value": value});
    let mut states = Vec::new();
    for name in ["S1", "S2", "S3", "S4"] {
        states.push(desk.create("secret", without(name, "v")).await);
    }
    assert_eq!(states[0].get("workspace_id").as_str(), Some(PROJECT));
    let state = desk.apply("secret", &states[3], without("S4b", "w")).await;
    let all = desk
        .data("secrets", json!({"env_slug": "dev", "folder_path": "/"}))
        .await
        .expect("secrets");
    assert_eq!(all["secrets"]["S4b"]["value"], "w");
    assert_eq!(all["workspace_id"], PROJECT);
    desk.destroy("secret", &state).await;
    let many = json!({"env_slug": "dev", "folder_path": "/", "values": {"M1": "1", "M2": "2"}});
    let many = desk.create("secrets", many).await;
    desk.destroy("secrets", &many).await;
}

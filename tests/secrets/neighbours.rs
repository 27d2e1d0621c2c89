//! Others change what we manage: in the web interface, by policies, by other tools.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::{Denial, Faults};

use crate::desk::{Desk, PROJECT, errors};

fn secret(name: &str, value: &str) -> Json {
    json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/a", "name": name, "value": value})
}

async fn folder(desk: &Desk, name: &str) -> Value {
    desk.create("secret_folder", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": name, "force_delete": true})).await
}

fn at(extra: Json) -> Json {
    let mut body = json!({"projectId": PROJECT, "environment": "dev", "secretPath": "/a"});
    for (key, value) in extra.as_object().expect("an object") {
        body[key] = value.clone();
    }
    body
}

/// A folder with five secrets, and a run that knows nothing of them but the state.
async fn scene() -> (Desk, Vec<Value>) {
    let desk = Desk::today().await;
    folder(&desk, "a").await;
    let mut states = Vec::new();
    for name in ["A", "B", "C", "D", "E"] {
        states.push(desk.create("secret", secret(name, "v")).await);
    }
    (desk.next_run().await, states)
}

async fn refreshed(desk: &Desk, states: &[Value]) -> Vec<Value> {
    let mut out = Vec::new();
    for state in states {
        out.push(desk.refresh("secret", state).await);
    }
    out
}

#[tokio::test]
async fn changes_behind_our_back_are_seen() {
    let (desk, states) = scene().await;
    desk.behind(
        "PATCH",
        "/api/v4/secrets/B",
        at(json!({"secretValue": "other"})),
    )
    .await;
    desk.behind("DELETE", "/api/v4/secrets/C", at(json!({})))
        .await;
    desk.behind(
        "PATCH",
        "/api/v4/secrets/D",
        at(json!({"newSecretName": "D2"})),
    )
    .await;
    desk.behind("DELETE", "/api/v4/secrets/E", at(json!({})))
        .await;
    desk.behind(
        "POST",
        "/api/v4/secrets/E",
        at(json!({"secretValue": "new"})),
    )
    .await;
    let read = refreshed(&desk, &states).await;
    assert!(read[0] == states[0]);
    assert_eq!(read[1].get("value").as_str(), Some("other"));
    assert!(read[2].is_null(), "deleted");
    assert_eq!(
        read[3].get("name").as_str(),
        Some("D2"),
        "renamed: it is found by its ID"
    );
    assert_eq!(
        read[4].get("value").as_str(),
        Some("new"),
        "made anew under the same name"
    );
    assert_ne!(read[4].get("id"), states[4].get("id"));
    // The plan puts things right.
    let back = desk.apply("secret", &read[3], secret("D", "v")).await;
    assert_eq!(back.get("id"), states[3].get("id"));
}

#[tokio::test]
async fn moved_secrets_are_found_and_a_renamed_folder_costs_two_requests() {
    let (desk, states) = scene().await;
    folder(&desk, "b").await;
    let id = states[4].get("id").as_str().expect("an id");
    desk.behind("POST", "/api/v4/secrets/move", json!({"projectId": PROJECT, "sourceEnvironment": "dev", "sourceSecretPath": "/a", "destinationEnvironment": "dev", "destinationSecretPath": "/b", "secretIds": [id]})).await;
    let read = refreshed(&desk, &states).await;
    assert_eq!(read[4].get("folder_path").as_str(), Some("/b"));
    assert!(read[..4] == states[..4]);

    let folders = desk
        .behind(
            "GET",
            &format!("/api/v2/folders?projectId={PROJECT}&environment=dev&path=/"),
            json!(null),
        )
        .await;
    let a = folders["folders"]
        .as_array()
        .expect("folders")
        .iter()
        .find(|f| f["name"] == "a")
        .expect("a")["id"]
        .as_str()
        .expect("id")
        .to_owned();
    desk.behind(
        "PATCH",
        &format!("/api/v2/folders/{a}"),
        json!({"projectId": PROJECT, "environment": "dev", "path": "/", "name": "z"}),
    )
    .await;
    let next = desk.next_run().await;
    next.asked();
    let read = refreshed(&next, &states[..4]).await;
    assert!(
        read.iter()
            .all(|state| state.get("folder_path").as_str() == Some("/z"))
    );
    assert!(next.asked().len() <= 5);
}

#[tokio::test]
async fn a_folder_deleted_behind_our_back_takes_its_secrets_along() {
    let desk = Desk::today().await;
    let a = folder(&desk, "a").await;
    let mut states = Vec::new();
    for number in 0..30 {
        states.push(
            desk.create("secret", secret(&format!("S{number}"), "v"))
                .await,
        );
    }
    let id = a.get("id").as_str().expect("an id");
    desk.behind(
        "DELETE",
        &format!("/api/v2/folders/{id}"),
        json!({"projectId": PROJECT, "environment": "dev", "path": "/", "forceDelete": true}),
    )
    .await;
    let next = desk.next_run().await;
    next.asked();
    for state in &states {
        assert!(next.refresh("secret", state).await.is_null());
    }
    assert!(
        next.asked().len() < 15,
        "the list is believed after some searches"
    );
    assert!(next.refresh("secret_folder", &a).await.is_null());
    // Deleting what is gone is done.
    for state in &states[..3] {
        assert_eq!(errors(&next.try_destroy("secret", state).await.1), "");
    }
    let (state, said) = next
        .try_apply("secret", &Value::Null, &secret("NEW", "v"))
        .await;
    assert!(
        state.is_null() && errors(&said).contains("infisical_secret_folder.<name>.path"),
        "{}",
        errors(&said)
    );
}

#[tokio::test]
async fn a_secret_renamed_since_the_refresh_is_deleted_nevertheless() {
    let (desk, states) = scene().await;
    desk.behind(
        "PATCH",
        "/api/v4/secrets/A",
        at(json!({"newSecretName": "A2"})),
    )
    .await;
    desk.destroy("secret", &states[0]).await;
    let (status, _) = desk
        .ask(
            "GET",
            &format!("/api/v4/secrets/A2?projectId={PROJECT}&environment=dev&secretPath=/a"),
            json!(null),
        )
        .await;
    assert_eq!(status, 404);
    desk.behind(
        "PATCH",
        "/api/v4/secrets/B",
        at(json!({"newSecretName": "B2"})),
    )
    .await;
    let (state, said) = desk
        .try_apply("secret", &states[1], &secret("B", "w"))
        .await;
    assert!(
        state == states[1] && errors(&said).contains("plan again"),
        "{}",
        errors(&said)
    );
}

#[tokio::test]
async fn what_exists_is_not_overwritten() {
    let (desk, _) = scene().await;
    desk.behind(
        "POST",
        "/api/v4/secrets/MINE",
        at(json!({"secretValue": "v"})),
    )
    .await;
    let import = format!("terraform import infisical_secret.<name> '{PROJECT}:dev:/a:MINE'");
    let (state, said) = desk
        .try_apply("secret", &Value::Null, &secret("MINE", "other"))
        .await;
    assert!(
        state.is_null() && errors(&said).contains(&import),
        "{}",
        errors(&said)
    );
    // Changed since it was made: not what an interrupted apply leaves.
    desk.behind(
        "PATCH",
        "/api/v4/secrets/MINE",
        at(json!({"secretComment": "x"})),
    )
    .await;
    let (state, said) = desk
        .try_apply("secret", &Value::Null, &secret("MINE", "v"))
        .await;
    assert!(
        state.is_null() && errors(&said).contains(&import),
        "{}",
        errors(&said)
    );
    let read = desk
        .import("secret", &format!("{PROJECT}:dev:/a:MINE"))
        .await;
    assert_eq!(read.get("value").as_str(), Some("v"));
}

#[tokio::test]
async fn an_approval_policy_is_an_error_that_explains_itself() {
    let (desk, states) = scene().await;
    let policy = json!({"projectId": PROJECT, "name": "four-eyes", "_environments": ["dev"], "secretPath": "/a", "approvals": 1, "deletedAt": null});
    desk.behind("POST", "/__sim/rows/secret-policies", policy)
        .await;
    let (state, said) = desk
        .try_apply("secret", &Value::Null, &secret("NEW", "v"))
        .await;
    assert!(
        state.is_null()
            && errors(&said).contains("approval policy")
            && errors(&said).contains("import it"),
        "{}",
        errors(&said)
    );
    let (state, said) = desk
        .try_apply("secret", &states[0], &secret("A", "w"))
        .await;
    assert!(
        state == states[0] && errors(&said).contains("Nothing has changed"),
        "{}",
        errors(&said)
    );
    let (state, said) = desk.try_destroy("secret", &states[0]).await;
    assert!(
        state == states[0] && errors(&said).contains("stays until"),
        "{}",
        errors(&said)
    );
    let many = json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/a", "values": {"X": "1", "Y": "2"}});
    let (state, said) = desk.try_apply("secrets", &Value::Null, &many).await;
    assert!(
        state.is_null() && errors(&said).contains("approval policy"),
        "{}",
        errors(&said)
    );
}

#[tokio::test]
async fn an_identity_that_may_not_list_reads_one_by_one() {
    let (desk, states) = scene().await;
    let deny = vec![Denial {
        target: "listSecretsV4".into(),
        action: "describeSecret".into(),
        subject: "secrets".into(),
    }];
    desk.faults(Faults {
        deny,
        ..Faults::default()
    });
    assert!(refreshed(&desk, &states).await == states);
    let deny = ["listSecretsV4", "getSecretByIdV4", "getSecretByNameV4"].map(|target| Denial {
        target: target.into(),
        action: "readValue".into(),
        subject: "secrets".into(),
    });
    desk.faults(Faults {
        deny: deny.into(),
        ..Faults::default()
    });
    let (state, said) = desk.read("secret", &states[0]).await;
    assert!(
        state == states[0] && errors(&said).contains("lacks the permission to readValue"),
        "{}",
        errors(&said)
    );
}

#[tokio::test]
async fn an_existing_folder_is_adopted_with_its_description_brought_in_line() {
    let desk = Desk::today().await;
    desk.behind("POST", "/api/v2/folders", json!({"projectId": PROJECT, "environment": "dev", "path": "/", "name": "there", "description": "old"})).await;
    let config = json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": "there", "description": "new"});
    desk.asked();
    let state = desk.create("secret_folder", config).await;
    assert_eq!(
        desk.asked()
            .iter()
            .filter(|one| one.method == "PATCH")
            .count(),
        1
    );
    assert_eq!(state.get("description").as_str(), Some("new"));
    // A new one needs no second call.
    desk.create("secret_folder", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": "fresh", "description": "d"})).await;
    assert_eq!(
        desk.asked()
            .iter()
            .filter(|one| one.method == "PATCH")
            .count(),
        0
    );
}

#[tokio::test]
async fn a_folder_with_strangers_in_it_is_not_deleted_by_the_way() {
    let desk = Desk::today().await;
    let config = json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": "full"});
    let state = desk.create("secret_folder", config.clone()).await;
    desk.behind("POST", "/api/v4/secrets/S", json!({"projectId": PROJECT, "environment": "dev", "secretPath": "/full", "secretValue": "v"})).await;
    let (kept, said) = desk.try_destroy("secret_folder", &state).await;
    assert!(
        kept == state && errors(&said).contains("not empty"),
        "{}",
        errors(&said)
    );
    let mut forced = config;
    forced["force_delete"] = json!(true);
    desk.asked();
    let state = desk.apply("secret_folder", &state, forced).await;
    assert!(
        desk.asked().iter().all(|one| one.method == "GET"),
        "an option of destroy is not sent"
    );
    desk.destroy("secret_folder", &state).await;
}

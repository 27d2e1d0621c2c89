//! Data sources, ephemeral resources, and the declared resources' own turns.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;

use crate::desk::{Desk, PROJECT, http};

/// dev: /a (OWN, BOTH) and /a/deep (BELOW), importing prod: / (BOTH, IMPORTED); OWN refers to IMPORTED's neighbour.
async fn scene() -> Desk {
    let desk = Desk::today().await;
    for (path, name) in [("/", "a"), ("/a", "deep")] {
        desk.create("secret_folder", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": path, "name": name, "description": "d"})).await;
    }
    let tag = desk
        .create(
            "secret_tag",
            json!({"project_id": PROJECT, "name": "hot", "slug": "hot", "color": "#f00"}),
        )
        .await;
    for (environment, path, name, value) in [
        ("dev", "/a", "OWN", "own ${prod.BASE}"),
        ("dev", "/a", "BOTH", "own"),
        ("dev", "/a/deep", "BELOW", "below"),
        ("prod", "/", "BOTH", "imported"),
        ("prod", "/", "IMPORTED", "imported"),
        ("prod", "/", "BASE", "base"),
    ] {
        let mut config = json!({"workspace_id": PROJECT, "env_slug": environment, "folder_path": path, "name": name, "value": value, "comment": "c"});
        if name == "OWN" {
            config["tag_ids"] = json!([tag.get("id").reveal()]);
            config["metadata"] = json!({"team": "x", "tier": "1"});
        }
        desk.create("secret", config).await;
    }
    desk.create("secret_import", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/a", "import_environment_slug": "prod", "import_folder_path": "/", "is_replication": false})).await;
    desk.next_run().await
}

fn place(more: Json) -> Json {
    let mut config = json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/a"});
    for (key, value) in more.as_object().expect("an object") {
        config[key] = value.clone();
    }
    config
}

fn values(read: &Json) -> Json {
    let pairs = read["secrets"].as_object().expect("a map").iter();
    Json::Object(
        pairs
            .map(|(name, secret)| (name.clone(), secret["value"].clone()))
            .collect(),
    )
}

#[tokio::test]
async fn the_secrets_of_a_folder_are_read_as_asked() {
    let desk = scene().await;
    let read =
        async |more: Json| values(&desk.data("secrets", place(more)).await.expect("secrets"));
    assert_eq!(
        read(json!({})).await,
        json!({"OWN": "own base", "BOTH": "own"})
    );
    assert_eq!(
        read(json!({"expand_references": false})).await["OWN"],
        "own ${prod.BASE}"
    );
    let imported = read(json!({"include_imports": true})).await;
    assert_eq!(
        (&imported["BOTH"], &imported["IMPORTED"]),
        (&json!("own"), &json!("imported"))
    );
    assert_eq!(
        read(json!({"recursive": true})).await["deep/BELOW"],
        "below"
    );
    assert_eq!(
        read(json!({"tag_slugs": ["hot"]})).await,
        json!({"OWN": "own base"})
    );
    assert_eq!(
        read(json!({"metadata_filter": {"team": "x", "tier": "1"}})).await,
        json!({"OWN": "own base"})
    );
    assert_eq!(
        read(json!({"metadata_filter": {"team": "y"}})).await,
        json!({})
    );
    let whole = desk
        .data("secrets", place(json!({})))
        .await
        .expect("secrets");
    assert_eq!(
        whole["secrets"]["BOTH"],
        json!({"value": "own", "comment": "c", "secret_type": "shared"})
    );
}

#[tokio::test]
async fn the_declared_readings_tell_what_is_there() {
    let desk = scene().await;
    let folders = desk
        .data(
            "secret_folders",
            json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/a"}),
        )
        .await
        .expect("folders");
    assert_eq!(folders["folders"][0]["path"], "/a/deep");
    assert_eq!(folders["folders"][0]["description"], "d");
    let folders = desk.data("secret_folders", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "recursive": true})).await.expect("folders");
    let paths: Vec<_> = folders["folders"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|f| f["path"].as_str().expect("a path"))
        .collect();
    assert!(
        paths.contains(&"/a/deep") && paths.contains(&"/a"),
        "{paths:?}"
    );
    let none = desk
        .data(
            "secret_folders",
            json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/nowhere"}),
        )
        .await
        .expect("folders");
    assert_eq!(none["folders"], json!([]));
    let tag = desk
        .data("secret_tag", json!({"project_id": PROJECT, "slug": "hot"}))
        .await
        .expect("a tag");
    assert_eq!(
        (&tag["color"], &tag["name"]),
        (&json!("#f00"), &json!("hot"))
    );
    assert!(
        desk.data("secret_tag", json!({"project_id": PROJECT, "slug": "cold"}))
            .await
            .is_err()
    );
    let tags = desk
        .data("secret_tags", json!({"project_id": PROJECT}))
        .await
        .expect("tags");
    assert_eq!(tags["tags"][0]["slug"], "hot");
    let about = desk.data("secret_metadata", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/a", "name": "OWN"})).await.expect("metadata");
    assert_eq!(
        about["secret_metadata"][0],
        json!({"key": "team", "value": "x", "is_encrypted": false})
    );
    assert_eq!(about["tags"][0]["slug"], "hot");
    assert_eq!(
        (&about["secret_type"], &about["secret_version"]),
        (&json!("shared"), &json!(1))
    );
    let imported = desk.data("secret_metadata", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/a", "name": "IMPORTED"})).await;
    assert!(imported.is_err(), "imports are not taken in");
    let project = desk
        .data("projects", json!({"slug": "demo"}))
        .await
        .expect("a project");
    assert_eq!(project["id"], PROJECT);
    let environments = desk
        .data("project_environments", json!({"project_id": PROJECT}))
        .await
        .expect("environments");
    assert!(
        environments["environments"]
            .as_array()
            .is_some_and(|all| all.len() >= 3)
    );
}

#[tokio::test]
async fn ephemeral_secrets_share_requests_and_see_our_writes() {
    let desk = scene().await;
    let open = async |name: &str| desk.ephemeral("secret", place(json!({"name": name}))).await;
    let own = open("OWN").await.expect("a secret").value;
    assert_eq!(own.get("value").as_str(), Some("own base"));
    assert_eq!(
        own.get("metadata").reveal(),
        json!({"team": "x", "tier": "1"})
    );
    assert_eq!(
        open("IMPORTED")
            .await
            .expect("a secret")
            .value
            .get("value")
            .as_str(),
        Some("imported")
    );
    assert!(
        open("NOT")
            .await
            .is_err_and(|why| why.contains("no secret NOT"))
    );
    desk.asked();
    for _ in 0..20 {
        assert_eq!(
            open("BOTH")
                .await
                .expect("a secret")
                .value
                .get("value")
                .as_str(),
            Some("own")
        );
    }
    assert!(desk.asked().len() <= 2);
    // A write elsewhere changes what a reference gives.
    let base = desk
        .import("secret", &format!("{PROJECT}:prod:/:BASE"))
        .await;
    desk.apply("secret", &base, json!({"workspace_id": PROJECT, "env_slug": "prod", "folder_path": "/", "name": "BASE", "value": "new", "comment": "c"})).await;
    assert_eq!(
        open("OWN")
            .await
            .expect("a secret")
            .value
            .get("value")
            .as_str(),
        Some("own new")
    );
}

#[tokio::test]
async fn an_access_token_is_good_until_it_is_closed() {
    let desk = Desk::today().await;
    let opened = desk
        .ephemeral("access_token", json!({}))
        .await
        .expect("a token");
    let token = opened
        .value
        .get("access_token")
        .as_str()
        .expect("a token")
        .to_owned();
    assert!(opened.value.get("expires_at").as_str().is_some());
    assert!(
        !String::from_utf8_lossy(&opened.private).contains(&token),
        "Terraform keeps a handle only"
    );
    let ask = async || {
        let url = format!("{}/api/v1/projects", desk.simulator.url());
        http()
            .get(url)
            .bearer_auth(&token)
            .send()
            .await
            .expect("an answer")
            .status()
            .as_u16()
    };
    assert_eq!(ask().await, 200);
    assert!(desk.close("access_token", opened.private).await.is_empty());
    assert_ne!(ask().await, 200);
    // The provider's own token lives on.
    desk.data("projects", json!({"slug": "demo"}))
        .await
        .expect("a project");
}

#[tokio::test]
async fn what_was_opened_is_closed_after_a_stop_too() {
    let desk = Desk::today().await;
    let opened = desk.ephemeral("access_token", json!({})).await;
    let opened = opened.expect("a token");
    let token = opened.value.get("access_token").as_str().expect("a token");
    desk.stop().await;
    let stopped = desk.data("projects", json!({"slug": "demo"})).await;
    stopped.expect_err("nothing new is begun");
    let closed = desk.close("access_token", opened.private).await;
    assert!(closed.is_empty(), "{closed:?}");
    let asked = http()
        .get(format!("{}/api/v1/projects", desk.simulator.url()))
        .bearer_auth(token)
        .send()
        .await;
    assert_eq!(asked.expect("an answer").status().as_u16(), 401);
}

#[tokio::test]
async fn a_folder_path_is_planned_and_a_rename_keeps_the_folder() {
    let desk = Desk::today().await;
    let folder = |name: &str, description: Json| json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/x/", "name": name, "description": description});
    let plan = desk
        .plan(
            "secret_folder",
            &Value::Null,
            &desk.config("secret_folder", &folder("one", json!(null))),
        )
        .await;
    assert_eq!(plan.planned.get("path").as_str(), Some("/x/one"));
    let state = desk
        .create("secret_folder", folder("one", json!("d")))
        .await;
    let renamed = desk
        .apply("secret_folder", &state, folder("two", json!("d")))
        .await;
    assert_eq!(renamed.get("id"), state.get("id"));
    assert_eq!(renamed.get("path").as_str(), Some("/x/two"));
    let cleared = desk
        .apply("secret_folder", &renamed, folder("two", json!(null)))
        .await;
    assert_eq!(cleared.get("description").as_str(), Some(""));
    for form in [
        cleared.get("id").as_str().expect("an id").to_owned(),
        format!("{PROJECT}/dev/x/two"),
        "demo/dev/x/two".to_owned(),
    ] {
        let imported = desk.import("secret_folder", &form).await;
        assert_eq!(imported.get("path"), cleared.get("path"), "{form}");
        assert_eq!(imported.get("folder_path").as_str(), Some("/x"), "{form}");
        let plan = desk
            .plan(
                "secret_folder",
                &imported,
                &desk.config("secret_folder", &folder("two", json!(null))),
            )
            .await;
        assert!(
            plan.replace.is_empty() && plan.planned == imported,
            "{form}: {}",
            plan.planned.reveal()
        );
    }
    let top = desk.create("secret_folder", json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": "top"})).await;
    assert_eq!(
        desk.import("secret_folder", "demo/dev/top").await.reveal(),
        top.reveal()
    );
    desk.destroy("secret_folder", &cleared).await;
}

#[tokio::test]
async fn a_tags_name_is_the_configurations_own() {
    let desk = Desk::today().await;
    let tag = |name: &str, color: &str| json!({"project_id": PROJECT, "name": name, "slug": "prod-ready", "color": color});
    let state = desk.create("secret_tag", tag("Production", "#0f0")).await;
    // The official provider leaves the slug in its place.
    let mut official = state.clone();
    official.set("name", Value::from("prod-ready"));
    desk.settled("secret_tag", &official, &tag("Production", "#0f0"))
        .await;
    desk.asked();
    let state = desk
        .apply("secret_tag", &state, tag("Production", ""))
        .await;
    let sent = desk
        .asked()
        .into_iter()
        .find(|one| one.method == "PATCH")
        .expect("a PATCH")
        .body;
    assert_eq!(sent, json!({"slug": "prod-ready", "color": ""}));
    for form in [
        format!("{PROJECT},{}", state.get("id").as_str().expect("an id")),
        format!("{PROJECT}/prod-ready"),
        "demo/prod-ready".to_owned(),
    ] {
        assert_eq!(
            desk.import("secret_tag", &form).await.get("id"),
            state.get("id"),
            "{form}"
        );
    }
}

#[tokio::test]
async fn an_import_changes_in_place_and_takes_its_position() {
    let desk = scene().await;
    let import = |environment: &str, path: &str, position: Json| json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/a", "import_environment_slug": environment, "import_folder_path": path, "is_replication": false, "position": position});
    desk.asked();
    let state = desk
        .create("secret_import", import("staging", "/", json!(1)))
        .await;
    assert_eq!(state.get("position").as_i64(), Some(1));
    let patches: Vec<_> = desk
        .asked()
        .into_iter()
        .filter(|one| one.method == "PATCH")
        .collect();
    assert_eq!(patches[0].body["import"], json!({"position": 1}));
    let state = desk
        .apply(
            "secret_import",
            &state,
            import("prod", "/elsewhere/", json!(1)),
        )
        .await;
    let patches: Vec<_> = desk
        .asked()
        .into_iter()
        .filter(|one| one.method == "PATCH")
        .collect();
    assert_eq!(
        patches[0].body["import"],
        json!({"environment": "prod", "path": "/elsewhere/"})
    );
    let id = state.get("id").as_str().expect("an id").to_owned();
    for form in [
        id,
        format!("{PROJECT}:dev:/a:1"),
        "demo:dev:/a:1".to_owned(),
    ] {
        assert_eq!(
            desk.import("secret_import", &form).await.get("id"),
            state.get("id"),
            "{form}"
        );
    }
    desk.destroy("secret_import", &state).await;
}

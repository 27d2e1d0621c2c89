//! Objects that exist already, are gone, or may not be touched: every error says what is wrong, on which attribute, and what to do.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::{Diagnostics, Value};
use terraform_provider_infisical::simulator::{Denial, Faults, SIM_ORGANIZATION};

use super::desk::{Desk, PROJECT, errors};
use super::stage::holds;

const NOBODY: &str = "0c000000-0000-4000-8000-00000000dead";

/// The attribute that the first error stands on.
fn place(said: &Diagnostics) -> String {
    let first = said.0.first().expect("an error");
    first
        .path
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// Resources of which there can be one only, with the attribute that the server complains about.
fn unique() -> Vec<(&'static str, Json, &'static str)> {
    vec![
        (
            "project",
            json!({"name": "P", "slug": "taken-slug"}),
            "slug",
        ),
        (
            "project_environment",
            json!({"project_id": PROJECT, "name": "QA", "slug": "qa"}),
            "slug",
        ),
        (
            "project_role",
            json!({"project_id": PROJECT, "name": "R", "slug": "reader", "permissions_v2": [{"subject": "secrets", "action": ["readValue"]}]}),
            "slug",
        ),
        (
            "secret_tag",
            json!({"project_id": PROJECT, "name": "blue", "slug": "blue", "color": "#00f"}),
            "slug",
        ),
        (
            "app_connection_zabbix",
            json!({"name": "zabbix", "credentials": {"instance_url": "https://zabbix.example.com", "api_token": "t"}}),
            "name",
        ),
        (
            "group",
            json!({"name": "G", "slug": "platform", "role": "member"}),
            "slug",
        ),
    ]
}

#[tokio::test]
async fn what_exists_is_imported_by_the_command_that_the_error_shows() {
    let desk = Desk::today().await;
    for (name, config, attribute) in unique() {
        let first = desk.create(name, config.clone()).await;
        let (state, said) = desk.try_apply(name, &Value::Null, &config).await;
        let text = errors(&said);
        assert!(state.is_null(), "{name}");
        holds(&text, &["already", "import it"]);
        assert_eq!(place(&said), attribute, "{name}: {text}");
        // The first command works as it stands.
        let command = format!("terraform import infisical_{name}.<name> '");
        let (_, id) = text
            .split_once(&command)
            .unwrap_or_else(|| panic!("{text}"));
        let (id, _) = id.split_once('\'').unwrap();
        let imported = desk.import(name, id).await;
        assert_eq!(imported.get("id"), first.get("id"), "{name}: {id}");
    }
}

#[tokio::test]
async fn a_parent_that_is_not_there_is_named_on_its_attribute() {
    let desk = Desk::today().await;
    let secret = |project: &str, environment: &str, folder: &str| json!({"name": "A", "value": "v", "workspace_id": project, "env_slug": environment, "folder_path": folder});
    for (name, config, attribute) in [
        ("secret", secret(NOBODY, "dev", "/"), "workspace_id"),
        ("secret", secret(PROJECT, "nowhere", "/"), "env_slug"),
        ("secret", secret(PROJECT, "dev", "/no/such"), "folder_path"),
        (
            "secret_tag",
            json!({"project_id": NOBODY, "name": "b", "slug": "b", "color": "#00f"}),
            "project_id",
        ),
        (
            "project_environment",
            json!({"project_id": NOBODY, "name": "QA", "slug": "qa"}),
            "project_id",
        ),
        (
            "project_identity",
            json!({"project_id": PROJECT, "identity_id": NOBODY, "roles": [{"role_slug": "admin"}]}),
            "identity_id",
        ),
        (
            "secret_folder",
            json!({"project_id": PROJECT, "environment_slug": "nowhere", "folder_path": "/", "name": "f"}),
            "environment_slug",
        ),
        (
            "identity_universal_auth",
            json!({"identity_id": NOBODY}),
            "identity_id",
        ),
    ] {
        let (state, said) = desk.try_apply(name, &Value::Null, &config).await;
        let text = errors(&said);
        assert!(state.is_null(), "{name}");
        holds(&text, &["not found", "request id"]);
        assert_eq!(place(&said), attribute, "{name}: {text}");
        assert!(
            text.contains("Check ") || text.contains("must exist in"),
            "{name} does not say what to do: {text}"
        );
    }
    for (name, config) in [
        ("secrets", secret(NOBODY, "dev", "/")),
        ("projects", json!({"slug": "nobody"})),
    ] {
        let config = match name {
            "secrets" => {
                json!({"workspace_id": config["workspace_id"], "env_slug": "dev", "folder_path": "/"})
            }
            _ => config,
        };
        let text = desk.data(name, config).await.unwrap_err();
        assert!(
            text.contains("not found") || text.contains("found"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_revoked_permission_keeps_the_state_and_says_what_lacks() {
    let desk = Desk::today().await;
    let config = json!({"project_id": PROJECT, "name": "QA", "slug": "qa"});
    let changed = json!({"project_id": PROJECT, "name": "Quality", "slug": "qa"});
    let state = desk.create("project_environment", config).await;
    let path = format!("/api/v1/projects/{PROJECT}/environments");
    desk.faults(Faults {
        deny: vec![Denial {
            target: path,
            action: "edit".into(),
            subject: "environments".into(),
        }],
        ..Faults::default()
    });
    let (now, said) = desk
        .try_apply("project_environment", &state, &changed)
        .await;
    assert_eq!(now, state);
    holds(
        &errors(&said),
        &[
            "Cannot update project environment",
            "You are not allowed to edit on environments",
            "(logged in with universal auth",
            "lacks the permission to edit on environments",
            "Give it a role",
        ],
    );
    let (now, said) = desk.try_destroy("project_environment", &state).await;
    assert_eq!(now, state, "nothing was deleted");
    holds(&errors(&said), &["Cannot delete project environment"]);
    let (now, said) = desk.read("project_environment", &state).await;
    assert_eq!(now, state, "not allowed to look is not gone");
    holds(&errors(&said), &["Cannot read project environment"]);
}

#[tokio::test]
async fn what_was_deleted_behind_our_back_is_planned_anew() {
    let desk = Desk::today().await;
    for (name, config, _) in unique() {
        let state = desk.create(name, config.clone()).await;
        desk.destroy(name, &state).await;
        // State of before: the refresh sees that it is gone, a late change is told, a late delete is done.
        assert!(desk.refresh(name, &state).await.is_null(), "{name}");
        let mut changed = config.clone();
        match name {
            // Its name is the configuration's own.
            "secret_tag" => changed["color"] = json!("#f00"),
            _ => changed["name"] = json!("other"),
        }
        let (now, said) = desk.try_apply(name, &state, &changed).await;
        assert_eq!(now, state, "{name}");
        let text = errors(&said);
        assert!(
            text.contains("plan again") || text.contains("not exist"),
            "{name}: {text}"
        );
        let (now, said) = desk.try_destroy(name, &state).await;
        assert!(
            now.is_null() && errors(&said).is_empty(),
            "{name}: {}",
            errors(&said)
        );
        desk.create(name, config).await;
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_create_leaves_one_object() {
    let mut all = unique();
    all.push((
        "identity",
        json!({"name": "worker", "org_id": SIM_ORGANIZATION, "role": "member"}),
        "name",
    ));
    for (name, config, _) in all {
        let desk = Desk::today().await;
        desk.asked();
        desk.faults(Faults {
            drop_after_write_next: 1,
            ..Faults::default()
        });
        let (state, said) = desk.try_apply(name, &Value::Null, &config).await;
        assert_eq!(errors(&said), "", "{name}");
        assert!(!state.is_null(), "{name} is lost");
        let posts = desk.asked();
        let posts: Vec<_> = posts.iter().filter(|one| one.method == "POST").collect();
        assert_eq!(posts.len(), 1, "{name}: {posts:?}");
        desk.settled(name, &state, &config).await;
        desk.destroy(name, &state).await;
    }
}

#[tokio::test]
async fn an_import_of_nothing_tells_the_forms_of_an_id() {
    let desk = Desk::today().await;
    for (name, id) in [
        ("project", "nobody"),
        ("project", "a/b/c"),
        ("project_environment", "nonsense"),
        ("secret_tag", "demo/none"),
        ("group", "nobody"),
    ] {
        let (state, said) = desk.try_import(name, id).await;
        let text = errors(&said);
        assert!(state.is_null(), "{name} {id}");
        holds(&text, &["Cannot import", "one of these forms:\n  <"]);
    }
}

#[tokio::test]
async fn a_protected_project_says_how_to_delete_it() {
    let desk = Desk::today().await;
    let config = json!({"name": "P", "slug": "protected", "has_delete_protection": true});
    let state = desk.create("project", config).await;
    let (now, said) = desk.try_destroy("project", &state).await;
    assert_eq!(now, state);
    holds(
        &errors(&said),
        &[
            "delete protection is enabled",
            "apply has_delete_protection = false first",
        ],
    );
}

#[tokio::test]
async fn a_refusal_that_quotes_a_value_stands_on_it() {
    let desk = Desk::today().await;
    let connection = json!({"name": "pg", "method": "username-and-password", "credentials": {"host": "db", "port": 5432, "database": "d", "username": "u", "password": "p"}});
    let connection = desk.create("app_connection_postgres", connection).await;
    let rotation = json!({
        "name": "orders", "project_id": PROJECT, "connection_id": connection.get("id").as_str(), "environment": "nowhere", "secret_path": "/",
        "parameters": {"username1": "a", "username2": "b"}, "secrets_mapping": {"username": "PGUSER", "password": "PGPASSWORD"},
    });
    let (state, said) = desk
        .try_apply(
            "secret_rotation_postgres_credentials",
            &Value::Null,
            &rotation,
        )
        .await;
    assert!(state.is_null());
    assert_eq!(place(&said), "environment", "{}", errors(&said));
    holds(&errors(&said), &["Check environment"]);
}

//! What belongs to projects where it hurts: approval policies with steps, webhooks that are taken over, templates, keys that the API
//! does not tell, reminders, replication.

#[allow(dead_code)] // the desk of the secrets has more drawers than are needed here
#[path = "secrets/desk.rs"]
mod desk;

use desk::{Desk, PROJECT, errors};
use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::{
    Faults, SIM_USER_TOKEN, SimulatorConfig, world::ADMIN_USER,
};

fn with(config: &Json, more: Json) -> Json {
    let mut config = config.clone();
    for (name, value) in more.as_object().expect("an object") {
        config[name] = value.clone();
    }
    config
}

/// A run of a user, as few things need.
async fn of_user() -> Desk {
    Desk::open(
        SimulatorConfig::default(),
        &[("auth.token", SIM_USER_TOKEN)],
    )
    .await
}

#[tokio::test]
async fn access_policies_have_steps() {
    let desk = Desk::today().await;
    let group = desk
        .create(
            "group",
            json!({"name": "Leads", "slug": "leads", "role": "member"}),
        )
        .await;
    let group = group.get("id").reveal();
    let ada = json!({"type": "user", "username": "admin@example.com"});
    let policy = json!({"project_id": PROJECT, "environment_slugs": ["prod", "dev"], "secret_path": "/", "approvers": [ada], "required_approvals": 1});
    let state = desk.create("access_approval_policy", policy.clone()).await;
    let steps = with(
        &policy,
        json!({
            "environment_slugs": ["dev", "prod"],
            "approvers": [ada, {"type": "group", "id": group, "sequence": 2}],
            "approvals_required": [{"step_number": 2, "number_of_approvals": 3}],
            "bypassers": [{"type": "group", "id": group}],
            "max_time_period": "2h",
        }),
    );
    let state = desk
        .apply("access_approval_policy", &state, steps.clone())
        .await;
    // A user may be named by ID, too, and a limit may go.
    let by_id = with(
        &steps,
        json!({"approvers": [{"type": "user", "id": ADMIN_USER}, {"type": "group", "id": group, "sequence": 2}], "max_time_period": null, "secret_path": "/apps/"}),
    );
    let state = desk.apply("access_approval_policy", &state, by_id).await;
    let id = state.get("id").as_str().expect("an id").to_owned();
    let imported = desk.import("access_approval_policy", &id).await;
    assert_eq!(
        imported.get("approvals_required"),
        state.get("approvals_required")
    );
    let fewer = with(
        &policy,
        json!({"environment_slugs": null, "environment_slug": "dev", "secret_path": "/apps"}),
    );
    let state = desk.apply("access_approval_policy", &state, fewer).await;
    assert!(state.get("bypassers").is_null() && state.get("approvals_required").is_null());
    desk.destroy("access_approval_policy", &state).await;
}

#[tokio::test]
async fn policies_are_found_by_name_by_users() {
    let desk = of_user().await;
    let ada = json!({"type": "user", "username": "admin@example.com"});
    let policy = json!({"project_id": PROJECT, "name": "Production", "environment_slugs": ["prod"], "secret_path": "/", "approvers": [ada], "required_approvals": 1});
    for (kind, form) in [
        ("access_approval_policy", "demo/Production".to_owned()),
        ("secret_approval_policy", format!("{PROJECT}/Production")),
        ("secret_approval_policy", "demo/Production".to_owned()),
    ] {
        let state = desk.create(kind, policy.clone()).await;
        let imported = desk.import(kind, &form).await;
        assert_eq!(imported.reveal(), state.reveal(), "{kind} {form}");
        desk.destroy(kind, &state).await;
    }
    // A machine is told so.
    let desk = Desk::today().await;
    let (_, said) = desk
        .try_import("access_approval_policy", "demo/Production")
        .await;
    assert!(errors(&said).contains("403"), "{}", errors(&said));
}

#[tokio::test]
async fn secret_policies_live_on_servers_that_know_the_older_route_only() {
    let desk = Desk::today().await;
    desk.faults(Faults {
        missing: vec!["/api/v2/secret-approvals".into()],
        ..Faults::default()
    });
    let policy = |needed: i64| {
        json!({"project_id": PROJECT, "environment_slug": "dev", "secret_path": "/", "required_approvals": needed,
        "approvers": [{"type": "user", "username": "admin@example.com"}], "allow_self_approval": false})
    };
    let (_, said) = desk
        .try_apply("secret_approval_policy", &Value::Null, &policy(2))
        .await;
    assert!(errors(&said).contains("More approvals than approvers"));
    let state = desk.create("secret_approval_policy", policy(1)).await;
    let soft = with(
        &policy(1),
        json!({"enforcement_level": "soft", "name": "Soft"}),
    );
    let state = desk.apply("secret_approval_policy", &state, soft).await;
    desk.destroy("secret_approval_policy", &state).await;
}

#[tokio::test]
async fn webhooks_are_taken_over_without_being_made_anew() {
    let desk = Desk::today().await;
    let url = "https://example.com/hook";
    let hook = json!({"project_id": PROJECT, "environment": "dev", "webhook_url": url, "is_disabled": true, "events_filter": ["secrets.modified"]});
    let state = desk.create("webhook", hook.clone()).await;
    let id = state.get("id").as_str().expect("an id").to_owned();
    for form in [
        id.clone(),
        format!("{PROJECT},dev,/,{url}"),
        format!("demo,dev,/,{url}"),
    ] {
        let imported = desk.import("webhook", &form).await;
        assert_eq!(imported.reveal(), state.reveal(), "{form}");
    }
    // The same URL, given write-only from now on.
    let hidden = with(
        &hook,
        json!({"webhook_url": null, "webhook_url_wo": url, "webhook_url_wo_version": 1}),
    );
    let imported = desk.import("webhook", &id).await;
    let plan = desk
        .plan("webhook", &imported, &desk.config("webhook", &hidden))
        .await;
    assert!(plan.replace.is_empty(), "{:?}", plan.replace);
    let other = with(
        &hidden,
        json!({"webhook_url_wo": "https://example.com/other"}),
    );
    let plan = desk
        .plan("webhook", &imported, &desk.config("webhook", &other))
        .await;
    assert!(!plan.replace.is_empty());
    // Releases without a read by ID list it.
    let desk = desk.next_run().await;
    desk.faults(Faults {
        missing: vec!["getWebhookById".into()],
        ..Faults::default()
    });
    let enabled = with(&hook, json!({"is_disabled": false}));
    let state = desk.apply("webhook", &state, enabled).await;
    let listed = desk
        .data(
            "webhooks",
            json!({"project_id": PROJECT, "secret_path": "/"}),
        )
        .await
        .expect("webhooks");
    assert_eq!(listed["webhooks"][0]["webhook_url"], url);
    desk.destroy("webhook", &state).await;
    let chat = with(&hook, json!({"type": "slack"}));
    let (_, said) = desk.try_apply("webhook", &Value::Null, &chat).await;
    assert!(errors(&said).contains("hooks.slack.com"));
}

#[tokio::test]
async fn projects_begin_as_their_template_and_keep_their_key() {
    let desk = Desk::today().await;
    let role = |slug: &str, action: &str| json!({"name": slug, "slug": slug, "permissions": [{"subject": "secrets", "action": [action], "conditions": "{\"environment\":{\"$eq\":\"only\"}}"}]});
    let template = json!({
        "name": "team", "type": "secret-manager",
        "environments": [{"name": "Only", "slug": "only", "position": 1}],
        "roles": [role("ops", "read"), role("dev", "edit")],
        "users": [{"username": "admin@example.com", "roles": ["ops", "viewer"]}],
    });
    let state = desk.create("project_template", template.clone()).await;
    let imported = desk.import("project_template", "team").await;
    assert_eq!(imported.get("roles").reveal(), state.get("roles").reveal());
    let found = desk
        .data("project_template", json!({"name": "team"}))
        .await
        .expect("a template");
    assert_eq!(found["roles"][0]["slug"], "ops");
    let project = json!({"name": "Team", "slug": "team-one", "template_name": "team", "audit_log_retention_days": 7, "pit_version_limit": 3});
    let made = desk.create("project", project).await;
    let environments = desk
        .data(
            "project_environments",
            json!({"project_id": made.get("id").reveal()}),
        )
        .await
        .expect("environments");
    assert_eq!(environments["environments"][0]["slug"], "only");
    let roles = desk
        .data(
            "project_roles",
            json!({"project_id": made.get("id").reveal()}),
        )
        .await
        .expect("roles");
    assert!(
        roles["roles"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|r| r["slug"] == "ops")
    );
    // Members go first, then their role.
    let fewer = with(
        &template,
        json!({"users": null, "roles": [role("dev", "read")]}),
    );
    let state = desk.apply("project_template", &state, fewer).await;
    let state = desk
        .apply(
            "project_template",
            &state,
            with(
                &template,
                json!({"users": null, "roles": [], "environments": []}),
            ),
        )
        .await;
    desk.destroy("project_template", &state).await;

    let keys = desk
        .create(
            "project",
            json!({"name": "Keys", "slug": "keys-of-us", "type": "kms"}),
        )
        .await;
    let key = desk
        .create(
            "kms_key",
            json!({"project_id": keys.get("id").reveal(), "name": "ours"}),
        )
        .await;
    let sealed = json!({"name": "Sealed", "slug": "sealed", "kms_secret_manager_key_id": key.get("id").reveal()});
    let state = desk.create("project", sealed.clone()).await;
    let imported = desk.import("project", "sealed").await;
    assert_eq!(
        imported.get("kms_secret_manager_key_id"),
        key.get("id"),
        "an import learns the key"
    );
    desk.settled("project", &imported, &sealed).await;
    desk.destroy("project", &state).await;
}

#[tokio::test]
async fn reminders_come_again_and_replicas_copy() {
    let desk = of_user().await;
    let secret = desk
        .create("secret", json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/", "name": "A", "value": "v"}))
        .await;
    let reminder =
        json!({"secret_id": secret.get("id").reveal(), "repeat_days": 30, "message": "rotate"});
    let state = desk.create("secret_reminder", reminder.clone()).await;
    let later = with(
        &reminder,
        json!({"message": null, "repeat_days": null, "next_reminder_date": "2030-01-01T00:00:00Z", "recipients": [ADMIN_USER]}),
    );
    let state = desk.apply("secret_reminder", &state, later).await;
    // Somebody else removed it: it is gone.
    let id = state.get("secret_id").as_str().expect("an id").to_owned();
    let removed = desk::http()
        .delete(format!(
            "{}/api/v1/reminders/secrets/{id}",
            desk.simulator.url()
        ))
        .bearer_auth(SIM_USER_TOKEN)
        .send()
        .await
        .expect("an answer");
    assert!(removed.status().is_success());
    assert!(desk.refresh("secret_reminder", &state).await.is_null());

    let import = json!({"project_id": PROJECT, "environment_slug": "prod", "folder_path": "/", "import_environment_slug": "dev", "import_folder_path": "/", "is_replication": true});
    let state = desk.create("secret_import", import.clone()).await;
    assert_eq!(state.get("is_replication").as_bool(), Some(true));
    let other = desk.config(
        "secret_import",
        &with(&import, json!({"is_replication": false})),
    );
    assert!(
        !desk
            .plan("secret_import", &state, &other)
            .await
            .replace
            .is_empty()
    );
    desk.destroy("secret_import", &state).await;
}

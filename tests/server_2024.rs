//! The seven resources whose routes have an older form, each through its life on a server of 2024: what is asked there, route by
//! route. A route that the server lacks is asked for once, then the older one at once.

#[allow(dead_code)] // the desk of the secrets has more drawers than are needed here
#[path = "secrets/desk.rs"]
mod desk;

use std::collections::BTreeMap;

use desk::{Desk, PROJECT};
use serde_json::{Value as Json, json};
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::simulator::SIM_USER_TOKEN;

/// Requests by verb and route (path shape where the server lacks it).
type Counts = BTreeMap<String, usize>;

/// What was asked since the last look: routes that the server has, and those that it lacks.
fn counts(desk: &Desk) -> (Counts, Counts) {
    let (mut known, mut unknown) = (Counts::new(), Counts::new());
    for one in desk.asked() {
        let (counts, route) = match one.route {
            "" => (&mut unknown, shape(&one.path)),
            route => (&mut known, route.to_owned()),
        };
        *counts.entry(format!("{} {route}", one.method)).or_default() += 1;
    }
    (known, unknown)
}

/// A path with `{}` in the place of ids and names.
fn shape(path: &str) -> String {
    let part = |part: &str| {
        let name = part.chars().any(|c| c.is_ascii_uppercase());
        if name || part.len() == 36 {
            "{}".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Creates two objects, changes both as often as there are changes, refreshes and destroys them; gives what was asked.
async fn live(desk: &Desk, name: &str, of: impl Fn(usize) -> Vec<Json>) -> (Counts, Counts) {
    desk.asked();
    let mut states = Vec::new();
    for number in 0..2 {
        let mut state = Value::Null;
        for config in of(number) {
            state = desk.apply(name, &state, config).await;
        }
        states.push(state);
    }
    for state in &states {
        desk.destroy(name, state).await;
    }
    counts(desk)
}

/// Each missing route was asked for once, and these were missing; the older update was made for each change.
fn check(asked: &(Counts, Counts), missing: &[&str], update: &str, updates: usize) {
    let (known, unknown) = asked;
    let expected: Counts = missing
        .iter()
        .map(|route| ((*route).to_owned(), 1))
        .collect();
    assert_eq!(*unknown, expected, "missing routes");
    assert_eq!(
        known.get(update),
        Some(&updates),
        "{update} among {known:?}"
    );
}

#[tokio::test]
async fn environments() {
    let desk = Desk::of_2024().await;
    let of = |number: usize| {
        let config = |name: &str, more: Json| json!({"project_id": PROJECT, "name": name, "slug": format!("env-{number}"), "position": more});
        vec![
            config("One", json!(4)),
            config("Two", json!(4)),
            config("Two", json!(1)),
        ]
    };
    let asked = live(&desk, "project_environment", of).await;
    check(
        &asked,
        &[
            "POST /api/v1/projects/{}/environments",
            "GET /api/v1/projects/{}/environments/{}",
            "PATCH /api/v1/projects/{}/environments/{}",
            "DELETE /api/v1/projects/{}/environments/{}",
        ],
        // The second one is put last by the server: one more to place it.
        "PATCH /api/v1/workspace/{workspaceId}/environments/{id}",
        5,
    );
    let state = desk.create("project_environment", of(7).remove(0)).await;
    for project in [PROJECT, "demo"] {
        let imported = desk
            .import("project_environment", &format!("{project}/env-7"))
            .await;
        assert_eq!(imported.reveal(), state.reveal());
    }
}

#[tokio::test]
async fn folders() {
    let desk = Desk::of_2024().await;
    let of = |number: usize| {
        let config = |name: &str| json!({"project_id": PROJECT, "environment_slug": "dev", "folder_path": "/", "name": format!("{name}-{number}")});
        vec![config("a"), config("b")]
    };
    let asked = live(&desk, "secret_folder", of).await;
    check(
        &asked,
        &[
            "POST /api/v2/folders",
            "GET /api/v2/folders/{}",
            "GET /api/v2/folders",
            "PATCH /api/v2/folders/{}",
            "DELETE /api/v2/folders/{}",
        ],
        "PATCH /api/v1/folders/{folderId}",
        2,
    );
}

#[tokio::test]
async fn tags() {
    let desk = Desk::of_2024().await;
    let of = |number: usize| {
        let config = |color: &str| json!({"project_id": PROJECT, "name": "T", "slug": format!("t-{number}"), "color": color});
        vec![config("#000"), config("#fff"), config("")]
    };
    let asked = live(&desk, "secret_tag", of).await;
    check(
        &asked,
        &[
            "POST /api/v1/projects/{}/tags",
            "GET /api/v1/projects/{}/tags/{}",
            "GET /api/v1/projects/{}/tags",
            "PATCH /api/v1/projects/{}/tags/{}",
            "DELETE /api/v1/projects/{}/tags/{}",
        ],
        "PATCH /api/v1/workspace/{projectId}/tags/{tagId}",
        4,
    );
}

#[tokio::test]
async fn imports() {
    let desk = Desk::of_2024().await;
    let of = |_: usize| {
        let config = |from: &str| json!({"project_id": PROJECT, "environment_slug": "prod", "folder_path": "/", "import_environment_slug": from, "import_folder_path": "/", "is_replication": false});
        vec![config("dev"), config("staging")]
    };
    let asked = live(&desk, "secret_import", of).await;
    check(
        &asked,
        &[
            "POST /api/v2/secret-imports",
            "GET /api/v2/secret-imports/{}",
            "GET /api/v1/secret-imports/{}",
            "GET /api/v2/secret-imports",
            "PATCH /api/v2/secret-imports/{}",
            "DELETE /api/v2/secret-imports/{}",
        ],
        "PATCH /api/v1/secret-imports/{secretImportId}",
        2,
    );
}

#[tokio::test]
async fn secrets() {
    let desk = Desk::of_2024().await;
    let of = |number: usize| {
        let config = |value: &str| json!({"workspace_id": PROJECT, "env_slug": "dev", "folder_path": "/", "name": format!("NAME_{number}"), "value": value});
        vec![config("v"), config("w")]
    };
    let asked = live(&desk, "secret", of).await;
    check(
        &asked,
        &[
            "POST /api/v4/secrets/{}",
            "GET /api/v4/secrets",
            "GET /api/v4/secrets/id/{}",
            "GET /api/v3/secrets/raw/id/{}",
            "PATCH /api/v4/secrets/{}",
            "DELETE /api/v4/secrets/{}",
        ],
        "PATCH /api/v3/secrets/raw/{secretName}",
        2,
    );
}

#[tokio::test]
async fn groups_of_projects() {
    let desk = Desk::of_2024().await;
    let mut groups = Vec::new();
    for slug in ["group-one", "group-two"] {
        // Groups are made by users there.
        let answer = desk::http()
            .post(format!("{}/api/v1/groups", desk.simulator.url()))
            .bearer_auth(SIM_USER_TOKEN)
            .json(&json!({"name": slug, "slug": slug, "role": "member"}))
            .send()
            .await
            .expect("an answer");
        let group: Json = answer.json().await.expect("a group");
        groups.push(group["id"].clone());
    }
    let of = |number: usize| {
        let config = |role: &str| json!({"project_id": PROJECT, "group_id": groups[number], "roles": [{"role_slug": role}]});
        vec![config("viewer"), config("admin")]
    };
    let asked = live(&desk, "project_group", of).await;
    check(
        &asked,
        &[
            "POST /api/v1/projects/{}/groups/{}",
            "GET /api/v1/projects/{}/groups/{}",
            "GET /api/v2/workspace/{}/groups/{}",
            "GET /api/v1/projects/{}/groups",
            "PATCH /api/v1/projects/{}/groups/{}",
            "DELETE /api/v1/projects/{}/groups/{}",
        ],
        "PATCH /api/v2/workspace/{projectId}/groups/{groupId}",
        2,
    );
    let state = desk.create("project_group", of(1).remove(0)).await;
    let imported = desk
        .import("project_group", &format!("{PROJECT},group-two"))
        .await;
    assert_eq!(imported.get("membership_id"), state.get("membership_id"));
}

#[tokio::test]
async fn roles_of_projects() {
    let desk = Desk::of_2024().await;
    let of = |number: usize| {
        let config = |action: &str| json!({"project_slug": "demo", "slug": format!("role-{number}"), "name": "Role", "permissions": [{"subject": "secrets", "action": action}]});
        vec![config("read"), config("edit")]
    };
    // Rules of the first generation have one route on all servers.
    let asked = live(&desk, "project_role", of).await;
    check(
        &asked,
        &[
            "DELETE /api/v1/projects/{}/roles/{}",
            "DELETE /api/v2/workspace/{}/roles/{}",
        ],
        "PATCH /api/v1/workspace/{projectSlug}/roles/{roleId}",
        2,
    );
    // The project by its ID: its slug is looked up.
    let of = |number: usize| {
        let config = |action: &str| json!({"project_id": PROJECT, "slug": format!("role-{number}"), "name": "Role", "permissions": [{"subject": "secrets", "action": action}]});
        vec![config("read"), config("edit")]
    };
    let asked = live(&desk, "project_role", of).await;
    check(
        &asked,
        &["GET /api/v1/projects/{}"],
        "PATCH /api/v1/workspace/{projectSlug}/roles/{roleId}",
        2,
    );
    // Today's rules came later: the error says so.
    let rules = json!({"project_id": PROJECT, "slug": "later", "name": "Later", "permissions_v2": [{"subject": "secrets", "action": ["read", "edit"]}]});
    let (state, said) = desk.try_apply("project_role", &Value::Null, &rules).await;
    assert!(state.is_null());
    let said = desk::errors(&said);
    assert!(said.contains("too old for this feature"), "{said}");
}

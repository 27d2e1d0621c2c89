//! Terraform itself on official states: the source changes, `terraform state replace-provider`, and the plan is empty.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value as Json, json};
use terraform_provider_infisical::framework::traits::Provider;
use terraform_provider_infisical::framework::{Schema, Shape, Value};
use terraform_provider_infisical::simulator::{SIM_CLIENT_ID, SIM_CLIENT_SECRET};

use crate::drive::World;
use crate::say;
use crate::states::Case;

/// Where the official provider comes from.
const OFFICIAL: &str = "registry.terraform.io/infisical/infisical";
/// Where this one comes from in the test: any other place.
const OURS: &str = "registry.example.com/tools/infisical";

/// Writes a configuration and a state file of all cases as the official provider's user has them, and moves over.
pub async fn plans_empty(world: &World, cases: &[Case]) {
    if Command::new("terraform").arg("version").output().is_err() {
        say(
            "compat: terraform is not on PATH, so it did not plan the official states (https://developer.hashicorp.com/terraform/install)",
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut configured = Map::new();
    let mut stored = Vec::new();
    for case in cases {
        let schema = world.provider.resources()[&case.of].schema();
        let mut body = Map::new();
        for (name, value) in case.config.members().into_iter().flatten() {
            if !value.is_null() {
                body.insert(name.clone(), expression(value));
            }
        }
        configured.insert(case.of.clone(), json!({"it": body}));
        stored.push(json!({
            "mode": "managed", "type": case.of, "name": "it",
            "provider": format!("provider[\"{OFFICIAL}\"]"),
            "instances": [{"schema_version": schema.version, "attributes": case.state, "sensitive_attributes": sensitive(schema)}],
        }));
    }
    write(
        folder.path(),
        "main.tf.json",
        &json!({
            "terraform": {"required_providers": {"infisical": {"source": OURS}}},
            "provider": {"infisical": {"host": world.simulator.url(), "client_id": SIM_CLIENT_ID, "client_secret": SIM_CLIENT_SECRET}},
            "resource": configured,
        }),
    );
    write(
        folder.path(),
        "terraform.tfstate",
        &json!({
            "version": 4, "terraform_version": "1.9.0", "serial": 7, "lineage": "6f4c0000-0000-4000-8000-000000000001",
            "outputs": {}, "resources": stored, "check_results": null,
        }),
    );
    let binary = Path::new(env!("CARGO_BIN_EXE_terraform-provider-infisical"))
        .parent()
        .unwrap();
    let rc = format!(
        "provider_installation {{\n  dev_overrides {{ \"{OURS}\" = {:?} }}\n  direct {{}}\n}}\n",
        binary.display().to_string()
    );
    std::fs::write(folder.path().join("cli.tfrc"), rc).unwrap();
    run(
        folder.path(),
        &["state", "replace-provider", "-auto-approve", OFFICIAL, OURS],
        0,
    )
    .await;
    run(
        folder.path(),
        &["plan", "-detailed-exitcode", "-input=false", "-no-color"],
        0,
    )
    .await;
    say(&format!(
        "compat: terraform planned {} official states empty after replace-provider",
        cases.len()
    ));
}

fn write(folder: &Path, name: &str, json: &Json) {
    std::fs::write(
        folder.join(name),
        serde_json::to_string_pretty(json).unwrap(),
    )
    .unwrap();
}

async fn run(folder: &Path, arguments: &[&str], expected: i32) {
    let mut command = Command::new("terraform");
    command
        .args(arguments)
        .current_dir(folder)
        .env("TF_CLI_CONFIG_FILE", folder.join("cli.tfrc"));
    // The simulator goes on in this process meanwhile.
    let ended = tokio::task::spawn_blocking(move || command.output());
    let output = ended.await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(expected),
        "terraform {arguments:?}\n{text}\n{error}"
    );
}

/// A value in Terraform's JSON syntax: nulls inside objects stay, and texts are no templates.
fn expression(value: &Value) -> Json {
    fn literal(json: Json) -> Json {
        match json {
            Json::String(text) => Json::String(text.replace("${", "$${").replace("%{", "%%{")),
            Json::Array(items) => items.into_iter().map(literal).collect(),
            Json::Object(members) => Json::Object(
                members
                    .into_iter()
                    .filter(|(_, v)| !v.is_null())
                    .map(|(k, v)| (k, literal(v)))
                    .collect(),
            ),
            other => other,
        }
    }
    literal(value.reveal())
}

/// Paths of sensitive values, as state files have them.
fn sensitive(schema: &Schema) -> Json {
    let top = schema
        .block
        .attributes
        .iter()
        .filter(|a| a.sensitive && matches!(a.shape, Shape::Plain(_)));
    top.map(|a| json!([{"type": "get_attr", "value": a.name}]))
        .collect()
}

//! Terraform itself against the fixture, attached as to a provider in a debugger.

use std::path::Path;
use std::process::Stdio;

use super::*;
use terraform_provider_infisical::plugin::handshake;

const ADDRESS: &str = "registry.terraform.io/test/test";

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    test = { source = "test/test" }
  }
}

variable "size" { default = 1 }

resource "test_thing" "one" {
  name      = "one"
  size      = var.size
  secret_wo = "hush"
  tags      = { a = "b" }
  any       = { deep = [1, "two", null] }
  parts     = [{ name = "p" }]
  rule {
    action = "allow"
  }
}

data "test_lookup" "four" {
  name = "four"
}

output "all" {
  value = [
    test_thing.one.id,
    test_thing.one.parts[0].id,
    tostring(data.test_lookup.four.size),
    provider::test::join("-", "a", "b"),
  ]
}
"#;

/// Runs terraform; standard output when it succeeds.
async fn terraform(directory: &Path, reattach: &str, arguments: &[&str]) -> String {
    let (directory, reattach) = (directory.to_owned(), reattach.to_owned());
    let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        let output = std::process::Command::new("terraform")
            .current_dir(directory)
            .args(&arguments)
            .env("TF_REATTACH_PROVIDERS", reattach)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env_remove("TF_LOG")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "terraform {arguments:?}:\n{text}\n{errors}"
        );
        text
    })
    .await
    .unwrap()
}

fn installed() -> bool {
    let found = std::process::Command::new("terraform")
        .arg("version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success())
}

#[tokio::test(flavor = "multi_thread")]
async fn terraform_works_with_the_fixture() {
    if !installed() {
        eprintln!(
            "skipped: terraform is not on PATH (get it from your package manager or developer.hashicorp.com/terraform/install)"
        );
        return;
    }
    let world = Arc::new(World::default());
    let made = world.clone();
    let server = Server::new(move || Fixture::provider(made)).for_debugging();
    let listener = Listener::unix(None).unwrap();
    let reattach = handshake::reattach(ADDRESS, &listener).to_string();
    tokio::spawn(server.run(listener, None));
    let directory = tempfile::tempdir().unwrap();
    let at = directory.path();
    std::fs::write(at.join("main.tf"), CONFIGURATION).unwrap();

    terraform(at, &reattach, &["init", "-no-color"]).await;
    terraform(at, &reattach, &["validate", "-no-color"]).await;
    terraform(at, &reattach, &["apply", "-auto-approve", "-no-color"]).await;
    let outputs = terraform(at, &reattach, &["output", "-json", "all"]).await;
    let outputs: serde_json::Value = serde_json::from_str(&outputs).unwrap();
    assert_eq!(
        outputs,
        serde_json::json!(["thing-0", "part-0", "4", "a-b"])
    );
    assert_eq!(world.last_secret.lock().unwrap().as_deref(), Some("hush"));

    // Nothing to do the second time; exit code 2 would say otherwise.
    terraform(at, &reattach, &["plan", "-detailed-exitcode", "-no-color"]).await;
    let size = "-var=size=123456789012345678901234567890";
    terraform(
        at,
        &reattach,
        &["apply", "-auto-approve", "-no-color", size],
    )
    .await;
    let state = std::fs::read_to_string(at.join("terraform.tfstate")).unwrap();
    assert!(state.contains("123456789012345678901234567890"));
    assert!(!state.contains("hush"), "write-only values are not stored");

    // Import into an address of its own, with generated configuration.
    let import = r#"
import {
  to = test_thing.two
  id = "thing-7"
}
"#;
    std::fs::write(at.join("import.tf"), import).unwrap();
    let mut other = world.things.lock().unwrap()["thing-0"].clone();
    other.set("id", "thing-7".into());
    world
        .things
        .lock()
        .unwrap()
        .insert("thing-7".to_owned(), other);
    let generated = "-generate-config-out=two.tf";
    terraform(at, &reattach, &["plan", generated, "-no-color", size]).await;
    terraform(
        at,
        &reattach,
        &["apply", "-auto-approve", "-no-color", size],
    )
    .await;

    terraform(at, &reattach, &["destroy", "-auto-approve", "-no-color"]).await;
    assert!(world.things.lock().unwrap().is_empty());
}

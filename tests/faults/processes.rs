//! Processes that die and servers that go away in the middle, with the real terraform: nothing is lost, nothing is there twice.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use terraform_provider_infisical::simulator::{
    Faults, SIM_DEMO_PROJECT, Simulator, SimulatorConfig, start,
};

use super::stage::{PROVIDER, Run, Stage, holds, installed};

async fn simulator() -> Simulator {
    start(SimulatorConfig {
        seed_demo: true,
        ..SimulatorConfig::default()
    })
    .await
    .unwrap()
}

fn secrets(count: usize) -> String {
    format!(
        r#"{PROVIDER}
provider "infisical" {{}}
resource "infisical_secret" "many" {{
  count        = {count}
  name         = "SECRET_${{count.index}}"
  value        = "value ${{count.index}}"
  workspace_id = "{SIM_DEMO_PROJECT}"
  env_slug     = "dev"
  folder_path  = "/"
}}
"#
    )
}

/// Names of the secrets that are there, sorted.
fn there(simulator: &Simulator) -> Vec<String> {
    let world = simulator.world();
    let world = world.lock().unwrap();
    let mut names: Vec<String> = world
        .rows("secrets")
        .map(|row| row["secretKey"].as_str().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names
}

async fn until(what: &str, done: impl Fn() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The provider that this terraform started.
fn provider_of(terraform: u32) -> Option<String> {
    let children = format!("/proc/{terraform}/task/{terraform}/children");
    let all = std::fs::read_dir(format!("/proc/{terraform}/task"))
        .ok()?
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .collect::<Vec<_>>()
        .join(" ");
    let all = if all.trim().is_empty() {
        std::fs::read_to_string(children).unwrap_or_default()
    } else {
        all
    };
    all.split_whitespace()
        .find(|id| {
            std::fs::read_to_string(format!("/proc/{id}/cmdline"))
                .is_ok_and(|line| line.contains("terraform-provider-infisical"))
        })
        .map(str::to_owned)
}

fn signal(name: &str, process: &str) {
    let sent = Command::new("kill").args([name, process]).status().unwrap();
    assert!(sent.success());
}

/// Everything is there once, and terraform knows it.
async fn converges(stage: &Stage, simulator: &Simulator, count: usize) -> Run {
    simulator.set_faults(Faults::default());
    let run = stage.apply().await;
    stage.settled().await;
    let names = there(simulator);
    assert_eq!(names.len(), count, "{names:?}");
    let state = stage.must(&["show", "-json"]).await.stdout;
    let state: Json = serde_json::from_str(&state).unwrap();
    let known = state["values"]["root_module"]["resources"].as_array();
    assert_eq!(known.map(Vec::len), Some(count));
    run
}

/// Starts an apply and calls `disturb` with its process id once some secrets are written, others not.
async fn disturbed(stage: &Stage, simulator: &Simulator, disturb: impl Fn(u32)) -> Run {
    // A slow server: the middle of the apply lasts.
    simulator.set_faults(Faults {
        latency_ms: 120,
        ..Faults::default()
    });
    let child = stage
        .command(&["apply", "-auto-approve", "-input=false", "-parallelism=10"])
        .spawn()
        .unwrap();
    let process = child.id();
    until("no secret is written", || !there(simulator).is_empty()).await;
    disturb(process);
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap())
        .await
        .unwrap();
    Run::of(&output)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_provider_loses_and_doubles_nothing() {
    if !installed() {
        return;
    }
    let simulator = simulator().await;
    let stage = Stage::new(&simulator, &secrets(100));
    let run = disturbed(&stage, &simulator, |terraform| {
        signal("-KILL", &provider_of(terraform).expect("a provider"));
    })
    .await;
    assert!(!run.success, "{}", run.said);
    let written = there(&simulator).len();
    assert!(0 < written && written < 100, "{written}");
    let run = converges(&stage, &simulator, 100).await;
    // Those whose answer died with the provider are taken over, not created again.
    assert!(!run.said.contains("already exist"), "{}", run.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_ends_well_what_was_begun() {
    if !installed() {
        return;
    }
    let simulator = simulator().await;
    let stage = Stage::new(&simulator, &secrets(100));
    let run = disturbed(&stage, &simulator, |terraform| {
        signal("-INT", &terraform.to_string());
    })
    .await;
    assert!(!run.success, "{}", run.said);
    holds(&run.said, &["Interrupt received"]);
    let written = there(&simulator).len();
    assert!(0 < written && written < 100, "{written}");
    // What was under way is in the state: nothing has to be taken over.
    let state = stage.must(&["show", "-json"]).await.stdout;
    let state: Json = serde_json::from_str(&state).unwrap();
    let known = state["values"]["root_module"]["resources"].as_array();
    assert_eq!(known.map_or(0, Vec::len), written, "{}", run.said);
    let run = converges(&stage, &simulator, 100).await;
    assert!(!run.said.contains("adopted"), "{}", run.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_may_restart_between_plan_and_apply() {
    if !installed() {
        return;
    }
    let first = simulator().await;
    let (port, world) = (first.port(), first.world());
    let stage = Stage::new(&first, &secrets(3));
    stage.must(&["plan", "-out=plan", "-input=false"]).await;
    drop(first);
    let (sender, restarted) = tokio::sync::oneshot::channel();
    // It is still down when the apply begins.
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(900)).await;
        let again = SimulatorConfig {
            port,
            world: Some(world),
            ..SimulatorConfig::default()
        };
        let _ = sender.send(start(again).await.unwrap());
    });
    stage.must(&["apply", "-input=false", "plan"]).await;
    let second = restarted.await.unwrap();
    converges(&stage, &second, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_in_the_middle_is_replaced() {
    if !installed() {
        return;
    }
    let simulator = simulator().await;
    let configuration = format!(
        "{}
resource \"infisical_secret_folder\" \"late\" {{
  depends_on       = [infisical_secret.many]
  name             = \"late\"
  folder_path      = \"/\"
  environment_slug = \"dev\"
  project_id       = \"{SIM_DEMO_PROJECT}\"
}}
",
        secrets(40)
    );
    let stage = Stage::new(&simulator, &configuration);
    let run = disturbed(&stage, &simulator, |_| simulator.expire_tokens()).await;
    assert!(run.success, "{}", run.said);
    simulator.set_faults(Faults::default());
    let logins = simulator
        .requests()
        .iter()
        .filter(|r| r.operation_id == "loginWithUniversalAuth")
        .count();
    assert_eq!(
        logins, 3,
        "one for the plan, one for the apply, one more that all share"
    );
    stage.settled().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_429_is_waited_out() {
    if !installed() {
        return;
    }
    let simulator = simulator().await;
    let stage = Stage::new(&simulator, &secrets(30));
    simulator.set_faults(Faults {
        too_many_next: 5,
        retry_after: 1,
        ..Faults::default()
    });
    stage.apply().await;
    let refused = simulator
        .requests()
        .iter()
        .filter(|r| r.status == 429)
        .count();
    assert_eq!(refused, 5);
    stage.settled().await;
}

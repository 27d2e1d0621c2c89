//! Certificates of an authority that takes its time, with the real terraform: what is cut off is finished by the next apply, and
//! nothing is issued twice.

use std::time::Duration;

use terraform_provider_infisical::simulator::{Simulator, SimulatorConfig, start};

use super::stage::{PROVIDER, Stage, holds, installed};

fn configuration(wait: &str, name: &str, lifecycle: &str) -> String {
    format!(
        r#"{PROVIDER}
provider "infisical" {{}}
resource "infisical_app_connection_azure_adcs" "adcs" {{
  name        = "adcs"
  credentials = {{ adcs_url = "https://ca.example.com", username = "u", password = "p" }}
}}
resource "infisical_cert_manager_external_ca_adcs" "slow" {{
  name                     = "slow"
  azure_adcs_connection_id = infisical_app_connection_azure_adcs.adcs.id
}}
resource "infisical_cert_manager_certificate_policy" "any" {{ name = "any" }}
resource "infisical_cert_manager_certificate_profile" "slow" {{
  name                  = "slow"
  ca_id                 = infisical_cert_manager_external_ca_adcs.slow.id
  certificate_policy_id = infisical_cert_manager_certificate_policy.any.id
}}
resource "infisical_cert_manager_certificate" "this" {{
  profile_id  = infisical_cert_manager_certificate_profile.slow.id
  common_name = "{name}"
  timeouts    = {{ create = "{wait}" }}
  {lifecycle}
}}
resource "terraform_data" "user" {{ input = infisical_cert_manager_certificate.this.id }}
output "used" {{ value = terraform_data.user.output }}
"#
    )
}

async fn slow(time: u64) -> Simulator {
    let config = SimulatorConfig {
        job_time: Duration::from_millis(time),
        ..SimulatorConfig::default()
    };
    start(config).await.unwrap()
}

fn orders(simulator: &Simulator) -> usize {
    let all = simulator.requests();
    all.iter()
        .filter(|r| r.method == "POST" && r.path == "/api/v1/cert-manager/certificates")
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_out_of_time_is_finished_and_not_issued_twice() {
    if !installed() {
        return;
    }
    let simulator = slow(4_000).await;
    let stage = Stage::new(&simulator, &configuration("1s", "a.example.com", ""));
    let said = stage
        .fails(&["apply", "-auto-approve", "-input=false"])
        .await;
    holds(&said, &["Not finished after", "timeouts.create"]);
    // Nothing was made of a certificate that is not there.
    let state = std::fs::read_to_string(stage.path("terraform.tfstate")).unwrap();
    assert!(!state.contains("\"used\""), "{state}");
    stage.write("main.tf", &configuration("1m", "a.example.com", ""));
    stage.apply().await;
    stage.settled().await;
    assert_eq!(orders(&simulator), 1);
}

/// Terraform makes the new one before the old one is looked at: the refresh tells the way around.
#[tokio::test(flavor = "multi_thread")]
async fn untainted_it_is_finished_in_place() {
    if !installed() {
        return;
    }
    let simulator = slow(3_000).await;
    let first = "lifecycle { create_before_destroy = true }";
    let stage = Stage::new(&simulator, &configuration("1s", "d.example.com", first));
    stage
        .fails(&["apply", "-auto-approve", "-input=false"])
        .await;
    stage.write("main.tf", &configuration("1m", "d.example.com", first));
    let plan = stage.must(&["plan", "-input=false"]).await;
    holds(&plan.said, &["is not there yet", "terraform untaint"]);
    stage
        .must(&["untaint", "infisical_cert_manager_certificate.this"])
        .await;
    stage.apply().await;
    stage.settled().await;
    assert_eq!(orders(&simulator), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_while_issuing_loses_nothing() {
    if !installed() {
        return;
    }
    let simulator = slow(5_000).await;
    let stage = Stage::new(&simulator, &configuration("1m", "b.example.com", ""));
    let terraform = stage
        .command(&["apply", "-auto-approve", "-input=false"])
        .spawn()
        .unwrap();
    while orders(&simulator) == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    let sent = std::process::Command::new("kill")
        .args(["-INT", &terraform.id().to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
    let output = tokio::task::spawn_blocking(move || terraform.wait_with_output().unwrap());
    let run = super::stage::Run::of(&output.await.unwrap());
    assert!(!run.success);
    holds(&run.said, &["Stopped while waiting"]);
    stage.apply().await;
    stage.settled().await;
    assert_eq!(orders(&simulator), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_authority_refused_is_asked_for_anew() {
    if !installed() {
        return;
    }
    let simulator = slow(1).await;
    let stage = Stage::new(&simulator, &configuration("1m", "nobody.invalid", ""));
    let said = stage
        .fails(&["apply", "-auto-approve", "-input=false"])
        .await;
    holds(
        &said,
        &["ended as failed", "The authority refused the order"],
    );
    stage.write("main.tf", &configuration("1m", "c.example.com", ""));
    stage.apply().await;
    stage.settled().await;
    assert_eq!(orders(&simulator), 2);
}

//! Large estates with the real terraform and the simulator at 20 ms: how long a plan takes beside one that needs no provider,
//! and how many requests it makes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use terraform_provider_infisical::simulator::{
    self, Faults, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_DEMO_PROJECT, Simulator, SimulatorConfig,
};

use super::{Table, median, ms};

const RUNS: usize = 5;
const LATENCY_MS: u64 = 20;
const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-infisical");

/// 1,000 resources that need no provider program.
const YARDSTICK: &str = r#"
resource "terraform_data" "many" {
  count = 1000
  input = "value-${count.index}"
}
"#;

/// 1,000 secrets of one folder.
const SECRETS: &str = r#"
resource "infisical_secret" "many" {
  count        = 1000
  workspace_id = "PROJECT"
  env_slug     = "dev"
  folder_path  = "/"
  name         = "MANY_${count.index}"
  value        = "value-${count.index}"
}
"#;

/// 500 connections of four apps, and 500 syncs that use them.
const SYNCS: &str = r#"
resource "infisical_app_connection_zabbix" "many" {
  count       = 125
  name        = "many-zabbix-${count.index}"
  credentials = { instance_url = "https://zabbix.example.com", api_token = "not-a-real-token" }
}
resource "infisical_app_connection_humanitec" "many" {
  count       = 125
  name        = "many-humanitec-${count.index}"
  credentials = { api_token = "not-a-real-token" }
}
resource "infisical_app_connection_vercel" "many" {
  count       = 125
  name        = "many-vercel-${count.index}"
  credentials = { api_token = "not-a-real-token" }
}
resource "infisical_app_connection_checkly" "many" {
  count       = 125
  name        = "many-checkly-${count.index}"
  credentials = { api_key = "not-a-real-token" }
}
resource "infisical_secret_sync_zabbix" "many" {
  count              = 250
  name               = "many-zabbix-${count.index}"
  project_id         = "PROJECT"
  connection_id      = infisical_app_connection_zabbix.many[count.index % 125].id
  environment        = "dev"
  secret_path        = "/"
  sync_options       = { initial_sync_behavior = "overwrite-destination" }
  destination_config = { scope = "host", host_id = "1${count.index}", host_name = "web-${count.index}", macro_type = 1 }
}
resource "infisical_secret_sync_humanitec" "many" {
  count              = 250
  name               = "many-humanitec-${count.index}"
  project_id         = "PROJECT"
  connection_id      = infisical_app_connection_humanitec.many[count.index % 125].id
  environment        = "dev"
  secret_path        = "/"
  sync_options       = { initial_sync_behavior = "overwrite-destination" }
  destination_config = { scope = "environment", org = "example", app = "shop-${count.index}", env = "production" }
}
"#;

const PROVIDERS: &str = r#"
terraform {
  required_providers {
    infisical = { source = "infisical/infisical" }
  }
}
"#;

/// A configuration that terraform works in.
struct Estate {
    directory: tempfile::TempDir,
    host: String,
}

impl Estate {
    fn new(simulator: &Simulator, providers: &str, configuration: &str) -> Estate {
        let directory = tempfile::tempdir().expect("a directory");
        let at = directory.path();
        let write =
            |name: &str, text: String| std::fs::write(at.join(name), text).expect("written");
        let folder = Path::new(PROVIDER).parent().expect("a folder").display();
        write(
            "settings.tfrc",
            format!(
                "provider_installation {{\n  dev_overrides {{ \"infisical/infisical\" = \"{folder}\" }}\n  direct {{}}\n}}\n"
            ),
        );
        write(
            "main.tf",
            format!("{providers}{configuration}").replace("PROJECT", SIM_DEMO_PROJECT),
        );
        let host = simulator.url();
        let estate = Estate { directory, host };
        if providers.is_empty() {
            estate.terraform(&["init"]);
        }
        estate
    }

    /// Runs terraform, which must succeed; how long it took.
    fn terraform(&self, arguments: &[&str]) -> Duration {
        let at = self.directory.path();
        let began = Instant::now();
        let output = Command::new("terraform")
            .current_dir(at)
            .args(arguments)
            .arg("-no-color")
            .env("TF_CLI_CONFIG_FILE", at.join("settings.tfrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("INFISICAL_HOST", &self.host)
            .env("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", SIM_CLIENT_ID)
            .env("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", SIM_CLIENT_SECRET)
            .env_remove("TF_LOG")
            .env_remove("TF_LOG_PROVIDER")
            .stdin(Stdio::null())
            .output()
            .expect("terraform starts");
        let took = began.elapsed();
        assert!(
            output.status.success(),
            "terraform {arguments:?}:\n{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        took
    }

    fn apply(&self) -> Duration {
        self.terraform(&["apply", "-auto-approve", "-input=false"])
    }

    /// An empty plan: with anything to do, terraform would end with 2.
    fn plan(&self) -> Duration {
        self.terraform(&["plan", "-detailed-exitcode", "-input=false"])
    }
}

/// Prints the table.
pub fn run_all() {
    if Command::new("terraform").arg("version").output().is_err() {
        println!(
            "\nlarge estates: skipped, terraform is not on PATH (developer.hashicorp.com/terraform/install)"
        );
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config = SimulatorConfig {
        seed_demo: true,
        ..SimulatorConfig::default()
    };
    let simulator = runtime
        .block_on(simulator::start(config))
        .expect("a simulator");
    let latency = |latency_ms: u64| {
        simulator.set_faults(Faults {
            latency_ms,
            ..Faults::default()
        });
    };
    let title = format!(
        "the real terraform, {LATENCY_MS} ms of server latency (median of {RUNS} runs, in turn)"
    );
    let mut table = Table::new(&title);
    let yardstick = Estate::new(&simulator, "", YARDSTICK);
    yardstick.apply();
    for (what, configuration, ratio_goal, requests_goal) in [
        ("1,000 secrets of one folder", SECRETS, "<= 1.5", "< 10"),
        (
            "500 app connections (4 apps), 500 syncs (2 destinations)",
            SYNCS,
            "",
            "",
        ),
    ] {
        let estate = Estate::new(&simulator, PROVIDERS, configuration);
        latency(LATENCY_MS);
        simulator.reset_log();
        let applied = estate.apply();
        table.row(
            &format!("{what}: first apply"),
            format!(
                "{:.1} s, {} requests",
                applied.as_secs_f64(),
                simulator.request_count()
            ),
            "",
        );
        let (mut ours, mut theirs, mut requests) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            simulator.reset_log();
            ours.push(estate.plan());
            requests.push(simulator.request_count());
            theirs.push(yardstick.plan());
        }
        let (ours, theirs) = (median(ours.into_iter()), median(theirs.into_iter()));
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        table.row(
            &format!("{what}: plan"),
            format!(
                "{ratio:.2} x ({} : {} for 1,000 terraform_data)",
                ms(ours),
                ms(theirs)
            ),
            ratio_goal,
        );
        table.row(
            &format!("{what}: requests of a plan"),
            median(requests.into_iter()).to_string(),
            requests_goal,
        );
        latency(0);
    }
}

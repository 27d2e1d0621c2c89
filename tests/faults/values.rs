//! Values at the edge, and what the log shows of them, with the real terraform.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::simulator::{SIM_DEMO_PROJECT, SimulatorConfig, start};

use super::stage::{PROVIDER, Stage, holds, installed};

#[tokio::test(flavor = "multi_thread")]
async fn ten_mebibytes_fit_or_are_refused_in_words() {
    if !installed() {
        return;
    }
    let configuration = format!(
        r#"{PROVIDER}
provider "infisical" {{}}
resource "infisical_secret" "large" {{
  name         = "LARGE"
  value        = join("", [for i in range(1024) : format("%010240d", i)])
  workspace_id = "{SIM_DEMO_PROJECT}"
  env_slug     = "dev"
  folder_path  = "/"
}}
"#
    );
    let config = SimulatorConfig {
        seed_demo: true,
        ..SimulatorConfig::default()
    };
    let usual = start(config.clone()).await.unwrap();
    let mut stage = Stage::new(&usual, &configuration);
    let said = stage
        .fails(&["apply", "-auto-approve", "-input=false"])
        .await;
    holds(
        &said,
        &[
            "Cannot create secret",
            "larger than the server takes",
            "413",
        ],
    );
    assert!(said.len() < 4000, "the value is not in the message");
    let roomy = SimulatorConfig {
        body_limit: 64 * 1024 * 1024,
        ..config
    };
    let roomy = start(roomy).await.unwrap();
    stage.set("INFISICAL_HOST", &roomy.url());
    stage.apply().await;
    stage.settled().await;
    let world = roomy.world();
    let world = world.lock().unwrap();
    let stored = world.rows("secrets").next().unwrap();
    assert_eq!(
        stored["secretValue"].as_str().map(str::len),
        Some(10 * 1024 * 1024)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn newlines_and_unicode_arrive_as_they_are() {
    if !installed() {
        return;
    }
    let values = json!({
        "LF": "one\ntwo",
        "CRLF": "one\r\ntwo",
        "CR": "one\rtwo",
        "LF_AT_THE_END": "one\ntwo\n",
        "MANY_AT_THE_END": "one\n\n\n",
        "NEL_AND_SEPARATORS": "a\u{85}b\u{2028}c\u{2029}d\u{b}e\u{c}f",
        "BLANKS_AROUND": "  \t inside \t ",
        "ONLY_BLANKS": " \n ",
        "EMPTY": "",
        "EMOJI": "🔑👩‍👩‍👧‍👦🇨🇭",
        "RIGHT_TO_LEFT": "\u{202e}שלום مرحبا\u{202c}",
        "BOM_AND_ZERO_WIDTH": "\u{feff}a\u{200b}b\u{200d}",
        "ASTRAL": "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
        "CONTROL": "\u{1}\u{1b}[31mred\u{7f}",
        "TEMPLATES": "${HOME} %{if} {{secret}} $$ \\ \" '",
        "PEM": "-----BEGIN KEY-----\nAAAA\n-----END KEY-----\n",
    });
    let config = SimulatorConfig {
        seed_demo: true,
        ..SimulatorConfig::default()
    };
    let simulator = start(config).await.unwrap();
    let configuration = format!(
        r#"{PROVIDER}
provider "infisical" {{}}
resource "infisical_secret" "each" {{
  for_each     = jsondecode(file("${{path.module}}/values.json"))
  name         = each.key
  value        = each.value
  workspace_id = "{SIM_DEMO_PROJECT}"
  env_slug     = "dev"
  folder_path  = "/"
}}
"#
    );
    let stage = Stage::new(&simulator, &configuration);
    stage.write("values.json", &values.to_string());
    stage.apply().await;
    stage.settled().await;
    let world = simulator.world();
    let world = world.lock().unwrap();
    for (name, sent) in values.as_object().unwrap() {
        let row = world.find("secrets", |row| row["secretKey"] == *name);
        let stored = row.unwrap()["secretValue"].as_str().unwrap();
        // The server trims blanks at both ends; of newlines at the end one stays.
        let sent = sent.as_str().unwrap();
        let blank = |c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}';
        let trimmed = sent.trim_matches(blank);
        let stays = sent.ends_with('\n') && !trimmed.is_empty();
        let expected = format!("{trimmed}{}", if stays { "\n" } else { "" });
        assert_eq!(stored, expected, "{name}");
    }
}

/// Every call is in the log; no secret of the run is.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_every_call_and_no_secret() {
    if !installed() {
        return;
    }
    let config = SimulatorConfig {
        seed_demo: true,
        ..SimulatorConfig::default()
    };
    let simulator = start(config).await.unwrap();
    let configuration = format!(
        r#"{PROVIDER}
provider "infisical" {{
  custom_headers = {{ "X-Proxy-Pass" = "hunter2-header" }}
}}
resource "infisical_secret" "plain" {{
  name         = "PLAIN"
  value        = "hunter2-value"
  workspace_id = "{SIM_DEMO_PROJECT}"
  env_slug     = "dev"
  folder_path  = "/"
}}
resource "infisical_secret" "write_only" {{
  name             = "WRITE_ONLY"
  value_wo         = "hunter2-write-only"
  value_wo_version = 1
  workspace_id     = "{SIM_DEMO_PROJECT}"
  env_slug         = "staging"
  folder_path      = "/"
}}
resource "infisical_app_connection_zabbix" "one" {{
  name        = "zabbix"
  credentials = {{ instance_url = "https://zabbix.example.com", api_token = "hunter2-connection" }}
}}
data "infisical_secrets" "all" {{
  workspace_id = infisical_secret.plain.workspace_id
  env_slug     = "dev"
  folder_path  = "/"
}}
ephemeral "infisical_secret" "one" {{
  name         = infisical_secret.write_only.id == "" ? "" : infisical_secret.write_only.name
  workspace_id = "{SIM_DEMO_PROJECT}"
  env_slug     = "staging"
  folder_path  = "/"
}}
"#
    );
    let mut stage = Stage::new(&simulator, &configuration);
    let log = stage.path("log");
    stage.set("TF_LOG_PROVIDER", "TRACE");
    stage.set("TF_LOG_PATH", &log.display().to_string());
    let applied = stage.apply().await;
    let text = std::fs::read_to_string(&log).unwrap();
    let calls: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("API call"))
        .collect();
    let asked = simulator.requests();
    assert_eq!(calls.len(), asked.len(), "{calls:#?}");
    for request in &asked {
        let path = request.path.as_str();
        let told = |line: &&str| {
            [
                format!("method={}", request.method),
                format!("path={path}"),
                format!("status={}", request.status),
                "duration_ms=".to_owned(),
                "retry=0".to_owned(),
            ]
            .iter()
            .all(|part| line.contains(part.as_str()))
        };
        assert!(
            calls.iter().any(told),
            "{} {path} is not in {calls:#?}",
            request.method
        );
    }
    let world = simulator.world();
    let mut secrets: Vec<String> = world.lock().unwrap().token_ids.keys().cloned().collect();
    assert!(secrets.len() > 1, "the run has a token of its own");
    secrets.extend(["hunter2".to_owned(), "simulator-client-secret".to_owned()]);
    for secret in &secrets {
        let line = text.lines().find(|line| line.contains(secret.as_str()));
        assert_eq!(line, None, "{secret} is in the log");
        assert!(!applied.said.contains(secret.as_str()), "{}", applied.said);
    }
    // What is write-only is in no state either.
    let state = std::fs::read_to_string(stage.path("terraform.tfstate")).unwrap();
    let state: Json = serde_json::from_str(&state).unwrap();
    assert!(!state.to_string().contains("hunter2-write-only"));
}

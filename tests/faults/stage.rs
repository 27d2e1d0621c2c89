//! The real terraform with our provider, as a user runs it: one working directory, a clean environment, a simulator to talk to.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;
use terraform_provider_infisical::simulator::{SIM_CLIENT_ID, SIM_CLIENT_SECRET, Simulator};
use tokio::sync::Semaphore;

/// So many terraforms at once: each brings its providers along.
static SEATS: Semaphore = Semaphore::const_new(3);

pub const PROVIDER: &str = r#"
terraform {
  required_providers {
    infisical = { source = "infisical/infisical" }
  }
}
"#;

/// Whether terraform is there; says once that tests are skipped when not.
pub fn installed() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let version = Command::new("terraform").arg("version").output();
        let found = version.is_ok_and(|output| output.status.success());
        if !found {
            eprintln!(
                "skipped: terraform is not on PATH (get it from your package manager or developer.hashicorp.com/terraform/install)"
            );
        }
        found
    })
}

/// A working directory.
pub struct Stage {
    directory: TempDir,
    environment: Vec<(String, String)>,
}

/// What a run said.
pub struct Run {
    pub success: bool,
    /// Standard output as it was.
    pub stdout: String,
    /// Everything, in one line without frames.
    pub said: String,
}

impl Stage {
    /// A directory with this configuration, logged in at the simulator through the environment.
    pub fn new(simulator: &Simulator, configuration: &str) -> Stage {
        let mut stage = Stage::bare(configuration);
        stage.set("INFISICAL_HOST", &simulator.url());
        stage.set("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", SIM_CLIENT_ID);
        stage.set("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", SIM_CLIENT_SECRET);
        stage
    }

    /// A directory with this configuration, and nothing in the environment.
    pub fn bare(configuration: &str) -> Stage {
        let directory = tempfile::tempdir().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_terraform-provider-infisical"));
        let settings = format!(
            "provider_installation {{\n  dev_overrides {{ \"infisical/infisical\" = \"{}\" }}\n  direct {{}}\n}}\n",
            program.parent().unwrap().display()
        );
        std::fs::write(directory.path().join("cli.tfrc"), settings).unwrap();
        let stage = Stage {
            directory,
            environment: Vec::new(),
        };
        stage.write("main.tf", configuration);
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Sets an environment variable; empty takes it away.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.environment.push((name.to_owned(), value.to_owned()));
        }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command
            .current_dir(self.directory.path())
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.directory.path())
            .env("TMPDIR", self.directory.path())
            .env("TF_CLI_CONFIG_FILE", self.path("cli.tfrc"))
            .env("TF_CLI_ARGS", "-no-color")
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(self.environment.iter().map(|(n, v)| (n, v)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub async fn run(&self, arguments: &[&str]) -> Run {
        let _seat = SEATS.acquire().await.unwrap();
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap());
        Run::of(&output.await.unwrap())
    }

    /// Runs and must succeed.
    pub async fn must(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments).await;
        assert!(run.success, "terraform {arguments:?}: {}", run.said);
        run
    }

    /// Runs and must fail; what it says.
    pub async fn fails(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments).await;
        assert!(!run.success, "terraform {arguments:?}: {}", run.said);
        run.said
    }

    pub async fn apply(&self) -> Run {
        self.must(&["apply", "-auto-approve", "-input=false"]).await
    }

    /// A plan with nothing to do.
    pub async fn settled(&self) {
        let run = self
            .run(&["plan", "-detailed-exitcode", "-input=false"])
            .await;
        assert!(run.success, "the plan is not empty: {}", run.said);
    }
}

impl Run {
    pub fn of(output: &Output) -> Run {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let all = format!("{stdout}\n{}", String::from_utf8_lossy(&output.stderr));
        let words = all
            .split_whitespace()
            .filter(|word| !word.chars().all(|c| "│╷╵".contains(c)));
        Run {
            success: output.status.success(),
            stdout,
            said: words.collect::<Vec<_>>().join(" "),
        }
    }
}

/// Fails with the whole text when one of the parts is not in it.
#[track_caller]
pub fn holds(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "no «{part}» in: {said}");
    }
}

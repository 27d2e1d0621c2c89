//! `terraform-provider-infisical export`: what stands in Infisical, as configuration with import blocks, without any secret.

mod arguments;
mod config;
mod discover;
mod hcl;
mod write;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use crate::framework::diagnostic::Severity;
use crate::framework::traits::{ConfigureRequest, Provider};
use crate::framework::{Diagnostics, Value, generate_config};

pub use arguments::HELP;

/// What is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// a project and all in it; named by ID or slug
    Project(String),
    /// identities, roles, groups, connections of the organization
    Organization,
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// what
    pub scope: Scope,
    /// folder for the files; standard output when there is none
    pub out: Option<PathBuf>,
}

/// The command: arguments behind `export`, the provider that it reads with. The login is that of the environment variables.
pub fn run(arguments: &[String], provider: Arc<dyn Provider>) -> ExitCode {
    let options = match arguments::parse(arguments) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("{why}\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("export: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(logged_in(&options, &*provider)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("export: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn logged_in(options: &Options, provider: &dyn Provider) -> Result<(), String> {
    let request = ConfigureRequest {
        config: generate_config::generate(provider.schema(), &Value::Null),
        terraform_version: String::new(),
        deferral_allowed: false,
    };
    let said = provider.configure(request).await.diagnostics;
    refuse(&said)?;
    export(options, provider).await
}

/// Reads and writes, with a provider that is logged in.
pub async fn export(options: &Options, provider: &dyn Provider) -> Result<(), String> {
    let (found, said) = discover::discover(provider, &options.scope).await?;
    for line in said {
        eprintln!("export: {line}");
    }
    if found.is_empty() {
        return Err(
            "nothing was found; check the scope and the permissions of the identity".into(),
        );
    }
    let files = write::files(provider, &found).await;
    match &options.out {
        Some(folder) => {
            write::to_folder(folder, &files).map_err(|e| format!("{}: {e}", folder.display()))?;
            eprintln!(
                "export: {} objects in {} files. Next: terraform init && terraform plan",
                found.len(),
                files.len()
            );
        }
        None => {
            for (name, text) in &files {
                println!("# {name}\n\n{text}");
            }
        }
    }
    Ok(())
}

/// The errors of an answer as one text.
fn refuse(said: &Diagnostics) -> Result<(), String> {
    let errors: Vec<String> = said
        .0
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| format!("{}: {}", one.summary, one.detail))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors.join("\n"))
    }
}

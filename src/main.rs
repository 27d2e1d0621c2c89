//! The provider program: Terraform starts it as a plugin; `export` is for people.

use std::process::ExitCode;

use terraform_provider_infisical::export;
use terraform_provider_infisical::plugin::{About, serve};
use terraform_provider_infisical::provider::{ADDRESS, InfisicalProvider};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("export", rest)) = arguments
        .split_first()
        .map(|(first, rest)| (first.as_str(), rest))
    {
        return export::run(rest, InfisicalProvider::new());
    }
    serve(
        About {
            address: ADDRESS,
            version: env!("CARGO_PKG_VERSION"),
        },
        || InfisicalProvider::new(),
    )
}

//! The provider program: Terraform starts it as a plugin.

use std::process::ExitCode;

use terraform_provider_infisical::plugin::{About, serve};
use terraform_provider_infisical::provider::{ADDRESS, InfisicalProvider};

fn main() -> ExitCode {
    serve(
        About {
            address: ADDRESS,
            version: env!("CARGO_PKG_VERSION"),
        },
        || InfisicalProvider::new(),
    )
}

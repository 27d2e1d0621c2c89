//! Writes the documentation (`make docs`); with `coverage` it also prints what of the API contract is covered.

use std::path::Path;
use std::process::ExitCode;

use terraform_provider_infisical::docs;
use terraform_provider_infisical::provider::InfisicalProvider;

fn main() -> ExitCode {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    if std::env::args().nth(1).as_deref() == Some("coverage") {
        print!("{}", docs::coverage::Coverage::measure(project).markdown());
    }
    let provider = InfisicalProvider::new();
    for fault in docs::quality::faults(provider.as_ref()) {
        eprintln!("{fault}");
    }
    for file in docs::quality::without_example(provider.as_ref(), project) {
        eprintln!("no example: {file}");
    }
    let files = docs::files(provider.as_ref(), project);
    match docs::write(&files, project) {
        Ok(touched) => {
            eprintln!(
                "{} files, {} of them new, changed or removed",
                files.len(),
                touched.len()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot write the documentation: {error}");
            ExitCode::FAILURE
        }
    }
}

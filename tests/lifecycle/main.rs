//! The generated lifecycle of every declared resource, against the simulator, with Terraform core's conformance rules on each answer:
//! validate, plan, apply, refresh, empty plan; every attribute changed alone (a PATCH, or a replacement where declared); removed;
//! imported (by identity: equal state); secrets through write-only twins; destroyed.
//!
//! `LIFECYCLE=secret_sync cargo test --test lifecycle` runs the types whose name contains the text. What a schema cannot tell
//! (ids of other objects, texts with a special form) stands in `fixtures.rs`: add a row there, never a special case here.

mod drive;
mod fixtures;
mod generate;

use std::collections::BTreeSet;
use std::io::Write;

use terraform_provider_infisical::catalog;

#[test]
fn every_resource_lives_its_whole_life() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let wanted = std::env::var("LIFECYCLE").unwrap_or_default();
        let world = drive::World::start().await;
        let mut failures = Vec::new();
        let mut report = drive::Report::default();
        let mut types = 0;
        for declared in catalog::resources() {
            if !declared.type_name.contains(&wanted) {
                continue;
            }
            types += 1;
            let before = failures.len();
            drive::life(&world, &declared, &mut report, &mut failures).await;
            if failures.len() > before {
                println!("✗ {} ({} problems)", declared.type_name, failures.len() - before);
            }
        }
        let bugs: BTreeSet<String> = world.simulator_bugs().into_iter().collect();
        // Past the test's capture: what was covered is told by every run.
        let _ = writeln!(
            std::io::stdout(),
            "lifecycle: {types} resources, {} variants, {} attributes changed alone, {} removed, {} imports, {} found by lists; {} operations of the contract exercised",
            report.variants,
            report.changed,
            report.removed,
            report.imports,
            report.listed,
            world.operations_seen()
        );
        for bug in &bugs {
            println!("simulator: {bug}");
        }
        for failure in &failures {
            println!("FAILED {failure}");
        }
        assert!(failures.is_empty(), "{} problems (listed above)", failures.len());
        assert!(bugs.is_empty(), "the simulator contradicts its own contract (listed above)");
    });
}

//! How fast the provider is there: start to handshake, first schema, memory, size. Prints a table; asserts nothing.
#![cfg(unix)]

#[path = "../tests/wire/client.rs"]
mod client;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use client::ClientCertificate;
use terraform_provider_infisical::plugin::handshake::COOKIE;
use terraform_provider_infisical::plugin::proto::tfplugin6::get_provider_schema;
use terraform_provider_infisical::plugin::proto::tfplugin6::provider_client::ProviderClient;

const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-infisical");
const RUNS: usize = 41;

/// One run, as Terraform has it.
struct Run {
    handshake: Duration,
    connect: Duration,
    schema: Duration,
    again: Duration,
    bytes: usize,
    resources: usize,
    memory_kib: u64,
}

fn start(certificate: &ClientCertificate) -> (Child, Vec<String>, Duration) {
    let began = Instant::now();
    let mut child = Command::new(PROVIDER)
        .env(COOKIE.0, COOKIE.1)
        .env("PLUGIN_CLIENT_CERT", certificate.pem())
        .env_remove("TF_LOG")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the provider starts");
    let mut line = String::new();
    let stdout = child.stdout.take().expect("piped above");
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    let took = began.elapsed();
    (
        child,
        line.trim_end().split('|').map(str::to_owned).collect(),
        took,
    )
}

async fn run(certificate: &ClientCertificate) -> Run {
    let (mut child, line, handshake) = start(certificate);
    let began = Instant::now();
    let tls = client::tls(&line[5], Some(certificate));
    let channel = client::connect(&PathBuf::from(&line[3]), Some(tls))
        .await
        .expect("a connection");
    let connect = began.elapsed();
    let mut provider = ProviderClient::new(channel).max_decoding_message_size(256 << 20);
    let mut schema = async || {
        let began = Instant::now();
        let answer = provider
            .get_provider_schema(get_provider_schema::Request {})
            .await;
        (began.elapsed(), answer.expect("schemas").into_inner())
    };
    let (first, answer) = schema().await;
    let (again, _) = schema().await;
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let memory_kib = resident.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok());
    child.kill().expect("it runs");
    child.wait().expect("it ran");
    Run {
        handshake,
        connect,
        schema: first,
        again,
        bytes: prost::Message::encoded_len(&answer),
        resources: answer.resource_schemas.len(),
        memory_kib: memory_kib.unwrap_or(0),
    }
}

fn median<T: Ord + Copy>(runs: &[Run], of: impl Fn(&Run) -> T) -> T {
    let mut all: Vec<T> = runs.iter().map(of).collect();
    all.sort();
    all[all.len() / 2]
}

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let certificate = ClientCertificate::new(1);
    let runs: Vec<Run> = (0..RUNS)
        .map(|_| runtime.block_on(run(&certificate)))
        .collect();
    let size = std::fs::metadata(PROVIDER).map_or(0, |file| file.len());
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1e3);
    println!("| the plugin ({RUNS} runs, median) | measured | goal |\n|---|---|---|");
    let row =
        |what: &str, measured: String, goal: &str| println!("| {what} | {measured} | {goal} |");
    row(
        "start to handshake line",
        ms(median(&runs, |r| r.handshake)),
        "<= 6 ms",
    );
    row(
        "connect with mutual TLS",
        ms(median(&runs, |r| r.connect)),
        "",
    );
    let schemas = format!(
        "GetProviderSchema, first ({} resources, {} KiB)",
        median(&runs, |r| r.resources),
        median(&runs, |r| r.bytes) / 1024
    );
    row(&schemas, ms(median(&runs, |r| r.schema)), "<= 5 ms");
    row(
        "GetProviderSchema, again",
        ms(median(&runs, |r| r.again)),
        "",
    );
    let memory = median(&runs, |r| r.memory_kib) as f64 / 1024.0;
    row(
        "resident memory after it",
        format!("{memory:.1} MiB"),
        "<= 15 MiB",
    );
    row("binary", format!("{:.1} MB", size as f64 / 1e6), "<= 15 MB");
}

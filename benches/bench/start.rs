//! How fast the provider is there: start to handshake, first schema, memory, size.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::{self, ClientCertificate};
use super::{Table, median, ms};
use terraform_provider_infisical::plugin::handshake::COOKIE;
use terraform_provider_infisical::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_infisical::plugin::proto::tfplugin6::{
    get_provider_schema, get_resource_identity_schemas,
};

const PROVIDER: &str = env!("CARGO_BIN_EXE_terraform-provider-infisical");
const RUNS: usize = 41;

/// One run, as Terraform has it.
struct Run {
    handshake: Duration,
    connect: Duration,
    schema: Duration,
    again: Duration,
    identities: Duration,
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
    let began = Instant::now();
    let request = get_resource_identity_schemas::Request {};
    let answer_of_identities = provider.get_resource_identity_schemas(request).await;
    answer_of_identities.expect("identity schemas");
    let identities = began.elapsed();
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
        identities,
        bytes: prost::Message::encoded_len(&answer),
        resources: answer.resource_schemas.len(),
        memory_kib: memory_kib.unwrap_or(0),
    }
}

/// Prints the table.
pub fn run_all() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let certificate = ClientCertificate::new(1);
    let runs: Vec<Run> = (0..RUNS)
        .map(|_| runtime.block_on(run(&certificate)))
        .collect();
    let of = |what: fn(&Run) -> Duration| ms(median(runs.iter().map(what)));
    let size = std::fs::metadata(PROVIDER).map_or(0, |file| file.len());
    let memory = median(runs.iter().map(|run| run.memory_kib)) as f64 / 1024.0;
    let (resources, bytes) = (runs[0].resources, runs[0].bytes / 1024);
    let mut table = Table::new(&format!("the plugin (median of {RUNS} runs)"));
    table.row("start to handshake line", of(|r| r.handshake), "<= 6 ms");
    table.row("connect with mutual TLS", of(|r| r.connect), "");
    table.row(
        &format!("GetProviderSchema, first ({resources} resources, {bytes} KiB)"),
        of(|r| r.schema),
        "<= 5 ms",
    );
    table.row("GetProviderSchema, again", of(|r| r.again), "");
    table.row("GetResourceIdentitySchemas", of(|r| r.identities), "");
    table.row(
        "resident memory after it",
        format!("{memory:.1} MiB"),
        "<= 15 MiB",
    );
    table.row("binary", format!("{:.1} MB", size as f64 / 1e6), "<= 15 MB");
    println!(
        "\nplugin layer against tf-provider: skipped (its feature needs protoc, which this project does not ask for)"
    );
}

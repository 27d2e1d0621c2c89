//! The Infisical simulator as a program: a server to try the provider on, without an Infisical.

use std::process::ExitCode;
use std::time::Duration;

use terraform_provider_infisical::simulator::{
    Faults, RateLimits, SIM_ACCESS_TOKEN, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_DEMO_PROJECT,
    SIM_SERVICE_TOKEN, ServerVersion, SimulatorConfig, start,
};

const HELP: &str = "\
infisical-simulator: an in-memory Infisical for trying, testing and benchmarking. Never for production: nothing is
encrypted, nothing is kept, and everybody who reaches the port can read everything.

Usage: infisical-simulator [options]

  --port N               port on the loopback (default 8180, 0 takes a free one)
  --listen-any           listen on all interfaces instead of the loopback only
  --client-id ID         client id of the ready machine identity
  --client-secret S      its client secret
  --seed-demo            create the project «demo» with the environments dev, staging, prod
  --lenient              drop unknown fields silently, as the real server does, instead of refusing them
  --server-version V     today (default) or 2024: a self-hosted server of 2024-09
  --license              features of paid plans work (the default, but for a server of 2024)
  --no-license           features of paid plans are refused
  --no-rate-limit        no rate limits (the default has those of a self-hosted server)
  --latency MS           every answer waits
  --fail-rate R          share of the requests (0..1) that fail with 503
  --drop-after-write [R] share of the writes (default 1) that land while the connection is cut before the answer
  --quiet                print the address only
  --help                 this text

Control endpoints for tests: GET /__sim/requests, /__sim/counters, /__sim/coverage; POST /__sim/reset-log, /__sim/faults,
/__sim/expire-tokens, /__sim/revoke-tokens, /__sim/reset-limits, /__sim/service-token, /__sim/rows/<table>
(credentials: whom logins are checked against).";

struct Options {
    config: SimulatorConfig,
    quiet: bool,
}

fn parse(arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut config = SimulatorConfig {
        port: 8180,
        rate_limits: Some(RateLimits::default()),
        licensed: true,
        ..SimulatorConfig::default()
    };
    let (mut quiet, mut limits) = (false, true);
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = |wanted: &str| {
            inline
                .clone()
                .or_else(|| arguments.next())
                .ok_or_else(|| format!("{name} needs {wanted}"))
        };
        fn number<T: std::str::FromStr>(text: String) -> Result<T, String> {
            text.parse()
                .map_err(|_| format!("«{text}» is not a number that fits here"))
        }
        match name.as_str() {
            "--help" | "-h" => return Ok(None),
            "--port" => config.port = number(value("a port")?)?,
            "--listen-any" => config.listen_any = true,
            "--client-id" => config.client_id = value("an id")?,
            "--client-secret" => config.client_secret = value("a secret")?,
            "--seed-demo" => config.seed_demo = true,
            "--lenient" => config.lenient = true,
            "--server-version" => match value("today or 2024")?.as_str() {
                "today" => config.server_version = ServerVersion::Today,
                "2024" => {
                    config.server_version = ServerVersion::Of2024;
                    config.licensed = false;
                    config.rate_limits = Some(RateLimits::of_2024());
                }
                other => return Err(format!("unknown server version «{other}»: today or 2024")),
            },
            "--license" => config.licensed = true,
            "--no-license" => config.licensed = false,
            "--no-rate-limit" => limits = false,
            "--latency" => config.faults.latency_ms = number(value("milliseconds")?)?,
            "--fail-rate" => config.faults.fail_rate = number(value("a share")?)?,
            "--drop-after-write" => {
                let rate = inline.or_else(|| arguments.next_if(|next| !next.starts_with("--")));
                config.faults = Faults {
                    drop_after_write_rate: rate.map_or(Ok(1.0), number)?,
                    ..config.faults
                };
            }
            "--quiet" => quiet = true,
            other => {
                return Err(format!(
                    "unknown option «{other}»; --help tells the options"
                ));
            }
        }
    }
    if !limits {
        config.rate_limits = None;
    }
    config.job_time = Duration::from_millis(500);
    Ok(Some(Options { config, quiet }))
}

fn banner(url: &str, config: &SimulatorConfig) {
    println!(
        "infisical-simulator — simulator, never production: nothing is encrypted and nothing is kept"
    );
    println!("listening on {url}");
    println!();
    println!("  export INFISICAL_HOST={url}");
    println!(
        "  export INFISICAL_UNIVERSAL_AUTH_CLIENT_ID={}",
        config.client_id
    );
    println!(
        "  export INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET={}",
        config.client_secret
    );
    println!();
    println!("or a ready access token: INFISICAL_TOKEN={SIM_ACCESS_TOKEN}");
    if config.seed_demo {
        println!("project «demo»: {SIM_DEMO_PROJECT} (service token {SIM_SERVICE_TOKEN})");
    }
    if config.client_id != SIM_CLIENT_ID || config.client_secret != SIM_CLIENT_SECRET {
        println!("(client id and secret as given)");
    }
    if config.listen_any {
        println!(
            "WARNING: listening on all interfaces; everybody who reaches the port can read and change everything"
        );
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("infisical-simulator: {error}");
            return ExitCode::from(2);
        }
    };
    let simulator = match start(options.config.clone()).await {
        Ok(simulator) => simulator,
        Err(error) => {
            eprintln!(
                "infisical-simulator: cannot listen on port {}: {error}",
                options.config.port
            );
            return ExitCode::FAILURE;
        }
    };
    if options.quiet {
        println!("{}", simulator.url());
    } else {
        banner(&simulator.url(), &options.config);
    }
    // Whatever ends the wait, the program ends with it.
    let _ = tokio::signal::ctrl_c().await;
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Option<Options>, String> {
        parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn options_are_read() {
        let options = parsed(&[
            "--port",
            "0",
            "--server-version=2024",
            "--drop-after-write",
            "--latency",
            "20",
            "--no-rate-limit",
            "--quiet",
        ])
        .expect("parsed")
        .expect("not help");
        assert_eq!(
            (
                options.config.port,
                options.config.server_version,
                options.config.faults.latency_ms
            ),
            (0, ServerVersion::Of2024, 20)
        );
        assert!(options.quiet && options.config.rate_limits.is_none() && !options.config.licensed);
        assert!((options.config.faults.drop_after_write_rate - 1.0).abs() < f64::EPSILON);
        assert!(parsed(&["--help"]).expect("parsed").is_none());
        for wrong in [
            &["--port"][..],
            &["--port", "x"],
            &["--server-version", "1999"],
            &["--frob"],
        ] {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }
}

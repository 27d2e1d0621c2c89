//! The plugin as a process: started by hand, by a client, by Terraform; logs, signals, farewell.
//! This program is both sides: with Terraform's cookie (or told so) it is the provider, else the test.

use std::process::ExitCode;

#[cfg(unix)]
#[path = "wire/client.rs"]
mod client;
#[path = "wire/fixture.rs"]
mod fixture;

use terraform_provider_infisical::plugin::handshake::COOKIE;
use terraform_provider_infisical::plugin::{About, serve};

/// Tells this program to be the provider even without the cookie.
const AS_PROVIDER: &str = "WIRE_PROCESS_AS_PROVIDER";

fn main() -> ExitCode {
    let set = |name| std::env::var_os(name).is_some();
    if set(AS_PROVIDER) || set(COOKIE.0) {
        let about = About {
            address: "registry.terraform.io/test/test",
            version: "1.2.3",
        };
        return serve(about, || fixture::Fixture::provider(Default::default()));
    }
    #[cfg(unix)]
    tests::run();
    ExitCode::SUCCESS
}

#[cfg(unix)]
mod tests {
    use std::fs;
    use std::io::{BufRead, BufReader, Read};
    use std::path::{Path, PathBuf};
    use std::process::{Child, Command, Output, Stdio};
    use std::time::{Duration, Instant};

    use serde_json::Value as Json;
    use terraform_provider_infisical::framework::{Value, codec};
    use terraform_provider_infisical::plugin::handshake::COOKIE;
    use terraform_provider_infisical::plugin::proto::go_plugin::Empty;
    use terraform_provider_infisical::plugin::proto::go_plugin::grpc_controller_client::GrpcControllerClient;
    use terraform_provider_infisical::plugin::proto::tfplugin6 as wire;
    use terraform_provider_infisical::plugin::proto::tfplugin6::provider_client::ProviderClient;

    use super::AS_PROVIDER;
    use super::client::{self, ClientCertificate};
    use super::fixture;

    /// Runs every test whose name holds the argument, if there is one.
    pub fn run() {
        let wanted = std::env::args().skip(1).find(|a| !a.starts_with('-'));
        macro_rules! tests {
            ($($test:ident)*) => {$(
                let name = stringify!($test);
                if wanted.as_deref().is_none_or(|wanted| name.contains(wanted)) {
                    $test();
                    println!("test {name} ... ok");
                }
            )*};
        }
        tests! {
            by_hand_it_explains_itself
            version_and_help_are_told
            another_protocol_is_refused_in_words
            a_client_calls_it_and_ends_it
            logs_are_silent_unless_asked_for
            interrupts_are_terraforms_business
            an_orphan_ends_itself
            debug_tells_how_to_attach
            terraform_starts_it
            terraform_takes_every_schema_of_the_real_provider
        }
    }

    fn provider(arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(arguments)
            .env(AS_PROVIDER, "1")
            .env_remove("TF_LOG")
            .env_remove("TF_LOG_PROVIDER")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn texts(output: &Output) -> (String, String) {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (text(&output.stdout), text(&output.stderr))
    }

    /// A provider that runs, as Terraform would start it.
    struct Running {
        child: Child,
        stdout: BufReader<std::process::ChildStdout>,
        line: Vec<String>,
    }

    impl Running {
        fn start(mut command: Command) -> Running {
            let mut child = command.env(COOKIE.0, COOKIE.1).spawn().unwrap();
            let mut stdout = BufReader::new(child.stdout.take().unwrap());
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            let line = line.trim_end().split('|').map(str::to_owned).collect();
            Running {
                child,
                stdout,
                line,
            }
        }

        fn socket(&self) -> PathBuf {
            assert_eq!(self.line[..3], ["1", "6", "unix"]);
            PathBuf::from(&self.line[3])
        }

        fn signal(&self, signal: &str) {
            send(signal, self.child.id());
        }

        fn runs(&mut self) -> bool {
            self.child.try_wait().unwrap().is_none()
        }

        /// Waits for its end: whether it was a success, and what it wrote to standard error.
        fn end(mut self) -> (bool, String) {
            let began = Instant::now();
            while self.runs() {
                assert!(began.elapsed() < Duration::from_secs(10), "it does not end");
                std::thread::sleep(Duration::from_millis(5));
            }
            let mut rest = String::new();
            self.stdout.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, "", "nothing but the line goes to standard output");
            let mut errors = String::new();
            let mut stderr = self.child.stderr.take().unwrap();
            stderr.read_to_string(&mut errors).unwrap();
            (self.child.wait().unwrap().success(), errors)
        }
    }

    impl Drop for Running {
        fn drop(&mut self) {
            let _ = self.child.kill();
        }
    }

    fn send(signal: &str, process: u32) {
        let kill = Command::new("kill")
            .args([signal, &process.to_string()])
            .status();
        assert!(kill.unwrap().success());
    }

    fn by_hand_it_explains_itself() {
        let output = provider(&[]).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""));
        assert!(stderr.contains("Terraform starts it"), "{stderr}");
        assert!(stderr.contains(r#"source = "test/test""#), "{stderr}");
        let output = provider(&["--no-such-option"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
    }

    fn version_and_help_are_told() {
        for (option, said) in [
            ("--version", "terraform-provider-test 1.2.3\n"),
            ("--help", "--debug"),
        ] {
            let output = provider(&[option]).output().unwrap();
            let (stdout, stderr) = texts(&output);
            assert!(output.status.success() && stdout.contains(said), "{stdout}");
            assert_eq!(stderr, "");
        }
    }

    fn another_protocol_is_refused_in_words() {
        let mut command = provider(&[]);
        command
            .env(COOKIE.0, COOKIE.1)
            .env("PLUGIN_PROTOCOL_VERSIONS", "4,5");
        let output = command.output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""));
        assert!(
            stderr.contains("protocol 6") && stderr.contains("4,5"),
            "{stderr}"
        );
    }

    fn a_client_calls_it_and_ends_it() {
        let certificate = ClientCertificate::new(7);
        let mut command = provider(&[]);
        command
            .env("PLUGIN_CLIENT_CERT", certificate.pem())
            .env("TF_LOG_PROVIDER", "TRACE");
        let running = Running::start(command);
        let socket = running.socket();
        let tls = client::tls(&running.line[5], Some(&certificate));
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let channel = client::connect(&socket, Some(tls)).await.unwrap();
            let mut provider = ProviderClient::new(channel.clone());
            let ty = fixture::thing_schema().value_type();
            let doomed = Value::object([("name", Value::from("panic"))]);
            let request = wire::validate_resource_config::Request {
                type_name: "test_thing".to_owned(),
                config: Some(wire::DynamicValue {
                    msgpack: codec::to_msgpack(&doomed, &ty).into(),
                    ..Default::default()
                }),
                client_capabilities: None,
            };
            let answer = provider.validate_resource_config(request).await.unwrap();
            let detail = &answer.get_ref().diagnostics[0].detail;
            assert!(
                detail.contains("fixture.rs:"),
                "where it happened is told: {detail}"
            );
            let mut controller = GrpcControllerClient::new(channel);
            controller.shutdown(Empty {}).await.unwrap();
        });
        let (success, errors) = running.end();
        assert!(success);
        assert!(!socket.exists() && !socket.parent().unwrap().exists());
        assert!(
            !errors.contains("hunter2"),
            "a panic's text may be a secret"
        );
        let lines: Vec<Json> = errors
            .lines()
            .map(|line| serde_json::from_str(line).expect("every line is JSON"))
            .collect();
        let panic = lines
            .iter()
            .find(|line| line["@level"] == "error")
            .expect("the panic");
        assert!(panic["place"].as_str().unwrap().contains("fixture.rs:"));
        assert_eq!(panic["@module"], "provider.plugin.panics");
        let call = lines
            .iter()
            .find(|line| line["rpc"] == "validate_resource_config");
        let call = call.expect("calls are traced");
        assert_eq!(call["failed"], true);
        let stamp = call["@timestamp"].as_str().unwrap();
        let format = &time::format_description::well_known::Rfc3339;
        assert!(
            time::OffsetDateTime::parse(stamp, format).is_ok(),
            "{stamp}"
        );
    }

    fn logs_are_silent_unless_asked_for() {
        let running = Running::start(provider(&[]));
        // The line comes first of all: a signal right after it finds no handler yet, and simply kills.
        std::os::unix::net::UnixStream::connect(running.socket()).unwrap();
        std::thread::sleep(Duration::from_millis(500));
        running.signal("-TERM");
        assert_eq!(running.end(), (true, String::new()));
    }

    fn interrupts_are_terraforms_business() {
        let mut running = Running::start(provider(&[]));
        let socket = running.socket();
        std::thread::sleep(Duration::from_millis(100));
        running.signal("-INT");
        running.signal("-INT");
        std::thread::sleep(Duration::from_millis(100));
        assert!(
            running.runs(),
            "Ctrl-C goes to the whole group; Terraform decides"
        );
        running.signal("-TERM");
        assert!(running.end().0);
        assert!(!socket.parent().unwrap().exists());
    }

    fn an_orphan_ends_itself() {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", r#""$0" & wait"#])
            .arg(std::env::current_exe().unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut running = Running::start(shell);
        let socket = running.socket();
        assert!(socket.exists());
        running.child.kill().unwrap();
        let began = Instant::now();
        while socket.exists() {
            assert!(
                began.elapsed() < Duration::from_secs(10),
                "it goes on alone"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn debug_tells_how_to_attach() {
        let mut child = provider(&["--debug"]).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let line = stdout
            .lines()
            .map(Result::unwrap)
            .find(|l| l.contains("TF_REATTACH_PROVIDERS="));
        let line = line.expect("how to attach");
        let json = line
            .split_once('\'')
            .and_then(|(_, rest)| rest.split_once('\''))
            .unwrap()
            .0;
        let reattach: Json = serde_json::from_str(json).unwrap();
        let ours = &reattach["registry.terraform.io/test/test"];
        // OpenTofu looks for it under the name of its own registry.
        assert_eq!(ours, &reattach["registry.opentofu.org/test/test"]);
        assert_eq!(ours["Pid"], child.id());
        assert_eq!(
            (
                &ours["Protocol"],
                &ours["ProtocolVersion"],
                &ours["Test"],
                &ours["Addr"]["Network"]
            ),
            (&"grpc".into(), &6.into(), &true.into(), &"unix".into())
        );
        let socket = PathBuf::from(ours["Addr"]["String"].as_str().unwrap());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let channel = client::connect(&socket, None).await.unwrap();
            let mut provider = ProviderClient::new(channel);
            provider
                .get_metadata(wire::get_metadata::Request {})
                .await
                .unwrap();
        });
        if installed() {
            attached_terraform_works(json);
            assert!(
                child.try_wait().unwrap().is_none(),
                "it outlives its clients"
            );
        }
        send("-INT", child.id());
        assert!(child.wait().unwrap().success());
        assert!(!socket.exists());
    }

    /// The whole life of a resource by Terraform that attaches itself anew for each command, as in a debugger's session.
    fn attached_terraform_works(reattach: &str) {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path();
        fs::write(at.join("main.tf"), CONFIGURATION).unwrap();
        // Neither terraform's settings nor a mirror may offer another provider of this name.
        fs::write(at.join("terraformrc"), "").unwrap();
        let attached = |arguments: &[&str]| {
            let mut command = command(at, arguments);
            let output = command.env("TF_REATTACH_PROVIDERS", reattach).output();
            let output = output.unwrap();
            let (stdout, stderr) = texts(&output);
            assert!(
                output.status.success(),
                "{arguments:?}:\n{stdout}\n{stderr}"
            );
            stdout
        };
        fs::create_dir(at.join("sockets")).unwrap();
        attached(&["init", "-no-color"]);
        attached(&["apply", "-auto-approve", "-no-color"]);
        let outputs: Json = serde_json::from_str(&attached(&["output", "-json", "all"])).unwrap();
        assert_eq!(outputs, serde_json::json!(["thing-0", "a-b"]));
        // Things live in the memory of the process: that they are found again shows that it is the same one.
        attached(&["plan", "-detailed-exitcode", "-no-color"]);
        attached(&["destroy", "-auto-approve", "-no-color"]);
    }

    fn installed() -> bool {
        let version = Command::new("terraform").arg("version").output();
        let found = version.is_ok_and(|output| output.status.success());
        if !found {
            eprintln!(
                "skipped: terraform is not on PATH (get it from your package manager or developer.hashicorp.com/terraform/install)"
            );
        }
        found
    }

    /// A working directory whose Terraform takes the provider from the program.
    fn workplace(name: &str, program: &Path, configuration: &str) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path();
        let plugin = at.join(format!("terraform-provider-{name}"));
        std::os::unix::fs::symlink(program, plugin).unwrap();
        let settings = format!(
            "provider_installation {{\n  dev_overrides {{ \"{name}/{name}\" = \"{}\" }}\n  direct {{}}\n}}\n",
            at.display()
        );
        fs::write(at.join("terraformrc"), settings).unwrap();
        fs::write(at.join("main.tf"), configuration).unwrap();
        fs::create_dir(at.join("sockets")).unwrap();
        directory
    }

    /// Terraform with go-plugin, mutual TLS and all: as users run it.
    fn terraform_starts_it() {
        if !installed() {
            return;
        }
        let directory = workplace("test", &std::env::current_exe().unwrap(), CONFIGURATION);
        let at = directory.path();
        terraform(at, &["apply", "-auto-approve", "-no-color"]);
        let outputs = terraform(at, &["output", "-json", "all"]);
        let outputs: Json = serde_json::from_str(&outputs).unwrap();
        assert_eq!(outputs, serde_json::json!(["thing-0", "a-b"]));
        let mut diagnostics = command(at, &["plan", "-no-color", "-var=name=invalid"]);
        let output = diagnostics.output().unwrap();
        let (_, stderr) = texts(&output);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr.contains("Invalid") && stderr.contains("with test_thing.one"),
            "{stderr}"
        );
        let left = fs::read_dir(at.join("sockets")).unwrap();
        assert_eq!(left.count(), 0, "sockets are removed");
    }

    /// Terraform checks every schema against its own rules as soon as it loads them.
    fn terraform_takes_every_schema_of_the_real_provider() {
        if !installed() {
            return;
        }
        let program = Path::new(env!("CARGO_BIN_EXE_terraform-provider-infisical"));
        let configuration = r#"
terraform {
  required_providers {
    infisical = { source = "infisical/infisical" }
  }
}

provider "infisical" {}
"#;
        let directory = workplace("infisical", program, configuration);
        let at = directory.path();
        terraform(at, &["validate", "-no-color"]);
        let schemas = terraform(at, &["providers", "schema", "-json"]);
        let schemas: Json = serde_json::from_str(&schemas).unwrap();
        let ours = &schemas["provider_schemas"]["registry.terraform.io/infisical/infisical"];
        assert!(ours["provider"]["block"]["attributes"]["host"].is_object());
        let resources = ours["resource_schemas"]
            .as_object()
            .map_or(0, serde_json::Map::len);
        println!("  ({resources} resource schemas)");
    }

    const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    test = { source = "test/test" }
  }
}

variable "name" { default = "one" }

resource "test_thing" "one" {
  name      = var.name
  secret_wo = "hush"
}

output "all" {
  value = [test_thing.one.id, provider::test::join("-", "a", "b")]
}
"#;

    fn command(at: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command
            .current_dir(at)
            .args(arguments)
            .env("TF_CLI_CONFIG_FILE", at.join("terraformrc"))
            .env("CHECKPOINT_DISABLE", "1")
            .env("TMPDIR", at.join("sockets"))
            .env_remove("TF_LOG")
            .stdin(Stdio::null());
        command
    }

    fn terraform(at: &Path, arguments: &[&str]) -> String {
        let output = command(at, arguments).output().unwrap();
        let (stdout, stderr) = texts(&output);
        assert!(
            output.status.success(),
            "terraform {arguments:?}:\n{stdout}\n{stderr}"
        );
        stdout
    }
}

//! The wire: how Terraform starts this program, connects to it, and calls the framework's traits. Knows no Infisical.

mod calls;
mod convert;
pub mod handshake;
pub mod logging;
mod panics;
pub mod proto;
mod server;
pub mod services;
pub mod tls;
pub mod transport;
mod write_only;

use std::io::{self, Write};
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

use self::calls::Served;
use self::handshake::{Environment, StartError};
use self::proto::go_plugin::grpc_broker_server::GrpcBrokerServer;
use self::proto::go_plugin::grpc_controller_server::GrpcControllerServer;
use self::proto::go_plugin::grpc_stdio_server::GrpcStdioServer;
use self::proto::health::health_server::HealthServer;
use self::services::{GoPlugin, Healthy, Shutdown};
use self::transport::Listener;
use crate::framework::traits::Provider;

/// Terraform kills a plugin two seconds after it asked it to end: what is still running by then is given up.
const FAREWELL: Duration = Duration::from_millis(1500);

/// Values of megabytes should not wait for window updates.
const WINDOW: u32 = 8 << 20;

/// What this program is.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// the provider's address, e.g. `registry.terraform.io/infisical/infisical`
    pub address: &'static str,
    /// its version
    pub version: &'static str,
}

impl About {
    /// The last part of the address.
    fn name(&self) -> &'static str {
        self.address.rsplit('/').next().unwrap_or(self.address)
    }
}

/// How a provider is served.
pub struct Server {
    served: Arc<Served>,
    shutdown: Shutdown,
    obeys: bool,
}

impl Server {
    /// Serves the provider that the function makes on the first call that needs it.
    pub fn new(make: impl FnOnce() -> Arc<dyn Provider> + Send + 'static) -> Server {
        Server {
            served: Arc::new(Served::new(Box::new(make))),
            shutdown: Shutdown::default(),
            obeys: true,
        }
    }

    /// Outlives its clients: they attach themselves and leave again, and must not end it.
    pub fn for_debugging(mut self) -> Server {
        self.obeys = false;
        self
    }

    /// Ends this server when told.
    pub fn shutdown(&self) -> Shutdown {
        self.shutdown.clone()
    }

    /// What makes the schemas, which Terraform will ask for first.
    fn preparation(&self) -> impl FnOnce() + use<> {
        let served = self.served.clone();
        // A panic has been logged, and is told to whoever asks for the schemas.
        move || {
            drop(std::panic::catch_unwind(AssertUnwindSafe(|| {
                served.told();
            })))
        }
    }

    /// Serves until the end begins, then lets running calls finish for a moment.
    pub async fn run(self, listener: Listener, tls: Option<Arc<ServerConfig>>) -> io::Result<()> {
        let incoming = listener.accept(tls)?;
        let go_plugin = GoPlugin {
            shutdown: self.shutdown.clone(),
            obeys: self.obeys,
        };
        let serving = tonic::transport::Server::builder()
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .add_service(server::ProviderService::new(self.served))
            .add_service(GrpcControllerServer::new(go_plugin.clone()))
            .add_service(GrpcStdioServer::new(go_plugin.clone()))
            .add_service(GrpcBrokerServer::new(go_plugin))
            .add_service(HealthServer::new(Healthy(self.shutdown.clone())))
            .serve_with_incoming_shutdown(incoming, self.shutdown.begun());
        let shutdown = self.shutdown.clone();
        let farewell = async {
            shutdown.begun().await;
            tokio::time::sleep(FAREWELL).await;
        };
        tokio::select! {
            ended = serving => ended.map_err(io::Error::other),
            () = farewell => Ok(()),
        }
    }
}

/// The whole program: reads arguments and environment, serves, and tells how it ended.
pub fn serve(about: About, make: impl FnOnce() -> Arc<dyn Provider> + Send + 'static) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let name = about.name();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => finish(name, plugin(about, Server::new(make))),
        ["--debug" | "-debug"] => finish(name, debug(about, Server::new(make).for_debugging())),
        ["--version" | "-version" | "-V"] => {
            say(&format!("terraform-provider-{name} {}", about.version))
        }
        ["--help" | "-help" | "-h"] => say(&explanation(about)),
        _ => {
            eprintln!("{}", explanation(about));
            ExitCode::FAILURE
        }
    }
}

/// Prints an answer to someone who ran the program by hand. A reader that went away is no failure.
fn say(text: &str) -> ExitCode {
    let _ = writeln!(io::stdout(), "{text}");
    ExitCode::SUCCESS
}

fn explanation(About { address, version }: About) -> String {
    let name = About { address, version }.name();
    format!(
        "terraform-provider-{name} {version}: a provider for Terraform and OpenTofu.

It is a plugin: Terraform starts it. There is nothing to run by hand. In a configuration, write

    terraform {{
      required_providers {{
        {name} = {{ source = \"{source}\" }}
      }}
    }}

and run `terraform init`.

Options
    --debug      serve until Ctrl-C and print how a Terraform attaches itself (for debuggers)
    --version    print the version
    --help       print this",
        source = address
            .split_once('/')
            .map_or(address, |(_, source)| source),
    )
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot serve: {0}")]
    Serve(#[from] io::Error),
}

fn finish(name: &str, ended: Result<(), RunError>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("terraform-provider-{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("provider")
        .enable_all()
        .build()
}

/// Serves the Terraform that started this process.
fn plugin(about: About, server: Server) -> Result<(), RunError> {
    let parent = Parent::now();
    let environment = Environment::of_process();
    if let Err(error) = environment.check() {
        if matches!(error, StartError::NotAPlugin) {
            eprintln!("{}\n", explanation(about));
        }
        return Err(error.into());
    }
    panics::install_hook();
    // The schemas are made meanwhile, and on this thread: the memory of any other grows page by page, in twice the time.
    let prepare = server.preparation();
    let serving = std::thread::Builder::new()
        .name("serving".to_owned())
        .spawn(move || serve_terraform(about, environment, parent, server))?;
    prepare();
    serving
        .join()
        .unwrap_or_else(|_| Err(io::Error::other("a panic, whose place is in the log").into()))
}

fn serve_terraform(
    about: About,
    environment: Environment,
    parent: Parent,
    server: Server,
) -> Result<(), RunError> {
    // Until the line is out Terraform waits: nothing happens before it that could happen after it.
    let tls = environment.tls()?;
    let listener = environment.listen()?;
    let line = handshake::line(&listener, tls.as_ref());
    let mut stdout = io::stdout();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush())?;
    logging::start(logging::level(about.name(), |name| {
        std::env::var(name).ok()
    }));
    let runtime = runtime()?;
    let shutdown = server.shutdown();
    runtime.spawn(parent.end_with(shutdown.clone()));
    runtime.spawn(end_on_signals(shutdown, false));
    let ended = runtime.block_on(server.run(listener, tls.map(|tls| tls.config)));
    // What does not end by itself now (a blocking call to a dead server) is not waited for.
    runtime.shutdown_background();
    Ok(ended?)
}

/// Serves any Terraform that attaches itself, until Ctrl-C.
fn debug(about: About, server: Server) -> Result<(), RunError> {
    panics::install_hook();
    logging::start(logging::level(about.name(), |name| {
        std::env::var(name).ok()
    }));
    let environment = Environment::of_process();
    let listener = environment.listen()?;
    let reattach = handshake::reattach(about.address, &listener);
    let mut stdout = io::stdout();
    writeln!(
        stdout,
        "Serving until Ctrl-C. To attach Terraform, set\n\n    TF_REATTACH_PROVIDERS='{reattach}'\n"
    )
    .and_then(|()| stdout.flush())?;
    let runtime = runtime()?;
    runtime.spawn(end_on_signals(server.shutdown(), true));
    let ended = runtime.block_on(server.run(listener, None));
    runtime.shutdown_background();
    Ok(ended?)
}

/// Ends on SIGTERM; on Ctrl-C only when asked to: Terraform gets the same Ctrl-C and tells us what to do.
async fn end_on_signals(shutdown: Shutdown, interruptible: bool) {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => {
                signals.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    let interrupted = async {
        // Waiting for it is what keeps a Ctrl-C from ending the process at once.
        while tokio::signal::ctrl_c().await.is_ok() {
            if interruptible {
                return;
            }
        }
        std::future::pending().await
    };
    tokio::select! {
        () = terminated => {}
        () = interrupted => {}
    }
    shutdown.begin();
}

/// The process that started us.
struct Parent {
    #[cfg(unix)]
    id: u32,
}

impl Parent {
    fn now() -> Parent {
        Parent {
            #[cfg(unix)]
            id: std::os::unix::process::parent_id(),
        }
    }

    /// Ends when it is gone: a Terraform that was killed cannot say good-bye.
    async fn end_with(self, shutdown: Shutdown) {
        #[cfg(unix)]
        {
            while std::os::unix::process::parent_id() == self.id {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            tracing::warn!("the process that started this one is gone");
            shutdown.begin();
        }
        #[cfg(not(unix))]
        drop(shutdown);
    }
}

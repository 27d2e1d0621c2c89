//! How Terraform and a plugin find each other: a magic cookie in the environment, one line on standard output.

use std::collections::HashMap;
use std::io;

use super::tls::{MutualTls, TlsError};
use super::transport::Listener;

/// The variable that shows that Terraform started us, and what it must hold.
pub const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// The version of go-plugin's own protocol, and of Terraform's that we speak.
const CORE_PROTOCOL: u32 = 1;
/// Terraform's plugin protocol.
pub const PROTOCOL: u32 = 6;

/// Why a run cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// nobody who speaks the plugin protocol started us
    #[error("not started by Terraform")]
    NotAPlugin,
    /// no common protocol version
    #[error(
        "this provider speaks plugin protocol 6, but the program that started it offers {0:?} only; use Terraform 1.0 or later, or OpenTofu"
    )]
    Protocol(String),
    /// a port variable is no port
    #[error("{0} must be a TCP port number, not {1:?}")]
    Port(&'static str, String),
    /// no socket
    #[error("cannot listen for Terraform: {0}")]
    Listen(#[from] io::Error),
    /// no TLS
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// What the starting process said in the environment.
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Environment {
        Environment(
            std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
        )
    }

    /// Any variables, for tests.
    pub fn of(variables: impl IntoIterator<Item = (&'static str, String)>) -> Environment {
        Environment(
            variables
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect(),
        )
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    }

    #[cfg(not(unix))]
    fn port(&self, name: &'static str) -> Result<u16, StartError> {
        self.get(name).map_or(Ok(0), |text| {
            text.parse()
                .map_err(|_| StartError::Port(name, text.to_owned()))
        })
    }

    /// Fails unless Terraform started us and speaks our protocol.
    pub fn check(&self) -> Result<(), StartError> {
        if self.get(COOKIE.0) != Some(COOKIE.1) {
            return Err(StartError::NotAPlugin);
        }
        match self.get("PLUGIN_PROTOCOL_VERSIONS") {
            Some(offered) if !offered.split(',').any(|v| v.trim() == PROTOCOL.to_string()) => {
                Err(StartError::Protocol(offered.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Opens the socket that the starting process wants.
    pub fn listen(&self) -> Result<Listener, StartError> {
        #[cfg(unix)]
        let listener = Listener::unix(self.get("PLUGIN_UNIX_SOCKET_DIR").map(Into::into))?;
        #[cfg(not(unix))]
        let listener = {
            let low = self.port("PLUGIN_MIN_PORT")?;
            Listener::tcp(low..=self.port("PLUGIN_MAX_PORT")?.max(low))?
        };
        Ok(listener)
    }

    /// Sets up TLS when the starting process announced its certificate.
    pub fn tls(&self) -> Result<Option<MutualTls>, StartError> {
        self.get("PLUGIN_CLIENT_CERT")
            .map(|pem| MutualTls::for_client(pem).map_err(StartError::from))
            .transpose()
    }
}

/// The line that tells the starting process where and how to connect.
pub fn line(listener: &Listener, tls: Option<&MutualTls>) -> String {
    let certificate = tls.map_or("", |tls| tls.certificate.as_str());
    let (network, address) = (listener.network(), listener.address());
    format!("{CORE_PROTOCOL}|{PROTOCOL}|{network}|{address}|grpc|{certificate}")
}

/// The value of `TF_REATTACH_PROVIDERS` that attaches Terraform to this process; OpenTofu has a registry of its own for names
/// without host.
pub fn reattach(provider_address: &str, listener: &Listener) -> serde_json::Value {
    let process = serde_json::json!({
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL,
        "Pid": std::process::id(),
        "Test": true,
        "Addr": { "Network": listener.network(), "String": listener.address() },
    });
    let mut all = serde_json::Map::new();
    if let Some(name) = provider_address.strip_prefix("registry.terraform.io/") {
        all.insert(format!("registry.opentofu.org/{name}"), process.clone());
    }
    all.insert(provider_address.to_owned(), process);
    all.into()
}

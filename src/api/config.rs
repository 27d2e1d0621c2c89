//! How a client is set up: where the server is, how to log in, which certificates to trust.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::login::Login;

/// The cloud's address, used when none is configured.
pub const DEFAULT_HOST: &str = "https://app.infisical.com";

/// Where environment variables are read: this process, or a fixed set (for tests).
#[derive(Clone, Default)]
pub struct Environment(Option<Arc<HashMap<String, String>>>);

impl Environment {
    /// A fixed set of variables.
    pub fn of<N: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let variables = variables
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()));
        Self(Some(Arc::new(variables.collect())))
    }

    /// The variable's value; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            Some(variables) => variables.get(name).cloned(),
            None => std::env::var(name).ok(),
        };
        value.filter(|value| !value.is_empty())
    }

    /// All variables.
    pub(crate) fn all(&self) -> HashMap<String, String> {
        match &self.0 {
            Some(variables) => HashMap::clone(variables),
            None => std::env::vars_os()
                .filter_map(|(name, value)| {
                    Some((name.into_string().ok()?, value.into_string().ok()?))
                })
                .collect(),
        }
    }
}

/// Variables may be secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

/// A client certificate and its key, both PEM.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The certificate, followed by its chain.
    pub cert_pem: String,
    /// The private key (PKCS#8, PKCS#1 or SEC1), unencrypted.
    pub key_pem: SecretString,
}

/// Everything a client needs to know. Begin with [`ClientConfig::new`] and set what differs.
#[derive(Clone, Debug)]
pub struct ClientConfig {
    /// The server: with or without `/api` and trailing slashes; a path prefix is kept. Empty means the cloud.
    pub host: String,
    /// How to log in.
    pub login: Login,
    /// The (sub-)organization that the token shall act in.
    pub organization_slug: Option<String>,
    /// A CA to trust beside the system's.
    pub ca_certificate_pem: Option<String>,
    /// Shown to servers that ask for a client certificate.
    pub client_certificate: Option<ClientCertificate>,
    /// Takes any server certificate. Only for trying things out.
    pub insecure_skip_tls_verify: bool,
    /// Sent with every call to Infisical, for servers behind an access proxy.
    pub custom_headers: Vec<(String, SecretString)>,
    /// The User-Agent.
    pub user_agent: String,
    /// How long one call is tried again while the server or the way to it fails. Waiting for a free place in the
    /// server's rate limit does not count.
    pub max_retry_time: Duration,
    /// How long one answer may take.
    pub request_timeout: Duration,
    /// How many calls may be under way at once.
    pub max_concurrency: usize,
    /// How long a shared list counts as fresh (see [`super::Client::list_shared`]).
    pub list_freshness: Duration,
    /// Where variables are read that a login method names (tokens of CI systems, cloud credentials).
    pub environment: Environment,
}

impl ClientConfig {
    /// A configuration with the defaults.
    pub fn new(host: impl Into<String>, login: Login) -> Self {
        Self {
            host: host.into(),
            login,
            organization_slug: None,
            ca_certificate_pem: None,
            client_certificate: None,
            insecure_skip_tls_verify: false,
            custom_headers: Vec::new(),
            user_agent: concat!("terraform-provider-infisical/", env!("CARGO_PKG_VERSION")).into(),
            max_retry_time: Duration::from_secs(300),
            request_timeout: Duration::from_secs(120),
            max_concurrency: 32,
            list_freshness: Duration::from_secs(5),
            environment: Environment::default(),
        }
    }
}

/// Why a client could not be set up; names the setting.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// The host is not usable as an address.
    #[error("the host «{host}» is not usable: {reason}")]
    Host {
        /// As configured, without credentials.
        host: String,
        /// What is wrong and how to write it.
        reason: String,
    },
    /// A certificate or key cannot be read.
    #[error("{what}: {reason}")]
    Certificate {
        /// Which one.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A header cannot be sent.
    #[error("the custom header «{name}» cannot be sent: {reason}")]
    Header {
        /// Its name; never its value.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A credential is missing or impossible.
    #[error("{method}: {reason}")]
    Login {
        /// The login method.
        method: &'static str,
        /// What is missing.
        reason: String,
    },
    /// The HTTP client cannot be made.
    #[error("the HTTP client cannot be set up: {0}")]
    Http(String),
}

/// The server's address without trailing slashes and without a trailing `/api`.
pub fn normalise_host(host: &str) -> Result<String, ConfigError> {
    let given = host.trim();
    if given.is_empty() {
        return Ok(DEFAULT_HOST.into());
    }
    let fail = |shown: &str, reason: String| ConfigError::Host {
        host: shown.into(),
        reason,
    };
    if !given.contains("://") {
        let shown = if given.contains('@') {
            "(sensitive)"
        } else {
            given
        };
        return Err(fail(
            shown,
            format!("it lacks a scheme, write https://{shown}"),
        ));
    }
    let url = Url::parse(given).map_err(|error| fail("(sensitive)", error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        let reason = "credentials do not belong into the address; a proxy's go into custom_headers";
        return Err(fail(url.host_str().unwrap_or_default(), reason.into()));
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(fail(
            given,
            format!("its scheme is {}, not https or http", url.scheme()),
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(fail(
            given,
            "it must not have a query (?) or fragment (#)".into(),
        ));
    }
    let path = url.path().trim_end_matches('/');
    let path = path
        .strip_suffix("/api")
        .unwrap_or(path)
        .trim_end_matches('/');
    Ok(format!("{}{path}", url.origin().ascii_serialization()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_normalised() {
        for (given, expected) in [
            ("", "https://app.infisical.com"),
            ("  ", "https://app.infisical.com"),
            ("https://eu.infisical.com", "https://eu.infisical.com"),
            ("https://eu.infisical.com/", "https://eu.infisical.com"),
            ("https://eu.infisical.com/api", "https://eu.infisical.com"),
            ("https://eu.infisical.com/api//", "https://eu.infisical.com"),
            ("HTTPS://EU.infisical.com:443/", "https://eu.infisical.com"),
            (
                "http://localhost:8080/secrets/api/",
                "http://localhost:8080/secrets",
            ),
            ("http://[::1]:8080", "http://[::1]:8080"),
            (
                "https://vault.example.com/my%20vault/",
                "https://vault.example.com/my%20vault",
            ),
            ("https://example.com/myapi", "https://example.com/myapi"),
        ] {
            assert_eq!(normalise_host(given).as_deref(), Ok(expected), "{given}");
        }
    }

    #[test]
    fn unusable_hosts_say_what_to_write() {
        for (given, expected) in [
            ("app.infisical.com", "write https://app.infisical.com"),
            ("localhost:8080", "write https://localhost:8080"),
            ("ftp://example.com", "not https or http"),
            ("https://", "empty host"),
            ("https://example.com?x=1", "query"),
            ("https://user:hunter2@example.com", "custom_headers"),
        ] {
            let error = normalise_host(given).unwrap_err().to_string();
            assert!(error.contains(expected), "{given}: {error}");
            assert!(!error.contains("hunter2"));
        }
    }
}

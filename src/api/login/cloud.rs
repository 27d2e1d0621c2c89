//! What logins need from the place they run in: variables, files, metadata servers, token services.

use std::path::Path;
use std::time::Duration;

use reqwest::redirect::Policy;
use secrecy::SecretString;
use serde_json::Value;

use super::super::config::{ClientConfig, Environment};
use super::super::tls::{self, TlsSettings};
use super::KeyMaterial;

/// A metadata server is one hop away: when it does not answer at once, there is none.
const METADATA_TIMEOUT: Duration = Duration::from_secs(5);
const SERVICE_TIMEOUT: Duration = Duration::from_secs(30);

/// The surroundings of a login.
pub(crate) struct Cloud<'a> {
    config: &'a ClientConfig,
}

/// Whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// A metadata server of this machine: never through a proxy.
    Metadata,
    /// A public service.
    Public,
}

impl<'a> Cloud<'a> {
    pub fn new(config: &'a ClientConfig) -> Self {
        Self { config }
    }

    pub fn environment(&self) -> &Environment {
        &self.config.environment
    }

    pub fn variable(&self, name: &str) -> Option<String> {
        self.config.environment.get(name)
    }

    pub async fn file(&self, what: &str, path: &Path) -> Result<String, String> {
        let text = tokio::fs::read_to_string(path).await;
        let text = text
            .map_err(|error| format!("{what} cannot be read from {}: {error}", path.display()))?;
        match text.trim().is_empty() {
            true => Err(format!("{what} is empty: {}", path.display())),
            false => Ok(text),
        }
    }

    pub async fn key(&self, what: &str, key: &KeyMaterial) -> Result<SecretString, String> {
        match key {
            KeyMaterial::Value(key) => Ok(key.clone()),
            KeyMaterial::File(path) => self.file(what, path).await.map(SecretString::from),
        }
    }

    /// An HTTP client of its own: neither Infisical's headers nor its client certificate go to others.
    pub fn http(&self, service: Service) -> Result<reqwest::Client, String> {
        let settings = TlsSettings {
            ca_pem: self.config.ca_certificate_pem.as_deref(),
            ..TlsSettings::default()
        };
        let tls = tls::client_config(settings).map_err(|error| error.to_string())?;
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(&self.config.user_agent)
            .redirect(Policy::none());
        let builder = match service {
            Service::Metadata => builder.no_proxy().timeout(METADATA_TIMEOUT),
            Service::Public => builder.timeout(SERVICE_TIMEOUT),
        };
        builder.build().map_err(|error| error.to_string())
    }

    /// The text of a successful answer, or what `what` said instead.
    pub async fn ask(
        &self,
        what: &str,
        request: reqwest::RequestBuilder,
    ) -> Result<String, String> {
        let fail = |error: reqwest::Error| format!("{what} cannot be reached: {}", cause(&error));
        let response = request.send().await.map_err(fail)?;
        let status = response.status();
        let text = response.text().await.map_err(fail)?;
        match status.is_success() {
            true => Ok(text),
            // Token services explain refusals in `error_description` (Azure) or `error` or `message`; nothing else of
            // an answer is shown.
            false => {
                let json: Value = serde_json::from_str(&text).unwrap_or_default();
                let words = ["error_description", "message", "error"]
                    .iter()
                    .find_map(|key| json.get(key)?.as_str());
                let words = words
                    .and_then(|words| words.lines().next())
                    .unwrap_or("no reason given");
                Err(format!(
                    "{what} answered with status {}: {words}",
                    status.as_u16()
                ))
            }
        }
    }

    /// The text under `key` of a JSON answer.
    pub async fn ask_for(
        &self,
        what: &str,
        key: &str,
        request: reqwest::RequestBuilder,
    ) -> Result<SecretString, String> {
        let text = self.ask(what, request).await?;
        let json: Value = serde_json::from_str(&text).unwrap_or_default();
        let found = json
            .get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        found
            .map(SecretString::from)
            .ok_or_else(|| format!("{what} answered without {key}"))
    }
}

/// The last cause, without the URL.
fn cause(error: &reqwest::Error) -> String {
    use std::error::Error;
    if let Some(words) = tls::explain(error) {
        return words;
    }
    let mut cause: Option<&dyn Error> = error.source();
    while let Some(next) = cause.and_then(Error::source) {
        cause = Some(next);
    }
    cause.map_or_else(|| "no answer in time".to_owned(), ToString::to_string)
}

//! The provider: its configuration block, and the registry of everything that it offers.

mod login;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::api::{Client, ClientCertificate, ClientConfig, Environment};
use crate::catalog::{self, Family};
use crate::framework::parts::{Named, Source};
use crate::framework::traits::{
    Action, ConfigureRequest, ConfigureResponse, DataSource, EphemeralResource, Function, Provider,
    Resource,
};
use crate::framework::{Diagnostics, Parts, Path, Schema, Value};
use crate::rest::engine::RestEngine;
use crate::rest::extras::{RestActionEngine, RestData, RestEphemeralResource};
use crate::rest::prelude::{boolean, integer, object, string, string_map};
use crate::rest::schema::schema;
use crate::rest::session::Session;

/// The provider's address in the registry.
pub const ADDRESS: &str = "registry.terraform.io/infisical/infisical";

/// The Infisical provider.
pub struct InfisicalProvider {
    schema: Schema,
    session: Arc<Session>,
    environment: Environment,
    resources: Parts<dyn Resource>,
    data_sources: Parts<dyn DataSource>,
    ephemeral: Parts<dyn EphemeralResource>,
    functions: Parts<dyn Function>,
    actions: Parts<dyn Action>,
}

/// A family of declarations as a source of parts.
struct Declared<D, T: ?Sized> {
    family: Family<D>,
    name: fn(&D) -> &str,
    serve: fn(D, Arc<Session>) -> Arc<T>,
    session: Arc<Session>,
}

impl<D, T: ?Sized> Source<T> for Declared<D, T> {
    fn each(&self, take: &mut dyn FnMut(Arc<T>)) {
        for declared in (self.family)() {
            take((self.serve)(declared, self.session.clone()));
        }
    }

    fn one(&self, name: &str) -> Option<Arc<T>> {
        let declared = (self.family)()
            .into_iter()
            .find(|declared| (self.name)(declared) == name)?;
        Some((self.serve)(declared, self.session.clone()))
    }
}

/// What the catalog has of one kind: the families of declarations, then what is written by hand.
fn parts<D: 'static, T: Named + ?Sized + 'static>(
    session: &Arc<Session>,
    families: &[Family<D>],
    name: fn(&D) -> &str,
    serve: fn(D, Arc<Session>) -> Arc<T>,
    by_hand: fn(&Arc<Session>) -> Vec<Arc<T>>,
) -> Parts<T> {
    let declared = families.iter().map(|family| -> Box<dyn Source<T>> {
        Box::new(Declared {
            family: *family,
            name,
            serve,
            session: session.clone(),
        })
    });
    let mut sources: Vec<Box<dyn Source<T>>> = declared.collect();
    let session = session.clone();
    sources.push(Box::new(move || by_hand(&session)));
    Parts::new(sources)
}

impl InfisicalProvider {
    /// The provider with everything in its catalog, reading this process's environment.
    pub fn new() -> Arc<InfisicalProvider> {
        Self::with_environment(Environment::default())
    }

    /// The provider with an environment of its own (tests).
    pub fn with_environment(environment: Environment) -> Arc<InfisicalProvider> {
        let session = Session::new();
        Arc::new(InfisicalProvider {
            schema: provider_schema(),
            environment,
            resources: parts(
                &session,
                catalog::RESOURCES,
                |declared| &declared.type_name,
                |declared, session| Arc::new(RestEngine::new(declared, session)),
                catalog::hand_written,
            ),
            data_sources: parts(
                &session,
                catalog::DATA_SOURCES,
                |declared| &declared.type_name,
                |declared, session| Arc::new(RestData::new(declared, session)),
                catalog::hand_written_data_sources,
            ),
            ephemeral: parts(
                &session,
                catalog::EPHEMERAL_RESOURCES,
                |declared| &declared.type_name,
                |declared, session| Arc::new(RestEphemeralResource::new(declared, session)),
                catalog::hand_written_ephemeral,
            ),
            actions: parts(
                &session,
                catalog::ACTIONS,
                |declared| &declared.type_name,
                |declared, session| Arc::new(RestActionEngine::new(declared, session)),
                |_| Vec::new(),
            ),
            functions: Parts::new(vec![Box::new(catalog::functions)]),
            session,
        })
    }
}

/// The provider block.
fn provider_schema() -> Schema {
    let fields = [
        string("host").doc("URL of Infisical, with or without `/api` (`INFISICAL_HOST`; default `https://app.infisical.com`)."),
        string("client_id").sensitive().deprecated("Use `auth.universal.client_id`.").doc("Client ID of universal auth (`INFISICAL_UNIVERSAL_AUTH_CLIENT_ID`)."),
        string("client_secret").sensitive().deprecated("Use `auth.universal.client_secret`.").doc("Client secret of universal auth (`INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET`)."),
        string("service_token").sensitive().deprecated("Service tokens reach secrets only; use a machine identity.").doc("Service token `st....` (`INFISICAL_SERVICE_TOKEN`)."),
        string("ca_certificate").doc("Further trusted CA certificates, PEM (`INFISICAL_CA_CERTIFICATE`)."),
        string("ca_certificate_file").doc("File with further trusted CA certificates, PEM (`INFISICAL_CA_CERTIFICATE_FILE`). `SSL_CERT_FILE` works too."),
        string("client_certificate").doc("Client certificate for servers that ask for one, PEM or the path of a file (`INFISICAL_CLIENT_CERTIFICATE`)."),
        string("client_key").sensitive().doc("Private key of the client certificate, PEM or the path of a file (`INFISICAL_CLIENT_KEY`)."),
        boolean("insecure_skip_tls_verify").doc("Accept any server certificate. Never in production: whoever is in between reads every secret (`INFISICAL_INSECURE_SKIP_TLS_VERIFY`)."),
        string_map("custom_headers").sensitive().doc("Headers for an access proxy in front of Infisical (`INFISICAL_CUSTOM_HEADERS`, as `name=value` separated by blanks)."),
        integer("max_retry_seconds").range(0..=3600).doc("How long a call is tried again on rate limits and passing faults, in seconds (default 300)."),
        object("auth", login::fields()).doc("How the provider logs in. Without it the environment decides (`INFISICAL_AUTH_METHOD`, `INFISICAL_TOKEN`, ...)."),
    ];
    schema(
        0,
        &fields,
        &[],
        "Manages Infisical: projects and their secrets, machine identities and access, app connections, secret syncs and rotations, dynamic secrets, certificates, keys and secret scanning.",
        None,
    )
}

/// A configured text, else the environment's; an empty configured text is configured.
fn text(
    config: &Value,
    path: &str,
    environment: &Environment,
    variables: &[&str],
) -> Option<String> {
    match config.at(path).as_str() {
        Some(text) => Some(text.to_owned()),
        None => variables.iter().find_map(|name| environment.get(name)),
    }
}

/// The path that was given, unless it may be a key that lost its first line.
fn path_of(given: &str, what: &str) -> String {
    let is_path = given.len() <= 200 && given.contains(['/', '\\', '.']);
    match is_path && !what.contains("key") {
        true => format!(" ({})", given.escape_debug()),
        false => String::new(),
    }
}

/// PEM text, given as it is or as the path of a file.
fn pem_or_file(given: String, what: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    if given.contains("-----BEGIN") {
        return Some(given);
    }
    match std::fs::read_to_string(&given) {
        Ok(text) => Some(text),
        Err(error) => {
            diagnostics.error_at(
                Path::dotted(what),
                "Cannot read the file",
                format!(
                    "{what} is neither PEM text nor a readable file{}: {error}.",
                    path_of(&given, what)
                ),
            );
            None
        }
    }
}

/// Names of attributes whose unknown value keeps the provider from being configured.
fn unknown_attributes(config: &Value, path: &Path, found: &mut Vec<Path>) {
    match config {
        Value::Unknown => found.push(path.clone()),
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| unknown_attributes(value, &path.attribute(name), found)),
        Value::Map(members) => members
            .iter()
            .for_each(|(key, value)| unknown_attributes(value, &path.key(key), found)),
        _ => {}
    }
}

impl InfisicalProvider {
    fn client_config(
        &self,
        request: &ConfigureRequest,
        diagnostics: &mut Diagnostics,
    ) -> Option<ClientConfig> {
        let (config, env) = (&request.config, &self.environment);
        let host = text(config, "host", env, &["INFISICAL_HOST"])
            .filter(|h| !h.trim().is_empty())
            .unwrap_or_else(|| crate::api::config::DEFAULT_HOST.to_owned());
        let login = login::choose(config, env, diagnostics)?;
        let mut out = ClientConfig::new(host, login);
        out.environment = env.clone();
        out.user_agent = format!(
            "terraform-provider-infisical/{} (+terraform/{})",
            env!("CARGO_PKG_VERSION"),
            request.terraform_version
        );
        out.organization_slug = text(
            config,
            "auth.organization_slug",
            env,
            &["INFISICAL_AUTH_ORGANIZATION_SLUG"],
        )
        .filter(|s| !s.is_empty());
        if let Some(pem) = text(config, "ca_certificate", env, &["INFISICAL_CA_CERTIFICATE"]) {
            out.ca_certificate_pem = pem_or_file(pem, "ca_certificate", diagnostics);
        } else if let Some(file) = text(
            config,
            "ca_certificate_file",
            env,
            &["INFISICAL_CA_CERTIFICATE_FILE"],
        ) {
            out.ca_certificate_pem = pem_or_file(file, "ca_certificate_file", diagnostics);
        }
        let certificate = text(
            config,
            "client_certificate",
            env,
            &["INFISICAL_CLIENT_CERTIFICATE"],
        );
        let key = text(config, "client_key", env, &["INFISICAL_CLIENT_KEY"]);
        match (certificate, key) {
            (Some(certificate), Some(key)) => {
                let (cert_pem, key_pem) = (
                    pem_or_file(certificate, "client_certificate", diagnostics)?,
                    pem_or_file(key, "client_key", diagnostics)?,
                );
                out.client_certificate = Some(ClientCertificate {
                    cert_pem,
                    key_pem: SecretString::from(key_pem),
                });
            }
            (None, None) => {}
            _ => diagnostics.error(
                "Incomplete client certificate",
                "client_certificate and client_key belong together: set both or none.",
            ),
        }
        out.insecure_skip_tls_verify = config
            .get("insecure_skip_tls_verify")
            .as_bool()
            .unwrap_or_else(|| {
                env.get("INFISICAL_INSECURE_SKIP_TLS_VERIFY")
                    .is_some_and(|v| v == "true" || v == "1")
            });
        if out.insecure_skip_tls_verify {
            diagnostics.warning(
                "TLS certificates are not verified",
                "insecure_skip_tls_verify is set: anyone between here and Infisical can read and change every secret. Trust the server's CA with ca_certificate instead.",
            );
        }
        if let Some(seconds) = config.get("max_retry_seconds").as_i64() {
            out.max_retry_time = Duration::from_secs(seconds.max(0) as u64);
        }
        if let Some(headers) = config.get("custom_headers").members() {
            out.custom_headers = headers
                .iter()
                .filter_map(|(name, value)| {
                    Some((name.clone(), SecretString::from(value.as_str()?)))
                })
                .collect();
        } else if let Some(line) = env.get("INFISICAL_CUSTOM_HEADERS") {
            out.custom_headers = line
                .split_whitespace()
                .filter_map(|pair| pair.split_once('='))
                .map(|(n, v)| (n.to_owned(), SecretString::from(v)))
                .collect();
        }
        (!diagnostics.has_errors()).then_some(out)
    }
}

#[async_trait]
impl Provider for InfisicalProvider {
    fn schema(&self) -> &Schema {
        &self.schema
    }
    fn resources(&self) -> &Parts<dyn Resource> {
        &self.resources
    }
    fn data_sources(&self) -> &Parts<dyn DataSource> {
        &self.data_sources
    }
    fn ephemeral_resources(&self) -> &Parts<dyn EphemeralResource> {
        &self.ephemeral
    }
    fn functions(&self) -> &Parts<dyn Function> {
        &self.functions
    }
    fn actions(&self) -> &Parts<dyn Action> {
        &self.actions
    }

    async fn validate(&self, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    async fn configure(&self, request: ConfigureRequest) -> ConfigureResponse {
        let mut diagnostics = Diagnostics::new();
        let mut unknown = Vec::new();
        unknown_attributes(&request.config, &Path::root(), &mut unknown);
        if let Some(path) = unknown.first() {
            if !request.deferral_allowed {
                diagnostics.warning_at(
                    path.clone(),
                    "Provider configuration not known yet",
                    format!("{path} is known only after apply. What does not need Infisical is planned; everything else fails until the value exists: apply its source first (terraform apply -target=...), or set it through a variable or the environment."),
                );
            }
            return ConfigureResponse {
                diagnostics,
                deferred: true,
            };
        }
        let client = self
            .client_config(&request, &mut diagnostics)
            .map(Client::new);
        match client {
            Some(Ok(client)) => {
                // Logging in here shows a wrong credential or host once, instead of once per resource.
                match client.login().await {
                    Ok(()) => self.session.set(client),
                    Err(error) => {
                        diagnostics.error("Cannot log in to Infisical", error.to_string())
                    }
                }
            }
            Some(Err(error)) => {
                diagnostics.error("Invalid provider configuration", error.to_string())
            }
            None => {}
        }
        ConfigureResponse {
            diagnostics,
            deferred: false,
        }
    }

    async fn stop(&self) {
        self.session.cancel();
    }
}

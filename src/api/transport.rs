//! One request over the wire: what came back, or how far it got.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::config::{ClientCertificate, ClientConfig, ConfigError};
use super::error::{ErrorKind, StatusError, TransportPhase};
use super::request::Method;
use super::tls::{self, TlsSettings};

/// No answer of the API comes near; a wrong server's endless one must not fill the memory.
const LARGEST_ANSWER: usize = 256 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Where requests go, with the HTTP client for it.
pub(crate) struct Target {
    pub host: String,
    http: reqwest::Client,
    reached: AtomicBool,
}

/// An answer, whatever its status.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    body: Vec<u8>,
}

/// No answer, or not a whole one.
pub(crate) struct Failure {
    pub phase: TransportPhase,
    pub detail: String,
    /// The server may have carried the request out.
    pub may_have_landed: bool,
    /// Trying again cannot help.
    pub permanent: bool,
}

impl Target {
    /// A target with the certificates, headers and timeouts of `config`.
    pub fn new(
        config: &ClientConfig,
        host: String,
        certificate: Option<&ClientCertificate>,
    ) -> Result<Self, ConfigError> {
        let tls = tls::client_config(TlsSettings {
            ca_pem: config.ca_certificate_pem.as_deref(),
            client_certificate: certificate.or(config.client_certificate.as_ref()),
            skip_verify: config.insecure_skip_tls_verify,
        })?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(&config.user_agent)
            .default_headers(default_headers(&config.custom_headers)?)
            // A redirect of an API call leads to a login page or turns a POST into a GET: told, not followed.
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(config.request_timeout)
            // Shorter than any server's or load balancer's, so that a write never meets a connection just being closed.
            .pool_idle_timeout(Duration::from_secs(20))
            .http2_keep_alive_interval(Duration::from_secs(20))
            .http2_keep_alive_timeout(Duration::from_secs(20))
            .build()
            .map_err(|error| ConfigError::Http(deepest_cause(&error)))?;
        Ok(Self {
            host,
            http,
            reached: AtomicBool::new(false),
        })
    }

    /// Whether it has ever answered.
    pub fn was_reached(&self) -> bool {
        self.reached.load(Ordering::Relaxed)
    }

    pub async fn send(
        &self,
        method: &Method,
        url: &str,
        body: Option<Vec<u8>>,
        token: Option<&SecretString>,
    ) -> Result<Answer, Failure> {
        let mut request = self.http.request(method.clone(), url);
        if let Some(token) = token {
            let value = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()));
            let mut value = value.map_err(|_| Failure {
                phase: TransportPhase::Connection,
                detail: "the access token has characters that no header can carry".into(),
                may_have_landed: false,
                permanent: true,
            })?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        let mut response = request.send().await.map_err(|error| failure(&error))?;
        self.reached.store(true, Ordering::Relaxed);
        let (status, headers) = (
            response.status().as_u16(),
            std::mem::take(response.headers_mut()),
        );
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_ANSWER => {
                    body.extend_from_slice(&chunk)
                }
                Ok(None) => {
                    return Ok(Answer {
                        status,
                        headers,
                        body,
                    });
                }
                Ok(Some(_)) => {
                    return Err(Failure {
                        phase: TransportPhase::Connection,
                        detail: format!(
                            "its answer is larger than {} MiB",
                            LARGEST_ANSWER / 1024 / 1024
                        ),
                        may_have_landed: true,
                        permanent: true,
                    });
                }
                Err(error) => {
                    let failure = failure(&error);
                    return Err(Failure {
                        detail: format!(
                            "it answered with status {status}, but the answer broke off: {}",
                            failure.detail
                        ),
                        may_have_landed: true,
                        ..failure
                    });
                }
            }
        }
    }
}

fn default_headers(custom: &[(String, SecretString)]) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    for (name, value) in custom {
        let fail = |reason: &str| ConfigError::Header {
            name: name.clone(),
            reason: reason.into(),
        };
        let header =
            HeaderName::try_from(name.trim()).map_err(|_| fail("this is no valid header name"))?;
        if matches!(
            header.as_str(),
            "authorization" | "content-type" | "content-length" | "host" | "transfer-encoding"
        ) {
            return Err(fail("the provider sets this header itself"));
        }
        let mut value = HeaderValue::try_from(value.expose_secret().trim())
            .map_err(|_| fail("its value has characters that no header can carry"))?;
        value.set_sensitive(true);
        headers.append(header, value);
    }
    Ok(headers)
}

fn failure(error: &reqwest::Error) -> Failure {
    let (phase, detail, permanent) = match tls::explain(error) {
        Some(detail) => (TransportPhase::Tls, detail, true),
        None => {
            let phase = if error.is_dns() {
                TransportPhase::Dns
            } else if error.is_connect() {
                TransportPhase::Connect
            } else if error.is_timeout() {
                TransportPhase::Timeout
            } else {
                TransportPhase::Connection
            };
            (phase, deepest_cause(error), error.is_builder())
        }
    };
    let unsent = error.is_connect() || error.is_builder() || phase == TransportPhase::Tls;
    Failure {
        phase,
        detail,
        may_have_landed: !unsent,
        permanent,
    }
}

/// The last of a chain of causes: the one that says what really happened. Never the URL, whose query may be private.
fn deepest_cause(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(next) = cause.and_then(Error::source) {
        cause = Some(next);
    }
    match cause {
        Some(cause) => cause.to_string(),
        None if error.is_timeout() => "timed out".to_owned(),
        None => "unknown cause".to_owned(),
    }
}

impl Answer {
    /// The JSON of a success, or what kind of failure this answer is.
    pub fn into_json(self) -> Result<Value, ErrorKind> {
        let success = (200..300).contains(&self.status);
        if success && self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(Value::Null);
        }
        let json = serde_json::from_slice::<Value>(&self.body);
        match json {
            Ok(json) if success => return Ok(json),
            Ok(json) => match StatusError::from_json(self.status, &json).map(Box::new) {
                Some(answer) if answer.is_route_missing() => {
                    return Err(ErrorKind::RouteMissing(answer));
                }
                Some(answer) => return Err(ErrorKind::Status(answer)),
                None => {}
            },
            Err(_) => {}
        }
        Err(ErrorKind::NotJson {
            status: self.status,
            detail: self.describe(),
        })
    }

    /// What a stranger's answer looks like and what that probably means.
    fn describe(&self) -> String {
        if let Some(place) = self
            .headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok())
        {
            // A login redirect carries state in its query that does not belong into a message.
            let place = place.split(['?', '#']).next().unwrap_or_default();
            return format!(
                "it redirects to {place}. If that is Infisical's real address, set host to it; if it is the login page of \
                 an access proxy, let the provider pass with custom_headers"
            );
        }
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(4096)]);
        let kind = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if kind.contains("html") || text.trim_start().starts_with('<') {
            let title = title(&text)
                .map(|title| format!(" titled «{title}»"))
                .unwrap_or_default();
            return format!(
                "it sent an HTML page{title}. Either the host is not an Infisical server, or an access proxy or load \
                 balancer in front of it answered (its login page, or an error page): check the host, or let the \
                 provider pass with custom_headers"
            );
        }
        match self.status {
            407 => "the proxy of HTTPS_PROXY/HTTP_PROXY wants a login: put user and password into its URL".to_owned(),
            _ if self.body.is_empty() => "the answer is empty".to_owned(),
            _ => format!("the answer is no JSON of Infisical's (content type «{kind}»). Check the host"),
        }
    }
}

/// The title of an HTML page, shortened.
fn title(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let begin = lower.find("<title")?;
    let begin = begin + lower[begin..].find('>')? + 1;
    let end = begin + lower[begin..].find('<')?;
    let words: Vec<_> = html[begin..end].split_whitespace().collect();
    Some(words.join(" ").chars().take(80).collect()).filter(|title: &String| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        Answer {
            status,
            headers: headers.collect(),
            body: body.into(),
        }
    }

    #[test]
    fn strangers_answers_are_recognised() {
        let html = "<!doctype html><html><head><TITLE>\n Sign in\n · Cloud </TITLE></head>";
        for (given, expected) in [
            (
                answer(200, &[("content-type", "text/html")], html),
                "titled «Sign in · Cloud»",
            ),
            (answer(403, &[], "  <html>"), "HTML page. Either"),
            (
                answer(
                    302,
                    &[("location", "https://sso.example.com/login?state=hunter2")],
                    "",
                ),
                "redirects to https://sso.example.com/login.",
            ),
            (answer(407, &[], "no"), "HTTPS_PROXY"),
            (answer(502, &[], ""), "is empty"),
            (
                answer(
                    400,
                    &[("content-type", "application/json")],
                    r#"{"detail":"x"}"#,
                ),
                "no JSON of Infisical's",
            ),
            (
                answer(200, &[("content-type", "text/plain")], "pong"),
                "«text/plain»",
            ),
        ] {
            match given.into_json() {
                Err(ErrorKind::NotJson { detail, .. }) => {
                    assert!(detail.contains(expected), "{detail}");
                    assert!(!detail.contains("hunter2"));
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(answer(204, &[], "").into_json(), Ok(Value::Null)));
    }

    #[test]
    fn custom_headers_are_checked_and_never_shown() {
        for (name, value, expected) in [
            ("Authorization", "hunter2", "sets this header itself"),
            ("bad name", "hunter2", "no valid header name"),
            ("x-ok", "hunter2\nmore", "characters"),
        ] {
            let error = default_headers(&[(name.into(), value.into())])
                .unwrap_err()
                .to_string();
            assert!(
                error.contains(expected) && !error.contains("hunter2"),
                "{error}"
            );
        }
        let headers = default_headers(&[("CF-Access-Client-Id".into(), "hunter2".into())]).unwrap();
        assert!(!format!("{headers:?}").contains("hunter2"));
    }
}

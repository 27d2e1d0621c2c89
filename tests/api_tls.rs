//! TLS, proxies and HTTP/2 of the API client, against servers with certificates made for the test.

mod api_support;

use std::sync::Arc;

use api_support::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use terraform_provider_infisical::api::{
    Client, ClientCertificate, ClientConfig, Login, Method, Request,
};
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{self, RootCertStore, ServerConfig};

struct Ca(CertifiedIssuer<'static, KeyPair>);

impl Ca {
    fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    fn issue(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        (params.signed_by(&key, &self.0).unwrap(), key)
    }

    /// A server configuration for `name`, which asks for client certificates of `clients` if given.
    fn server(&self, name: &str, clients: Option<&Ca>) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(ca) => {
                let mut roots = RootCertStore::empty();
                roots.add(ca.0.der().clone()).unwrap();
                builder.with_client_cert_verifier(
                    WebPkiClientVerifier::builder_with_provider(roots.into(), provider)
                        .build()
                        .unwrap(),
                )
            }
        };
        let (certificate, key) = self.issue(name);
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        Arc::new(
            builder
                .with_single_cert(vec![certificate.der().clone()], key)
                .unwrap(),
        )
    }

    fn client(&self) -> ClientCertificate {
        let (certificate, key) = self.issue("client");
        ClientCertificate {
            cert_pem: certificate.pem(),
            key_pem: key.serialize_pem().into(),
        }
    }
}

fn fine(_: &Seen) -> Reply {
    ok(json!({"fine": true}))
}

async fn call(config: ClientConfig) -> Result<serde_json::Value, String> {
    let client = Client::new(config).map_err(|error| error.to_string())?;
    client
        .call(Request::get("/api/v1/x"))
        .await
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn own_ca_wrong_name_and_no_check() {
    let ca = Ca::new();
    let server = Server::start_tls(ca.server("localhost", None), with_login(fine)).await;
    let message = call(config(&server, universal())).await.unwrap_err();
    assert!(
        message.contains("CA that is not trusted") && message.contains("ca_certificate"),
        "{message}"
    );
    let mut with_ca = config(&server, universal());
    with_ca.ca_certificate_pem = Some(ca.pem());
    assert_eq!(call(with_ca.clone()).await.unwrap(), json!({"fine": true}));
    let mut unchecked = config(&server, universal());
    unchecked.insecure_skip_tls_verify = true;
    assert_eq!(
        call(unchecked.clone()).await.unwrap(),
        json!({"fine": true})
    );

    let other = Server::start_tls(ca.server("example.com", None), with_login(fine)).await;
    with_ca.host = other.url();
    let message = call(with_ca).await.unwrap_err();
    assert!(message.contains("for another name"), "{message}");
    unchecked.host = other.url();
    assert_eq!(call(unchecked).await.unwrap(), json!({"fine": true}));
}

#[tokio::test]
async fn plain_http_at_an_https_port_is_told() {
    use tokio::io::AsyncWriteExt;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // As web servers answer to what is no HTTP for them.
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
                .await;
        }
    });
    let config = ClientConfig::new(format!("https://{address}"), universal());
    let message = call(config).await.unwrap_err();
    assert!(
        message.contains("does not speak TLS") && message.contains("http://"),
        "{message}"
    );
}

#[tokio::test]
async fn a_client_certificate_is_shown_where_asked_for() {
    let (ca, clients) = (Ca::new(), Ca::new());
    let server = Server::start_tls(ca.server("localhost", Some(&clients)), with_login(fine)).await;
    let mut config = config(&server, universal());
    config.ca_certificate_pem = Some(ca.pem());
    let message = call(config.clone()).await.unwrap_err();
    assert!(message.contains("client certificate"), "{message}");
    config.client_certificate = Some(clients.client());
    assert_eq!(call(config).await.unwrap(), json!({"fine": true}));
}

#[tokio::test]
async fn tls_certificate_auth_logs_in_at_its_own_port_with_its_own_certificate() {
    let (ca, clients) = (Ca::new(), Ca::new());
    let login_server = Server::start_tls(ca.server("localhost", Some(&clients)), |_: &Seen| {
        granted(1)
    })
    .await;
    let server = Server::start_tls(ca.server("localhost", None), fine).await;
    let login = |certificate| Login::TlsCert {
        identity_id: "identity-1".into(),
        certificate,
        port: Some(login_server.address.port()),
    };
    let mut config = config(&server, login(Some(clients.client())));
    config.ca_certificate_pem = Some(ca.pem());
    assert_eq!(call(config.clone()).await.unwrap(), json!({"fine": true}));
    assert_eq!(
        login_server.count(Method::POST, "/api/v1/auth/tls-cert-auth/login"),
        1
    );
    assert_eq!(
        login_server.seen.lock().unwrap()[0].body,
        json!({"identityId": "identity-1"})
    );
    assert_eq!(server.requests(), 1);
    config.login = login(None);
    let message = call(config).await.unwrap_err();
    assert!(
        message.contains("TLS certificate auth") && message.contains("no client certificate"),
        "{message}"
    );
}

/// HTTP/2 is chosen by ALPN; a real HTTP/2 server answers.
#[tokio::test]
async fn http2_is_spoken_where_the_server_can() {
    use axum::extract::Request as Incoming;
    let ca = Ca::new();
    let mut tls = Arc::unwrap_or_clone(ca.server("localhost", None));
    tls.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(tls));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();

    struct TlsListener(tokio::net::TcpListener, tokio_rustls::TlsAcceptor);
    impl axum::serve::Listener for TlsListener {
        type Io = tokio_rustls::server::TlsStream<tokio::net::TcpStream>;
        type Addr = std::net::SocketAddr;
        async fn accept(&mut self) -> (Self::Io, Self::Addr) {
            loop {
                let (stream, from) = self.0.accept().await.unwrap();
                if let Ok(stream) = self.1.accept(stream).await {
                    return (stream, from);
                }
            }
        }
        fn local_addr(&self) -> std::io::Result<Self::Addr> {
            self.0.local_addr()
        }
    }
    let app = axum::Router::new().fallback(|request: Incoming| async move {
        axum::Json(json!({"version": format!("{:?}", request.version())}))
    });
    let serving =
        tokio::spawn(async move { axum::serve(TlsListener(listener, acceptor), app).await });
    let mut config = ClientConfig::new(
        format!("https://localhost:{}", address.port()),
        Login::Token("t".into()),
    );
    config.ca_certificate_pem = Some(ca.pem());
    assert_eq!(call(config).await.unwrap(), json!({"version": "HTTP/2.0"}));
    serving.abort();
}

const CHILD: &str = "API_TLS_CHILD_HOST";

/// Proxy and SSL_CERT_FILE are read from the process environment, which only another process can have different.
fn in_child(test: &str, variables: &[(&str, &str)]) -> std::process::Output {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .envs(variables.iter().copied());
    command.output().unwrap()
}

async fn call_from_child(host: String) {
    let config = ClientConfig::new(host, Login::Token("t".into()));
    println!("answer: {:?}", call(config).await);
}

#[tokio::test]
async fn proxy_of_the_environment() {
    if let Ok(host) = std::env::var(CHILD) {
        return call_from_child(host).await;
    }
    let proxy = Server::start(fine).await;
    let (url, seen) = (proxy.url(), proxy.seen.clone());
    let output = tokio::task::spawn_blocking(move || {
        in_child(
            "proxy_of_the_environment",
            &[
                (CHILD, "http://infisical.invalid"),
                ("HTTP_PROXY", &url),
                ("http_proxy", &url),
            ],
        )
    });
    let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
    assert!(
        output.contains(r#"answer: Ok(Object {"fine": Bool(true)})"#),
        "{output}"
    );
    assert_eq!(
        seen.lock().unwrap()[0].target,
        "http://infisical.invalid/api/v1/x"
    );
    // Named in NO_PROXY: asked directly, which fails as the name does not exist.
    let url = proxy.url();
    let output = tokio::task::spawn_blocking(move || {
        let variables = [
            (CHILD, "http://infisical.invalid"),
            ("HTTP_PROXY", &*url),
            ("NO_PROXY", "infisical.invalid"),
            ("no_proxy", "infisical.invalid"),
        ];
        in_child("proxy_of_the_environment", &variables)
    });
    let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
    assert!(output.contains("answer: Err"), "{output}");
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn ca_of_ssl_cert_file() {
    if let Ok(host) = std::env::var(CHILD) {
        return call_from_child(host).await;
    }
    let ca = Ca::new();
    let server = Server::start_tls(ca.server("localhost", None), fine).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, ca.pem()).unwrap();
    let (url, file) = (server.url(), file.display().to_string());
    let output = tokio::task::spawn_blocking(move || {
        in_child(
            "ca_of_ssl_cert_file",
            &[(CHILD, &url), ("SSL_CERT_FILE", &file)],
        )
    });
    let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
    assert!(
        output.contains(r#"answer: Ok(Object {"fine": Bool(true)})"#),
        "{output}"
    );
}

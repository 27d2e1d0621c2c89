//! A scripted HTTP/1.1 server for the API tests: full control over what is answered, and over how the connection dies.

// Each test program uses its part.
#![allow(dead_code)]

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use terraform_provider_infisical::api::{Client, ClientConfig, Environment, Login, Method};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

pub const CLIENT_SECRET: &str = "hunter2-client-secret";
pub const LOGIN: &str = "/api/v1/auth/universal-auth/login";

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// Path and query (the whole URL when asked as a proxy).
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Value,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }

    pub fn is(&self, method: Method, path: &str) -> bool {
        self.method == method.as_str() && self.target.split('?').next() == Some(path)
    }
}

/// What the server does with a request.
pub enum Reply {
    Json(u16, Value),
    With(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Cuts the connection without a byte.
    Drop,
    /// Begins an answer and cuts the connection.
    Half(u16),
    Slow(Duration, Box<Reply>),
}

pub fn ok(json: Value) -> Reply {
    Reply::Json(200, json)
}

pub fn refuse(status: u16, error: &str, message: &str) -> Reply {
    Reply::Json(
        status,
        json!({"reqId": "req-1", "statusCode": status, "error": error, "message": message}),
    )
}

type Script = dyn FnMut(&Seen) -> Reply + Send;

/// A running server; stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    pub seen: Arc<Mutex<Vec<Seen>>>,
    pub tls: bool,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub async fn start(script: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, None, script)
    }

    pub async fn start_tls(
        tls: Arc<tokio_rustls::rustls::ServerConfig>,
        script: impl FnMut(&Seen) -> Reply + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, Some(TlsAcceptor::from(tls)), script)
    }

    pub fn on(
        listener: TcpListener,
        tls: Option<TlsAcceptor>,
        script: impl FnMut(&Seen) -> Reply + Send + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let script: Arc<Mutex<Box<Script>>> = Arc::new(Mutex::new(Box::new(script)));
        let (log, with_tls) = (seen.clone(), tls.is_some());
        let task = tokio::spawn(async move {
            // Connections end with the server, as those of a stopped one do.
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (log, script, tls) = (log.clone(), script.clone(), tls.clone());
                connections.spawn(async move {
                    match tls {
                        None => serve(stream, &log, &script).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, &log, &script).await;
                            }
                        }
                    }
                });
            }
        });
        Self {
            address,
            seen,
            tls: with_tls,
            task,
        }
    }

    pub fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://localhost:{}", self.address.port())
    }

    pub fn count(&self, method: Method, path: &str) -> usize {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .filter(|seen| seen.is(method.clone(), path))
            .count()
    }

    pub fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    log: &Mutex<Vec<Seen>>,
    script: &Mutex<Box<Script>>,
) {
    let mut buffer = Vec::new();
    while let Some(seen) = read_request(&mut stream, &mut buffer).await {
        log.lock().unwrap().push(seen.clone());
        let mut reply = script.lock().unwrap()(&seen);
        while let Reply::Slow(wait, then) = reply {
            tokio::time::sleep(wait).await;
            reply = *then;
        }
        let (status, headers, body) = match reply {
            Reply::Json(status, json) => (
                status,
                vec![("content-type", "application/json".to_owned())],
                json.to_string().into_bytes(),
            ),
            Reply::With(status, headers, body) => (status, headers, body),
            Reply::Drop => return,
            Reply::Half(status) => {
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{{\"half\":"
                );
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.flush().await;
                return;
            }
            Reply::Slow(..) => unreachable!("unwrapped above"),
        };
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let head = format!(
            "HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n",
            body.len()
        );
        if stream
            .write_all(&[head.as_bytes(), &body].concat())
            .await
            .is_err()
        {
            return;
        }
        let _ = stream.flush().await;
    }
}

async fn read_request(stream: &mut (impl AsyncRead + Unpin), buffer: &mut Vec<u8>) -> Option<Seen> {
    let head_end = loop {
        if let Some(at) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap().split(' ');
    let (method, target) = (
        first.next().unwrap().to_owned(),
        first.next().unwrap().to_owned(),
    );
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .map_or(0, |(_, value)| value.parse().unwrap());
    let end = head_end + 4 + length;
    while buffer.len() < end {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    let body = serde_json::from_slice(&buffer[head_end + 4..end]);
    let body = body.unwrap_or_else(|_| json!(String::from_utf8_lossy(&buffer[head_end + 4..end])));
    buffer.drain(..end);
    Some(Seen {
        method,
        target,
        headers,
        body,
    })
}

/// A JWT-like access token of this number.
pub fn access_token(number: usize) -> String {
    use base64::Engine;
    let payload = json!({"identityId": "identity-1", "number": number}).to_string();
    format!(
        "eyJ.{}.hunter2-signature",
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(payload)
    )
}

pub fn granted(number: usize) -> Reply {
    ok(
        json!({"accessToken": access_token(number), "expiresIn": 7200, "accessTokenMaxTTL": 0, "tokenType": "Bearer"}),
    )
}

/// A script that grants logins, numbering the tokens, and leaves the rest to `then`.
pub fn with_login(
    mut then: impl FnMut(&Seen) -> Reply + Send + 'static,
) -> impl FnMut(&Seen) -> Reply + Send + 'static {
    let mut logins = 0;
    move |seen| {
        if seen.is(Method::POST, LOGIN) {
            logins += 1;
            return granted(logins);
        }
        then(seen)
    }
}

pub fn universal() -> Login {
    Login::Universal {
        client_id: "client-1".into(),
        client_secret: CLIENT_SECRET.into(),
    }
}

pub fn config(server: &Server, login: Login) -> ClientConfig {
    let mut config = ClientConfig::new(server.url(), login);
    config.max_retry_time = Duration::from_secs(8);
    config.environment = Environment::of::<&str, &str>([]);
    config
}

pub fn client(server: &Server) -> Client {
    Client::new(config(server, universal())).unwrap()
}

//! How a run begins and ends: handshake, who is admitted, cancellation, farewell.

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::*;
use client::ClientCertificate;
use terraform_provider_infisical::plugin::handshake::{self, COOKIE, Environment, StartError};
use terraform_provider_infisical::plugin::proto::go_plugin::grpc_broker_client::GrpcBrokerClient;
use terraform_provider_infisical::plugin::proto::go_plugin::grpc_controller_client::GrpcControllerClient;
use terraform_provider_infisical::plugin::proto::go_plugin::grpc_stdio_client::GrpcStdioClient;
use terraform_provider_infisical::plugin::proto::go_plugin::{ConnInfo, Empty};
use terraform_provider_infisical::plugin::proto::health::HealthCheckRequest;
use terraform_provider_infisical::plugin::proto::health::health_client::HealthClient;
use tokio::time::timeout;
use tokio_stream::StreamExt;

const SOON: Duration = Duration::from_secs(10);

fn cookie() -> (&'static str, String) {
    (COOKIE.0, COOKIE.1.to_owned())
}

#[test]
fn only_a_terraform_of_our_protocol_is_served() {
    let offered = |versions: &str| {
        Environment::of([cookie(), ("PLUGIN_PROTOCOL_VERSIONS", versions.to_owned())]).check()
    };
    assert!(offered("5,6").is_ok());
    assert!(offered("6").is_ok());
    assert!(Environment::of([cookie()]).check().is_ok());
    let older = offered("4,5").unwrap_err();
    assert!(older.to_string().contains("protocol 6"), "{older}");
    let by_hand = Environment::of([]).check().unwrap_err();
    assert!(matches!(by_hand, StartError::NotAPlugin));
    let other = Environment::of([(COOKIE.0, "else".to_owned())]).check();
    assert!(matches!(other, Err(StartError::NotAPlugin)));
}

#[test]
fn the_line_tells_where_and_how() {
    let certificate = ClientCertificate::new(1);
    let environment = Environment::of([cookie(), ("PLUGIN_CLIENT_CERT", certificate.pem())]);
    let tls = environment
        .tls()
        .unwrap()
        .expect("TLS when a certificate is announced");
    let listener = environment.listen().unwrap();
    let line = handshake::line(&listener, Some(&tls));
    let socket = PathBuf::from(listener.address());
    let parts: Vec<&str> = line.split('|').collect();
    let address = listener.address();
    assert_eq!(
        parts,
        ["1", "6", "unix", &address, "grpc", &tls.certificate]
    );
    assert!(!line.contains(['=', '\n']));
    let directory = socket.parent().unwrap();
    let mode = directory.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    drop(listener);
    assert!(!directory.exists(), "nothing is left behind");

    let plain = Environment::of([cookie()]);
    assert!(plain.tls().unwrap().is_none());
    let broken = Environment::of([("PLUGIN_CLIENT_CERT", "no certificate".to_owned())]);
    assert!(broken.tls().is_err());
}

#[test]
fn the_socket_lies_where_terraform_wants_it() {
    let directory = tempfile::tempdir().unwrap();
    let wanted = directory.path().display().to_string();
    let listener = Environment::of([("PLUGIN_UNIX_SOCKET_DIR", wanted)])
        .listen()
        .unwrap();
    let socket = PathBuf::from(listener.address());
    assert_eq!(socket.parent(), Some(directory.path()));
    drop(listener);
    assert!(!socket.exists());
    assert!(
        directory.path().exists(),
        "the directory is not ours to remove"
    );
}

#[test]
fn a_socket_that_cannot_be_is_an_error_that_names_it() {
    let wanted = "/nonexistent/directory".to_owned();
    let error = Environment::of([("PLUGIN_UNIX_SOCKET_DIR", wanted)])
        .listen()
        .err()
        .unwrap();
    assert!(
        error.to_string().contains("/nonexistent/directory"),
        "{error}"
    );
}

#[tokio::test]
async fn tcp_is_served_on_the_loopback() {
    let listener = Listener::tcp(0..=0).unwrap();
    let address = listener.address();
    assert!(address.starts_with("127.0.0.1:"));
    assert!(handshake::line(&listener, None).starts_with("1|6|tcp|127.0.0.1:"));
    let server = Server::new(|| Fixture::provider(Arc::default()));
    let shutdown = server.shutdown();
    let ended = tokio::spawn(server.run(listener, None));
    let channel = tonic::transport::Endpoint::from_shared(format!("http://{address}")).unwrap();
    let mut provider = ProviderClient::new(channel.connect().await.unwrap());
    provider
        .get_metadata(wire::get_metadata::Request {})
        .await
        .unwrap();
    shutdown.begin();
    timeout(SOON, ended).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_port_range_is_searched() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    assert!(Listener::tcp(port..=port).is_err());
    let free = Listener::tcp(port..=port.saturating_add(50)).unwrap();
    assert_ne!(free.address(), format!("127.0.0.1:{port}"));
}

#[tokio::test]
async fn only_the_announced_certificate_is_admitted() {
    let ours = ClientCertificate::new(1);
    let other = ClientCertificate::new(2);
    let environment = Environment::of([("PLUGIN_CLIENT_CERT", ours.pem())]);
    let mutual = environment.tls().unwrap().unwrap();
    let listener = environment.listen().unwrap();
    let socket = PathBuf::from(listener.address());
    let server = Server::new(|| Fixture::provider(Arc::default()));
    tokio::spawn(server.run(listener, Some(mutual.config.clone())));

    let admitted = async |tls: Option<Arc<rustls::ClientConfig>>| {
        // TLS 1.3: the client may believe itself connected before the server has looked at its certificate.
        let channel = client::connect(&socket, tls).await.map_err(|_| "refused")?;
        let mut provider = ProviderClient::new(channel);
        let answer = provider.get_metadata(wire::get_metadata::Request {}).await;
        answer.map(|_| "admitted").map_err(|_| "refused")
    };
    let with = |certificate: Option<&ClientCertificate>| {
        Some(client::tls(&mutual.certificate, certificate))
    };
    assert_eq!(admitted(with(Some(&ours))).await, Ok("admitted"));
    assert_eq!(admitted(with(None)).await, Err("refused"), "no certificate");
    assert_eq!(
        admitted(with(Some(&other))).await,
        Err("refused"),
        "another certificate"
    );
    let stolen = ours.stolen_by(&other);
    assert_eq!(
        admitted(with(Some(&stolen))).await,
        Err("refused"),
        "without its key"
    );
    assert_eq!(admitted(None).await, Err("refused"), "without TLS");
    // And none of that kept the right one out.
    assert_eq!(admitted(with(Some(&ours))).await, Ok("admitted"));
}

#[tokio::test]
async fn a_silent_stranger_keeps_nobody_out() {
    let ours = ClientCertificate::new(1);
    let environment = Environment::of([("PLUGIN_CLIENT_CERT", ours.pem())]);
    let mutual = environment.tls().unwrap().unwrap();
    let listener = environment.listen().unwrap();
    let socket = PathBuf::from(listener.address());
    let server = Server::new(|| Fixture::provider(Arc::default()));
    tokio::spawn(server.run(listener, Some(mutual.config.clone())));
    let mut strangers = Vec::new();
    for _ in 0..20 {
        strangers.push(tokio::net::UnixStream::connect(&socket).await.unwrap());
    }
    let tls = client::tls(&mutual.certificate, Some(&ours));
    let channel = timeout(SOON, client::connect(&socket, Some(tls)))
        .await
        .unwrap()
        .unwrap();
    let mut provider = ProviderClient::new(channel);
    provider
        .get_metadata(wire::get_metadata::Request {})
        .await
        .unwrap();
}

#[tokio::test]
async fn the_plugin_is_healthy() {
    let rig = rig().await;
    let mut health = HealthClient::new(rig.channel.clone());
    let of = |service: &str| HealthCheckRequest {
        service: service.to_owned(),
    };
    let state = health.check(of("plugin")).await.unwrap().into_inner();
    assert_eq!(state.status().as_str_name(), "SERVING");
    let unknown = health.check(of("else")).await.unwrap_err();
    assert_eq!(unknown.code(), tonic::Code::NotFound);
    let mut states = health.watch(of("plugin")).await.unwrap().into_inner();
    let first = states.next().await.unwrap().unwrap();
    assert_eq!(first.status().as_str_name(), "SERVING");
    rig.shutdown.begin();
    timeout(SOON, async { while states.next().await.is_some() {} })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_shutdown_ends_everything_gracefully() {
    let rig = rig().await;
    let mut output = GrpcStdioClient::new(rig.channel.clone());
    let mut output = output.stream_stdio(()).await.unwrap().into_inner();
    let mut broker = GrpcBrokerClient::new(rig.channel.clone());
    let offers = tokio_stream::pending::<ConnInfo>();
    let mut answers = broker.start_stream(offers).await.unwrap().into_inner();
    // Both streams are open and silent.
    let silence = Duration::from_millis(50);
    assert!(timeout(silence, output.next()).await.is_err());
    assert!(timeout(silence, answers.next()).await.is_err());

    let mut controller = GrpcControllerClient::new(rig.channel.clone());
    controller.shutdown(Empty {}).await.unwrap();
    timeout(SOON, rig.ended).await.unwrap().unwrap().unwrap();
    assert!(output.next().await.is_none_or(|item| item.is_err()));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!rig.socket.exists(), "the socket is removed");
}

#[tokio::test]
async fn a_debugged_provider_outlives_its_clients() {
    let mut rig = rig_of(Server::for_debugging).await;
    let mut controller = GrpcControllerClient::new(rig.channel.clone());
    controller.shutdown(Empty {}).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    rig.provider
        .get_metadata(wire::get_metadata::Request {})
        .await
        .unwrap();
    assert!(!rig.ended.is_finished());
}

fn slow() -> wire::read_resource::Request {
    wire::read_resource::Request {
        type_name: "test_thing".to_owned(),
        current_state: thing_value(&[("name", "slow".into())]),
        ..Default::default()
    }
}

#[tokio::test]
async fn stop_reaches_a_running_call() {
    let mut rig = rig().await;
    let mut provider = rig.provider.clone();
    let running = tokio::spawn(async move { provider.read_resource(slow()).await });
    timeout(SOON, rig.world.slow_began.notified())
        .await
        .unwrap();
    let stopped = rig
        .provider
        .stop_provider(wire::stop_provider::Request {})
        .await
        .unwrap();
    assert_eq!(stopped.get_ref().error, "");
    timeout(SOON, running).await.unwrap().unwrap().unwrap();
    assert!(
        !rig.world.slow_dropped.load(Ordering::SeqCst),
        "it came to its end"
    );
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_dropped() {
    let rig = rig().await;
    let mut provider = rig.provider.clone();
    let running = tokio::spawn(async move { provider.read_resource(slow()).await });
    timeout(SOON, rig.world.slow_began.notified())
        .await
        .unwrap();
    running.abort();
    timeout(SOON, async {
        while !rig.world.slow_dropped.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("the server noticed");
}

#[tokio::test]
async fn a_call_that_never_ends_does_not_keep_the_process() {
    let rig = rig().await;
    let mut provider = rig.provider.clone();
    tokio::spawn(async move { provider.read_resource(slow()).await });
    timeout(SOON, rig.world.slow_began.notified())
        .await
        .unwrap();
    rig.shutdown.begin();
    timeout(Duration::from_secs(2), rig.ended)
        .await
        .expect("before Terraform kills")
        .unwrap()
        .unwrap();
}

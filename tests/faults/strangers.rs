//! Hosts that are not Infisical, and credentials that Infisical does not take: what the provider says when it is configured.

use terraform_provider_infisical::simulator::{SimulatorConfig, TlsMode, start};

use super::api_support::{Reply, Server};
use super::stage::{PROVIDER, Stage, holds, installed};

const ONE: &str = r#"
provider "infisical" {}
resource "infisical_project" "one" {
  name = "One"
  slug = "project-one"
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_host_is_told_in_words() {
    if !installed() {
        return;
    }
    let page = "<html><head><title>Welcome to nginx!</title></head></html>";
    let html = Server::start(move |_| {
        Reply::With(200, vec![("content-type", "text/html".into())], page.into())
    })
    .await;
    let secure = SimulatorConfig {
        tls: TlsMode::On,
        ..SimulatorConfig::default()
    };
    let secure = start(secure).await.unwrap();
    let plain = start(SimulatorConfig::default()).await.unwrap();
    let free = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = format!("http://{free}");
    let no_scheme = plain.url().replace("http://", "");
    let wrong_scheme = plain.url().replace("http", "https");
    let cases: [(&str, &[&str]); 6] = [
        (
            &html.url(),
            &[
                "HTML page titled «Welcome to nginx!»",
                "check the host",
                "custom_headers",
            ],
        ),
        (
            &refused,
            &[
                &format!("Cannot connect to {refused}"),
                "Check that the host and port are right",
                "HTTPS_PROXY",
            ],
        ),
        (
            &secure.url(),
            &[
                &format!("No secure connection to {}", secure.url()),
                "ca_certificate",
            ],
        ),
        (
            &wrong_scheme,
            &["does not speak TLS", "write http:// instead of https://"],
        ),
        (&no_scheme, &["lacks a scheme", "write https://127.0.0.1"]),
        (
            "http://no-such-host.invalid",
            &["http://no-such-host.invalid", "Check"],
        ),
    ];
    let mut stage = Stage::new(&plain, &format!("{PROVIDER}{ONE}"));
    for (host, expected) in cases {
        stage.set("INFISICAL_HOST", host);
        let said = stage.fails(&["plan", "-input=false"]).await;
        holds(&said, expected);
        // One error, at the block that can be changed; not one for each resource.
        assert_eq!(said.matches("Error:").count(), 1, "{said}");
        holds(&said, &["in provider \"infisical\""]);
        assert!(!said.contains("simulator-client-secret"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hosts_are_taken_as_people_write_them() {
    if !installed() {
        return;
    }
    let simulator = start(SimulatorConfig::default()).await.unwrap();
    let mut stage = Stage::new(&simulator, &format!("{PROVIDER}{ONE}"));
    stage.set("INFISICAL_HOST", &format!("{}/api/", simulator.url()));
    stage.apply().await;
    for spelling in ["", "/", "/api", "/api//"] {
        stage.set("INFISICAL_HOST", &format!("{}{spelling}", simulator.url()));
        stage.settled().await;
    }
    let unknown = |status: u16| status == 404;
    assert!(!simulator.requests().iter().any(|r| unknown(r.status)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_configured_says_what_could_be() {
    if !installed() {
        return;
    }
    let stage = Stage::bare(&format!("{PROVIDER}{ONE}"));
    let said = stage.fails(&["plan", "-input=false"]).await;
    holds(
        &said,
        &[
            "No login configured",
            "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
            "INFISICAL_TOKEN",
            "INFISICAL_AUTH_METHOD",
        ],
    );
}

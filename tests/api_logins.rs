//! Every login method from its sources (variables, files, metadata servers, keys) to the body of its login call.

mod api_support;

use api_support::*;
use serde_json::{Value, json};
use terraform_provider_infisical::api::login::{KeyMaterial, OciUser};
use terraform_provider_infisical::api::{Client, Environment, Login, Request, TokenSource};

const RSA_KEY: &str = include_str!("../src/api/login/testdata/rsa.pem");
const RSA_KEY_ENCRYPTED: &str = include_str!("../src/api/login/testdata/rsa-encrypted.pem");

/// Logs in with `login` and returns the path and body of the login call, with all requests that led to it.
async fn login_call(
    login: Login,
    script: impl FnMut(&Seen) -> Reply + Send + 'static,
    environment: impl FnOnce(&Server) -> Vec<(&'static str, String)>,
) -> (String, Value, Vec<Seen>) {
    let mut script = script;
    let server = Server::start(
        move |seen: &Seen| match seen.target.ends_with("-auth/login") {
            true => granted(1),
            false => script(seen),
        },
    )
    .await;
    let mut config = config(&server, login);
    config.environment = Environment::of(environment(&server));
    Client::new(config).unwrap().login().await.unwrap();
    let mut seen = server.seen.lock().unwrap().clone();
    let call = seen.pop().unwrap();
    assert_eq!(
        (call.method.as_str(), call.header("authorization")),
        ("POST", "")
    );
    (call.target, call.body, seen)
}

/// Fails to log in with `login` and returns the message.
async fn login_failure(
    login: Login,
    script: impl FnMut(&Seen) -> Reply + Send + 'static,
    environment: impl FnOnce(&Server) -> Vec<(&'static str, String)>,
) -> String {
    let server = Server::start(script).await;
    let mut config = config(&server, login);
    config.environment = Environment::of(environment(&server));
    Client::new(config)
        .unwrap()
        .call(Request::get("/x"))
        .await
        .unwrap_err()
        .to_string()
}

fn nothing(_: &Seen) -> Reply {
    refuse(404, "Not Found", "nothing here")
}

fn id() -> String {
    "identity-1".into()
}

fn oidc(token: TokenSource) -> Login {
    Login::Oidc {
        identity_id: id(),
        token,
    }
}

fn text(text: &str) -> Reply {
    Reply::With(
        200,
        vec![("content-type", "text/plain".into())],
        text.into(),
    )
}

#[tokio::test]
async fn oidc_jwt_kubernetes_and_ldap() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "from-file\n").unwrap();
    let kubernetes = Login::Kubernetes {
        identity_id: id(),
        token: TokenSource::File(file.clone()),
    };
    let jwt = Login::Jwt {
        identity_id: id(),
        token: TokenSource::Value("given".into()),
    };
    let ldap = Login::Ldap {
        identity_id: id(),
        username: "user".into(),
        password: "hunter2".into(),
    };
    let with_jwt = |jwt: &str| json!({"identityId": "identity-1", "jwt": jwt});
    for (login, path, body) in [
        (
            oidc(TokenSource::Variable("MY_TOKEN".into())),
            "oidc",
            with_jwt("from-variable"),
        ),
        (
            oidc(TokenSource::Detect),
            "oidc",
            with_jwt("from-default-variable"),
        ),
        (oidc(TokenSource::File(file)), "oidc", with_jwt("from-file")),
        (
            oidc(TokenSource::HcpTerraform { tag: None }),
            "oidc",
            with_jwt("from-hcp"),
        ),
        (
            oidc(TokenSource::HcpTerraform {
                tag: Some("PROD".into()),
            }),
            "oidc",
            with_jwt("from-hcp-prod"),
        ),
        (jwt, "jwt", with_jwt("given")),
        (kubernetes, "kubernetes", with_jwt("from-file")),
        (
            ldap,
            "ldap",
            json!({"identityId": "identity-1", "username": "user", "password": "hunter2"}),
        ),
    ] {
        let variables = [
            ("MY_TOKEN", "from-variable"),
            ("INFISICAL_AUTH_JWT", "from-default-variable"),
            ("TFC_WORKLOAD_IDENTITY_TOKEN", "from-hcp"),
            ("TFC_WORKLOAD_IDENTITY_TOKEN_PROD", "from-hcp-prod"),
        ];
        let variables = variables.map(|(name, value)| (name, value.to_owned()));
        let (called, sent, before) = login_call(login, nothing, |_| variables.into()).await;
        assert_eq!(
            (called, sent, before.len()),
            (format!("/api/v1/auth/{path}-auth/login"), body, 0)
        );
    }
}

#[tokio::test]
async fn oidc_in_github_actions() {
    let github = |seen: &Seen| {
        assert_eq!(
            seen.header("authorization"),
            "bearer request-token".replace("bearer", "Bearer")
        );
        ok(json!({"value": "from-github", "target": seen.target}))
    };
    let environment = |server: &Server| {
        vec![
            (
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                format!("{}/token?api-version=2.0", server.url()),
            ),
            ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token".to_owned()),
        ]
    };
    let audience = Some("https://x/?y".to_owned());
    let (_, body, before) = login_call(
        oidc(TokenSource::GitHubActions { audience }),
        github,
        environment,
    )
    .await;
    assert_eq!(body["jwt"], "from-github");
    assert_eq!(
        before[0].target,
        "/token?api-version=2.0&audience=https%3A%2F%2Fx%2F%3Fy"
    );
    let (_, body, before) = login_call(oidc(TokenSource::Detect), github, environment).await;
    assert_eq!(
        (body["jwt"].as_str(), before[0].target.as_str()),
        (Some("from-github"), "/token?api-version=2.0")
    );
}

#[tokio::test]
async fn gcp_metadata_and_key() {
    let metadata = |seen: &Seen| {
        assert_eq!(seen.header("metadata-flavor"), "Google");
        text("from-metadata\n")
    };
    let host = |server: &Server| vec![("GCE_METADATA_HOST", server.address.to_string())];
    let (path, body, before) =
        login_call(Login::GcpIdToken { identity_id: id() }, metadata, host).await;
    assert_eq!(
        (path.as_str(), body["jwt"].as_str()),
        ("/api/v1/auth/gcp-auth/login", Some("from-metadata"))
    );
    assert_eq!(
        before[0].target,
        "/computeMetadata/v1/instance/service-accounts/default/identity?audience=identity-1&format=full"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.json");
    let account =
        json!({"client_email": "a@b.iam", "private_key_id": "k1", "private_key": RSA_KEY})
            .to_string();
    std::fs::write(&file, &account).unwrap();
    for key in [KeyMaterial::File(file), KeyMaterial::Value(account.into())] {
        let (_, body, _) = login_call(
            Login::GcpIam {
                identity_id: id(),
                key,
            },
            nothing,
            |_| vec![],
        )
        .await;
        assert_eq!(body["jwt"].as_str().unwrap().split('.').count(), 3);
    }
}

#[tokio::test]
async fn azure_managed_app_service_and_federated() {
    let azure = |client_id: Option<&str>| Login::Azure {
        identity_id: id(),
        resource: None,
        client_id: client_id.map(str::to_owned),
    };
    let token = |seen: &Seen| {
        ok(
            json!({"access_token": format!("token-{}", seen.header("metadata")), "expires_in": "3599"}),
        )
    };
    let (path, body, before) = login_call(azure(Some("client-1")), token, |server| {
        vec![("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.url())]
    })
    .await;
    assert_eq!(
        (path.as_str(), body["jwt"].as_str()),
        ("/api/v1/auth/azure-auth/login", Some("token-true"))
    );
    assert_eq!(
        before[0].target,
        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F&client_id=client-1"
    );

    let app_service = |seen: &Seen| ok(json!({"access_token": seen.header("x-identity-header")}));
    let (_, body, _) = login_call(azure(None), app_service, |server| {
        vec![
            ("IDENTITY_ENDPOINT", format!("{}/msi/token", server.url())),
            ("IDENTITY_HEADER", "secret-header".to_owned()),
        ]
    })
    .await;
    assert_eq!(body["jwt"], "secret-header");

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("federated");
    std::fs::write(&file, "assertion\n").unwrap();
    let (_, body, before) = login_call(
        azure(None),
        |_| ok(json!({"access_token": "federated"})),
        |server| {
            vec![
                ("AZURE_FEDERATED_TOKEN_FILE", file.display().to_string()),
                ("AZURE_TENANT_ID", "tenant-1".to_owned()),
                ("AZURE_CLIENT_ID", "client-2".to_owned()),
                ("AZURE_AUTHORITY_HOST", format!("{}/", server.url())),
            ]
        },
    )
    .await;
    assert_eq!(body["jwt"], "federated");
    assert_eq!(before[0].target, "/tenant-1/oauth2/v2.0/token");
    let form = before[0].body.as_str().unwrap();
    for expected in [
        "client_id=client-2",
        "scope=https%3A%2F%2Fmanagement.azure.com%2F.default",
        "client_assertion=assertion",
    ] {
        assert!(form.contains(expected), "{form}");
    }
}

/// The headers inside of an AWS login body.
fn aws_headers(body: &Value) -> Value {
    use base64::Engine;
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(body["iamRequestHeaders"].as_str().unwrap());
    serde_json::from_slice(&decoded.unwrap()).unwrap()
}

#[tokio::test]
async fn aws_from_variables_profile_and_metadata() {
    let aws = |region: Option<&str>| Login::AwsIam {
        identity_id: id(),
        region: region.map(str::to_owned),
    };
    let (path, body, _) = login_call(aws(None), nothing, |_| {
        vec![
            ("AWS_ACCESS_KEY_ID", "AKID1".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_SESSION_TOKEN", "session".to_owned()),
            ("AWS_REGION", "eu-west-1".to_owned()),
        ]
    })
    .await;
    assert_eq!(
        (path.as_str(), body["iamHttpRequestMethod"].as_str()),
        ("/api/v1/auth/aws-auth/login", Some("POST"))
    );
    let headers = aws_headers(&body);
    assert_eq!(
        (
            headers["Host"].as_str(),
            headers["X-Amz-Security-Token"].as_str()
        ),
        (Some("sts.eu-west-1.amazonaws.com"), Some("session"))
    );
    assert!(
        headers["Authorization"]
            .as_str()
            .unwrap()
            .contains("Credential=AKID1/")
    );

    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".aws")).unwrap();
    std::fs::write(
        folder.path().join(".aws/credentials"),
        "[prod]\naws_access_key_id=AKID2\naws_secret_access_key=s\n",
    )
    .unwrap();
    std::fs::write(
        folder.path().join(".aws/config"),
        "[profile prod]\nregion = us-east-2\n",
    )
    .unwrap();
    let (_, body, _) = login_call(aws(None), nothing, |_| {
        vec![
            ("HOME", folder.path().display().to_string()),
            ("AWS_PROFILE", "prod".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ]
    })
    .await;
    let headers = aws_headers(&body);
    assert_eq!(headers["Host"], "sts.us-east-2.amazonaws.com");
    assert!(
        headers["Authorization"]
            .as_str()
            .unwrap()
            .contains("Credential=AKID2/")
    );

    // An EC2 machine: credentials and region from its metadata service, version 2.
    let metadata = |seen: &Seen| {
        if seen.method == "PUT" {
            return text("metadata-token");
        }
        assert_eq!(seen.header("x-aws-ec2-metadata-token"), "metadata-token");
        match seen.target.as_str() {
            path if path.ends_with("/security-credentials/") => text("role-1"),
            path if path.ends_with("/role-1") => ok(json!({
                "Code": "Success", "AccessKeyId": "AKID3", "SecretAccessKey": "s", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"
            })),
            path if path.ends_with("/instance-identity/document") => {
                ok(json!({"region": "ap-south-1"}))
            }
            _ => refuse(404, "x", "x"),
        }
    };
    let (_, body, _) = login_call(aws(None), metadata, |server| {
        vec![("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url())]
    })
    .await;
    let headers = aws_headers(&body);
    assert_eq!(headers["Host"], "sts.ap-south-1.amazonaws.com");
    assert!(
        headers["Authorization"]
            .as_str()
            .unwrap()
            .contains("Credential=AKID3/")
    );

    let (_, body, _) = login_call(aws(Some("us-west-2")), nothing, |_| {
        vec![
            ("AWS_ACCESS_KEY_ID", "AKID1".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
        ]
    })
    .await;
    assert_eq!(aws_headers(&body)["Host"], "sts.us-west-2.amazonaws.com");
}

#[tokio::test]
async fn oci_and_alibaba_cloud() {
    for (pem, passphrase) in [
        (RSA_KEY, None),
        (RSA_KEY_ENCRYPTED, Some("correct-horse".into())),
    ] {
        let user = OciUser {
            tenancy: "ocid1.tenancy.oc1..t".into(),
            user: "ocid1.user.oc1..u".into(),
            region: "eu-frankfurt-1".into(),
            fingerprint: "aa:bb".into(),
            private_key: KeyMaterial::Value(pem.into()),
            passphrase,
        };
        let (path, body, _) = login_call(
            Login::Oci {
                identity_id: id(),
                user,
            },
            nothing,
            |_| vec![],
        )
        .await;
        assert_eq!(
            (path.as_str(), body["userOcid"].as_str()),
            ("/api/v1/auth/oci-auth/login", Some("ocid1.user.oc1..u"))
        );
        assert_eq!(
            body["headers"]["host"],
            "identity.eu-frankfurt-1.oraclecloud.com"
        );
    }
    let login = Login::AliCloud {
        identity_id: id(),
        access_key_id: "LTAI5t".into(),
        access_key_secret: "secret".into(),
    };
    let (path, body, _) = login_call(login, nothing, |_| vec![]).await;
    assert_eq!(
        (path.as_str(), body["Action"].as_str()),
        (
            "/api/v1/auth/alicloud-auth/login",
            Some("GetCallerIdentity")
        )
    );
    assert!(
        body["Timestamp"].as_str().unwrap().ends_with('Z')
            && !body["Signature"].as_str().unwrap().is_empty()
    );
}

#[tokio::test]
async fn a_missing_credential_names_the_method_and_what_to_do() {
    let azure = Login::Azure {
        identity_id: id(),
        resource: None,
        client_id: None,
    };
    let aws = Login::AwsIam {
        identity_id: id(),
        region: None,
    };
    let kubernetes = Login::Kubernetes {
        identity_id: id(),
        token: TokenSource::File("/no/such/file".into()),
    };
    let gcp = Login::GcpIam {
        identity_id: id(),
        key: KeyMaterial::Value("hunter2".into()),
    };
    for (login, method, reason) in [
        (
            oidc(TokenSource::Variable("MY_TOKEN".into())),
            "OIDC auth",
            "MY_TOKEN",
        ),
        (oidc(TokenSource::Detect), "OIDC auth", "id-token: write"),
        (
            oidc(TokenSource::GitHubActions { audience: None }),
            "OIDC auth",
            "ACTIONS_ID_TOKEN_REQUEST_URL is not set",
        ),
        (kubernetes, "Kubernetes auth", "/no/such/file"),
        (gcp, "GCP IAM auth", "no JSON"),
        (
            Login::GcpIdToken { identity_id: id() },
            "GCP id token auth",
            "on Google Cloud only",
        ),
        (azure, "Azure auth", "no such identity"),
        (aws, "AWS IAM auth", "AWS_ACCESS_KEY_ID"),
    ] {
        let refusing = |_: &Seen| {
            Reply::Json(
                400,
                json!({"error": "invalid_request", "error_description": "no such identity\ntrace"}),
            )
        };
        let message = login_failure(login, refusing, |server| {
            vec![
                ("GCE_METADATA_HOST", server.address.to_string()),
                ("AZURE_POD_IDENTITY_AUTHORITY_HOST", server.url()),
                ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ]
        })
        .await;
        assert!(
            message.contains(&format!("login with {method} failed")) && message.contains(reason),
            "{message}"
        );
        assert!(
            !message.contains("hunter2") && !message.contains("trace"),
            "{message}"
        );
    }
    let message = login_failure(
        universal(),
        |_| refuse(404, "NotFound", "Identity not found"),
        |_| vec![],
    )
    .await;
    assert!(
        message.contains("Identity not found") && message.contains("not attached"),
        "{message}"
    );
}

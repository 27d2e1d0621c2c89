//! Every way to log in, end to end: the example of each method with the real terraform, the same from the environment alone, and a
//! wrong credential for each. The keys are made here; the simulator checks signatures, claims, passwords and certificates.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value as Json, json};
use terraform_provider_infisical::api::Environment;
use terraform_provider_infisical::framework::traits::{ConfigureRequest, Provider};
use terraform_provider_infisical::provider::InfisicalProvider;
use terraform_provider_infisical::rest::codec::by_type;
use terraform_provider_infisical::simulator::{
    SIM_ACCESS_TOKEN, SIM_CLIENT_ID, SIM_CLIENT_SECRET, SIM_DEMO_PROJECT, SIM_ORGANIZATION,
    SIM_SERVICE_TOKEN, Simulator, SimulatorConfig, TlsMode, start,
};

use super::api_support::{Reply, Seen, Server, ok, refuse};
use super::desk::{errors, warnings};
use super::stage::{PROVIDER, Stage, holds, installed};

const RSA_KEY: &str = include_str!("../../src/api/login/testdata/rsa.pem");
const RSA_PUBLIC: &[u8] = include_bytes!("../../src/api/login/testdata/rsa-public.der");

const ISSUER: &str = "https://ci.example.com";
const CLUSTER: &str = "https://kubernetes.example.com:6443";
const ACCOUNT: &str = "terraform@example.iam.gserviceaccount.com";
const TENANT: &str = "0b000000-0000-4000-8000-000000000001";
const TENANCY: &str = "ocid1.tenancy.oc1..t";
const OCI_USER: &str = "ocid1.user.oc1..u";
const AWS_KEY: &str = "AKIAEXAMPLE";
const ALI_KEY: &str = "LTAIexample";

/// The public half of the key, as identities are given it.
fn public_key() -> String {
    // SubjectPublicKeyInfo: the algorithm, then the key as a bit string.
    let head = [
        0x30, 0x82, 0x01, 0x22, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01,
        0x01, 0x01, 0x05, 0x00, 0x03, 0x82, 0x01, 0x0f, 0x00,
    ];
    let text = STANDARD.encode([&head, RSA_PUBLIC].concat());
    format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
}

/// A JWT with these claims, signed with the key.
fn jwt(claims: Json) -> String {
    let part = |json: Json| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!(
        "{}.{}",
        part(json!({"alg": "RS256", "typ": "JWT"})),
        part(claims)
    );
    let der = PrivatePkcs8KeyDer::from_pem_slice(RSA_KEY.as_bytes()).unwrap();
    let key = ring::signature::RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).unwrap();
    let mut seal = vec![0; key.public().modulus_len()];
    key.sign(
        &ring::signature::RSA_PKCS1_SHA256,
        &ring::rand::SystemRandom::new(),
        signed.as_bytes(),
        &mut seal,
    )
    .unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(seal))
}

type Pairs = Vec<(&'static str, String)>;

/// One method: how it is used, and what is wrong with it in the bad case.
#[derive(Default)]
struct Way {
    /// folder of the example, and the name in `INFISICAL_AUTH_METHOD`
    name: &'static str,
    /// variables of the example
    variables: Pairs,
    /// files beside the example
    files: Pairs,
    /// what the place gives: tokens, cloud credentials, metadata servers
    place: Pairs,
    /// what the example says in HCL, as environment variables
    environment: Pairs,
    /// variables of the environment that make it wrong
    wrong: Pairs,
    /// what is said then
    said: Vec<&'static str>,
}

/// A simulator with an identity for each method, and the clouds' metadata servers.
struct Scene {
    simulator: Simulator,
    _clouds: Server,
    ways: Vec<Way>,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn open() -> Scene {
        let config = SimulatorConfig {
            seed_demo: true,
            tls: TlsMode::On,
            ..SimulatorConfig::default()
        };
        let simulator = start(config).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ca = simulator.ca_pem().unwrap().to_owned();
        std::fs::write(folder.path().join("ca.pem"), &ca).unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let authority = reqwest::Certificate::from_pem(ca.as_bytes()).unwrap();
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([authority])
            .build()
            .unwrap();
        let post = async |path: &str, body: Json| -> Json {
            let request = http.post(format!("{}{path}", simulator.url()));
            let answer = request
                .bearer_auth(SIM_ACCESS_TOKEN)
                .json(&body)
                .send()
                .await
                .unwrap();
            let (status, json) = (answer.status(), answer.json::<Json>().await.unwrap());
            assert!(status.is_success(), "{path}: {json}");
            json
        };
        let identity = async |method: &str, settings: Json| -> String {
            let body = json!({"name": method, "organizationId": SIM_ORGANIZATION, "role": "admin"});
            let made = post("/api/v1/identities", body).await;
            let id = made["identity"]["id"].as_str().unwrap().to_owned();
            post(&format!("/api/v1/auth/{method}/identities/{id}"), settings).await;
            id
        };
        for (kind, name, more) in [
            ("issuer", ISSUER, json!({"publicKey": public_key()})),
            ("issuer", CLUSTER, json!({"publicKey": public_key()})),
            ("issuer", ACCOUNT, json!({"publicKey": public_key()})),
            (
                "issuer",
                "https://accounts.google.com",
                json!({"publicKey": public_key()}),
            ),
            (
                "issuer",
                &format!("https://sts.windows.net/{TENANT}/"),
                json!({"publicKey": public_key()}),
            ),
            (
                "aws",
                AWS_KEY,
                json!({"secret": "aws-secret-key", "arn": "arn:aws:iam::123456789012:user/deployer"}),
            ),
            (
                "alicloud",
                ALI_KEY,
                json!({"secret": "ali-secret-key", "arn": "acs:ram::1234567890123456:user/deployer"}),
            ),
            (
                "oci",
                &format!("{TENANCY}/{OCI_USER}/aa:bb"),
                json!({"publicKey": public_key(), "username": "deployer"}),
            ),
            ("ldap", "ada", json!({"secret": "ldap-password"})),
        ] {
            let mut row = json!({"kind": kind, "name": name});
            row.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            post("/__sim/rows/credentials", row).await;
        }
        let oidc = identity(
            "oidc-auth",
            json!({"oidcDiscoveryUrl": ISSUER, "boundIssuer": ISSUER, "boundAudiences": "infisical", "boundSubject": "repo:app", "boundClaims": {}}),
        )
        .await;
        let by_key = json!({"configurationType": "static", "publicKeys": [public_key()], "boundClaims": {"team": "core"}});
        let jwt_id = identity("jwt-auth", by_key).await;
        let kubernetes = identity(
            "kubernetes-auth",
            json!({"kubernetesHost": CLUSTER, "allowedNamespaces": "ci", "allowedNames": "terraform", "allowedAudience": ""}),
        )
        .await;
        let aws = identity("aws-auth", json!({"allowedAccountIds": "123456789012"})).await;
        let gce = identity("gcp-auth", json!({"type": "gce"})).await;
        let gcp = identity(
            "gcp-auth",
            json!({"type": "iam", "allowedServiceAccounts": ACCOUNT}),
        )
        .await;
        let azure = identity(
            "azure-auth",
            json!({"tenantId": TENANT, "resource": "https://management.azure.com/"}),
        )
        .await;
        let oci = identity("oci-auth", json!({"tenancyOcid": TENANCY})).await;
        let alicloud = identity(
            "alicloud-auth",
            json!({"allowedArns": "acs:ram::1234567890123456:user/deployer"}),
        )
        .await;
        let ldap = identity(
            "ldap-auth",
            json!({"url": "ldaps://ldap.example.com", "bindDN": "cn=x", "bindPass": "y", "searchBase": "dc=z"}),
        )
        .await;
        let tls = identity("tls-cert-auth", json!({"caCertificate": ca})).await;

        let azure_token = |tenant: &str| {
            let issuer = format!("https://sts.windows.net/{tenant}/");
            jwt(json!({"iss": issuer, "aud": "https://management.azure.com/", "oid": "o"}))
        };
        let (right, wrong) = (azure_token(TENANT), {
            let mut broken = azure_token(TENANT);
            broken.replace_range(broken.len() - 8.., "AAAAAAAA");
            broken
        });
        let clouds = Server::start(move |seen: &Seen| {
            let (path, query) = seen.target.split_once('?').unwrap_or((&seen.target, ""));
            let audience = query
                .split('&')
                .find_map(|pair| pair.strip_prefix("audience="))
                .unwrap_or_default();
            match path {
                "/computeMetadata/v1/instance/service-accounts/default/identity" => Reply::With(
                    200,
                    vec![],
                    jwt(json!({"iss": "https://accounts.google.com", "aud": audience, "email": ACCOUNT}))
                        .into(),
                ),
                "/metadata/identity/oauth2/token" => ok(json!({"access_token": right})),
                "/wrong/metadata/identity/oauth2/token" => ok(json!({"access_token": wrong})),
                _ => refuse(404, "Not Found", "nothing here"),
            }
        })
        .await;

        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let ci = |subject: &str, end: i64| {
            jwt(json!({"iss": ISSUER, "aud": "infisical", "sub": subject, "exp": end}))
        };
        let team = |team: &str| jwt(json!({"team": team}));
        let pod = |namespace: &str| {
            jwt(
                json!({"aud": "k8s", "kubernetes.io": {"namespace": namespace, "serviceaccount": {"name": "terraform"}}}),
            )
        };
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let account = |email: &str| {
            json!({"client_email": email, "private_key_id": "k", "private_key": RSA_KEY})
                .to_string()
        };
        let client = simulator.client_pem().unwrap();
        let (certificate, key) = client.split_at(client.find("-----BEGIN PRIVATE").unwrap());
        let (strange_certificate, strange_key) = {
            let key = rcgen::KeyPair::generate().unwrap();
            let certificate = rcgen::CertificateParams::new(vec!["stranger".into()])
                .unwrap()
                .self_signed(&key)
                .unwrap();
            (certificate.pem(), key.serialize_pem())
        };
        let id = |id: &String| ("INFISICAL_MACHINE_IDENTITY_ID", id.clone());
        let with = |identity: &String| vec![("identity_id", identity.clone())];
        let ways = vec![
            Way {
                name: "universal",
                variables: vec![
                    ("client_id", SIM_CLIENT_ID.into()),
                    ("client_secret", SIM_CLIENT_SECRET.into()),
                ],
                environment: vec![
                    ("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", SIM_CLIENT_ID.into()),
                    (
                        "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
                        SIM_CLIENT_SECRET.into(),
                    ),
                ],
                wrong: vec![("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", "guessed".into())],
                said: vec![
                    "The login with universal auth",
                    "was refused: Invalid credentials",
                    "Check the client ID and client secret",
                ],
                ..Way::default()
            },
            Way {
                name: "token",
                variables: vec![("access_token", SIM_ACCESS_TOKEN.into())],
                environment: vec![("INFISICAL_TOKEN", SIM_ACCESS_TOKEN.into())],
                wrong: vec![("INFISICAL_TOKEN", "guessed".into())],
                said: vec!["(logged in with an access token)", "expired, revoked"],
                ..Way::default()
            },
            Way {
                name: "service_token",
                variables: vec![("service_token", SIM_SERVICE_TOKEN.into())],
                environment: vec![("INFISICAL_SERVICE_TOKEN", SIM_SERVICE_TOKEN.into())],
                wrong: vec![("INFISICAL_SERVICE_TOKEN", "st.guessed.a.b".into())],
                said: vec!["(logged in with a service token)"],
                ..Way::default()
            },
            Way {
                name: "oidc",
                variables: with(&oidc),
                place: vec![
                    ("MY_CI_OIDC_TOKEN", ci("repo:app", now + 300)),
                    ("INFISICAL_AUTH_JWT", ci("repo:app", now + 300)),
                ],
                environment: vec![id(&oidc)],
                wrong: vec![("INFISICAL_AUTH_JWT", ci("repo:fork", now + 300))],
                said: vec![
                    "The login with OIDC auth",
                    "the claim sub of the token is another",
                    "Check the token: its issuer, audience and subject",
                ],
                ..Way::default()
            },
            Way {
                name: "jwt",
                variables: vec![("identity_id", jwt_id.clone()), ("jwt", team("core"))],
                environment: vec![id(&jwt_id), ("INFISICAL_JWT_AUTH_TOKEN", team("core"))],
                wrong: vec![("INFISICAL_JWT_AUTH_TOKEN", team("other"))],
                said: vec!["The login with JWT auth", "«other» is not one of team"],
                ..Way::default()
            },
            Way {
                name: "kubernetes",
                variables: vec![
                    ("identity_id", kubernetes.clone()),
                    ("service_account_token_path", file("pod", &pod("ci"))),
                ],
                environment: vec![
                    id(&kubernetes),
                    (
                        "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH",
                        file("pod", &pod("ci")),
                    ),
                ],
                wrong: vec![(
                    "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH",
                    file("strange-pod", &pod("default")),
                )],
                said: vec![
                    "The login with Kubernetes auth",
                    "«default» is not one of allowedNamespaces",
                ],
                ..Way::default()
            },
            Way {
                name: "aws_iam",
                variables: with(&aws),
                place: vec![
                    ("AWS_ACCESS_KEY_ID", AWS_KEY.into()),
                    ("AWS_SECRET_ACCESS_KEY", "aws-secret-key".into()),
                ],
                environment: vec![id(&aws), ("AWS_REGION", "us-east-1".into())],
                wrong: vec![("AWS_SECRET_ACCESS_KEY", "guessed".into())],
                said: vec![
                    "The login with AWS IAM auth",
                    "SignatureDoesNotMatch",
                    "Check that the AWS credentials",
                ],
                ..Way::default()
            },
            Way {
                name: "gcp_id_token",
                variables: with(&gce),
                place: vec![("GCE_METADATA_HOST", clouds.address.to_string())],
                environment: vec![id(&gce)],
                wrong: vec![("GCE_METADATA_HOST", format!("{}/wrong", clouds.address))],
                said: vec![
                    "The login with GCP id token auth failed",
                    "Google's metadata server answered with status 404",
                    "works on Google Cloud only",
                ],
                ..Way::default()
            },
            Way {
                name: "gcp_iam",
                variables: with(&gcp),
                files: vec![("service-account.json", account(ACCOUNT))],
                environment: vec![
                    id(&gcp),
                    (
                        "GOOGLE_APPLICATION_CREDENTIALS",
                        file("account.json", &account(ACCOUNT)),
                    ),
                ],
                wrong: vec![(
                    "GOOGLE_APPLICATION_CREDENTIALS",
                    file("strange.json", &account("other@example.com")),
                )],
                said: vec![
                    "The login with GCP IAM auth",
                    "no key of other@example.com is known",
                ],
                ..Way::default()
            },
            Way {
                name: "azure",
                variables: with(&azure),
                place: vec![("AZURE_POD_IDENTITY_AUTHORITY_HOST", clouds.url())],
                environment: vec![id(&azure)],
                wrong: vec![(
                    "AZURE_POD_IDENTITY_AUTHORITY_HOST",
                    format!("{}/wrong", clouds.url()),
                )],
                said: vec![
                    "The login with Azure auth",
                    "the signature of the token is wrong",
                ],
                ..Way::default()
            },
            Way {
                name: "oci",
                variables: vec![
                    ("identity_id", oci.clone()),
                    ("tenancy_ocid", TENANCY.into()),
                    ("user_ocid", OCI_USER.into()),
                    ("fingerprint", "aa:bb".into()),
                ],
                files: vec![("oci_api_key.pem", RSA_KEY.into())],
                environment: vec![
                    id(&oci),
                    ("OCI_TENANCY_OCID", TENANCY.into()),
                    ("OCI_USER_OCID", OCI_USER.into()),
                    ("OCI_REGION", "eu-frankfurt-1".into()),
                    ("OCI_FINGERPRINT", "aa:bb".into()),
                    ("OCI_PRIVATE_KEY", RSA_KEY.into()),
                ],
                wrong: vec![("OCI_FINGERPRINT", "cc:dd".into())],
                said: vec![
                    "The login with OCI auth",
                    "OCI does not know the key",
                    "Check the user, tenancy, fingerprint and key",
                ],
                ..Way::default()
            },
            Way {
                name: "alicloud",
                variables: vec![
                    ("identity_id", alicloud.clone()),
                    ("access_key_id", ALI_KEY.into()),
                    ("access_key_secret", "ali-secret-key".into()),
                ],
                environment: vec![
                    id(&alicloud),
                    ("ALICLOUD_ACCESS_KEY_ID", ALI_KEY.into()),
                    ("ALICLOUD_ACCESS_KEY_SECRET", "ali-secret-key".into()),
                ],
                wrong: vec![("ALICLOUD_ACCESS_KEY_SECRET", "guessed".into())],
                said: vec!["The login with Alibaba Cloud auth", "SignatureDoesNotMatch"],
                ..Way::default()
            },
            Way {
                name: "ldap",
                variables: vec![
                    ("identity_id", ldap.clone()),
                    ("username", "ada".into()),
                    ("password", "ldap-password".into()),
                ],
                environment: vec![
                    id(&ldap),
                    ("INFISICAL_LDAP_USERNAME", "ada".into()),
                    ("INFISICAL_LDAP_PASSWORD", "ldap-password".into()),
                ],
                wrong: vec![("INFISICAL_LDAP_PASSWORD", "guessed".into())],
                said: vec![
                    "The login with LDAP auth",
                    "Invalid credentials",
                    "Check the user name and password",
                ],
                ..Way::default()
            },
            Way {
                name: "tls_cert",
                variables: with(&tls),
                files: vec![
                    ("client.crt", certificate.into()),
                    ("client.key", key.into()),
                ],
                environment: vec![
                    id(&tls),
                    ("INFISICAL_TLS_CERT_AUTH_CERTIFICATE", certificate.into()),
                    ("INFISICAL_TLS_CERT_AUTH_PRIVATE_KEY", key.into()),
                ],
                wrong: vec![
                    ("INFISICAL_TLS_CERT_AUTH_CERTIFICATE", strange_certificate),
                    ("INFISICAL_TLS_CERT_AUTH_PRIVATE_KEY", strange_key),
                ],
                said: vec!["The login with TLS certificate auth", "certificate"],
                ..Way::default()
            },
        ];
        Scene {
            simulator,
            _clouds: clouds,
            ways,
            folder,
        }
    }

    fn home(&self) -> Pairs {
        let ca = self.folder.path().join("ca.pem").display().to_string();
        vec![
            ("INFISICAL_HOST", self.simulator.url()),
            ("INFISICAL_CA_CERTIFICATE_FILE", ca),
        ]
    }
}

fn chosen(way: &Way) -> Option<(&'static str, String)> {
    // A service token is no method: it stands for itself.
    (way.name != "service_token").then(|| ("INFISICAL_AUTH_METHOD", way.name.to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_logs_in_by_its_example_and_by_the_environment() {
    if !installed() {
        return;
    }
    let scene = Scene::open().await;
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/provider");
    let mut folders: Vec<String> = std::fs::read_dir(&examples)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    let mut names: Vec<&str> = scene.ways.iter().map(|way| way.name).collect();
    names.sort_unstable();
    assert_eq!(folders, names, "each example is here, each method has one");

    let one = async |way: &Way| {
        let example = examples.join(way.name).join("provider.tf");
        let proof = format!(
            "resource \"infisical_secret\" \"proof\" {{\n  name = \"{}\"\n  value = \"v\"\n  workspace_id = \"{SIM_DEMO_PROJECT}\"\n  env_slug = \"dev\"\n  folder_path = \"/\"\n}}\n",
            way.name.to_uppercase()
        );
        let mut stage = Stage::bare(&std::fs::read_to_string(example).unwrap());
        stage.write("proof.tf", &proof);
        for (name, text) in &way.files {
            stage.write(name, text);
        }
        for (name, value) in scene.home().iter().chain(&way.place) {
            stage.set(name, value);
        }
        for (name, value) in &way.variables {
            stage.set(&format!("TF_VAR_{name}"), value);
        }
        stage.apply().await;
        // The same login without a word in HCL.
        stage.write(
            "main.tf",
            &format!("{PROVIDER}provider \"infisical\" {{}}\n"),
        );
        for (name, value) in chosen(way).iter().chain(&way.environment) {
            stage.set(name, value);
        }
        stage.settled().await;
    };
    futures::future::join_all(scene.ways.iter().map(one)).await;
    assert_eq!(scene.simulator.bugs(), Vec::<String>::new());
}

/// A provider that was configured by the environment alone, and what it said.
async fn configured(environment: Pairs) -> (Arc<InfisicalProvider>, String) {
    let provider = InfisicalProvider::with_environment(Environment::of(environment));
    let ty = provider.schema().value_type();
    let request = ConfigureRequest {
        config: by_type(&ty, &json!({})),
        terraform_version: "1.11.0".into(),
        deferral_allowed: false,
    };
    let said = provider.configure(request).await.diagnostics;
    (provider, format!("{}{}", errors(&said), warnings(&said)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_credential_is_told_with_its_method() {
    let scene = Scene::open().await;
    for way in &scene.ways {
        let mut all = scene.home();
        all.extend(chosen(way));
        all.extend(way.place.clone());
        all.extend(way.environment.clone());
        let (_, good) = configured(all.clone()).await;
        assert_eq!(good, "", "{}", way.name);
        // Of two variables of a name the last counts.
        all.extend(way.wrong.clone());
        let (provider, mut said) = configured(all.clone()).await;
        if said.is_empty() {
            // Ready tokens are seen to be wrong at the first call.
            let source = provider.data_sources()["infisical_secrets"].clone();
            let config =
                json!({"workspace_id": SIM_DEMO_PROJECT, "env_slug": "dev", "folder_path": "/"});
            let config = by_type(&source.schema().value_type(), &config);
            said = errors(&source.read(config).await.expect_err("a wrong token"));
        }
        holds(&said, &way.said);
        for (name, secret) in &way.wrong {
            let shown = said.contains(secret.as_str());
            assert!(!shown, "{} shows {name}: {said}", way.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_identity_or_organization_is_told() {
    let scene = Scene::open().await;
    let mut all = scene.home();
    all.extend([
        ("INFISICAL_AUTH_METHOD", "ldap".to_owned()),
        (
            "INFISICAL_MACHINE_IDENTITY_ID",
            "0c000000-0000-4000-8000-000000000001".to_owned(),
        ),
        ("INFISICAL_LDAP_USERNAME", "ada".to_owned()),
        ("INFISICAL_LDAP_PASSWORD", "ldap-password".to_owned()),
    ]);
    let (_, said) = configured(all).await;
    holds(
        &said,
        &[
            "The login with LDAP auth",
            "this method is not attached to it",
            "check the identity ID",
        ],
    );

    let way = &scene.ways[0];
    for (slug, expected) in [
        ("simulated-organization", ""),
        ("nobody", "Organization with slug 'nobody' not found"),
    ] {
        let mut all = scene.home();
        all.extend(way.environment.clone());
        all.push(("INFISICAL_AUTH_ORGANIZATION_SLUG", slug.to_owned()));
        let (_, said) = configured(all).await;
        assert_eq!(said.is_empty(), expected.is_empty(), "{said}");
        holds(&said, &[expected]);
    }
    let login = scene
        .simulator
        .requests()
        .into_iter()
        .rfind(|r| r.operation_id == "loginWithUniversalAuth")
        .unwrap();
    // Servers know one name or the other and drop what they do not know.
    assert_eq!(
        (
            &login.body["organizationSlug"],
            &login.body["subOrganizationName"]
        ),
        (&json!("nobody"), &json!("nobody"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn aliases_have_identities_of_their_own() {
    if !installed() {
        return;
    }
    let scene = Scene::open().await;
    let ldap = scene.ways.iter().find(|way| way.name == "ldap").unwrap();
    let identity = &ldap.variables[0].1;
    let configuration = format!(
        r#"{PROVIDER}
provider "infisical" {{
  auth = {{ universal = {{ client_id = "{SIM_CLIENT_ID}", client_secret = "{SIM_CLIENT_SECRET}" }} }}
}}
provider "infisical" {{
  alias = "other"
  auth  = {{ ldap = {{ identity_id = "{identity}", username = "ada", password = "ldap-password" }} }}
}}
resource "infisical_secret" "one" {{
  name         = "ONE"
  value        = "v"
  workspace_id = "{SIM_DEMO_PROJECT}"
  env_slug     = "dev"
  folder_path  = "/"
}}
resource "infisical_secret" "two" {{
  provider     = infisical.other
  name         = "TWO"
  value        = "v"
  workspace_id = "{SIM_DEMO_PROJECT}"
  env_slug     = "dev"
  folder_path  = "/"
}}
"#
    );
    let mut stage = Stage::bare(&configuration);
    for (name, value) in scene.home() {
        stage.set(name, &value);
    }
    // What stands in the configuration beats the environment.
    stage.set("INFISICAL_AUTH_METHOD", "kubernetes");
    stage.apply().await;
    stage.settled().await;
    let world = scene.simulator.world();
    let world = world.lock().unwrap();
    let writer = |name: &str| {
        let row = world
            .find("secrets", |row| row["secretKey"] == name)
            .unwrap();
        row["actor"]["actorId"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    assert_ne!(writer("ONE"), writer("TWO"));
    assert_eq!(&writer("TWO"), identity);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_is_not_known_yet_is_a_warning() {
    if !installed() {
        return;
    }
    let simulator = start(SimulatorConfig::default()).await.unwrap();
    let configuration = format!(
        r#"{PROVIDER}
resource "terraform_data" "secret" {{
  input = "{SIM_CLIENT_SECRET}"
}}
provider "infisical" {{
  auth = {{ universal = {{ client_id = "{SIM_CLIENT_ID}", client_secret = terraform_data.secret.output }} }}
}}
resource "infisical_project" "one" {{
  name = "One"
  slug = "project-one"
}}
"#
    );
    let mut stage = Stage::bare(&configuration);
    stage.set("INFISICAL_HOST", &simulator.url());
    let plan = stage.must(&["plan", "-input=false"]).await;
    holds(
        &plan.said,
        &[
            "Provider configuration not known yet",
            "auth.universal.client_secret is known only after apply",
            "Plan: 2 to add",
        ],
    );
    assert_eq!(simulator.request_count(), 0, "nobody was asked in the plan");
    // At apply the value is there.
    stage.apply().await;
    stage.settled().await;

    // What has to be read needs it at once.
    let source = configuration.replace(
        "resource \"infisical_project\" \"one\" {\n  name = \"One\"\n  slug = \"project-one\"\n}",
        "data \"infisical_projects\" \"one\" {\n  slug = \"project-one\"\n}",
    );
    let mut stage = Stage::bare(&source);
    stage.set("INFISICAL_HOST", &simulator.url());
    let said = stage.fails(&["plan", "-input=false"]).await;
    holds(
        &said,
        &["Provider configuration is not known yet", "-target="],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_that_cannot_work_says_what_to_write() {
    let simulator = start(SimulatorConfig::default()).await.unwrap();
    let cases: Vec<(Pairs, &[&str])> = vec![
        (
            vec![("INFISICAL_AUTH_METHOD", "Universal".into())],
            &[
                "is «Universal»",
                "must be one of oidc, universal, kubernetes",
            ],
        ),
        (
            vec![("INFISICAL_AUTH_METHOD", "hunter2-hunter2-hunter2".into())],
            &["INFISICAL_AUTH_METHOD must be one of"],
        ),
        (
            vec![("INFISICAL_SERVICE_TOKEN", "st.a.b.c".into())],
            &["Two logins at once", "universal"],
        ),
        (
            vec![("INFISICAL_AUTH_METHOD", "kubernetes".into())],
            &[
                "The login method kubernetes needs identity_id",
                "INFISICAL_MACHINE_IDENTITY_ID",
            ],
        ),
        (
            vec![
                ("INFISICAL_AUTH_METHOD", "kubernetes".into()),
                ("INFISICAL_MACHINE_IDENTITY_ID", SIM_ORGANIZATION.into()),
                (
                    "INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH",
                    "/no/such/token".into(),
                ),
            ],
            &[
                "the token cannot be read from /no/such/token",
                "Outside of a pod",
            ],
        ),
        (
            vec![("INFISICAL_CA_CERTIFICATE_FILE", "/no/such.pem".into())],
            &["Cannot read the file", "(/no/such.pem)"],
        ),
        (
            vec![
                (
                    "INFISICAL_CLIENT_CERTIFICATE",
                    "-----BEGIN CERTIFICATE-----".into(),
                ),
                ("INFISICAL_CLIENT_KEY", "hunter2/key.without.a.head".into()),
            ],
            &["client_key is neither PEM text nor a readable file: "],
        ),
        (
            vec![(
                "INFISICAL_CLIENT_CERTIFICATE",
                "-----BEGIN CERTIFICATE-----".into(),
            )],
            &["client_certificate and client_key belong together"],
        ),
        (
            vec![("INFISICAL_HOST", format!("{}/prefix", simulator.url()))],
            &[
                "does not have this route",
                "Check the host",
                "a path too much",
            ],
        ),
    ];
    for (changes, expected) in cases {
        let mut all = vec![
            ("INFISICAL_HOST", simulator.url()),
            (
                "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID",
                SIM_CLIENT_ID.to_owned(),
            ),
            (
                "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
                SIM_CLIENT_SECRET.to_owned(),
            ),
        ];
        all.extend(changes);
        let (_, said) = configured(all).await;
        holds(&said, expected);
        assert!(!said.contains("hunter2"), "{said}");
    }
}

//! Which login the provider block and the environment ask for.

use secrecy::SecretString;

use crate::api::login::{KUBERNETES_TOKEN_PATH, KeyMaterial, OciUser};
use crate::api::{ClientCertificate, Environment, Login, TokenSource};
use crate::framework::{Diagnostics, Path, Value};
use crate::rest::prelude::{Field, integer, object, string};

const IDENTITY: &[&str] = &["INFISICAL_MACHINE_IDENTITY_ID"];

/// The members of `auth`.
pub fn fields() -> Vec<Field> {
    let identity = || {
        string("identity_id")
            .sensitive()
            .doc("ID of the machine identity (`INFISICAL_MACHINE_IDENTITY_ID`).")
    };
    vec![
        string("organization_slug").doc("Log in to this organization or sub-organization (`INFISICAL_AUTH_ORGANIZATION_SLUG`)."),
        string("token").sensitive().doc("A ready access token (`INFISICAL_TOKEN`)."),
        object("universal", [
            string("client_id").sensitive().doc("Client ID (`INFISICAL_UNIVERSAL_AUTH_CLIENT_ID`)."),
            string("client_secret").sensitive().doc("Client secret (`INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET`)."),
        ]).doc("Universal auth: client ID and secret."),
        object("oidc", [
            identity(),
            string("token_environment_variable_name").doc("Environment variable that holds the JWT (`INFISICAL_OIDC_AUTH_TOKEN_NAME`). By default `INFISICAL_AUTH_JWT`, else the token of GitHub Actions or HCP Terraform when the run has one."),
            string("token_path").doc("File that holds the JWT (`INFISICAL_OIDC_AUTH_TOKEN_PATH`)."),
            string("audience").doc("Audience to ask GitHub Actions for."),
        ]).doc("OIDC auth: the JWT of a CI system or another OpenID Connect issuer."),
        object("jwt", [
            identity(),
            string("token").sensitive().doc("The JWT (`INFISICAL_JWT_AUTH_TOKEN`)."),
            string("token_path").doc("File that holds the JWT (`INFISICAL_JWT_AUTH_TOKEN_PATH`)."),
        ]).doc("JWT auth: a JWT that the identity's keys verify."),
        object("kubernetes", [
            identity(),
            string("service_account_token").sensitive().doc("Service account token (`INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN`)."),
            string("service_account_token_path").doc("File that holds it (`INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH`; default: where Kubernetes mounts it)."),
        ]).doc("Kubernetes auth: the pod's service account."),
        object("aws_iam", [identity(), string("region").doc("AWS region of the STS endpoint (default: as the AWS tools find it).")]).doc("AWS IAM auth, with the credentials that the AWS tools would find."),
        object("gcp_id_token", [identity()]).doc("GCP auth on a GCP machine: the metadata server's ID token."),
        object("gcp_iam", [
            identity(),
            string("service_account_key_path").doc("File with the service account's JSON key (`INFISICAL_GCP_IAM_SERVICE_ACCOUNT_KEY_FILE_PATH`, `GOOGLE_APPLICATION_CREDENTIALS`)."),
        ]).doc("GCP auth with a service account key."),
        object("azure", [
            identity(),
            string("resource").doc("Audience of the token (`INFISICAL_AZURE_AUTH_RESOURCE`)."),
            string("client_id").doc("Client ID of a user-assigned identity or a federated application (`AZURE_CLIENT_ID`)."),
        ]).doc("Azure auth: a managed identity, or a federated token file."),
        object("oci", [
            identity(),
            string("tenancy_ocid").doc("Tenancy (`OCI_TENANCY_OCID`)."),
            string("user_ocid").doc("User (`OCI_USER_OCID`)."),
            string("region").doc("Region (`OCI_REGION`)."),
            string("fingerprint").doc("Fingerprint of the API key (`OCI_FINGERPRINT`)."),
            string("private_key").sensitive().doc("The API key's private key, PEM (`OCI_PRIVATE_KEY`)."),
            string("private_key_path").doc("File that holds it (`OCI_PRIVATE_KEY_PATH`)."),
            string("private_key_passphrase").sensitive().doc("Its passphrase (`OCI_PRIVATE_KEY_PASSPHRASE`)."),
        ]).doc("OCI auth: a user's API signing key."),
        object("alicloud", [
            identity(),
            string("access_key_id").sensitive().doc("Access key ID (`ALICLOUD_ACCESS_KEY_ID`)."),
            string("access_key_secret").sensitive().doc("Access key secret (`ALICLOUD_ACCESS_KEY_SECRET`)."),
        ]).doc("Alibaba Cloud auth: an access key (temporary ones cannot work)."),
        object("ldap", [
            identity(),
            string("username").doc("LDAP user (`INFISICAL_LDAP_USERNAME`)."),
            string("password").sensitive().doc("Its password (`INFISICAL_LDAP_PASSWORD`)."),
        ]).doc("LDAP auth: user and password."),
        object("tls_cert", [
            identity(),
            string("certificate").doc("Client certificate, PEM (`INFISICAL_TLS_CERT_AUTH_CERTIFICATE`)."),
            string("certificate_path").doc("File that holds it (`INFISICAL_TLS_CERT_AUTH_CERTIFICATE_PATH`)."),
            string("private_key").sensitive().doc("Its private key, PEM (`INFISICAL_TLS_CERT_AUTH_PRIVATE_KEY`)."),
            string("private_key_path").doc("File that holds it (`INFISICAL_TLS_CERT_AUTH_PRIVATE_KEY_PATH`)."),
            integer("port").range(1..=65535).doc("Port of the login (default: 8443 on Infisical Cloud, the host's own elsewhere)."),
        ]).doc("TLS certificate auth: mutual TLS."),
    ]
}

/// Method names as `INFISICAL_AUTH_METHOD` and `auth` have them; configured ones are looked for in this order.
const METHODS: &[&str] = &[
    "oidc",
    "universal",
    "kubernetes",
    "aws_iam",
    "token",
    "jwt",
    "gcp_id_token",
    "gcp_iam",
    "azure",
    "oci",
    "alicloud",
    "ldap",
    "tls_cert",
];

struct Source<'a> {
    config: &'a Value,
    environment: &'a Environment,
    method: &'a str,
}

impl Source<'_> {
    /// A member of the method's object, else the environment's. Empty counts as missing here.
    fn get(&self, member: &str, variables: &[&str]) -> Option<String> {
        let configured = self
            .config
            .at("auth")
            .get(self.method)
            .get(member)
            .as_str()
            .map(str::to_owned);
        configured
            .or_else(|| variables.iter().find_map(|name| self.environment.get(name)))
            .filter(|text| !text.is_empty())
    }

    fn need(
        &self,
        member: &str,
        variables: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<String> {
        let found = self.get(member, variables);
        if found.is_none() {
            let how = variables
                .first()
                .map(|v| format!(", or the environment variable {v}"))
                .unwrap_or_default();
            diagnostics.error_at(
                Path::dotted(&format!("auth.{}.{member}", self.method)),
                "Incomplete login",
                format!(
                    "The login method {} needs {member}: set auth.{}.{member}{how}.",
                    self.method, self.method
                ),
            );
        }
        found
    }

    fn secret(
        &self,
        member: &str,
        variables: &[&str],
        diagnostics: &mut Diagnostics,
    ) -> Option<SecretString> {
        self.need(member, variables, diagnostics)
            .map(SecretString::from)
    }
}

/// What a variable is set to, when it looks like a word and not like a secret that went astray.
fn shown(text: &str) -> String {
    let word = text.len() <= 20
        && text
            .chars()
            .all(|c| c.is_ascii_alphabetic() || "_- ".contains(c));
    match word {
        true => format!(" is «{text}»: it"),
        false => String::new(),
    }
}

/// The login that the configuration chooses, else the environment; `None` with an error when there is none.
pub fn choose(
    config: &Value,
    environment: &Environment,
    diagnostics: &mut Diagnostics,
) -> Option<Login> {
    let auth = config.get("auth");
    let configured = METHODS.iter().copied().find(|m| {
        let value = auth.get(m);
        if *m == "token" {
            !value.is_empty()
        } else {
            !value.is_null()
        }
    });
    let root = |name: &str, variable: &str| {
        config
            .get(name)
            .as_str()
            .map(str::to_owned)
            .or_else(|| environment.get(variable))
            .filter(|t| !t.is_empty())
    };
    let client_id = root("client_id", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID");
    let client_secret = root("client_secret", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET");
    let service_token = root("service_token", "INFISICAL_SERVICE_TOKEN");
    let at_root = !config.get("client_id").is_empty() && !config.get("client_secret").is_empty();
    let from_environment = environment
        .get("INFISICAL_AUTH_METHOD")
        .filter(|m| !m.trim().is_empty());
    let token = environment.get("INFISICAL_TOKEN");
    let method = match (configured, &from_environment) {
        (Some(method), _) => Some(method),
        // What stands in the configuration beats the environment.
        (None, _) if at_root && service_token.is_none() => Some("universal"),
        (None, Some(name)) => match METHODS.iter().copied().find(|m| m == name) {
            Some(method) => Some(method),
            None => {
                diagnostics.error(
                    "Unknown login method",
                    format!(
                        "INFISICAL_AUTH_METHOD{} must be one of {}, exactly as written here.",
                        shown(name),
                        METHODS.join(", ")
                    ),
                );
                return None;
            }
        },
        (None, None) if token.is_some() => Some("token"),
        (None, None) if client_id.is_some() && client_secret.is_some() => Some("universal"),
        _ => None,
    };
    if let Some(service_token) = service_token {
        if let Some(method) = method {
            diagnostics.error("Two logins at once", format!("A service token and the login method {method} are both configured: remove one of them."));
            return None;
        }
        return Some(Login::ServiceToken(SecretString::from(service_token)));
    }
    let Some(method) = method else {
        diagnostics.error(
            "No login configured",
            "The provider needs to know how to log in to Infisical. One of these is enough:\n  - auth = { universal = { client_id, client_secret } }, or INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET\n  - auth = { token }, or INFISICAL_TOKEN\n  - auth = { oidc | jwt | kubernetes | aws_iam | gcp_id_token | gcp_iam | azure | oci | alicloud | ldap | tls_cert = { identity_id, ... } }, or INFISICAL_AUTH_METHOD and INFISICAL_MACHINE_IDENTITY_ID",
        );
        return None;
    };
    let source = Source {
        config,
        environment,
        method,
    };
    build(&source, client_id, client_secret, token, diagnostics)
}

fn token_source(
    source: &Source<'_>,
    value: &[&str],
    path: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<TokenSource> {
    if let Some(token) = source.get("token", value) {
        return Some(TokenSource::Value(SecretString::from(token)));
    }
    match source.get("token_path", path) {
        Some(file) => Some(TokenSource::File(file.into())),
        None => {
            source.need("token", value, diagnostics);
            None
        }
    }
}

fn key_material(
    source: &Source<'_>,
    value: &[&str],
    path: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<KeyMaterial> {
    if let Some(key) = source.get("private_key", value) {
        return Some(KeyMaterial::Value(SecretString::from(key)));
    }
    match source.get("private_key_path", path) {
        Some(file) => Some(KeyMaterial::File(file.into())),
        None => {
            source.need("private_key", value, diagnostics);
            None
        }
    }
}

fn build(
    source: &Source<'_>,
    client_id: Option<String>,
    client_secret: Option<String>,
    token: Option<String>,
    diagnostics: &mut Diagnostics,
) -> Option<Login> {
    let identity = |d: &mut Diagnostics| source.need("identity_id", IDENTITY, d);
    Some(match source.method {
        "universal" => {
            let id = source.get("client_id", &[]).or(client_id);
            let secret = source.get("client_secret", &[]).or(client_secret);
            let (Some(id), Some(secret)) = (id, secret) else {
                diagnostics.error(
                    "Incomplete login",
                    "Universal auth needs a client ID and a client secret: set auth.universal.client_id and auth.universal.client_secret, or INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET.",
                );
                return None;
            };
            Login::Universal {
                client_id: id.into(),
                client_secret: secret.into(),
            }
        }
        "token" => {
            let token = source
                .config
                .at("auth.token")
                .as_str()
                .map(str::to_owned)
                .filter(|t| !t.is_empty())
                .or(token);
            let Some(token) = token else {
                diagnostics.error_at(
                    Path::dotted("auth.token"),
                    "Incomplete login",
                    "Token auth needs an access token: set auth.token or INFISICAL_TOKEN.",
                );
                return None;
            };
            Login::Token(token.into())
        }
        "oidc" => {
            let named = source.get(
                "token_environment_variable_name",
                &[
                    "INFISICAL_OIDC_AUTH_TOKEN_NAME",
                    "INFISICAL_OIDC_AUTH_TOKEN_KEY_NAME",
                ],
            );
            let token = match (
                named,
                source.get("token_path", &["INFISICAL_OIDC_AUTH_TOKEN_PATH"]),
                source.get("audience", &[]),
            ) {
                (Some(name), _, _) => TokenSource::Variable(name),
                (None, Some(file), _) => TokenSource::File(file.into()),
                (None, None, Some(audience)) => TokenSource::GitHubActions {
                    audience: Some(audience),
                },
                (None, None, None) => TokenSource::Detect,
            };
            Login::Oidc {
                identity_id: identity(diagnostics)?,
                token,
            }
        }
        "jwt" => Login::Jwt {
            identity_id: identity(diagnostics)?,
            token: token_source(
                source,
                &["INFISICAL_JWT_AUTH_TOKEN"],
                &["INFISICAL_JWT_AUTH_TOKEN_PATH"],
                diagnostics,
            )?,
        },
        "kubernetes" => {
            let token = match source.get(
                "service_account_token",
                &["INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN"],
            ) {
                Some(token) => TokenSource::Value(token.into()),
                None => TokenSource::File(
                    source
                        .get(
                            "service_account_token_path",
                            &["INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH"],
                        )
                        .unwrap_or_else(|| KUBERNETES_TOKEN_PATH.to_owned())
                        .into(),
                ),
            };
            Login::Kubernetes {
                identity_id: identity(diagnostics)?,
                token,
            }
        }
        "aws_iam" => Login::AwsIam {
            identity_id: identity(diagnostics)?,
            region: source.get("region", &[]),
        },
        "gcp_id_token" => Login::GcpIdToken {
            identity_id: identity(diagnostics)?,
        },
        "gcp_iam" => {
            let variables = [
                "INFISICAL_GCP_IAM_SERVICE_ACCOUNT_KEY_FILE_PATH",
                "GOOGLE_APPLICATION_CREDENTIALS",
            ];
            let key = KeyMaterial::File(
                source
                    .need("service_account_key_path", &variables, diagnostics)?
                    .into(),
            );
            Login::GcpIam {
                identity_id: identity(diagnostics)?,
                key,
            }
        }
        "azure" => Login::Azure {
            identity_id: identity(diagnostics)?,
            resource: source.get("resource", &["INFISICAL_AZURE_AUTH_RESOURCE"]),
            client_id: source.get("client_id", &["AZURE_CLIENT_ID"]),
        },
        "oci" => Login::Oci {
            identity_id: identity(diagnostics)?,
            user: OciUser {
                tenancy: source.need("tenancy_ocid", &["OCI_TENANCY_OCID"], diagnostics)?,
                user: source.need("user_ocid", &["OCI_USER_OCID"], diagnostics)?,
                region: source.need("region", &["OCI_REGION"], diagnostics)?,
                fingerprint: source.need("fingerprint", &["OCI_FINGERPRINT"], diagnostics)?,
                private_key: key_material(
                    source,
                    &["OCI_PRIVATE_KEY"],
                    &["OCI_PRIVATE_KEY_PATH"],
                    diagnostics,
                )?,
                passphrase: source
                    .get("private_key_passphrase", &["OCI_PRIVATE_KEY_PASSPHRASE"])
                    .map(SecretString::from),
            },
        },
        "alicloud" => Login::AliCloud {
            identity_id: identity(diagnostics)?,
            access_key_id: source.need(
                "access_key_id",
                &["ALICLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_ID"],
                diagnostics,
            )?,
            access_key_secret: source.secret(
                "access_key_secret",
                &[
                    "ALICLOUD_ACCESS_KEY_SECRET",
                    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                ],
                diagnostics,
            )?,
        },
        "ldap" => Login::Ldap {
            identity_id: identity(diagnostics)?,
            username: source.need("username", &["INFISICAL_LDAP_USERNAME"], diagnostics)?,
            password: source.secret("password", &["INFISICAL_LDAP_PASSWORD"], diagnostics)?,
        },
        "tls_cert" => {
            let certificate =
                match source.get("certificate", &["INFISICAL_TLS_CERT_AUTH_CERTIFICATE"]) {
                    Some(pem) => Some(pem),
                    None => match source.get(
                        "certificate_path",
                        &["INFISICAL_TLS_CERT_AUTH_CERTIFICATE_PATH"],
                    ) {
                        Some(file) => Some(super::pem_or_file(
                            file,
                            "auth.tls_cert.certificate_path",
                            diagnostics,
                        )?),
                        None => None,
                    },
                };
            let certificate = match certificate {
                None => None,
                Some(cert_pem) => {
                    let key = match key_material(
                        source,
                        &["INFISICAL_TLS_CERT_AUTH_PRIVATE_KEY"],
                        &["INFISICAL_TLS_CERT_AUTH_PRIVATE_KEY_PATH"],
                        diagnostics,
                    )? {
                        KeyMaterial::Value(key) => key,
                        KeyMaterial::File(file) => super::pem_or_file(
                            file.display().to_string(),
                            "auth.tls_cert.private_key_path",
                            diagnostics,
                        )?
                        .into(),
                    };
                    Some(ClientCertificate {
                        cert_pem,
                        key_pem: key,
                    })
                }
            };
            let port = source
                .config
                .at("auth.tls_cert.port")
                .as_i64()
                .and_then(|p| u16::try_from(p).ok());
            Login::TlsCert {
                identity_id: identity(diagnostics)?,
                certificate,
                port,
            }
        }
        other => {
            diagnostics.error(
                "Unknown login method",
                format!("{other} is no login method."),
            );
            return None;
        }
    })
}

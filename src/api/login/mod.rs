//! Every way to log in: each method makes the body of its login call; what follows is the same for all.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use url::Url;

use super::config::{ClientCertificate, ClientConfig, ConfigError};
use super::transport::Target;
use cloud::Cloud;

mod alicloud;
mod aws;
mod azure;
pub(crate) mod cloud;
mod gcp;
mod jwt;
mod oci;
mod rsa;

pub use jwt::DEFAULT_VARIABLE as DEFAULT_TOKEN_VARIABLE;

/// Where Kubernetes mounts a pod's service account token.
pub const KUBERNETES_TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/// Infisical's cloud asks for client certificates at a port of its own.
const CLOUD_TLS_PORT: u16 = 8443;

/// Where a JWT comes from. Read anew at every login, as such tokens are short-lived.
#[derive(Debug, Clone)]
pub enum TokenSource {
    /// Given as it is.
    Value(SecretString),
    /// In the environment variable of this name (also GitLab's `id_tokens`).
    Variable(String),
    /// In a file.
    File(PathBuf),
    /// GitHub Actions' own token service (needs `permissions: id-token: write`).
    GitHubActions {
        /// The audience to ask for; GitHub's default when none.
        audience: Option<String>,
    },
    /// HCP Terraform's workload identity token, optionally one with a tag.
    HcpTerraform {
        /// The tag of `TFC_WORKLOAD_IDENTITY_TOKEN_<TAG>`.
        tag: Option<String>,
    },
    /// The first that this environment has: `INFISICAL_AUTH_JWT`, GitHub Actions, HCP Terraform.
    Detect,
}

/// A login method with its credentials.
#[derive(Debug, Clone)]
pub enum Login {
    /// Client id and secret.
    Universal {
        /// The client id.
        client_id: SecretString,
        /// The client secret.
        client_secret: SecretString,
    },
    /// A ready access token.
    Token(SecretString),
    /// A service token (`st.`), deprecated by Infisical: secrets and folders only.
    ServiceToken(SecretString),
    /// A JWT of an OpenID Connect issuer.
    Oidc {
        /// The machine identity.
        identity_id: String,
        /// Where the JWT comes from.
        token: TokenSource,
    },
    /// A JWT that the identity's keys verify.
    Jwt {
        /// The machine identity.
        identity_id: String,
        /// Where the JWT comes from.
        token: TokenSource,
    },
    /// A Kubernetes service account token.
    Kubernetes {
        /// The machine identity.
        identity_id: String,
        /// Where the token comes from; usually a file at [`KUBERNETES_TOKEN_PATH`].
        token: TokenSource,
    },
    /// AWS: a signed GetCallerIdentity request, with credentials of the default chain.
    AwsIam {
        /// The machine identity.
        identity_id: String,
        /// The region of the STS endpoint; found in the environment when none.
        region: Option<String>,
    },
    /// GCP: an id token of the metadata server.
    GcpIdToken {
        /// The machine identity.
        identity_id: String,
    },
    /// GCP: a JWT signed with a service account's key.
    GcpIam {
        /// The machine identity.
        identity_id: String,
        /// The service account key (JSON).
        key: KeyMaterial,
    },
    /// Azure: a token of a managed identity or of a federated workload.
    Azure {
        /// The machine identity.
        identity_id: String,
        /// The audience; `https://management.azure.com/` when none.
        resource: Option<String>,
        /// The client id of a user-assigned identity or of the federated application.
        client_id: Option<String>,
    },
    /// OCI: a signed request for the user.
    Oci {
        /// The machine identity.
        identity_id: String,
        /// The user and its API key.
        user: OciUser,
    },
    /// Alibaba Cloud: a signed GetCallerIdentity request.
    AliCloud {
        /// The machine identity.
        identity_id: String,
        /// The access key id (no temporary one).
        access_key_id: String,
        /// The access key secret.
        access_key_secret: SecretString,
    },
    /// LDAP user and password.
    Ldap {
        /// The machine identity.
        identity_id: String,
        /// The LDAP user.
        username: String,
        /// Its password.
        password: SecretString,
    },
    /// Mutual TLS.
    TlsCert {
        /// The machine identity.
        identity_id: String,
        /// The certificate to show; that of the client when none.
        certificate: Option<ClientCertificate>,
        /// The port of the login; 8443 on Infisical's cloud and the host's own elsewhere when none.
        port: Option<u16>,
    },
}

/// A key by value or by file.
#[derive(Debug, Clone)]
pub enum KeyMaterial {
    /// The text itself.
    Value(SecretString),
    /// A file that holds it.
    File(PathBuf),
}

/// An OCI user with its API signing key.
#[derive(Debug, Clone)]
pub struct OciUser {
    /// `ocid1.tenancy...`
    pub tenancy: String,
    /// `ocid1.user...`
    pub user: String,
    /// For example `eu-frankfurt-1`.
    pub region: String,
    /// The fingerprint of the API key.
    pub fingerprint: String,
    /// The private key (PEM).
    pub private_key: KeyMaterial,
    /// The passphrase of the private key, if it has one.
    pub passphrase: Option<SecretString>,
}

impl Login {
    /// The method in words, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Universal { .. } => "universal auth",
            Self::Token(_) => "an access token",
            Self::ServiceToken(_) => "a service token",
            Self::Oidc { .. } => "OIDC auth",
            Self::Jwt { .. } => "JWT auth",
            Self::Kubernetes { .. } => "Kubernetes auth",
            Self::AwsIam { .. } => "AWS IAM auth",
            Self::GcpIdToken { .. } => "GCP id token auth",
            Self::GcpIam { .. } => "GCP IAM auth",
            Self::Azure { .. } => "Azure auth",
            Self::Oci { .. } => "OCI auth",
            Self::AliCloud { .. } => "Alibaba Cloud auth",
            Self::Ldap { .. } => "LDAP auth",
            Self::TlsCert { .. } => "TLS certificate auth",
        }
    }

    /// The route of the login call; none where the credential is the token itself.
    pub(crate) fn route(&self) -> Option<&'static str> {
        Some(match self {
            Self::Token(_) | Self::ServiceToken(_) => return None,
            Self::Universal { .. } => "/api/v1/auth/universal-auth/login",
            Self::Oidc { .. } => "/api/v1/auth/oidc-auth/login",
            Self::Jwt { .. } => "/api/v1/auth/jwt-auth/login",
            Self::Kubernetes { .. } => "/api/v1/auth/kubernetes-auth/login",
            Self::AwsIam { .. } => "/api/v1/auth/aws-auth/login",
            Self::GcpIdToken { .. } | Self::GcpIam { .. } => "/api/v1/auth/gcp-auth/login",
            Self::Azure { .. } => "/api/v1/auth/azure-auth/login",
            Self::Oci { .. } => "/api/v1/auth/oci-auth/login",
            Self::AliCloud { .. } => "/api/v1/auth/alicloud-auth/login",
            Self::Ldap { .. } => "/api/v1/auth/ldap-auth/login",
            Self::TlsCert { .. } => "/api/v1/auth/tls-cert-auth/login",
        })
    }
}

impl Login {
    /// Finds at configure time what can never work.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let secret = |secret: &SecretString| secret.expose_secret().trim().is_empty();
        let missing = match self {
            Self::Universal { client_id, .. } if secret(client_id) => "the client id is empty",
            Self::Universal { client_secret, .. } if secret(client_secret) => {
                "the client secret is empty"
            }
            Self::Token(token) | Self::ServiceToken(token) if secret(token) => "the token is empty",
            _ if self.identity_id().is_some_and(|id| id.trim().is_empty()) => {
                "the identity id is empty"
            }
            _ => return Ok(()),
        };
        Err(ConfigError::Login {
            method: self.name(),
            reason: missing.into(),
        })
    }

    /// The machine identity that the method names, where it names one.
    pub fn identity_id(&self) -> Option<&str> {
        match self {
            Self::Universal { .. } | Self::Token(_) | Self::ServiceToken(_) => None,
            Self::Oidc { identity_id, .. }
            | Self::Jwt { identity_id, .. }
            | Self::Kubernetes { identity_id, .. }
            | Self::AwsIam { identity_id, .. }
            | Self::GcpIdToken { identity_id }
            | Self::GcpIam { identity_id, .. }
            | Self::Azure { identity_id, .. }
            | Self::Oci { identity_id, .. }
            | Self::AliCloud { identity_id, .. }
            | Self::Ldap { identity_id, .. }
            | Self::TlsCert { identity_id, .. } => Some(identity_id),
        }
    }

    /// The body of the login call, or why the credential for it cannot be had.
    pub(crate) async fn body(&self, cloud: &Cloud<'_>) -> Result<Map<String, Value>, String> {
        let jwt = |token: SecretString| {
            Map::from_iter([("jwt".to_owned(), json!(token.expose_secret().trim()))])
        };
        let mut fields = match self {
            // These two are the token itself; nobody asks for a login call.
            Self::Token(_) | Self::ServiceToken(_) => Map::new(),
            Self::Universal {
                client_id,
                client_secret,
            } => Map::from_iter([
                ("clientId".to_owned(), json!(client_id.expose_secret())),
                (
                    "clientSecret".to_owned(),
                    json!(client_secret.expose_secret()),
                ),
            ]),
            Self::Oidc { token, .. } | Self::Jwt { token, .. } | Self::Kubernetes { token, .. } => {
                jwt(token.read(cloud).await?)
            }
            Self::AwsIam { region, .. } => aws::fields(cloud, region.as_deref()).await?,
            Self::GcpIdToken { identity_id } => {
                jwt(gcp::id_token(cloud, identity_id.trim()).await?)
            }
            Self::GcpIam { identity_id, key } => {
                jwt(gcp::signed_jwt(cloud, identity_id.trim(), key).await?)
            }
            Self::Azure {
                resource,
                client_id,
                ..
            } => jwt(azure::access_token(cloud, resource.as_deref(), client_id.as_deref()).await?),
            Self::Oci { user, .. } => oci::fields(cloud, user).await?,
            Self::AliCloud {
                access_key_id,
                access_key_secret,
                ..
            } => alicloud::fields(access_key_id, access_key_secret)?,
            Self::Ldap {
                username, password, ..
            } => Map::from_iter([
                ("username".to_owned(), json!(username)),
                ("password".to_owned(), json!(password.expose_secret())),
            ]),
            Self::TlsCert { .. } => Map::new(),
        };
        if let Some(id) = self.identity_id() {
            fields.insert("identityId".to_owned(), json!(id.trim()));
        }
        Ok(fields)
    }

    /// Where the login goes when not to the client's own host with its own certificate.
    pub(crate) fn target(
        &self,
        config: &ClientConfig,
        host: &str,
    ) -> Result<Option<Target>, ConfigError> {
        let Self::TlsCert {
            certificate, port, ..
        } = self
        else {
            return Ok(None);
        };
        let fail = |reason: &str| ConfigError::Login {
            method: self.name(),
            reason: reason.into(),
        };
        if certificate.is_none() && config.client_certificate.is_none() {
            return Err(fail("no client certificate is configured"));
        }
        let mut url = Url::parse(host).map_err(|error| fail(&error.to_string()))?;
        let on_cloud = url
            .host_str()
            .is_some_and(|name| name.ends_with(".infisical.com"));
        if let Some(port) = port.or(on_cloud.then_some(CLOUD_TLS_PORT)) {
            url.set_port(Some(port))
                .map_err(|()| fail("the host takes no port"))?;
        }
        let host = url.as_str().trim_end_matches('/').to_owned();
        Target::new(config, host, certificate.as_ref()).map(Some)
    }
}

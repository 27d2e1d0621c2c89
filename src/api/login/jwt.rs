//! Where the JWTs of OIDC, JWT and Kubernetes logins come from.

use reqwest::Url;
use secrecy::SecretString;

use super::TokenSource;
use super::cloud::{Cloud, Service};

/// The variable that the official provider reads when none is named.
pub const DEFAULT_VARIABLE: &str = "INFISICAL_AUTH_JWT";
const GITHUB_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
const GITHUB_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
const HCP_VARIABLE: &str = "TFC_WORKLOAD_IDENTITY_TOKEN";

impl TokenSource {
    pub(crate) async fn read(&self, cloud: &Cloud<'_>) -> Result<SecretString, String> {
        match self {
            Self::Value(token) => Ok(token.clone()),
            Self::Variable(name) => from_variable(cloud, name),
            Self::File(path) => cloud.file("the token", path).await.map(SecretString::from),
            Self::GitHubActions { audience } => from_github(cloud, audience.as_deref()).await,
            Self::HcpTerraform { tag: None } => from_variable(cloud, HCP_VARIABLE),
            Self::HcpTerraform { tag: Some(tag) } => {
                from_variable(cloud, &format!("{HCP_VARIABLE}_{tag}"))
            }
            Self::Detect => match () {
                () if cloud.variable(DEFAULT_VARIABLE).is_some() => {
                    from_variable(cloud, DEFAULT_VARIABLE)
                }
                () if cloud.variable(GITHUB_URL).is_some() => from_github(cloud, None).await,
                () if cloud.variable(HCP_VARIABLE).is_some() => from_variable(cloud, HCP_VARIABLE),
                () => Err(format!(
                    "no token found: neither {DEFAULT_VARIABLE}, nor GitHub Actions ({GITHUB_URL}, needs `permissions: \
                     id-token: write`), nor HCP Terraform ({HCP_VARIABLE}) has one"
                )),
            },
        }
    }
}

fn from_variable(cloud: &Cloud<'_>, name: &str) -> Result<SecretString, String> {
    let token = cloud
        .variable(name)
        .filter(|token| !token.trim().is_empty());
    token.map(SecretString::from).ok_or_else(|| {
        format!("the environment variable {name} that should hold the token is not set or empty")
    })
}

async fn from_github(cloud: &Cloud<'_>, audience: Option<&str>) -> Result<SecretString, String> {
    let missing = |name| {
        format!("{name} is not set: run in GitHub Actions, with `permissions: id-token: write`")
    };
    let url = cloud
        .variable(GITHUB_URL)
        .ok_or_else(|| missing(GITHUB_URL))?;
    let bearer = cloud
        .variable(GITHUB_TOKEN)
        .ok_or_else(|| missing(GITHUB_TOKEN))?;
    let mut url = Url::parse(&url).map_err(|error| format!("{GITHUB_URL} is no URL: {error}"))?;
    if let Some(audience) = audience {
        url.query_pairs_mut().append_pair("audience", audience);
    }
    let request = cloud.http(Service::Public)?.get(url).bearer_auth(bearer);
    cloud
        .ask_for("GitHub's token service", "value", request)
        .await
}

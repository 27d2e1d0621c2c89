//! Azure: an access token of a federated workload, of App Service, or of the machine's managed identity.

use secrecy::SecretString;

use super::cloud::{Cloud, Service};

const DEFAULT_RESOURCE: &str = "https://management.azure.com/";
const DEFAULT_AUTHORITY: &str = "https://login.microsoftonline.com";

/// An access token for `resource`, from the first source that this environment has.
pub(crate) async fn access_token(
    cloud: &Cloud<'_>,
    resource: Option<&str>,
    client_id: Option<&str>,
) -> Result<SecretString, String> {
    let resource = resource.unwrap_or(DEFAULT_RESOURCE);
    if let Some(file) = cloud.variable("AZURE_FEDERATED_TOKEN_FILE") {
        return federated(cloud, resource, client_id, &file).await;
    }
    if let (Some(endpoint), Some(secret)) = (
        cloud.variable("IDENTITY_ENDPOINT"),
        cloud.variable("IDENTITY_HEADER"),
    ) {
        let request = managed(cloud, &endpoint, "2019-08-01", resource, client_id)?
            .header("X-IDENTITY-HEADER", secret);
        return cloud
            .ask_for("App Service's identity endpoint", "access_token", request)
            .await;
    }
    let base = cloud.variable("AZURE_POD_IDENTITY_AUTHORITY_HOST");
    let base = base.unwrap_or_else(|| "http://169.254.169.254".to_owned());
    let endpoint = format!(
        "{}/metadata/identity/oauth2/token",
        base.trim_end_matches('/')
    );
    let request =
        managed(cloud, &endpoint, "2018-02-01", resource, client_id)?.header("Metadata", "true");
    let token = cloud
        .ask_for("Azure's metadata server", "access_token", request)
        .await;
    token.map_err(|error| {
        format!("{error}. This method needs a managed identity on Azure, or a federated one (AZURE_FEDERATED_TOKEN_FILE, AZURE_TENANT_ID, AZURE_CLIENT_ID)")
    })
}

fn managed(
    cloud: &Cloud<'_>,
    endpoint: &str,
    version: &str,
    resource: &str,
    client_id: Option<&str>,
) -> Result<reqwest::RequestBuilder, String> {
    let mut query = vec![("api-version", version), ("resource", resource)];
    query.extend(client_id.map(|id| ("client_id", id)));
    let url = reqwest::Url::parse_with_params(endpoint, query);
    let url =
        url.map_err(|error| format!("the identity endpoint {endpoint} is no URL: {error}"))?;
    Ok(cloud.http(Service::Metadata)?.get(url))
}

/// The exchange of a federated token (AKS workload identity and the like).
async fn federated(
    cloud: &Cloud<'_>,
    resource: &str,
    client_id: Option<&str>,
    file: &str,
) -> Result<SecretString, String> {
    let variable = |name: &str| {
        cloud
            .variable(name)
            .ok_or_else(|| format!("AZURE_FEDERATED_TOKEN_FILE is set, but {name} is not"))
    };
    let tenant = variable("AZURE_TENANT_ID")?;
    let client_id = match client_id {
        Some(id) => id.to_owned(),
        None => variable("AZURE_CLIENT_ID")?,
    };
    let assertion = cloud.file("the federated token", file.as_ref()).await?;
    let authority = cloud
        .variable("AZURE_AUTHORITY_HOST")
        .unwrap_or_else(|| DEFAULT_AUTHORITY.to_owned());
    let url = format!(
        "{}/{tenant}/oauth2/v2.0/token",
        authority.trim_end_matches('/')
    );
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &client_id),
        (
            "scope",
            &format!("{}/.default", resource.trim_end_matches('/')),
        ),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", assertion.trim()),
    ];
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let request = cloud
        .http(Service::Public)?
        .post(url)
        .header(
            reqwest::header::CONTENT_TYPE,
            "application/x-www-form-urlencoded",
        )
        .body(body);
    cloud
        .ask_for("Azure's token service", "access_token", request)
        .await
}

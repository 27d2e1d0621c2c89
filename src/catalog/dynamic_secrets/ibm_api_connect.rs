//! IBM API Connect: credentials of an application.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("instance_url").required().format(Format::Url).doc("URL of the API Connect instance."),
            some("client_id").required().doc("Client ID of the toolkit credentials."),
            secret("client_secret").required().not_empty().doc("Client secret of the toolkit credentials."),
            secret("api_key").required().not_empty().doc("API key of the user that Infisical acts as."),
            some("org_id").required().doc("ID of the provider organization."),
            some("catalog_id").required().doc("ID of the catalog."),
            some("consumer_org_id").required().doc("ID of the consumer organization."),
            some("app_id").required().doc("ID of the application whose credentials are made."),
        ], gateway().into()]);
    dynamic_secret("ibm-api-connect", "IBM API Connect", inputs)
}

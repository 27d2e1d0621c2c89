//! OAuth 2.0: access tokens by client credentials.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            constant("grantType", "client-credentials"),
            url("token_url").doc("URL that gives tokens."),
            url("revocation_url").doc("URL that revokes tokens."),
            some("client_id").required().len(1..=1024).doc("Client ID that the authorization server gave to the application."),
            object(
                "client_auth",
                [
                    string("method").required().one_of(["client_secret_basic", "client_secret_post"]).doc("How the client secret is sent: `client_secret_basic` (header) or `client_secret_post` (body)."),
                    string("client_secret").trimmed().required().secret().len(1..=4096).doc("Client secret. Infisical never tells it again."),
                ],
            )
            .required()
            .doc("How the client signs in."),
            text("scope").len(0..=2048).pattern(r"^([\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*)?$", "scopes separated by single blanks").doc("Scopes of the tokens, separated by blanks."),
            objects(
                "extra_params",
                [
                    some("key").required().len(1..=128).pattern(r"^[A-Za-z0-9._~:\[\]-]+$", "letters, digits and ._~:[]-").doc("Name of the parameter."),
                    some("value").required().len(1..=2048).doc("What is sent as this parameter."),
                ],
            )
            .size(0..=20)
            .clear_with(json!([]))
            .doc("Further parameters of token requests, such as `audience`; at most 20."),
        ]]);
    dynamic_secret("oauth2", "OAuth 2.0", inputs)
        .on_validate(|config, diagnostics| {
            check(config, diagnostics);
            let extra = config.at("configuration.extra_params").items().unwrap_or(&[]);
            let names: Vec<String> = extra.iter().filter_map(|p| p.get("key").as_str()).map(|k| k.trim().to_lowercase()).collect();
            for (i, name) in names.iter().enumerate() {
                let fault = if RESERVED.contains(&name.as_str()) {
                    "is sent by Infisical itself"
                } else if names[..i].contains(name) {
                    "stands there twice"
                } else {
                    continue;
                };
                diagnostics.error_at(Path::dotted("configuration.extra_params"), "Parameter refused", format!("The parameter {name} {fault}."));
            }
        })
}

/// Parameters that Infisical sends itself.
const RESERVED: [&str; 6] = [
    "grant_type",
    "scope",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
];

fn url(name: &str) -> Field {
    text(name).required().len(1..=2048).format(Format::Url)
}

//! Tailscale: auth keys, OAuth clients or federated identities of a tailnet.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            string("auth_type").required().one_of(["auth_keys", "oauth_keys", "federated_keys"]).doc("What is leased: `auth_keys`, `oauth_keys` (OAuth clients) or `federated_keys` (federated identities)."),
            object(
                "auth",
                [
                    string("method").required().one_of(["api_key", "oauth"]).doc("How Infisical signs in: `api_key` or `oauth`."),
                    secret("api_key").required_when("method", ["api_key"]).not_empty().doc("API access token, with `api_key`."),
                    some("client_id").required_when("method", ["oauth"]).doc("ID of the OAuth client, with `oauth`."),
                    secret("client_secret").required_when("method", ["oauth"]).not_empty().doc("Secret of the OAuth client."),
                ],
            )
            .required()
            .doc("How Infisical signs in."),
            some("tailnet").default("-").absent_means("-").doc("Name of the tailnet. `-`, the one of the credentials, by default."),
            text("description").len(0..=50).doc("Description of what is leased, at most 50 characters."),
            texts("tags").doc("Tags, such as `tag:ci`. Needed for all but auth keys."),
            flag("reusable").doc("The key may be used more than once."),
            flag("preauthorized").doc("Devices need no approval."),
            texts("scopes").required_when("auth_type", SCOPED).size(1..=u64::MAX).clear_omits().doc("Scopes of the OAuth client or federated identity, none that could make credentials."),
            some("issuer").required_when("auth_type", ["federated_keys"]).clear_omits().doc("Issuer of the tokens that are exchanged."),
            some("subject").required_when("auth_type", ["federated_keys"]).clear_omits().doc("Subject of the tokens that are exchanged."),
            text("audience").only_when("auth_type", ["federated_keys"]).doc("Audience of the tokens that are exchanged."),
        ]]);
    dynamic_secret("tailscale", "Tailscale", inputs)
        .rule(Rule::RequiredWhen {
            attribute: "configuration.tags".into(),
            discriminator: "configuration.auth_type".into(),
            values: SCOPED.map(str::to_owned).into(),
        })
        .rule(no("reusable"))
        .rule(no("preauthorized"))
        .on_validate(|config, diagnostics| {
            check(config, diagnostics);
            let inputs = config.get("configuration");
            let scoped = inputs.get("auth_type").as_str().is_some_and(|t| SCOPED.contains(&t));
            if scoped && matches!(inputs.get("tags"), Value::List(tags) if tags.is_empty()) {
                diagnostics.error_at(Path::dotted("configuration.tags"), "Tags missing", "OAuth clients and federated identities need at least one tag.");
            }
            for scope in inputs.get("scopes").items().unwrap_or(&[]).iter().filter_map(Value::as_str) {
                if REFUSED_SCOPES.contains(&scope) {
                    diagnostics.error_at(Path::dotted("configuration.scopes"), "Scope refused", format!("The scope {scope} could make further credentials; Infisical does not lease it."));
                }
            }
        })
}

/// What has scopes and tags.
const SCOPED: [&str; 2] = ["oauth_keys", "federated_keys"];

/// Scopes that could make further credentials.
const REFUSED_SCOPES: [&str; 5] = [
    "auth_keys",
    "oauth_keys",
    "federated_keys",
    "api_access_tokens",
    "all",
];

/// A property of auth keys, off by default.
fn flag(name: &str) -> Field {
    boolean(name)
        .default(false)
        .absent_means(false)
        .only_when("auth_type", ["auth_keys"])
}

/// The property must not be on where there is no auth key.
fn no(flag: &str) -> Rule {
    Rule::ValueWhen {
        attribute: format!("configuration.{flag}"),
        allowed: vec!["false".into()],
        discriminator: "configuration.auth_type".into(),
        values: SCOPED.map(str::to_owned).into(),
    }
}

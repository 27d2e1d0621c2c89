//! Google Cloud: access tokens of a service account.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("service_account_email").required().len(1..=128).format(Format::Email).doc("E-mail address of the service account whose tokens are leased."),
            texts("token_scopes").default(scopes()).absent_means(scopes()).size(1..=u64::MAX).doc("OAuth scopes of the tokens. `iam` and `cloud-platform` by default."),
        ]]);
    dynamic_secret("gcp-iam", "Google Cloud IAM", inputs)
}

/// What Infisical takes when nothing is said.
fn scopes() -> Value {
    Value::List(
        ["iam", "cloud-platform"]
            .map(|scope| Value::string(format!("https://www.googleapis.com/auth/{scope}")))
            .into(),
    )
}

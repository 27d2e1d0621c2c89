//! Elasticsearch.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("host").required().doc("URL or host name of the cluster."),
            port(),
            texts("roles").required().size(1..=u64::MAX).doc("Roles of the generated users."),
            object(
                "auth",
                [
                    string("type").required().one_of(["user", "api-key"]).doc("How Infisical signs in: `user` or `api-key`."),
                    text("username").required_when("type", ["user"]).doc("User that makes the generated users, with `user`."),
                    secret("password").required_when("type", ["user"]).doc("Password of that user."),
                    text("api_key_id").required_when("type", ["api-key"]).doc("ID of the API key, with `api-key`."),
                    secret("api_key").required_when("type", ["api-key"]).doc("API key in its encoded form, as Elasticsearch shows it when the key is made."),
                ],
            )
            .required()
            .doc("How Infisical signs in."),
        ], tls().into()]);
    dynamic_secret("elastic-search", "Elasticsearch", inputs)
}

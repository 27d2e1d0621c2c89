//! GitHub, in the cloud or self-hosted.
use super::builder::app_connection;
use super::members::{code, installation_id};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let instance = || {
        [
            string("instance_type").one_of(["cloud", "server"]).doc("`cloud` for github.com and GitHub Enterprise Cloud, `server` for GitHub Enterprise Server. Left out: `cloud`."),
            string("host").doc("Host name of the GitHub Enterprise instance. Needed with `server`."),
        ]
    };
    let app = || {
        string("github_app_id")
            .json("gitHubAppId")
            .uuid()
            .doc("ID in Infisical of a GitHub App registered there. Left out: the app of the whole Infisical instance.")
    };
    app_connection("github", "GitHub")
        .method(
            "pat",
            [string("personal_access_token")
                .required()
                .secret()
                .not_empty()
                .doc("Personal access token that may administer the repositories' secrets.")]
            .into_iter()
            .chain(instance()),
        )
        .browser_method(
            "github-app",
            [code(), installation_id(), app()]
                .into_iter()
                .chain(instance()),
        )
        .browser_method("oauth", [code()].into_iter().chain(instance()))
        .credential_rule(Rule::RequiredWhen {
            attribute: "host".into(),
            discriminator: "instance_type".into(),
            values: vec!["server".into()],
        })
        .gateway()
        .on_answer(cloud_goes_without_saying)
        .build()
}

/// The official provider sends `cloud` for an unset `instance_type` and keeps it unset in state. An import tells it.
fn cloud_goes_without_saying(answer: &mut serde_json::Value, before: &Value) {
    let credentials = before.get("credentials");
    let unset = !credentials.is_null() && credentials.get("instance_type").is_null();
    if let Some(serde_json::Value::Object(credentials)) = answer.get_mut("credentials")
        && unset
        && credentials.get("instanceType") == Some(&json!("cloud"))
    {
        credentials.remove("instanceType");
    }
}

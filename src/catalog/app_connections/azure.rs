//! What the Azure connections share: the app registration's credentials, and Infisical rotating its client secret.

use super::builder::{AppConnection, app_connection};
use crate::rest::prelude::*;

/// An Azure connection, able to rotate its own client secret.
pub fn azure_connection(app: &str, title: &str) -> AppConnection {
    app_connection(app, title)
        .fields([
            boolean("auto_rotation_enabled")
                .json("isAutoRotationEnabled")
                .default(false)
                .absent_means(false)
                .with_group("rotation")
                .doc(
                    "Whether Infisical replaces the client secret regularly. It does so once at once: the given secret stops \
                     working. Needs method `client-secret` and `credentials.client_secret_key_id`. `false` pauses a rotation. Default: `false`.",
                ),
            object(
                "rotation",
                [
                    integer("rotation_interval")
                        .required()
                        .range(1..=365)
                        .doc("Days between rotations."),
                    object(
                        "rotate_at_utc",
                        [
                            integer("hours").required().range(0..=23).doc("Hour, in UTC."),
                            integer("minutes").required().range(0..=59).doc("Minute of the hour."),
                        ],
                    )
                    .required()
                    .doc("Time of day of a rotation."),
                ],
            )
            .required_when("auto_rotation_enabled", ["true"])
            .clear_omits()
            .with_group("rotation")
            .doc("When the client secret is rotated. Remove it while `auto_rotation_enabled` is `false`: Infisical keeps the schedule of a paused rotation."),
        ])
        .rule(Rule::ValueWhen {
            attribute: "auto_rotation_enabled".into(),
            allowed: vec!["false".into()],
            discriminator: "method".into(),
            values: ["oauth", "access-token", "certificate"].map(String::from).to_vec(),
        })
        .list_is_partial()
        .on_send(keep_rotation_as_planned)
}

/// New credentials start a paused rotation again unless the same PATCH says that it stays off.
fn keep_rotation_as_planned(verb: Verb, body: &mut serde_json::Value, planned: &Value) {
    if verb != Verb::Patch || body.get("credentials").is_none() {
        return;
    }
    if let (Some(body), Some(enabled)) = (
        body.as_object_mut(),
        planned.get("auto_rotation_enabled").as_bool(),
    ) {
        body.insert("isAutoRotationEnabled".into(), json!(enabled));
    }
}

/// `tenant_id`.
pub fn tenant_id() -> Field {
    string("tenant_id")
        .uuid()
        .doc("Directory (tenant) ID of the Microsoft Entra tenant, shown on the app registration's overview page.")
}

/// `client_id`.
pub fn client_id() -> Field {
    string("client_id")
        .required()
        .uuid()
        .sensitive()
        .doc("Application (client) ID, shown on the app registration's overview page.")
}

/// Members of method `client-secret`, tenant aside.
pub fn client_secret() -> Vec<Field> {
    vec![
        client_id(),
        string("client_secret")
            .required()
            .secret()
            .len(1..=50)
            .doc("Value of a client secret, shown once under «Certificates & secrets» of the app registration."),
        string("client_secret_key_id")
            .secret()
            .uuid()
            .doc("ID of that client secret (not its value). Needed for rotation: Infisical revokes the secret by it."),
    ]
}

/// Members of method `certificate`, tenant aside.
pub fn certificate() -> Vec<Field> {
    vec![
        client_id(),
        string("certificate_body")
            .required()
            .secret()
            .not_empty()
            .doc("Certificate in PEM that is registered with the application."),
        string("private_key")
            .required()
            .secret()
            .not_empty()
            .doc("Private key of the certificate in PEM."),
    ]
}

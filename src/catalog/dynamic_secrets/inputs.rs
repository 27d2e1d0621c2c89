//! Inputs that several providers have in common. The API merges inputs: each optional one says how it is unset.

use super::{allowed_symbols, password_requirements};
use crate::rest::prelude::*;

/// Text that the server trims. Unset by the empty text.
pub fn text(name: &str) -> Field {
    string(name).trimmed().clear_with("")
}

/// Text that the server trims and that must not be empty.
pub fn some(name: &str) -> Field {
    text(name).not_empty()
}

/// Texts that the server trims one by one. Unset by the empty list.
pub fn texts(name: &str) -> Field {
    strings(name)
        .pattern(
            r"^\S(.*\S)?$",
            "text that does not begin or end with white space",
        )
        .clear_with(json!([]))
}

/// A secret input. The API tells it again.
pub fn secret(name: &str) -> Field {
    text(name).secret().returned()
}

/// Host of a server; the API lower-cases it.
pub fn host() -> Field {
    string("host")
        .required()
        .pattern(r"^\S+$", "a host name or address")
        .equality(Equality::CaseInsensitive)
        .doc("Host name or address of the server.")
}

/// TCP port.
pub fn port() -> Field {
    integer("port")
        .required()
        .range(1..=65535)
        .doc("TCP port of the server.")
}

/// Name of a database.
pub fn database() -> Field {
    text("database").required().doc("Name of the database.")
}

/// User and password that make the generated users.
pub fn user() -> [Field; 2] {
    [
        text("username")
            .required()
            .doc("User that makes the generated users."),
        secret("password").required().doc("Password of that user."),
    ]
}

/// Statements that make and remove a user.
pub fn statements() -> [Field; 2] {
    [
        text("creation_statement").required().doc(
            "Statements, separated by `;`, that make a user: templates with `{{username}}`, `{{password}}`, `{{expiration}}`, `{{database}}`.",
        ),
        text("revocation_statement").required().doc("Statements that remove a user: templates with `{{username}}`."),
    ]
}

/// Statement that prolongs a user.
pub fn renew_statement() -> Field {
    text("renew_statement").doc("Statements that prolong a user when its lease is renewed: templates with `{{username}}`, `{{expiration}}`.")
}

/// Certificate authority of the server.
pub fn ca() -> Field {
    string("ca")
        .trimmed()
        .clear_with("")
        .doc("CA certificate of the server in PEM. Public CAs by default.")
}

/// Whether a wrong certificate is refused.
pub fn reject_unauthorized() -> Field {
    boolean("ssl_reject_unauthorized")
        .default(true)
        .absent_means(true)
        .doc("Refuse a server whose certificate is not valid. On by default.")
}

/// CA and certificate check.
pub fn tls() -> [Field; 2] {
    [ca(), reject_unauthorized()]
}

/// The same for types of the official provider, which has no such attribute: what Infisical holds stays when unset.
pub fn kept_reject_unauthorized() -> Field {
    boolean("ssl_reject_unauthorized")
        .optional_computed()
        .doc("Refuse a server whose certificate is not valid. On in Infisical unless set; kept as it is when left out here.")
}

/// Whether TLS is spoken at all.
pub fn ssl_enabled() -> Field {
    boolean("ssl_enabled")
        .optional_computed()
        .doc("Speak TLS with the server. Kept as it is in Infisical when left out.")
}

/// The way through a gateway: one, or a pool of them.
pub fn gateway() -> [Field; 2] {
    [
        string("gateway_id").doc(
            "ID of the gateway through which Infisical reaches the server. Directly by default.",
        ),
        string("gateway_pool_id").doc("ID of the gateway pool to use instead of one gateway."),
    ]
}

/// Rules of generated passwords, which the API cannot unset.
pub fn requirements() -> Field {
    unset_replaces(password_requirements(1..=250, 0, allowed_symbols()))
}

/// What the API cannot unset: removing it replaces the dynamic secret.
pub fn unset_replaces(field: Field) -> Field {
    let doc = format!(
        "{} Infisical cannot unset it: removing it replaces the dynamic secret.",
        field.attribute.description
    );
    field.replace_when_removed().doc(&doc)
}

/// Access key of an AWS IAM user.
pub fn aws_key() -> [Field; 2] {
    [
        some("access_key_id")
            .required()
            .sensitive()
            .doc("Access key ID of the IAM user that manages the cluster's users."),
        secret("secret_access_key")
            .required()
            .not_empty()
            .doc("Secret access key of that IAM user."),
    ]
}

/// All fields of several groups.
pub fn all<const N: usize>(groups: [Vec<Field>; N]) -> Vec<Field> {
    groups.into_iter().flatten().collect()
}

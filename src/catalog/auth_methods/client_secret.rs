//! Client secrets of universal auth. The API cannot change one: every change makes a new one.

use super::{MAX_TTL, SUBCATEGORY, identity_id};
use crate::rest::prelude::*;

const METHOD: &str = "/api/v1/auth/universal-auth/identities/{identity_id}";
const SECRETS: &str = "/api/v1/auth/universal-auth/identities/{identity_id}/client-secrets";
const SECRET: &str = "/api/v1/auth/universal-auth/identities/{identity_id}/client-secrets/{id}";
const REVOKE: &str =
    "/api/v1/auth/universal-auth/identities/{identity_id}/client-secrets/{id}/revoke";

/// Where a member of the secret stands in the answer of its creation, and in that of a read.
fn told_as(field: Field, json: &str) -> Field {
    field.read_as([&*format!("clientSecretData.{json}"), json])
}

pub fn resource() -> RestResource {
    let method = || {
        get(METHOD)
            .envelope("identityUniversalAuth")
            .under("method")
    };
    RestResource::new("identity_universal_auth_client_secret", "universal auth client secret", SUBCATEGORY)
        .doc("A client secret of an identity's universal auth. It cannot be changed: any change revokes it and makes a new one (use `create_before_destroy` to hand over without a gap).")
        .fields([
            told_as(id(), "id").doc("ID of the client secret."),
            identity_id(),
            told_as(string("description"), "description").replace().trimmed().doc("What the secret is for."),
            told_as(integer("ttl").optional_computed(), "clientSecretTTL").replace().range(0..=MAX_TTL)
                .doc("Seconds after which the secret expires. Default: 0 (never)."),
            told_as(integer("number_of_uses_limit").optional_computed(), "clientSecretNumUsesLimit").create_as("numUsesLimit").replace().at_least(0)
                .doc("How often the secret may be used to log in. Default: 0 (any number of times)."),
            string("client_id").computed().read_as(["method.clientId"]).doc("Client ID that the secret goes with."),
            string("client_secret").computed().sensitive().doc("The secret itself. Infisical tells it only when it is made, so it is unknown after an import."),
            told_as(integer("number_of_uses").computed(), "clientSecretNumUses").doc("How often the secret was used to log in."),
            told_as(boolean("is_revoked").computed(), "isClientSecretRevoked").doc("Whether the secret is revoked; a revoked one is made anew."),
            told_as(string("created_at").computed(), "createdAt").doc("When the secret was made."),
        ])
        .creates(method())
        .creates(post(SECRETS))
        .reads(get(SECRET).envelope("clientSecretData"))
        .reads(method().when(Condition::Unset(vec!["client_id"])))
        .deletes(post(REVOKE).no_fields())
        .listed(SECRETS, "clientSecretData")
        .list_keys("id", "")
        .import("{identity_id},{id}")
        .identity(&["identity_id", "id"])
        .gone_flag("isClientSecretRevoked")
        .gone_when(400, "does not have")
}

//! Access tokens of token auth.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value as Json;

use super::{SUBCATEGORY, identity_id};
use crate::rest::prelude::*;

const TOKENS: &str = "/api/v1/auth/token-auth/identities/{identity_id}/tokens";
const TOKEN: &str = "/api/v1/auth/token-auth/tokens/{id}";
const REVOKE: &str = "/api/v1/auth/token-auth/tokens/{id}/revoke";

/// Where a member of the token stands in the answer of its creation, and in that of a read.
fn told_as(field: Field, json: &str) -> Field {
    field.read_as([&*format!("tokenData.{json}"), json])
}

pub fn resource() -> RestResource {
    RestResource::new("identity_token_auth_token", "token auth token", SUBCATEGORY)
        .doc("An access token of an identity with token auth. Lifetimes and limits are those that `infisical_identity_token_auth` had when it was made.")
        .fields([
            told_as(id(), "id").doc("ID of the token (not the token itself)."),
            told_as(identity_id(), "identityId"),
            told_as(string("name"), "name").clear_with("").doc("What the token is for."),
            string("organization_slug").replace().unread().slug().len(1..=64)
                .doc("Slug of the sub-organization that the token acts in. Default: the identity's own organization."),
            string("token").computed().sensitive().read_as(["accessToken"])
                .doc("The token itself. Infisical tells it only when it is made, so it is unknown after an import."),
            told_as(integer("ttl").computed(), "accessTokenTTL").doc("Lifetime in seconds."),
            told_as(integer("number_of_uses").computed(), "accessTokenNumUses").doc("How often the token was used."),
            told_as(integer("number_of_uses_limit").computed(), "accessTokenNumUsesLimit").doc("How often the token may be used; 0 stands for any number of times."),
            told_as(boolean("is_revoked").computed(), "isAccessTokenRevoked").doc("Whether the token is revoked; a revoked one is made anew."),
            told_as(string("created_at").computed(), "createdAt").codec(Codec::Seconds).doc("When the token was made."),
        ])
        .creates(post(TOKENS))
        .reads(get(TOKEN).envelope("token").or_deprecated(get(TOKENS).envelope("tokens").pick("id", "id").paged("offset", "limit", 100)))
        .updates(patch(TOKEN).envelope("token"))
        .deletes(post(REVOKE).no_fields())
        .import("{id}")
        .identity(&["id"])
        .gone_flag("isAccessTokenRevoked")
        .on_answer(find_id)
}

/// Servers of 2024 tell the ID only inside the token.
fn find_id(answer: &mut Json, _: &Value) {
    if answer.get("tokenData").is_some() || answer.get("id").is_some() {
        return;
    }
    let payload = answer["accessToken"]
        .as_str()
        .and_then(|t| t.split('.').nth(1));
    let claims = payload
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| serde_json::from_slice::<Json>(&bytes).ok());
    if let Some(id) = claims.and_then(|claims| claims.get("identityAccessTokenId").cloned()) {
        answer["tokenData"] = json!({"id": id});
    }
}

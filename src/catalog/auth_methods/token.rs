//! Token auth: access tokens that are made in advance (`infisical_identity_token_auth_token`).

use super::auth_method;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("token", "Token", "Token")
        .doc("Lets a machine identity use access tokens that are made in advance with `infisical_identity_token_auth_token`. Tokens keep the settings that were in force when they were made.")
        .warns_on_destroy("Detaching token auth revokes every token that was made for the identity with it.")
}

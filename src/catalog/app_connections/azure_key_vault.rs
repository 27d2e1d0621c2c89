//! Azure Key Vault.
use super::{azure::*, members::code};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    azure_connection("azure-key-vault", "Azure Key Vault")
        .browser_method("oauth", [code(), tenant_id()])
        .method(
            "client-secret",
            client_secret().into_iter().chain([tenant_id().required()]),
        )
        .method(
            "certificate",
            certificate().into_iter().chain([tenant_id().required()]),
        )
        .gateway()
        .build()
}

//! Client secrets of Azure app registrations.
use super::{azure::*, members::code};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    azure_connection("azure-client-secrets", "Azure client secrets")
        .browser_method("oauth", [code(), tenant_id().required()])
        .method(
            "client-secret",
            client_secret().into_iter().chain([tenant_id().required()]),
        )
        .method(
            "certificate",
            certificate().into_iter().chain([tenant_id().required()]),
        )
        .build()
}

//! Azure App Configuration.
use super::{azure::*, members::code};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    azure_connection("azure-app-configuration", "Azure App Configuration")
        .browser_method("oauth", [code(), tenant_id()])
        .method(
            "client-secret",
            client_secret().into_iter().chain([tenant_id().required()]),
        )
        .build()
}

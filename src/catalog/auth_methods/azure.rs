//! Azure: an access token of a managed identity or service principal.

use super::{auth_method, joined};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("azure", "Azure", "Azure")
        .doc("Lets a machine identity log in with an Azure access token, such as that of a managed identity.")
        .fields([
            string("tenant_id").required().trimmed().doc("ID of the Microsoft Entra tenant that issues the tokens."),
            string("resource_url").json("resource").default("https://management.azure.com").trimmed()
                .doc("Audience (resource) that tokens must be made for. Default: `https://management.azure.com`."),
            joined("allowed_service_principal_ids")
                .doc("IDs of the service principals that may log in. Default: all of the tenant."),
        ])
}

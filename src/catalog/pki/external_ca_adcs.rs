//! External authorities of Azure: Active Directory Certificate Services.

use super::{authority, status};
use crate::rest::prelude::*;

pub(super) fn resource() -> RestResource {
    authority("cert_manager_external_ca_adcs", "Azure AD CS certificate authority", "azure-ad-cs")
        .doc("An external authority: Active Directory Certificate Services, reached through an app connection (`infisical_app_connection_azure_adcs`).")
        .fields([
            status(),
            string("azure_adcs_connection_id").json("configuration.azureAdcsConnectionId").required().uuid()
                .doc("ID of the app connection."),
        ])
}

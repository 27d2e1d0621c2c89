//! Azure DevOps.
use super::{azure::*, members::code};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let organization_name = || {
        string("organization_name")
            .json("orgName")
            .required()
            .not_empty()
            .doc("Name of the Azure DevOps organization: the last part of `https://dev.azure.com/<name>`.")
    };
    azure_connection("azure-devops", "Azure DevOps")
        .browser_method(
            "oauth",
            [code(), tenant_id().required(), organization_name()],
        )
        .method(
            "access-token",
            [
                string("access_token")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Personal access token, made under «User settings» of Azure DevOps."),
                organization_name(),
            ],
        )
        .method(
            "client-secret",
            client_secret()
                .into_iter()
                .chain([tenant_id().required(), organization_name()]),
        )
        .tolerates_other_methods()
        .build()
}

//! Secret syncs: Infisical pushes the secrets of one folder to a destination and keeps them there up to date.

pub(crate) mod aws;
mod aws_parameter_store;
mod aws_secrets_manager;
mod azure_app_configuration;
mod azure_devops;
mod azure_entra_id_scim;
mod azure_key_vault;
mod bitbucket;
mod camunda;
mod checkly;
mod chef;
mod circleci;
mod cloudflare_pages;
mod cloudflare_workers;
mod databricks;
mod digital_ocean_app_platform;
mod flyio;
mod gcp_secret_manager;
mod github;
mod gitlab;
mod hashicorp_vault;
mod heroku;
mod humanitec;
mod laravel_forge;
mod netlify;
mod northflank;
mod oci_vault;
mod octopus_deploy;
mod onepassword;
mod railway;
mod render;
mod shared;
mod supabase;
mod teamcity;
mod terraform_cloud;
mod trigger_dev;
mod vercel;
mod windmill;
mod zabbix;

mod operations;
#[cfg(all(test, feature = "simulator"))]
mod tests;

pub use operations::{actions, data_sources};

use crate::rest::prelude::*;
use shared::SecretSync;

/// Every destination, in alphabetical order.
fn destinations() -> Vec<SecretSync> {
    vec![
        onepassword::sync(),
        aws_parameter_store::sync(),
        aws_secrets_manager::sync(),
        azure_app_configuration::sync(),
        azure_devops::sync(),
        azure_entra_id_scim::sync(),
        azure_key_vault::sync(),
        bitbucket::sync(),
        camunda::sync(),
        checkly::sync(),
        chef::sync(),
        circleci::sync(),
        cloudflare_pages::sync(),
        cloudflare_workers::sync(),
        databricks::sync(),
        digital_ocean_app_platform::sync(),
        flyio::sync(),
        gcp_secret_manager::sync(),
        github::sync(),
        gitlab::sync(),
        hashicorp_vault::sync(),
        heroku::sync(),
        humanitec::sync(),
        laravel_forge::sync(),
        netlify::sync(),
        northflank::sync(),
        oci_vault::sync(),
        octopus_deploy::sync(),
        railway::sync(),
        render::sync(),
        supabase::sync(),
        teamcity::sync(),
        terraform_cloud::sync(),
        trigger_dev::sync(),
        vercel::sync(),
        windmill::sync(),
        zabbix::sync(),
    ]
}

/// One resource for each destination.
pub fn resources() -> Vec<RestResource> {
    destinations().into_iter().map(SecretSync::build).collect()
}

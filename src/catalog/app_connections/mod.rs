//! App connections: how Infisical signs in to other services. One file per app; `builder` holds what they share.

use crate::rest::prelude::*;

mod auth0;
mod aws;
mod azure;
mod azure_adcs;
mod azure_app_configuration;
mod azure_client_secrets;
mod azure_devops;
mod azure_key_vault;
mod bitbucket;
mod builder;
mod camunda;
mod checkly;
mod chef;
mod circleci;
mod cloudflare;
mod data;
mod databricks;
mod datadog;
mod digital_ocean;
mod flyio;
mod gcp;
mod github;
mod github_radar;
mod gitlab;
mod hashicorp_vault;
mod heroku;
mod humanitec;
mod laravel_forge;
mod ldap;
mod members;
mod mongodb;
mod mssql;
mod mysql;
mod netlify;
mod northflank;
mod oci;
mod octopus_deploy;
mod okta;
mod onepassword;
mod openrouter;
mod oracledb;
mod postgres;
mod railway;
mod redis;
mod render;
mod smb;
mod sql;
mod ssh;
mod supabase;
mod teamcity;
mod terraform_cloud;
mod vercel;
mod windmill;
mod zabbix;

pub use self::data::{actions, data_sources};

/// The connections of all apps.
pub fn resources() -> Vec<RestResource> {
    vec![
        auth0::resource(),
        aws::resource(),
        azure_adcs::resource(),
        azure_app_configuration::resource(),
        azure_client_secrets::resource(),
        azure_devops::resource(),
        azure_key_vault::resource(),
        bitbucket::resource(),
        camunda::resource(),
        checkly::resource(),
        chef::resource(),
        circleci::resource(),
        cloudflare::resource(),
        databricks::resource(),
        datadog::resource(),
        digital_ocean::resource(),
        flyio::resource(),
        gcp::resource(),
        github::resource(),
        github_radar::resource(),
        gitlab::resource(),
        hashicorp_vault::resource(),
        heroku::resource(),
        humanitec::resource(),
        laravel_forge::resource(),
        ldap::resource(),
        mongodb::resource(),
        mssql::resource(),
        mysql::resource(),
        netlify::resource(),
        northflank::resource(),
        oci::resource(),
        octopus_deploy::resource(),
        okta::resource(),
        onepassword::resource(),
        openrouter::resource(),
        oracledb::resource(),
        postgres::resource(),
        railway::resource(),
        redis::resource(),
        render::resource(),
        smb::resource(),
        ssh::resource(),
        supabase::resource(),
        teamcity::resource(),
        terraform_cloud::resource(),
        vercel::resource(),
        windmill::resource(),
        zabbix::resource(),
    ]
}

#[cfg(all(test, feature = "simulator"))]
mod tests;

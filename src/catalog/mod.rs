//! What Infisical has: one small declaration per resource, a folder per family, and here the list of families.

pub mod app_connections;
pub mod auth_methods;
pub mod certificate_syncs;
pub mod dynamic_secrets;
pub mod functions;
pub mod identities;
pub mod integrations;
pub mod kms;
pub mod organization;
pub mod pki;
pub mod pki_applications;
pub mod policies;
pub mod projects;
pub mod secret_rotations;
pub mod secret_scanning;
pub mod secret_syncs;
pub mod secrets;

use std::sync::Arc;

use crate::framework::traits::{DataSource, EphemeralResource, Function, Resource};
use crate::rest::declare::{RestAction, RestDataSource, RestEphemeral, RestResource};
use crate::rest::session::Session;

/// The declarations of a family, made anew each time: most of them are in no run, so that none is kept.
pub type Family<D> = fn() -> Vec<D>;

fn all<D>(families: &[Family<D>]) -> Vec<D> {
    families.iter().flat_map(|family| family()).collect()
}

/// Declared resources, family by family.
pub const RESOURCES: &[Family<RestResource>] = &[
    app_connections::resources,
    auth_methods::resources,
    certificate_syncs::resources,
    dynamic_secrets::resources,
    identities::resources,
    integrations::resources,
    organization::resources,
    pki_applications::resources,
    policies::resources,
    projects::resources,
    secret_rotations::resources,
    secret_syncs::resources,
    secrets::resources,
    secret_scanning::resources,
    kms::resources,
    pki::resources,
];

/// Every declared resource.
pub fn resources() -> Vec<RestResource> {
    all(RESOURCES)
}

/// Declared data sources, family by family.
pub const DATA_SOURCES: &[Family<RestDataSource>] = &[
    app_connections::data_sources,
    certificate_syncs::data_sources,
    identities::data_sources,
    organization::data_sources,
    pki_applications::data_sources,
    projects::data_sources,
    secret_syncs::data_sources,
    secrets::data_sources,
    secret_scanning::data_sources,
    kms::data_sources,
    pki::data_sources,
];

/// Every declared data source.
pub fn data_sources() -> Vec<RestDataSource> {
    all(DATA_SOURCES)
}

/// Declared ephemeral resources, family by family.
pub const EPHEMERAL_RESOURCES: &[Family<RestEphemeral>] = &[
    dynamic_secrets::ephemeral_resources,
    secret_rotations::ephemeral_resources,
    kms::ephemeral_resources,
    pki::ephemeral_resources,
    pki_applications::ephemeral_resources,
];

/// Every declared ephemeral resource.
pub fn ephemeral_resources() -> Vec<RestEphemeral> {
    all(EPHEMERAL_RESOURCES)
}

/// Declared actions, family by family.
pub const ACTIONS: &[Family<RestAction>] = &[
    app_connections::actions,
    auth_methods::actions,
    certificate_syncs::actions,
    projects::actions,
    secret_rotations::actions,
    secret_syncs::actions,
    secrets::actions,
    secret_scanning::actions,
    kms::actions,
    pki::actions,
    pki_applications::actions,
];

/// Every declared action.
pub fn actions() -> Vec<RestAction> {
    all(ACTIONS)
}

/// Every function.
pub fn functions() -> Vec<Arc<dyn Function>> {
    functions::all()
}

/// Resources that batching or unusual behaviour keeps from being declarations.
pub fn hand_written(session: &Arc<Session>) -> Vec<Arc<dyn Resource>> {
    secrets::hand_written(session)
}

/// Data sources that are no declarations.
pub fn hand_written_data_sources(session: &Arc<Session>) -> Vec<Arc<dyn DataSource>> {
    secrets::hand_written_data_sources(session)
}

/// Ephemeral resources that are no declarations.
pub fn hand_written_ephemeral(session: &Arc<Session>) -> Vec<Arc<dyn EphemeralResource>> {
    secrets::hand_written_ephemeral(session)
}

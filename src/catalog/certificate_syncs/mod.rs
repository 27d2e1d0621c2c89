//! Certificate syncs: Infisical keeps the certificates of an application up to date at a third party.

mod aws_certificate_manager;
mod aws_secrets_manager;
mod azure_key_vault;
mod certificate;
mod chef;
mod operations;
mod shared;
#[cfg(all(test, feature = "simulator"))]
mod tests;

pub use operations::{actions, data_sources};

use crate::rest::prelude::*;
use shared::CertificateSync;

/// Every destination, in alphabetical order.
fn destinations() -> Vec<CertificateSync> {
    vec![
        aws_certificate_manager::sync(),
        aws_secrets_manager::sync(),
        azure_key_vault::sync(),
        chef::sync(),
    ]
}

/// One resource for each destination, and the certificates of a sync.
pub fn resources() -> Vec<RestResource> {
    destinations()
        .into_iter()
        .map(CertificateSync::build)
        .chain([certificate::resource()])
        .collect()
}

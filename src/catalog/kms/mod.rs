//! Key management: keys of KMS projects, and key stores of cloud providers.

mod external_aws;
mod key;
mod key_material;

use crate::rest::prelude::*;

const GROUP: &str = "KMS";

/// Resources of the family.
pub fn resources() -> Vec<RestResource> {
    vec![key::resource(), external_aws::resource()]
}

/// Data sources of the family.
pub fn data_sources() -> Vec<RestDataSource> {
    vec![key_material::public_key()]
}

/// Ephemeral resources of the family.
pub fn ephemeral_resources() -> Vec<RestEphemeral> {
    vec![key_material::private_key()]
}

/// Actions of the family.
pub fn actions() -> Vec<RestAction> {
    vec![key::rotate()]
}

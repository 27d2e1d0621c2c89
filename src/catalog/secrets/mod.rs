//! Secrets and what they live in: folders, tags, imports.

pub(crate) mod data;
mod data_secrets;
mod encrypted;
mod ephemeral;
mod folder;
mod import;
mod place;
mod plural;
mod reminder;
mod secret;
mod tag;
mod vault;

use std::sync::Arc;

use crate::framework::traits::{DataSource, EphemeralResource, Resource};
use crate::rest::prelude::*;
use crate::rest::session::Session;
use vault::Vault;

/// Group in the docs.
pub(super) const SUBCATEGORY: &str = "Secrets";

/// The family's declared resources.
pub fn resources() -> Vec<RestResource> {
    vec![
        folder::resource(),
        import::resource(),
        reminder::resource(),
        tag::resource(),
    ]
}

/// The family's declared data sources.
pub fn data_sources() -> Vec<RestDataSource> {
    data::data_sources()
}

/// The family's declared actions.
pub fn actions() -> Vec<RestAction> {
    vec![import::resync()]
}

fn vault() -> Arc<Vault> {
    Arc::new(Vault::new())
}

/// Resources whose requests are shared, which no declaration can say.
pub fn hand_written(session: &Arc<Session>) -> Vec<Arc<dyn Resource>> {
    vec![
        Arc::new(secret::SecretResource::new(session.clone(), vault())),
        Arc::new(plural::SecretsResource::new(session.clone(), vault())),
    ]
}

/// Data sources that share requests.
pub fn hand_written_data_sources(session: &Arc<Session>) -> Vec<Arc<dyn DataSource>> {
    vec![Arc::new(data_secrets::SecretsData::new(
        session.clone(),
        vault(),
    ))]
}

/// Ephemeral resources that share requests, or log in.
pub fn hand_written_ephemeral(session: &Arc<Session>) -> Vec<Arc<dyn EphemeralResource>> {
    vec![
        Arc::new(ephemeral::SecretEphemeral::new(session.clone(), vault())),
        Arc::new(ephemeral::AccessTokenEphemeral::new(session.clone())),
    ]
}

/// `project_id`: where the object lives; fixed.
fn project_id() -> Field {
    string("project_id")
        .required()
        .replace()
        .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project.")
}

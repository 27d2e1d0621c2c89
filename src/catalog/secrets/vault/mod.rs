//! Secrets through the API: where they live, how they are read together and written together. Knows no Terraform.

mod read;
mod routes;
mod secret;
mod write;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value as Json;

use crate::api::{ApiError, Batcher, Client, Request};

pub use read::{imported, secrets_of};
pub use routes::{Filter, Place};
pub use secret::{Hidden, Secret};
pub use write::{Kind, Outcome, Write};

use routes::{Dialect, OLD, TODAY};
use write::{Group, Item};

/// The way to all secrets: shared reads, batched writes.
pub struct Vault {
    batcher: Batcher<Group, Item, Outcome>,
    places: Mutex<HashMap<Place, read::Visits>>,
}

impl Vault {
    /// A way that has not been gone yet.
    pub fn new() -> Vault {
        Vault {
            batcher: write::batcher(),
            places: Mutex::default(),
        }
    }

    fn places(&self) -> MutexGuard<'_, HashMap<Place, read::Visits>> {
        // Counters and hints: a panic elsewhere leaves nothing half done.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks today's route, or the older one on servers that do not have it.
async fn ask(client: &Client, build: impl Fn(&Dialect) -> Request) -> Result<Json, ApiError> {
    client
        .call_with_fallback(build(&TODAY), || build(&OLD))
        .await
}

/// The project of the service token that the client has.
pub async fn service_token(client: &Client) -> Result<std::sync::Arc<Json>, ApiError> {
    client
        .list_shared(Request::get("/api/v2/service-token"), "service-token")
        .await
}

//! The one client of this process, shared by everything that the provider offers; empty until the provider is configured.

use std::sync::{Arc, RwLock};

use crate::api::Client;
use crate::framework::Diagnostics;

/// Holds the client once the provider is configured.
#[derive(Default)]
pub struct Session {
    client: RwLock<Option<Client>>,
}

impl Session {
    /// A session without client.
    pub fn new() -> Arc<Session> {
        Arc::new(Session::default())
    }

    /// Takes a client into use.
    pub fn set(&self, client: Client) {
        // A poisoned lock holds a client that is whole all the same.
        *self.client.write().unwrap_or_else(|e| e.into_inner()) = Some(client);
    }

    /// The client, or the reason why there is none.
    pub fn client(&self) -> Result<Client, Diagnostics> {
        self.client.read().unwrap_or_else(|e| e.into_inner()).clone().ok_or_else(|| {
            Diagnostics::from_error(
                "Provider not configured",
                "The infisical provider has no configuration yet, so that Infisical cannot be reached. Its configuration may depend on values that are known only after apply: apply those first (terraform apply -target=...).",
            )
        })
    }

    /// Cancels everything in flight.
    pub fn cancel(&self) {
        if let Some(client) = self
            .client
            .read()
            .unwrap_or_else(|e| e.into_inner())
            .as_ref()
        {
            client.cancel();
        }
    }
}

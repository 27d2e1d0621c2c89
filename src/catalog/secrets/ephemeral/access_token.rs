//! Ephemeral `infisical_access_token`: a token for programs that speak to Infisical themselves.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use time::format_description::well_known::Rfc3339;

use crate::api::Request;
use crate::framework::traits::{EphemeralResource, Opened};
use crate::framework::{Diagnostics, Schema, Value};
use crate::rest::prelude::string;
use crate::rest::session::Session;

/// The ephemeral resource.
pub struct AccessTokenEphemeral {
    schema: Schema,
    session: Arc<Session>,
    /// tokens to revoke, by the handle that Terraform keeps: the token itself stays in this process
    open: Mutex<HashMap<String, SecretString>>,
}

impl AccessTokenEphemeral {
    /// The ephemeral resource on a session.
    pub fn new(session: Arc<Session>) -> AccessTokenEphemeral {
        let fields = [
            string("access_token")
                .computed()
                .sensitive()
                .doc("The token: send it as `Authorization: Bearer <token>`."),
            string("expires_at")
                .computed()
                .doc("When it ends (RFC 3339); null when that is not known."),
        ];
        let text = "An access token of the identity that the provider logs in with, from a login of its own. It is revoked at the end of the run. Where the provider is configured with a token itself, this is that token, and it is not revoked.";
        AccessTokenEphemeral {
            schema: crate::rest::schema::schema(0, &fields, &[], text, None),
            session,
            open: Mutex::default(),
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        // Whole entries come and go: a poisoned map is still good.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EphemeralResource for AccessTokenEphemeral {
    fn type_name(&self) -> &str {
        "infisical_access_token"
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        crate::catalog::secrets::SUBCATEGORY
    }

    async fn open(&self, _config: Value) -> Result<Opened, Diagnostics> {
        let client = self.session.client()?;
        let cannot = |error: crate::api::ApiError| {
            Diagnostics::from_error("Cannot open access token", error.to_string())
        };
        let token = client.separate_access_token().await.map_err(cannot)?;
        let own = client.access_token().await.map_err(cannot)?.token;
        let mut private = Vec::new();
        if own.expose_secret() != token.token.expose_secret() {
            let handle = uuid::Uuid::new_v4().to_string();
            private = handle.clone().into_bytes();
            self.held().insert(handle, token.token.clone());
        }
        let end = token.expires_at.and_then(|at| at.format(&Rfc3339).ok());
        Ok(Opened {
            value: Value::object([
                ("access_token", Value::from(token.token.expose_secret())),
                ("expires_at", end.map_or(Value::Null, Value::from)),
            ]),
            private,
            ..Opened::default()
        })
    }

    async fn close(&self, private: Vec<u8>) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        let handle = String::from_utf8(private).unwrap_or_default();
        let Some(token) = self.held().remove(&handle) else {
            return diagnostics;
        };
        let body = json!({"accessToken": token.expose_secret()});
        let revoke = Request::post("/api/v1/auth/token/revoke", body).unauthenticated();
        let revoked = match self.session.client() {
            // Terraform closes after its «stop», too.
            Ok(client) => {
                let revoked = client.despite_stop().call(revoke).await;
                revoked.map_err(|error| error.to_string())
            }
            Err(_) => Err("the provider is not configured".to_owned()),
        };
        if let Err(why) = revoked {
            diagnostics.warning(
                "The access token was not revoked",
                format!("It stays good until it expires. {why}"),
            );
        }
        diagnostics
    }
}

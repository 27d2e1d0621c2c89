//! The secrets of a folder for `terraform query`.

use std::sync::Arc;

use async_trait::async_trait;

use super::state::{self, View};
use super::{TYPE, hidden, place_of, schema};
use crate::catalog::secrets::place;
use crate::catalog::secrets::vault::{Filter, Hidden, Vault, secrets_of};
use crate::framework::traits::{ListResource, Listed};
use crate::framework::{Diagnostics, Schema, Value};
use crate::rest::prelude::{boolean, string};
use crate::rest::session::Session;

/// The list.
pub struct SecretList {
    schema: Schema,
    session: Arc<Session>,
    vault: Arc<Vault>,
}

impl SecretList {
    /// The list on a session.
    pub fn new(session: Arc<Session>, vault: Arc<Vault>) -> SecretList {
        let fields = [
            string("workspace_id").doc("ID of the project; the token's own with a service token."),
            string("env_slug")
                .required()
                .doc("Slug of the environment, such as `dev` or `prod`."),
            string("folder_path").doc("Path of the folder; the top by default."),
            boolean("recursive").doc("List the secrets of the folders below, too."),
        ];
        let text = "Lists existing secrets for `terraform query`.";
        SecretList {
            schema: crate::rest::schema::schema(0, &fields, &[], text, None),
            session,
            vault,
        }
    }
}

#[async_trait]
impl ListResource for SecretList {
    fn type_name(&self) -> &str {
        TYPE
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        crate::catalog::secrets::SUBCATEGORY
    }

    async fn list(
        &self,
        config: Value,
        include_resource: bool,
        limit: usize,
    ) -> Result<Vec<Listed>, Diagnostics> {
        let client = self.session.client()?;
        let at = place_of(&client, &config).await?;
        let filter = Filter {
            recursive: config.get("recursive").as_bool().unwrap_or(false),
            ..Filter::default()
        };
        let list = self.vault.list(&client, &at, &filter).await;
        let list = list
            .map_err(|error| Diagnostics::from_error("Cannot list secrets", error.to_string()))?;
        let found = secrets_of(&list, &at)
            .filter(|secret| secret.kind == "shared")
            .take(limit);
        Ok(found
            .filter_map(|secret| {
                let (state, readable) = state::of(&secret, View::Whole);
                let mut diagnostics = Diagnostics::new();
                if readable == Err(Hidden) && include_resource {
                    diagnostics.warning(
                        "The value of a secret cannot be read",
                        format!("{}.", hidden(&secret.name)),
                    );
                }
                Some(Listed {
                    identity: schema::identity_of(&state)?,
                    display_name: place::join(&secret.place.path, &secret.name),
                    resource: include_resource.then_some(state),
                    diagnostics,
                })
            })
            .collect())
    }
}

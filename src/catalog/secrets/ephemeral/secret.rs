//! Ephemeral `infisical_secret`: a value that never enters plan or state.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use crate::api::{ApiError, Client};
use crate::catalog::secrets::secret::{check_name, hidden, place_of};
use crate::catalog::secrets::vault::{Filter, Place, Secret, Vault, imported};
use crate::framework::traits::{EphemeralResource, Opened};
use crate::framework::{Diagnostics, Path, Schema, Value};
use crate::rest::errors::{self, Context};
use crate::rest::prelude::{integer, string, string_map};
use crate::rest::session::Session;

const TYPE: &str = "infisical_secret";

/// So many secrets of a folder are read one by one; from then on one list call serves all that are opened near in time.
const READS_BEFORE_LISTING: u32 = 2;

/// The ephemeral resource.
pub struct SecretEphemeral {
    schema: Schema,
    session: Arc<Session>,
    vault: Arc<Vault>,
    reads: Mutex<HashMap<Place, u32>>,
}

impl SecretEphemeral {
    /// The ephemeral resource on a session.
    pub fn new(session: Arc<Session>, vault: Arc<Vault>) -> SecretEphemeral {
        let fields = [
            string("workspace_id").required().doc("ID of the project: `id` of `infisical_project`, or in the settings of the project."),
            string("env_slug")
                .required()
                .doc("Slug of the environment, such as `dev` or `prod`."),
            string("folder_path")
                .required()
                .doc("Path of the folder; `/` is the top."),
            string("name").required().doc("Name of the secret."),
            string("value")
                .computed()
                .sensitive()
                .doc("Value of the secret, references resolved."),
            string_map("metadata")
                .computed()
                .doc("Metadata of the secret; null when there is none."),
            integer("version")
                .computed()
                .doc("Version of the secret: one more with every change."),
        ];
        let text = "The value of a secret, for one run only: it never enters plan or state. Secrets that the folder imports are found, too.";
        SecretEphemeral {
            schema: crate::rest::schema::schema(0, &fields, &[], text, None),
            session,
            vault,
            reads: Mutex::default(),
        }
    }

    async fn find(
        &self,
        client: &Client,
        place: &Place,
        name: &str,
    ) -> Result<Option<Secret>, ApiError> {
        let filter = Filter {
            expand: true,
            imports: true,
            ..Filter::default()
        };
        let reads = {
            // A counter: a panic elsewhere leaves nothing half done.
            let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
            let reads = reads.entry(place.clone()).or_default();
            *reads += 1;
            *reads
        };
        if reads > READS_BEFORE_LISTING
            && let Ok(list) = self.vault.list(client, place, &filter).await
            && let Some(secret) = imported(&list, place)
                .into_iter()
                .find(|secret| secret.name == name && secret.kind == "shared")
        {
            return Ok(Some(secret));
        }
        self.vault.by_name(client, place, name, &filter).await
    }
}

#[async_trait]
impl EphemeralResource for SecretEphemeral {
    fn type_name(&self) -> &str {
        TYPE
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        crate::catalog::secrets::SUBCATEGORY
    }

    async fn open(&self, config: Value) -> Result<Opened, Diagnostics> {
        let client = self.session.client()?;
        let place = place_of(&client, &config).await?;
        let name = config.get("name").as_str().unwrap_or_default().trim();
        let mut refused = Diagnostics::new();
        check_name(name, Path::dotted("name"), &mut refused);
        if refused.has_errors() {
            return Err(refused);
        }
        let cannot = |why: String| Diagnostics::from_error("Cannot open secret", why);
        let found = self.find(&client, &place, name).await.map_err(|error| {
            let context = Context {
                action: "open",
                title: "secret",
                type_name: TYPE,
                imports: Vec::new(),
                key: None,
                blame: None,
                fields: &[],
                subject: &config,
                advice: None,
            };
            errors::explain(&error, &context)
        })?;
        let secret = found.ok_or_else(|| {
            cannot(format!(
                "There is no secret {name} in {} of {}, own or imported, or the provider's identity may not see it. When it is created in the same run, Terraform must not know the name before: name = infisical_secret.<label>.id == \"\" ? \"\" : infisical_secret.<label>.name",
                place.path, place.environment
            ))
        })?;
        let Ok(value) = &secret.value else {
            return Err(cannot(format!("{}.", hidden(name))));
        };
        let mut opened = config.clone();
        opened.set("value", Value::from(value.as_str()));
        opened.set("version", Value::int(secret.version));
        opened.set(
            "metadata",
            if secret.metadata.is_empty() {
                Value::Null
            } else {
                let pairs = secret.metadata.iter();
                Value::Map(
                    pairs
                        .map(|(k, v)| (k.clone(), Value::from(v.as_str())))
                        .collect(),
                )
            },
        );
        Ok(Opened {
            value: opened,
            ..Opened::default()
        })
    }
}

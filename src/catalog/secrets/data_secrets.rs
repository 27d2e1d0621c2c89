//! Data source `infisical_secrets`: all secrets of a folder as a map, filtered, with imports, or below it.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::secret::{hidden, place_of};
use super::vault::{Filter, Place, Secret, Vault, imported};
use super::{encrypted, place};
use crate::api::Client;
use crate::framework::traits::DataSource;
use crate::framework::{Diagnostics, Path, Schema, Value};
use crate::rest::errors::{self, Context};
use crate::rest::prelude::{boolean, object_map, string, string_map, string_set};
use crate::rest::session::Session;

const TYPE: &str = "infisical_secrets";

/// Infisical takes so many pairs in one filter.
const MOST_METADATA: u64 = 10;

/// The data source.
pub struct SecretsData {
    schema: Schema,
    session: Arc<Session>,
    vault: Arc<Vault>,
}

impl SecretsData {
    /// The data source on a session.
    pub fn new(session: Arc<Session>, vault: Arc<Vault>) -> SecretsData {
        let fields = [
            string("workspace_id").optional_computed().doc("ID of the project; the token's own with a service token."),
            string("env_slug").required().doc("Slug of the environment, such as `dev` or `prod`."),
            string("folder_path").required().doc("Path of the folder; `/` is the top."),
            boolean("include_imports").doc("Take the secrets of the folder's imports in, where the folder has none of the same name (default false)."),
            boolean("recursive").doc("Take the secrets of the folders below in, under keys such as `folder/NAME` (default false)."),
            boolean("expand_references").doc("Resolve references to other secrets in the values (default true)."),
            string_set("tag_slugs").not_empty().doc("Only secrets with one of these tags."),
            string_map("metadata_filter").size(1..=MOST_METADATA).doc("Only secrets with all of these metadata."),
            object_map("secrets", [
                string("value").sensitive().doc("Value of the secret."),
                string("comment").doc("Comment on it."),
                string("secret_type").doc("`shared` or `personal`."),
            ]).computed().doc("The secrets by name."),
        ];
        let text = "All secrets of a folder. The values end up in the state: prefer the ephemeral resource `infisical_secret` where values need not be kept.";
        SecretsData {
            schema: crate::rest::schema::schema(0, &fields, &[], text, None),
            session,
            vault,
        }
    }

    async fn secrets(
        &self,
        client: &Client,
        config: &Value,
        at: &Place,
        filter: &Filter,
    ) -> Result<Vec<Secret>, Diagnostics> {
        if client.is_service_token()
            && let Some(secrets) = encrypted::secrets(client, at).await?
        {
            return Ok(secrets);
        }
        let list = self.vault.list(client, at, filter).await.map_err(|error| {
            let context = Context {
                action: "read",
                title: "secrets",
                type_name: TYPE,
                imports: Vec::new(),
                key: None,
                blame: None,
                fields: &[],
                subject: config,
                advice: None,
            };
            errors::explain(&error, &context)
        })?;
        Ok(imported(&list, at))
    }
}

/// What the configuration asks for.
fn filter(config: &Value) -> Filter {
    let flag = |name: &str, default: bool| config.get(name).as_bool().unwrap_or(default);
    let joined = |parts: Vec<String>, by: &str| (!parts.is_empty()).then(|| parts.join(by));
    let tags = config.get("tag_slugs").items().unwrap_or(&[]);
    let pairs = config
        .get("metadata_filter")
        .members()
        .into_iter()
        .flatten();
    Filter {
        expand: flag("expand_references", true),
        imports: flag("include_imports", false),
        recursive: flag("recursive", false),
        tags: joined(
            tags.iter()
                .filter_map(|t| t.as_str().map(str::to_owned))
                .collect(),
            ",",
        ),
        metadata: joined(
            pairs
                .map(|(k, v)| format!("key={k},value={}", v.as_str().unwrap_or_default()))
                .collect(),
            "|",
        ),
    }
}

/// The key of a secret: its name, below the folder with the way to it.
fn key(secret: &Secret, at: &Place, recursive: bool) -> String {
    let below = secret
        .place
        .path
        .strip_prefix(at.path.trim_end_matches('/'));
    match below.map(|way| way.trim_matches('/')) {
        Some(way) if recursive && !way.is_empty() && secret.place.environment == at.environment => {
            format!("{way}/{}", secret.name)
        }
        _ => secret.name.clone(),
    }
}

#[async_trait]
impl DataSource for SecretsData {
    fn type_name(&self) -> &str {
        TYPE
    }

    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn subcategory(&self) -> &str {
        crate::catalog::secrets::SUBCATEGORY
    }

    async fn validate(&self, config: &Value, diagnostics: &mut Diagnostics) {
        let pairs = config
            .get("metadata_filter")
            .members()
            .into_iter()
            .flatten();
        for (key, value) in pairs {
            // The filter is one text; nothing in it can be escaped.
            if [Some(key.as_str()), value.as_str()]
                .into_iter()
                .flatten()
                .any(|text| text.contains([',', '|', '=']))
            {
                diagnostics.error_at(
                    Path::dotted("metadata_filter").key(key),
                    "Invalid value",
                    "Infisical's filter cannot carry `,`, `|` or `=` in keys and values of metadata.",
                );
            }
        }
    }

    async fn read(&self, config: Value) -> Result<(Value, Diagnostics), Diagnostics> {
        let client = self.session.client()?;
        let at = place_of(&client, &config).await?;
        let filter = filter(&config);
        let mut map = BTreeMap::new();
        let found = self.secrets(&client, &config, &at, &filter).await?;
        for secret in &found {
            let Ok(value) = &secret.value else {
                let name = place::join(&secret.place.path, &secret.name);
                return Err(Diagnostics::from_error(
                    "Cannot read secrets",
                    format!("{}.", hidden(&name)),
                ));
            };
            map.insert(
                key(secret, &at, filter.recursive),
                Value::object([
                    ("value", Value::from(value.as_str())),
                    ("comment", Value::from(secret.comment.as_str())),
                    ("secret_type", Value::from(secret.kind.as_str())),
                ]),
            );
        }
        let mut out = config;
        out.set("secrets", Value::Map(map));
        if out.get("workspace_id").is_null() {
            out.set("workspace_id", Value::from(at.project));
        }
        Ok((out, Diagnostics::new()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Type;
    use serde_json::json;

    #[test]
    fn keys_tell_the_way_below_the_folder() {
        let at = Place::new("p", "dev", "/a");
        let key_of = |path: &str, environment: &str, recursive| {
            let json = json!({"id": "1", "secretKey": "K", "secretPath": path, "environment": environment, "workspace": "p"});
            key(&Secret::from_json(&json, &at).unwrap(), &at, recursive)
        };
        assert_eq!(key_of("/a", "dev", true), "K");
        assert_eq!(key_of("/a/b/c", "dev", true), "b/c/K");
        assert_eq!(key_of("/a/b", "dev", false), "K");
        assert_eq!(key_of("/a/b", "prod", true), "K");
        let top = Place::new("p", "dev", "/");
        let json = json!({"id": "1", "secretKey": "K", "secretPath": "/b"});
        assert_eq!(
            key(&Secret::from_json(&json, &top).unwrap(), &top, true),
            "b/K"
        );
    }

    #[test]
    fn filters_are_written_as_infisical_reads_them() {
        let config = Value::object([
            ("tag_slugs", Value::Set(vec!["a".into(), "b".into()])),
            (
                "metadata_filter",
                Value::Map([("k".to_owned(), "v".into()), ("l".to_owned(), "w".into())].into()),
            ),
            ("recursive", Value::Bool(true)),
        ]);
        let filter = filter(&config);
        assert_eq!(filter.tags.as_deref(), Some("a,b"));
        assert_eq!(
            filter.metadata.as_deref(),
            Some("key=k,value=v|key=l,value=w")
        );
        assert!(filter.expand && filter.recursive && !filter.imports);
        assert_eq!(
            super::filter(&Value::Null),
            Filter {
                expand: true,
                ..Filter::default()
            }
        );
    }

    #[test]
    fn the_value_type_is_that_of_the_official_provider() {
        let data = SecretsData::new(Session::new(), Arc::new(Vault::new()));
        let secrets = data
            .schema()
            .block
            .attribute("secrets")
            .map(|a| a.value_type());
        let members =
            ["comment", "secret_type", "value"].map(|name| (name.to_owned(), Type::String));
        assert_eq!(secrets, Some(Type::map(Type::Object(members.into()))));
    }
}

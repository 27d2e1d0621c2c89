//! Finds what stands in a project or an organization, by the provider's own list resources.

use std::sync::Arc;

use super::{Scope, refuse};
use crate::framework::operations;
use crate::framework::traits::{ImportId, ImportRequest, ListResource, Provider};
use crate::framework::{Diagnostics, Presence, Schema, Value, generate_config};

/// An object with what imports it.
pub struct Found {
    /// e.g. `infisical_secret`
    pub type_name: String,
    /// for people; not unique
    pub name: String,
    /// what imports it
    pub import: ImportId,
    /// its state
    pub state: Value,
}

/// What list resources may ask for, by the names that types have for it.
#[derive(Clone, Default)]
struct Place {
    project: Option<(String, String)>,
    organization: Option<String>,
    environment: Option<String>,
    folder: Option<String>,
}

impl Place {
    fn value(&self, name: &str) -> Option<&str> {
        match name {
            "project_id" | "workspace_id" => self.project.as_ref().map(|(id, _)| id.as_str()),
            "project_slug" => self.project.as_ref().map(|(_, slug)| slug.as_str()),
            "org_id" | "organization_id" => self.organization.as_deref(),
            "environment_slug" | "env_slug" | "environment" => self.environment.as_deref(),
            "folder_path" | "path" | "secret_path" => self.folder.as_deref(),
            _ => None,
        }
    }

    /// The configuration of a list here; `None` when it needs more, or when nothing in it says where.
    fn config(&self, schema: &Schema) -> Option<Value> {
        let members = schema.block.attributes.iter().map(|attribute| {
            let value = match (attribute.name.as_str(), self.value(&attribute.name)) {
                ("recursive", _) => Value::Bool(false),
                (_, Some(text)) => Value::from(text),
                (_, None) if attribute.presence == Presence::Required => return None,
                (_, None) => Value::Null,
            };
            Some((attribute.name.clone(), value))
        });
        members.collect::<Option<Vec<_>>>().map(Value::object)
    }
}

/// What a list asks for decides how often it is asked.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Grain {
    Whole,
    Environment,
    Folder,
}

fn grain(schema: &Schema) -> Grain {
    let names = || schema.block.attributes.iter().map(|a| a.name.as_str());
    let asks = |all: &[&str]| names().any(|name| all.contains(&name));
    if asks(&["folder_path", "path", "secret_path"]) {
        Grain::Folder
    } else if asks(&["environment_slug", "env_slug", "environment"]) {
        Grain::Environment
    } else {
        Grain::Whole
    }
}

/// Everything in the scope, in the order of types, and lines about what could not be read.
pub async fn discover(
    provider: &dyn Provider,
    scope: &Scope,
) -> Result<(Vec<Found>, Vec<String>), String> {
    let lists = provider.resources().iter();
    let lists =
        lists.filter_map(|(name, resource)| Some((name.clone(), resource.clone().lister()?)));
    let mut search = Search {
        provider,
        lists: lists.collect(),
        found: Vec::new(),
        said: Vec::new(),
    };
    match scope {
        Scope::Project(named) => search.project(named).await?,
        Scope::Organization => search.organization().await?,
    }
    Ok((search.found, search.said))
}

struct Search<'a> {
    provider: &'a dyn Provider,
    lists: Vec<(String, Arc<dyn ListResource>)>,
    found: Vec<Found>,
    said: Vec<String>,
}

const PROJECT: &str = "infisical_project";
const ENVIRONMENT: &str = "infisical_project_environment";
const FOLDER: &str = "infisical_secret_folder";
const IDENTITY: &str = "infisical_identity";

impl Search<'_> {
    async fn project(&mut self, named: &str) -> Result<(), String> {
        let project = self.imported(PROJECT, named).await?;
        let text = |name: &str| project.get(name).as_str().unwrap_or_default().to_owned();
        let place = Place {
            project: Some((text("id"), text("slug"))),
            ..Place::default()
        };
        self.keep(PROJECT, &text("name"), project.clone());
        self.lists(&place, Grain::Whole).await;
        for (id, slug) in self.environments(&text("id")).await? {
            match self
                .imported(ENVIRONMENT, &format!("{},{id}", text("id")))
                .await
            {
                Ok(state) => self.keep(ENVIRONMENT, &slug, state),
                Err(why) => self.said.push(format!("environment {slug}: {why}")),
            }
            let place = Place {
                environment: Some(slug),
                ..place.clone()
            };
            self.lists(&place, Grain::Environment).await;
            self.folders(place).await;
        }
        Ok(())
    }

    async fn environments(&self, project: &str) -> Result<Vec<(String, String)>, String> {
        let read = self
            .looked_up(
                "infisical_project_environments",
                &[("project_id", Value::from(project))],
            )
            .await?;
        let all = read.get("environments").items().unwrap_or_default();
        let text = |one: &Value, name: &str| one.get(name).as_str().unwrap_or_default().to_owned();
        Ok(all
            .iter()
            .map(|one| (text(one, "id"), text(one, "slug")))
            .collect())
    }

    /// What a data source tells, with these attributes set.
    async fn looked_up(&self, name: &str, set: &[(&str, Value)]) -> Result<Value, String> {
        let source = self
            .provider
            .data_sources()
            .get(name)
            .ok_or_else(|| format!("{name} is missing"))?;
        let mut config = generate_config::generate(source.schema(), &Value::Null);
        for (attribute, value) in set {
            config.set(attribute, value.clone());
        }
        let (read, _) = source.read(config).await.map_err(|said| told(&said))?;
        Ok(read)
    }

    /// Every folder of an environment, the root first, with what stands in it.
    async fn folders(&mut self, place: Place) {
        let mut waiting = vec!["/".to_owned()];
        while let Some(path) = waiting.pop() {
            let place = Place {
                folder: Some(path),
                ..place.clone()
            };
            let before = self.found.len();
            self.lists(&place, Grain::Folder).await;
            let below = self.found[before..]
                .iter()
                .filter(|one| one.type_name == FOLDER);
            waiting.extend(
                below
                    .filter_map(|one| one.state.get("path").as_str())
                    .map(str::to_owned),
            );
        }
    }

    async fn organization(&mut self) -> Result<(), String> {
        let read = self.looked_up("infisical_identity_details", &[]).await?;
        let place = Place {
            organization: read.at("organization.id").as_str().map(str::to_owned),
            ..Place::default()
        };
        self.lists(&place, Grain::Whole).await;
        // What belongs to projects is exported with them.
        self.found
            .retain(|one| one.type_name != PROJECT && one.state.get("project_id").is_null());
        let identities: Vec<(String, String, Vec<String>)> = self
            .found
            .iter()
            .filter(|one| one.type_name == IDENTITY)
            .map(|one| (one.import.id.clone(), one.name.clone(), methods(&one.state)))
            .collect();
        for (id, name, methods) in identities {
            for method in methods {
                let type_name = format!("infisical_identity_{}", method.replace('-', "_"));
                if self.provider.resources().get(&type_name).is_none() {
                    continue;
                }
                match self.imported(&type_name, &id).await {
                    Ok(state) => self.keep(&type_name, &name, state),
                    Err(why) => self.said.push(format!("{method} of {name}: {why}")),
                }
            }
        }
        Ok(())
    }

    /// Asks every list resource that asks for just this much.
    async fn lists(&mut self, place: &Place, wanted: Grain) {
        for (type_name, list) in self.lists.clone() {
            let skipped = type_name == PROJECT && place.project.is_some();
            let names = || {
                list.schema()
                    .block
                    .attributes
                    .iter()
                    .map(|a| a.name.as_str())
            };
            // A list that cannot be narrowed to the project is one of the organization.
            let of_project =
                names().any(|n| matches!(n, "project_id" | "workspace_id" | "project_slug"));
            if skipped || (place.project.is_some() && !of_project) || grain(list.schema()) != wanted
            {
                continue;
            }
            let Some(config) = place.config(list.schema()) else {
                continue;
            };
            self.listed(&type_name, &*list, config).await;
        }
    }

    async fn listed(&mut self, type_name: &str, list: &dyn ListResource, config: Value) {
        match list.list(config, true, usize::MAX).await {
            Ok(all) => {
                for one in all {
                    for said in &one.diagnostics.0 {
                        self.said.push(format!(
                            "{} {}: {}",
                            type_name, one.display_name, said.detail
                        ));
                    }
                    if let Some(state) = one.resource {
                        self.keep(type_name, &one.display_name, state);
                    }
                }
            }
            // Features that the plan or the permissions do not have are no reason to stop.
            Err(said) => self
                .said
                .push(format!("{type_name} left out: {}", told(&said))),
        }
    }

    fn keep(&mut self, type_name: &str, name: &str, state: Value) {
        let resource = self.provider.resources().get(type_name);
        match resource.and_then(|r| r.import_id(&state)) {
            Some(import) => self.found.push(Found {
                type_name: type_name.to_owned(),
                name: name.to_owned(),
                import,
                state,
            }),
            None => self
                .said
                .push(format!("{type_name} {name} left out: it has no import id")),
        }
    }

    async fn imported(&self, type_name: &str, id: &str) -> Result<Value, String> {
        let resource = self
            .provider
            .resources()
            .get(type_name)
            .ok_or_else(|| format!("{type_name} is missing"))?;
        let answer = operations::import(&**resource, ImportRequest::Id(id.to_owned())).await;
        refuse(&answer.diagnostics)?;
        let read = operations::read(&**resource, answer.state).await;
        refuse(&read.diagnostics)?;
        Ok(read.state.value)
    }
}

/// The auth methods that an identity has.
fn methods(state: &Value) -> Vec<String> {
    let names = state.get("auth_modes").items().unwrap_or_default();
    names
        .iter()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

fn told(said: &Diagnostics) -> String {
    refuse(said).err().unwrap_or_default()
}

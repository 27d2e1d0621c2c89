//! Import of a secret: by ID, by place and name, in the official and in a human form, and by identity.

use uuid::Uuid;

use super::state::{self, View};
use super::{SecretResource, hidden};
use crate::api::{ApiError, Client};
use crate::catalog::secrets::vault::{Hidden, Place, Secret};
use crate::framework::traits::ImportRequest;
use crate::framework::{Diagnostics, Value};
use crate::rest::exec::Failure;
use crate::rest::import;

/// Before any form: the value stays out of state.
pub const WRITE_ONLY: &str = "write-only:";

const FORMS: &str = "It is written in one of these forms:
  <secret_id>
  <workspace_id>:<env_slug>:<folder_path>:<name>
  <project ID or slug>/<env_slug>/<folder path>:<name>
With write-only: before it, the value is managed by value_wo and stays out of state.";

/// What an import id names.
#[derive(Debug, PartialEq)]
pub enum Named<'a> {
    /// a secret by its ID
    Id(&'a str),
    /// a secret by where it is
    At {
        /// ID or slug
        project: &'a str,
        /// slug
        environment: &'a str,
        /// path
        path: &'a str,
        /// name
        name: &'a str,
    },
}

/// Reads an id that names a folder: project, environment, path.
pub fn parse_place(id: &str) -> Option<(&str, &str, &str)> {
    let id = id.trim();
    let by = if id.contains(':') { ':' } else { '/' };
    let (project, rest) = id.split_once(by)?;
    let (environment, path) = rest.split_once(by).unwrap_or((rest, "/"));
    (!project.is_empty() && !environment.is_empty()).then_some((project, environment, path))
}

/// The ID of a project that is named by ID or slug; else why there is none.
pub async fn project_id(
    client: &Client,
    named: String,
) -> Result<String, Result<Diagnostics, ApiError>> {
    import::project(client, named)
        .await
        .map_err(|failure| match failure {
            Failure::Api(error) => Err(error),
            Failure::Cannot(diagnostics) => Ok(diagnostics),
            Failure::Refused(reason) => Ok(cannot(reason)),
            Failure::Gone => Ok(cannot("There is no project with this slug.".to_owned())),
        })
}

/// Reads an import id (without the write-only prefix).
pub fn parse(id: &str) -> Option<Named<'_>> {
    let id = id.trim();
    if Uuid::parse_str(id).is_ok() {
        return Some(Named::Id(id));
    }
    let mut colons = id.splitn(4, ':');
    if let (Some(project), Some(environment), Some(path), Some(name)) =
        (colons.next(), colons.next(), colons.next(), colons.next())
    {
        return at(project, environment, path, name);
    }
    let (place, name) = id.rsplit_once(':')?;
    let (project, rest) = place.split_once('/')?;
    let (environment, path) = rest.split_once('/').unwrap_or((rest, "/"));
    at(project, environment, path, name)
}

fn at<'a>(
    project: &'a str,
    environment: &'a str,
    path: &'a str,
    name: &'a str,
) -> Option<Named<'a>> {
    let [project, environment, path, name] = [project, environment, path, name].map(str::trim);
    let complete = ![project, environment, name].contains(&"");
    complete.then_some(Named::At {
        project,
        environment,
        path,
        name,
    })
}

impl SecretResource {
    pub(super) async fn find_existing(&self, request: ImportRequest) -> Result<Value, Diagnostics> {
        let client = self.session.client()?;
        let (secret, write_only) = match &request {
            ImportRequest::Identity(identity) => {
                let id = identity.get("id").as_str().unwrap_or_default();
                (self.named(&client, Named::Id(id)).await?, false)
            }
            ImportRequest::Id(id) => {
                let bare = id.trim().strip_prefix(WRITE_ONLY);
                let named = parse(bare.unwrap_or(id))
                    .ok_or_else(|| cannot(format!("The id does not name a secret. {FORMS}")))?;
                (self.named(&client, named).await?, bare.is_some())
            }
        };
        let view = if write_only {
            View::WriteOnly
        } else {
            View::Whole
        };
        let (value, readable) = state::of(&secret, view);
        if readable == Err(Hidden) {
            return Err(cannot(format!(
                "{}, or import it as a write-only one: {WRITE_ONLY}<id>.",
                hidden(&secret.name)
            )));
        }
        Ok(value)
    }

    async fn named(&self, client: &Client, named: Named<'_>) -> Result<Secret, Diagnostics> {
        let found = match named {
            Named::Id(id) => {
                let unknown = Place::new("", "", "/");
                let found = self.vault.by_id(client, id, &unknown).await;
                found
                    .map_err(|error| self.explain("import", &Value::Null, &error, None))?
                    .ok_or_else(|| cannot("This server, or this credential, does not give secrets by their ID: name it as <workspace_id>:<env_slug>:<folder_path>:<name>.".to_owned()))?
            }
            Named::At {
                project,
                environment,
                path,
                name,
            } => {
                let project = project_id(client, project.to_owned()).await;
                let project = project.map_err(|why| {
                    why.unwrap_or_else(|error| self.explain("import", &Value::Null, &error, None))
                })?;
                let place = Place::new(project, environment, path);
                let found = self.vault.find(client, &place, None, name).await;
                found.map_err(|error| self.explain("import", &Value::Null, &error, None))?
            }
        };
        found.ok_or_else(|| {
            cannot(format!(
                "No secret is found under this id, or the provider's identity may not see it. {FORMS}"
            ))
        })
    }
}

fn cannot(why: String) -> Diagnostics {
    Diagnostics::from_error("Cannot import secret", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_in_two_forms() {
        assert_eq!(parse_place("p:dev:/a/b"), Some(("p", "dev", "/a/b")));
        assert_eq!(
            parse_place("my-project/dev/a/b"),
            Some(("my-project", "dev", "a/b"))
        );
        assert_eq!(
            parse_place("my-project/dev"),
            Some(("my-project", "dev", "/"))
        );
        assert_eq!(parse_place("p"), None);
        assert_eq!(parse_place("p:"), None);
    }

    #[test]
    fn every_form_is_read() {
        let id = "5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10";
        assert_eq!(parse(&format!(" {id}\n")), Some(Named::Id(id)));
        let at = |project, environment, path, name| {
            Some(Named::At {
                project,
                environment,
                path,
                name,
            })
        };
        let cases = [
            ("p:dev:/a/b:KEY", at("p", "dev", "/a/b", "KEY")),
            ("p:dev:/:KEY", at("p", "dev", "/", "KEY")),
            ("p:dev::KEY", at("p", "dev", "", "KEY")),
            // Names of old secrets may hold colons: only the first three separate.
            ("p:dev:/a:K:E:Y", at("p", "dev", "/a", "K:E:Y")),
            (
                "my-project/dev/a/b:KEY",
                at("my-project", "dev", "a/b", "KEY"),
            ),
            ("my-project/dev:KEY", at("my-project", "dev", "/", "KEY")),
            ("my-project/dev/:KEY", at("my-project", "dev", "", "KEY")),
            ("my-project:KEY", None),
            ("p:dev:/a:", None),
            (":dev:/a:K", None),
            ("KEY", None),
            ("", None),
        ];
        for (id, expected) in cases {
            assert_eq!(parse(id), expected, "{id}");
        }
    }
}

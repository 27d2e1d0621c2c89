//! The routes of secrets in today's and in the deprecated form, and where secrets live.

use serde_json::{Map, Value as Json, json};

use crate::api::{Method, Request};
use crate::catalog::secrets::place;

/// A folder: secrets of one place are read and written together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// project ID
    pub project: String,
    /// environment slug
    pub environment: String,
    /// path with a leading slash and without trailing one
    pub path: String,
}

impl Place {
    /// A place; the path may be spelt in any way.
    pub fn new(
        project: impl Into<String>,
        environment: impl Into<String>,
        path: impl AsRef<str>,
    ) -> Place {
        Place {
            project: project.into(),
            environment: environment.into(),
            path: place::normal(path.as_ref()),
        }
    }

    /// The name under which reads are shared, writes are told and turns are taken.
    pub fn scope(&self) -> String {
        format!("secrets/{}/{}{}", self.project, self.environment, self.path)
    }

    fn body(&self, dialect: &Dialect, mut fields: Map<String, Json>) -> Json {
        fields.insert(dialect.project.to_owned(), json!(self.project));
        fields.insert("environment".to_owned(), json!(self.environment));
        fields.insert("secretPath".to_owned(), json!(self.path));
        Json::Object(fields)
    }

    fn query(&self, dialect: &Dialect, request: Request) -> Request {
        request
            .query(dialect.project, &self.project)
            .query("environment", &self.environment)
            .query("secretPath", &self.path)
    }
}

/// What a read shows. Servers have different defaults, so every flag is always sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// references resolved
    pub expand: bool,
    /// secrets of imports beside the folder's own
    pub imports: bool,
    /// secrets of the folders below
    pub recursive: bool,
    /// slugs of which a secret has one, comma-separated
    pub tags: Option<String>,
    /// `key=K,value=V|...`, all of which a secret has
    pub metadata: Option<String>,
}

/// One generation of routes.
pub struct Dialect {
    list: &'static str,
    one: &'static str,
    by_id: &'static str,
    batch: &'static str,
    project: &'static str,
    imports: &'static str,
    /// updates carry the value, changed or not
    pub needs_value: bool,
}

/// Today's routes.
pub const TODAY: Dialect = Dialect {
    list: "/api/v4/secrets",
    one: "/api/v4/secrets/{secretName}",
    by_id: "/api/v4/secrets/id/{secretId}",
    batch: "/api/v4/secrets/batch",
    project: "projectId",
    imports: "includeImports",
    needs_value: false,
};

/// The deprecated ones.
pub const OLD: Dialect = Dialect {
    list: "/api/v3/secrets/raw",
    one: "/api/v3/secrets/raw/{secretName}",
    by_id: "/api/v3/secrets/raw/id/{secretId}",
    batch: "/api/v3/secrets/batch/raw",
    project: "workspaceId",
    imports: "include_imports",
    needs_value: true,
};

fn flag(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

impl Dialect {
    fn shown(&self, request: Request, filter: &Filter) -> Request {
        request
            .query("viewSecretValue", "true")
            .query("expandSecretReferences", flag(filter.expand))
            .query(self.imports, flag(filter.imports))
    }

    /// All secrets of a place.
    pub fn list(&self, place: &Place, filter: &Filter) -> Request {
        let request = place.query(self, Request::get(self.list));
        let mut request = self
            .shown(request, filter)
            .query("recursive", flag(filter.recursive));
        for (name, value) in [
            ("tagSlugs", &filter.tags),
            ("metadataFilter", &filter.metadata),
        ] {
            if let Some(value) = value {
                request = request.query(name, value);
            }
        }
        request
    }

    /// One secret by its name.
    pub fn by_name(&self, place: &Place, name: &str, filter: &Filter) -> Request {
        let request = Request::get(self.one).param("secretName", name);
        self.shown(place.query(self, request), filter)
            .query("type", "shared")
    }

    /// One secret by its ID, wherever it is.
    pub fn by_id(&self, id: &str) -> Request {
        Request::get(self.by_id).param("secretId", id)
    }

    /// Writes one secret.
    pub fn write_one(
        &self,
        method: Method,
        place: &Place,
        name: &str,
        mut fields: Map<String, Json>,
    ) -> Request {
        fields.insert("type".to_owned(), json!("shared"));
        Request::new(method, self.one)
            .param("secretName", name)
            .body(place.body(self, fields))
    }

    /// Writes many secrets of one place.
    pub fn write_many(&self, method: Method, place: &Place, secrets: Vec<Json>) -> Request {
        let fields = Map::from_iter([("secrets".to_owned(), Json::Array(secrets))]);
        Request::new(method, self.batch).body(place.body(self, fields))
    }
}

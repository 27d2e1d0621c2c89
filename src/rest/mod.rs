//! How a declared resource becomes API calls: mapping, PATCH diff, import, identity, errors. Knows framework and api only.

pub mod codec;
pub mod declare;
pub mod decode;
pub mod encode;
pub mod engine;
pub mod errors;
pub mod exec;
mod exists;
pub mod extras;
pub mod field;
pub mod import;
mod resume;
pub mod schema;
pub mod session;

/// Everything that a catalog file needs to declare something.
pub mod prelude {
    pub use super::codec::Codec;
    pub use super::declare::*;
    pub use super::field::*;
    pub use crate::framework::equality::Equality;
    pub use crate::framework::validate::{Format, Rule, Validator};
    pub use crate::framework::{Nesting, OnChange, Presence, Type, Value};
    pub use serde_json::json;
}

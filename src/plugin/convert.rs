//! The framework's words in the wire's words: values, paths, diagnostics, schemas, functions.

use std::time::SystemTime;

use prost::Message;
use prost::bytes::Bytes;
use prost::encoding::{WireType, encode_key, encode_varint};

use super::proto::tfplugin6 as wire;
use crate::framework::codec;
use crate::framework::traits::{Parameter, Signature};
use crate::framework::{
    Attribute, Block, Diagnostic, Diagnostics, IdentitySchema, Nesting, Path, Schema, Severity,
    Shape, Step, Type, Value,
};

/// The summary of every error about what Terraform sent.
const UNREADABLE: &str = "Unreadable value";

/// Reads a value that Terraform sent; `what` names it in the error.
pub fn read_value(
    sent: Option<&wire::DynamicValue>,
    ty: &Type,
    what: &str,
) -> Result<Value, Diagnostics> {
    let read = match sent {
        None => Ok(Value::Null),
        Some(value) if !value.msgpack.is_empty() => codec::from_msgpack(&value.msgpack, ty),
        Some(value) if !value.json.is_empty() => {
            return codec::from_json(&read_json(&value.json, what)?, ty, false)
                .map_err(|error| unreadable(what, error));
        }
        Some(_) => Ok(Value::Null),
    };
    read.map_err(|error| unreadable(what, error))
}

/// Reads JSON; its contents never get into the error.
pub fn read_json(bytes: &[u8], what: &str) -> Result<serde_json::Value, Diagnostics> {
    serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Diagnostics::from_error(
            UNREADABLE,
            format!(
                "The {what} that Terraform sent is no readable JSON (line {line}, column {column})."
            ),
        )
    })
}

/// A value that does not fit its type, as an error on the very attribute.
pub fn unreadable(what: &str, error: codec::CodecError) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let detail =
        format!("The {what} that Terraform sent does not fit this provider's schema: {error}.");
    diagnostics.error_at(error.path, UNREADABLE, detail);
    diagnostics
}

/// A value for Terraform.
pub fn value(value: &Value, ty: &Type) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue {
        msgpack: codec::to_msgpack(value, ty).into(),
        json: Bytes::new(),
    })
}

/// An identity for Terraform.
pub fn identity(
    identity: Option<&Value>,
    schema: Option<&IdentitySchema>,
) -> Option<wire::ResourceIdentityData> {
    let identity = identity.filter(|value| !value.is_null())?;
    Some(wire::ResourceIdentityData {
        identity_data: value(identity, &schema?.value_type()),
    })
}

/// Reads an identity that Terraform sent; null and absent are the same.
pub fn read_identity(
    sent: Option<&wire::ResourceIdentityData>,
    schema: Option<&IdentitySchema>,
) -> Result<Option<Value>, Diagnostics> {
    let (Some(sent), Some(schema)) = (sent, schema) else {
        return Ok(None);
    };
    let identity = read_value(
        sent.identity_data.as_ref(),
        &schema.value_type(),
        "identity",
    )?;
    Ok(Some(identity).filter(|value| !value.is_null()))
}

/// Messages for Terraform.
pub fn diagnostics(diagnostics: Diagnostics) -> Vec<wire::Diagnostic> {
    diagnostics.0.into_iter().map(diagnostic).collect()
}

fn diagnostic(one: Diagnostic) -> wire::Diagnostic {
    let severity = match one.severity {
        Severity::Error => wire::diagnostic::Severity::Error,
        Severity::Warning => wire::diagnostic::Severity::Warning,
    };
    wire::Diagnostic {
        severity: severity.into(),
        summary: one.summary,
        detail: one.detail,
        attribute: one.path.as_ref().filter(|p| !p.0.is_empty()).map(path),
    }
}

/// A path for Terraform.
pub fn path(path: &Path) -> wire::AttributePath {
    use wire::attribute_path::step::Selector;
    let steps = path.0.iter().map(|step| {
        let selector = match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
        };
        wire::attribute_path::Step {
            selector: Some(selector),
        }
    });
    wire::AttributePath {
        steps: steps.collect(),
    }
}

/// A time for Terraform.
pub fn timestamp(time: Option<SystemTime>) -> Option<prost_types::Timestamp> {
    time.map(prost_types::Timestamp::from)
}

/// Writes a message into another one, as its field `tag`. It is written in place and its length put before it: to measure it
/// first, as prost does, would go through all that is in it once more on each level.
pub fn nested(out: &mut Vec<u8>, tag: u32, write: impl FnOnce(&mut Vec<u8>)) {
    encode_key(tag, WireType::LengthDelimited, out);
    let begin = out.len();
    write(out);
    let mut length = [0; 10];
    let mut rest = &mut length[..];
    encode_varint((out.len() - begin) as u64, &mut rest);
    let used = 10 - rest.len();
    out.splice(begin..begin, length[..used].iter().copied());
}

/// Writes an entry of a map with names.
pub fn entry(out: &mut Vec<u8>, tag: u32, name: &str, value: impl FnOnce(&mut Vec<u8>)) {
    nested(out, tag, |out| {
        nested(out, 1, |out| out.extend_from_slice(name.as_bytes()));
        nested(out, 2, value);
    });
}

/// Writes a schema for Terraform. A message is the sum of its parts: what it holds itself is written by prost, and what is
/// nested in it (with the field numbers of tfplugin6.proto) after that.
pub fn schema(schema: &Schema, out: &mut Vec<u8>) {
    let own = wire::Schema {
        version: schema.version,
        block: None,
    };
    own.encode_raw(out);
    nested(out, 2, |out| block(&schema.block, out));
}

const MARKDOWN: i32 = wire::StringKind::Markdown as i32;

fn block(block: &Block, out: &mut Vec<u8>) {
    let own = wire::schema::Block {
        description: block.description.clone(),
        description_kind: MARKDOWN,
        deprecated: block.deprecated.is_some(),
        deprecation_message: block.deprecated.clone().unwrap_or_default(),
        ..Default::default()
    };
    own.encode_raw(out);
    for one in &block.attributes {
        nested(out, 2, |out| attribute(one, out));
    }
    for one in &block.blocks {
        nested(out, 3, |out| nested_block(one, out));
    }
}

fn nested_block(one: &crate::framework::NestedBlock, out: &mut Vec<u8>) {
    use wire::schema::nested_block::NestingMode;
    let nesting = match one.nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    let own = wire::schema::NestedBlock {
        type_name: one.name.clone(),
        block: None,
        nesting: nesting.into(),
        min_items: one.min_items,
        max_items: one.max_items,
    };
    own.encode_raw(out);
    nested(out, 2, |out| block(&one.block, out));
}

fn attribute(attribute: &Attribute, out: &mut Vec<u8>) {
    let presence = attribute.presence;
    let required = presence == crate::framework::Presence::Required;
    let own = wire::schema::Attribute {
        name: attribute.name.clone(),
        r#type: match &attribute.shape {
            Shape::Plain(ty) => type_json(ty),
            Shape::Nested(..) => Bytes::new(),
        },
        nested_type: None,
        description: attribute.description.clone(),
        required,
        optional: presence.configurable() && !required,
        // A default is the provider's value where the configuration has none.
        computed: !required && (presence.computed() || attribute.default.is_some()),
        sensitive: attribute.sensitive,
        description_kind: MARKDOWN,
        deprecated: attribute.deprecated.is_some(),
        write_only: attribute.write_only,
        deprecation_message: attribute.deprecated.clone().unwrap_or_default(),
    };
    own.encode_raw(out);
    if let Shape::Nested(nesting, members, _) = &attribute.shape {
        nested(out, 10, |out| object(*nesting, members, out));
    }
}

fn object(nesting: Nesting, members: &[Attribute], out: &mut Vec<u8>) {
    use wire::schema::object::NestingMode;
    let nesting = match nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    let own = wire::schema::Object {
        nesting: nesting.into(),
        ..Default::default()
    };
    own.encode_raw(out);
    for one in members {
        nested(out, 1, |out| attribute(one, out));
    }
}

fn type_json(ty: &Type) -> Bytes {
    // Nearly every attribute is one of these.
    let usual: &'static str = match ty {
        Type::String => r#""string""#,
        Type::Number => r#""number""#,
        Type::Bool => r#""bool""#,
        _ => return ty.to_json().to_string().into(),
    };
    Bytes::from_static(usual.as_bytes())
}

/// An identity schema for Terraform.
pub fn identity_schema(schema: &IdentitySchema) -> wire::ResourceIdentitySchema {
    let attributes = schema.attributes.iter().map(|attribute| {
        wire::resource_identity_schema::IdentityAttribute {
            name: attribute.name.clone(),
            r#type: type_json(&attribute.ty),
            required_for_import: attribute.required,
            optional_for_import: !attribute.required,
            description: attribute.description.clone(),
        }
    });
    wire::ResourceIdentitySchema {
        version: schema.version,
        identity_attributes: attributes.collect(),
    }
}

/// A function's signature for Terraform.
pub fn function(signature: &Signature) -> wire::Function {
    wire::Function {
        parameters: signature.parameters.iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.as_ref().map(parameter),
        r#return: Some(wire::function::Return {
            r#type: type_json(&signature.result),
        }),
        summary: signature.summary.clone(),
        description: signature.description.clone(),
        description_kind: MARKDOWN,
        deprecation_message: String::new(),
    }
}

fn parameter(parameter: &Parameter) -> wire::function::Parameter {
    wire::function::Parameter {
        name: parameter.name.clone(),
        r#type: type_json(&parameter.ty),
        allow_null_value: parameter.allow_null,
        // Terraform answers «unknown» itself and does not ask.
        allow_unknown_values: false,
        description: parameter.description.clone(),
        description_kind: MARKDOWN,
    }
}

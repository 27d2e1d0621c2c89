//! Msgpack: the form of the plugin protocol.
//!
//! Read by hand over the slice, so that no length is trusted and nothing is copied twice.

use rmp::Marker;
use rmp::encode as put;

use super::{
    Allowance, CodecError, Failure, Read, attribute_step, carried_type, complete, deeper,
    element_step, key_step, type_of, unique_members, wanted,
};
use crate::framework::types::Type;
use crate::framework::value::{Number, Value};

/// Extension type of an unknown value.
const UNKNOWN: i8 = 0;
/// Extension type of an unknown value about which something is known (not null, a prefix, ...); read as plain unknown.
const REFINED_UNKNOWN: i8 = 12;

/// Most room that is made for elements before they have come.
const MAX_RESERVED: usize = 1024;

/// Reads msgpack bytes as a value of the type.
pub fn from_msgpack(bytes: &[u8], ty: &Type) -> Result<Value, CodecError> {
    let mut reader = Reader {
        rest: bytes,
        allowance: Allowance::new(),
    };
    let value = reader.value(ty, 0).map_err(Failure::finish)?;
    if reader.rest.is_empty() {
        Ok(value)
    } else {
        Err(Failure::new("there are bytes after the value").finish())
    }
}

/// What comes next: a whole scalar, or the length of what follows.
enum Head {
    Nil,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(usize),
    Binary(usize),
    Array(usize),
    Map(usize),
    Extension(i8, usize),
}

impl Head {
    fn kind(&self) -> &'static str {
        match self {
            Head::Nil => "null",
            Head::Bool(_) => "a bool",
            Head::Int(_) | Head::UInt(_) | Head::Float(_) => "a number",
            Head::Text(_) => "a string",
            Head::Binary(_) => "binary data",
            Head::Array(_) => "a list",
            Head::Map(_) => "a map",
            Head::Extension(..) => "an extension of unknown type",
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    allowance: Allowance,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or_else(|| Failure::new("the bytes end in the middle of a value"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        let mut bytes = [0; N];
        bytes.copy_from_slice(self.take(N)?);
        Ok(bytes)
    }

    fn u8(&mut self) -> Read<u8> {
        self.array::<1>().map(u8::from_be_bytes)
    }

    fn u16(&mut self) -> Read<u16> {
        self.array().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Read<u32> {
        self.array().map(u32::from_be_bytes)
    }

    fn length8(&mut self) -> Read<usize> {
        self.u8().map(usize::from)
    }

    fn length16(&mut self) -> Read<usize> {
        self.u16().map(usize::from)
    }

    fn length32(&mut self) -> Read<usize> {
        self.u32().map(|n| n as usize)
    }

    fn extension(&mut self, length: usize) -> Read<Head> {
        Ok(Head::Extension(self.u8()? as i8, length))
    }

    fn head(&mut self) -> Read<Head> {
        Ok(match Marker::from_u8(self.u8()?) {
            Marker::Null => Head::Nil,
            Marker::False => Head::Bool(false),
            Marker::True => Head::Bool(true),
            Marker::FixPos(n) => Head::Int(n.into()),
            Marker::FixNeg(n) => Head::Int(n.into()),
            Marker::U8 => Head::Int(self.u8()?.into()),
            Marker::U16 => Head::Int(self.u16()?.into()),
            Marker::U32 => Head::Int(self.u32()?.into()),
            Marker::U64 => Head::UInt(u64::from_be_bytes(self.array()?)),
            Marker::I8 => Head::Int(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => Head::Int(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => Head::Int(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => Head::Int(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Head::Float(f32::from_be_bytes(self.array()?).into()),
            Marker::F64 => Head::Float(f64::from_be_bytes(self.array()?)),
            Marker::FixStr(n) => Head::Text(n.into()),
            Marker::Str8 => Head::Text(self.length8()?),
            Marker::Str16 => Head::Text(self.length16()?),
            Marker::Str32 => Head::Text(self.length32()?),
            Marker::Bin8 => Head::Binary(self.length8()?),
            Marker::Bin16 => Head::Binary(self.length16()?),
            Marker::Bin32 => Head::Binary(self.length32()?),
            Marker::FixArray(n) => Head::Array(n.into()),
            Marker::Array16 => Head::Array(self.length16()?),
            Marker::Array32 => Head::Array(self.length32()?),
            Marker::FixMap(n) => Head::Map(n.into()),
            Marker::Map16 => Head::Map(self.length16()?),
            Marker::Map32 => Head::Map(self.length32()?),
            Marker::FixExt1 => self.extension(1)?,
            Marker::FixExt2 => self.extension(2)?,
            Marker::FixExt4 => self.extension(4)?,
            Marker::FixExt8 => self.extension(8)?,
            Marker::FixExt16 => self.extension(16)?,
            Marker::Ext8 => {
                let length = self.length8()?;
                self.extension(length)?
            }
            Marker::Ext16 => {
                let length = self.length16()?;
                self.extension(length)?
            }
            Marker::Ext32 => {
                let length = self.length32()?;
                self.extension(length)?
            }
            Marker::Reserved => {
                return Err(Failure::new("a byte that no msgpack value begins with"));
            }
        })
    }

    fn text(&mut self, length: usize) -> Read<&'a str> {
        std::str::from_utf8(self.take(length)?).map_err(|_| Failure::new("text that is not UTF-8"))
    }

    /// The key of a map: text, which some writers mark as binary.
    fn key(&mut self) -> Read<&'a str> {
        match self.head()? {
            Head::Text(length) | Head::Binary(length) => self.text(length),
            other => Err(Failure::expected("a string as key", other.kind())),
        }
    }

    fn value(&mut self, ty: &Type, depth: usize) -> Read<Value> {
        self.allowance.spend(1)?;
        let head = self.head()?;
        match (head, ty) {
            (Head::Nil, _) => Ok(Value::Null),
            (Head::Extension(UNKNOWN | REFINED_UNKNOWN, length), _) => {
                self.take(length)?;
                Ok(Value::Unknown)
            }
            (Head::Bool(b), Type::Bool) => Ok(Value::Bool(b)),
            (Head::Int(n), Type::Number) => Ok(Value::Number(n.into())),
            (Head::UInt(n), Type::Number) => Ok(Value::Number(n.into())),
            (Head::Float(n), Type::Number) => Number::from_f64(n)
                .map(Value::Number)
                .ok_or_else(|| Failure::expected("a finite number", "an infinite one")),
            (Head::Text(length), Type::Number) => decimal(self.text(length)?).map(Value::Number),
            (Head::Text(length) | Head::Binary(length), Type::String) => {
                self.text(length).map(Value::from)
            }
            (Head::Array(count), Type::List(element)) => {
                self.elements(count, element, false, depth).map(Value::List)
            }
            (Head::Array(count), Type::Set(element)) => {
                self.elements(count, element, true, depth).map(Value::Set)
            }
            (Head::Array(count), Type::Tuple(types)) => self.tuple(count, types, depth),
            (Head::Array(2), Type::Dynamic) => self.dynamic(depth),
            (Head::Map(count), Type::Map(element)) => self.map(count, element, depth),
            (Head::Map(count), Type::Object(types)) => {
                let depth = deeper(depth)?;
                let mut members = Vec::with_capacity(count.min(types.len()));
                for _ in 0..count {
                    let name = self.key()?;
                    let ty = types.get(name).ok_or_else(|| {
                        Failure::new("there is no such attribute").within(attribute_step(name))
                    })?;
                    let value = self
                        .value(ty, depth)
                        .map_err(|e| e.within(attribute_step(name)))?;
                    members.push((name.to_owned(), value));
                }
                complete(members, types, &mut self.allowance)
            }
            (head, ty) => Err(Failure::expected(wanted(ty), head.kind())),
        }
    }

    fn elements(
        &mut self,
        count: usize,
        element: &Type,
        set: bool,
        depth: usize,
    ) -> Read<Vec<Value>> {
        let depth = deeper(depth)?;
        let mut items = Vec::with_capacity(count.min(MAX_RESERVED));
        for i in 0..count {
            items.push(
                self.value(element, depth)
                    .map_err(|e| element_step(e, set, i))?,
            );
        }
        Ok(items)
    }

    fn tuple(&mut self, count: usize, types: &[Type], depth: usize) -> Read<Value> {
        let depth = deeper(depth)?;
        if count != types.len() {
            return Err(Failure::expected(
                &format!("a tuple of {}", types.len()),
                &format!("a list of {count}"),
            ));
        }
        let mut items = Vec::with_capacity(count.min(MAX_RESERVED));
        for (i, ty) in types.iter().enumerate() {
            items.push(
                self.value(ty, depth)
                    .map_err(|e| element_step(e, false, i))?,
            );
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, count: usize, element: &Type, depth: usize) -> Read<Value> {
        let depth = deeper(depth)?;
        let mut members = Vec::with_capacity(count.min(MAX_RESERVED));
        for _ in 0..count {
            let key = self.key()?;
            let value = self
                .value(element, depth)
                .map_err(|e| e.within(key_step(key)))?;
            members.push((key.to_owned(), value));
        }
        unique_members(members).map(Value::Map)
    }

    /// The type as JSON bytes, then the value.
    fn dynamic(&mut self, depth: usize) -> Read<Value> {
        let bytes = match self.head()? {
            Head::Binary(length) | Head::Text(length) => self.take(length)?,
            other => return Err(Failure::expected("a type as binary data", other.kind())),
        };
        // serde_json itself refuses deep nesting.
        let json = serde_json::from_slice(bytes)
            .map_err(|_| Failure::new("the type of a dynamic value is not JSON"))?;
        self.value(&carried_type(&json)?, deeper(depth)?)
    }
}

/// Reads decimal text as a number: what Terraform sends for numbers that fit no machine type.
pub(super) fn decimal(text: &str) -> Read<Number> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    plain
        .then(|| Number::parse(text))
        .flatten()
        .ok_or_else(|| Failure::new("expected a decimal number of reasonable size, got other text"))
}

/// Writes a value of the type as msgpack. Object members that the value lacks are null; those that the type lacks are left out.
/// A value that is not of the type is written as what it is, for core to refuse.
pub fn to_msgpack(value: &Value, ty: &Type) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out, value, ty);
    out
}

// Writing to memory cannot fail, so the results of `put` are dropped throughout.

fn write(out: &mut Vec<u8>, value: &Value, ty: &Type) {
    match (value, ty) {
        (Value::Null, _) => {
            let _ = put::write_nil(out);
        }
        (Value::Unknown, _) => {
            let _ = put::write_ext_meta(out, 1, UNKNOWN);
            out.push(0);
        }
        (_, Type::Dynamic) => {
            let ty = type_of(value);
            let _ = put::write_array_len(out, 2);
            let _ = put::write_bin(out, ty.to_json().to_string().as_bytes());
            write(out, value, &ty);
        }
        (Value::Bool(b), Type::Bool) => {
            let _ = put::write_bool(out, *b);
        }
        (Value::Number(n), Type::Number) => write_number(out, n),
        (Value::String(text), Type::String) => {
            let _ = put::write_str(out, text);
        }
        (Value::List(items) | Value::Set(items), Type::List(element) | Type::Set(element)) => {
            let _ = put::write_array_len(out, items.len() as u32);
            for item in items {
                write(out, item, element);
            }
        }
        (Value::List(items) | Value::Set(items), Type::Tuple(types)) => {
            let _ = put::write_array_len(out, items.len() as u32);
            for (i, item) in items.iter().enumerate() {
                write(out, item, types.get(i).unwrap_or(&Type::Dynamic));
            }
        }
        (Value::Map(members) | Value::Object(members), Type::Map(element)) => {
            let _ = put::write_map_len(out, members.len() as u32);
            for (key, member) in members {
                let _ = put::write_str(out, key);
                write(out, member, element);
            }
        }
        (Value::Map(members) | Value::Object(members), Type::Object(types)) => {
            let _ = put::write_map_len(out, types.len() as u32);
            for (name, ty) in types {
                let _ = put::write_str(out, name);
                write(out, members.get(name).unwrap_or(&Value::Null), ty);
            }
        }
        (_, _) => write(out, value, &type_of(value)),
    }
}

/// The narrowest form that keeps every digit.
fn write_number(out: &mut Vec<u8>, n: &Number) {
    if let Some(n) = n.as_i64() {
        let _ = put::write_sint(out, n);
    } else if let Some(n) = n.as_u64() {
        let _ = put::write_uint(out, n);
    } else if Number::from_f64(n.as_f64()).as_ref() == Some(n) {
        let _ = put::write_f64(out, n.as_f64());
    } else {
        let _ = put::write_str(out, &n.to_string());
    }
}

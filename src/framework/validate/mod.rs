//! Checks of configured values, found at plan time with the attribute's path. Unknown values are skipped.

use super::diagnostic::Diagnostics;
use super::path::Path;
use super::schema::Schema;
use super::value::{Number, Value};

pub(crate) mod formats;

/// A textual format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// lower-case letters, digits and single inner hyphens
    Slug,
    /// http or https URL
    Url,
    /// https URL
    HttpsUrl,
    /// JSON text
    Json,
    /// TOML text
    Toml,
    /// five-field cron expression
    Cron,
    /// IP address
    Ip,
    /// IP address or CIDR
    Cidr,
    /// such as 30s, 5m, 1h, 7d
    Duration,
    /// PEM blocks
    Pem,
    /// e-mail address
    Email,
    /// UUID
    Uuid,
    /// RFC 3339 time
    Timestamp,
}

/// A check of one attribute's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Validator {
    /// string among the given
    OneOf(Vec<String>),
    /// length of text in characters (Unicode scalar values), both ends included
    Length(u64, u64),
    /// number of elements of a list, set or map
    Size(u64, u64),
    /// number between, both ends included; None is open
    Range(Option<Number>, Option<Number>),
    /// whole number
    Integer,
    /// matches the regular expression; the second text says in words what that means
    Pattern(String, String),
    /// a known format
    Format(Format),
    /// the check holds for each element of a list, set or map
    Each(Box<Validator>),
    /// the check holds for each key of a map
    EachKey(Box<Validator>),
    /// elements are all different
    Unique,
    /// numbers among the given
    OneOfNumbers(Vec<i64>),
}

/// A rule between members of one object or block; names are dotted paths relative to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// at most one may be set
    Conflicts(Vec<String>),
    /// exactly one must be set
    ExactlyOneOf(Vec<String>),
    /// at least one must be set
    AtLeastOneOf(Vec<String>),
    /// all or none
    Together(Vec<String>),
    /// when the first is set, the second must be
    Requires(String, String),
    /// `attribute` must be set when `discriminator` has one of `values` (null counts as its default when it has one)
    RequiredWhen {
        /** what */
        attribute: String,
        /** which decides */
        discriminator: String,
        /** on these */
        values: Vec<String>,
    },
    /// `attribute` may be set only when `discriminator` has one of `values`
    OnlyWhen {
        /** what */
        attribute: String,
        /** which decides */
        discriminator: String,
        /** on these */
        values: Vec<String>,
    },
    /// `attribute` must be one of `allowed` when `discriminator` has one of `values`
    ValueWhen {
        /** what */
        attribute: String,
        /** its values */
        allowed: Vec<String>,
        /** which decides */
        discriminator: String,
        /** on these */
        values: Vec<String>,
    },
}

/// Checks a whole configuration against a schema: types are already right; this checks required attributes, block counts, validators and rules.
pub fn validate(_schema: &Schema, _config: &Value) -> Diagnostics {
    Diagnostics::new()
}

/// Checks one value.
pub fn check(_validator: &Validator, _value: &Value, _path: &Path, _diags: &mut Diagnostics) {}

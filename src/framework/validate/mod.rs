//! Checks of configured values, found at plan time with the attribute's path. Unknown values are skipped.
//!
//! Every check has one phrase that says what it demands; errors and the documentation are both made of it.

mod audit;
pub(crate) mod formats;
mod place;
mod rules;
#[cfg(test)]
mod tests;
mod values;
mod walk;

use super::value::Number;

pub use audit::audit;
pub use values::{check, is_blank};
pub use walk::validate;

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
    /// matches the regular expression, as a whole only where that is anchored; the second text says in words what that
    /// means, such as «only letters and digits»
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

/// A rule between members of one object or block. Names are dotted paths relative to it; they lead through lists and sets
/// to all their elements. Any of `a|b` counts as `a`.
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

/// Names side by side: `` `a`, `b` or `c` ``.
fn enumerate<S: AsRef<str>>(names: &[S], conjunction: &str) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| match name.as_ref() {
            "" => "`\"\"`".to_owned(),
            name => format!("`{name}`"),
        })
        .collect();
    match quoted.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

fn capitalized(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first: String = letters
        .next()
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default();
    first + letters.as_str()
}

/// A phrase as a sentence.
fn sentence(phrase: &str) -> String {
    format!("{}.", capitalized(phrase))
}

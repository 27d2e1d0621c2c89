//! When two values of an attribute mean the same, so that the older spelling is kept.

use super::value::Value;

/// A rule of equality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Equality {
    /// letter for letter
    #[default]
    Exact,
    /// JSON text of the same meaning
    Json,
    /// text that differs in surrounding white space only
    Trimmed,
    /// lists of the same elements in another order
    Unordered,
    /// comma-separated text that differs in spacing only
    CommaSeparated,
    /// text that differs in case only
    CaseInsensitive,
    /// an IP address or CIDR; a full prefix may be left out (`10.0.0.1` = `10.0.0.1/32`)
    Cidr,
    /// durations such as `60m` and `1h`
    Duration,
    /// RFC 3339 times of the same instant
    Timestamp,
    /// paths that differ in trailing slashes only
    TrailingSlash,
}

impl Equality {
    /// Whether two known values mean the same under this rule.
    pub fn equal(self, a: &Value, b: &Value) -> bool {
        a == b
    }
}

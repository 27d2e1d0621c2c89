//! Requirements of generated passwords, as secret rotations and dynamic secrets share them.

use std::ops::RangeInclusive;

use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

/// The kinds of characters that a password can be asked to have.
const KINDS: [(&str, &str); 4] = [
    ("digits", "digits"),
    ("lowercase", "lower-case letters"),
    ("uppercase", "upper-case letters"),
    ("symbols", "symbols"),
];

/// `password_requirements` with the allowed length, the least that each count may be, and the field of allowed symbols.
pub fn password_requirements(length: RangeInclusive<i64>, least: i64, symbols: Field) -> Field {
    let counts = KINDS.map(|(name, what)| {
        integer(name)
            .required()
            .at_least(least)
            .doc(&format!("Fewest {what}."))
    });
    object(
        "password_requirements",
        [
            integer("length")
                .required()
                .range(length)
                .doc("Number of characters."),
            object("required", counts)
                .required()
                .doc("How many of each kind at least; together not more than `length`."),
            symbols,
        ],
    )
    .doc("How generated passwords look. Infisical's own rules by default.")
}

/// `allowed_symbols`, any text.
pub fn allowed_symbols() -> Field {
    string("allowed_symbols").doc("The symbols that may occur.")
}

/// Checks the counts of `password_requirements` in `holder` against the length; `some` asks that one of them is not zero.
pub fn requirements_fit(holder: &Value, at: &str, some: bool, diagnostics: &mut Diagnostics) {
    let wanted = holder.get("password_requirements");
    let counts: Option<Vec<i64>> = KINDS
        .iter()
        .map(|(name, _)| wanted.get("required").get(name).as_i64())
        .collect();
    let (Some(counts), Some(length)) = (counts, wanted.get("length").as_i64()) else {
        return;
    };
    let sum = counts.iter().fold(0i64, |sum, n| sum.saturating_add(*n));
    let path = Path::dotted(at).join("password_requirements.required");
    if sum > length {
        diagnostics.error_at(
            path,
            "Too many required characters",
            format!("The counts ask for {sum} characters together, but length is {length}."),
        );
    } else if some && sum == 0 {
        diagnostics.error_at(
            path,
            "No required characters",
            "At least one of digits, lowercase, uppercase and symbols must be above 0.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(length: i64, digits: i64) -> Value {
        let counts = [
            ("digits", digits),
            ("lowercase", 0),
            ("uppercase", 0),
            ("symbols", 0),
        ];
        let required = Value::object(counts.map(|(k, n)| (k, Value::int(n))));
        let wanted = Value::object([("length", Value::int(length)), ("required", required)]);
        Value::object([("password_requirements", wanted)])
    }

    fn faults(holder: &Value, some: bool) -> Vec<String> {
        let mut diagnostics = Diagnostics::new();
        requirements_fit(holder, "parameters", some, &mut diagnostics);
        diagnostics.0.into_iter().map(|d| d.summary).collect()
    }

    #[test]
    fn counts_must_fit_into_the_length() {
        assert_eq!(
            faults(&holder(8, 9), true),
            ["Too many required characters"]
        );
        assert_eq!(faults(&holder(8, 0), true), ["No required characters"]);
        assert!(faults(&holder(8, 0), false).is_empty());
        assert!(faults(&holder(8, 8), true).is_empty());
        assert!(faults(&holder(i64::MAX, i64::MAX), true).is_empty());
        assert!(faults(&Value::Null, true).is_empty());
    }

    #[test]
    fn unknown_counts_are_not_judged() {
        let mut unknown = holder(8, 9);
        let mut wanted = unknown.get("password_requirements").clone();
        wanted.set("required", Value::Unknown);
        unknown.set("password_requirements", wanted);
        assert!(faults(&unknown, true).is_empty());
    }
}

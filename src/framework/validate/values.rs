//! Validators: what each demands of one value.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::Regex;

use super::place::Place;
use super::{Validator, enumerate, sentence};
use crate::framework::diagnostic::Diagnostics;
use crate::framework::path::Path;
use crate::framework::schema::{Attribute, Presence};
use crate::framework::types::Type;
use crate::framework::value::{Number, Value};

/// Checks one value. As it is not known here whether the value is a secret, messages do not show it.
pub fn check(validator: &Validator, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    validator.check(value, &Place::new(path.clone(), true), diagnostics);
}

/// Whether an empty text says nothing here: the attribute may be left out, and no text that the API takes is empty. Modules
/// pass `""` on for what they do not use.
pub fn is_blank(attribute: &Attribute, value: &Value) -> bool {
    let optional = matches!(
        attribute.presence,
        Presence::Optional | Presence::OptionalComputed
    );
    if !optional || attribute.default.is_some() || value.as_str() != Some("") {
        return false;
    }
    let mut refused = Diagnostics::new();
    for validator in &attribute.validators {
        check(validator, value, &Path::root(), &mut refused);
    }
    refused.has_errors()
}

/// Every pattern is compiled once; `None` stands for one that does not compile.
static PATTERNS: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);

pub(super) fn pattern(text: &str) -> Option<Regex> {
    let mut patterns = PATTERNS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = patterns.get(text) {
        return known.clone();
    }
    let compiled = Regex::new(text).ok();
    patterns.insert(text.to_owned(), compiled.clone());
    compiled
}

/// What a value is, when it is not what is demanded.
enum Finding {
    /// the value itself says it
    Value,
    /// its length, which is nobody's business when the value is a secret
    Length(String),
    /// a fact that is no secret
    Fact(String),
    /// the value, and perhaps what was meant
    Suggestion(String),
}

impl Validator {
    /// What it demands, to follow the name of an attribute.
    pub fn phrase(&self) -> String {
        match self {
            Validator::OneOf(values) => must_be_among(values),
            Validator::OneOfNumbers(values) => {
                must_be_among(&values.iter().map(i64::to_string).collect::<Vec<_>>())
            }
            Validator::Length(1, u64::MAX) => "must not be empty".to_owned(),
            Validator::Length(min, max) => format!("must have {}", amount(*min, *max, "character")),
            Validator::Size(min, max) => format!("must have {}", amount(*min, *max, "element")),
            Validator::Range(min, max) => {
                let text = |n: &Option<Number>| n.as_ref().map(Number::to_string);
                match (text(min), text(max)) {
                    (Some(min), Some(max)) if min == max => format!("must be {min}"),
                    (Some(min), Some(max)) => format!("must be between {min} and {max}"),
                    (Some(min), None) => format!("must be {min} or more"),
                    (None, Some(max)) => format!("must be {max} or less"),
                    (None, None) => "may be any number".to_owned(),
                }
            }
            Validator::Integer => "must be a whole number".to_owned(),
            // Some say the whole thing.
            Validator::Pattern(_, means)
                if ["must ", "may "].iter().any(|verb| means.starts_with(verb)) =>
            {
                means.clone()
            }
            Validator::Pattern(_, means) => format!("must have the form: {means}"),
            Validator::Format(format) => format!("must be {}", format.phrase()),
            Validator::Each(inner) => format!("{} in each element", inner.phrase()),
            Validator::EachKey(inner) => format!("{} in each key", inner.phrase()),
            Validator::Unique => "must not have the same element twice".to_owned(),
        }
    }

    /// One sentence for the documentation.
    pub fn describe(&self) -> String {
        match self {
            Validator::Each(inner) => format!("Each element {}.", inner.phrase()),
            Validator::EachKey(inner) => format!("Each key {}.", inner.phrase()),
            other => sentence(&other.phrase()),
        }
    }

    /// Checks a value; null and unknown are fine, and so is a value of a kind that the check is not for.
    pub(super) fn check(&self, value: &Value, place: &Place, diagnostics: &mut Diagnostics) {
        match (self, value) {
            (Validator::Each(inner), Value::List(_) | Value::Set(_) | Value::Map(_)) => {
                for (place, item) in place.elements(value) {
                    inner.check(item, &place, diagnostics);
                }
            }
            (Validator::EachKey(inner), Value::Map(members)) => {
                for key in members.keys() {
                    inner.check(&Value::from(key.as_str()), &place.key(key), diagnostics);
                }
            }
            (Validator::Unique, Value::List(items)) => {
                if let Some((first, again)) = repeated(items) {
                    place.element(false, again).fail(
                        diagnostics,
                        "Repeated element",
                        format!(
                            "{} {}: element {again} is the same as element {first}, counted from 0. Remove one of them.",
                            place.label(),
                            self.phrase(),
                        ),
                    );
                }
            }
            _ => {
                if let Some(finding) = self.finding(value) {
                    let found = match (finding, place.quote(value)) {
                        (Finding::Fact(fact), _) => format!("; {fact}"),
                        (Finding::Length(fact), _) if !place.secret => format!("; {fact}"),
                        (Finding::Length(_), _) => String::new(),
                        (Finding::Suggestion(meant), Some(quote)) => {
                            format!("; it is {quote}. Did you mean `{meant}`?")
                        }
                        (_, Some(quote)) => format!("; it is {quote}"),
                        (_, None) => String::new(),
                    };
                    let stop = if found.ends_with('?') { "" } else { "." };
                    place.fail(
                        diagnostics,
                        "Invalid value",
                        format!("{} {}{found}{stop}", place.label(), self.phrase()),
                    );
                }
            }
        }
    }

    /// What is wrong with a single value, if anything.
    fn finding(&self, value: &Value) -> Option<Finding> {
        match (self, value) {
            (Validator::OneOf(values), Value::String(text)) => {
                (!values.contains(text)).then(|| match nearest(text, values) {
                    Some(meant) => Finding::Suggestion(meant.to_owned()),
                    None => Finding::Value,
                })
            }
            (Validator::OneOfNumbers(values), Value::Number(n)) => {
                let among = n.as_i64().is_some_and(|n| values.contains(&n));
                (!among).then_some(Finding::Value)
            }
            (Validator::Length(min, max), Value::String(text)) => {
                outside(text.chars().count(), *min, *max, "character").map(Finding::Length)
            }
            (Validator::Size(min, max), Value::List(items)) => {
                outside(items.len(), *min, *max, "element").map(Finding::Fact)
            }
            // Unknown elements of a set may turn out to be the same.
            (Validator::Size(min, max), Value::Set(items)) if !value.contains_unknown() => {
                outside(items.len(), *min, *max, "element").map(Finding::Fact)
            }
            (Validator::Size(min, max), Value::Map(members)) => {
                outside(members.len(), *min, *max, "element").map(Finding::Fact)
            }
            (Validator::Range(min, max), Value::Number(n)) => {
                let inside = min.as_ref().is_none_or(|min| n >= min)
                    && max.as_ref().is_none_or(|max| n <= max);
                (!inside).then_some(Finding::Value)
            }
            (Validator::Integer, Value::Number(n)) => (!n.is_integer()).then_some(Finding::Value),
            (Validator::Pattern(regex, _), Value::String(text)) => {
                // A pattern that does not compile is found by the audit of schemas; users are not to suffer from it.
                let matches = pattern(regex).is_none_or(|regex| regex.is_match(text));
                (!matches).then_some(Finding::Value)
            }
            (Validator::Format(format), Value::String(text)) => {
                format.check(text).err().map(|more| match more {
                    Some(fact) => Finding::Fact(fact),
                    None => Finding::Value,
                })
            }
            _ => None,
        }
    }

    /// Why the check is of no use for values of a type, if so.
    pub(super) fn fault(&self, ty: &Type) -> Option<String> {
        let fits = match (self, ty) {
            (
                Validator::Each(inner),
                Type::List(element) | Type::Set(element) | Type::Map(element),
            ) => {
                return inner.fault(element);
            }
            (Validator::EachKey(inner), Type::Map(_)) => return inner.fault(&Type::String),
            (Validator::Length(min, max), Type::String)
            | (Validator::Size(min, max), Type::List(_) | Type::Set(_) | Type::Map(_)) => {
                min <= max
            }
            (Validator::Range(Some(min), Some(max)), Type::Number) => min <= max,
            (Validator::Range(..) | Validator::Integer, Type::Number) => true,
            (Validator::OneOf(values), Type::String) => !values.is_empty(),
            (Validator::OneOfNumbers(values), Type::Number) => !values.is_empty(),
            (Validator::Pattern(regex, _), Type::String) => pattern(regex).is_some(),
            (Validator::Format(_), Type::String) | (Validator::Unique, Type::List(_)) => true,
            _ => false,
        };
        (!fits).then(|| {
            format!(
                "{self:?} can never be met by, or is not for, {}",
                ty.to_json()
            )
        })
    }
}

fn must_be_among<S: AsRef<str>>(values: &[S]) -> String {
    let one_of = if values.len() > 2 { "one of " } else { "" };
    format!("must be {one_of}{}", enumerate(values, "or"))
}

/// «between 1 and 64 characters».
fn amount(min: u64, max: u64, unit: &str) -> String {
    match (min, max) {
        (min, max) if min == max => format!("exactly {}", counted(min, unit)),
        (min, u64::MAX) => format!("at least {}", counted(min, unit)),
        (0, max) => format!("at most {}", counted(max, unit)),
        (min, max) => format!("between {min} and {}", counted(max, unit)),
    }
}

/// «1 element», «2 elements».
pub(super) fn counted(count: u64, unit: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// What the count is, when it is not within.
fn outside(count: usize, min: u64, max: u64, unit: &str) -> Option<String> {
    let count = count as u64;
    (!(min..=max).contains(&count)).then(|| format!("it has {}", counted(count, unit)))
}

/// Positions of the first element that comes again and of its second coming.
fn repeated(items: &[Value]) -> Option<(usize, usize)> {
    let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
    let first_of = |again: usize| items.iter().position(|item| item == &items[again]);
    let again = match texts {
        Some(texts) => {
            let mut seen = HashSet::new();
            texts.iter().position(|text| !seen.insert(*text))
        }
        None => (1..items.len())
            .find(|&i| !items[i].contains_unknown() && items[..i].contains(&items[i])),
    }?;
    Some((first_of(again)?, again))
}

/// The allowed value that was most likely meant.
fn nearest<'a>(text: &str, values: &'a [String]) -> Option<&'a str> {
    let plain = |text: &str| text.trim().to_lowercase().replace(['_', ' '], "-");
    let text = plain(text);
    if text.chars().count() > 64 {
        return None;
    }
    values
        .iter()
        .map(|value| (distance(&text, &plain(value)), value))
        .min()
        .filter(|(distance, value)| *distance <= 2 && *distance < value.chars().count())
        .map(|(_, value)| value.as_str())
}

/// Levenshtein's distance of two short texts.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

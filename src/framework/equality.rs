//! When two values of an attribute mean the same, so that the older spelling is kept.

use std::borrow::Cow;
use std::net::IpAddr;

use serde_json::Value as Json;
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer, X509CertificationRequest};

use super::validate::formats;
use super::value::{Number, Value};

/// A rule of equality. Except for `Unordered` it is a rule for text and holds for every text within a value.
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
    /// values of secrets: surrounding white space means nothing, but for one newline at the end
    SecretValue,
    /// certificate requests (PEM) that ask for the same: a signature may be another one each time
    CertificateRequest,
}

/// What a text means under a rule. Texts are equal when their meanings are, so that equality is transitive.
#[derive(PartialEq)]
enum Meaning<'a> {
    Text(Cow<'a, str>),
    Parts(Vec<&'a str>),
    Json(Json),
    Network(IpAddr, u8),
    Nanoseconds(u128),
    Instant(OffsetDateTime),
    Bytes(Vec<u8>),
}

impl Equality {
    /// Whether two known values mean the same under this rule. What does not parse is compared letter for letter.
    pub fn equal(self, a: &Value, b: &Value) -> bool {
        match (self, a, b) {
            (Equality::Exact, ..) => a == b,
            (Equality::Unordered, Value::List(a), Value::List(b)) => {
                same_elements(a, b, |a, b| a == b)
            }
            (_, Value::String(a), Value::String(b)) => a == b || self.meaning(a) == self.meaning(b),
            (_, Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.equal(a, b))
            }
            (_, Value::Set(a), Value::Set(b)) => same_elements(a, b, |a, b| self.equal(a, b)),
            (_, Value::Map(a), Value::Map(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|(key, a)| b.get(key).is_some_and(|b| self.equal(a, b)))
            }
            (_, Value::Object(members), Value::Object(others)) => members
                .keys()
                .chain(others.keys())
                .all(|name| self.equal(a.get(name), b.get(name))),
            _ => a == b,
        }
    }

    fn meaning(self, text: &str) -> Meaning<'_> {
        let meaning = match self {
            Equality::Exact | Equality::Unordered => None,
            Equality::Json => serde_json::from_str(text)
                .ok()
                .map(|json| Meaning::Json(plain_numbers(json))),
            Equality::Trimmed => Some(Meaning::Text(trimmed(text).into())),
            Equality::CommaSeparated => {
                Some(Meaning::Parts(text.split(',').map(trimmed).collect()))
            }
            Equality::CaseInsensitive => Some(Meaning::Text(text.to_lowercase().into())),
            Equality::Cidr => formats::cidr(trimmed(text))
                .map(|(address, prefix)| Meaning::Network(address, prefix)),
            Equality::Duration => formats::duration(text).map(Meaning::Nanoseconds),
            Equality::Timestamp => formats::instant(text).map(Meaning::Instant),
            Equality::TrailingSlash => Some(Meaning::Text(text.trim_end_matches('/').into())),
            Equality::SecretValue => Some(Meaning::Text(stored_secret(text))),
            // What does not parse may differ in surrounding white space.
            Equality::CertificateRequest => {
                Some(asked_for(text).map_or(Meaning::Text(trimmed(text).into()), Meaning::Bytes))
            }
        };
        meaning.unwrap_or(Meaning::Text(text.into()))
    }
}

/// Without surrounding white space, as JavaScript's `trim` has it on the server: with the byte order mark, without NEL.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}')
}

/// The value that Infisical stores for a secret: trimmed, with one newline where the text ends with one.
pub fn stored_secret(text: &str) -> Cow<'_, str> {
    let trimmed = trimmed(text);
    if !trimmed.is_empty() && text.ends_with('\n') {
        format!("{trimmed}\n").into()
    } else {
        trimmed.into()
    }
}

/// What a certificate request asks for: all of it but the signature.
fn asked_for(text: &str) -> Option<Vec<u8>> {
    let (_, pem) = x509_parser::pem::parse_x509_pem(text.as_bytes()).ok()?;
    let (_, request) = X509CertificationRequest::from_der(&pem.contents).ok()?;
    Some(request.certification_request_info.raw.to_vec())
}

/// JSON whose numbers are all written in one way (`1.0` and `1e0` as `1`).
fn plain_numbers(json: Json) -> Json {
    match json {
        Json::Number(n) => match Number::parse(n.as_str()) {
            Some(number) => number.to_json(),
            None => Json::Number(n),
        },
        Json::Array(items) => items.into_iter().map(plain_numbers).collect(),
        Json::Object(members) => members
            .into_iter()
            .map(|(key, json)| (key, plain_numbers(json)))
            .collect(),
        other => other,
    }
}

/// Whether two collections hold the same elements, each as often. Elements in the same order are found at once.
fn same_elements(a: &[Value], b: &[Value], equal: impl Fn(&Value, &Value) -> bool) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut left: Vec<&Value> = b.iter().rev().collect();
    a.iter().all(|item| {
        let found = left.iter().rposition(|other| equal(item, other));
        found.map(|i| left.remove(i)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Equality; 12] = [
        Equality::Exact,
        Equality::Json,
        Equality::Trimmed,
        Equality::Unordered,
        Equality::CommaSeparated,
        Equality::CaseInsensitive,
        Equality::Cidr,
        Equality::Duration,
        Equality::Timestamp,
        Equality::TrailingSlash,
        Equality::SecretValue,
        Equality::CertificateRequest,
    ];

    #[test]
    fn texts_under_each_rule() {
        use Equality::*;
        let cases = [
            (Exact, "a", "a", true),
            (Exact, "a", "A", false),
            (
                Json,
                r#"{"a":1,"b":[2]}"#,
                "{ \"b\": [2.0],\n \"a\": 1e0 }",
                true,
            ),
            (Json, "[1,2]", "[2,1]", false),
            (Json, r#"{"a":null}"#, "{}", false),
            (Json, r#""\u0061""#, r#""a""#, true),
            (Json, r#""1""#, "1", false),
            (Json, "12345678901234567890.0", "12345678901234567890", true),
            (Json, "12345678901234567890", "12345678901234567891", false),
            (Json, "1e99999", "1e99999 ", true),
            (Json, "not json", "not json ", false),
            (Json, "not json", "not json", true),
            (Trimmed, " a\n", "a", true),
            (Trimmed, "\u{feff}a", "a", true),
            (Trimmed, "\u{85}a", "a", false),
            (Trimmed, "a b", "a  b", false),
            (CommaSeparated, "a, b ,c", "a,b,c", true),
            (CommaSeparated, "a,b", "b,a", false),
            (CommaSeparated, "a b", "ab", false),
            (CommaSeparated, "a,", "a", false),
            (CaseInsensitive, "ÄbC", "äBc", true),
            (CaseInsensitive, "a", "b", false),
            (Cidr, "10.0.0.1", "10.0.0.1/32", true),
            (Cidr, "2001:db8::1", "2001:0DB8:0::1/128", true),
            (Cidr, "10.0.0.0/8", "10.0.0.0/16", false),
            (Cidr, "10.0.0.1", "10.0.0.1/24", false),
            (Cidr, "host", "HOST", false),
            (Duration, "60m", "1h", true),
            (Duration, "30", "30s", true),
            (Duration, "1h30m", "90m", true),
            (Duration, "7d", "1w", true),
            (Duration, "365d", "1y", false),
            (Duration, "1h", "61m", false),
            (Duration, "soon", "SOON", false),
            (
                Timestamp,
                "2030-01-01T00:00:00Z",
                "2030-01-01T01:00:00.000+01:00",
                true,
            ),
            (
                Timestamp,
                "2030-01-01T00:00:00Z",
                "2030-01-01T00:00:01Z",
                false,
            ),
            (Timestamp, "2030-01-01", "2030-01-01 ", false),
            (TrailingSlash, "/a/b/", "/a/b", true),
            (TrailingSlash, "/", "", true),
            (TrailingSlash, "/a", "a", false),
            (SecretValue, " a\t", "a", true),
            (SecretValue, "a\r\n", "a\n", true),
            (SecretValue, " a\n\n\n", "a\n", true),
            (SecretValue, "a\n", "a", false),
            (SecretValue, "a\n ", "a", true),
            (SecretValue, "a\r", "a", true),
            (SecretValue, " \n", "", true),
            (SecretValue, "a  b", "a b", false),
            (SecretValue, "\u{85}a", "a", false),
            (Unordered, "a", "a ", false),
        ];
        for (rule, a, b, expected) in cases {
            let (one, other) = (Value::from(a), Value::from(b));
            assert_eq!(rule.equal(&one, &other), expected, "{rule:?} {a:?} {b:?}");
            assert_eq!(rule.equal(&other, &one), expected, "{rule:?} {b:?} {a:?}");
        }
    }

    #[test]
    fn certificate_requests_are_what_they_ask_for() {
        let request = |name: &str, key: &rcgen::KeyPair| {
            let params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
            Value::string(params.serialize_request(key).unwrap().pem().unwrap())
        };
        let (key, other) = (
            rcgen::KeyPair::generate().unwrap(),
            rcgen::KeyPair::generate().unwrap(),
        );
        let first = request("a.example", &key);
        let again = request("a.example", &key);
        assert_ne!(first, again, "an ECDSA signature is another one each time");
        let rule = Equality::CertificateRequest;
        assert!(rule.equal(&first, &again));
        assert!(!rule.equal(&first, &request("b.example", &key)));
        assert!(!rule.equal(&first, &request("a.example", &other)));
    }

    fn list(items: &[&str]) -> Value {
        Value::List(items.iter().map(|&i| i.into()).collect())
    }

    fn set(items: &[&str]) -> Value {
        Value::Set(items.iter().map(|&i| i.into()).collect())
    }

    #[test]
    fn rules_reach_into_collections() {
        use Equality::*;
        let object = |ip: &str| Value::object([("ip", Value::from(ip)), ("n", Value::int(1))]);
        let cases = [
            (
                Cidr,
                list(&["10.0.0.1", "::1"]),
                list(&["10.0.0.1/32", "::1/128"]),
                true,
            ),
            (
                Cidr,
                list(&["10.0.0.1", "::1"]),
                list(&["::1", "10.0.0.1"]),
                false,
            ),
            (
                Cidr,
                set(&["10.0.0.1", "::1"]),
                set(&["::1/128", "10.0.0.1/32"]),
                true,
            ),
            (
                Cidr,
                set(&["10.0.0.1", "10.0.0.1/32"]),
                set(&["::1/128", "10.0.0.1/32"]),
                false,
            ),
            (
                Cidr,
                Value::List(vec![object("::1")]),
                Value::List(vec![object("::1/128")]),
                true,
            ),
            (Trimmed, object(" x"), object("x "), true),
            (Trimmed, object("x"), object("y"), false),
            (
                Trimmed,
                object("x"),
                Value::object([("ip", Value::from("x"))]),
                false,
            ),
            (
                Trimmed,
                Value::object([("a", Value::from("x")), ("b", Value::Null)]),
                Value::object([("a", Value::from("x "))]),
                true,
            ),
            (
                Trimmed,
                Value::Map([("k".to_owned(), Value::from(" x"))].into()),
                Value::Map([("k".to_owned(), Value::from("x"))].into()),
                true,
            ),
            (
                Trimmed,
                Value::Map([("k".to_owned(), Value::Null)].into()),
                Value::Map([("l".to_owned(), Value::Null)].into()),
                false,
            ),
            (
                Unordered,
                list(&["a", "b", "a"]),
                list(&["a", "a", "b"]),
                true,
            ),
            (
                Unordered,
                list(&["a", "b", "b"]),
                list(&["a", "a", "b"]),
                false,
            ),
            (Unordered, list(&["a"]), list(&["a", "a"]), false),
            (Unordered, list(&["a", "b"]), set(&["a", "b"]), false),
            (Trimmed, list(&[]), Value::Null, false),
            (Trimmed, Value::from(""), Value::Null, false),
            (Duration, Value::int(30), Value::from("30"), false),
            (Json, Value::Null, Value::Null, true),
        ];
        for (i, (rule, a, b, expected)) in cases.iter().enumerate() {
            assert_eq!(rule.equal(a, b), *expected, "case {i} {rule:?}");
            assert_eq!(
                rule.equal(b, a),
                *expected,
                "case {i} {rule:?}, turned round"
            );
        }
    }

    proptest! {
        #[test]
        fn every_rule_holds_between_equal_texts_and_is_symmetric(a in any::<String>(), b in any::<String>()) {
            for rule in ALL {
                let (a, b) = (Value::from(a.as_str()), Value::from(b.as_str()));
                prop_assert!(rule.equal(&a, &a));
                prop_assert_eq!(rule.equal(&a, &b), rule.equal(&b, &a));
            }
        }

        #[test]
        fn json_is_equal_to_itself_in_any_layout(items in prop::collection::btree_map("[a-z]{1,3}", any::<i32>(), 0..6)) {
            let compact = serde_json::to_string(&items).unwrap();
            let reversed: serde_json::Map<_, _> =
                items.iter().rev().map(|(k, v)| (k.clone(), Json::from(*v))).collect();
            let pretty = serde_json::to_string_pretty(&reversed).unwrap();
            prop_assert!(Equality::Json.equal(&compact.into(), &pretty.into()));
        }
    }
}

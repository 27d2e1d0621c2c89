//! `encode_dotenv`: a map as the text of a `.env` file.

use super::parse_dotenv::is_name;
use super::{Pure, fault, parameter};
use crate::framework::traits::Signature;
use crate::framework::{Type, Value};

pub(super) fn function() -> Pure {
    Pure {
        name: "encode_dotenv",
        signature: Signature {
            parameters: vec![parameter(
                "values",
                Type::map(Type::String),
                "Names and values, for example the secrets of a folder.",
            )],
            variadic: None,
            result: Type::String,
            summary: "Writes a map as the text of a .env file".to_owned(),
            description: concat!(
                "Writes one line `NAME=value` for each element, sorted by name. Values that need it are quoted: with `'` where the value ",
                "allows it, because there every reader takes all characters literally, else with `\"` and escapes. ",
                "`parse_dotenv` gives the same map back.\n\n",
                "The result is as secret as the values: keep it in sensitive or ephemeral places.",
            )
            .to_owned(),
        },
        body: |arguments| {
            let members = arguments
                .first()
                .and_then(Value::members)
                .ok_or_else(|| fault(0, "expected a map of strings".to_owned()))?;
            let mut text = String::new();
            for (name, value) in members {
                if !is_name(name) {
                    return Err(fault(
                        0,
                        format!(
                            "the name {name:?} cannot stand in a .env file: white space, quotes, `=` and `#` are not allowed"
                        ),
                    ));
                }
                let value = value
                    .as_str()
                    .ok_or_else(|| fault(0, format!("the value of {name:?} is null; leave it out")))?;
                text.push_str(name);
                text.push('=');
                write_value(&mut text, value);
                text.push('\n');
            }
            Ok(Value::from(text))
        },
    }
}

/// Characters that mean themselves to every reader and shell.
fn is_harmless(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-.,:/@%+=".contains(c)
}

fn write_value(text: &mut String, value: &str) {
    if value.chars().all(is_harmless) {
        text.push_str(value);
    } else if !value.contains(['\'', '\n', '\r']) {
        text.push('\'');
        text.push_str(value);
        text.push('\'');
    } else {
        text.push('"');
        for c in value.chars() {
            match c {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\\' | '"' | '$' => text.extend(['\\', c]),
                _ => text.push(c),
            }
        }
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::catalog::functions::parse_dotenv::parse;
    use proptest::prelude::*;

    fn encode(members: impl IntoIterator<Item = (String, String)>) -> Result<String, String> {
        let members = members
            .into_iter()
            .map(|(k, v)| (k, Value::from(v)))
            .collect();
        match (function().body)(&[Value::Map(members)]) {
            Ok(value) => Ok(value.as_str().unwrap().to_owned()),
            Err(error) => Err(error.text),
        }
    }

    #[test]
    fn values_are_quoted_when_needed() {
        let cases = [
            ("", "A=\n"),
            ("plain-1.0/x:y@z", "A=plain-1.0/x:y@z\n"),
            ("a=b==", "A=a=b==\n"),
            ("one two", "A='one two'\n"),
            (" x", "A=' x'\n"),
            ("#x", "A='#x'\n"),
            ("$HOME", "A='$HOME'\n"),
            ("a\\n", "A='a\\n'\n"),
            ("say \"hi\"", "A='say \"hi\"'\n"),
            ("it's", "A=\"it's\"\n"),
            ("it's $5 \\ \"\t", "A=\"it's \\$5 \\\\ \\\"\t\"\n"),
            ("one\ntwo\r\n", "A=\"one\\ntwo\\r\\n\"\n"),
            ("ü", "A='ü'\n"),
        ];
        for (value, expected) in cases {
            assert_eq!(
                encode([("A".to_owned(), value.to_owned())]).as_deref(),
                Ok(expected)
            );
        }
    }

    #[test]
    fn names_are_sorted_and_checked() {
        let pair = |k: &str| (k.to_owned(), "1".to_owned());
        assert_eq!(
            encode([pair("b"), pair("a"), pair("B")]).as_deref(),
            Ok("B=1\na=1\nb=1\n")
        );
        assert_eq!(encode([]).as_deref(), Ok(""));
        for name in ["", "a b", "a=b", "#a", "'a'", "a\n"] {
            assert!(
                encode([pair(name)])
                    .unwrap_err()
                    .contains(&format!("{name:?}"))
            );
        }
        let null = Value::Map([("A".to_owned(), Value::Null)].into());
        assert!(
            (function().body)(&[null])
                .unwrap_err()
                .text
                .contains("is null")
        );
    }

    proptest! {
        #[test]
        fn parse_gives_the_same_map_back(
            members in prop::collection::btree_map(
                any::<String>().prop_filter("a name", |name| is_name(name)),
                prop_oneof![any::<String>(), "[a-z'\"`\\\\#$ \t\r\n=]{0,20}"],
                0..5,
            )
        ) {
            let text = encode(members.clone()).map_err(TestCaseError::fail)?;
            prop_assert_eq!(parse(&text).map_err(TestCaseError::fail)?, members as BTreeMap<_, _>);
        }
    }
}

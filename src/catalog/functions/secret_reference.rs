//! `secret_reference`: the text by which a secret's value refers to another secret.

use super::{Pure, fault, parameter, text};
use crate::framework::traits::{FunctionError, Signature};
use crate::framework::{Type, Value};

pub(super) fn function() -> Pure {
    Pure {
        name: "secret_reference",
        signature: Signature {
            parameters: vec![
                parameter("environment", Type::String, "Slug of the environment, such as `prod`."),
                parameter(
                    "folder_path",
                    Type::String,
                    "Path of the folder, such as `/backend/db`; `/` for secrets that are in no folder.",
                ),
                parameter("key", Type::String, "Name of the secret."),
            ],
            variadic: None,
            result: Type::String,
            summary: "Builds a reference to another secret".to_owned(),
            description: concat!(
                "Gives `${environment.folder.subfolder.KEY}`, which Infisical replaces by the value of that secret of the same project, ",
                "wherever it stands in a secret's value.\n\n",
                "Infisical recognises references of letters, digits, `-` and `_` only, with dots between the parts; anything else would ",
                "silently stay as it is, so other characters are refused here.",
            )
            .to_owned(),
        },
        body: |arguments| {
            let environment = part(0, "environment", text(arguments, 0)?)?;
            let path = text(arguments, 1)?;
            let path = path.strip_prefix('/').unwrap_or(path);
            let path = path.strip_suffix('/').unwrap_or(path);
            let mut parts = vec![environment];
            if !path.is_empty() {
                for folder in path.split('/') {
                    parts.push(part(1, "folder name", folder)?);
                }
            }
            parts.push(part(2, "key", text(arguments, 2)?)?);
            Ok(Value::from(format!("${{{}}}", parts.join("."))))
        },
    }
}

/// A part as it is, if Infisical will recognise it.
fn part<'a>(position: usize, what: &str, text: &'a str) -> Result<&'a str, FunctionError> {
    if text.is_empty() {
        return Err(fault(position, format!("the {what} is empty")));
    }
    match text
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !"-_".contains(*c))
    {
        None => Ok(text),
        Some(odd) => Err(fault(
            position,
            format!(
                "the {what} {text:?} has {odd:?} in it: only letters, digits, `-` and `_` can be referred to"
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_built_or_refused() {
        let cases: &[([&str; 3], Result<&str, i64>)] = &[
            (["prod", "/", "KEY"], Ok("${prod.KEY}")),
            (["prod", "", "KEY"], Ok("${prod.KEY}")),
            (["prod", "/a", "KEY"], Ok("${prod.a.KEY}")),
            (["my-env", "/a/b_c/", "K-1"], Ok("${my-env.a.b_c.K-1}")),
            (["prod", "a/b", "KEY"], Ok("${prod.a.b.KEY}")),
            (["", "/", "KEY"], Err(0)),
            (["pr.od", "/", "KEY"], Err(0)),
            (["prod", "//", "KEY"], Ok("${prod.KEY}")),
            (["prod", "/a//b", "KEY"], Err(1)),
            (["prod", "/a.b", "KEY"], Err(1)),
            (["prod", "/a b", "KEY"], Err(1)),
            (["prod", "/", ""], Err(2)),
            (["prod", "/", "A.B"], Err(2)),
            (["prod", "/", "A}"], Err(2)),
            (["prod", "/", "Ü"], Err(2)),
        ];
        for (arguments, expected) in cases {
            let result = (function().body)(&arguments.map(Value::from));
            match expected {
                Ok(text) => assert_eq!(result.unwrap(), Value::from(*text), "{arguments:?}"),
                Err(position) => {
                    assert_eq!(
                        result.unwrap_err().argument,
                        Some(*position),
                        "{arguments:?}"
                    )
                }
            }
        }
    }
}

//! Alibaba Cloud: a signed GetCallerIdentity request (RPC style), which Infisical sends to STS.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use percent_encoding::utf8_percent_encode;
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::format_description;
use uuid::Uuid;

use crate::api::request::UNRESERVED;

/// The fields of the login body.
pub(crate) fn fields(
    access_key_id: &str,
    secret: &SecretString,
) -> Result<Map<String, Value>, String> {
    if access_key_id.is_empty()
        || !access_key_id
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric())
    {
        return Err("the access key id must be letters and digits only: temporary credentials (STS.…) cannot be used".into());
    }
    let now = OffsetDateTime::now_utc();
    let timestamp = now.format(format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
    ));
    let fields = BTreeMap::from([
        ("Action", "GetCallerIdentity".to_owned()),
        ("Format", "JSON".to_owned()),
        ("Version", "2015-04-01".to_owned()),
        ("AccessKeyId", access_key_id.to_owned()),
        ("SignatureMethod", "HMAC-SHA1".to_owned()),
        ("SignatureVersion", "1.0".to_owned()),
        ("SignatureNonce", Uuid::new_v4().to_string()),
        ("Timestamp", timestamp.map_err(|error| error.to_string())?),
    ]);
    let signature = signature(&fields, secret);
    let fields = fields.into_iter().chain([("Signature", signature)]);
    Ok(fields
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect())
}

/// The signature of a GET with these parameters; a sorted map, as the order of the parameters is part of it.
fn signature(fields: &BTreeMap<&str, String>, secret: &SecretString) -> String {
    let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let text = format!("GET&%2F&{}", encode(&pairs.join("&")));
    let key = format!("{}&", secret.expose_secret());
    // The method that the service prescribes; HMAC is not touched by SHA-1's weakness.
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    BASE64.encode(hmac::sign(&key, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Alibaba Cloud's documentation of RPC signatures.
    #[test]
    fn signs_as_the_documentation_of_alibaba() {
        let fields = [
            ("Timestamp", "2016-02-23T12:46:24Z"),
            ("Format", "XML"),
            ("AccessKeyId", "testid"),
            ("Action", "DescribeRegions"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
            ("Version", "2014-05-26"),
            ("SignatureVersion", "1.0"),
        ];
        let fields = fields.map(|(name, value)| (name, value.to_owned())).into();
        assert_eq!(
            signature(&fields, &"testsecret".into()),
            "OLeaidS1JvxuMvnyHOwuJ+uX5qY="
        );
    }

    #[test]
    fn temporary_keys_are_refused_with_the_reason() {
        assert!(
            fields("STS.abc", &"x".into())
                .unwrap_err()
                .contains("temporary")
        );
        assert_eq!(fields("LTAI5t", &"x".into()).unwrap().len(), 9);
    }
}

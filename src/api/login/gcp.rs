//! Google Cloud: an id token of the metadata server, or a JWT signed with a service account's key.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::cloud::{Cloud, Service};
use super::{KeyMaterial, rsa};

/// The metadata server's id token for this identity.
pub(crate) async fn id_token(cloud: &Cloud<'_>, identity_id: &str) -> Result<SecretString, String> {
    let host = cloud
        .variable("GCE_METADATA_HOST")
        .unwrap_or_else(|| "metadata.google.internal".to_owned());
    let url =
        format!("http://{host}/computeMetadata/v1/instance/service-accounts/default/identity");
    let url =
        reqwest::Url::parse_with_params(&url, [("audience", identity_id), ("format", "full")]);
    let url = url.map_err(|error| format!("GCE_METADATA_HOST is no host: {error}"))?;
    let request = cloud
        .http(Service::Metadata)?
        .get(url)
        .header("Metadata-Flavor", "Google");
    let token = cloud.ask("Google's metadata server", request).await;
    let token = token.map_err(|error| {
        format!(
            "{error}. This method works on Google Cloud only (Compute Engine, GKE, Cloud Run, ...)"
        )
    })?;
    match token.trim() {
        "" => Err("Google's metadata server answered without a token".into()),
        token => Ok(token.into()),
    }
}

/// A JWT for this identity, signed with the key of a service account.
pub(crate) async fn signed_jwt(
    cloud: &Cloud<'_>,
    identity_id: &str,
    key: &KeyMaterial,
) -> Result<SecretString, String> {
    let text = cloud.key("the service account key", key).await?;
    sign(&text, identity_id, OffsetDateTime::now_utc())
}

fn sign(
    account: &SecretString,
    identity_id: &str,
    now: OffsetDateTime,
) -> Result<SecretString, String> {
    let account: Value = serde_json::from_str(account.expose_secret()).map_err(
        |_| "the service account key is no JSON (it must be the key file's content or path)",
    )?;
    let field = |name: &str| {
        let found = account
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        found.ok_or_else(|| {
            format!("the service account key has no {name}: it must be of type service_account")
        })
    };
    let (email, key_id) = (field("client_email")?, field("private_key_id")?);
    let key = rsa::read_key(&field("private_key")?.into(), None)?;
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": key_id});
    // Infisical looks at subject, audience and, when present, at the end.
    let issued = now.unix_timestamp();
    let end = (now + Duration::minutes(15)).unix_timestamp();
    let claims = json!({"iss": email, "sub": email, "aud": identity_id, "iat": issued, "exp": end});
    let encode = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let text = format!("{}.{}", encode(header), encode(claims));
    let signature = URL_SAFE_NO_PAD.encode(rsa::sign(&key, &text)?);
    Ok(format!("{text}.{signature}").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    #[test]
    fn the_jwt_is_valid_for_the_accounts_public_key() {
        let account = json!({"client_email": "a@b.iam", "private_key_id": "k1", "private_key": rsa::tests::KEY}).to_string();
        let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).unwrap();
        let jwt = sign(&account.into(), "identity-1", now).unwrap();
        let jwt = jwt.expose_secret();
        let (text, signature) = jwt.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, rsa::tests::PUBLIC);
        public.verify(text.as_bytes(), &signature).unwrap();
        let part = |index: usize| -> Value {
            let part = text.split('.').nth(index).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        assert_eq!(part(0), json!({"alg": "RS256", "typ": "JWT", "kid": "k1"}));
        assert_eq!(
            (part(1)["sub"].clone(), part(1)["aud"].clone()),
            (json!("a@b.iam"), json!("identity-1"))
        );
        assert_eq!(part(1)["exp"], json!(1_800_000_900));
    }

    #[test]
    fn unusable_account_keys_say_why() {
        for (account, expected) in [
            ("/path/key.json", "no JSON"),
            (r#"{"type":"authorized_user"}"#, "no client_email"),
            (
                r#"{"client_email":"a","private_key_id":"b","private_key":"hunter2"}"#,
                "no PEM text",
            ),
        ] {
            let error = sign(&account.into(), "x", OffsetDateTime::UNIX_EPOCH).unwrap_err();
            assert!(
                error.contains(expected) && !error.contains("hunter2"),
                "{error}"
            );
        }
    }
}

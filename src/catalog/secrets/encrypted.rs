//! Secrets of projects from the time when clients encrypted: only a service token holds their key.

use aes_gcm::aead::consts::U16;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{AesGcm, Nonce, aes::Aes256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value as Json, json};

use super::vault::{Place, Secret, service_token};
use crate::api::{Client, Request};
use crate::framework::Diagnostics;

/// Their nonces have 16 bytes instead of the usual 12.
type Cipher = AesGcm<Aes256, U16>;

/// The decrypted secrets of a place; `None` when the project has none of this kind.
pub async fn secrets(client: &Client, place: &Place) -> Result<Option<Vec<Secret>>, Diagnostics> {
    let cannot = |why: String| Diagnostics::from_error("Cannot read secrets", why);
    let failed = |error: crate::api::ApiError| cannot(error.to_string());
    let about = service_token(client).await.map_err(failed)?;
    if about.get("encryptedKey").is_none_or(Json::is_null) {
        return Ok(None);
    }
    let token = client.access_token().await.map_err(failed)?.token;
    let key = token_key(&token).ok_or_else(|| cannot("The service token lacks its key, the fourth part: use the whole text that Infisical showed.".into()))?;
    let broken = || {
        cannot("The secrets of this project are encrypted for clients, and the service token's key does not open them.".into())
    };
    let project_key = open(
        key.expose_secret().as_bytes(),
        &about,
        "encryptedKey",
        "iv",
        "tag",
    )
    .ok_or_else(broken)?;
    let request = Request::get("/api/v3/secrets")
        .query("workspaceId", &place.project)
        .query("environment", &place.environment)
        .query("secretPath", &place.path);
    let answer = client.call(request).await.map_err(failed)?;
    let all = answer.get("secrets").and_then(Json::as_array);
    if all.is_none_or(Vec::is_empty) {
        return Ok(None);
    }
    all.into_iter()
        .flatten()
        .map(|secret| decrypt(secret, &project_key, place).ok_or_else(broken))
        .collect::<Result<_, _>>()
        .map(Some)
}

/// The client's part of a service token `st.<id>.<secret>.<key>`.
fn token_key(token: &SecretString) -> Option<SecretString> {
    let key = token.expose_secret().split('.').nth(3)?;
    (!key.is_empty()).then(|| SecretString::from(key))
}

/// Opens a ciphertext that stands in an object with its nonce and tag, all base64. Three empty texts are an empty text.
fn open(key: &[u8], object: &Json, ciphertext: &str, iv: &str, tag: &str) -> Option<Vec<u8>> {
    let parts = [ciphertext, iv, tag]
        .map(|name| object.get(name).and_then(Json::as_str).unwrap_or_default());
    if parts == ["", "", ""] {
        return Some(Vec::new());
    }
    let [mut sealed, iv, tag] = parts.map(|text| STANDARD.decode(text).unwrap_or_default());
    sealed.extend(tag);
    let nonce: Nonce<U16> = Nonce::try_from(iv.as_slice()).ok()?;
    let cipher = Cipher::new_from_slice(key).ok()?;
    cipher.decrypt(&nonce, sealed.as_slice()).ok()
}

fn decrypt(secret: &Json, key: &[u8], place: &Place) -> Option<Secret> {
    let part = |name: &str| {
        let [ciphertext, iv, tag] =
            ["Ciphertext", "IV", "Tag"].map(|end| format!("secret{name}{end}"));
        String::from_utf8(open(key, secret, &ciphertext, &iv, &tag)?).ok()
    };
    let plain = json!({
        "id": secret.get("id"),
        "type": secret.get("type"),
        "environment": secret.get("environment"),
        "secretKey": part("Key")?,
        "secretValue": part("Value")?,
        "secretComment": part("Comment")?,
        "secretValueHidden": false,
    });
    Secret::from_json(&plain, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn sealed(key: &[u8], text: &[u8], number: u8) -> [String; 3] {
        let iv = [number; 16];
        let nonce: Nonce<U16> = Nonce::try_from(&iv[..]).unwrap();
        let mut bytes = Cipher::new_from_slice(key)
            .unwrap()
            .encrypt(&nonce, text)
            .unwrap();
        let tag = bytes.split_off(bytes.len() - 16);
        [bytes, iv.to_vec(), tag].map(|part| STANDARD.encode(part))
    }

    #[test]
    fn a_secret_is_opened_part_by_part() {
        let mut json = json!({"id": "1", "type": "shared", "secretCommentCiphertext": "", "secretCommentIV": "", "secretCommentTag": null});
        for (number, (name, text)) in [("Key", "NAME"), ("Value", "grüße\n")]
            .into_iter()
            .enumerate()
        {
            let parts = sealed(KEY, text.as_bytes(), number as u8);
            for (end, part) in ["Ciphertext", "IV", "Tag"].iter().zip(parts) {
                json[format!("secret{name}{end}")] = json!(part);
            }
        }
        let place = Place::new("p", "dev", "/");
        let secret = decrypt(&json, KEY, &place).unwrap();
        assert_eq!(
            (secret.name.as_str(), secret.comment.as_str()),
            ("NAME", "")
        );
        assert_eq!(secret.value.as_deref(), Ok("grüße\n"));
        assert!(decrypt(&json, &[0; 32], &place).is_none());
        json["secretValueIV"] = json!("AAAA");
        assert!(decrypt(&json, KEY, &place).is_none());
    }

    #[test]
    fn the_key_is_the_fourth_part_of_the_token() {
        let key = |token: &str| {
            token_key(&SecretString::from(token)).map(|k| k.expose_secret().to_owned())
        };
        assert_eq!(key("st.id.secret.KEY").as_deref(), Some("KEY"));
        assert_eq!(key("st.id.secret"), None);
        assert_eq!(key("st.id.secret."), None);
    }
}

//! RSA signatures for GCP and OCI logins.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use pkcs8::EncryptedPrivateKeyInfoRef;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// Reads an RSA private key: PKCS#8 (also encrypted) or PKCS#1, PEM.
pub(crate) fn read_key(
    pem: &SecretString,
    passphrase: Option<&SecretString>,
) -> Result<RsaKeyPair, String> {
    let unreadable = |why: &dyn std::fmt::Display| format!("the private key cannot be read: {why}");
    let (label, content) = split_pem(pem.expose_secret())
        .ok_or("the private key is no PEM text («-----BEGIN PRIVATE KEY-----»)")?;
    if content.contains("DEK-Info:") {
        return Err(
            "the private key is encrypted in OpenSSL's old format; convert it with \
                    `openssl pkcs8 -topk8 -in old.pem -out new.pem`"
                .into(),
        );
    }
    let content: String = content.split_whitespace().collect();
    let der = Zeroizing::new(BASE64.decode(content).map_err(|error| unreadable(&error))?);
    let parsed = match label {
        "ENCRYPTED PRIVATE KEY" => {
            let passphrase =
                passphrase.ok_or("the private key is encrypted, and no passphrase is given")?;
            let key = EncryptedPrivateKeyInfoRef::try_from(der.as_slice())
                .map_err(|error| unreadable(&error))?;
            let plain = key.decrypt(passphrase.expose_secret()).map_err(|_| {
                "the private key cannot be decrypted: the passphrase is wrong, or the cipher is not AES"
            })?;
            RsaKeyPair::from_pkcs8(plain.as_bytes())
        }
        "PRIVATE KEY" => RsaKeyPair::from_pkcs8(&der),
        "RSA PRIVATE KEY" => RsaKeyPair::from_der(&der),
        other => {
            return Err(format!(
                "the private key is a {other}, not an RSA private key"
            ));
        }
    };
    parsed.map_err(|error| format!("the private key is no RSA key of 2048 bits or more: {error}"))
}

/// Label and content of the first PEM block. More forgiving than the RFC: any line length and line end, and text
/// around it (OCI's console adds a line of its own).
fn split_pem(text: &str) -> Option<(&str, &str)> {
    let (_, text) = text.split_once("-----BEGIN ")?;
    let (label, text) = text.split_once("-----")?;
    let (content, _) = text.split_once("-----END ")?;
    Some((label, content))
}

/// The RSA-SHA256 (PKCS#1 v1.5) signature.
pub(crate) fn sign(key: &RsaKeyPair, text: &str) -> Result<Vec<u8>, String> {
    let mut signature = vec![0; key.public().modulus_len()];
    let signed = key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    );
    signed.map_err(|_| "the private key cannot sign")?;
    Ok(signature)
}

/// [`sign`] in base64.
pub(crate) fn sign_base64(key: &RsaKeyPair, text: &str) -> Result<String, String> {
    sign(key, text).map(|signature| BASE64.encode(signature))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const KEY: &str = include_str!("testdata/rsa.pem");
    /// The public key as PKCS#1 DER.
    pub(crate) const PUBLIC: &[u8] = include_bytes!("testdata/rsa-public.der");
    const PKCS1: &str = include_str!("testdata/rsa-pkcs1.pem");
    const ENCRYPTED: &str = include_str!("testdata/rsa-encrypted.pem");
    const OLD: &str = include_str!("testdata/rsa-old-encrypted.pem");

    #[test]
    fn every_form_of_the_key_signs_as_openssl_does() {
        let expected = include_str!("testdata/hello.sig");
        let passphrase = SecretString::from("correct-horse");
        let with_console_line = format!("{}OCI_API_KEY\n", KEY.replace('\n', "\r\n"));
        let on_one_line = KEY.replace('\n', " ");
        for pem in [KEY, PKCS1, ENCRYPTED, &with_console_line, &on_one_line] {
            let key = read_key(&pem.into(), Some(&passphrase)).unwrap();
            assert_eq!(sign_base64(&key, "hello").unwrap(), expected);
        }
    }

    #[test]
    fn unusable_keys_say_why() {
        let ec = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let wrong = SecretString::from("wrong");
        for (pem, passphrase, expected) in [
            ("hunter2", None, "no PEM text"),
            (ENCRYPTED, None, "no passphrase"),
            (ENCRYPTED, Some(&wrong), "passphrase is wrong"),
            (OLD, Some(&wrong), "openssl pkcs8"),
            (&*ec, None, "no RSA key"),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                None,
                "CERTIFICATE, not an RSA",
            ),
            (
                "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----",
                None,
                "cannot be read",
            ),
        ] {
            let error = read_key(&pem.into(), passphrase).map(|_| ()).unwrap_err();
            assert!(
                error.contains(expected) && !error.contains("hunter2"),
                "{error}"
            );
        }
    }
}

//! Oracle Cloud: a signed request for the user's own record, which Infisical sends to OCI.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::format_description;

use super::cloud::Cloud;
use super::{OciUser, rsa};

/// The fields of the login body.
pub(crate) async fn fields(
    cloud: &Cloud<'_>,
    user: &OciUser,
) -> Result<Map<String, Value>, String> {
    let pem = cloud.key("the private key", &user.private_key).await?;
    let key = rsa::read_key(&pem, user.passphrase.as_ref())?;
    let headers = signed_headers(user, OffsetDateTime::now_utc(), |text| {
        rsa::sign_base64(&key, text)
    })?;
    Ok(Map::from_iter([
        ("userOcid".to_owned(), json!(user.user)),
        ("headers".to_owned(), headers),
    ]))
}

fn signed_headers(
    user: &OciUser,
    now: OffsetDateTime,
    sign: impl FnOnce(&str) -> Result<String, String>,
) -> Result<Value, String> {
    let http_date = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let date = now.format(http_date).map_err(|error| error.to_string())?;
    let host = format!("identity.{}.oraclecloud.com", user.region);
    let text = format!(
        "date: {date}\n(request-target): get /20160918/users/{}\nhost: {host}",
        user.user
    );
    let key_id = format!("{}/{}/{}", user.tenancy, user.user, user.fingerprint);
    let signature = sign(&text)?;
    let authorization = format!(
        r#"Signature version="1",headers="date (request-target) host",keyId="{key_id}",algorithm="rsa-sha256",signature="{signature}""#
    );
    Ok(json!({"authorization": authorization, "host": host, "date": date}))
}

#[cfg(test)]
mod tests {
    use super::super::KeyMaterial;
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_signed_text_is_what_oci_expects() {
        let user = OciUser {
            tenancy: "ocid1.tenancy.oc1..t".into(),
            user: "ocid1.user.oc1..u".into(),
            region: "eu-frankfurt-1".into(),
            fingerprint: "aa:bb".into(),
            private_key: KeyMaterial::Value("".into()),
            passphrase: None,
        };
        let mut signed = String::new();
        let headers = signed_headers(&user, datetime!(2026-08-01 02:03:04 UTC), |text| {
            signed = text.to_owned();
            Ok("c2ln".to_owned())
        });
        let headers = headers.unwrap();
        assert_eq!(
            signed,
            "date: Sat, 01 Aug 2026 02:03:04 GMT\n(request-target): get /20160918/users/ocid1.user.oc1..u\n\
             host: identity.eu-frankfurt-1.oraclecloud.com"
        );
        assert_eq!(headers["host"], "identity.eu-frankfurt-1.oraclecloud.com");
        assert_eq!(
            headers["authorization"],
            r#"Signature version="1",headers="date (request-target) host",keyId="ocid1.tenancy.oc1..t/ocid1.user.oc1..u/aa:bb",algorithm="rsa-sha256",signature="c2ln""#
        );
    }
}

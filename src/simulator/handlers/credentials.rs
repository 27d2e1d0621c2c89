//! Credentials of others that logins bring along, checked as the real server does: JWTs against the keys of their issuers, signed
//! requests of clouds as the clouds would check them, passwords, client certificates.
//!
//! Who the simulator believes stands in the table `credentials`, filled by tests and users (`POST /__sim/rows/credentials`):
//! `{kind, name, ...}` with
//! * `issuer`: name of an issuer (the URL of an OIDC issuer or JWKS, a Kubernetes host, a service account's address), `publicKey` PEM
//! * `aws`, `alicloud`: access key id, `secret`, `arn`
//! * `oci`: `<tenancy>/<user>/<fingerprint>`, `publicKey` PEM, `username`
//! * `ldap`: user name, `secret`

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::{digest, hmac, signature};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use serde_json::Value;
use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo, X509Certificate};

use super::Call;
use crate::simulator::error::ApiError;
use crate::simulator::world::{World, text};

/// The header in which a proxy hands on the client's certificate, as URL-encoded PEM.
pub const CERTIFICATE_HEADER: &str = "x-identity-tls-cert-auth-client-cert";

type Checked = Result<(), ApiError>;

fn denied(why: impl std::fmt::Display) -> ApiError {
    ApiError::unauthorized(format!("Access denied: {why}"))
}

/// Checks what a login with this method of an identity brings along.
pub fn check(world: &World, call: &Call, method: &Value) -> Checked {
    let known = |kind: &str, name: &str| {
        world.find("credentials", |row| {
            text(row, "kind") == kind && text(row, "name") == name
        })
    };
    let issuer = |name: &str| known("issuer", name).map(|row| text(row, "publicKey").to_owned());
    let verified = |keys: &[String]| jwt(call.text("jwt"), keys, call.now.unix_timestamp());
    let by_issuer = |name: &str| {
        let key = issuer(name).ok_or_else(|| denied(format!("no key of {name} is known")))?;
        verified(&[key])
    };
    match text(method, "_method") {
        "jwt-auth" => {
            let keys: Vec<String> = match method["publicKeys"].as_array() {
                Some(keys) if !keys.is_empty() => keys
                    .iter()
                    .filter_map(|key| key.as_str().map(str::to_owned))
                    .collect(),
                _ => issuer(text(method, "jwksUrl")).into_iter().collect(),
            };
            bound(method, &verified(&keys)?)
        }
        "oidc-auth" => bound(method, &by_issuer(text(method, "boundIssuer"))?),
        "kubernetes-auth" => {
            let claims = by_issuer(text(method, "kubernetesHost"))?;
            let pod = &claims["kubernetes.io"];
            one_of(method, "allowedNamespaces", text(pod, "namespace"))?;
            one_of(method, "allowedNames", text(&pod["serviceaccount"], "name"))?;
            one_of(method, "allowedAudience", text(&claims, "aud"))
        }
        "gcp-auth" => {
            let iam = text(method, "type") == "iam";
            let name = match iam {
                true => text(&unverified(call.text("jwt"))?, "sub").to_owned(),
                false => "https://accounts.google.com".to_owned(),
            };
            let claims = by_issuer(&name)?;
            if text(&claims, "aud") != call.text("identityId") {
                return Err(denied("the audience of the token is not the identity"));
            }
            let account = text(&claims, if iam { "sub" } else { "email" });
            one_of(method, "allowedServiceAccounts", account)
        }
        "azure-auth" => {
            let tenant = text(method, "tenantId");
            let claims = by_issuer(&format!("https://sts.windows.net/{tenant}/"))?;
            let slashless = |url: &str| url.trim_end_matches('/').to_owned();
            if slashless(text(&claims, "aud")) != slashless(text(method, "resource")) {
                return Err(denied("the audience of the token is another resource"));
            }
            one_of(method, "allowedServicePrincipalIds", text(&claims, "oid"))
        }
        "aws-auth" => {
            let request = AwsRequest::read(call)?;
            let key = known("aws", &request.key_id)
                .ok_or_else(|| denied("AWS does not know the access key"))?;
            request.check(text(key, "secret"))?;
            let arn = text(key, "arn");
            one_of(
                method,
                "allowedAccountIds",
                arn.split(':').nth(4).unwrap_or_default(),
            )?;
            one_of(method, "allowedPrincipalArns", arn)
        }
        "alicloud-auth" => {
            let key = known("alicloud", call.text("AccessKeyId"))
                .ok_or_else(|| denied("Alibaba Cloud does not know the access key"))?;
            alicloud(call, text(key, "secret"))?;
            one_of(method, "allowedArns", text(key, "arn"))
        }
        "oci-auth" => {
            let key_id = oci_part(call, "keyId")?;
            let key = known("oci", &key_id).ok_or_else(|| denied("OCI does not know the key"))?;
            oci(call, text(key, "publicKey"))?;
            if key_id.split('/').next() != method["tenancyOcid"].as_str() {
                return Err(denied("the user is of another tenancy"));
            }
            one_of(method, "allowedUsernames", text(key, "username"))
        }
        "ldap-auth" => match known("ldap", call.text("username")) {
            Some(user) if text(user, "secret") == call.text("password") => Ok(()),
            _ => Err(ApiError::unauthorized("Invalid credentials")),
        },
        "tls-cert-auth" => certificate(call, method),
        other => Err(ApiError::bad_request(format!("No login with {other}"))),
    }
}

/// A comma list of the method holds the text; an empty list allows everything.
fn one_of(method: &Value, list: &str, found: &str) -> Checked {
    let allowed = text(method, list);
    let fits = |entry: &str| match entry.strip_suffix('*') {
        Some(beginning) => found.starts_with(beginning),
        None => entry == found,
    };
    match allowed.is_empty() || allowed.split(',').any(|entry| fits(entry.trim())) {
        true => Ok(()),
        false => Err(denied(format!("«{found}» is not one of {list}"))),
    }
}

/// The claims that an OIDC or JWT method binds.
fn bound(method: &Value, claims: &Value) -> Checked {
    for (key, claim) in [("boundIssuer", "iss"), ("boundSubject", "sub")] {
        let wanted = text(method, key);
        if !wanted.is_empty() && wanted != text(claims, claim) {
            return Err(denied(format!("the claim {claim} of the token is another")));
        }
    }
    one_of(method, "boundAudiences", text(claims, "aud"))?;
    for (claim, _) in method["boundClaims"].as_object().into_iter().flatten() {
        one_of(&method["boundClaims"], claim, text(claims, claim))?;
    }
    Ok(())
}

fn part(token: &str, index: usize) -> Option<Value> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(index)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn unverified(token: &str) -> Result<Value, ApiError> {
    part(token.trim(), 1).ok_or_else(|| denied("the token is no JWT"))
}

/// The claims of a JWT that one of the keys verifies and that is in time.
fn jwt(token: &str, keys: &[String], now: i64) -> Result<Value, ApiError> {
    let token = token.trim();
    let claims = unverified(token)?;
    let header = part(token, 0).unwrap_or_default();
    let algorithm: &dyn signature::VerificationAlgorithm = match text(&header, "alg") {
        "RS256" => &signature::RSA_PKCS1_2048_8192_SHA256,
        "ES256" => &signature::ECDSA_P256_SHA256_FIXED,
        other => {
            return Err(denied(format!(
                "tokens signed with «{other}» are not taken"
            )));
        }
    };
    let (signed, seal) = token.rsplit_once('.').unwrap_or_default();
    let seal = URL_SAFE_NO_PAD.decode(seal).unwrap_or_default();
    if !keys
        .iter()
        .any(|key| verifies(key, algorithm, signed, &seal))
    {
        return Err(denied("the signature of the token is wrong"));
    }
    match claims["exp"].as_i64() {
        Some(end) if end <= now => Err(denied("the token has expired")),
        _ => Ok(claims),
    }
}

fn verifies(
    pem: &str,
    algorithm: &'static dyn signature::VerificationAlgorithm,
    signed: &str,
    seal: &[u8],
) -> bool {
    let Ok((_, pem)) = x509_parser::pem::parse_x509_pem(pem.as_bytes()) else {
        return false;
    };
    SubjectPublicKeyInfo::from_der(&pem.contents).is_ok_and(|(_, key)| {
        signature::UnparsedPublicKey::new(algorithm, &key.subject_public_key.data)
            .verify(signed.as_bytes(), seal)
            .is_ok()
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sha256(text: &str) -> String {
    hex(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

/// The request for GetCallerIdentity that an AWS login carries.
struct AwsRequest {
    key_id: String,
    /// day/region/sts/aws4_request
    scope: String,
    signed: Vec<String>,
    signature: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl AwsRequest {
    fn read(call: &Call) -> Result<Self, ApiError> {
        let broken = || ApiError::bad_request("The signed request of AWS is malformed");
        let decoded = |key: &str| {
            let bytes = STANDARD.decode(call.text(key)).ok()?;
            String::from_utf8(bytes).ok()
        };
        let body = decoded("iamRequestBody").ok_or_else(broken)?;
        let headers: BTreeMap<String, String> = decoded("iamRequestHeaders")
            .and_then(|json| serde_json::from_str(&json).ok())
            .ok_or_else(broken)?;
        let headers: BTreeMap<String, String> = headers
            .into_iter()
            .map(|(name, value)| (name.to_lowercase(), value))
            .collect();
        let authorization = headers.get("authorization").ok_or_else(broken)?;
        let fields: BTreeMap<&str, &str> = authorization
            .strip_prefix("AWS4-HMAC-SHA256 ")
            .ok_or_else(broken)?
            .split(',')
            .filter_map(|field| field.trim().split_once('='))
            .collect();
        let field = |name: &str| fields.get(name).copied().ok_or_else(broken);
        let (key_id, scope) = field("Credential")?.split_once('/').ok_or_else(broken)?;
        let region = scope.split('/').nth(1).unwrap_or_default();
        let host = headers.get("host").map(String::as_str).unwrap_or_default();
        if host != format!("sts.{region}.amazonaws.com")
            || body != "Action=GetCallerIdentity&Version=2011-06-15"
        {
            return Err(broken());
        }
        Ok(Self {
            key_id: key_id.to_owned(),
            scope: scope.to_owned(),
            signed: field("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            signature: field("Signature")?.to_owned(),
            headers,
            body,
        })
    }

    /// As STS does it.
    fn check(&self, secret: &str) -> Checked {
        let date = self.headers.get("x-amz-date").cloned().unwrap_or_default();
        let header = |name: &String| {
            let value = self.headers.get(name).map(|value| value.trim());
            format!("{name}:{}\n", value.unwrap_or_default())
        };
        let lines: String = self.signed.iter().map(header).collect();
        let request = format!(
            "POST\n/\n\n{lines}\n{}\n{}",
            self.signed.join(";"),
            sha256(&self.body)
        );
        let text = format!(
            "AWS4-HMAC-SHA256\n{date}\n{}\n{}",
            self.scope,
            sha256(&request)
        );
        let seal = |key: &[u8], text: &str| {
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
                .as_ref()
                .to_vec()
        };
        let key = self
            .scope
            .split('/')
            .fold(format!("AWS4{secret}").into_bytes(), |key, step| {
                seal(&key, step)
            });
        match hex(&seal(&key, &text)) == self.signature {
            true => Ok(()),
            false => Err(denied("AWS: SignatureDoesNotMatch")),
        }
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The signature of a request that Infisical passes on to Alibaba Cloud.
fn alicloud(call: &Call, secret: &str) -> Checked {
    let ours = [
        "Signature",
        "identityId",
        "organizationSlug",
        "subOrganizationName",
    ];
    let fields: BTreeMap<&str, &str> = call
        .body
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !ours.contains(&name.as_str()))
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let query: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
        .collect();
    let text = format!("GET&%2F&{}", percent(&query.join("&")));
    let key = hmac::Key::new(
        hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        format!("{secret}&").as_bytes(),
    );
    match STANDARD.encode(hmac::sign(&key, text.as_bytes())) == call.text("Signature") {
        true => Ok(()),
        false => Err(denied("Alibaba Cloud: SignatureDoesNotMatch")),
    }
}

/// A part of OCI's authorization header: `name="value"`.
fn oci_part(call: &Call, name: &str) -> Result<String, ApiError> {
    let authorization = text(&call.body["headers"], "authorization");
    let begin = format!("{name}=\"");
    let found = authorization
        .split_once(&begin)
        .and_then(|(_, rest)| rest.split_once('"'));
    found
        .map(|(value, _)| value.to_owned())
        .ok_or_else(|| ApiError::bad_request("The signed request of OCI is malformed"))
}

fn oci(call: &Call, public_key: &str) -> Checked {
    let headers = &call.body["headers"];
    let line = |name: &str| match name {
        "(request-target)" => {
            format!("{name}: get /20160918/users/{}", call.text("userOcid"))
        }
        name => format!("{name}: {}", text(headers, name)),
    };
    let host = text(headers, "host");
    if !(host.starts_with("identity.") && host.ends_with(".oraclecloud.com")) {
        return Err(ApiError::bad_request("The host is none of OCI's"));
    }
    let lines: Vec<String> = oci_part(call, "headers")?.split(' ').map(line).collect();
    let seal = STANDARD
        .decode(oci_part(call, "signature")?)
        .unwrap_or_default();
    let algorithm = &signature::RSA_PKCS1_2048_8192_SHA256;
    match verifies(public_key, algorithm, &lines.join("\n"), &seal) {
        true => Ok(()),
        false => Err(denied("OCI: the signature is wrong")),
    }
}

/// The certificate that the proxy in front hands on: of the authority that the identity trusts, with an allowed name.
fn certificate(call: &Call, method: &Value) -> Checked {
    let shown = call
        .header(CERTIFICATE_HEADER)
        .ok_or_else(|| ApiError::bad_request("Missing TLS certificate in header"))?;
    let pem: String =
        url::form_urlencoded::parse(format!("c={}", shown.replace('+', "%2B")).as_bytes())
            .map(|(_, value)| value.into_owned())
            .collect();
    let read = |pem: &str| -> Option<Vec<CertificateDer<'static>>> {
        CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<_, _>>()
            .ok()
    };
    let chain = read(&pem).filter(|chain| !chain.is_empty());
    let chain = chain.ok_or_else(|| ApiError::bad_request("The TLS certificate is malformed"))?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(read(text(method, "caCertificate")).unwrap_or_default());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|error| ApiError::internal(format!("the CA certificate: {error}")))?;
    verifier
        .verify_client_cert(&chain[0], &chain[1..], UnixTime::now())
        .map_err(|error| {
            denied(format!(
                "the certificate is not of the trusted CA ({error})"
            ))
        })?;
    let (_, parsed) = X509Certificate::from_der(&chain[0])
        .map_err(|_| ApiError::bad_request("The TLS certificate is malformed"))?;
    let name = parsed
        .subject()
        .iter_common_name()
        .next()
        .and_then(|name| name.as_str().ok())
        .unwrap_or_default();
    one_of(method, "allowedCommonNames", name)
}

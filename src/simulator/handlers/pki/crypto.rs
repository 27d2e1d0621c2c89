//! Real certificates for the simulated authorities: small elliptic-curve keys, valid PEM.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer,
    KeyIdMethod, KeyPair, PublicKeyData, RevokedCertParams, SerialNumber, SignatureAlgorithm,
};
use serde_json::Value;
use time::{Duration, OffsetDateTime};
use x509_parser::prelude::{FromDer, X509CertificationRequest};

use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::world::{random_text, text};

fn failed(error: impl std::fmt::Display) -> ApiError {
    ApiError::internal(format!("simulator: certificate: {error}"))
}

/// A fresh private key as PEM.
pub fn new_key() -> Result<String, ApiError> {
    Ok(KeyPair::generate().map_err(failed)?.serialize_pem())
}

/// What a certificate is to say.
pub struct Wanted<'a> {
    /// Keys `commonName`, `organization`, `organizationalUnit` or `ou`, `country`, `state` or `province`, `locality`.
    pub subject: &'a Value,
    /// DNS names.
    pub names: Vec<String>,
    /// From when.
    pub not_before: OffsetDateTime,
    /// Until when.
    pub not_after: OffsetDateTime,
    /// Is an authority, with this path length (-1: any).
    pub authority: Option<i64>,
}

/// A certificate and what is known about it.
pub struct Made {
    /// PEM.
    pub pem: String,
    /// Hexadecimal serial number.
    pub serial: String,
}

fn parameters(wanted: &Wanted<'_>, serial: &str) -> Result<CertificateParams, ApiError> {
    let mut parameters = CertificateParams::new(wanted.names.clone()).map_err(failed)?;
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    let places = [
        (DnType::CommonName, ["commonName", "commonName"]),
        (DnType::OrganizationName, ["organization", "organization"]),
        (DnType::OrganizationalUnitName, ["organizationalUnit", "ou"]),
        (DnType::CountryName, ["country", "country"]),
        (DnType::StateOrProvinceName, ["state", "province"]),
        (DnType::LocalityName, ["locality", "locality"]),
    ];
    for (kind, keys) in places {
        if let Some(value) = keys
            .iter()
            .map(|key| text(wanted.subject, key))
            .find(|value| !value.is_empty())
        {
            parameters.distinguished_name.push(kind, value);
        }
    }
    parameters.not_before = wanted.not_before;
    parameters.not_after = wanted.not_after;
    parameters.serial_number = Some(number(serial));
    if let Some(length) = wanted.authority {
        let constraint = u8::try_from(length).map_or(
            BasicConstraints::Unconstrained,
            BasicConstraints::Constrained,
        );
        parameters.is_ca = IsCa::Ca(constraint);
    }
    Ok(parameters)
}

fn serial() -> String {
    // The first bit stays 0: serial numbers are positive.
    format!("1{}", random_text(31))
}

/// A self-signed certificate.
pub fn self_signed(wanted: &Wanted<'_>, key: &str) -> Result<Made, ApiError> {
    let serial = serial();
    let key = KeyPair::from_pem(key).map_err(failed)?;
    let made = parameters(wanted, &serial)?
        .self_signed(&key)
        .map_err(failed)?;
    Ok(Made {
        pem: made.pem(),
        serial,
    })
}

/// The authority that signs: its subject and its key.
pub struct Signer<'a> {
    /// Its subject.
    pub subject: &'a Value,
    /// Its private key, PEM.
    pub key: &'a str,
}

/// A certificate for a key, signed by an authority.
pub fn signed(wanted: &Wanted<'_>, key: &str, signer: &Signer<'_>) -> Result<Made, ApiError> {
    let key = KeyPair::from_pem(key).map_err(failed)?;
    sign(wanted, &key, signer)
}

fn sign(
    wanted: &Wanted<'_>,
    key: &impl PublicKeyData,
    signer: &Signer<'_>,
) -> Result<Made, ApiError> {
    let serial = serial();
    let own = Wanted {
        subject: signer.subject,
        names: vec![],
        not_before: wanted.not_before,
        not_after: wanted.not_after,
        authority: Some(-1),
    };
    let issuer = Issuer::new(
        parameters(&own, "01")?,
        KeyPair::from_pem(signer.key).map_err(failed)?,
    );
    let made = parameters(wanted, &serial)?
        .signed_by(key, &issuer)
        .map_err(failed)?;
    Ok(Made {
        pem: made.pem(),
        serial,
    })
}

/// The public key of a signing request.
struct Requested {
    key: Vec<u8>,
    algorithm: &'static SignatureAlgorithm,
}

impl PublicKeyData for Requested {
    fn der_bytes(&self) -> &[u8] {
        &self.key
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

/// A certificate for the key of a signing request; the common name of the request is taken when none is wanted.
pub fn signed_request(
    csr: &str,
    wanted: &Wanted<'_>,
    signer: &Signer<'_>,
) -> Result<Made, ApiError> {
    let refused = || ApiError::bad_request("Invalid certificate signing request");
    let (_, pem) = x509_parser::pem::parse_x509_pem(csr.as_bytes()).map_err(|_| refused())?;
    let (_, request) = X509CertificationRequest::from_der(&pem.contents).map_err(|_| refused())?;
    let info = &request.certification_request_info;
    let algorithm = match info.subject_pki.algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.10045.2.1" if info.subject_pki.subject_public_key.data.len() > 65 => {
            &rcgen::PKCS_ECDSA_P384_SHA384
        }
        "1.2.840.10045.2.1" => &rcgen::PKCS_ECDSA_P256_SHA256,
        "1.3.101.112" => &rcgen::PKCS_ED25519,
        _ => &rcgen::PKCS_RSA_SHA256,
    };
    let name = info
        .subject
        .iter_common_name()
        .next()
        .and_then(|name| name.as_str().ok())
        .unwrap_or_default();
    let subject = if wanted.subject.is_object() {
        wanted.subject.clone()
    } else {
        serde_json::json!({"commonName": name})
    };
    let wanted = Wanted {
        subject: &subject,
        names: wanted.names.clone(),
        ..*wanted
    };
    sign(
        &wanted,
        &Requested {
            key: info.subject_pki.subject_public_key.data.to_vec(),
            algorithm,
        },
        signer,
    )
}

/// What an installed certificate says of itself.
pub struct Examined {
    /// Hexadecimal serial number.
    pub serial: String,
    /// From when.
    pub not_before: OffsetDateTime,
    /// Until when.
    pub not_after: OffsetDateTime,
}

/// Reads a certificate that is to be installed for a key: it must be for that key.
pub fn examine(pem: &str, key: &str) -> Result<Examined, ApiError> {
    let refused = |_| ApiError::bad_request("Invalid certificate");
    let (_, block) = x509_parser::pem::parse_x509_pem(pem.as_bytes())
        .map_err(|_| ApiError::bad_request("Invalid certificate"))?;
    let certificate = block.parse_x509().map_err(refused)?;
    let own = KeyPair::from_pem(key).map_err(failed)?;
    if certificate.public_key().subject_public_key.data.as_ref() != own.der_bytes() {
        return Err(ApiError::bad_request(
            "The certificate is not for the key of this CA",
        ));
    }
    let validity = certificate.validity();
    Ok(Examined {
        serial: certificate
            .raw_serial()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        not_before: validity.not_before.to_datetime(),
        not_after: validity.not_after.to_datetime(),
    })
}

fn number(serial: &str) -> SerialNumber {
    let bytes: Vec<u8> = serial
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    SerialNumber::from_slice(&bytes)
}

/// The revocation list of an authority, PEM.
pub fn revocations(
    serials: &[String],
    signer: &Signer<'_>,
    now: OffsetDateTime,
) -> Result<String, ApiError> {
    let own = Wanted {
        subject: signer.subject,
        names: vec![],
        not_before: now,
        not_after: now + Duration::days(1),
        authority: Some(-1),
    };
    let issuer = Issuer::new(
        parameters(&own, "01")?,
        KeyPair::from_pem(signer.key).map_err(failed)?,
    );
    let revoked = serials.iter().map(|serial| RevokedCertParams {
        serial_number: number(serial),
        revocation_time: now,
        reason_code: None,
        invalidity_date: None,
    });
    let list = CertificateRevocationListParams {
        this_update: now,
        next_update: now + Duration::days(7),
        crl_number: SerialNumber::from(u64::from(now.unix_timestamp().unsigned_abs() as u32)),
        issuing_distribution_point: None,
        revoked_certs: revoked.collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    list.signed_by(&issuer)
        .map_err(failed)?
        .pem()
        .map_err(failed)
}

/// A signing request for a key.
pub fn request(subject: &Value, key: &str) -> Result<String, ApiError> {
    let now = OffsetDateTime::now_utc();
    let wanted = Wanted {
        subject,
        names: vec![],
        not_before: now,
        not_after: now + Duration::days(1),
        authority: None,
    };
    let mut parameters = parameters(&wanted, "01")?;
    // A request has no serial number.
    parameters.serial_number = None;
    parameters
        .serialize_request(&KeyPair::from_pem(key).map_err(failed)?)
        .map_err(failed)?
        .pem()
        .map_err(failed)
}

/// A date of a body, or the default.
pub fn date(value: &Value, default: OffsetDateTime) -> Result<OffsetDateTime, ApiError> {
    match value.as_str() {
        Some(written) => clock::parse(written)
            .ok_or_else(|| ApiError::bad_request(format!("Invalid date: {written}"))),
        None => Ok(default),
    }
}

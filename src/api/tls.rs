//! TLS as Infisical's users need it: the system's CAs, their own CA, a client certificate, or no check at all.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use rustls::{DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use secrecy::ExposeSecret;

use super::config::{ClientCertificate, ConfigError};

/// What decides whom we trust and who we are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TlsSettings<'a> {
    pub ca_pem: Option<&'a str>,
    pub client_certificate: Option<&'a ClientCertificate>,
    pub skip_verify: bool,
}

/// A rustls configuration for HTTP/1.1 and HTTP/2.
pub(crate) fn client_config(
    settings: TlsSettings<'_>,
) -> Result<rustls::ClientConfig, ConfigError> {
    let provider = Arc::new(ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigError::Http(error.to_string()))?;
    let builder = if settings.skip_verify {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(TrustsAnyone(
                provider.signature_verification_algorithms,
            )))
    } else {
        builder.with_root_certificates(trusted_roots(settings.ca_pem)?)
    };
    let mut config = match settings.client_certificate {
        None => builder.with_no_client_auth(),
        Some(certificate) => {
            let (chain, key) = parse_client_certificate(certificate)?;
            builder
                .with_client_auth_cert(chain, key)
                .map_err(|error| certificate_error("the client certificate and key", error))?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certificate_error(what: &'static str, reason: impl ToString) -> ConfigError {
    let reason = reason.to_string();
    ConfigError::Certificate { what, reason }
}

/// The system's CAs (`SSL_CERT_FILE` and `SSL_CERT_DIR` are honoured) and the configured ones.
fn trusted_roots(ca_pem: Option<&str>) -> Result<RootCertStore, ConfigError> {
    const WHAT: &str = "the CA certificate";
    let mut roots = RootCertStore::empty();
    // A broken certificate among the system's is no reason to fail: the handshake tells if it was needed.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = ca_pem {
        for certificate in parse_chain(WHAT, pem)? {
            roots
                .add(certificate)
                .map_err(|error| certificate_error(WHAT, error))?;
        }
    }
    Ok(roots)
}

fn parse_chain(what: &'static str, pem: &str) -> Result<Vec<CertificateDer<'static>>, ConfigError> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match chain {
        Ok(chain) if chain.is_empty() => Err(certificate_error(
            what,
            "no «-----BEGIN CERTIFICATE-----» found (it must be the PEM text, not a path)",
        )),
        Ok(chain) => Ok(chain),
        Err(error) => Err(certificate_error(
            what,
            format!("it is no valid PEM: {error}"),
        )),
    }
}

fn parse_client_certificate(
    certificate: &ClientCertificate,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), ConfigError> {
    const WHAT: &str = "the client key";
    let chain = parse_chain("the client certificate", &certificate.cert_pem)?;
    let pem = certificate.key_pem.expose_secret();
    if pem.contains("ENCRYPTED") {
        return Err(certificate_error(
            WHAT,
            "it is encrypted; decrypt it with `openssl pkey -in key.pem -out plain.pem`",
        ));
    }
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| {
        certificate_error(
            WHAT,
            "no unencrypted private key (PKCS#8, PKCS#1 or SEC1 PEM) found",
        )
    })?;
    Ok((chain, key))
}

/// Takes any certificate, as `insecure_skip_tls_verify` asks. The handshake's signatures are still checked.
#[derive(Debug)]
struct TrustsAnyone(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for TrustsAnyone {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

/// Explains a TLS failure found anywhere in the chain of causes; `None` when it was something else.
pub(crate) fn explain(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    let tls = find_tls_error(error)?;
    use rustls::{AlertDescription, CertificateError, Error};
    Some(match tls {
        Error::InvalidCertificate(reason) => match reason {
            CertificateError::UnknownIssuer => "its certificate is signed by a CA that is not trusted here. If it is your own CA, set ca_certificate (PEM) or ca_certificate_file, or SSL_CERT_FILE".to_owned(),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => format!("its certificate is for another name ({reason}). Check the host"),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => format!("its certificate has expired ({reason}), or the clock here is wrong"),
            other => format!("its certificate is not valid: {other}"),
        },
        Error::InvalidMessage(_) => "it does not speak TLS at this port. If it is plain HTTP, write http:// instead of https://".to_owned(),
        Error::AlertReceived(alert @ (AlertDescription::CertificateRequired | AlertDescription::BadCertificate | AlertDescription::UnknownCA | AlertDescription::HandshakeFailure | AlertDescription::CertificateUnknown | AlertDescription::AccessDenied)) => {
            format!("it refused the handshake ({alert:?}): it may want a client certificate, or not accept the one given")
        }
        other => other.to_string(),
    })
}

fn find_tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls);
        }
        // io errors hide what they carry from `source`.
        if let Some(inner) = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            && let Some(tls) = find_tls_error(inner)
        {
            return Some(tls);
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_certificates_say_what_is_wrong_and_never_show_a_key() {
        let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (cert, key) = (pair.cert.pem(), pair.signing_key.serialize_pem());
        let other_key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIhunter2\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let with = |cert_pem: &str, key_pem: &str| ClientCertificate {
            cert_pem: cert_pem.into(),
            key_pem: key_pem.into(),
        };
        for (certificate, expected) in [
            (with(&cert, &other_key), "client certificate and key"),
            (with("/path/cert.pem", &key), "not a path"),
            (with(&cert, "hunter2"), "no unencrypted private key"),
            (with(&cert, encrypted), "openssl pkey"),
        ] {
            let settings = TlsSettings {
                client_certificate: Some(&certificate),
                ..Default::default()
            };
            let error = client_config(settings).unwrap_err().to_string();
            assert!(
                error.contains(expected) && !error.contains("hunter2"),
                "{error}"
            );
        }
        let good = with(&cert, &key);
        assert!(
            client_config(TlsSettings {
                ca_pem: Some(&cert),
                client_certificate: Some(&good),
                skip_verify: false
            })
            .is_ok()
        );
        let error = client_config(TlsSettings {
            ca_pem: Some("nonsense"),
            ..Default::default()
        })
        .unwrap_err();
        assert!(error.to_string().contains("CA certificate"), "{error}");
    }
}

//! Mutual TLS with exactly one client: the process that started us and told us its certificate.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use p521::ecdsa::signature::Verifier;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, ring, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, PrivateKeyDer, PrivatePkcs8KeyDer,
    SignatureVerificationAlgorithm, UnixTime, alg_id,
};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme,
};
use subtle::ConstantTimeEq;

/// Why mutual TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// the certificate that the client announced is no PEM certificate
    #[error("PLUGIN_CLIENT_CERT holds no PEM certificate: {0}")]
    ClientCertificate(rustls::pki_types::pem::Error),
    /// our own certificate could not be made
    #[error("cannot make a certificate for this run: {0}")]
    OwnCertificate(#[from] rcgen::Error),
    /// the TLS library refused the configuration
    #[error("cannot set up TLS: {0}")]
    Setup(#[from] Error),
}

/// TLS for one run: the server's side of it, and our certificate as the handshake line wants it.
pub struct MutualTls {
    /// what connections are accepted with
    pub config: Arc<ServerConfig>,
    /// our certificate: DER in base64 without padding
    pub certificate: String,
}

impl MutualTls {
    /// A fresh key and certificate, open to the holder of the given client certificate only.
    pub fn for_client(client_pem: &str) -> Result<MutualTls, TlsError> {
        let client = CertificateDer::from_pem_slice(client_pem.as_bytes())
            .map_err(TlsError::ClientCertificate)?;
        let key = rcgen::KeyPair::generate()?;
        let certificate = own_certificate()?.self_signed(&key)?;
        let provider = Arc::new(ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider.clone())
            // Every Terraform that can start us speaks 1.3.
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_client_cert_verifier(Arc::new(OneClient { client, provider }))
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        // One connection per run: there is nothing to resume.
        config.send_tls13_tickets = 0;
        Ok(MutualTls {
            config: Arc::new(config),
            certificate: STANDARD_NO_PAD.encode(certificate.der()),
        })
    }
}

/// The client takes this very certificate as its only root, and `localhost` as our name.
fn own_certificate() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    // A day of grace for clocks that are set back meanwhile.
    params.not_before = time::OffsetDateTime::now_utc() - time::Duration::DAY;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyCertSign,
    ];
    params.extended_key_usages = vec![
        ExtendedKeyUsagePurpose::ServerAuth,
        ExtendedKeyUsagePurpose::ClientAuth,
    ];
    Ok(params)
}

/// Admits the client whose certificate is, byte for byte, the announced one and who holds its key.
#[derive(Debug)]
struct OneClient {
    client: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for OneClient {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if bool::from(self.client.as_ref().ct_eq(end_entity.as_ref())) {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2 is not spoken here".to_owned()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = match signature.scheme {
            SignatureScheme::ECDSA_NISTP521_SHA512 => &P521_ALGORITHMS,
            _ => &self.provider.signature_verification_algorithms,
        };
        verify_tls13_signature(message, cert, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let others = &self.provider.signature_verification_algorithms;
        std::iter::once(SignatureScheme::ECDSA_NISTP521_SHA512)
            .chain(others.supported_schemes())
            .collect()
    }
}

/// ECDSA on P-521 with SHA-512: go-plugin's certificates have it, ring does not.
#[derive(Debug)]
struct EcdsaP521;

static P521_ALGORITHMS: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[&EcdsaP521],
    mapping: &[(SignatureScheme::ECDSA_NISTP521_SHA512, &[&EcdsaP521])],
};

impl SignatureVerificationAlgorithm for EcdsaP521 {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key =
            p521::ecdsa::VerifyingKey::from_sec1_bytes(public_key).map_err(|_| InvalidSignature)?;
        let signature =
            p521::ecdsa::Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        key.verify(message, &signature)
            .map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA512
    }
}

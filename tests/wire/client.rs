//! A client as Terraform is one: gRPC over a Unix socket, with go-plugin's kind of certificate.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use base64::Engine;
use hyper_util::rt::TokioIo;
use p521::ecdsa::signature::Signer as _;
use p521::ecdsa::{Signature, SigningKey};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureAlgorithm, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tonic::codegen::{Service, http};
use tonic::transport::{Channel, Endpoint, Uri};

/// A connection of whatever kind.
trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// Connects to a socket, through TLS when there is a configuration.
#[derive(Clone)]
struct Connector {
    socket: PathBuf,
    tls: Option<Arc<ClientConfig>>,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<Box<dyn Io>>;
    type Error = std::io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: http::Uri) -> Self::Future {
        let Connector { socket, tls } = self.clone();
        Box::pin(async move {
            let stream = UnixStream::connect(socket).await?;
            let stream: Box<dyn Io> = match tls {
                None => Box::new(stream),
                Some(tls) => {
                    let name = ServerName::try_from("localhost").unwrap();
                    let tls = tokio_rustls::TlsConnector::from(tls);
                    Box::new(tls.connect(name, stream).await?)
                }
            };
            Ok(TokioIo::new(stream))
        })
    }
}

pub async fn connect(
    socket: &Path,
    tls: Option<Arc<ClientConfig>>,
) -> Result<Channel, tonic::transport::Error> {
    Endpoint::from_static("http://localhost")
        .connect_with_connector(Connector {
            socket: socket.to_owned(),
            tls,
        })
        .await
}

/// A client certificate on P-521, as go-plugin makes them, and its key.
#[derive(Debug)]
pub struct ClientCertificate {
    der: CertificateDer<'static>,
    key: Arc<P521Key>,
}

#[derive(Debug)]
struct P521Key {
    key: SigningKey,
    point: Vec<u8>,
}

impl rcgen::PublicKeyData for P521Key {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }
    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        // The nearest that rcgen knows here; the curve is put right in the finished certificate.
        &rcgen::PKCS_ECDSA_P384_SHA384
    }
}

impl rcgen::SigningKey for P521Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature: Signature = self.key.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }
}

impl ClientCertificate {
    pub fn new(seed: u8) -> ClientCertificate {
        let mut scalar = [seed; 66];
        scalar[0] = 0;
        let key = SigningKey::from_slice(&scalar).unwrap();
        let point = key.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        let key = P521Key { key, point };
        let params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let mut der = params.self_signed(&key).unwrap().der().to_vec();
        // secp384r1 is 1.3.132.0.34, secp521r1 is 1.3.132.0.35.
        let curve = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
        let at = der.windows(7).position(|w| w == curve).unwrap();
        der[at + 6] = 0x23;
        ClientCertificate {
            der: der.into(),
            key: Arc::new(key),
        }
    }

    /// As it stands in PLUGIN_CLIENT_CERT.
    pub fn pem(&self) -> String {
        let text = base64::engine::general_purpose::STANDARD.encode(&self.der);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }

    /// The same certificate in the hands of someone without its key.
    #[allow(
        dead_code,
        reason = "one of the two test programs that share this file has thieves"
    )]
    pub fn stolen_by(&self, thief: &ClientCertificate) -> ClientCertificate {
        ClientCertificate {
            der: self.der.clone(),
            key: thief.key.clone(),
        }
    }
}

impl rustls::sign::SigningKey for P521Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn rustls::sign::Signer>> {
        offered
            .contains(&SignatureScheme::ECDSA_NISTP521_SHA512)
            .then(|| Box::new(P521Signer(self.key.clone())) as Box<dyn rustls::sign::Signer>)
    }
    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

#[derive(Debug)]
struct P521Signer(SigningKey);

impl rustls::sign::Signer for P521Signer {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let signature: Signature = self.0.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }
    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}

/// TLS towards the server of the handshake line's certificate, with or without a certificate of our own.
pub fn tls(server_certificate: &str, own: Option<&ClientCertificate>) -> Arc<ClientConfig> {
    let server = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(server_certificate)
        .expect("the certificate of the handshake line is base64 without padding");
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(ThisServer {
            server: server.into(),
            provider,
        }));
    let mut config = match own {
        None => builder.with_no_client_auth(),
        Some(own) => {
            builder.with_client_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(
                CertifiedKey::new(vec![own.der.clone()], own.key.clone()),
            )))
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}

/// Go takes the announced certificate as its only root, leaf and root in one; here the same by comparison.
#[derive(Debug)]
struct ThisServer {
    server: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ThisServer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        assert_eq!(end_entity, &self.server);
        Ok(ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.3 is expected".to_owned()))
    }
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, signature, algorithms)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

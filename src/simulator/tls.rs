//! TLS for simulators that tests reach over HTTPS: an authority of their own, made at start.

use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;

/// What the server shows, and what its clients need.
pub struct Tls {
    /// The server's side.
    pub server: Arc<rustls::ServerConfig>,
    /// The authority's certificate, PEM: what clients must trust.
    pub ca_pem: String,
    /// A client certificate and key of this authority, PEM in one text.
    pub client_pem: String,
}

fn failed(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("simulator: TLS: {error}"))
}

/// An authority with a server certificate for the loopback and a client certificate; clients must show one if asked for.
pub fn new(require_client_certificate: bool) -> io::Result<Tls> {
    let mut authority = CertificateParams::new(Vec::new()).map_err(failed)?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Infisical simulator authority");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().map_err(failed)?)
        .map_err(failed)?;
    let issue = |names: &[&str]| -> io::Result<(rcgen::Certificate, KeyPair)> {
        let key = KeyPair::generate().map_err(failed)?;
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let parameters = CertificateParams::new(names).map_err(failed)?;
        Ok((parameters.signed_by(&key, &authority).map_err(failed)?, key))
    };
    let (certificate, key) = issue(&["localhost", "127.0.0.1"])?;
    let (client, client_key) = issue(&["client"])?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).map_err(failed)?;
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    let verifier = match require_client_certificate {
        true => verifier,
        // Asked for all the same: the login with a TLS certificate needs one.
        false => verifier.allow_unauthenticated(),
    };
    let builder = builder.with_client_cert_verifier(verifier.build().map_err(failed)?);
    let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let server = builder.with_single_cert(chain, key).map_err(failed)?;
    Ok(Tls {
        server: Arc::new(server),
        ca_pem: authority.pem(),
        client_pem: [client.pem(), client_key.serialize_pem()].concat(),
    })
}

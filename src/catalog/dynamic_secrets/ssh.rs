//! SSH: certificates signed by a CA that Infisical makes for the dynamic secret.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            texts("principals").required().size(1..=u64::MAX).doc("User names that the certificates are valid for."),
            string("key_algorithm").default("ED25519").absent_means("ED25519").doc("Algorithm of the leased keys. `ED25519` by default."),
            string("ca_key_algorithm").default("ED25519").absent_means("ED25519").doc("Algorithm of the CA's key. `ED25519` by default."),
        ]]);
    dynamic_secret("ssh", "SSH", inputs)
        .reads(get("/api/v1/dynamic-secrets/ssh-ca-public-key/{json:id}").under("ca"))
        .field(
            string("ca_public_key")
                .computed()
                .read_as(["ca.caPublicKey"])
                .doc("Public key of the CA: what servers list under `TrustedUserCAKeys`."),
        )
}

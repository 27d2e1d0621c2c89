//! Values that live for one run: a secret, an access token.

mod access_token;
mod secret;

pub use access_token::AccessTokenEphemeral;
pub use secret::SecretEphemeral;

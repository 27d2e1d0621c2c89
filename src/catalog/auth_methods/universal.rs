//! Universal auth: a client ID with client secrets, for machines of any kind.

use super::{auth_method, lockout, trusted_ips};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    auth_method("universal", "Universal", "Universal")
        .doc("Lets a machine identity log in with a client ID and client secrets (`infisical_identity_universal_auth_client_secret`).")
        .fields([
            string("client_id").computed().doc("Client ID to log in with. It stays the same until the method is detached."),
            trusted_ips("client_secret_trusted_ips", "Addresses from which client secrets may be used. Default: everywhere."),
            integer("access_token_period").optional_computed().range(0..=super::MAX_TTL)
                .doc("Makes access tokens periodic: valid for this many seconds and renewable without end, whatever the two lifetimes say. Default: 0 (off)."),
        ])
        .fields(lockout())
        .warns_on_destroy("Detaching universal auth deletes the client ID and every client secret of the identity; attaching it again makes a new client ID.")
}

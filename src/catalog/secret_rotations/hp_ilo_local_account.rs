//! HP iLO: the password of a local account, over SSH.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    account_rotation(
        "hp-ilo-local-account",
        "HP iLO account password",
        "ssh",
        [account(), requirements(), method(LOGINS)],
        present_password(),
    )
}

//! Unix and Linux: the password of a local account, over SSH.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let sudo = boolean("use_sudo").default(false).doc("Change the password with `sudo`. Off by default.");
    account_rotation(
        "unix-linux-local-account",
        "Unix or Linux account password",
        "ssh",
        [account(), requirements(), method(LOGINS), sudo],
        present_password(),
    )
}

//! Actions on rotations: rotate now, and put a local account right again.

use super::{GROUP, kinds};
use crate::rest::prelude::*;

/// The family's actions.
pub fn actions() -> Vec<RestAction> {
    vec![
        on_rotation("rotate", "Rotate a secret", kinds(), "rotate-secrets").doc(
            "Rotates the credentials of a secret rotation now, beside its schedule, and updates its secrets. Ends when the new credentials are in place.",
        ),
        on_rotation("reconcile", "Reconcile a local account", LOCAL_ACCOUNTS, "reconcile").doc(
            "Sets the password of a local account (Unix or Linux, Windows, HP iLO) anew with the connection's user, after somebody changed it outside of Infisical.",
        ),
    ]
}

/// The types that can be reconciled.
const LOCAL_ACCOUNTS: [&str; 3] = [
    "unix-linux-local-account",
    "windows-local-account",
    "hp-ilo-local-account",
];

fn on_rotation<S: AsRef<str>>(
    name: &str,
    title: &str,
    kinds: impl IntoIterator<Item = S>,
    route: &str,
) -> RestAction {
    let path = format!("/api/v2/secret-rotations/{{type}}/{{rotation_id}}/{route}");
    RestAction::new(&format!("secret_rotation_{name}"), title, GROUP)
        .fields(address(kinds))
        .does(post(&path).no_fields())
}

/// What names a rotation: its type and ID.
pub fn address<S: AsRef<str>>(kinds: impl IntoIterator<Item = S>) -> [Field; 2] {
    [
        string("type")
            .required()
            .one_of(kinds)
            .not_sent()
            .unread()
            .doc("Type of the rotation: its resource's name after `infisical_secret_rotation_`, with hyphens (`postgres-credentials`)."),
        string("rotation_id").required().uuid().not_sent().unread().doc("ID of the rotation."),
    ]
}

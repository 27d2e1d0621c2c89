//! MongoDB: the passwords of two users in turn.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let [first, second] = user_pair();
    secret_rotation(
        "mongodb-credentials",
        "MongoDB user password",
        "mongodb",
        [first, second, requirements()],
        USER_AND_PASSWORD,
    )
}

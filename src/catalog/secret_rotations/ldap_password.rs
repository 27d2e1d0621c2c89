//! LDAP: the password of one entry.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "ldap-password",
        "LDAP password",
        "ldap",
        [
            text("dn")
                .required()
                .replace()
                .pattern(r"^\s*([A-Za-z0-9.-]+\s*=.+|[^\s@]+@[^\s@]+)\s*$", "a distinguished name or user@domain")
                .doc("Distinguished name (`CN=app,OU=users,DC=example,DC=com`) or principal name (`app@example.com`) of the entry. Fixed: a change replaces the rotation."),
            requirements(),
            method(["connection-principal", "target-principal"]),
        ],
        [("dn", "distinguished name"), ("password", "password")],
    )
    .field(temporary_parameters(present_password().required()))
}

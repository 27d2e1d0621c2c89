//! LDAP: entries made for each lease, or the password of an existing one.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("url").required().doc("URL of the server, such as `ldaps://ldap.example.com`."),
            some("binddn").required().doc("Distinguished name that Infisical binds as."),
            secret("bindpass").required().not_empty().doc("Password of that name."),
            string("credential_type").default("dynamic").absent_means("dynamic").one_of(["dynamic", "static"]).doc("`dynamic` (default): an entry for each lease. `static`: the password of an existing entry."),
            ldif("creation_ldif").required_when("credential_type", ["dynamic"]).doc("LDIF that makes an entry: a template with `{{Username}}` and `{{Password}}`."),
            ldif("revocation_ldif").required_when("credential_type", ["dynamic"]).doc("LDIF that removes the entry."),
            string("rollback_ldif").only_when("credential_type", ["dynamic"]).clear_with("").doc("LDIF that cleans up when making an entry fails."),
            ldif("rotation_ldif").required_when("credential_type", ["static"]).doc("LDIF that sets the entry's password."),
        ], tls().into()]);
    dynamic_secret("ldap", "LDAP", inputs)
}

/// LDIF; nothing of it is sent once it belongs to the other credential type.
fn ldif(name: &str) -> Field {
    string(name).not_empty().clear_omits()
}

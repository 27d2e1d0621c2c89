//! LDAP: a directory that Infisical binds to.
use super::{builder::app_connection, sql};
use crate::rest::prelude::*;

/// A distinguished name or a user principal name, as the API checks them.
const DN: &str = r##"^(?:[a-zA-Z0-9]+=[^,+="<>#;\\]+(?:\\+[a-zA-Z0-9]+=[^,+="<>#;\\]+)*(?:,[a-zA-Z0-9]+=[^,+="<>#;\\]+(?:\\+[a-zA-Z0-9]+=[^,+="<>#;\\]+)*)*|[a-zA-Z0-9._%+-]+@[a-zA-Z0-9._-]+\.[a-zA-Z]{2,})$"##;

pub fn resource() -> RestResource {
    app_connection("ldap", "LDAP")
        .method(
            "simple-bind",
            [
                string("provider").required().one_of(["active-directory"]).doc("Kind of directory: `active-directory`."),
                string("url").required().pattern("^ldaps?://", "an ldap:// or ldaps:// address").doc("Address of the directory, such as `ldaps://dc.example.com:636`."),
                string("dn")
                    .required()
                    .pattern(DN, "a distinguished name or user@domain")
                    .doc("Account to bind as: a distinguished name, such as `CN=infisical,OU=Services,DC=example,DC=com`, or `user@example.com`."),
                string("password").required().secret().not_empty().doc("Password of the account."),
                boolean("ssl_reject_unauthorized")
                    .default(true)
                    .doc("Whether to refuse a server whose certificate does not verify. Default: `true`."),
                sql::certificate("ssl"),
            ],
        )
        .gateway()
        .build()
}

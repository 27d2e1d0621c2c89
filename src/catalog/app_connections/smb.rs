//! SMB: a Windows host that Infisical signs in to.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("smb", "SMB")
        .untrimmed()
        .only_method(
            "credentials",
            [
                string("host")
                    .required()
                    .len(1..=253)
                    .pattern("^[a-zA-Z0-9][a-zA-Z0-9.-]*$", "a host name or IPv4 address")
                    .trimmed()
                    .doc("Host name or address of the Windows host."),
                integer("port")
                    .default(Value::int(445))
                    .range(1..=65535)
                    .doc("Port of the host. Default: `445`."),
                string("domain")
                    .len(0..=255)
                    .pattern(
                        "^(?:[a-zA-Z0-9_][a-zA-Z0-9._-]*)?$",
                        "letters, digits, `.`, `_` and `-`",
                    )
                    .trimmed()
                    .doc("Windows domain of the account. Left out: a local account."),
                string("username")
                    .required()
                    .len(1..=104)
                    .pattern(
                        "^[a-zA-Z0-9_](?:[a-zA-Z0-9._-]*[a-zA-Z0-9_-])?$",
                        "letters, digits, `.`, `_` and `-`, without a dot at the ends",
                    )
                    .trimmed()
                    .doc("Account name, without domain."),
                string("password")
                    .required()
                    .secret()
                    .pattern(
                        r"^[^;|&`$()\n\r\x00]+$",
                        "text without `;`, `|`, `&`, backquote, `$`, parentheses and line breaks",
                    )
                    .doc("Password of the account."),
            ],
        )
        .gateway()
        .build()
}

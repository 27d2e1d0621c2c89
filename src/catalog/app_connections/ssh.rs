//! SSH: a host that Infisical signs in to.
use super::builder::app_connection;
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let host = || {
        [
            string("host")
                .required()
                .not_empty()
                .doc("Host name or address."),
            integer("port")
                .default(Value::int(22))
                .range(1..=65535)
                .doc("Port of the SSH server. Default: `22`."),
            string("username")
                .required()
                .not_empty()
                .doc("User that Infisical signs in as."),
        ]
        .into_iter()
    };
    app_connection("ssh", "SSH")
        .method(
            "password",
            host().chain([string("password")
                .required()
                .secret()
                .not_empty()
                .doc("Password of the login.")]),
        )
        .method(
            "ssh-key",
            host().chain([
                string("private_key")
                    .required()
                    .secret()
                    .not_empty()
                    .doc("Private key in OpenSSH or PEM form."),
                string("passphrase")
                    .secret()
                    .doc("Passphrase of the private key."),
            ]),
        )
        .gateway()
        .build()
}

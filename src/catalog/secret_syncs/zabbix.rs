//! Zabbix: user macros, global or of one host.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("zabbix", "Zabbix")
        .doc("Each secret becomes a user macro, global or of one host.")
        .imports_secrets()
        .destination([
            string("scope")
                .required()
                .one_of(["host", "global"])
                .doc("Whose macros: of one `host`, or `global` ones."),
            short("host_id", 255)
                .required_when("scope", ["host"])
                .doc("ID of the host, with scope `host`: `hostid` in the address of its page."),
            short("host_name", 255)
                .required_when("scope", ["host"])
                .doc("Name of the host."),
            integer("macro_type")
                .required()
                .range(0..=1)
                .doc("Type of the macros: `0` text, `1` secret text."),
        ])
}

//! Zabbix.
use super::{builder::app_connection, members::instance_url};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    app_connection("zabbix", "Zabbix")
        .only_method(
            "api-token",
            [
                instance_url("Address of the Zabbix frontend.").required(),
                string("api_token")
                    .required()
                    .secret()
                    .len(1..=1000)
                    .doc("API token of a Zabbix user, made under «Users / API tokens»."),
            ],
        )
        .build()
}

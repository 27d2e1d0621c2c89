//! External authorities that speak ACME, such as Let's Encrypt.

use super::{authority, status};
use crate::rest::prelude::*;

/// A change of one member sends the whole configuration: the API replaces it.
fn configuration(field: Field, json: &str) -> Field {
    field
        .json(&format!("configuration.{json}"))
        .with_group("configuration")
        .clear_omits()
}

pub(super) fn resource() -> RestResource {
    let providers = ["route53", "cloudflare", "dns-made-easy", "azure-dns"];
    authority("cert_manager_external_ca_acme", "ACME certificate authority", "acme")
        .doc("An external authority that speaks ACME, such as Let's Encrypt. It is asked through DNS challenges, for which Infisical changes records with an app connection.")
        .fields([
            status(),
            configuration(string("dns_app_connection_id").required().uuid(), "dnsAppConnectionId")
                .doc("ID of the app connection that changes DNS records: AWS for `route53`, else one of the provider."),
            configuration(string("dns_provider").required().one_of(providers), "dnsProviderConfig.provider")
                .doc("DNS provider: `route53`, `cloudflare`, `dns-made-easy` or `azure-dns`."),
            configuration(string("dns_hosted_zone_id").trimmed().not_empty(), "dnsProviderConfig.hostedZoneId")
                .doc("ID of the DNS zone at the provider. The API demands it."),
            configuration(string("directory_url").required().format(Format::Url), "directoryUrl")
                .doc("ACME directory, such as `https://acme-v02.api.letsencrypt.org/directory`."),
            configuration(string("account_email").required().trimmed().not_empty(), "accountEmail")
                .doc("E-mail address of the ACME account."),
            configuration(string("eab_kid").len(1..=64), "eabKid")
                .doc("Key ID of an external account binding; some authorities demand one."),
            configuration(string("eab_hmac_key").secret().len(1..=512), "eabHmacKey")
                .doc("HMAC key of the external account binding."),
            configuration(string("dns_resolver").not_empty(), "dnsResolver")
                .doc("DNS server that checks the challenges, where the server's own does not see the zone. Newer servers only."),
        ])
        .rule(Rule::AtLeastOneOf(vec!["dns_hosted_zone_id".into()]))
}

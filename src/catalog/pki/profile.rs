//! Certificate profiles: which authority gives certificates under which policy, and what they say by default.

use super::{GROUP, names, subject};
use crate::rest::prelude::*;

pub(super) const PROFILES: &str = "/api/v1/cert-manager/certificate-profiles";
const ONE: &str = "/api/v1/cert-manager/certificate-profiles/{id}";

/// Fields that the data source shows too.
pub(super) fn fields() -> Vec<Field> {
    vec![
        string("ca_id").required_when("issuer_type", ["ca"]).replace()
            .doc("ID of the certificate authority (internal, ACME or Azure AD CS). A change replaces the profile."),
        string("certificate_policy_id").required().not_empty().replace()
            .doc("ID of the policy (`infisical_cert_manager_certificate_policy`). A change replaces the profile."),
        string("issuer_type").default("ca").one_of(["ca", "self-signed"])
            .doc("Who signs: `ca` (default) or `self-signed`, without an authority."),
        string("description").trimmed().len(0..=255).doc("What it is for."),
        object("external_configs", [
            string("template").required().not_empty().doc("Certificate template at the authority."),
        ])
        .doc("What an external authority needs: Azure AD CS wants the name of a certificate template."),
        blocks("defaults", Nesting::Single, [
            integer("ttl_days").at_least(1).doc("Life time in days."),
            subject("common_name", "Common name (CN)"),
            names::key_algorithm(),
            names::signature_algorithm(),
            names::key_usages(),
            names::extended_key_usages(),
            names::basic_constraints(),
            subject("organization", "Organization (O)"),
            subject("organizational_unit", "Organizational unit (OU)"),
            subject("country", "Country (C), two letters,"),
            subject("state", "State or province (ST)"),
            subject("locality", "Locality (L)"),
            names::domain_components(),
        ])
        .doc("What a certificate gets where its request says nothing."),
    ]
}

pub(super) fn resource() -> RestResource {
    RestResource::new(
        "cert_manager_certificate_profile",
        "certificate profile",
        GROUP,
    )
    .doc("Joins an authority and a policy: certificates are requested from a profile.")
    .fields([
        id(),
        string("name")
            .json("slug")
            .required()
            .len(1..=255)
            .pattern("^[a-z0-9-]+$", "lower-case letters, digits and hyphens")
            .doc("Name: lower-case letters, digits and hyphens, unique among the profiles."),
    ])
    .fields(fields())
    .collection(PROFILES, ONE, "certificateProfile")
    .listed(PROFILES, "certificateProfiles")
    .list_paged("offset", "limit", 100)
    .list_keys("id", "slug")
    .import("{id:uuid}")
    .import_by("{name}", by_name())
    .identity(&["id"])
    .on_answer(without_empty_configs)
}

/// The profile with the name of the field `name`.
pub(super) fn by_name() -> Call {
    get(&format!("{PROFILES}/slug/{{name}}")).envelope("certificateProfile")
}

/// Authorities that need no configuration have an empty one.
pub(super) fn without_empty_configs(answer: &mut serde_json::Value, _: &Value) {
    if let Some(configs) = answer.get_mut("externalConfigs")
        && configs["template"].is_null()
    {
        *configs = json!(null);
    }
}

pub(super) fn acme_account() -> RestEphemeral {
    RestEphemeral::new("cert_manager_certificate_profile_acme_account", "ACME account binding of a certificate profile", GROUP)
        .doc("What an ACME client needs to bind its account to a profile (external account binding), for this run only. For profiles with ACME enrollment of their own; applications have theirs.")
        .fields([
            string("profile_id").required().uuid().local().doc("ID of the profile."),
            string("eab_kid").computed().doc("Key ID of the binding."),
            string("eab_secret").computed().sensitive().doc("HMAC key of the binding."),
        ])
        .opens(get(&format!("{PROFILES}/{{profile_id}}/acme/eab-secret/reveal")))
}

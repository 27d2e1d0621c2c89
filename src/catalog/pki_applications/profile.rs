//! A certificate profile attached to an application, with the ways in which certificates are enrolled: each is a block of its own,
//! set by one PUT and removed by one DELETE.

use serde_json::Value as Json;

use super::{GROUP, application_id};
use crate::framework::plan::Plan;
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

/// The attached profile.
const PROFILE: &str = "/api/v1/cert-manager/applications/{application_id}/profiles/{profile_id}";
/// Where the enrollments are.
pub(super) const ENROLLMENT: &str =
    "/api/v1/cert-manager/applications/{application_id}/profiles/{profile_id}/enrollment";

/// The blocks and the path segments of their enrollments, in the order in which they are set.
const BLOCKS: [(&str, &str); 4] = [
    ("api_config", "api"),
    ("est_config", "est"),
    ("acme_config", "acme"),
    ("scep_config", "scep"),
];

/// Whether the ACME key must be asked for: it is there, wanted, and not known.
fn to_reveal() -> Condition {
    Condition::All(vec![
        Condition::Unset(vec!["acme_config.eab_secret"]),
        Condition::Told("acmeConfigured", "true"),
    ])
}

pub(super) fn resource() -> RestResource {
    let reveal = post(&format!("{ENROLLMENT}/acme/eab/reveal"))
        .no_fields()
        .under("eab");
    let mut resource = RestResource::new(
        "cert_manager_application_profile",
        "profile of a certificate application",
        GROUP,
    )
    .doc("Attaches a certificate profile to an application, and says how certificates are enrolled with it: over Infisical's API, EST, ACME or SCEP. Without a block that way is closed.")
    .fields([
        id().read_as(["id"]).doc("`<application_id>:<profile_id>`."),
        application_id().not_sent(),
        string("profile_id").required().uuid().replace().create_as("profileIds").read_as(["profileId"])
            .doc("ID of the certificate profile (`infisical_cert_manager_certificate_profile`)."),
        api(),
        est(),
        acme(),
        scep(),
    ])
    .creates(
        post("/api/v1/cert-manager/applications/{application_id}/profiles")
            .only(&["profile_id"])
            .ignore_answer(),
    )
    .reads(get(ENROLLMENT))
    .reads(reveal.clone().when(to_reveal()))
    .deletes(delete(PROFILE))
    .import("{application_id}:{profile_id}")
    .identity(&["application_id", "profile_id"])
    .on_validate(check)
    .on_plan(plan)
    .on_send(send)
    .on_answer(tell)
    .on_read(|state, _| {
        // Of this provider alone: after an import, and in states of the official one, the default holds.
        let mut acme = state.get("acme_config").clone();
        if !acme.is_null() && acme.get("reveal_eab").is_null() {
            acme.set("reveal_eab", true.into());
            state.set("acme_config", acme);
        }
    });
    for (block, kind) in BLOCKS {
        let path = format!("{ENROLLMENT}/{kind}");
        let set = || {
            put(&path).only(match block {
                "api_config" => &["api_config"],
                "est_config" => &["est_config"],
                "acme_config" => &["acme_config"],
                _ => &["scep_config"],
            })
        };
        resource = resource
            .creates(set().when(Condition::Set(vec![block])))
            .updates(set().when(Condition::All(vec![
                Condition::Set(vec![block]),
                Condition::Changed(vec![block]),
            ])))
            .updates(
                delete(&path)
                    .when(Condition::Removed(block))
                    .ignore_answer(),
            );
    }
    resource
}

fn api() -> Field {
    object(
        "api_config",
        [
            boolean("auto_renew")
                .default(false)
                .absent_means(false)
                .doc("Renew certificates by themselves. Default `false`."),
            integer("renew_before_days")
                .optional_computed()
                .range(1..=365)
                .doc("How many days before the end to renew. Default: Infisical decides (7)."),
        ],
    )
    .read_as(["api"])
    .doc("Enrollment over Infisical's API and web interface.")
}

fn est() -> Field {
    object("est_config", [
        string("passphrase").required().secret().len(8..=u64::MAX)
            .doc("Passphrase of EST clients, at least 8 characters."),
        string("ca_chain").unread().format(Format::Pem)
            .doc("Certificates (PEM) that issue the bootstrap certificates of devices. Needed unless `disable_bootstrap_ca_validation`."),
        boolean("disable_bootstrap_ca_validation").optional_computed()
            .doc("Do not check the bootstrap certificates of devices. Default `false`."),
        string("endpoint_url").computed().read_as(["estEndpointUrl"]).doc("Address for EST clients."),
    ])
    .read_as(["est"])
    .doc("Enrollment over EST (RFC 7030).")
}

fn acme() -> Field {
    object("acme_config", [
        boolean("skip_dns_ownership_verification").optional_computed()
            .doc("Do not check that clients own the names that they ask for. Not together with `skip_eab_binding`. Default `false`."),
        boolean("skip_eab_binding").optional_computed()
            .doc("Let clients register without the key of `eab_kid` and `eab_secret`. Default `false`."),
        boolean("reveal_eab").default(true).local()
            .doc("Ask Infisical for `eab_kid` and `eab_secret` and keep them in state. Default `true`. When `false`, they stay null: read them with the ephemeral resource `infisical_cert_manager_acme_eab` where they are needed."),
        string("directory_url").computed().doc("Address of the ACME directory."),
        string("eab_kid").computed().sensitive().absent_means(Value::Null)
            .doc("ID of the key with which clients register (external account binding)."),
        string("eab_secret").computed().sensitive().absent_means(Value::Null)
            .doc("The key with which clients register, in base64url."),
    ])
    .read_as(["acme"])
    .doc("Enrollment over ACME (RFC 8555), for certbot, cert-manager, Caddy and the like.")
}

fn scep() -> Field {
    object("scep_config", [
        string("challenge_type").optional_computed().one_of(["static", "dynamic"])
            .doc("How clients prove themselves: one password for all (`static`), or a password for each that is asked for at `challenge_endpoint_url` (`dynamic`). Default: `static`."),
        string("challenge_password").secret().len(8..=u64::MAX)
            .doc("The password of `static`, at least 8 characters."),
        boolean("include_ca_cert_in_response").optional_computed()
            .doc("Send the CA certificate along with an issued one. Default `true`."),
        boolean("allow_cert_based_renewal").optional_computed()
            .doc("Let a client renew with its certificate, without a password. Default `true`."),
        integer("dynamic_challenge_expiry_minutes").optional_computed().range(5..=1440)
            .doc("How long a password of `dynamic` lives. Default: Infisical decides."),
        integer("dynamic_challenge_max_pending").optional_computed().range(1..=1000)
            .doc("How many unused passwords of `dynamic` there may be. Default: Infisical decides."),
        string("validation_connection_id").uuid().unread()
            .doc("ID of the app connection that checks requests. Newest servers only."),
        boolean("sign_ra_with_ca").unread()
            .doc("Let the CA sign the certificate of the registration authority. Newest servers only."),
        string("scep_endpoint_url").computed().doc("Address for SCEP clients."),
        string("challenge_endpoint_url").computed().absent_means(Value::Null)
            .doc("Where to ask for passwords of `dynamic`."),
        string("ra_certificate_pem").computed().doc("Certificate of the registration authority."),
        string("ra_cert_expires_at").computed().codec(Codec::Seconds).doc("When that certificate expires."),
    ])
    .rule(Rule::RequiredWhen {
        attribute: "challenge_password|challenge_password_wo".into(),
        discriminator: "challenge_type".into(),
        values: vec!["static".into()],
    })
    .read_as(["scep"])
    .doc("Enrollment over SCEP (RFC 8894), for device management.")
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    let on = |name: &str| config.at(name).as_bool() == Some(true);
    if on("acme_config.skip_dns_ownership_verification") && on("acme_config.skip_eab_binding") {
        diagnostics.error_at(
            Path::dotted("acme_config.skip_eab_binding"),
            "Nothing would be checked",
            "skip_dns_ownership_verification and skip_eab_binding cannot both be true: anybody could get certificates for any name.",
        );
    }
}

/// What a PUT may make anew. Addresses follow from the IDs and stay.
const ANEW: [&str; 5] = [
    "challenge_endpoint_url",
    "eab_kid",
    "eab_secret",
    "ra_cert_expires_at",
    "ra_certificate_pem",
];

/// Hook: a PUT sets a block anew. What the configuration leaves out becomes what the API decides.
fn plan(plan: &mut Plan) {
    let fields = [api(), est(), acme(), scep()];
    for field in &fields {
        let (block, config) = (field.name(), plan.config.get(field.name()));
        let (before, mut after) = (plan.prior.get(block), plan.planned.get(block).clone());
        if after.members().is_none() || before.is_null() || *before == after {
            continue;
        }
        for child in &field.children {
            let decided = child.attribute.presence == Presence::OptionalComputed
                && child.attribute.default.is_none()
                && config.get(child.name()).is_null();
            if decided || ANEW.contains(&child.name()) {
                after.set(child.name(), Value::Unknown);
            }
        }
        plan.planned.set(block, after);
    }
    // What is not asked for is known to be null.
    let mut acme = plan.planned.get("acme_config").clone();
    if acme.get("reveal_eab").as_bool() == Some(false) {
        acme.set("eab_kid", Value::Null);
        acme.set("eab_secret", Value::Null);
        plan.planned.set("acme_config", acme);
    }
}

/// Hook: the members of a block alone, and the profile in a list.
fn send(verb: Verb, body: &mut Json, _: &Value) {
    if let Some(id @ Json::String(_)) = body.get_mut("profileIds") {
        *id = json!([id.take()]);
    }
    if verb == Verb::Put
        && let Some(block) = body.as_object().and_then(|members| members.values().next())
    {
        *body = block.clone();
    }
}

/// Hook: the id, and the ACME key: as just revealed, else as known.
fn tell(answer: &mut Json, prior: &Value) {
    let text = |name: &str| prior.get(name).as_str();
    if let (Some(application), Some(profile)) = (text("application_id"), text("profile_id")) {
        answer["id"] = json!(format!("{application}:{profile}"));
    }
    let revealed = answer["eab"].take();
    let known = prior.get("acme_config");
    if answer["acme"].is_object() && known.get("reveal_eab").as_bool() != Some(false) {
        for (json, name) in [("eabKid", "eab_kid"), ("eabSecret", "eab_secret")] {
            let value = revealed[json].as_str().or(known.get(name).as_str());
            if let Some(value) = value {
                answer["acme"][json] = json!(value);
            }
        }
    }
}

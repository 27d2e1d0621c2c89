//! Auth methods of machine identities: how an identity proves who it is. What all methods share stands here.

use serde_json::Value as Json;

use crate::framework::plan::Plan;
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

mod alicloud;
mod aws;
mod azure;
mod client_secret;
mod gcp;
mod jwt;
mod kubernetes;
mod ldap;
mod oci;
mod oidc;
mod tls_cert;
mod token;
mod token_auth_token;
mod universal;

/// Group in the docs.
pub(crate) const SUBCATEGORY: &str = "Machine Identities";

/// The longest lifetime that the API takes: ten years.
const MAX_TTL: i64 = 315_360_000;

/// What the API takes for a lifetime that a create leaves out: thirty days.
const DEFAULT_TTL: i64 = 2_592_000;

/// Every auth method, and the credentials that belong to two of them.
pub fn resources() -> Vec<RestResource> {
    vec![
        alicloud::resource(),
        aws::resource(),
        azure::resource(),
        gcp::resource(),
        jwt::resource(),
        kubernetes::resource(),
        ldap::resource(),
        oci::resource(),
        oidc::resource(),
        tls_cert::resource(),
        token::resource(),
        universal::resource(),
        client_secret::resource(),
        token_auth_token::resource(),
    ]
}

/// Lifting the locks that failed logins have set.
pub fn actions() -> Vec<RestAction> {
    [("universal", "universal auth"), ("ldap", "LDAP auth")]
        .map(|(method, title)| {
            let path =
                format!("/api/v1/auth/{method}-auth/identities/{{identity_id}}/clear-lockouts");
            RestAction::new(
                &format!("identity_{method}_auth_clear_lockouts"),
                &format!("lifting of {title} lockouts"),
                SUBCATEGORY,
            )
            .doc(&format!(
                "Lifts every lock that failed logins have set on the {title} of a machine identity."
            ))
            .fields([identity_id()])
            .does(post(&path).no_fields())
        })
        .into()
}

/// The resource of one method. `method` is its name in paths (`tls-cert`), `json` its name in answers (`TlsCert`).
fn auth_method(method: &str, json: &str, title: &str) -> RestResource {
    let name = format!("identity_{}_auth", method.replace('-', "_"));
    let path = format!("/api/v1/auth/{method}-auth/identities/{{identity_id}}");
    RestResource::new(&name, &format!("{title} auth method"), SUBCATEGORY)
        .fields([
            id().doc("ID of this configuration of the method (not of the identity)."),
            identity_id(),
            ttl("access_token_ttl", "accessTokenTTL").doc("Lifetime of an access token in seconds; 0 stands for no limit of its own. Default: 2592000 (30 days), or `access_token_max_ttl` where that is less."),
            ttl("access_token_max_ttl", "accessTokenMaxTTL").doc("Seconds after which an access token cannot be renewed any more; 0 stands for no limit. Default: 2592000 (30 days)."),
            integer("access_token_num_uses_limit").optional_computed().at_least(0)
                .doc("How often an access token may be used; 0 (the default) stands for any number of times."),
            trusted_ips("access_token_trusted_ips", "Addresses from which access tokens may be used. Default: everywhere."),
        ])
        .collection(&path, &path, &format!("identity{json}Auth"))
        .import("{identity_id}")
        .identity(&["identity_id"])
        .gone_when(400, "does not have")
        .gone_when(400, "Failed to find")
        .gone_when(400, "not found")
        .adopts_equal(400, "already")
        .on_validate(check_token_settings)
        .on_plan(fit_ttl)
        .on_send(fit_sent_ttl)
}

/// The identity that a method, a client secret or a token belongs to.
fn identity_id() -> Field {
    string("identity_id")
        .required()
        .not_empty()
        .replace()
        .not_sent()
        .doc("ID of the machine identity: `id` of `infisical_identity`, or on the page of the identity.")
}

/// A lifetime. Both go together in a PATCH: servers compare an omitted one with what is stored.
fn ttl(name: &str, json: &str) -> Field {
    integer(name)
        .json(json)
        .optional_computed()
        .range(0..=MAX_TTL)
        .with_group("ttl")
}

/// Addresses and ranges, which the API answers split into address and prefix.
fn trusted_ips(name: &str, doc: &str) -> Field {
    let address = string("ip_address")
        .optional_computed()
        .codec(Codec::IpWithPrefix)
        .format(Format::Cidr)
        .equality(Equality::Cidr)
        .doc("An IPv4 or IPv6 address, or a CIDR range. Anything but `0.0.0.0/0` and `::/0` needs a plan with IP allowlisting.");
    objects(name, [address])
        .rule(Rule::AtLeastOneOf(vec!["ip_address".into()]))
        .optional_computed()
        .size(1..=u64::MAX)
        .doc(doc)
}

/// A list that the API holds as one text joined with commas; its empty text means «no restriction».
fn joined(name: &str) -> Field {
    joined_of(
        name,
        r"[^,\s]([^,]*[^,\s])?",
        "one value, without a comma or surrounding white space",
    )
}

/// A joined list whose values have a form of their own. Empty text stands for none in state of the official provider.
fn joined_of(name: &str, form: &str, means: &str) -> Field {
    strings(name)
        .comma_joined()
        .empty_is_unset()
        .clear_with("")
        .pattern(&format!("^({form})?$"), means)
}

/// A text whose absence the API writes as empty text.
fn text_or_empty(name: &str) -> Field {
    string(name).empty_is_unset().clear_with("")
}

/// Claims that a token must carry: values are lists joined with commas, which the API spaces anew.
fn claims(name: &str) -> Field {
    string_map(name)
        .empty_is_unset()
        .equality(Equality::CommaSeparated)
        .clear_with(json!({}))
}

/// Protection against guessing: the methods that log in with a password-like secret have it.
fn lockout() -> [Field; 4] {
    [
        boolean("lockout_enabled")
            .optional_computed()
            .doc("Whether failed logins lock the method for a while. Default: true."),
        integer("lockout_threshold")
            .optional_computed()
            .range(1..=30)
            .doc("Failed logins that lock. Default: 3."),
        integer("lockout_duration_seconds")
            .optional_computed()
            .range(30..=86_400)
            .doc("How long a lock lasts, in seconds. Default: 300."),
        integer("lockout_counter_reset_seconds")
            .optional_computed()
            .range(5..=3_600)
            .doc("Seconds without a failed login after which counting begins anew. Default: 30."),
    ]
}

/// The API refuses a lifetime beyond the maximum.
fn check_token_settings(config: &Value, diagnostics: &mut Diagnostics) {
    let (ttl, max) = lifetimes(config);
    if let (Some(ttl), Some(max)) = (ttl, max)
        && max > 0
        && ttl > max
    {
        diagnostics.error_at(
            Path::dotted("access_token_ttl"),
            "Lifetime beyond its maximum",
            format!(
                "access_token_ttl ({ttl}) must not be greater than access_token_max_ttl ({max})."
            ),
        );
    }
}

fn lifetimes(object: &Value) -> (Option<i64>, Option<i64>) {
    (
        object.get("access_token_ttl").as_i64(),
        object.get("access_token_max_ttl").as_i64(),
    )
}

/// A lifetime that is not configured follows a lower maximum, instead of being refused.
fn fit_ttl(plan: &mut Plan) {
    if plan.is_destroy() || !plan.config.get("access_token_ttl").is_null() {
        return;
    }
    let (ttl, max) = lifetimes(&plan.planned);
    if let Some(max) = max.filter(|max| *max > 0 && ttl.unwrap_or(DEFAULT_TTL) > *max) {
        plan.planned.set("access_token_ttl", Value::int(max));
    }
}

/// As `fit_ttl`, for a maximum that was not known before apply.
fn fit_sent_ttl(_: Verb, body: &mut Json, _: &Value) {
    let max = body["accessTokenMaxTTL"].as_i64().unwrap_or(0);
    if body.get("accessTokenTTL").is_none() && max > 0 && max < DEFAULT_TTL {
        body["accessTokenTTL"] = max.into();
    }
}

/// `fit_ttl` for methods that cannot be attached without a maximum lifetime (later it may become 0).
fn fit_ttl_below_limit(plan: &mut Plan) {
    if plan.is_create() && plan.planned.get("access_token_max_ttl").as_i64() == Some(0) {
        plan.diagnostics.error_at(
            Path::dotted("access_token_max_ttl"),
            "A maximum lifetime is needed",
            "Infisical attaches this method only with an access_token_max_ttl of at least 1. It can be set to 0 (no limit) by a later change.",
        );
    }
    fit_ttl(plan);
}

/// Checks that a joined list is not longer than the API takes.
fn check_joined_length(config: &Value, diagnostics: &mut Diagnostics, name: &str, max: usize) {
    let Some(items) = config.get(name).items() else {
        return;
    };
    let joined: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    let length = joined.join(",").chars().count();
    if length > max {
        diagnostics.error_at(
            Path::dotted(name),
            "List too long",
            format!("{name} must not have more than {max} characters when its values are joined with commas; it has {length}."),
        );
    }
}

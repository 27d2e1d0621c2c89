//! Issuing certificates: at once from an internal authority, later from an external one.

use serde_json::{Value, json};
use time::Duration;

use super::crypto::{self, Signer, Wanted};
use super::{authorities, profiles};
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::handlers::common::{not_there, reply};
use crate::simulator::handlers::jobs::{self, Job};
use crate::simulator::handlers::{Call, Handled};
use crate::simulator::validate;
use crate::simulator::world::{World, merge, new_row, random_text, row, text};

const TABLE: &str = "certificates";
const REQUESTS: &str = "certificate-requests";

/// Routes below `/cert-manager/certificates`.
pub fn handle(world: &mut World, call: &Call, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("POST", []) => issue(world, call),
        ("GET", ["certificate-requests", _]) => {
            let id = call.param("requestId");
            let request = world
                .get(REQUESTS, id)
                .ok_or_else(|| ApiError::unknown("certificate-request", id))?;
            let mut shown = request.clone();
            if text(request, "status") == "issued" {
                let certificate = world
                    .get(TABLE, text(request, "_certificate"))
                    .cloned()
                    .unwrap_or_default();
                for key in [
                    "certificate",
                    "certificateChain",
                    "privateKey",
                    "serialNumber",
                ] {
                    shown[key] = certificate[key].clone();
                }
                shown["certificateId"] = certificate["id"].clone();
            }
            reply(shown)
        }
        (method, [_, rest @ ..]) => {
            let id = call.param("certificateId");
            let mut certificate = world
                .get(TABLE, id)
                .cloned()
                .ok_or_else(|| ApiError::unknown("certificate", id))?;
            match (method, rest) {
                ("POST", _) => return revoke(world, call, &certificate),
                ("GET", ["certificate"]) => {
                    return reply(pick(
                        &certificate,
                        &["certificate", "certificateChain", "serialNumber"],
                    ));
                }
                ("GET", ["bundle"]) => {
                    return reply(pick(
                        &certificate,
                        &[
                            "certificate",
                            "certificateChain",
                            "privateKey",
                            "serialNumber",
                        ],
                    ));
                }
                _ => {}
            }
            if let Some(map) = certificate.as_object_mut() {
                // The PEM texts have routes of their own.
                ["certificate", "privateKey", "certificateChain"]
                    .iter()
                    .for_each(|key| drop(map.shift_remove(*key)));
            }
            reply(certificate)
        }
        _ => not_there(call),
    }
}

/// Some keys of a row; null where it has none.
fn pick(row: &Value, keys: &[&str]) -> Value {
    Value::Object(
        keys.iter()
            .map(|key| ((*key).to_owned(), row[*key].clone()))
            .collect(),
    )
}

fn revoke(world: &mut World, call: &Call, certificate: &Value) -> Handled {
    if text(certificate, "status") == "revoked" {
        return Err(ApiError::bad_request("Certificate already revoked"));
    }
    let at = clock::text(call.now);
    let keys = row(
        json!({"status": "revoked", "revokedAt": at, "_reason": call.text("revocationReason")}),
    );
    if let Some(row) = world.get_mut(TABLE, text(certificate, "id")) {
        merge(row, keys, call.now);
    }
    reply(
        json!({"message": "Successfully revoked certificate", "serialNumber": certificate["serialNumber"], "revokedAt": at}),
    )
}

fn issue(world: &mut World, call: &Call) -> Handled {
    let profile = profiles::for_issuing(world, call.text("profileId"))?;
    if let Some(application) = call.body["applicationId"].as_str() {
        world
            .get("applications", application)
            .ok_or_else(|| ApiError::unknown("application", application))?;
    }
    let csr = call.body["csr"].as_str();
    let attributes = &call.body["attributes"];
    // With a request the attributes say what a request cannot: life time and basic constraints.
    if csr.is_none() && !attributes.is_object() {
        return Err(validate::custom(
            &["attributes"],
            "Either a csr or attributes must be provided",
        ));
    }
    let timed = attributes["notBefore"].is_string() || attributes["notAfter"].is_string();
    if attributes["ttl"].is_string() && timed {
        return Err(validate::custom(
            &["attributes", "ttl"],
            "ttl cannot be given together with notBefore or notAfter",
        ));
    }
    let not_before = crypto::date(&attributes["notBefore"], call.now)?;
    let days = profile["defaults"]["ttlDays"].as_i64().unwrap_or(90);
    let length = match attributes["ttl"].as_str() {
        Some(written) => clock::duration(written)
            .ok_or_else(|| validate::custom(&["attributes", "ttl"], "Invalid TTL"))?,
        None => Duration::days(days),
    };
    let not_after = crypto::date(&attributes["notAfter"], not_before + length)?;
    if not_before >= not_after {
        return Err(validate::custom(
            &["attributes", "notAfter"],
            "notBefore date must be before notAfter date",
        ));
    }
    let names = attributes["altNames"]
        .as_array()
        .filter(|_| csr.is_none())
        .into_iter()
        .flatten()
        .filter(|name| text(name, "type") == "dns_name")
        .map(|name| text(name, "value").to_owned())
        .collect();
    let path_length = attributes["basicConstraints"]["pathLength"]
        .as_i64()
        .unwrap_or(-1);
    let authority_wanted = (attributes["basicConstraints"]["isCA"] == true).then_some(path_length);
    let wanted = Wanted {
        subject: if csr.is_some() {
            &Value::Null
        } else {
            attributes
        },
        names,
        not_before,
        not_after,
        authority: authority_wanted,
    };
    let external;
    let key = if csr.is_none() {
        Some(crypto::new_key()?)
    } else {
        None
    };
    let (made, issuing, chain) = if text(&profile, "issuerType") == "self-signed" {
        external = false;
        let key = key.as_deref().ok_or_else(|| {
            ApiError::bad_request("Self-signed certificates cannot be issued from a csr")
        })?;
        (
            crypto::self_signed(&wanted, key)?,
            String::new(),
            String::new(),
        )
    } else {
        let (authority, active) = authorities::issuer(world, text(&profile, "caId"))?;
        external = text(&authority, "type") != "internal";
        let own_key = if external {
            crypto::new_key()?
        } else {
            text(&authority, "_key").to_owned()
        };
        let subject = if external {
            json!({"commonName": authority["name"]})
        } else {
            authority["configuration"].clone()
        };
        let signer = Signer {
            subject: &subject,
            key: &own_key,
        };
        let made = match (csr, &key) {
            (Some(csr), _) => crypto::signed_request(csr, &wanted, &signer)?,
            (None, Some(key)) => crypto::signed(&wanted, key, &signer)?,
            (None, None) => return Err(ApiError::database()),
        };
        let issuing = text(&active, "certificate").to_owned();
        let chain = [issuing.as_str(), text(&active, "certificateChain")].concat();
        (made, issuing, chain)
    };
    let certificate = new_row(
        call.now,
        certificate_keys(
            call,
            &profile,
            &made,
            key.as_deref(),
            &chain,
            (clock::text(not_before), clock::text(not_after)),
        ),
    );
    let request = json!({
        "status": if external { "pending" } else { "issued" }, "_certificate": certificate["id"], "errorMessage": null, "commonName": attributes["commonName"], "organization": attributes["organization"],
        "organizationalUnit": attributes["organizationalUnit"], "country": attributes["country"], "state": attributes["state"], "locality": attributes["locality"],
        "basicConstraints": attributes["basicConstraints"],
    });
    let request = new_row(call.now, row(request));
    let id = text(&request, "id").to_owned();
    world.insert(REQUESTS, request);
    world.insert(TABLE, certificate.clone());
    if external {
        // No authority issues for a name that cannot exist (RFC 2606).
        let impossible = text(attributes, "commonName").ends_with(".invalid");
        let end = if impossible { "refuse" } else { "issue" };
        jobs::queue(world, call, REQUESTS, &id, Job::Finish(end));
        return reply(
            json!({"certificate": null, "certificateRequestId": id, "status": "pending", "message": "The certificate is being issued"}),
        );
    }
    let mut shown = json!({"certificate": made.pem, "issuingCaCertificate": issuing, "certificateChain": chain, "serialNumber": made.serial, "certificateId": certificate["id"]});
    if let Some(key) = key {
        shown["privateKey"] = key.into();
    }
    reply(json!({"certificate": shown, "certificateRequestId": id, "status": "issued"}))
}

fn certificate_keys(
    call: &Call,
    profile: &Value,
    made: &crypto::Made,
    key: Option<&str>,
    chain: &str,
    (not_before, not_after): (String, String),
) -> crate::simulator::world::Row {
    let attributes = &call.body["attributes"];
    let or_default = |key: &str| {
        if attributes[key].is_null() {
            profile["defaults"][key].clone()
        } else {
            attributes[key].clone()
        }
    };
    let names: Vec<&str> = attributes["altNames"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|name| text(name, "value"))
        .collect();
    let mut keys = row(json!({
        "projectId": profile["projectId"], "profileId": profile["id"], "applicationId": call.body["applicationId"], "status": "active", "commonName": or_default("commonName"),
        "altNames": if names.is_empty() { Value::Null } else { names.join(",").into() }, "serialNumber": made.serial, "notBefore": not_before, "notAfter": not_after,
        "certificate": made.pem, "certificateChain": chain, "keyAlgorithm": or_default("keyAlgorithm"), "signatureAlgorithm": or_default("signatureAlgorithm"),
        "keyUsages": or_default("keyUsages"), "extendedKeyUsages": or_default("extendedKeyUsages"), "subjectOrganization": or_default("organization"),
        "subjectOrganizationalUnit": or_default("organizationalUnit"), "subjectCountry": or_default("country"), "subjectState": or_default("state"), "subjectLocality": or_default("locality"),
        "subjectDomainComponents": or_default("domainComponents").as_array().map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")),
        "caId": profile["caId"], "fingerprintSha256": random_text(32), "fingerprintSha1": random_text(32), "isCA": attributes["basicConstraints"]["isCA"] == true,
        "pathLength": attributes["basicConstraints"]["pathLength"], "friendlyName": or_default("commonName"),
        "subject": {"commonName": or_default("commonName"), "organization": or_default("organization"), "organizationalUnit": or_default("organizationalUnit"), "country": or_default("country"), "state": or_default("state"), "locality": or_default("locality")},
        "basicConstraints": attributes["basicConstraints"],
    }));
    if let Some(key) = key {
        keys.insert("privateKey".into(), key.into());
    }
    keys
}

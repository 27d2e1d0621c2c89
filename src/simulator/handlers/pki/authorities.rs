//! Certificate authorities: internal ones with real keys, and external ones (ACME, Azure AD CS).

use serde_json::{Value, json};
use time::Duration;

use super::crypto::{self, Signer, Wanted};
use super::project_for;
use crate::simulator::clock;
use crate::simulator::error::ApiError;
use crate::simulator::handlers::common::{connection, not_there, reply, unique};
use crate::simulator::handlers::{Call, Handled};
use crate::simulator::validate;
use crate::simulator::world::{Row, World, merge, new_row, row, text};

const TABLE: &str = "authorities";
const CERTIFICATES: &str = "ca-certificates";

/// Routes below `/cert-manager/ca/{kind}`.
pub fn handle(world: &mut World, call: &Call, kind: &'static str, rest: &[&str]) -> Handled {
    match (call.operation.method, rest) {
        ("GET", []) => {
            let project = call.asked("projectId");
            reply(
                world
                    .select(TABLE, |row| {
                        text(row, "type") == kind
                            && (project.is_empty() || text(row, "projectId") == project)
                    })
                    .into(),
            )
        }
        ("POST", []) => create(world, call, kind),
        (method, [_]) => {
            let authority = find(world, call.param("id"), kind)?.clone();
            match method {
                "GET" => reply(authority),
                "PATCH" => update(world, call, kind, &authority),
                _ => {
                    let id = text(&authority, "id");
                    if world
                        .rows("certificate-profiles")
                        .any(|row| text(row, "caId") == id)
                    {
                        return Err(ApiError::bad_request(
                            "The certificate authority is used by certificate profiles",
                        ));
                    }
                    world.remove(TABLE, id);
                    world.remove_where(CERTIFICATES, |row| text(row, "caId") == id);
                    reply(authority)
                }
            }
        }
        (method, [_, rest @ ..]) => {
            let authority = find(world, call.param("caId"), "internal")?.clone();
            internal(world, call, &authority, method, rest)
        }
        _ => not_there(call),
    }
}

/// An authority of a kind.
fn find<'a>(world: &'a World, id: &str, kind: &str) -> Result<&'a Value, ApiError> {
    world
        .get(TABLE, id)
        .filter(|row| text(row, "type") == kind)
        .ok_or_else(|| ApiError::not_found("ca", format!("CA with ID '{id}' not found")))
}

/// The rules over a configuration, by kind.
fn check(world: &World, call: &Call, kind: &str, project: &Value) -> Result<(), ApiError> {
    let configuration = &call.body["configuration"];
    let project = project.as_str().unwrap_or_default();
    match kind {
        "internal" => {
            let named = [
                "commonName",
                "organization",
                "ou",
                "country",
                "province",
                "locality",
            ]
            .iter()
            .any(|key| !text(configuration, key).trim().is_empty());
            if !named {
                return Err(validate::custom(
                    &["configuration"],
                    "At least one of the fields commonName, organization, ou, country, province or locality must be non-empty",
                ));
            }
            let urls: Vec<String> = configuration["crlDistributionPointUrls"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(|url| url.trim_end_matches('/').to_lowercase())
                .collect();
            if urls
                .iter()
                .enumerate()
                .any(|(index, url)| urls[..index].contains(url))
            {
                return Err(validate::custom(
                    &["configuration", "crlDistributionPointUrls"],
                    "The URLs must be unique",
                ));
            }
            Ok(())
        }
        "acme" => {
            let app = match text(&configuration["dnsProviderConfig"], "provider") {
                "route53" => "aws",
                other => other,
            };
            connection(
                world,
                text(configuration, "dnsAppConnectionId"),
                Some(app),
                project,
            )
            .map(drop)
        }
        _ => connection(
            world,
            text(configuration, "azureAdcsConnectionId"),
            Some("azure-adcs"),
            project,
        )
        .map(drop),
    }
}

fn create(world: &mut World, call: &Call, kind: &'static str) -> Handled {
    let project = project_for(call);
    check(world, call, kind, &project)?;
    unique(
        world,
        TABLE,
        "name",
        call.text("name"),
        "",
        "A certificate authority",
        |row| row["projectId"] == project,
    )?;
    let mut keys = row(
        json!({"name": call.text("name"), "projectId": project, "status": call.body["status"], "type": kind, "configuration": call.body["configuration"], "enableDirectIssuance": true}),
    );
    if kind == "internal" {
        keys.insert("_key".into(), crypto::new_key()?.into());
        keys.insert("status".into(), "pending-certificate".into());
        keys["configuration"]["dn"] = distinguished_name(&call.body["configuration"]).into();
    }
    let authority = new_row(call.now, keys);
    let id = text(&authority, "id").to_owned();
    let root = text(&authority["configuration"], "type") == "root";
    world.insert(TABLE, authority.clone());
    if kind == "internal" && root {
        certify(world, call, &authority, &authority["configuration"], None)?;
        if let Some(row) = world.get_mut(TABLE, &id) {
            row["status"] = call.body["status"].clone();
        }
    }
    reply(world.get(TABLE, &id).cloned().unwrap_or(authority))
}

fn distinguished_name(configuration: &Value) -> String {
    let parts = [
        ("C", "country"),
        ("O", "organization"),
        ("OU", "ou"),
        ("ST", "province"),
        ("CN", "commonName"),
        ("L", "locality"),
    ];
    let named = parts
        .iter()
        .map(|(short, key)| (short, text(configuration, key)))
        .filter(|(_, value)| !value.is_empty());
    named
        .map(|(short, value)| format!("{short}={value}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn update(world: &mut World, call: &Call, kind: &str, authority: &Value) -> Handled {
    let id = text(authority, "id");
    let mut keys = Row::new();
    if let Some(name) = call.body["name"].as_str() {
        unique(
            world,
            TABLE,
            "name",
            name,
            id,
            "A certificate authority",
            |row| row["projectId"] == authority["projectId"],
        )?;
        keys.insert("name".into(), name.into());
    }
    if let Some(status) = call.body.get("status") {
        keys.insert("status".into(), status.clone());
    }
    if let Some(changes) = call.body["configuration"].as_object() {
        if kind == "internal" {
            let mut configuration = authority["configuration"]
                .as_object()
                .cloned()
                .unwrap_or_default();
            configuration.extend(changes.clone());
            keys.insert("configuration".into(), configuration.into());
        } else {
            check(world, call, kind, &authority["projectId"])?;
            keys.insert("configuration".into(), changes.clone().into());
        }
    }
    let row = world.get_mut(TABLE, id).ok_or_else(ApiError::database)?;
    merge(row, keys, call.now);
    reply(row.clone())
}

/// Makes a certificate for an authority, signed by itself or by its parent, and makes it the active one.
fn certify(
    world: &mut World,
    call: &Call,
    authority: &Value,
    wishes: &Value,
    parent: Option<&str>,
) -> Result<Value, ApiError> {
    let not_before = crypto::date(&wishes["notBefore"], call.now)?;
    let not_after = crypto::date(&wishes["notAfter"], call.now + Duration::days(3650))?;
    if not_before >= not_after {
        return Err(ApiError::bad_request(
            "notBefore date must be before notAfter date",
        ));
    }
    let length = wishes["maxPathLength"].as_i64().unwrap_or(-1);
    let wanted = Wanted {
        subject: &authority["configuration"],
        names: vec![],
        not_before,
        not_after,
        authority: Some(length),
    };
    let id = text(authority, "id").to_owned();
    let (made, chain) = match parent {
        None => (
            crypto::self_signed(&wanted, text(authority, "_key"))?,
            String::new(),
        ),
        Some(parent) => {
            let parent = find(world, parent, "internal")?;
            let active = active_certificate(world, parent)
                .ok_or_else(|| ApiError::bad_request("The parent CA is not active"))?;
            let signer = Signer {
                subject: &parent["configuration"],
                key: text(parent, "_key"),
            };
            let chain = [
                text(&active, "certificate"),
                text(&active, "certificateChain"),
            ]
            .concat();
            (
                crypto::signed(&wanted, text(authority, "_key"), &signer)?,
                chain,
            )
        }
    };
    let version = world
        .rows(CERTIFICATES)
        .filter(|row| text(row, "caId") == id)
        .count()
        + 1;
    let keys = json!({
        "caId": id, "certificate": made.pem, "certificateChain": chain, "serialNumber": made.serial, "version": version, "notBefore": clock::text(not_before),
        "notAfter": clock::text(not_after), "maxPathLength": length, "parentCaId": parent,
    });
    let mut certificate = new_row(call.now, row(keys));
    certificate["certId"] = certificate["id"].clone();
    world.insert(CERTIFICATES, certificate.clone());
    if let Some(row) = world.get_mut(TABLE, &id) {
        row["status"] = "active".into();
        for (key, value) in [
            ("activeCaCertId", &certificate["id"]),
            ("serialNumber", &certificate["serialNumber"]),
            ("notBefore", &certificate["notBefore"]),
            ("notAfter", &certificate["notAfter"]),
        ] {
            row["configuration"][key] = value.clone();
        }
        if let Some(parent) = parent {
            row["configuration"]["parentCaId"] = parent.into();
        }
    }
    Ok(certificate)
}

fn active_certificate(world: &World, authority: &Value) -> Option<Value> {
    world
        .get(
            CERTIFICATES,
            text(&authority["configuration"], "activeCaCertId"),
        )
        .cloned()
}

/// The active certificate of an internal authority, with its row: for issuing.
pub fn issuer(world: &World, id: &str) -> Result<(Value, Value), ApiError> {
    let authority = world
        .get(TABLE, id)
        .cloned()
        .ok_or_else(|| ApiError::not_found("ca", format!("CA with ID '{id}' not found")))?;
    if text(&authority, "status") != "active" {
        return Err(ApiError::bad_request("CA is not active"));
    }
    let certificate = active_certificate(world, &authority).unwrap_or_default();
    Ok((authority, certificate))
}

fn internal(
    world: &mut World,
    call: &Call,
    authority: &Value,
    method: &str,
    rest: &[&str],
) -> Handled {
    let id = text(authority, "id");
    let active = || ApiError::bad_request("CA does not have a certificate installed");
    match (method, rest) {
        ("GET", ["certificate"]) => reply(active_certificate(world, authority).ok_or_else(active)?),
        ("POST", ["certificate"]) => {
            let parent = call.body["parentCaId"].as_str();
            let root = text(&authority["configuration"], "type") == "root";
            if root == parent.is_some() {
                return Err(ApiError::bad_request(if root {
                    "A root CA cannot have a parent CA"
                } else {
                    "An intermediate CA needs a parent CA"
                }));
            }
            reply(certify(world, call, authority, &call.body, parent)?)
        }
        ("GET", ["certificate", _]) => {
            let certificate = call.param("certId");
            reply(
                world
                    .get(CERTIFICATES, certificate)
                    .filter(|row| text(row, "caId") == id)
                    .cloned()
                    .ok_or_else(|| ApiError::unknown("certificate", certificate))?,
            )
        }
        ("GET", ["ca-certificates"]) => reply(
            world
                .select(CERTIFICATES, |row| text(row, "caId") == id)
                .into(),
        ),
        ("GET", ["csr"]) => {
            reply(crypto::request(&authority["configuration"], text(authority, "_key"))?.into())
        }
        ("POST", ["renew"]) => {
            let current = active_certificate(world, authority).ok_or_else(active)?;
            let wishes = json!({"notAfter": call.body["notAfter"], "maxPathLength": current["maxPathLength"]});
            reply(certify(
                world,
                call,
                authority,
                &wishes,
                current["parentCaId"].as_str(),
            )?)
        }
        ("POST", ["sign-intermediate"]) => {
            let current = active_certificate(world, authority).ok_or_else(active)?;
            let not_before = crypto::date(&call.body["notBefore"], call.now)?;
            let not_after = crypto::date(&call.body["notAfter"], call.now)?;
            let wanted = Wanted {
                subject: &Value::Null,
                names: vec![],
                not_before,
                not_after,
                authority: Some(call.body["maxPathLength"].as_i64().unwrap_or(-1)),
            };
            let made = crypto::signed_request(
                call.text("csr"),
                &wanted,
                &Signer {
                    subject: &authority["configuration"],
                    key: text(authority, "_key"),
                },
            )?;
            let chain = [
                text(&current, "certificate"),
                text(&current, "certificateChain"),
            ]
            .concat();
            reply(
                json!({"certificate": made.pem, "certificateChain": chain, "issuingCaCertificate": current["certificate"], "serialNumber": made.serial}),
            )
        }
        ("POST", ["import-certificate"]) => {
            let pem = call.text("certificate");
            let known = crypto::examine(pem, text(authority, "_key"))?;
            let version = world
                .rows(CERTIFICATES)
                .filter(|row| text(row, "caId") == id)
                .count()
                + 1;
            let keys = json!({"caId": id, "certificate": pem, "certificateChain": call.text("certificateChain"), "serialNumber": known.serial, "version": version, "notBefore": clock::text(known.not_before), "notAfter": clock::text(known.not_after), "maxPathLength": null, "parentCaId": null});
            let mut certificate = new_row(call.now, row(keys));
            certificate["certId"] = certificate["id"].clone();
            world.insert(CERTIFICATES, certificate.clone());
            if let Some(row) = world.get_mut(TABLE, id) {
                row["status"] = "active".into();
                for (key, value) in [
                    ("activeCaCertId", &certificate["id"]),
                    ("serialNumber", &certificate["serialNumber"]),
                    ("notBefore", &certificate["notBefore"]),
                    ("notAfter", &certificate["notAfter"]),
                ] {
                    row["configuration"][key] = value.clone();
                }
            }
            reply(json!({"message": "Successfully imported certificate to CA", "caId": id}))
        }
        ("GET", ["crls"]) => {
            active_certificate(world, authority).ok_or_else(active)?;
            let revoked: Vec<String> = world
                .rows("certificates")
                .filter(|row| text(row, "caId") == id && text(row, "status") == "revoked")
                .map(|row| text(row, "serialNumber").to_owned())
                .collect();
            let signer = Signer {
                subject: &authority["configuration"],
                key: text(authority, "_key"),
            };
            let list = crypto::revocations(&revoked, &signer, call.now)?;
            reply(json!([{"id": id, "crl": list}]))
        }
        _ => not_there(call),
    }
}

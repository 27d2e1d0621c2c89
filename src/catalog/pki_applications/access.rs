//! Members of the certificate manager itself, added by their id: groups and machine identities.

use serde_json::Value as Json;

use super::GROUP;
use crate::rest::prelude::*;

/// The role; the API has lists of roles.
pub(super) fn role() -> Field {
    string("role")
        .required()
        .one_of(["admin", "member"])
        .doc("Role in the certificate manager: `admin` or `member`.")
}

/// Hook: the role as requests spell it.
pub(super) fn send(_: Verb, body: &mut Json, _: &Value) {
    if let Some(members) = body.as_object_mut()
        && let Some(role) = members.remove("role")
    {
        let assignment = json!([{"role": role, "isTemporary": false}]);
        members.insert("roles".into(), assignment);
    }
}

/// Hook: the role out of the list of an answer: the known one if it is there, else the first.
pub(super) fn tell(answer: &mut Json, prior: &Value) {
    let slugs: Vec<Json> = answer["roles"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|role| {
            let custom = &role["customRoleSlug"];
            let name = if custom.is_string() {
                custom
            } else {
                &role["role"]
            };
            name.clone()
        })
        .collect();
    let known = slugs
        .iter()
        .find(|slug| slug.as_str().is_some() && slug.as_str() == prior.get("role").as_str());
    if let Some(role) = known.or(slugs.first()).cloned() {
        answer["role"] = role;
    }
}

fn member(
    kind: &str,
    title: &str,
    key: &str,
    envelope: (&str, &str),
    json: [&str; 2],
    doc: &str,
) -> RestResource {
    let all = format!("/api/v1/cert-manager/access/{key}");
    let of = format!("{kind}_id");
    let one = format!("{all}/{{{of}}}");
    let enveloped = |call: Call| call.envelope(envelope.0);
    RestResource::new(&format!("cert_manager_{kind}"), title, GROUP)
        .doc(doc)
        .fields([
            id().doc("ID of the membership."),
            string(&of)
                .required()
                .uuid()
                .replace()
                .not_sent()
                .read_as(json)
                .doc(&format!("ID of the {kind}.")),
            role(),
        ])
        .creates(enveloped(post(&one)))
        .reads(enveloped(get(&one)))
        .updates(patch(&one).ignore_answer())
        .deletes(delete(&one))
        .listed(&all, envelope.1)
        .list_keys(json[0], "")
        .import(&format!("{{{of}:uuid}}"))
        .identity(&[of.as_str()])
        .on_send(send)
        .on_answer(tell)
}

pub(super) fn group() -> RestResource {
    member(
        "group",
        "group of the certificate manager",
        "groups",
        ("groupMembership", "groupMemberships"),
        ["groupId", "group.id"],
        "Makes a group of the organization a member of the certificate manager.",
    )
    .import_by(
        "{group_slug}",
        get("/api/v1/cert-manager/access/groups")
            .envelope("groupMemberships")
            .pick("group.slug|group.name", "json:group_slug"),
    )
}

pub(super) fn identity() -> RestResource {
    member(
        "identity",
        "identity of the certificate manager",
        "identities",
        ("identityMembership", "identityMemberships"),
        ["identity.id", "identityId"],
        "Makes a machine identity a member of the certificate manager.",
    )
    .list_paged("offset", "limit", 1000)
    .import_by(
        "{identity_name}",
        get("/api/v1/cert-manager/access/identities?identityName={json:identity_name}")
            .envelope("identityMemberships")
            .pick("identity.name", "json:identity_name")
            .paged("offset", "limit", 1000),
    )
}

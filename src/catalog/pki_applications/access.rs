//! Members of the certificate manager itself, added by their id: groups and machine identities.

use serde_json::Value as Json;

use super::GROUP;
use crate::catalog::identities::roles::complete;
use crate::rest::prelude::*;

const ROLES: [&str; 2] = ["admin", "member"];

/// The roles, which the API has in one list: the permanent one, and those that end by themselves.
pub(super) fn roles() -> [Field; 2] {
    [
        string("role")
            .required()
            .one_of(ROLES)
            .with_group("roles")
            .doc("Role in the certificate manager: `admin` or `member`."),
        object_set(
            "temporary_roles",
            [
                string("role")
                    .required()
                    .one_of(ROLES)
                    .doc("`admin` or `member`."),
                string("temporary_range")
                    .required()
                    .format(Format::Duration)
                    .doc("How long the role lasts, such as `4h` or `7d`."),
                string("temporary_access_start_time")
                    .required()
                    .format(Format::Timestamp)
                    .equality(Equality::Timestamp)
                    .codec(Codec::Seconds)
                    .doc("When the role begins (RFC 3339)."),
            ],
        )
        .with_group("roles")
        .doc("Further roles for a while."),
    ]
}

/// Hook: the roles as requests spell them.
pub(super) fn send(_: Verb, body: &mut Json, _: &Value) {
    let Some(members) = body.as_object_mut() else {
        return;
    };
    let Some(role) = members.remove("role") else {
        return;
    };
    let mut all = vec![json!({"role": role, "isTemporary": false})];
    if let Some(Json::Array(temporary)) = members.remove("temporaryRoles") {
        all.extend(temporary.into_iter().map(|mut role| {
            role["isTemporary"] = json!(true);
            complete(&mut role);
            role
        }));
    }
    members.insert("roles".into(), all.into());
}

/// Hook: the roles out of the list of an answer. Of several permanent ones it is the known one if it is there, else the first.
pub(super) fn tell(answer: &mut Json, prior: &Value) {
    let Some(Json::Array(mut all)) = answer.get("roles").cloned() else {
        return;
    };
    for role in &mut all {
        if role["customRoleSlug"].is_string() {
            role["role"] = role["customRoleSlug"].take();
        }
    }
    let (temporary, permanent): (Vec<Json>, Vec<Json>) = all
        .into_iter()
        .partition(|role| role["isTemporary"] == true);
    let known = prior.get("role").as_str();
    let found = permanent
        .iter()
        .find(|role| known.is_some() && role["role"].as_str() == known)
        .or(permanent.first());
    if let Some(role) = found {
        answer["role"] = role["role"].clone();
    }
    answer["temporaryRoles"] = temporary.into();
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
        ])
        .fields(roles())
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

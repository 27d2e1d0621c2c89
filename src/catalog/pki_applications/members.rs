//! Members of an application: groups, machine identities, users. There is no read of one: each is found in the list.

use super::{APPLICATIONS, GROUP, application_id};
use crate::rest::prelude::*;

/// Roles as people find them; the API takes any text.
fn role() -> Field {
    string("role")
        .required()
        .not_empty()
        .doc("Role in the application: `admin`, `operator` or `auditor`.")
}

fn membership_id() -> Field {
    id().read_as(["memberships.0.membershipId", "membershipId"])
        .doc("ID of the membership.")
}

/// A member that the path names. `key` is the path segment, `human` what people import it by and where that stands.
fn member(
    kind: &str,
    title: &str,
    key: &str,
    json: &str,
    human: (&str, &str),
    doc: &str,
) -> RestResource {
    let all = format!("{APPLICATIONS}/{{application_id}}/{key}");
    let of = format!("{kind}_id");
    let one = format!("{all}/{{{of}}}");
    let membership = |call: Call| call.envelope("membership");
    let find = |path: &str, field: &str| get(&all).envelope("memberships").pick(path, field);
    RestResource::new(&format!("cert_manager_application_{kind}"), title, GROUP)
        .doc(doc)
        .fields([
            membership_id(),
            application_id().not_sent(),
            string(&of)
                .required()
                .uuid()
                .replace()
                .not_sent()
                .read_as([json])
                .doc(&format!("ID of the {kind}. It must be a member of the certificate manager (`infisical_cert_manager_{kind}`).")),
            role(),
        ])
        .creates(membership(post(&one)))
        .reads(find(json, &of))
        .updates(membership(patch(&one)))
        .deletes(delete(&one))
        .listed(&all, "memberships")
        .list_keys(json, "")
        .import(&format!("{{application_id}}:{{{of}:uuid}}"))
        .import_by(
            &format!("{{application_id}}:{{{}}}", human.0),
            find(human.1, &format!("json:{}", human.0)),
        )
        .identity(&["application_id", of.as_str()])
}

pub(super) fn group() -> RestResource {
    member(
        "group",
        "group of a certificate application",
        "groups",
        "actorGroupId",
        ("group_slug", "details.slug|details.name"),
        "Gives a group a role in an application of the certificate manager.",
    )
}

pub(super) fn identity() -> RestResource {
    member(
        "identity",
        "identity of a certificate application",
        "identities",
        "actorIdentityId",
        ("identity_name", "details.name"),
        "Gives a machine identity a role in an application of the certificate manager.",
    )
}

pub(super) fn user() -> RestResource {
    const ALL: &str = "/api/v1/cert-manager/applications/{application_id}/users";
    const ONE: &str = "/api/v1/cert-manager/applications/{application_id}/users/{user_id}";
    let find = |path: &str, field: &str| get(ALL).envelope("memberships").pick(path, field);
    let by_email = find("details.email|details.username", "email");
    RestResource::new("cert_manager_application_user", "user of a certificate application", GROUP)
        .doc("Gives a user a role in an application of the certificate manager. The user must be a member of the certificate manager (`infisical_cert_manager_user`).")
        .fields([
            membership_id(),
            application_id().not_sent(),
            string("email").required().format(Format::Email).pattern("^[^A-Z]*$", "lower-case").replace()
                .create_as("emails").read_as(["details.email", "details.username"])
                .doc("E-mail address of the user, in lower case."),
            string("user_id").computed().read_as(["memberships.0.actorUserId", "actorUserId"]).doc("ID of the user."),
            role(),
        ])
        .creates(
            post(ALL)
                .names_left_out("unresolved", "Infisical knows no such member of the certificate manager: add the user first (`infisical_cert_manager_user`).")
                .names_left_out("skipped", "The user has a role in the application already. To manage it, import it: terraform import infisical_cert_manager_application_user.<name> '<application_id>:<email>'."),
        )
        .reads(find("actorUserId", "user_id").when(Condition::Set(vec!["user_id"])))
        .reads(by_email.clone().when(Condition::Unset(vec!["user_id"])))
        .updates(patch(ONE).envelope("membership"))
        .deletes(delete(ONE))
        .listed(ALL, "memberships")
        .list_keys("actorUserId", "")
        .import_by("{application_id}:{email}", by_email)
        .identity(&["application_id", "user_id"])
        .on_send(|_, body, _| one_email(body))
        .on_read(keep_email)
}

/// The API takes lists of users.
pub(super) fn one_email(body: &mut serde_json::Value) {
    if let Some(email @ serde_json::Value::String(_)) = body.get_mut("emails") {
        *email = json!([email.take()]);
    }
}

/// The address by which the user was added stays, whatever address the account has today.
pub(super) fn keep_email(state: &mut Value, prior: &Value) {
    if prior.get("email").as_str().is_some() {
        state.set("email", prior.get("email").clone());
    }
}

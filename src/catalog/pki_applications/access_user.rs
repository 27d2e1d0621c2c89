//! Users as members of the certificate manager, invited by e-mail.

use super::GROUP;
use super::access::{roles, send, tell};
use super::members::{keep_email, one_email};
use crate::rest::prelude::*;

const ALL: &str = "/api/v1/cert-manager/access/users";
const ONE: &str = "/api/v1/cert-manager/access/users/{user_id|json:userId}";

pub(super) fn resource() -> RestResource {
    let by_email = get(ALL)
        .envelope("memberships")
        .pick("user.email|user.username", "email");
    RestResource::new("cert_manager_user", "user of the certificate manager", GROUP)
        .doc("Makes a user a member of the certificate manager. A user who is not in the organization is invited to it; one who is a member already is given this role.")
        .fields([
            id().doc("ID of the membership."),
            string("email").required().format(Format::Email).pattern("^[^A-Z]*$", "lower-case").replace()
                .create_as("emails").read_as(["user.email", "user.username"])
                .doc("E-mail address of the user, in lower case."),
            string("user_id").computed().read_as(["userId", "user.id"]).doc("ID of the user."),
        ])
        .fields(roles())
        // The invitation passes over members in silence: the list tells who is one, with which role.
        .creates(post(ALL).ignore_answer())
        .creates(by_email.clone())
        .creates(patch(ONE).only(&["role", "temporary_roles"]).when(Condition::Changed(vec!["role", "temporary_roles"])).ignore_answer())
        .reads(get(ONE).envelope("membership").when(Condition::Set(vec!["user_id"])))
        .reads(by_email.clone().when(Condition::Unset(vec!["user_id"])))
        .updates(patch(ONE).ignore_answer())
        .deletes(delete(ONE))
        .listed(ALL, "memberships")
        .list_keys("userId", "")
        .import("{user_id:uuid}")
        .import_by("{email}", by_email)
        .identity(&["user_id"])
        .on_send(|verb, body, planned| {
            send(verb, body, planned);
            if let (Verb::Post, Some(members)) = (verb, body.as_object_mut()) {
                members.remove("roles");
                let role = planned.get("role").as_str();
                members.insert("roleSlugs".into(), json!([role]));
            }
            one_email(body);
        })
        .on_answer(tell)
        .on_read(keep_email)
}

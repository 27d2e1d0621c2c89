//! Approval policies: who must agree before somebody gets access to a path, or before secrets there change.

mod access;
mod secret;
#[cfg(test)]
mod tests;

use serde_json::Value as Json;

use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

const SUBCATEGORY: &str = "Approval Policies";

/// The family's resources.
pub fn resources() -> Vec<RestResource> {
    vec![access::resource(), secret::resource()]
}

/// What both kinds have in common: all but the approvers, their number and the calls.
fn policy(name: &str, title: &str, what: &str) -> RestResource {
    RestResource::new(name, title, SUBCATEGORY)
        .fields([
            id().read_as(["id", "found.id"]),
            string("project_id").required().not_empty().replace().doc("ID of the project: `id` of `infisical_project`, or in the settings of the project."),
            string("name").optional_computed().not_empty().doc("Name of the policy. Default: made of the environments and a few random letters."),
            strings("environment_slugs").json("environments").codec(Codec::IdsOf("slug")).unordered().size(1..=u64::MAX).clear_omits()
                .doc("Slugs of the environments that the policy guards; their order means nothing. Give this or `environment_slug`."),
            string("environment_slug").not_empty().clear_omits()
                .doc("Slug of the only environment that the policy guards. Give this or `environment_slugs`."),
            string("secret_path").required().not_empty().equality(Equality::TrailingSlash).doc(&format!("Path, or glob of paths, {what}.")),
            bypassers(),
            string("enforcement_level").default("hard").one_of(["hard", "soft"]).always()
                .doc("`hard`: nobody gets around the approval but bypassers. `soft`: in an emergency others may, and it is noted. Default: `hard`."),
            boolean("allow_self_approval").default(true).json("allowedSelfApprovals").always()
                .doc("Whether approvers may approve their own requests. Default: true."),
        ])
        .rule(Rule::ExactlyOneOf(vec!["environment_slugs".into(), "environment_slug".into()]))
        // A deleted policy can still be read.
        .gone_flag("deletedAt")
        .import("{id:uuid}")
        .identity(&["id"])
}

/// What tells a user from a group, and who it is.
fn actor(more: impl IntoIterator<Item = Field>) -> Vec<Field> {
    let mut fields = vec![
        string("type")
            .required()
            .one_of(["user", "group"])
            .doc("`user` or `group`."),
        string("id")
            .not_empty()
            .doc("ID of the group (or of the user, in the place of `username`)."),
        string("username")
            .not_empty()
            .only_when("type", ["user"])
            .doc("User name of the user, most often the e-mail address."),
    ];
    fields.extend(more);
    fields
}

/// Either an id or a name.
fn one_name(actors: Field) -> Field {
    actors.rule(Rule::ExactlyOneOf(vec!["id".into(), "username".into()]))
}

/// Those who need no approval. The API forgets them when a PATCH leaves them out.
fn bypassers() -> Field {
    one_name(object_set("bypassers", actor([])))
        .size(0..=100)
        .always()
        .unset_sends(json!([]))
        .doc("Users and groups who may get around the approval.")
}

/// Hook of requests: one environment travels as a list of one.
fn send_environment(body: &mut Json) {
    let Some(members) = body.as_object_mut() else {
        return;
    };
    if let Some(slug @ Json::String(_)) = members.shift_remove("environmentSlug") {
        members.insert("environments".into(), json!([slug]));
    }
}

/// Hook of answers: environments and actors as the configuration spells them. `name` is where the API tells a user's name.
fn tell(answer: &mut Json, known: &Value, name: &str) {
    if answer.get("environments").is_none()
        && let Some(only) = answer.get("environment").filter(|e| e.is_object()).cloned()
    {
        // Servers of 2024 know one environment.
        answer["environments"] = json!([only]);
    }
    if !known.get("environment_slug").is_null()
        && let Some(Json::Array(all)) = answer.get("environments")
    {
        answer["environmentSlug"] = match all.as_slice() {
            [only] => only["slug"].clone(),
            _ => Json::Null,
        };
        // Several environments cannot be told as one: then the list shows what is there.
        if !answer["environmentSlug"].is_null() {
            answer["environments"] = Json::Null;
        }
    }
    for list in ["approvers", "bypassers"] {
        let before = known.get(list).items().unwrap_or(&[]);
        let actors = answer.get_mut(list).and_then(Json::as_array_mut);
        for one in actors.into_iter().flatten() {
            spell(one, before, name);
        }
    }
}

/// A user by name, unless the state has it by id; a group by id.
fn spell(actor: &mut Json, before: &[Value], name: &str) {
    let told = actor.get(name).cloned().unwrap_or_default();
    let is_user = actor["type"] == "user";
    let by_id = before
        .iter()
        .any(|b| b.get("id").as_str().is_some() && b.get("id").as_str() == actor["id"].as_str());
    if is_user && !by_id && told.is_string() {
        actor["username"] = told;
        actor["id"] = Json::Null;
    } else {
        actor["username"] = Json::Null;
    }
}

/// The approvers, when all of them are known.
fn approvers(config: &Value) -> Option<&[Value]> {
    let approvers = config.get("approvers");
    approvers.items().filter(|_| !approvers.contains_unknown())
}

/// An error on an attribute.
fn refuse(diagnostics: &mut Diagnostics, attribute: &str, summary: &str, detail: String) {
    diagnostics.error_at(Path::dotted(attribute), summary, detail);
}

//! Looking applications and their alerts up.

use super::{APPLICATIONS, GROUP};
use crate::rest::prelude::*;

/// Data sources of the family.
pub fn data_sources() -> Vec<RestDataSource> {
    vec![one(), all(), profiles(), members()]
}

fn one() -> RestDataSource {
    let envelope = |path: &str| get(&format!("{APPLICATIONS}/{path}")).envelope("application");
    RestDataSource::new("cert_manager_application", "certificate application", GROUP)
        .doc("An application of the certificate manager, by its name or ID.")
        .fields([
            string("id")
                .uuid()
                .optional_computed()
                .not_sent()
                .doc("ID of the application. Give this or `name`."),
            string("name")
                .not_empty()
                .optional_computed()
                .not_sent()
                .doc("Name of the application. Give this or `id`."),
            string("description")
                .computed()
                .doc("What the application is."),
            string("project_id")
                .computed()
                .doc("ID of the certificate manager's project."),
            string("created_at").computed().doc("When it was created."),
            string("updated_at")
                .computed()
                .doc("When it was last changed."),
        ])
        .rule(Rule::ExactlyOneOf(vec!["id".into(), "name".into()]))
        .reads(envelope("{id}").when(Condition::Set(vec!["id"])))
        .reads(envelope("by-name/{name}").when(Condition::Set(vec!["name"])))
}

fn all() -> RestDataSource {
    RestDataSource::new("cert_manager_applications", "certificate applications", GROUP)
        .doc("The first hundred applications of the certificate manager that the identity may see, or those that a search finds.")
        .fields([
            string("search").local().doc("Only applications whose name or description has this text."),
            objects("applications", [
                string("id").doc("ID of the application."),
                string("name").doc("Name of the application."),
                string("description").doc("What the application is."),
                integer("profile_count").doc("How many profiles are attached to it."),
                integer("member_count").doc("How many members it has."),
                integer("certificate_count").doc("How many certificates it has."),
                string("created_at").doc("When it was created."),
                string("updated_at").doc("When it was last changed."),
            ]).computed().doc("The applications that the identity may see."),
        ])
        .reads(get(&format!("{APPLICATIONS}?limit=100&search={{search}}")))
}

fn application_id() -> Field {
    string("application_id")
        .required()
        .uuid()
        .local()
        .doc("ID of the application.")
}

fn profiles() -> RestDataSource {
    RestDataSource::new(
        "cert_manager_application_profiles",
        "profiles of a certificate application",
        GROUP,
    )
    .doc("The certificate profiles that are attached to an application.")
    .fields([
        application_id(),
        objects(
            "profiles",
            [
                string("profile_id").doc("ID of the profile."),
                string("profile_slug").doc("Slug of the profile."),
                string("profile_description").doc("What the profile is for."),
                string("api_config_id").doc("ID of the enrollment over the API; null when closed."),
                string("est_config_id").doc("ID of the enrollment over EST; null when closed."),
                string("acme_config_id").doc("ID of the enrollment over ACME; null when closed."),
                string("scep_config_id").doc("ID of the enrollment over SCEP; null when closed."),
            ],
        )
        .computed()
        .doc("The profiles that are attached to the application."),
    ])
    .reads(get(&format!("{APPLICATIONS}/{{application_id}}/profiles")))
}

fn members() -> RestDataSource {
    let kind = |name: &str, json: &str, key: &str, doc: &str| {
        objects(
            name,
            [
                string("membership_id").doc("ID of the membership."),
                string(key).json(json).doc("ID of the member."),
                string("name")
                    .json("details.name")
                    .doc("Name of the member."),
                string("email")
                    .json("details.email")
                    .doc("E-mail address, of users."),
                string("role").doc("Role in the application."),
            ],
        )
        .json(&format!("{name}.memberships"))
        .computed()
        .doc(doc)
    };
    let list = |name: &str| get(&format!("{APPLICATIONS}/{{application_id}}/{name}")).under(name);
    RestDataSource::new(
        "cert_manager_application_members",
        "members of a certificate application",
        GROUP,
    )
    .doc("Who has a role in an application: users, groups and machine identities.")
    .fields([
        application_id(),
        kind("users", "actorUserId", "user_id", "Members that are users."),
        kind(
            "groups",
            "actorGroupId",
            "group_id",
            "Members that are groups.",
        ),
        kind(
            "identities",
            "actorIdentityId",
            "identity_id",
            "Machine identities.",
        ),
    ])
    .reads(list("users"))
    .reads(list("groups"))
    .reads(list("identities"))
}

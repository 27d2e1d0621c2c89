//! Project templates: what projects made from them begin with. With their data sources.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::SUBCATEGORY;
use crate::catalog::identities::permissions;
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

const ITEM: &str = "/api/v1/project-templates/{id}";
const LIST: &str = "/api/v1/project-templates";
const TYPES: [&str; 6] = [
    "secret-manager",
    "cert-manager",
    "kms",
    "ssh",
    "secret-scanning",
    "pam",
];
/// Roles that projects have by themselves: every read tells them, too.
const BUILT_IN: [&str; 6] = [
    "admin",
    "member",
    "viewer",
    "no-access",
    "ssh-host-bootstrapper",
    "cryptographic-operator",
];
/// Names that no role of a template may have, in any case.
const RESERVED_NAMES: [&str; 5] = ["custom", "admin", "viewer", "developer", "no access"];

/// Members that projects of the template get: who, and with which roles.
fn members(name: &str, who: Field, doc: &str) -> Field {
    let roles = string_set("roles")
        .required()
        .not_empty()
        .size(1..=u64::MAX)
        .doc("Slugs of their roles: built-in ones, or those of `roles`.");
    object_set(name, [who.required(), roles])
        .clear_with(json!([]))
        .doc(doc)
}

fn lower_case(name: &str) -> Field {
    string(name).not_empty().pattern("^[^A-Z]*$", "lower-case")
}

fn about() -> Vec<Field> {
    vec![
        string("description").len(0..=256).clear_with("").doc("What the template is for."),
        objects("environments", [
            string("name").required().not_empty().doc("Name of the environment."),
            string("slug").required().slug().len(1..=64).doc("Slug of the environment, such as `dev` or `prod`."),
            integer("position").required().at_least(1).doc("Place in the order of the environments: 1, 2 and so on without gaps."),
        ]).optional_computed().absent_means(Value::List(Vec::new())).doc("Environments of new projects; none by default. Only for templates of the type `secret-manager`."),
        objects("roles", [
            string("name").required().not_empty().doc("Name of the role."),
            string("slug").required().slug().len(1..=64).doc("Slug of the role."),
            permissions::rules("permissions").optional_computed().unset_sends(json!([])).absent_means(Value::List(Vec::new())).doc("Rules of the role."),
        ]).optional_computed().absent_means(Value::List(Vec::new())).doc("Custom roles of new projects, beside the built-in ones."),
        members("users", lower_case("username").doc("User name, most often the e-mail address, in lower case."), "Users who become members of new projects."),
        members("groups", lower_case("group_slug").format(Format::Slug).doc("Slug of the group."), "Groups that become members of new projects."),
        members("identities", string("identity_id").uuid().doc("ID of the machine identity: `id` of `infisical_identity`, or on the page of the identity."), "Machine identities of the organization that become members of new projects."),
        members("project_managed_identities", string("name").not_empty().doc("Name of the identity."), "Machine identities that are made with, and belong to, each new project."),
    ]
}

pub(super) fn resource() -> RestResource {
    RestResource::new("project_template", "project template", SUBCATEGORY)
        .doc("What new projects begin with: environments, roles and members (`template_name` of `infisical_project`). Needs a plan with project templates.")
        .fields([
            id(),
            string("name").required().slug().len(1..=64)
                .doc("Name of the template, unique in the organization: lower-case letters, digits and hyphens."),
            string("type").required().one_of(TYPES).replace().doc("Kind of projects that it is for, such as `secret-manager`."),
        ])
        .fields(about().into_iter().map(|field| match field.name() {
            // Without a word Infisical would add its own three.
            "environments" => field.unset_sends(json!([])).only_when("type", ["secret-manager"]),
            _ => field,
        }))
        .collection(LIST, ITEM, "projectTemplate")
        .listed(LIST, "projectTemplates")
        .import("{id:uuid}")
        .import_by("{name}", get(LIST).envelope("projectTemplates").pick("name", "name"))
        .identity(&["id"])
        .on_validate(check)
        .on_answer(tell_roles)
}

/// Custom roles only, with their rules in the words of the state.
fn tell_roles(answer: &mut Json, known: &Value) {
    let Some(roles) = answer.get_mut("roles").and_then(Json::as_array_mut) else {
        return;
    };
    roles.retain(|role| !BUILT_IN.iter().any(|slug| role["slug"] == *slug));
    let before = known.get("roles").items().unwrap_or(&[]);
    for role in roles {
        let same = before
            .iter()
            .find(|b| b.get("slug").as_str() == role["slug"].as_str());
        let prior = same.map_or(&Value::Null, |b| b.get("permissions"));
        if let Some(rules) = role.get_mut("permissions") {
            permissions::tell(rules, prior);
        }
    }
}

/// The elements of a list that is known as a whole.
fn all<'a>(config: &'a Value, name: &str) -> Option<&'a [Value]> {
    let list = config.get(name);
    if list.is_null() {
        return Some(&[]);
    }
    list.items().filter(|_| !list.contains_unknown())
}

/// The first element whose text under a name was there before.
fn repeated<'a>(items: &'a [Value], name: &str) -> Option<(usize, &'a str)> {
    let mut seen = BTreeSet::new();
    items
        .iter()
        .enumerate()
        .filter_map(|(i, item)| Some((i, item.get(name).as_str()?)))
        .find(|(_, text)| !seen.insert(*text))
}

/// What Infisical refuses only at apply.
fn check(config: &Value, diagnostics: &mut Diagnostics) {
    let mut refuse = |path: Path, summary: &str, detail: String| {
        diagnostics.error_at(path, summary, detail);
    };
    if config.get("name").as_str() == Some("default") {
        let detail = "Infisical has a template of this name itself; choose another one.";
        refuse(Path::dotted("name"), "Name is reserved", detail.into());
    }
    let (environments, roles) = (all(config, "environments"), all(config, "roles"));
    for (list, items) in [("environments", environments), ("roles", roles)] {
        for name in ["name", "slug"] {
            if let Some((i, text)) = items.and_then(|items| repeated(items, name)) {
                let path = Path::dotted(list).index(i).attribute(name);
                let detail =
                    format!("{text} stands there twice; names and slugs of {list} are unique.");
                refuse(path, "Given twice", detail);
            }
        }
    }
    if let Some(environments) = environments {
        let mut positions: Vec<i64> = environments
            .iter()
            .filter_map(|e| e.get("position").as_i64())
            .collect();
        positions.sort_unstable();
        if !positions.iter().copied().eq(1..=positions.len() as i64) {
            let detail = "The positions of the environments must be 1, 2 and so on, each once.";
            refuse(
                Path::dotted("environments"),
                "Positions with gaps",
                detail.into(),
            );
        }
    }
    let Some(roles) = roles else { return };
    for (i, role) in roles.iter().enumerate() {
        let slug = role.get("slug").as_str().unwrap_or_default();
        let name = role.get("name").as_str().unwrap_or_default();
        let taken = BUILT_IN.contains(&slug) || slug == "custom";
        if taken || RESERVED_NAMES.contains(&name.to_lowercase().as_str()) {
            let attribute = if taken { "slug" } else { "name" };
            let path = Path::dotted("roles").index(i).attribute(attribute);
            let detail = format!(
                "The role {name} ({slug}) has the {attribute} of a role that Infisical has itself; choose another one."
            );
            refuse(path, "Role is reserved", detail);
        }
    }
    let exists = |slug: &str| {
        BUILT_IN.contains(&slug) || roles.iter().any(|r| r.get("slug").as_str() == Some(slug))
    };
    for list in [
        "users",
        "groups",
        "identities",
        "project_managed_identities",
    ] {
        let given = all(config, list)
            .into_iter()
            .flatten()
            .flat_map(|member| member.get("roles").items().unwrap_or(&[]))
            .filter_map(Value::as_str);
        for slug in given.filter(|slug| !exists(slug)).collect::<BTreeSet<_>>() {
            let detail = format!("{slug} is neither a built-in role nor one of `roles`.");
            refuse(Path::dotted(list), "Unknown role", detail);
        }
    }
}

/// A template as data sources tell it.
fn told() -> impl Iterator<Item = Field> {
    [string("id").doc("ID of the template.")]
        .into_iter()
        .chain(about())
}

/// The template of a name, and the list of all.
pub(super) fn data_sources() -> [RestDataSource; 2] {
    let kind = |doc: &str| string("type").one_of(TYPES).doc(doc);
    [
        RestDataSource::new("project_template", "project template", SUBCATEGORY)
            .doc("A project template of the organization, by name.")
            .fields([
                string("name")
                    .required()
                    .not_empty()
                    .doc("Name of the template."),
                kind("").computed().doc("Kind of projects that it is for."),
            ])
            .fields(told().map(Field::computed))
            .reads(get(LIST).envelope("projectTemplates").pick("name", "name"))
            .on_answer(tell_roles),
        RestDataSource::new("project_templates", "project templates", SUBCATEGORY)
            .doc(
                "The project templates of the organization, the built-in one (`default`) included.",
            )
            .fields([
                kind("Only templates for this kind of projects.").unread(),
                objects(
                    "templates",
                    told().chain([
                        string("name").doc("Name of the template."),
                        string("type").doc("Kind of projects that it is for."),
                    ]),
                )
                .computed()
                .doc("The templates, in the order of the API."),
            ])
            .reads(
                get("/api/v1/project-templates?type={type}")
                    .envelope("projectTemplates")
                    .under("templates"),
            )
            .on_answer(|answer, _| {
                for template in answer["templates"].as_array_mut().into_iter().flatten() {
                    tell_roles(template, &Value::Null);
                }
            }),
    ]
}

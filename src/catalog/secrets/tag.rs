//! A tag that secrets of a project can carry.

use serde_json::Value as Json;

use super::{SUBCATEGORY, project_id};
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

fn both(call: impl Fn(&str) -> Call, rest: &str) -> Call {
    call(&format!("/api/v1/projects/{{project_id}}/tags{rest}"))
        .envelope("tag")
        .or_deprecated(
            call(&format!("/api/v1/workspace/{{project_id}}/tags{rest}")).envelope("workspaceTag"),
        )
}

/// The tag of a slug.
pub(super) fn by_slug() -> Call {
    both(get, "/slug/{slug}")
}

pub(super) fn resource() -> RestResource {
    RestResource::new("secret_tag", "secret tag", SUBCATEGORY)
        .doc("A tag that secrets of a project can carry (`tag_ids` of `infisical_secret`).")
        .fields([
            id(),
            project_id().not_sent(),
            string("name")
                .required()
                .not_sent()
                .doc("Name of the tag in the configuration. Infisical itself knows only the slug."),
            string("slug")
                .required()
                .len(1..=64)
                .slug()
                .always()
                .doc("Slug of the tag, unique in the project."),
            string("color")
                .required()
                .trimmed()
                .always()
                .doc("Color in the web interface, for example `#fc0c0c`; may be empty."),
        ])
        .creates(both(post, ""))
        .reads(both(get, "/{id}"))
        .updates(both(patch, "/{id}"))
        .deletes(both(delete, "/{id}"))
        .listed("/api/v1/projects/{project_id}/tags", "tags")
        .list_or_deprecated(get("/api/v1/workspace/{project_id}/tags").envelope("workspaceTags"))
        .list_keys("id", "slug")
        .import("{project_id},{id:uuid}")
        .import_by("{project_id}/{slug}", by_slug())
        .identity(&["project_id", "id"])
        .on_plan(plan_name)
        .on_answer(tell_name)
}

/// The official provider leaves the slug as the name in state: no reason for a change.
fn plan_name(plan: &mut Plan) {
    let (name, slug) = (plan.prior.get("name"), plan.prior.get("slug"));
    if !name.is_null() && name == slug && plan.planned.get("slug") == slug {
        let name = name.clone();
        plan.planned.set("name", name);
    }
}

/// The name that the configuration gave stays; after an import it is the slug.
fn tell_name(answer: &mut Json, known: &Value) {
    answer["name"] = match known.get("name") {
        Value::String(name) => json!(name),
        _ => answer["slug"].clone(),
    };
    if answer["color"].is_null() {
        answer["color"] = json!("");
    }
}

//! Webhooks of a project: told when secrets of a folder change. With their data source and the action that tries one.

use super::{SUBCATEGORY, project_id};
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

const LIST: &str =
    "/api/v1/webhooks?projectId={project_id}&environment={environment}&secretPath={secret_path}";
const ALL: &str = "/api/v1/webhooks?projectId={project_id}";
const EVENTS: [&str; 2] = ["secrets.modified", "secrets.rotation-failed"];

fn events() -> Field {
    string_set("events_filter")
        .codec(Codec::Objects("eventName"))
        .absent_means(Value::Set(Vec::new()))
}

fn last_run() -> [Field; 2] {
    [
        string("last_status").computed().volatile().doc(
            "How the last call ended, such as `success` or `failed`; null before the first one.",
        ),
        string("last_run_error_message")
            .computed()
            .volatile()
            .doc("Why the last call failed."),
    ]
}

pub(super) fn resource() -> RestResource {
    let item = "/api/v1/webhooks/{id}";
    let update = || {
        patch(item)
            .envelope("webhook")
            .only(&["events_filter", "is_disabled"])
    };
    RestResource::new("webhook", "webhook", SUBCATEGORY)
        .doc("Calls a URL when secrets of a folder change.")
        .fields([
            id(),
            project_id(),
            string("environment").required().not_empty().replace().read_as(["environment.slug"]).doc("Slug of the environment, such as `dev` or `prod`."),
            string("secret_path").default("/").not_empty().replace().equality(Equality::TrailingSlash).doc("Path of the folder. Default: `/`, the top."),
            string("type").default("general").one_of(["general", "slack", "microsoft-teams"]).replace().doc("What the URL expects: `general` (JSON of Infisical), `slack` or `microsoft-teams`. Default: `general`."),
            string("webhook_url").required().format(Format::Url).secret().replace().read_as(["url"]).doc("URL to call. Those of chats are secrets themselves."),
            string("webhook_secret_key").not_empty().secret().replace().doc("Key with which Infisical signs its calls, so that the receiver can check them."),
            events().optional_computed().one_of(EVENTS).always().doc("Events to call for: `secrets.modified`, `secrets.rotation-failed`. An empty set means every event."),
            // The API takes a PATCH without it for «not disabled».
            boolean("is_disabled").default(false).not_in_create().always().doc("Whether the webhook is switched off. Default: false."),
        ])
        .fields(last_run())
        .creates(post("/api/v1/webhooks").envelope("webhook"))
        .creates(update().when(Condition::Is("is_disabled", "true")))
        // Some releases only list the webhooks.
        .reads(get(item).envelope("webhook").or_deprecated(get(ALL).envelope("webhooks").pick("id", "id")))
        .updates(update())
        .deletes(delete(item))
        .listed(ALL, "webhooks")
        .list_keys("id", "")
        .import("{id:uuid}")
        .import_by("{project_id},{environment},{secret_path},{webhook_url}", get(LIST).envelope("webhooks").pick("url", "webhook_url"))
        .identity(&["id"])
        .gone_when(400, "not found")
        .on_plan(keep_same_url)
        .on_validate(|config, diagnostics| {
            let url = config.get("webhook_url").as_str().unwrap_or("hooks.slack.com");
            if config.get("type").as_str() == Some("slack") && !url.contains("hooks.slack.com") {
                let detail = "A webhook of the type `slack` needs a URL of hooks.slack.com: make an incoming webhook in Slack and take its URL.";
                diagnostics.error_at(crate::framework::Path::dotted("webhook_url"), "Not a Slack webhook", detail);
            }
        })
}

/// After an import the URL stands in the state; the same one given write-only is no other webhook.
fn keep_same_url(plan: &mut Plan) {
    let told = plan.prior.get("webhook_url");
    if !told.is_null() && plan.config.get("webhook_url_wo") == told {
        plan.replace
            .retain(|path| path.to_string() != "webhook_url");
    }
}

/// The data source of all webhooks.
pub(super) fn data_source() -> RestDataSource {
    RestDataSource::new("webhooks", "webhooks", SUBCATEGORY)
        .doc("The webhooks of a project, all of them or those of an environment or folder.")
        .fields([
            string("project_id")
                .required()
                .not_empty()
                .unread()
                .doc("ID of the project: `id` of `infisical_project`, or in the settings of the project."),
            string("environment")
                .unread()
                .doc("Only webhooks of the environment with this slug."),
            string("secret_path")
                .unread()
                .doc("Only webhooks of this folder."),
            objects(
                "webhooks",
                [
                    string("id").doc("ID of the webhook."),
                    string("environment")
                        .read_as(["environment.slug"])
                        .doc("Slug of the environment, such as `dev` or `prod`."),
                    string("secret_path").doc("Path of the folder."),
                    string("type")
                        .doc("What the URL expects: `general`, `slack` or `microsoft-teams`."),
                    string("webhook_url")
                        .read_as(["url"])
                        .sensitive()
                        .doc("URL that is called."),
                    events().doc("Events that it is called for; every event when empty."),
                    boolean("is_disabled").doc("Whether it is switched off."),
                ]
                .into_iter()
                .chain(last_run()),
            )
            .computed()
            .doc("The webhooks, in the order of the API."),
        ])
        .reads(get(LIST).envelope("webhooks").under("webhooks"))
}

/// The action that calls a webhook now.
pub(super) fn action() -> RestAction {
    RestAction::new("webhook_test", "Try a webhook", SUBCATEGORY)
        .doc("Lets Infisical call a webhook now, to see whether it arrives. The webhook's `last_status` tells how it ended.")
        .fields([string("webhook_id").required().uuid().not_sent().doc("ID of the webhook.")])
        .does(post("/api/v1/webhooks/{webhook_id}/test").no_fields())
}

//! Alerts of any resource that has them (`/api/v1/alerts`); today: credentials of machine identities that are about to expire.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::{GROUP, channels};
use crate::rest::prelude::*;

const ALL: &str = "/api/v1/alerts";

pub(super) fn resource() -> RestResource {
    let list = format!("{ALL}?resourceType={{resource_type}}");
    let of_resource = get(&format!("{list}&resourceId={{resource_id}}"))
        .envelope("alerts")
        .pick("resourceId", "resource_id");
    RestResource::new("alert", "alert", GROUP)
        .doc("Tells people before something of a resource expires. A resource has one alert for each event.")
        .fields([
            id(),
            string("name").required().len(1..=255).doc("Name of the alert."),
            string("description").len(0..=1000).doc("What the alert is for."),
            string("resource_type").required().one_of(["identity.authentication"]).replace()
                .doc("What is watched: `identity.authentication`, the credentials of a machine identity."),
            string("resource_id").required().uuid().replace().doc("ID of what is watched: of the machine identity."),
            string("project_id").optional_computed().not_empty().replace()
                .doc("ID of the project that the watched resource belongs to. Left out for one of the organization."),
            string("org_id").computed().doc("ID of the organization."),
            boolean("enabled").default(true).doc("Whether the alert is on. Default `true`."),
            constant("eventType", "identity.authentication.expiry").not_in_update(),
            object("expiry", [
                integer("alert_before_days").json("alertBefore").required().range(1..=90)
                    .doc("How many days before the expiry to tell, 1 to 90."),
                boolean("daily_reminder").default(false).absent_means(false)
                    .doc("Tell every day from then on. Default `false`."),
            ]).json("condition").doc("The event: an expiry comes near."),
            object_map("channels", [
                string("name").required().len(1..=255).doc("Name of the channel."),
                object("email", [object_set("recipients", [
                    string("id").required().len(1..=255).json("principalId").doc("ID of the user or group."),
                    string("type").required().one_of(["group", "user"]).json("principalType").doc("`user` or `group`."),
                ]).required().size(1..=20).doc("Who gets it.")]).doc("Sends e-mail."),
            ].into_iter().chain(channels::base()).chain(channels::targets(false)))
                .required()
                .size(1..=10)
                .check(Validator::EachKey(Box::new(Validator::Length(1, 255))))
                .rule(channels::one_kind())
                .doc("Where to tell, by keys of your own: each with exactly one of `email`, `slack`, `webhook` and `pagerduty`."),
        ])
        .rule(Rule::AtLeastOneOf(vec!["expiry".into()]))
        .collection(ALL, &format!("{ALL}/{{id}}"), "alert")
        .listed(&list, "alerts")
        .list_keys("id", "")
        .import("{id:uuid}")
        .import_by("{resource_type}:{resource_id}", of_resource)
        .identity(&["id"])
        .on_plan(channels::plan)
        .on_send(send)
        .on_answer(tell)
}

/// Hook: channels as a list, sorted by their keys; days as `30d`.
fn send(verb: Verb, body: &mut Json, planned: &Value) {
    if let Some(days) = body.pointer_mut("/condition/alertBefore") {
        *days = json!(format!("{days}d"));
    }
    let Some(Json::Object(all)) = body.get_mut("channels").map(Json::take) else {
        return;
    };
    let sorted: BTreeMap<String, Json> = all.into_iter().collect();
    body["channels"] = sorted
        .iter()
        .map(|(key, channel)| {
            let known = planned.get("channels").get(key);
            let mut channel = channels::to_api(verb, channel, known, json!(""));
            // The recipients of an e-mail stand beside its config.
            let recipients = channel["config"]
                .as_object_mut()
                .and_then(|config| config.remove("recipients"));
            channel["recipients"] = recipients.unwrap_or_else(|| json!([]));
            channel
        })
        .collect();
}

/// Hook: channels under their keys: those of the state, else the channel's name, else its ID.
fn tell(answer: &mut Json, prior: &Value) {
    if let Some(before) = answer.pointer_mut("/condition/alertBefore") {
        let days = before.as_str().and_then(|text| text.strip_suffix('d'));
        *before = days
            .and_then(|days| days.parse::<i64>().ok())
            .map_or(Json::Null, Json::from);
    }
    let Some(Json::Array(list)) = answer.get_mut("channels") else {
        return;
    };
    let told: Vec<Json> = list
        .iter()
        .map(|channel| {
            let mut out = channels::from_api(channel);
            if let Some(recipients) = out.as_object_mut().and_then(|c| c.remove("recipients"))
                && out["email"].is_object()
            {
                out["email"]["recipients"] = recipients;
            }
            out
        })
        .collect();
    let (keys, known): (Vec<&String>, Vec<&Value>) = prior
        .get("channels")
        .members()
        .into_iter()
        .flatten()
        .unzip();
    let mut map = Map::new();
    let mut strangers = Vec::new();
    for (channel, place) in told.iter().zip(channels::recognise(&told, &known)) {
        match place {
            Some(place) => {
                map.insert(keys[place].clone(), channel.clone());
            }
            None => strangers.push(channel),
        }
    }
    for channel in strangers {
        let text = |name: &str| channel[name].as_str().unwrap_or_default().to_owned();
        let name = text("name");
        let taken = name.is_empty() || map.contains_key(&name) || keys.contains(&&name);
        map.insert(if taken { text("id") } else { name }, channel.clone());
    }
    answer["channels"] = Json::Object(map);
}

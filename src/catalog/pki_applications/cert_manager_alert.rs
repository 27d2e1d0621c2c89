//! Alerts of a certificate application: certificates that are issued, renewed, revoked or about to expire.

use serde_json::Value as Json;

use super::{GROUP, application_id, channels};
use crate::rest::prelude::*;

const ALL: &str = "/api/v1/cert-manager/alerts";
const OF_APPLICATION: &str =
    "/api/v1/cert-manager/applications/{application_id}/alerts?eventType={event_type}";

pub(super) fn resource() -> RestResource {
    RestResource::new("cert_manager_alert", "certificate alert", GROUP)
        .doc("Tells people about the certificates of an application. An application has one alert for each event.")
        .fields([
            id(),
            application_id(),
            string("name").required().slug().len(1..=255).doc("Name of the alert: lower-case letters, digits and hyphens."),
            string("description").len(0..=1000).clear_with("").doc("What the alert is for."),
            string("event_type").required().one_of(["expiration", "renewal", "issuance", "revocation"]).replace()
                .doc("What to tell of: `expiration` (before it happens), `renewal`, `issuance` or `revocation`."),
            string("alert_before").len(1..=32).pattern("^[0-9]+[dwmy]$", "must be a number of days, weeks, months or years such as `30d`, `2w`, `1m`, `1y`")
                .required_when("event_type", ["expiration"])
                .doc("How long before the expiration to tell, such as `30d`, `2w`, `1m` or `1y`."),
            boolean("enabled").default(true).doc("Whether the alert is on. Default `true`."),
            object("notification_config", [
                boolean("enable_daily_notification").required().doc("Tell every day until the certificate is renewed."),
            ]).optional_computed().absent_means(Value::Null).only_when("event_type", ["expiration"])
                .doc("How often to tell of an expiration. Newer servers only. Left out, it stays as it is."),
            // Newest servers take no filters, older ones want the list.
            constant("filters", json!([])),
            objects("channels", [
                object("email", [
                    string_set("recipients").required().size(1..=10).format(Format::Email).equality(Equality::CaseInsensitive)
                        .doc("E-mail addresses."),
                ]).doc("Sends e-mail."),
            ].into_iter().chain(channels::base()).chain(channels::targets(true)))
                .required()
                .size(1..=10)
                .rule(channels::one_kind())
                .doc("Where to tell: each with exactly one of `email`, `slack`, `webhook` and `pagerduty`."),
        ])
        .collection(ALL, &format!("{ALL}/{{id}}"), "alert")
        .listed(ALL, "alerts")
        .list_keys("id", "")
        .list_paged("offset", "limit", 100)
        .import("{id:uuid}")
        .import_by(
            "{application_id},{event_type}",
            get(OF_APPLICATION).envelope("alerts").pick("eventType", "event_type"),
        )
        .identity(&["id"])
        .on_plan(channels::plan)
        .on_send(send)
        .on_answer(tell)
}

/// Hook: channels as the API wants them.
fn send(verb: Verb, body: &mut Json, planned: &Value) {
    let known = planned.get("channels").items().unwrap_or(&[]);
    for (i, channel) in body
        .get_mut("channels")
        .and_then(Json::as_array_mut)
        .into_iter()
        .flatten()
        .enumerate()
    {
        let known = known.get(i).unwrap_or(&Value::Null);
        *channel = channels::to_api(verb, channel, known, Json::Null);
    }
}

/// Hook: channels as Terraform has them, in the order of the state.
fn tell(answer: &mut Json, prior: &Value) {
    let Some(Json::Array(list)) = answer.get_mut("channels") else {
        return;
    };
    if list
        .iter()
        .any(|channel| channel.get("channelType").is_none())
    {
        return;
    }
    let told: Vec<Json> = list.iter().map(channels::from_api).collect();
    let known: Vec<&Value> = prior
        .get("channels")
        .items()
        .into_iter()
        .flatten()
        .collect();
    let places = channels::recognise(&told, &known);
    let mut order: Vec<usize> = (0..told.len()).collect();
    order.sort_by_key(|i| places[*i].unwrap_or(usize::MAX));
    *list = order.into_iter().map(|i| told[i].clone()).collect();
}

//! Where alerts go: the four kinds of channels, between the blocks of a configuration and the `channelType` and `config` of the API.

use serde_json::{Map, Value as Json, json};

use crate::framework::plan::Plan;
use crate::rest::prelude::*;

/// The kinds; the block's name is the API's `channelType`.
pub(super) const KINDS: [&str; 4] = ["email", "slack", "webhook", "pagerduty"];

/// What every channel has: exactly one of the blocks.
pub(super) fn one_kind() -> Rule {
    Rule::ExactlyOneOf(KINDS.map(str::to_owned).to_vec())
}

/// The ID of a channel and its switch.
pub(super) fn base() -> [Field; 2] {
    [
        string("id")
            .computed()
            .doc("ID of the channel in Infisical."),
        boolean("enabled")
            .default(true)
            .absent_means(true)
            .doc("Use the channel. Default `true`."),
    ]
}

/// The blocks but for email. `told`: the API tells what slack and PagerDuty are reached by.
pub(super) fn targets(told: bool) -> [Field; 3] {
    let key = |name: &str| {
        let field = string(name).required().secret();
        if told { field.returned() } else { field }
    };
    [
        object(
            "slack",
            [key("webhook_url")
                .pattern(
                    r"^https://hooks\.slack\.com(?:/.*)?$",
                    "must be an address at https://hooks.slack.com",
                )
                .doc("Address of an incoming webhook: Slack, your app's «Incoming Webhooks».")],
        )
        .doc("Posts to a Slack channel."),
        object(
            "webhook",
            [
                string("url")
                    .required()
                    .format(Format::HttpsUrl)
                    .doc("Where to POST, with https."),
                string("signing_secret")
                    .len(1..=256)
                    .secret()
                    .doc("Key by which the receiver checks the signature. Default: none."),
            ],
        )
        .doc("Posts JSON to a server of yours."),
        object(
            "pagerduty",
            [key("integration_key")
                .pattern("^[a-fA-F0-9]{32}$", "must be 32 hexadecimal digits")
                .doc("Integration key of a PagerDuty service (Events API v2).")],
        )
        .doc("Opens a PagerDuty incident."),
    ]
}

/// The kind of a channel as Terraform has it.
pub(super) fn kind(channel: &Value) -> Option<&'static str> {
    KINDS.into_iter().find(|kind| !channel.get(kind).is_null())
}

/// A channel as the API wants it. `known` is the channel as planned, for its ID; `no_secret` is what takes a webhook's signing
/// secret away, which an update must say because leaving it out keeps it.
pub(super) fn to_api(verb: Verb, channel: &Json, known: &Value, no_secret: Json) -> Json {
    let mut out = Map::new();
    for (name, value) in channel.as_object().into_iter().flatten() {
        if KINDS.contains(&name.as_str()) {
            let mut config = value.clone();
            if name == "webhook" && verb == Verb::Patch && config.get("signingSecret").is_none() {
                config["signingSecret"] = no_secret.clone();
            }
            out.insert("channelType".into(), json!(name));
            out.insert("config".into(), config);
        } else {
            out.insert(name.clone(), value.clone());
        }
    }
    if verb == Verb::Patch
        && let Some(id) = known.get("id").as_str()
    {
        out.insert("id".into(), json!(id));
    }
    Json::Object(out)
}

/// A channel of an answer as Terraform has it.
pub(super) fn from_api(channel: &Json) -> Json {
    let mut out = channel.clone();
    if let Some(members) = out.as_object_mut()
        && let Some(Json::String(kind)) = members.remove("channelType")
    {
        let config = members.remove("config").filter(Json::is_object);
        members.insert(kind, config.unwrap_or_else(|| json!({})));
    }
    out
}

/// Whether a channel of an answer, as Terraform has it, goes where the known channel goes.
pub(super) fn same_target(told: &Json, known: &Value) -> bool {
    let ids = |value: &Json| -> Vec<String> {
        let mut ids: Vec<String> = value
            .as_array()
            .into_iter()
            .flatten()
            .map(|r| r["principalId"].as_str().or(r.as_str()).unwrap_or_default())
            .map(str::to_lowercase)
            .collect();
        ids.sort();
        ids
    };
    let mut wanted: Vec<String> = known
        .at("email.recipients")
        .items()
        .into_iter()
        .flatten()
        .filter_map(|r| r.get("id").as_str().or(r.as_str()))
        .map(str::to_lowercase)
        .collect();
    wanted.sort();
    match kind(known) {
        Some("webhook") => told["webhook"]["url"].as_str() == known.at("webhook.url").as_str(),
        Some("email") => ids(&told["email"]["recipients"]) == wanted,
        _ => true,
    }
}

/// Which known channel each channel of an answer is: by ID, then by kind (and name, where channels have names) among those whose
/// ID is not known yet, the same target first.
pub(super) fn recognise(told: &[Json], known: &[&Value]) -> Vec<Option<usize>> {
    let text = |value: &Json, name: &str| value[name].as_str().map(str::to_owned);
    let mut places: Vec<Option<usize>> = told
        .iter()
        .map(|channel| {
            known.iter().position(|k| {
                k.get("id").as_str().is_some() && k.get("id").as_str() == channel["id"].as_str()
            })
        })
        .collect();
    for exact in [true, false] {
        for (at, wanted) in known.iter().enumerate() {
            if wanted.get("id").as_str().is_some() || places.contains(&Some(at)) {
                continue;
            }
            let mut free: Vec<usize> = (0..told.len())
                .filter(|i| places[*i].is_none())
                .filter(|i| kind(wanted).is_some_and(|kind| told[*i].get(kind).is_some()))
                .filter(|i| wanted.get("name").as_str() == told[*i]["name"].as_str())
                .filter(|i| !exact || same_target(&told[*i], wanted))
                .collect();
            free.sort_by_key(|i| text(&told[*i], "id"));
            if let Some(first) = free.first() {
                places[*first] = Some(at);
            }
        }
    }
    places
}

/// Hook: a channel that becomes one of another kind is a new one.
pub(super) fn plan(plan: &mut Plan) {
    let renew = |prior: &Value, planned: &mut Value| {
        if !prior.is_null() && kind(prior) != kind(planned) {
            planned.set("id", Value::Unknown);
        }
    };
    let before = plan.prior.get("channels").clone();
    let mut channels = plan.planned.get("channels").clone();
    match &mut channels {
        Value::Map(all) => all
            .iter_mut()
            .for_each(|(key, channel)| renew(before.get(key), channel)),
        Value::List(all) => {
            for (channel, before) in all.iter_mut().zip(before.items().unwrap_or(&[])) {
                renew(before, channel);
            }
        }
        _ => return,
    }
    plan.planned.set("channels", channels);
}

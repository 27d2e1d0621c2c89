//! Runs declared calls: fills paths, sends bodies, finds the object in the answer, falls back to older routes.

use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json};

use crate::api::{ApiError, Client, Method, Request};
use crate::framework::validate::formats;
use crate::framework::{Diagnostics, Value};

use super::declare::{Call, Condition, Refusal, Until, Verb};
use super::decode;

/// Why a call did not give an object.
#[derive(Debug)]
pub enum Failure {
    /// the object is not there
    Gone,
    /// the API or the network failed
    Api(ApiError),
    /// the API's answer says so, although its status is a good one; in its words
    Refused(String),
    /// it could not even be sent
    Cannot(Diagnostics),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Failure::Api(error)
    }
}

/// What placeholders are filled from: attributes first, then the gathered answers.
#[derive(Clone, Copy)]
pub struct Vars<'a> {
    /// looked at first
    pub object: &'a Value,
    /// looked at where `object` has null or unknown
    pub fallback: &'a Value,
    /// answers gathered so far
    pub document: &'a Json,
}

impl Vars<'_> {
    /// The text of a placeholder.
    pub fn get(&self, name: &str) -> Option<String> {
        if let Some((first, others)) = name.split_once('|') {
            return self.get(first).or_else(|| self.get(others));
        }
        if let Some(path) = name.strip_prefix("json:") {
            return decode::lookup(self.document, path).and_then(|(json, _)| text_of(json));
        }
        text(self.object.at(name)).or_else(|| text(self.fallback.at(name)))
    }

    /// A template with its placeholders filled; `Err` names the one that has no value.
    pub fn fill(&self, template: &str) -> Result<String, String> {
        let mut out = String::new();
        for part in parts(template) {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Name(name) => out.push_str(&self.get(name).ok_or_else(|| name.to_owned())?),
            }
        }
        Ok(out)
    }
}

/// A piece of a template.
pub enum Part<'a> {
    /// as it stands
    Text(&'a str),
    /// the inside of braces
    Name(&'a str),
}

/// Cuts a template at its placeholders.
pub fn parts(template: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}') else {
            break;
        };
        if open > 0 {
            out.push(Part::Text(&rest[..open]));
        }
        out.push(Part::Name(&rest[open + 1..open + close]));
        rest = &rest[open + close + 1..];
    }
    if !rest.is_empty() {
        out.push(Part::Text(rest));
    }
    out
}

/// A plain value as text; `None` for null, unknown and everything nested.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// JSON text, number or boolean as text.
pub fn text_of(json: &Json) -> Option<String> {
    match json {
        Json::String(s) => Some(s.clone()),
        Json::Number(n) => Some(n.to_string()),
        Json::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// Builds the request of a call. Query members without a value are left out; a path placeholder without one is an error.
pub fn request(call: &Call, vars: Vars<'_>, body: Option<Json>) -> Result<Request, Diagnostics> {
    let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let method = match call.verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Patch => Method::PATCH,
        Verb::Put => Method::PUT,
        Verb::Delete => Method::DELETE,
    };
    let mut request = Request::new(method, path.to_owned());
    for part in parts(path) {
        let Part::Name(name) = part else { continue };
        let Some(value) = vars.get(name).filter(|v| !v.is_empty()) else {
            return Err(Diagnostics::from_error(
                "Cannot address the object",
                format!(
                    "{name} is not known, so that {} cannot be called. If the resource was imported or its state was made by another provider, import it again.",
                    call.path
                ),
            ));
        };
        request = request.param(name, value);
    }
    for pair in query.split('&').filter(|p| !p.is_empty()) {
        let (name, template) = pair.split_once('=').unwrap_or((pair, ""));
        if let Ok(value) = vars.fill(template)
            && !value.is_empty()
        {
            request = request.query(name, value);
        }
    }
    if let Some(body) = body {
        request = request.body(body);
    }
    Ok(request)
}

/// Adds the call's own members to a body and renames others.
pub fn finish_body(call: &Call, body: &mut Map<String, Json>, vars: Vars<'_>) {
    for (name, value) in &call.adds {
        body.insert(name.clone(), value.clone());
    }
    for (name, template) in &call.fills {
        if let Ok(value) = vars.fill(template) {
            // A template of one placeholder keeps the type of a boolean.
            let json = match value.as_str() {
                "true" => Json::Bool(true),
                "false" => Json::Bool(false),
                _ => Json::String(value),
            };
            body.insert(name.clone(), json);
        }
    }
    for (from, to) in &call.renames {
        if let Some(value) = body.remove(from) {
            body.insert(to.clone(), value);
        }
    }
}

/// Sends a call and gives the object in its answer. On a server that lacks the route the older call is made instead.
pub async fn send(
    client: &Client,
    call: &Call,
    vars: Vars<'_>,
    body: Option<&Map<String, Json>>,
) -> Result<Json, Failure> {
    let build = |call: &Call| {
        let mut members = body.cloned();
        if members.is_none() && !(call.adds.is_empty() && call.fills.is_empty()) {
            members = Some(Map::new());
        }
        if let Some(members) = &mut members {
            finish_body(call, members, vars);
        }
        request(call, vars, members.map(Json::Object)).map_err(Failure::Cannot)
    };
    let mut current = call;
    loop {
        let request = build(current)?;
        let elsewhere = current.deprecated.is_some() || call.tolerates_unknown_route;
        let known_missing = elsewhere && client.route_missing_seen(&request);
        let result = if known_missing {
            None
        } else {
            let answer = match &current.until {
                Some(until) => wait(client, current, until, request, vars).await,
                None => attempt(client, current, request, vars).await,
            };
            Some(match current.taken {
                Some(text) => free(answer, text),
                None => answer,
            })
        };
        match (result, &current.deprecated) {
            (None, Some(older)) => current = older,
            (Some(Err(Failure::Api(error))), Some(older)) if error.is_route_missing() => {
                current = older
            }
            (Some(Err(failure)), _) if tolerated(call, &failure) => return Ok(Json::Null),
            (Some(Ok(object)), _) => {
                // Whatever the route, it is the same object that tells.
                return match refusal(call, &object) {
                    Some(reason) => Err(Failure::Refused(reason)),
                    None => Ok(object),
                };
            }
            (Some(Err(failure)), _) => return Err(failure),
            (None, None) => return Ok(Json::Null),
        }
    }
}

/// What must not be there is not: an empty answer.
fn free(found: Result<Json, Failure>, text: &str) -> Result<Json, Failure> {
    match found {
        Err(Failure::Gone) => Ok(Json::Null),
        Ok(_) => Err(Failure::Cannot(Diagnostics::from_error(
            "Exists already",
            text,
        ))),
        Err(failure) => Err(failure),
    }
}

/// Pauses between two looks at work that goes on: the first and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));

/// How long a call may wait for the work that it tells about.
fn patience(until: &Until, vars: Vars<'_>) -> Duration {
    // On update the old object comes first, but the new timeouts count.
    let told = until.timeouts.iter().find_map(|name| {
        let wanted = vars.fallback.at(name);
        let value = if wanted.is_null() {
            vars.object.at(name)
        } else {
            wanted
        };
        match value {
            Value::String(text) => formats::duration(text)
                .and_then(|nanoseconds| u64::try_from(nanoseconds).ok())
                .map(Duration::from_nanos),
            Value::Number(seconds) => seconds
                .as_i64()
                .and_then(|seconds| u64::try_from(seconds).ok())
                .map(Duration::from_secs),
            _ => None,
        }
    });
    told.unwrap_or(until.usual)
}

/// Repeats a call until the work that it tells about has ended, the time is over or Terraform stops.
async fn wait(
    client: &Client,
    call: &Call,
    until: &Until,
    request: Request,
    vars: Vars<'_>,
) -> Result<Json, Failure> {
    let (started, at_most) = (Instant::now(), patience(until, vars));
    let (mut pause, longest) = PAUSES;
    let mut status = String::new();
    let ended = |summary: String, detail: String| {
        Err(Failure::Cannot(Diagnostics::from_error(summary, detail)))
    };
    loop {
        if client.is_cancelled() {
            return ended(
                "Stopped while waiting".to_owned(),
                format!(
                    "Infisical goes on with the work by itself (last status: {status}). Apply again to go on with it."
                ),
            );
        }
        match attempt(client, call, request.clone(), vars).await {
            Ok(answer) => {
                let told = |path: &str| decode::lookup(&answer, path).and_then(|(j, _)| text_of(j));
                status = told(until.status).unwrap_or_default();
                if until.done.contains(&status.as_str()) {
                    return Ok(answer);
                }
                if until.failed.contains(&status.as_str()) {
                    let reason = told(until.reason)
                        .unwrap_or_else(|| "Infisical gives no reason.".to_owned());
                    return ended(format!("The request ended as {status}"), reason);
                }
            }
            // The request may not be there yet.
            Err(Failure::Api(error)) if error.is_not_found() && !error.is_route_missing() => {}
            Err(Failure::Api(error)) if error.is_cancelled() => continue,
            Err(failure) => return Err(failure),
        }
        let waited = started.elapsed();
        if waited >= at_most {
            return ended(
                format!("Not finished after {} s", waited.as_secs()),
                format!(
                    "The work goes on in Infisical (last status: {status}). Apply again to go on waiting for it{}.",
                    until
                        .timeouts
                        .first()
                        .map(|name| format!("; `{name}` sets how long to wait"))
                        .unwrap_or_default()
                ),
            );
        }
        tracing::info!(
            path = call.path,
            status,
            waited_s = waited.as_secs(),
            "waiting for Infisical"
        );
        client
            .pause(pause.min(at_most.saturating_sub(waited)))
            .await;
        pause = (pause * 3 / 2).min(longest);
    }
}

/// Whether the declaration takes this failure for an empty answer.
fn tolerated(call: &Call, failure: &Failure) -> bool {
    match failure {
        Failure::Gone => call.tolerates.contains(&404),
        Failure::Api(error) if error.is_route_missing() => call.tolerates_unknown_route,
        Failure::Api(error) => error.status().is_some_and(|s| call.tolerates.contains(&s)),
        Failure::Refused(_) | Failure::Cannot(_) => false,
    }
}

async fn attempt(
    client: &Client,
    call: &Call,
    request: Request,
    vars: Vars<'_>,
) -> Result<Json, Failure> {
    if let (Some(pick), Some(order)) = (&call.pick, call.greatest) {
        let wanted = vars.get(&pick.field);
        let list = pages(client, call, &request).await?;
        let fitting = list
            .into_iter()
            .filter(|e| member_is(e, &pick.json, wanted.as_deref()));
        let rank = |e: &Json| decode::lookup(e, order).and_then(|(json, _)| text_of(json));
        return fitting.max_by_key(rank).ok_or(Failure::Gone);
    }
    if let (Some(pick), Some((offset, limit, size))) = (&call.pick, call.paged) {
        return find_in_pages(
            client,
            call,
            request,
            &pick.json,
            vars.get(&pick.field),
            (offset, limit, size),
        )
        .await;
    }
    let started = Instant::now();
    let answer = loop {
        match client.call(request.clone()).await {
            Err(error)
                if error.status() == Some(400)
                    && call
                        .attempts_for
                        .is_some_and(|time| started.elapsed() < time)
                    && spreading(error.message()) =>
            {
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
            other => break other?,
        }
    };
    let object = open_envelope(call, answer);
    match &call.pick {
        Some(pick) => pick_element(&object, &pick.json, vars.get(&pick.field)).ok_or(Failure::Gone),
        None => Ok(object),
    }
}

/// What a good answer says against the call (`refused_when`, `names_left_out`).
fn refusal(call: &Call, object: &Json) -> Option<String> {
    let names = |path: &str| -> Vec<String> {
        let list = decode::lookup(object, path).and_then(|(json, _)| json.as_array());
        list.into_iter().flatten().filter_map(text_of).collect()
    };
    let left_out = call.left_out.iter().find_map(|(path, why)| {
        let names = names(path);
        (!names.is_empty()).then(|| format!("Not done for {}. {why}", names.join(", ")))
    });
    left_out.or_else(|| refused(call.refused?, object))
}

/// The reason, when an answer says that what it tells about has failed.
pub fn refused(refusal: Refusal, object: &Json) -> Option<String> {
    let told = |path: &str| decode::lookup(object, path).and_then(|(json, _)| text_of(json));
    if told(refusal.path).as_deref() != Some(refusal.text) {
        return None;
    }
    let reason = told(refusal.reason).filter(|reason| !reason.is_empty());
    let reason = reason.unwrap_or_else(|| "Infisical does not say why.".to_owned());
    Some(format!("{}: {reason}", refusal.text))
}

/// Texts of clouds whose permissions take time to spread.
fn spreading(message: &str) -> bool {
    let message = message.to_lowercase();
    [
        "is not authorized to perform",
        "cannot be assumed",
        "no such entity",
        "not found",
        "access denied",
    ]
    .iter()
    .any(|t| message.contains(t))
}

/// The object in an answer: the first envelope that is present, else the answer itself.
pub fn open_envelope(call: &Call, answer: Json) -> Json {
    for path in &call.envelope {
        if let Some((found, _)) = decode::lookup(&answer, path) {
            return found.clone();
        }
    }
    answer
}

/// The element of an array whose member equals the wanted text.
pub fn pick_element(list: &Json, member: &str, wanted: Option<String>) -> Option<Json> {
    let wanted = wanted?;
    list.as_array()?
        .iter()
        .find(|e| member_is(e, member, Some(&wanted)))
        .cloned()
}

/// Whether the member of a JSON object (one of `a|b`) has this text.
pub fn member_is(object: &Json, member: &str, wanted: Option<&str>) -> bool {
    member.split('|').any(|member| {
        let found = decode::lookup(object, member).and_then(|(json, _)| text_of(json));
        found.is_some() && found.as_deref() == wanted
    })
}

async fn find_in_pages(
    client: &Client,
    call: &Call,
    request: Request,
    member: &str,
    wanted: Option<String>,
    (offset, limit, size): (&str, &str, u64),
) -> Result<Json, Failure> {
    let mut at = 0;
    loop {
        let list = page(client, call, &request, (offset, limit), at, size).await?;
        if let Some(found) = pick_element(&list, member, wanted.clone()) {
            return Ok(found);
        }
        if (list.as_array().map_or(0, Vec::len) as u64) < size {
            return Err(Failure::Gone);
        }
        at += size;
    }
}

async fn page(
    client: &Client,
    call: &Call,
    request: &Request,
    (offset, limit): (&str, &str),
    at: u64,
    size: u64,
) -> Result<Json, ApiError> {
    let request = request
        .clone()
        .query(offset, at.to_string())
        .query(limit, size.to_string());
    Ok(open_envelope(call, client.call(request).await?))
}

/// The whole array of a list call, all its pages included.
pub async fn whole_list(client: &Client, call: &Call, vars: Vars<'_>) -> Result<Json, Failure> {
    if call.paged.is_none() {
        return send(client, call, vars, None).await;
    }
    let request = request(call, vars, None).map_err(Failure::Cannot)?;
    Ok(Json::Array(pages(client, call, &request).await?))
}

/// The elements of all pages.
async fn pages(client: &Client, call: &Call, request: &Request) -> Result<Vec<Json>, ApiError> {
    let Some((offset, limit, size)) = call.paged else {
        return Ok(
            match open_envelope(call, client.call(request.clone()).await?) {
                Json::Array(items) => items,
                _ => Vec::new(),
            },
        );
    };
    let mut all: Vec<Json> = Vec::new();
    loop {
        let at = all.len() as u64;
        let list = page(client, call, request, (offset, limit), at, size).await?;
        let Json::Array(items) = list else { break };
        let last = (items.len() as u64) < size;
        // The same first element again: this server does not page and has sent everything at once.
        if !all.is_empty() && items.first() == all.first() {
            break;
        }
        all.extend(items);
        if last {
            break;
        }
    }
    Ok(all)
}

/// Whether a call is to be made. `changed` tells whether a field changed (on create: is set).
pub fn holds(condition: &Condition, object: &Value, changed: &dyn Fn(&str) -> bool) -> bool {
    // Unknown is what the API will tell: nobody has set it.
    let set = |name: &&'static str| !object.at(name).is_null() && !object.at(name).is_unknown();
    match condition {
        Condition::Always => true,
        Condition::Set(names) => names.iter().any(set),
        Condition::Unset(names) => !names.iter().any(set),
        Condition::Changed(names) => names.iter().any(|n| changed(n)),
        Condition::Removed(name) => object.at(name).is_null() && changed(name),
        Condition::Is(name, wanted) => text(object.at(name)).as_deref() == Some(wanted),
        Condition::All(all) => all.iter().all(|c| holds(c, object, changed)),
        // Asked of the answers instead.
        Condition::Told(..) | Condition::Untold(_) => true,
    }
}

/// Whether the answers so far say what the condition asks of them.
pub fn told(condition: &Condition, document: &Json) -> bool {
    match condition {
        Condition::All(all) => all.iter().all(|c| told(c, document)),
        Condition::Told(path, wanted) => {
            let found = decode::lookup(document, path).and_then(|(json, _)| text_of(json));
            found.as_deref() == Some(wanted)
        }
        Condition::Untold(path) => {
            decode::lookup(document, path).is_none_or(|(json, _)| json.is_null())
        }
        _ => true,
    }
}

/// Puts an answer into the gathered document.
pub fn gather(document: &mut Json, under: &str, answer: Json) {
    let Json::Object(root) = document else {
        *document = answer;
        return;
    };
    if !under.is_empty() {
        root.insert(under.to_owned(), answer);
        return;
    }
    match answer {
        Json::Object(members) => root.extend(members),
        Json::Null => {}
        other => {
            root.insert("items".to_owned(), other);
        }
    }
}

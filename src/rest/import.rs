//! Import: from an id text or an identity to a whole state.

use serde_json::{Value as Json, json};

use crate::api::{Client, Request};
use crate::framework::traits::ImportRequest;
use crate::framework::{Diagnostics, Number, Type, Value};

use super::declare::{Call, ImportForm};
use super::engine::RestEngine;
use super::exec::{self, Failure, Part, Vars, parts};
use super::field::Field;

/// Finds the object that the request names and reads it whole.
pub async fn import(
    engine: &RestEngine,
    client: &Client,
    request: ImportRequest,
) -> Result<Value, Diagnostics> {
    match request {
        ImportRequest::Identity(identity) => {
            let mut start = blank(engine.fields());
            for (name, value) in identity.members().into_iter().flatten() {
                start.set(name, value.clone());
            }
            completed(
                engine,
                client,
                engine.declared.identity_find.as_ref(),
                start,
                json!({}),
            )
            .await
            .map_err(|f| engine.explain("import", &Value::Null, f))
        }
        ImportRequest::Id(id) => {
            let id = id.trim();
            let mut refused = None;
            for form in &engine.declared.imports {
                let Some(found) = fit(&form.template, id) else {
                    continue;
                };
                match by_form(engine, client, form, found).await {
                    Ok(state) => return Ok(state),
                    Err(Failure::Gone) => refused = refused.or(Some(Failure::Gone)),
                    // A form that does not fit may be refused in many ways; the last words count.
                    Err(failure) => refused = Some(failure),
                }
            }
            let forms: Vec<String> = engine
                .declared
                .imports
                .iter()
                .map(|f| shown(&f.template))
                .collect();
            let forms = forms.join("\n  ");
            let cannot = |why: String| {
                Diagnostics::from_error(format!("Cannot import {}", engine.declared.title), why)
            };
            let check = format!(
                "Check the id, and that the provider's identity may read what it names. It has one of these forms:\n  {forms}"
            );
            Err(match refused {
                Some(Failure::Gone) => cannot(format!(
                    "No {} is found under this id.\n\n{check}",
                    engine.declared.title
                )),
                // Denials and transport failures say by themselves what to do.
                Some(Failure::Api(error)) if error.advice().is_none() => {
                    engine.explain_api("import", &Value::Null, &error, Some(check))
                }
                Some(failure) => engine.explain("import", &Value::Null, failure),
                None => cannot(format!(
                    "The id does not have one of these forms:\n  {forms}"
                )),
            })
        }
    }
}

/// Ids by which an object could be imported, as far as its attributes are known: whole ones, else the forms.
pub fn ids(forms: &[ImportForm], object: &Value) -> Vec<String> {
    let known: Vec<String> = forms
        .iter()
        .filter_map(|form| whole(form, object))
        .collect();
    match known.is_empty() {
        true => forms.iter().map(|form| shown(&form.template)).collect(),
        false => known,
    }
}

/// The attribute by which the object is told from others of its kind: the last of an import form that its attributes fill.
pub fn key(forms: &[ImportForm], object: &Value) -> Option<String> {
    let form = forms.iter().find(|form| whole(form, object).is_some())?;
    let mut names = parts(&form.template)
        .into_iter()
        .filter_map(|part| match part {
            Part::Name(name) => Some(bare(name).to_owned()),
            Part::Text(_) => None,
        });
    names.next_back()
}

/// The object as an import by its human key would find it; `None` when no form tells, or there is none.
pub(super) async fn find(
    forms: &[ImportForm],
    client: &Client,
    object: &Value,
) -> Result<Option<Json>, Failure> {
    let empty = json!({});
    let vars = Vars {
        object,
        fallback: &Value::Null,
        document: &empty,
    };
    for form in forms.iter().filter(|form| whole(form, object).is_some()) {
        let Some(call) = &form.find else { continue };
        match exec::send(client, call, vars, None).await {
            Ok(found) => return Ok(Some(found)),
            // This form does not tell; another may.
            Err(Failure::Gone | Failure::Cannot(_)) => {}
            Err(Failure::Api(error)) if error.is_not_found() => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(None)
}

/// The id of the object in this form, when its attributes tell all of it.
pub(super) fn whole(form: &ImportForm, object: &Value) -> Option<String> {
    let fill = |part: Part<'_>| match part {
        Part::Text(text) => Some(text.to_owned()),
        Part::Name(name) => exec::text(object.at(bare(name))),
    };
    parts(&form.template).into_iter().map(fill).collect()
}

/// A placeholder without its kind.
fn bare(name: &str) -> &str {
    name.split(':').next().unwrap_or(name)
}

/// A template as people write it: `<project_id>,<id>`.
pub(super) fn shown(template: &str) -> String {
    parts(template)
        .into_iter()
        .map(|part| match part {
            Part::Text(text) => text.to_owned(),
            Part::Name(name) => format!("<{}>", bare(name)),
        })
        .collect()
}

async fn by_form(
    engine: &RestEngine,
    client: &Client,
    form: &ImportForm,
    found: Vec<(String, String)>,
) -> Result<Value, Failure> {
    let mut start = blank(engine.fields());
    let mut extra = json!({});
    for (name, text) in found {
        let text = match NAMED.iter().find(|named| named.0 == name) {
            Some(named) => by_name(client, named, text).await?,
            None => text,
        };
        let ty = engine.schema.block.attribute(&name).map(|a| a.value_type());
        let value = match ty {
            Some(Type::Number) => Number::parse(&text).map_or(Value::Null, Value::Number),
            _ => Value::string(&text),
        };
        if ty_known(&engine.schema, &name) {
            start.set(&name, value);
        }
        extra[name] = Json::String(text);
    }
    completed(engine, client, form.find.as_ref(), start, extra).await
}

/// The state of the object that `start` names; `find` tells first what the read needs beyond that.
async fn completed(
    engine: &RestEngine,
    client: &Client,
    find: Option<&Call>,
    mut start: Value,
    extra: Json,
) -> Result<Value, Failure> {
    if let Some(find) = find {
        let vars = Vars {
            object: &start,
            fallback: &Value::Null,
            document: &extra,
        };
        let answer = exec::send(client, find, vars, None).await?;
        let mut document = extra.clone();
        exec::gather(&mut document, &find.under, answer);
        if let Some(hook) = engine.declared.special.after_answer {
            hook(&mut document, &start);
        }
        start = super::decode::object(engine.fields(), &document, &start, true);
    }
    read(engine, client, start).await
}

fn ty_known(schema: &crate::framework::Schema, name: &str) -> bool {
    schema.block.attribute(name).is_some()
}

/// Placeholders that take a human key in the place of the id: field, route by the key, and where its answer has the id.
const NAMED: [(&str, &str, [&str; 2]); 3] = [
    (
        "project_id",
        "/api/v1/projects/slug/{key}",
        ["id", "project.id"],
    ),
    (
        "application_id",
        "/api/v1/cert-manager/applications/by-name/{key}",
        ["id", "application.id"],
    ),
    (
        "profile_id",
        "/api/v1/cert-manager/certificate-profiles/slug/{key}",
        ["id", "certificateProfile.id"],
    ),
];

/// The same on servers of 2024.
const NAMED_OLDER: (&str, &str, [&str; 2]) = (
    "project_id",
    "/api/v2/workspace/{key}",
    ["id", "project.id"],
);

/// A project's id for its id or slug.
pub async fn project(client: &Client, text: String) -> Result<String, Failure> {
    by_name(client, &NAMED[0], text).await
}

/// The id for an id or a human key. Looked up only when it does not look like an id.
async fn by_name(
    client: &Client,
    (_, route, ids): &(&str, &'static str, [&str; 2]),
    text: String,
) -> Result<String, Failure> {
    if uuid::Uuid::parse_str(&text).is_ok() {
        return Ok(text);
    }
    match client
        .call(Request::get(*route).param("key", text.clone()))
        .await
    {
        Ok(answer) => {
            let id = ids
                .iter()
                .find_map(|path| super::decode::lookup(&answer, path)?.0.as_str());
            Ok(id.map_or(text, str::to_owned))
        }
        Err(error) if error.is_not_found() => Err(Failure::Gone),
        Err(error) if error.is_route_missing() && *route == NAMED[0].1 => {
            Box::pin(by_name(client, &NAMED_OLDER, text)).await
        }
        // Servers without this route: the text may be an id of another form after all.
        Err(error) if error.is_route_missing() => Ok(text),
        Err(error) => Err(error.into()),
    }
}

/// An empty object: nulls, and the defaults of what the API never tells.
pub fn blank(fields: &[Field]) -> Value {
    Value::object(
        fields
            .iter()
            .filter(|f| f.constant.is_none())
            .flat_map(|f| {
                let value = if f.read.is_empty() {
                    f.attribute.default.clone().unwrap_or_default()
                } else {
                    Value::Null
                };
                let mut members = vec![(f.name().to_owned(), value)];
                if f.twin {
                    members.push((f.twin_name(), Value::Null));
                    members.push((f.twin_version_name(), Value::Null));
                }
                members
            }),
    )
}

async fn read(engine: &RestEngine, client: &Client, start: Value) -> Result<Value, Failure> {
    let document = engine.fetch(client, &start, &Value::Null).await?;
    Ok(engine.decode(&document, &start))
}

/// Fits an id to a template: the placeholders' texts, or nothing. The last placeholder takes all that is left; `:uuid` fits UUIDs only.
pub fn fit(template: &str, id: &str) -> Option<Vec<(String, String)>> {
    let parts = parts(template);
    let mut rest = id;
    let mut out = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        match part {
            Part::Text(text) => rest = rest.strip_prefix(text)?,
            Part::Name(name) => {
                let (name, kind) = name.split_once(':').unwrap_or((name, ""));
                let end = match parts.get(i + 1) {
                    Some(Part::Text(separator)) if i + 2 == parts.len() - 1 && kind == "path" => {
                        rest.rfind(separator)?
                    }
                    Some(Part::Text(separator)) => rest.find(separator)?,
                    _ => rest.len(),
                };
                let text = rest[..end].trim();
                if text.is_empty() || (kind == "uuid" && uuid::Uuid::parse_str(text).is_err()) {
                    return None;
                }
                out.push((name.to_owned(), text.to_owned()));
                rest = &rest[end..];
            }
        }
    }
    rest.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn ids_fit_templates() {
        let fitted = |t: &str, id: &str| {
            fit(t, id).map(|v| v.into_iter().map(|(_, x)| x).collect::<Vec<_>>().join("|"))
        };
        assert_eq!(fitted("{id}", "abc").as_deref(), Some("abc"));
        assert_eq!(fitted("{id:uuid}", "abc"), None);
        assert_eq!(fitted("{project_id},{id}", "p, x").as_deref(), Some("p|x"));
        assert_eq!(
            fitted("{project_id}/{env}/{path:path}:{name}", "p/dev/a/b:K").as_deref(),
            Some("p|dev|a/b|K")
        );
        assert_eq!(fitted("{project_id},{id}", "p"), None);
    }
}

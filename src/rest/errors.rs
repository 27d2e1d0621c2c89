//! API errors as diagnostics: on the exact attribute where the API names a field, in words that say what to do.

use crate::api::{ApiError, PathStep};
use crate::framework::{Diagnostics, Nesting, Path, Presence, Value};

use super::field::Field;

/// Who failed at what: «create», «secret tag», and how an existing one is imported.
pub struct Context<'a> {
    /// create, read, update, delete, import
    pub action: &'a str,
    /// for people
    pub title: &'a str,
    /// resource type
    pub type_name: &'a str,
    /// ids to import it by, for «already exists»
    pub imports: Vec<String>,
    /// attribute by which an existing one is told from others
    pub key: Option<String>,
    /// attribute to show refusals (400) of create and update on
    pub blame: Option<&'a str>,
    /// fields of the resource
    pub fields: &'a [Field],
    /// what it was done with or to: the planned object, the state, the configuration; null where there is none
    pub subject: &'a Value,
    /// what to do about it, where the caller knows
    pub advice: Option<String>,
}

/// One failed call as diagnostics.
pub fn explain(error: &ApiError, context: &Context<'_>) -> Diagnostics {
    let mut out = Diagnostics::new();
    let summary = format!("Cannot {} {}", context.action, context.title);
    for issue in error.issues() {
        let path = terraform_path(context.fields, &issue.path);
        let known = !path.0.is_empty();
        let mut detail = if known {
            format!("Infisical refuses the value of {path}: {}", issue.message)
        } else {
            format!("Infisical refuses {}: {}", issue.path_text(), issue.message)
        };
        if let Some(advice) = &context.advice {
            detail.push_str(&format!("\n\n{advice}"));
        }
        if known {
            out.error_at(path, summary.clone(), detail)
        } else {
            out.error(summary.clone(), detail)
        }
    }
    if !error.issues().is_empty() {
        return out;
    }
    let writes = matches!(context.action, "create" | "update");
    let exists = context.action == "create" && says_exists(error.message());
    let missing = error.is_not_found()
        || (error.status() == Some(400) && says_missing(error.message()) && !exists);
    let culprit = named(error.message(), context);
    let mut advice = context.advice.clone().or_else(|| error.advice());
    let protection = context
        .fields
        .iter()
        .map(Field::name)
        .find(|name| name.ends_with("delete_protection"))
        .filter(|_| error.message().to_lowercase().contains("delete protection"));
    if context.advice.is_some() {
        // Nobody knows better.
    } else if let Some(name) = protection {
        advice = Some(format!(
            "It is there to prevent this: to delete all the same, apply {name} = false first."
        ));
    } else if exists && !context.imports.is_empty() {
        advice = Some(how_to_import(context.type_name, &context.imports));
    } else if missing && context.action == "update" {
        advice = Some(format!(
            "The {}, or something that it refers to, was deleted since the plan was made: plan again.",
            context.title
        ));
    } else if missing && advice.is_none() && context.action != "import" {
        advice = Some(match &culprit {
            Some(path) => format!(
                "Check {path}: it may be mistyped, deleted in Infisical, or not be shown to the identity of this provider."
            ),
            None => "Something that it refers to may be mistyped, deleted in Infisical, or not be shown to the identity of this provider.".to_owned(),
        });
    }
    let mut paragraphs = vec![error.what()];
    paragraphs.extend(advice);
    paragraphs.extend(error.trace());
    let detail = paragraphs.join("\n\n");
    let blame = context
        .blame
        .filter(|_| writes && error.status() == Some(400) && !exists)
        .map(Path::dotted);
    let key = context.key.as_deref().filter(|_| exists).map(Path::dotted);
    match culprit.or(key).or(blame) {
        Some(path) => out.error_at(path, summary, detail),
        None => out.error(summary, detail),
    }
    out
}

/// Whether a refusal means that the object is there already.
pub fn says_exists(message: &str) -> bool {
    let message = message.to_lowercase();
    [
        "already exist",
        "already been",
        "already has",
        "duplicate",
        "is taken",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

/// Whether a refusal means that something is not there.
fn says_missing(message: &str) -> bool {
    let message = message.to_lowercase();
    ["not found", "could not find", "does not exist"]
        .iter()
        .any(|sign| message.contains(sign))
}

/// What to do about an object that exists.
pub fn how_to_import(type_name: &str, ids: &[String]) -> String {
    let one = |id: &String| format!("  terraform import {type_name}.<name> '{id}'");
    let commands: Vec<String> = ids.iter().map(one).collect();
    let ways = if commands.len() > 1 {
        " in one of these ways"
    } else {
        ""
    };
    format!(
        "To manage the existing one instead of creating it, import it{ways}:\n{}",
        commands.join("\n")
    )
}

/// The attribute whose value the message quotes: what it complains about.
fn named(message: &str, context: &Context<'_>) -> Option<Path> {
    let quoted = |text: &str| {
        [("'", "'"), ("\"", "\""), ("`", "`"), ("«", "»")]
            .iter()
            .any(|(open, close)| message.contains(&format!("{open}{text}{close}")))
    };
    let theirs = |name: &str| {
        context.fields.iter().any(|f| {
            f.name() == name
                && (f.attribute.presence == Presence::Computed || f.attribute.sensitive)
        })
    };
    let members = context.subject.members()?;
    // What is missing or taken is quoted first; the root folder, which is always there, only tells where.
    members
        .iter()
        .filter(|(name, _)| !theirs(name))
        .filter_map(|(name, value)| Some((name, value.as_str()?)))
        .filter(|(_, text)| !matches!(*text, "" | "/") && quoted(text))
        .min_by_key(|(_, text)| message.find(text))
        .map(|(name, _)| Path::root().attribute(name))
}

/// The Terraform path of a JSON path in a request body; the root when no attribute fits.
pub fn terraform_path(fields: &[Field], json: &[PathStep]) -> Path {
    let mut path = Path::root();
    walk(fields, json, &mut path);
    if path.0.is_empty() {
        // The body may have been the members of one nested object alone: the one that has such a member, when it is only one.
        let mut inside = fields
            .iter()
            .filter(|field| field.nesting == Some(Nesting::Single) && !field.flatten)
            .filter_map(|field| {
                let mut inner = path.attribute(field.name());
                let before = inner.0.len();
                walk(&field.children, json, &mut inner);
                (inner.0.len() > before).then_some(inner)
            });
        if let (Some(only), None) = (inside.next(), inside.next()) {
            return only;
        }
    }
    path
}

fn walk(fields: &[Field], json: &[PathStep], path: &mut Path) {
    if !matches!(json.first(), Some(PathStep::Key(_))) {
        return;
    }
    for field in fields.iter().filter(|f| f.constant.is_none()) {
        if field.flatten {
            let mut inner = path.attribute(field.name());
            let before = inner.0.len();
            walk(&field.children, json, &mut inner);
            if inner.0.len() > before {
                *path = inner;
                return;
            }
            continue;
        }
        let named = field
            .named_by
            .iter()
            .flat_map(|(_, names)| names.iter().map(|(_, n)| n));
        let Some(used) = field
            .create
            .iter()
            .chain(&field.update)
            .chain(named)
            .find_map(|name| consumed(name, json))
        else {
            continue;
        };
        *path = path.attribute(field.name());
        let mut rest = &json[used..];
        match (field.nesting, rest.first()) {
            (Some(Nesting::List), Some(PathStep::Index(i))) => {
                *path = path.index(*i);
                rest = &rest[1..];
            }
            (Some(Nesting::Map), Some(PathStep::Key(k))) => {
                *path = path.key(k);
                rest = &rest[1..];
            }
            (Some(Nesting::Set), _) => return,
            (None, Some(PathStep::Index(i)))
                if matches!(
                    field.attribute.value_type(),
                    crate::framework::Type::List(_)
                ) =>
            {
                *path = path.index(*i);
                return;
            }
            _ => {}
        }
        walk(&field.children, rest, path);
        return;
    }
}

/// How many steps of the JSON path a dotted name takes up, when it fits.
fn consumed(name: &str, json: &[PathStep]) -> Option<usize> {
    let parts: Vec<&str> = name.split('.').collect();
    let fits = parts.len() <= json.len()
        && parts
            .iter()
            .zip(json)
            .all(|(p, s)| matches!(s, PathStep::Key(k) if k == p));
    fits.then_some(parts.len())
}

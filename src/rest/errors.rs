//! API errors as diagnostics: on the exact attribute where the API names a field, in words that say what to do.

use crate::api::{ApiError, PathStep};
use crate::framework::{Diagnostics, Nesting, Path};

use super::field::Field;

/// Who failed at what: «create», «secret tag», and how an existing one is imported.
pub struct Context<'a> {
    /// create, read, update, delete, import
    pub action: &'a str,
    /// for people
    pub title: &'a str,
    /// resource type
    pub type_name: &'a str,
    /// import forms, for «already exists»
    pub imports: Vec<&'a str>,
    /// attribute to show refusals (400) of create and update on
    pub blame: Option<&'a str>,
    /// fields of the resource
    pub fields: &'a [Field],
}

/// One failed call as diagnostics.
pub fn explain(error: &ApiError, context: &Context<'_>) -> Diagnostics {
    let mut out = Diagnostics::new();
    let summary = format!("Cannot {} {}", context.action, context.title);
    for issue in error.issues() {
        let path = terraform_path(context.fields, &issue.path);
        let known = !path.0.is_empty();
        let detail = if known {
            format!("Infisical refuses the value of {path}: {}", issue.message)
        } else {
            format!("Infisical refuses {}: {}", issue.path_text(), issue.message)
        };
        if known {
            out.error_at(path, summary.clone(), detail)
        } else {
            out.error(summary.clone(), detail)
        }
    }
    if !error.issues().is_empty() {
        return out;
    }
    let mut detail = error.to_string();
    let message = error.message().to_lowercase();
    let exists = context.action == "create"
        && [
            "already exist",
            "already been",
            "already has",
            "duplicate",
            "is taken",
        ]
        .iter()
        .any(|t| message.contains(t));
    if exists && !context.imports.is_empty() {
        let forms: Vec<String> = context
            .imports
            .iter()
            .map(|f| format!("terraform import {}.<name> '{f}'", context.type_name))
            .collect();
        detail.push_str(&format!(
            "\n\nTo manage the existing one instead of creating it, import it:\n  {}",
            forms.join("\n  ")
        ));
    }
    match context.blame {
        Some(attribute) if error.status() == Some(400) && !exists => {
            out.error_at(Path::dotted(attribute), summary, detail)
        }
        _ => out.error(summary, detail),
    }
    out
}

/// The Terraform path of a JSON path in a request body; the root when no attribute fits.
pub fn terraform_path(fields: &[Field], json: &[PathStep]) -> Path {
    let mut path = Path::root();
    walk(fields, json, &mut path);
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

//! References inside values: `${KEY}` in the same folder, `${environment.folder.KEY}` anywhere in the project.

use serde_json::Value;

use super::places::{environment, environment_of, folder_in, path_of};
use super::secrets::shared_id;
use crate::simulator::world::{World, text};

/// One `${...}` of a value: where it stands, and what it names.
struct Reference<'a> {
    start: usize,
    end: usize,
    inner: &'a str,
}

fn references(value: &str) -> Vec<Reference<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(start) = value[from..].find("${").map(|at| at + from) {
        let Some(length) = value[start..].find('}') else {
            break;
        };
        let inner = &value[start + 2..start + length];
        if inner.is_empty() || inner.contains("${") {
            from = start + 2;
            continue;
        }
        out.push(Reference {
            start,
            end: start + length + 1,
            inner,
        });
        from = start + length + 1;
    }
    out
}

/// The folder and name that a reference means, seen from a folder.
fn target(world: &World, folder: &str, inner: &str) -> Option<(String, String)> {
    let mut words: Vec<&str> = inner.split('.').map(str::trim).collect();
    let name = words.pop()?;
    if words.is_empty() {
        return Some((folder.to_owned(), name.to_owned()));
    }
    let project = text(environment_of(world, folder)?, "projectId");
    let environment = environment(world, project, words[0]).ok()?;
    let folder = folder_in(
        world,
        text(environment, "id"),
        &format!("/{}", words[1..].join("/")),
    )?;
    Some((text(folder, "id").to_owned(), name.to_owned()))
}

/// A value with its references replaced; what is unknown or turns in a circle becomes empty text.
pub fn expand(world: &World, folder: &str, value: &str) -> String {
    expand_below(world, folder, value, &mut Vec::new())
}

fn expand_below(
    world: &World,
    folder: &str,
    value: &str,
    open: &mut Vec<(String, String)>,
) -> String {
    let mut out = String::with_capacity(value.len());
    let mut from = 0;
    for reference in references(value) {
        out.push_str(&value[from..reference.start]);
        from = reference.end;
        let Some(target) =
            target(world, folder, reference.inner).filter(|target| !open.contains(target))
        else {
            continue;
        };
        let Some(secret) =
            shared_id(world, &target.0, &target.1).and_then(|id| world.get("secrets", id))
        else {
            continue;
        };
        let folder = target.0.clone();
        open.push(target);
        out.push_str(&expand_below(
            world,
            &folder,
            text(secret, "secretValue"),
            open,
        ));
        open.pop();
    }
    out.push_str(&value[from..]);
    out
}

/// The secrets of a project whose values name a renamed secret, with their new values.
pub fn renamed(
    world: &World,
    project: &str,
    folder: &str,
    old: &str,
    new: &str,
) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mine = |row: &&Value| {
        environment_of(world, text(row, "_folder"))
            .is_some_and(|environment| text(environment, "projectId") == project)
    };
    for secret in world.rows("secrets").filter(mine) {
        let value = text(secret, "secretValue");
        let mut changed = value.to_owned();
        for reference in references(value).iter().rev() {
            if target(world, text(secret, "_folder"), reference.inner)
                == Some((folder.to_owned(), old.to_owned()))
            {
                let prefix = reference
                    .inner
                    .rsplit_once('.')
                    .map(|(prefix, _)| format!("{prefix}."))
                    .unwrap_or_default();
                changed.replace_range(
                    reference.start..reference.end,
                    &format!("${{{prefix}{new}}}"),
                );
            }
        }
        if changed != value {
            out.push((text(secret, "id").to_owned(), changed));
        }
    }
    out
}

/// The path of a folder below its environment, for messages.
pub fn place_name(world: &World, folder: &str) -> String {
    let environment = environment_of(world, folder)
        .map(|environment| text(environment, "slug"))
        .unwrap_or_default();
    format!("{environment}{}", path_of(world, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_where_they_stand() {
        let found = |value| {
            references(value)
                .iter()
                .map(|reference| reference.inner.to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found("a ${B} c ${dev.x.D}"), ["B", "dev.x.D"]);
        assert_eq!(found("${} $B ${open"), [""; 0]);
        assert_eq!(found("${a${B}"), ["B"]);
    }
}

//! Where a check looks, and whether what is there may be shown.

use super::capitalized;
use crate::framework::diagnostic::Diagnostics;
use crate::framework::path::{Path, Step};
use crate::framework::value::Value;

/// Longest value that is quoted in full.
const MAX_QUOTE: usize = 60;

/// A place in a configuration.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// its path, which ends at the first set
    pub path: Path,
    /// within an element of that set: the path from there
    within: Option<Path>,
    /// it is the key of a map element, not the element
    key: bool,
    /// its value must not be shown
    pub secret: bool,
}

impl Place {
    /// The place of a path.
    pub fn new(path: Path, secret: bool) -> Place {
        Place {
            path,
            within: None,
            key: false,
            secret,
        }
    }

    fn step(&self, step: Step) -> Place {
        let mut place = self.clone();
        let path = place.within.as_mut().unwrap_or(&mut place.path);
        path.0.push(step);
        place
    }

    /// A member of the object here.
    pub fn member(&self, name: &str) -> Place {
        self.step(Step::Attribute(name.to_owned()))
    }

    /// An element of the list or set here.
    pub fn element(&self, set: bool, index: usize) -> Place {
        if !set {
            return self.step(Step::Index(index as i64));
        }
        let mut place = self.clone();
        place.within.get_or_insert_with(Path::root);
        place
    }

    /// An element of the map here.
    pub fn entry(&self, key: &str) -> Place {
        self.step(Step::Key(key.to_owned()))
    }

    /// The key of an element of the map here.
    pub fn key(&self, key: &str) -> Place {
        let mut place = self.entry(key);
        place.key = true;
        place
    }

    /// The same place, not to be shown when the flag says so.
    pub fn hide(mut self, secret: bool) -> Place {
        self.secret |= secret;
        self
    }

    /// The objects in a value, or the elements of a collection, each with its place.
    pub fn elements<'a>(&self, value: &'a Value) -> Vec<(Place, &'a Value)> {
        match value {
            Value::List(items) | Value::Set(items) => {
                let set = matches!(value, Value::Set(_));
                (0..).map(|i| self.element(set, i)).zip(items).collect()
            }
            Value::Map(members) => members
                .iter()
                .map(|(key, member)| (self.entry(key), member))
                .collect(),
            _ => vec![(self.clone(), value)],
        }
    }

    fn words(&self) -> String {
        let path = format!("`{}`", self.path);
        let words = match &self.within {
            None if self.path.0.is_empty() => "the value".to_owned(),
            None => path,
            Some(within) if within.0.is_empty() => format!("an element of {path}"),
            Some(within) => format!("`{within}` of an element of {path}"),
        };
        if self.key {
            format!("the key of {words}")
        } else {
            words
        }
    }

    /// The place in words, to begin a sentence.
    pub fn label(&self) -> String {
        capitalized(&self.words())
    }

    /// What leads to the place in a text about its members, where the path alone does not.
    pub fn lead(&self) -> String {
        match &self.within {
            Some(_) => format!("In {}: ", self.words()),
            None => String::new(),
        }
    }

    /// Adds an error here.
    pub fn fail(&self, diagnostics: &mut Diagnostics, summary: &str, detail: String) {
        diagnostics.error_at(self.path.clone(), summary, detail);
    }

    /// The value here, quoted, when it may be shown.
    pub fn quote(&self, value: &Value) -> Option<String> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            _ => return None,
        };
        if self.secret {
            return None;
        }
        let cut = text.chars().count() > MAX_QUOTE;
        let text: String = text.chars().take(MAX_QUOTE).collect();
        let end = if cut { "..." } else { "" };
        Some(match value {
            Value::String(_) => format!("{text:?}{end}"),
            _ => format!("{text}{end}"),
        })
    }
}

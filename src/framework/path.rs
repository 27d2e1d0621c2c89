//! Where in a configuration something is: a path of attribute names and keys.

use std::fmt;

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// a member of an object or block
    Attribute(String),
    /// an element of a list
    Index(i64),
    /// an element of a map
    Key(String),
}

/// A path from the root of a configuration. Elements of sets cannot be addressed: such paths end at the set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The whole configuration.
    pub fn root() -> Path {
        Path::default()
    }

    /// The named members one below the other, e.g. `credentials.token`; empty text is the root.
    pub fn dotted(path: &str) -> Path {
        Path(
            path.split('.')
                .filter(|s| !s.is_empty())
                .map(|s| Step::Attribute(s.to_owned()))
                .collect(),
        )
    }

    /// This path with one more step.
    pub fn with(&self, step: Step) -> Path {
        let mut steps = self.0.clone();
        steps.push(step);
        Path(steps)
    }

    /// This path, then the named attribute.
    pub fn attribute(&self, name: &str) -> Path {
        self.with(Step::Attribute(name.to_owned()))
    }

    /// This path, then the list index.
    pub fn index(&self, index: usize) -> Path {
        self.with(Step::Index(index as i64))
    }

    /// This path, then the map key.
    pub fn key(&self, key: &str) -> Path {
        self.with(Step::Key(key.to_owned()))
    }

    /// This path, then a dotted path of attributes.
    pub fn join(&self, dotted: &str) -> Path {
        let mut steps = self.0.clone();
        steps.extend(Path::dotted(dotted).0);
        Path(steps)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if i == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Index(n) => write!(f, "[{n}]")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

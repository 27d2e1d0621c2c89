//! What went wrong, where, and what to do about it: errors and warnings for the user.

use super::path::Path;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// the operation failed
    Error,
    /// worth knowing
    Warning,
}

/// One message to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// error or warning
    pub severity: Severity,
    /// one line
    pub summary: String,
    /// what happened and what to do
    pub detail: String,
    /// the attribute that it is about, when there is one
    pub path: Option<Path>,
}

/// Messages gathered during one call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Nothing to say.
    pub fn new() -> Self {
        Self::default()
    }

    /// One error, without a path.
    pub fn from_error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        let mut all = Self::new();
        all.error(summary, detail);
        all
    }

    /// Adds an error.
    pub fn error(&mut self, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Severity::Error, None, summary.into(), detail.into());
    }

    /// Adds an error on an attribute.
    pub fn error_at(&mut self, path: Path, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Severity::Error, Some(path), summary.into(), detail.into());
    }

    /// Adds a warning.
    pub fn warning(&mut self, summary: impl Into<String>, detail: impl Into<String>) {
        self.push(Severity::Warning, None, summary.into(), detail.into());
    }

    /// Adds a warning on an attribute.
    pub fn warning_at(
        &mut self,
        path: Path,
        summary: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.push(Severity::Warning, Some(path), summary.into(), detail.into());
    }

    fn push(&mut self, severity: Severity, path: Option<Path>, summary: String, detail: String) {
        let one = Diagnostic {
            severity,
            summary,
            detail,
            path,
        };
        if !self.0.contains(&one) {
            self.0.push(one);
        }
    }

    /// Takes over all messages of another gathering.
    pub fn extend(&mut self, other: Diagnostics) {
        for one in other.0 {
            if !self.0.contains(&one) {
                self.0.push(one);
            }
        }
    }

    /// Whether there is any error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

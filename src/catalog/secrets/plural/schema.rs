//! What `infisical_secrets` has in Terraform.

use crate::catalog::secrets::place;
use crate::catalog::secrets::secret::{check_name, location, location_identity};
use crate::framework::{Diagnostics, IdentitySchema, Path, Schema, Value};
use crate::rest::prelude::*;

/// The schema.
pub fn schema() -> Schema {
    let mut fields = vec![
        string("id").computed().doc("Project, environment and path of the folder."),
        string_map("values").required().secret().returned().equality(Equality::SecretValue).doc("The secrets: values by name. Infisical trims values, but for one newline at their end."),
        boolean("exclusive").default(false).doc("Delete all secrets of the folder that are not in the map, also those that appear later (default false: other secrets are left alone)."),
        string_set("names").computed().doc("Names of the managed secrets."),
    ];
    fields.extend(location());
    let together = Rule::Requires("values_wo".into(), "values_wo_version".into());
    let text = "Many secrets of one folder as one resource: however many they are, a change takes a few requests. Do not manage the same secret with `infisical_secret`, too.";
    crate::rest::schema::schema(0, &fields, &[together], text, None)
}

/// What names the folder.
pub fn identity() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: location_identity(),
    }
}

/// The identity of a state.
pub fn identity_of(state: &Value) -> Option<Value> {
    let text = |name: &str| state.get(name).as_str();
    Some(Value::object([
        ("workspace_id", Value::from(text("workspace_id")?)),
        ("env_slug", Value::from(text("env_slug")?)),
        (
            "folder_path",
            Value::from(place::normal(text("folder_path")?)),
        ),
    ]))
}

/// Checks the names in the map.
pub fn validate(config: &Value, diagnostics: &mut Diagnostics) {
    for map in ["values", "values_wo"] {
        for (name, value) in config.get(map).members().into_iter().flatten() {
            let at = Path::dotted(map).key(name);
            if value.is_null() {
                diagnostics.error_at(
                    at.clone(),
                    "Invalid value",
                    "The value of a secret must not be null; leave the name out instead.",
                );
            }
            if name.is_empty() || name.trim() != name || name.contains([':', '/']) {
                diagnostics.error_at(at, "Invalid value", "The name of a secret must not be empty, contain `:` or `/`, or begin or end with white space.");
            } else {
                check_name(name, at, diagnostics);
            }
        }
    }
}

//! What a secret has in Terraform: the official provider's attributes, and a few more.

use crate::framework::{Diagnostics, IdentityAttribute, IdentitySchema, Path};
use crate::rest::prelude::*;

/// Paths hold a name of at most so many UTF-16 units; a longer one looks like an unknown route to the server.
const LONGEST_NAME: usize = 100;

/// The attributes that say where secrets live, for all types about secrets.
pub fn location() -> [Field; 3] {
    [
        string("workspace_id")
            .optional_computed()
            .replace()
            .doc("ID of the project. May be left out with a service token only: then it is the token's project."),
        string("env_slug")
            .required()
            .not_empty()
            .replace()
            .doc("Slug of the environment, such as `dev` or `prod`."),
        string("folder_path")
            .required()
            .replace()
            .equality(Equality::TrailingSlash)
            .doc("Path of the folder; `/` is the top. It must exist: see `infisical_secret_folder`."),
    ]
}

/// All attributes of a secret. JSON names are those of writes, for the paths of the API's complaints.
pub fn fields() -> Vec<Field> {
    let mut fields = vec![
        id(),
        string("name").required().not_empty().trimmed().pattern("^[^:/]*$", "must not contain `:` or `/`").json("newSecretName")
            .doc("Name of the secret, at most 100 characters. A change renames it in place, and the references to it."),
        string("value").required().secret().returned().json("secretValue").equality(Equality::SecretValue)
            .doc("Value of the secret. Infisical trims it, but for one newline at its end."),
        string("comment").json("secretComment").trimmed().doc("Comment on the secret. Left alone when it is not set."),
        string_set("tag_ids").json("tagIds").equality(Equality::CaseInsensitive).doc("IDs of tags (see `infisical_secret_tag`)."),
        string_map("metadata").json("secretMetadata").equality(Equality::Trimmed).check(Validator::Each(Box::new(Validator::Length(0, 1020))))
            .doc("Key/value pairs kept with the secret; they are not secret."),
        boolean("skip_multiline_encoding").doc("Keep line breaks of the value as they are where it is put into environment files. Left alone when it is not set."),
        object("secret_reminder", [
            integer("repeat_days").required().range(1..=365).json("secretReminderRepeatDays").doc("Days between two reminders."),
            string("note").len(0..=1024).json("secretReminderNote").doc("Text of the reminder."),
        ]).flatten().doc("Reminds members of the project to change the secret. Infisical does not show reminders to machine identities, so changes made elsewhere go unnoticed."),
        string("last_updated").computed().volatile().doc("When the secret was last changed."),
    ];
    fields.extend(location());
    fields
}

/// The schema.
pub fn schema(fields: &[Field]) -> crate::framework::Schema {
    let together = Rule::Requires("value_wo".into(), "value_wo_version".into());
    let mut schema = crate::rest::schema::schema(
        0,
        fields,
        &[together],
        "A secret in a folder of an environment. All secrets of a folder are read and written with few requests.",
        None,
    );
    for attribute in &mut schema.block.attributes {
        match attribute.name.as_str() {
            "value_wo_version" => attribute
                .validators
                .push(Validator::Range(Some(1i64.into()), None)),
            // Infisical tells the reminder to users only.
            "secret_reminder" => attribute.unread = true,
            _ => {}
        }
    }
    schema
}

/// The identity attributes that say where secrets live.
pub fn location_identity() -> Vec<IdentityAttribute> {
    [
        ("workspace_id", "ID of the project."),
        ("env_slug", "Slug of the environment."),
        ("folder_path", "Path of the folder."),
    ]
    .map(|(name, description)| identity_attribute(name, description))
    .into()
}

fn identity_attribute(name: &str, description: &str) -> IdentityAttribute {
    IdentityAttribute {
        name: name.to_owned(),
        ty: Type::String,
        required: true,
        description: description.to_owned(),
    }
}

/// What identifies a secret for good: its name changes.
pub fn identity() -> IdentitySchema {
    IdentitySchema {
        version: 0,
        attributes: vec![identity_attribute("id", "ID of the secret.")],
    }
}

/// The identity of a state.
pub fn identity_of(state: &Value) -> Option<Value> {
    let id = state.get("id").as_str().filter(|id| !id.is_empty())?;
    Some(Value::object([("id", Value::from(id))]))
}

/// Checks that no validator can say.
pub fn validate(config: &Value, diagnostics: &mut Diagnostics) {
    if let Some(name) = config.get("name").as_str() {
        check_name(name, Path::dotted("name"), diagnostics);
    }
    for key in config
        .get("metadata")
        .members()
        .into_iter()
        .flatten()
        .map(|(key, _)| key)
    {
        let length = key.trim().chars().count();
        if !(1..=255).contains(&length) {
            diagnostics.error_at(
                Path::dotted("metadata").key(key),
                "Invalid value",
                "Keys of metadata have 1 to 255 characters.",
            );
        }
    }
}

/// Refuses a name that no request could carry.
pub fn check_name(name: &str, path: Path, diagnostics: &mut Diagnostics) {
    let trimmed = name.trim();
    let length = trimmed.encode_utf16().count();
    let reason = if trimmed.is_empty() && !name.is_empty() {
        "The name of a secret must not be blank.".to_owned()
    } else if trimmed == "." || trimmed == ".." {
        format!("No URL can carry «{trimmed}» as a name.")
    } else if length > LONGEST_NAME {
        format!(
            "The name has {length} characters; Infisical's routes carry at most {LONGEST_NAME}. A longer one could be created by a batch, but neither read nor changed."
        )
    } else {
        return;
    };
    diagnostics.error_at(path, "Invalid value", reason);
}

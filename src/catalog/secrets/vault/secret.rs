//! One secret as the API tells it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::routes::Place;

/// What stands in the place of a value that the identity may not read.
const HIDDEN: &str = "<hidden-by-infisical>";

/// The value may not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden;

/// A secret. Its value is never printed: no `Debug`.
#[derive(Clone, PartialEq)]
pub struct Secret {
    /// its ID
    pub id: String,
    /// its name
    pub name: String,
    /// where it lives
    pub place: Place,
    /// its value, as far as it may be read
    pub value: Result<String, Hidden>,
    /// its comment
    pub comment: String,
    /// its metadata
    pub metadata: BTreeMap<String, String>,
    /// IDs of its tags
    pub tags: Vec<String>,
    /// how often it was written
    pub version: i64,
    /// whether line breaks are kept as they are
    pub skip_multiline_encoding: bool,
    /// days and note of its reminder
    pub reminder: Option<(i64, String)>,
    /// when it was last changed, in the API's words
    pub updated_at: String,
    /// ID of who wrote it last
    pub actor: Option<String>,
    /// `shared` or `personal`
    pub kind: String,
}

impl Secret {
    /// Reads an answer; what it does not tell about the place is taken from `place`. `None` when it is no secret.
    pub fn from_json(json: &Json, place: &Place) -> Option<Secret> {
        let text = |key: &str| json.get(key).and_then(Json::as_str);
        let value = text("secretValue").unwrap_or_default();
        // Reads by ID lack the flag: the text alone tells then.
        let hidden = value == HIDDEN && json.get("secretValueHidden") != Some(&Json::Bool(false));
        let metadata = json.get("secretMetadata").and_then(Json::as_array);
        let tags = json.get("tags").and_then(Json::as_array);
        let member = |item: &Json, key: &str| item.get(key)?.as_str().map(str::to_owned);
        let days = json.get("secretReminderRepeatDays").and_then(Json::as_f64);
        Some(Secret {
            id: text("id")?.to_owned(),
            name: text("secretKey")?.to_owned(),
            place: Place::new(
                text("workspace").unwrap_or(&place.project),
                text("environment").unwrap_or(&place.environment),
                text("secretPath").unwrap_or(&place.path),
            ),
            value: if hidden {
                Err(Hidden)
            } else {
                Ok(value.to_owned())
            },
            comment: text("secretComment").unwrap_or_default().to_owned(),
            metadata: metadata
                .into_iter()
                .flatten()
                .filter_map(|item| {
                    Some((
                        member(item, "key")?,
                        member(item, "value").unwrap_or_default(),
                    ))
                })
                .collect(),
            tags: tags
                .into_iter()
                .flatten()
                .filter_map(|tag| member(tag, "id"))
                .collect(),
            version: json.get("version").and_then(Json::as_i64).unwrap_or(1),
            skip_multiline_encoding: json
                .get("skipMultilineEncoding")
                .and_then(Json::as_bool)
                .unwrap_or(false),
            reminder: days.filter(|days| *days >= 1.0).map(|days| {
                let note = text("secretReminderNote").unwrap_or_default();
                (days as i64, note.to_owned())
            }),
            updated_at: text("updatedAt").unwrap_or_default().to_owned(),
            actor: json
                .pointer("/actor/actorId")
                .and_then(Json::as_str)
                .map(str::to_owned),
            kind: text("type").unwrap_or("shared").to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_hidden_value_is_told_from_a_value_of_the_same_text() {
        let place = Place::new("p", "dev", "/");
        let secret = |extra: Json| {
            let mut json =
                json!({"id": "1", "secretKey": "A", "secretValue": "<hidden-by-infisical>"});
            json.as_object_mut()
                .unwrap()
                .extend(extra.as_object().unwrap().clone());
            Secret::from_json(&json, &place).unwrap().value
        };
        assert_eq!(secret(json!({})), Err(Hidden));
        assert_eq!(secret(json!({"secretValueHidden": true})), Err(Hidden));
        assert_eq!(
            secret(json!({"secretValueHidden": false})),
            Ok("<hidden-by-infisical>".to_owned())
        );
    }

    #[test]
    fn the_place_is_completed_from_what_was_asked() {
        let asked = Place::new("p", "dev", "/a/");
        let told = |json: Json| Secret::from_json(&json, &asked).unwrap().place;
        assert_eq!(told(json!({"id": "1", "secretKey": "A"})), asked);
        assert_eq!(
            told(
                json!({"id": "1", "secretKey": "A", "environment": "prod", "secretPath": "/b", "workspace": "q"})
            ),
            Place::new("q", "prod", "b")
        );
        assert!(Secret::from_json(&json!({"approval": {}}), &asked).is_none());
    }
}

//! Permission rules of roles and privileges: the same list everywhere, and the ways in which the API spells it.

use serde_json::Value as Json;

use crate::rest::prelude::*;

/// A list of rules: subject, actions, conditions, inversion.
pub(crate) fn rules(name: &str) -> Field {
    objects(
        name,
        [
            string("subject").required().not_empty().doc("What the rule is about, such as `secrets` or `secret-folders`."),
            string_set("action").required().size(1..=u64::MAX).doc("What may be done, such as `read` and `edit`; which actions there are depends on the subject."),
            boolean("inverted").default(false).doc("Whether the rule forbids instead of allowing. Default: false."),
            json_text("conditions").pattern(r"^\s*\{", "a JSON object")
                .doc("When the rule holds, as a JSON object (use `jsonencode`), such as `{\"environment\": {\"$eq\": \"dev\"}}`."),
        ],
    )
}

/// Spells rules of an answer as the configuration does: the API packs single values into lists and leaves out what is unset.
pub(crate) fn tell(rules: &mut Json, prior: &Value) {
    for (i, rule) in rules.as_array_mut().into_iter().flatten().enumerate() {
        let Some(members) = rule.as_object_mut() else {
            continue;
        };
        if let Some(action @ Json::String(_)) = members.get_mut("action") {
            *action = json!([action.take()]);
        }
        if let Some(subject) = members.get_mut("subject") {
            first_of_list(subject);
        }
        members.entry("inverted").or_insert(json!(false));
        // Conditions without any condition vanish.
        let unset = members.get("conditions").is_none_or(Json::is_null);
        if unset
            && says_nothing(
                prior
                    .items()
                    .and_then(|p| p.get(i))
                    .map(|p| p.get("conditions")),
            )
        {
            members.insert("conditions".into(), json!({}));
        }
    }
}

fn says_nothing(conditions: Option<&Value>) -> bool {
    let text = conditions.and_then(Value::as_str);
    text.and_then(|t| serde_json::from_str::<Json>(t).ok())
        .is_some_and(|json| json.as_object().is_some_and(|members| members.is_empty()))
}

/// A list of one becomes its element.
fn first_of_list(json: &mut Json) {
    if let Json::Array(items) = json
        && items.len() == 1
    {
        *json = items.remove(0);
    }
}

/// A rule in the form of the first generation: one action, one subject, an environment and a glob of paths. `None` when the
/// rule says more than that.
pub(crate) fn first_generation(rule: &Json) -> Option<Json> {
    let one = |name: &str| {
        let mut json = rule.get(name)?.clone();
        first_of_list(&mut json);
        json.as_str().map(str::to_owned)
    };
    let (action, subject) = (one("action")?, one("subject")?);
    if rule
        .get("inverted")
        .is_some_and(|inverted| inverted == true)
    {
        return None;
    }
    let mut out = json!({"action": action, "subject": subject, "conditions": null});
    if let Some(Json::Object(conditions)) = rule.get("conditions").filter(|c| !c.is_null()) {
        let mut plain = json!({});
        for (key, value) in conditions {
            match (key.as_str(), value.as_str()) {
                ("environment", Some(text)) => plain["environment"] = text.into(),
                ("environment", None) => plain["environment"] = sole(value, "$eq")?,
                ("secretPath", _) => plain["secretPath"] = json!({"$glob": sole(value, "$glob")?}),
                _ => return None,
            }
        }
        out["conditions"] = plain;
    }
    Some(out)
}

/// The text under an operator that stands alone.
fn sole(json: &Json, operator: &str) -> Option<Json> {
    let members = json.as_object().filter(|m| m.len() == 1)?;
    members.get(operator).filter(|v| v.is_string()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_spelt_as_configured() {
        let mut rules = json!([{"action": "read", "subject": ["secrets"]}, {"action": ["edit"], "subject": "role", "inverted": true, "conditions": {"a": 1}}]);
        let prior = Value::List(vec![Value::object([("conditions", Value::from("{ }"))])]);
        tell(&mut rules, &prior);
        assert_eq!(
            rules,
            json!([
                {"action": ["read"], "subject": "secrets", "inverted": false, "conditions": {}},
                {"action": ["edit"], "subject": "role", "inverted": true, "conditions": {"a": 1}},
            ])
        );
    }

    #[test]
    fn rules_of_the_first_generation() {
        let plain = json!({"action": ["read"], "subject": ["secrets"], "conditions": {"environment": {"$eq": "dev"}, "secretPath": {"$glob": "/a/**"}}});
        assert_eq!(
            first_generation(&plain),
            Some(
                json!({"action": "read", "subject": "secrets", "conditions": {"environment": "dev", "secretPath": {"$glob": "/a/**"}}})
            )
        );
        for beyond in [
            json!({"action": ["read", "edit"], "subject": "secrets"}),
            json!({"action": "read", "subject": "secrets", "inverted": true}),
            json!({"action": "read", "subject": "secrets", "conditions": {"environment": {"$ne": "dev"}}}),
            json!({"action": "read", "subject": "secrets", "conditions": {"secretName": {"$eq": "A"}}}),
        ] {
            assert_eq!(first_generation(&beyond), None);
        }
    }
}

//! What a template is refused for before Infisical is asked, and how roles are told.

use serde_json::{Value as Json, json};

use super::template;
use crate::framework::{Diagnostics, Value};
use crate::rest::declare::RestResource;

fn known(declared: &RestResource, json: Json) -> Value {
    let schema = crate::rest::schema::schema(0, &declared.fields, &declared.rules, "", None);
    crate::rest::codec::by_type(&schema.value_type(), &json)
}

fn refusals(config: Json) -> Vec<String> {
    let declared = template::resource();
    let mut diagnostics = Diagnostics::new();
    (declared.special.validate.unwrap())(&known(&declared, config), &mut diagnostics);
    diagnostics.0.into_iter().map(|d| d.summary).collect()
}

#[test]
fn templates_that_infisical_refuses_are_refused_before() {
    let environment =
        |slug: &str, position: i64| json!({"name": slug, "slug": slug, "position": position});
    let role = |name: &str, slug: &str| json!({"name": name, "slug": slug});
    for (config, why) in [
        (json!({"name": "default"}), "Name is reserved"),
        (
            json!({"environments": [environment("a", 1), environment("b", 3)]}),
            "Positions with gaps",
        ),
        (
            json!({"roles": [role("One", "a"), role("Two", "a")]}),
            "Given twice",
        ),
        (
            json!({"roles": [role("Developer", "dev")]}),
            "Role is reserved",
        ),
        (
            json!({"roles": [role("Mine", "viewer")]}),
            "Role is reserved",
        ),
        (
            json!({"users": [{"username": "ada", "roles": ["ops"]}]}),
            "Unknown role",
        ),
    ] {
        assert_eq!(refusals(config.clone()), [why], "{config}");
    }
    let fine = json!({"name": "mine", "environments": [environment("b", 2), environment("a", 1)], "roles": [role("Ops", "ops")],
        "groups": [{"group_slug": "g", "roles": ["ops", "admin"]}]});
    assert!(refusals(fine).is_empty());
}

#[test]
fn built_in_roles_are_not_told() {
    let declared = template::resource();
    let mut answer = json!({"roles": [
        {"slug": "admin", "name": "Admin", "permissions": []},
        {"slug": "ops", "name": "Ops", "permissions": [{"subject": "secrets", "action": "read"}]},
    ]});
    (declared.special.after_answer.unwrap())(&mut answer, &Value::Null);
    assert_eq!(
        answer["roles"],
        json!([{"slug": "ops", "name": "Ops", "permissions": [{"subject": "secrets", "action": ["read"], "inverted": false}]}])
    );
}

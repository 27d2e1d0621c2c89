//! Actors and steps, spelt as the configuration spells them.

use serde_json::{Value as Json, json};

use super::*;

fn known(json: Json, declared: &RestResource) -> Value {
    let schema = crate::rest::schema::schema(0, &declared.fields, &declared.rules, "", None);
    crate::rest::codec::by_type(&schema.value_type(), &json)
}

fn told(declared: &RestResource, mut answer: Json, before: Json) -> Json {
    let before = known(before, declared);
    (declared.special.after_answer.unwrap())(&mut answer, &before);
    crate::rest::decode::object(&declared.fields, &answer, &before, true).reveal()
}

fn sent(declared: &RestResource, mut body: Json) -> Json {
    (declared.special.before_send.unwrap())(Verb::Post, &mut body, &Value::Null);
    body
}

fn refusals(declared: &RestResource, config: Json) -> Vec<String> {
    let mut diagnostics = Diagnostics::new();
    (declared.special.validate.unwrap())(&known(config, declared), &mut diagnostics);
    diagnostics.0.into_iter().map(|d| d.summary).collect()
}

#[test]
fn users_stay_as_the_state_has_them() {
    let answer = json!({"approvers": [
        {"type": "user", "id": "u1", "username": "ada@example.com"},
        {"type": "user", "id": "u2", "username": "bob@example.com"},
        {"type": "group", "id": "g1", "username": null},
    ], "bypassers": [], "environments": [{"slug": "dev"}]});
    let before = json!({"environment_slug": "dev", "approvers": [{"type": "user", "id": "u2"}]});
    let state = told(&secret::resource(), answer, before);
    assert_eq!(
        state["approvers"],
        json!([
            {"type": "user", "id": null, "username": "ada@example.com"},
            {"type": "user", "id": "u2", "username": null},
            {"type": "group", "id": "g1", "username": null},
        ])
    );
    assert_eq!(state["environment_slug"], "dev");
    assert_eq!(state["environment_slugs"], Json::Null);
    assert_eq!(state["bypassers"], Json::Null);
}

#[test]
fn an_environment_more_shows() {
    let answer = json!({"environments": [{"slug": "dev"}, {"slug": "prod"}]});
    let state = told(
        &secret::resource(),
        answer,
        json!({"environment_slug": "dev"}),
    );
    assert_eq!(state["environment_slugs"], json!(["dev", "prod"]));
    assert_eq!(state["environment_slug"], Json::Null);
    // A server of 2024 tells one only.
    let answer = json!({"environment": {"slug": "prod"}});
    let state = told(
        &secret::resource(),
        answer,
        json!({"environment_slugs": ["dev"]}),
    );
    assert_eq!(state["environment_slugs"], json!(["prod"]));
}

#[test]
fn steps_are_told_by_their_approvers() {
    let answer = json!({"approvals": 9, "approvers": [
        {"type": "user", "id": "u1", "name": "ada@example.com", "sequence": 1, "approvalsRequired": 1},
        {"type": "group", "id": "g1", "name": null, "sequence": 2, "approvalsRequired": 3},
    ]});
    let state = told(&access::resource(), answer, json!({}));
    assert_eq!(state["required_approvals"], 1);
    assert_eq!(
        state["approvals_required"],
        json!([{"step_number": 2, "number_of_approvals": 3}])
    );
    assert_eq!(state["approvers"][0]["username"], "ada@example.com");
    assert_eq!(state["approvers"][0]["sequence"], Json::Null);
    assert_eq!(state["approvers"][1]["sequence"], 2);
}

#[test]
fn bodies_carry_all_steps_and_environments() {
    let body = json!({"environmentSlug": "dev", "approvals": 2, "approvalsRequired": [{"stepNumber": 2, "numberOfApprovals": 1}]});
    assert_eq!(
        sent(&access::resource(), body),
        json!({"approvals": 2, "environments": ["dev"], "approvalsRequired": [
            {"stepNumber": 1, "numberOfApprovals": 2}, {"stepNumber": 2, "numberOfApprovals": 1},
        ]})
    );
    let body = json!({"environments": ["a", "b"], "approvals": 1});
    assert_eq!(
        sent(&secret::resource(), body),
        json!({"environments": ["a", "b"], "approvals": 1})
    );
}

#[test]
fn what_cannot_work_is_refused_at_plan_time() {
    let user =
        |sequence: Json| json!({"type": "user", "username": "a@example.com", "sequence": sequence});
    let access = access::resource();
    for (config, why) in [
        (json!({"approvers": []}), "No approver"),
        (
            json!({"approvers": [user(json!(2))]}),
            "Step without number of approvals",
        ),
        (
            json!({"approvers": [user(json!(1))], "approvals_required": [{"step_number": 2, "number_of_approvals": 1}]}),
            "Step without approvers",
        ),
        (
            json!({"approvers": [user(Json::Null)], "request_expiration_time": "30s"}),
            "Time out of range",
        ),
    ] {
        assert_eq!(refusals(&access, config), [why]);
    }
    let fine = json!({"approvers": [user(json!(1)), user(json!(2))], "request_expiration_time": "2d", "approvals_required": [{"step_number": 2, "number_of_approvals": 1}]});
    assert!(refusals(&access, fine).is_empty());
    let secret = secret::resource();
    let too_many =
        json!({"approvers": [{"type": "user", "username": "a"}], "required_approvals": 2});
    assert_eq!(
        refusals(&secret, too_many),
        ["More approvals than approvers"]
    );
    let group = json!({"approvers": [{"type": "group", "id": "g"}], "required_approvals": 2});
    assert!(refusals(&secret, group).is_empty());
}

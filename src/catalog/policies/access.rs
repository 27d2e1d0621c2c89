//! Who must agree before somebody gets access to a path.

use serde_json::Value as Json;

use super::{actor, approvers, one_name, policy, refuse, send_environment, tell};
use crate::catalog::identities::project_by_id;
use crate::framework::Diagnostics;
use crate::framework::validate::formats;
use crate::rest::prelude::*;

const POLICIES: &str = "/api/v1/access-approvals/policies";
const POLICY: &str = "/api/v1/access-approvals/policies/{id}";

const MINUTE: u128 = 60 * 1_000_000_000;
const YEAR: u128 = 366 * 24 * 60 * MINUTE;

pub fn resource() -> RestResource {
    let period = |name: &str| {
        string(name)
            .format(Format::Duration)
            .equality(Equality::Duration)
    };
    policy("access_approval_policy", "access approval policy", "to which access is given only after an approval")
        .doc("Users ask for access to a path for a while, and get it when enough approvers agree. In several steps, where `approvals_required` tells of more than one.")
        .fields([
            one_name(object_set("approvers", actor([
                integer("sequence").at_least(1).doc("Step in which they are asked. Default: 1."),
            ]))).required().size(0..=100).always().doc("Users and groups who may approve."),
            integer("required_approvals").required().at_least(1).create_as("approvals").update_as("approvals").read_as(["requiredApprovals", "approvals"]).always()
                .doc("How many approvers must agree (in the first step)."),
            object_set("approvals_required", [
                integer("step_number").required().at_least(2).doc("Number of the step, from 2 on; the first one is `required_approvals`."),
                integer("number_of_approvals").required().at_least(1).doc("How many approvers of the step must agree."),
            ]).read_as(["furtherSteps"]).always().doc("Further steps, one after another. Each needs approvers with its `sequence`."),
            period("max_time_period").doc("Longest time for which access may be asked, such as `1h` or `7d`. Default: no limit."),
            period("request_expiration_time").doc("How long a request stays open, from `1m` to a year. Default: for ever."),
            object("external_approval", [
                string("type").required().not_empty().doc("Kind of the service that approves."),
                string("connection_id").required().uuid().doc("ID of the app connection to it."),
                string("approver_identity_id").required().uuid().doc("ID of the machine identity that it approves as."),
            ]).unread_members().doc("A service outside that approves, in the place of approvers or beside them."),
        ])
        // The create knows a project by its slug only.
        .creates(project_by_id())
        .creates(post(POLICIES).envelope("approval").except(&["project_id"]).fills("projectSlug", "{json:project.slug}"))
        .reads(get(POLICY).envelope("approval"))
        .updates(patch(POLICY).envelope("approval").except(&["project_id"]))
        .deletes(delete(POLICY))
        // Infisical lists policies to users only: with a machine identity, import by ID. The list tells no names of users: it is
        // asked for the ID alone.
        .import_by("{project_slug}/{name}", get("/api/v1/access-approvals/policies?projectSlug={json:project_slug}").envelope("approvals").pick("name", "name").under("found"))
        .on_validate(check)
        .on_send(|_, body, _| {
            send_environment(body);
            send_steps(body);
        })
        .on_answer(on_answer)
}

/// The first step goes before the further ones.
fn send_steps(body: &mut Json) {
    let Some(members) = body.as_object_mut() else {
        return;
    };
    let Some(first) = members.get("approvals").cloned() else {
        return;
    };
    let further = members.get("approvalsRequired").and_then(Json::as_array);
    let mut steps = vec![json!({"stepNumber": 1, "numberOfApprovals": first})];
    steps.extend(further.into_iter().flatten().cloned());
    members.insert("approvalsRequired".into(), steps.into());
}

/// How many approvals a step needs stands at its approvers.
fn on_answer(answer: &mut Json, known: &Value) {
    let mut further: Vec<Json> = Vec::new();
    let mut first = None;
    for approver in answer
        .get("approvers")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
    {
        let step = approver["sequence"].as_u64().unwrap_or(1);
        let needed = &approver["approvalsRequired"];
        if step == 1 {
            first = first.or_else(|| needed.as_u64());
        } else if !further.iter().any(|f| f["stepNumber"] == step) {
            further.push(json!({"stepNumber": step, "numberOfApprovals": needed}));
        }
    }
    if let Some(first) = first {
        answer["requiredApprovals"] = first.into();
    }
    if answer.get("approvers").is_some() {
        answer["furtherSteps"] = further.into();
    }
    tell(answer, known, "name");
    // The first step needs no number, unless the state has one.
    let before = known.get("approvers").items().unwrap_or(&[]);
    for approver in answer
        .get_mut("approvers")
        .and_then(Json::as_array_mut)
        .into_iter()
        .flatten()
    {
        let same = |b: &&Value| {
            ["id", "username"]
                .iter()
                .all(|n| b.get(n).as_str() == approver[n].as_str())
        };
        let told = before
            .iter()
            .find(same)
            .is_some_and(|b| !b.get("sequence").is_null());
        if approver["sequence"] == 1 && !told {
            approver["sequence"] = Json::Null;
        }
    }
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    if let Some(time) = config
        .get("request_expiration_time")
        .as_str()
        .and_then(formats::duration)
        && !(MINUTE..=YEAR).contains(&time)
    {
        let detail = "A request stays open for a minute at least and a year at most. Leave the attribute out for requests that stay open for ever.";
        refuse(
            diagnostics,
            "request_expiration_time",
            "Time out of range",
            detail.into(),
        );
    }
    let Some(all) = approvers(config) else {
        return;
    };
    if all.is_empty() && config.get("external_approval").is_null() {
        let detail = "Name at least one user or group who may approve, or an `external_approval`.";
        refuse(diagnostics, "approvers", "No approver", detail.into());
    }
    let steps = config.get("approvals_required");
    if steps.contains_unknown() {
        return;
    }
    let steps: Vec<Option<i64>> = steps
        .items()
        .unwrap_or(&[])
        .iter()
        .map(|s| s.get("step_number").as_i64())
        .collect();
    for (i, step) in steps.iter().enumerate() {
        let number = step.unwrap_or_default();
        if steps[..i].contains(step) {
            let detail =
                format!("Step {number} stands there twice; each step has one number of approvals.");
            refuse(
                diagnostics,
                "approvals_required",
                "Step given twice",
                detail,
            );
        }
        if !all.iter().any(|a| a.get("sequence").as_i64() == *step) {
            let detail =
                format!("Step {number} has no approvers: give some of them sequence = {number}.");
            refuse(
                diagnostics,
                "approvals_required",
                "Step without approvers",
                detail,
            );
        }
    }
    for approver in all {
        let step = approver.get("sequence").as_i64();
        if step.is_some_and(|s| s > 1) && !steps.contains(&step) {
            let number = step.unwrap_or_default();
            let detail = format!(
                "Approvers have sequence = {number}: say in `approvals_required` how many of them must agree."
            );
            refuse(
                diagnostics,
                "approvals_required",
                "Step without number of approvals",
                detail,
            );
        }
    }
}

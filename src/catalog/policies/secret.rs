//! Who must agree before secrets change.

use super::{actor, approvers, one_name, policy, refuse, send_environment, tell};
use crate::framework::Diagnostics;
use crate::rest::prelude::*;

const POLICIES: &str = "/api/v2/secret-approvals";
const POLICY: &str = "/api/v2/secret-approvals/{id}";
const POLICY_OLDER: &str = "/api/v1/secret-approvals/{id}";

fn both(call: fn(&str) -> Call) -> Call {
    call(POLICY)
        .envelope("approval")
        .or_deprecated(call(POLICY_OLDER).envelope("approval"))
}

pub fn resource() -> RestResource {
    let named = |list: &str| {
        get(list)
            .envelope("approvals")
            .pick("name", "name")
            .under("found")
    };
    let by_name = named("/api/v2/secret-approvals?projectId={project_id}")
        .or_deprecated(named("/api/v1/secret-approvals?workspaceId={project_id}"));
    policy("secret_approval_policy", "secret approval policy", "whose secrets change only after an approval")
        .doc("Changes of secrets below a path become requests, and take effect when enough approvers agree. The provider's own identity is held back as well: name it as a bypasser where Terraform writes secrets there. Needs a plan with secret approvals.")
        .fields([
            one_name(object_set("approvers", actor([]))).required().size(1..=100).always().doc("Users and groups who may approve."),
            integer("required_approvals").required().at_least(1).json("approvals").always().doc("How many of them must agree."),
        ])
        .creates(post(POLICIES).envelope("approval").or_deprecated(post("/api/v1/secret-approvals").envelope("approval").renames("projectId", "workspaceId")))
        .reads(both(get))
        .updates(both(patch))
        .deletes(both(delete))
        // Infisical lists policies to users only: with a machine identity, import by ID. The list tells no names of users: it is
        // asked for the ID alone.
        .import_by("{project_id}/{name}", by_name)
        .on_validate(check)
        .on_send(|_, body, _| send_environment(body))
        .on_answer(|answer, known| tell(answer, known, "username"))
}

fn check(config: &Value, diagnostics: &mut Diagnostics) {
    let Some(all) = approvers(config) else {
        return;
    };
    let only_users = all.iter().all(|a| a.get("type").as_str() == Some("user"));
    let needed = config.get("required_approvals");
    if only_users && needed.as_i64().is_some_and(|n| n > all.len() as i64) {
        refuse(
            diagnostics,
            "required_approvals",
            "More approvals than approvers",
            format!(
                "{} approvals are required, but only {} users may approve. Add approvers or require fewer.",
                needed.reveal(),
                all.len()
            ),
        );
    }
}

//! One call each of Terraform core: decode is done, these do the framework's part (schema checks, plan, conformance) around a resource.

use super::conformance;
use super::diagnostic::Diagnostics;
use super::plan::{self, Plan};
use super::traits::{ApplyRequest, ImportRequest, Resource, State, StateResponse};
use super::validate;
use super::value::Value;

/// Checks a configuration: schema first, then the resource's own rules.
pub async fn validate(resource: &dyn Resource, config: &Value) -> Diagnostics {
    let mut diagnostics = validate::validate(resource.schema(), config);
    resource.validate(config, &mut diagnostics).await;
    diagnostics
}

/// What core hands over to plan.
#[derive(Debug, Clone, Default)]
pub struct PlanRequest {
    /// before; null for create
    pub prior: Value,
    /// core's merge of prior and configuration; null for destroy
    pub proposed: Value,
    /// the configuration
    pub config: Value,
    /// private bytes of the state
    pub private: Vec<u8>,
    /// prior identity
    pub identity: Option<Value>,
}

/// Plans a change; a null proposal is a destroy.
pub async fn plan(resource: &dyn Resource, request: PlanRequest) -> Plan {
    let destroy = request.proposed.is_null();
    let mut plan = Plan {
        planned: if destroy {
            Value::Null
        } else {
            plan::plan(resource.schema(), &request.prior, &request.config)
        },
        prior: request.prior,
        config: request.config,
        replace: Vec::new(),
        private: request.private,
        identity: request.identity,
        diagnostics: Diagnostics::new(),
    };
    if !destroy {
        plan::note_replacements(resource.schema(), &mut plan);
    }
    resource.modify_plan(&mut plan).await;
    if !destroy && !plan.diagnostics.has_errors() {
        let faults =
            conformance::check_plan(resource.schema(), &plan.prior, &plan.config, &plan.planned);
        conformance::report(resource.type_name(), "plan", faults, &mut plan.diagnostics);
    }
    plan
}

/// Applies a plan and checks the answer against it.
pub async fn apply(resource: &dyn Resource, request: ApplyRequest) -> StateResponse {
    let planned = request.planned.clone();
    let mut response = resource.apply(request).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    if !planned.is_null() && !response.diagnostics.has_errors() {
        let faults = conformance::check_apply(&planned, &response.state.value);
        conformance::report(
            resource.type_name(),
            "apply",
            faults,
            &mut response.diagnostics,
        );
    }
    response
}

/// Refreshes a state.
pub async fn read(resource: &dyn Resource, state: State) -> StateResponse {
    let mut response = resource.read(state).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    response
}

/// Imports an object.
pub async fn import(resource: &dyn Resource, request: ImportRequest) -> StateResponse {
    let mut response = resource.import(request).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    response
}

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
    // A new object has an identity of its own, also when it replaces another one.
    let identity = request.identity.filter(|_| !request.prior.is_null());
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
        identity,
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
    let is_update = !request.prior.is_null() && !planned.is_null();
    let stored = request.identity.clone().filter(|_| is_update);
    let mut response = resource.apply(request).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    keep_identity(stored, &mut response);
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
    let stored = state.identity.clone();
    let mut response = resource.read(state).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    keep_identity(stored, &mut response);
    response
}

/// Core refuses an identity that changes during the life of an object: what is stored stays, even when the object was found
/// again under another one (made anew elsewhere under the same name).
fn keep_identity(stored: Option<Value>, response: &mut StateResponse) {
    let complete = |identity: &Value| {
        !identity.contains_unknown()
            && identity
                .members()
                .is_some_and(|all| !all.values().any(Value::is_null))
    };
    if let Some(stored) = stored.filter(complete) {
        response.state.identity = Some(stored);
    }
}

/// Imports an object.
pub async fn import(resource: &dyn Resource, request: ImportRequest) -> StateResponse {
    let mut response = resource.import(request).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    response
}

#[cfg(test)]
mod tests {
    use super::super::schema::Schema;
    use super::*;
    use async_trait::async_trait;

    /// Answers with another identity each time.
    struct Restless(Schema);

    fn identity(id: &str) -> Option<Value> {
        Some(Value::object([("id", Value::from(id))]))
    }

    #[async_trait]
    impl Resource for Restless {
        fn type_name(&self) -> &str {
            "test_restless"
        }
        fn schema(&self) -> &Schema {
            &self.0
        }
        async fn read(&self, state: State) -> StateResponse {
            StateResponse {
                state: State {
                    identity: identity("other"),
                    ..state
                },
                diagnostics: Diagnostics::new(),
            }
        }
        async fn apply(&self, request: ApplyRequest) -> StateResponse {
            StateResponse {
                state: State {
                    value: request.planned,
                    identity: identity("other"),
                    private: Vec::new(),
                },
                diagnostics: Diagnostics::new(),
            }
        }
        async fn import(&self, _: ImportRequest) -> StateResponse {
            StateResponse::default()
        }
    }

    #[tokio::test]
    async fn a_stored_identity_stays() {
        let resource = Restless(Schema::default());
        let object = Value::object::<String>([]);
        let state = |stored: Option<Value>| State {
            value: object.clone(),
            identity: stored,
            private: Vec::new(),
        };
        let read = read(&resource, state(identity("first"))).await;
        assert_eq!(read.state.identity, identity("first"));
        let learned = super::read(&resource, state(None)).await;
        assert_eq!(learned.state.identity, identity("other"));
        let change = |prior: Value| ApplyRequest {
            prior,
            planned: object.clone(),
            identity: identity("first"),
            ..ApplyRequest::default()
        };
        let updated = apply(&resource, change(object.clone())).await;
        assert_eq!(updated.state.identity, identity("first"));
        let made_anew = apply(&resource, change(Value::Null)).await;
        assert_eq!(made_anew.state.identity, identity("other"));
    }
}

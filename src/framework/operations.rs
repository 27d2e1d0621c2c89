//! One call each of Terraform core: decode is done, these do the framework's part (schema checks, plan, conformance) around a resource.

use super::conformance;
use super::diagnostic::Diagnostics;
use super::plan::{self, Plan};
use super::traits::{
    ApplyRequest, DataSource, EphemeralResource, ImportRequest, Opened, Resource, State,
    StateResponse,
};
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
    identify(resource, stored, &mut response.state);
    if !planned.is_null() && !response.diagnostics.has_errors() {
        let faults = conformance::check_apply(&planned, &response.state.value);
        conformance::report(
            resource.type_name(),
            "apply",
            faults,
            &mut response.diagnostics,
        );
    }
    check_told(resource, "apply", &mut response);
    response
}

/// Checks what core would refuse to store: an object that is not of the schema's type, or an identity that is not known. Such an
/// identity is not told, so that the object itself is not lost with it.
fn check_told(resource: &dyn Resource, step: &str, response: &mut StateResponse) {
    let mut faults = Vec::new();
    if !response.state.value.is_null() && !response.diagnostics.has_errors() {
        faults = conformance::check_state(resource.schema(), &response.state.value);
    }
    if let (Some(schema), Some(identity)) = (resource.identity_schema(), &response.state.identity)
        && !identity.is_null()
    {
        let of_identity = conformance::check_identity(schema, identity);
        if !of_identity.is_empty() {
            response.state.identity = None;
            faults.extend(of_identity);
        }
    }
    conformance::report(
        resource.type_name(),
        step,
        faults,
        &mut response.diagnostics,
    );
}

/// Refreshes a state.
pub async fn read(resource: &dyn Resource, state: State) -> StateResponse {
    let stored = state.identity.clone();
    let mut response = resource.read(state).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    identify(resource, stored, &mut response.state);
    check_told(resource, "read", &mut response);
    response
}

/// The identity that is told. Core refuses one that changes during the life of an object: what is stored stays, even when the
/// object was found again under another one (made anew elsewhere under the same name).
fn identify(resource: &dyn Resource, stored: Option<Value>, state: &mut State) {
    let complete = |identity: &Value| {
        !identity.contains_unknown()
            && identity
                .members()
                .is_some_and(|all| !all.values().any(Value::is_null))
    };
    state.identity = stored
        .filter(complete)
        .or_else(|| resource.identity_of(&state.value))
        .or(state.identity.take());
}

/// Imports an object. What was asked for by its identity has that identity.
pub async fn import(resource: &dyn Resource, request: ImportRequest) -> StateResponse {
    let asked = match &request {
        ImportRequest::Identity(identity) => Some(identity.clone()),
        ImportRequest::Id(_) => None,
    };
    let mut response = resource.import(request).await;
    plan::strip_write_only(&resource.schema().block, &mut response.state.value);
    identify(resource, None, &mut response.state);
    if response.state.identity.is_none() && !response.state.value.is_null() {
        response.state.identity = asked;
    }
    check_told(resource, "import", &mut response);
    response
}

/// Reads a data source.
pub async fn read_data(
    source: &dyn DataSource,
    config: Value,
) -> Result<(Value, Diagnostics), Diagnostics> {
    let (value, mut diagnostics) = source.read(config).await?;
    if !diagnostics.has_errors() {
        let faults = conformance::check_state(source.schema(), &value);
        conformance::report(source.type_name(), "read", faults, &mut diagnostics);
    }
    Ok((value, diagnostics))
}

/// Opens an ephemeral resource. What core would refuse is closed again, for core would not do it.
pub async fn open(ephemeral: &dyn EphemeralResource, config: Value) -> Result<Opened, Diagnostics> {
    let mut opened = ephemeral.open(config.clone()).await?;
    if opened.diagnostics.has_errors() {
        return Ok(opened);
    }
    let faults = conformance::check_opened(ephemeral.schema(), &config, &opened.value);
    if faults.is_empty() {
        return Ok(opened);
    }
    conformance::report(
        ephemeral.type_name(),
        "open",
        faults,
        &mut opened.diagnostics,
    );
    let closed = ephemeral.close(opened.private).await;
    opened.diagnostics.extend(closed);
    Err(opened.diagnostics)
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

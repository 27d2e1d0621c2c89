//! Answers with a good status that mean failure all the same, on every call of a declared resource.

use serde_json::{Value as Json, json};
use terraform_provider_infisical::api::Method;
use terraform_provider_infisical::framework::Value;
use terraform_provider_infisical::framework::operations;
use terraform_provider_infisical::framework::traits::{ApplyRequest, Resource};
use terraform_provider_infisical::rest::codec::by_type;
use terraform_provider_infisical::rest::engine::RestEngine;
use terraform_provider_infisical::rest::prelude::*;
use terraform_provider_infisical::rest::session::Session;

use super::api_support::{Reply, Seen, Server, client, ok, refuse, with_login};
use super::desk::errors;

const ALL: &str = "/api/v2/things";
const ONE: &str = "/api/v2/things/{id}";
const OLD: &str = "/api/v1/things/{id}";

fn thing() -> RestResource {
    let told = |call: Call| {
        call.envelope("thing")
            .refused_when("status", "failed", "statusDetails")
    };
    RestResource::new("thing", "thing", "Things")
        .field(string("id").computed())
        .field(string("name").required())
        .creates(told(post(ALL)))
        .reads(get(ONE).envelope("thing"))
        .updates(told(patch(ONE)))
        .deletes(told(delete(ONE)).or_deprecated(delete(OLD).envelope("thing")))
}

/// A server on which `verb` of the thing fails in this way, and everything else works.
async fn engine(verb: Method, today: bool) -> (Server, RestEngine) {
    let server = Server::start(with_login(move |seen: &Seen| {
        let old = seen.target.starts_with("/api/v1");
        if !today && !old && seen.method == "DELETE" {
            return refuse(404, "Not Found", "Route DELETE:/api/v2/things/1 not found");
        }
        let mut thing = json!({"id": "1", "name": seen.body.get("name").cloned().unwrap_or(json!("a")), "status": "ok"});
        if seen.method == verb.as_str() {
            thing["status"] = json!("failed");
            thing["statusDetails"] = json!("the disk is full");
        }
        let reply: Reply = ok(json!({"thing": thing}));
        reply
    }))
    .await;
    let session = Session::new();
    session.set(client(&server));
    (server, RestEngine::new(thing(), session))
}

async fn applied(engine: &RestEngine, prior: Json, planned: Json) -> (Value, String) {
    let ty = engine.schema().value_type();
    let request = ApplyRequest {
        prior: by_type(&ty, &prior),
        planned: by_type(&ty, &planned),
        config: by_type(&ty, &planned),
        ..ApplyRequest::default()
    };
    let response = operations::apply(engine, request).await;
    (response.state.value, errors(&response.diagnostics))
}

#[tokio::test]
async fn a_good_answer_may_mean_failure_in_every_call() {
    let a = json!({"id": "1", "name": "a"});
    let b = json!({"id": "1", "name": "b"});
    for (verb, action, prior, planned, today) in [
        (Method::POST, "create", Json::Null, &a, true),
        (Method::PATCH, "update", a.clone(), &b, true),
        (Method::DELETE, "delete", a.clone(), &Json::Null, true),
        // The older route of the same object tells in the same way.
        (Method::DELETE, "delete", a.clone(), &Json::Null, false),
    ] {
        let (_server, engine) = engine(verb, today).await;
        let (state, said) = applied(&engine, prior.clone(), planned.clone()).await;
        assert_eq!(
            said,
            format!("Cannot {action} thing: failed: the disk is full")
        );
        assert_eq!(state.reveal(), prior, "{action}: nothing has changed");
    }
    let (_server, engine) = engine(Method::PUT, false).await;
    let (state, said) = applied(&engine, a, Json::Null).await;
    assert_eq!((state, said.as_str()), (Value::Null, ""));
}

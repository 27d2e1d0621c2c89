//! What Terraform 1.12 and later and OpenTofu demand of answers, and Terraform 1.11 does not (`docs/protocol.md`).

use super::calls::{apply, create, identity_of, raw, type_name};
use super::*;
use tokio_stream::StreamExt;

/// The provider block with an unknown token, from a core of the version that says it takes deferred answers.
async fn configure_unknown(rig: &mut Rig, version: &str) {
    let ty = Type::Object([("token".to_owned(), Type::String)].into());
    let request = wire::configure_provider::Request {
        terraform_version: version.to_owned(),
        config: dynamic(&Value::object([("token", Value::Unknown)]), &ty),
        client_capabilities: able(),
    };
    let answer = rig.provider.configure_provider(request).await.unwrap();
    quiet(&answer.get_ref().diagnostics);
}

/// «I take deferred answers.»
fn able() -> Option<wire::ClientCapabilities> {
    Some(wire::ClientCapabilities {
        deferral_allowed: true,
        ..Default::default()
    })
}

/// OpenTofu 1.11.0 to 1.11.3 say that they take deferred answers: the first two make errors of them, the others
/// take them for real answers.
#[tokio::test]
async fn nothing_is_deferred_for_an_opentofu_that_only_says_so() {
    for (version, defers) in [
        ("1.11.0", false),
        ("1.11.3", false),
        ("1.11.0-rc1", false),
        ("1.11.0-alpha20250205", true),
        ("1.11.4", true),
        ("1.10.0", true),
        ("1.14.0", true),
        ("", true),
    ] {
        let mut rig = rig().await;
        let state = create(&mut rig, "a").await;
        configure_unknown(&mut rig, version).await;
        let request = wire::read_resource::Request {
            type_name: type_name(),
            current_state: state.clone(),
            client_capabilities: able(),
            ..Default::default()
        };
        let read = rig.provider.read_resource(request).await.unwrap();
        let read = read.into_inner();
        assert_eq!(read.deferred.is_some(), defers, "{version}");
        assert_eq!(read.diagnostics.is_empty(), defers, "{version}");

        // The plan is whole either way: such a core applies what it got.
        let config = thing_value(&[("name", "b".into())]);
        let request = wire::plan_resource_change::Request {
            type_name: type_name(),
            prior_state: state,
            proposed_new_state: config.clone(),
            config,
            client_capabilities: able(),
            ..Default::default()
        };
        let planned = rig.provider.plan_resource_change(request).await.unwrap();
        let planned = planned.into_inner();
        quiet(&planned.diagnostics);
        assert_eq!(planned.deferred.is_some(), defers, "{version}");
        let paths: Vec<_> = planned
            .requires_replace
            .into_iter()
            .map(|p| path(&Some(p)))
            .collect();
        assert_eq!(paths, [".name"], "{version}");
    }
}

/// `terraform query -generate-config-out` asks for objects that it was not told, too, and looks into the answer.
#[tokio::test]
async fn configuration_of_nothing_is_an_object() {
    let mut rig = rig().await;
    for state in [null(), None] {
        let request = wire::generate_resource_config::Request {
            type_name: type_name(),
            state,
        };
        let generated = rig.provider.generate_resource_config(request).await;
        let generated = generated.unwrap().into_inner();
        quiet(&generated.diagnostics);
        assert_eq!(read(&generated.config, &thing_type()), thing(&[]));
    }
}

/// Write-only values of a stored state (of another provider, or of a time when the attribute was an ordinary one) go no further.
#[tokio::test]
async fn stored_write_only_values_are_dropped() {
    let mut rig = rig().await;
    let stored =
        r#"{"id":"1","name":"n","secret_wo":"hush","rule":[{"action":"allow","key_wo":"hush"}]}"#;
    let request = wire::upgrade_resource_state::Request {
        type_name: type_name(),
        version: 2,
        raw_state: raw(stored),
    };
    let upgraded = rig.provider.upgrade_resource_state(request).await.unwrap();
    let upgraded = upgraded.into_inner();
    quiet(&upgraded.diagnostics);
    let request = wire::move_resource_state::Request {
        source_provider_address: "registry.opentofu.org/other/test".to_owned(),
        source_type_name: type_name(),
        source_schema_version: 2,
        source_state: raw(stored),
        target_type_name: type_name(),
        ..Default::default()
    };
    let moved = rig.provider.move_resource_state(request).await.unwrap();
    let moved = moved.into_inner();
    quiet(&moved.diagnostics);
    for state in [upgraded.upgraded_state, moved.target_state] {
        let state = read(&state, &thing_type());
        assert_eq!(state.get("name"), &Value::from("n"));
        assert!(state.get("secret_wo").is_null());
        let rule = &state.get("rule").items().unwrap()[0];
        assert_eq!(rule.get("action"), &Value::from("allow"));
        assert!(rule.get("key_wo").is_null());
    }
}

/// An import by identity tells one (core 1.13 and later demand it).
#[tokio::test]
async fn an_import_by_identity_tells_the_identity() {
    let mut rig = rig().await;
    create(&mut rig, "anonymous").await;
    let request = wire::import_resource_state::Request {
        type_name: type_name(),
        identity: identity_of("thing-0"),
        ..Default::default()
    };
    let imported = rig.provider.import_resource_state(request).await.unwrap();
    let imported = imported.into_inner();
    quiet(&imported.diagnostics);
    assert_eq!(
        imported.imported_resources[0].identity,
        identity_of("thing-0")
    );
}

/// Identities are known after an apply; one that is not would be core's error «Provider produced invalid identity».
#[tokio::test]
async fn an_unknown_identity_is_our_bug_and_is_not_told() {
    let mut rig = rig().await;
    let (created, _) = apply(&mut rig, null(), thing_value(&[("name", "vague".into())])).await;
    let bug = error(&created.diagnostics);
    assert!(bug.detail.contains("identity"), "{}", bug.detail);
    assert_eq!(created.new_identity, None);
    // What was made stays in the state.
    let state = read(&created.new_state, &thing_type());
    assert_eq!(state.get("id"), &Value::from("thing-0"));
}

/// The result of an ephemeral resource obeys the rules of a plan; what breaks them is closed again, for core never closes it.
#[tokio::test]
async fn an_ephemeral_result_agrees_with_its_configuration() {
    let mut rig = rig().await;
    let ty = Type::Object(
        [
            ("name".to_owned(), Type::String),
            ("token".to_owned(), Type::String),
        ]
        .into(),
    );
    for (name, at) in [("stray", ".name"), ("hole", ".token")] {
        rig.world.closed.lock().unwrap().clear();
        let request = wire::open_ephemeral_resource::Request {
            type_name: "test_token".to_owned(),
            config: dynamic(&Value::object([("name", Value::from(name))]), &ty),
            ..Default::default()
        };
        let opened = rig.provider.open_ephemeral_resource(request).await.unwrap();
        let opened = opened.into_inner();
        assert_eq!(path(&error(&opened.diagnostics).attribute), at);
        assert_eq!(*rig.world.closed.lock().unwrap(), [b"opened".to_vec()]);
    }
}

/// OpenTofu keeps the private bytes of the last renewal, failed or not, and closes with them.
#[tokio::test]
async fn a_failed_renewal_keeps_the_private_bytes() {
    let mut rig = rig().await;
    let request = wire::renew_ephemeral_resource::Request {
        type_name: "test_token".to_owned(),
        private: Some(b"spent".to_vec().into()),
    };
    let renewed = rig.provider.renew_ephemeral_resource(request).await;
    let renewed = renewed.unwrap().into_inner();
    assert_eq!(error(&renewed.diagnostics).summary, "Spent");
    assert_eq!(renewed.private.as_deref(), Some(&b"spent"[..]));
    assert_eq!(renewed.renew_at, None);
}

/// A data source gives an object in which everything is known.
#[tokio::test]
async fn a_data_source_leaves_no_hole() {
    let mut rig = rig().await;
    let ty = Type::Object(
        [
            ("name".to_owned(), Type::String),
            ("size".to_owned(), Type::Number),
        ]
        .into(),
    );
    for (name, at) in [("hole", ".size"), ("nowhere", "")] {
        let request = wire::read_data_source::Request {
            type_name: "test_lookup".to_owned(),
            config: dynamic(&Value::object([("name", Value::from(name))]), &ty),
            ..Default::default()
        };
        let answer = rig.provider.read_data_source(request).await.unwrap();
        let bug = error(&answer.get_ref().diagnostics).clone();
        assert_eq!(bug.summary, "Provider bug");
        assert_eq!(path(&bug.attribute), at);
    }
}

/// A `list` block without `config`: null from Terraform 1.14.0, an object of nulls later.
#[tokio::test]
async fn a_list_needs_no_configuration_and_tells_whole_identities() {
    let mut rig = rig().await;
    create(&mut rig, "a").await;
    let _ = apply(&mut rig, null(), thing_value(&[("name", "vague".into())])).await;
    let ty = Type::Object([("prefix".to_owned(), Type::String)].into());
    for config in [None, dynamic(&Value::Null, &ty)] {
        let request = wire::validate_list_resource_config::Request {
            type_name: type_name(),
            config: config.clone(),
            ..Default::default()
        };
        let valid = rig.provider.validate_list_resource_config(request).await;
        quiet(&valid.unwrap().get_ref().diagnostics);
        let request = wire::list_resource::Request {
            type_name: type_name(),
            config,
            include_resource_object: true,
            limit: 100,
        };
        let events = rig.provider.list_resource(request).await.unwrap();
        let events: Vec<_> = events.into_inner().map(Result::unwrap).collect().await;
        assert_eq!(events[0].identity, identity_of("thing-0"));
        quiet(&events[0].diagnostic);
        // Core takes the warning and goes on with the next one; an event without identity and warning ends the list.
        assert_eq!(events[1].identity, None);
        let [warning] = &events[1].diagnostic[..] else {
            panic!("{:?}", events[1].diagnostic);
        };
        assert_eq!(warning.severity(), wire::diagnostic::Severity::Warning);
        assert!(warning.detail.contains("vague"), "{}", warning.detail);
    }
}

/// An action whose every attribute is optional needs no `config` block; a required one is missed in words.
#[tokio::test]
async fn a_missing_configuration_lacks_what_is_required() {
    let mut rig = rig().await;
    let ty = Type::Object([("name".to_owned(), Type::String)].into());
    for config in [None, dynamic(&Value::Null, &ty)] {
        let request = wire::validate_action_config::Request {
            type_name: "test_run".to_owned(),
            config,
        };
        let answer = rig.provider.validate_action_config(request).await.unwrap();
        assert_eq!(
            path(&error(&answer.get_ref().diagnostics).attribute),
            ".name"
        );
    }
}

/// Where a function takes null, OpenTofu sends nothing at all.
#[tokio::test]
async fn an_empty_argument_is_null() {
    let mut rig = rig().await;
    let request = wire::call_function::Request {
        name: "join".to_owned(),
        arguments: vec![
            dynamic(&Value::from("-"), &Type::String).unwrap(),
            wire::DynamicValue::default(),
        ],
    };
    let answer = rig.provider.call_function(request).await.unwrap();
    let failed = answer.into_inner().error.expect("an error");
    assert_eq!(failed.function_argument, Some(1), "{}", failed.text);
}

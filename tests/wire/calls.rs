//! Every call of the protocol, answered as the protocol says.

use super::*;
use tokio_stream::StreamExt;

pub fn type_name() -> String {
    "test_thing".to_owned()
}

pub fn identity_of(id: &str) -> Option<wire::ResourceIdentityData> {
    Some(wire::ResourceIdentityData {
        identity_data: dynamic(
            &Value::object([("id", Value::from(id))]),
            &fixture::thing_identity().value_type(),
        ),
    })
}

/// Plans and applies as Terraform does; the new state and the plan.
pub async fn apply(
    rig: &mut Rig,
    prior: Option<wire::DynamicValue>,
    config: Option<wire::DynamicValue>,
) -> (
    wire::apply_resource_change::Response,
    wire::plan_resource_change::Response,
) {
    let planned = rig
        .provider
        .plan_resource_change(wire::plan_resource_change::Request {
            type_name: type_name(),
            prior_state: prior.clone(),
            proposed_new_state: config.clone(),
            config: config.clone(),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    quiet(&planned.diagnostics);
    let applied = rig
        .provider
        .apply_resource_change(wire::apply_resource_change::Request {
            type_name: type_name(),
            prior_state: prior,
            planned_state: planned.planned_state.clone(),
            config,
            planned_private: planned.planned_private.clone(),
            planned_identity: planned.planned_identity.clone(),
            ..Default::default()
        })
        .await
        .unwrap()
        .into_inner();
    (applied, planned)
}

pub async fn create(rig: &mut Rig, name: &str) -> Option<wire::DynamicValue> {
    let (created, _) = apply(rig, null(), thing_value(&[("name", name.into())])).await;
    quiet(&created.diagnostics);
    created.new_state
}

#[tokio::test]
async fn metadata_names_everything() {
    let mut rig = rig().await;
    let metadata = rig
        .provider
        .get_metadata(wire::get_metadata::Request {})
        .await;
    let metadata = metadata.unwrap().into_inner();
    assert_eq!(metadata.resources[0].type_name, "test_thing");
    assert_eq!(metadata.data_sources[0].type_name, "test_lookup");
    assert_eq!(metadata.ephemeral_resources[0].type_name, "test_token");
    assert_eq!(metadata.functions[0].name, "join");
    assert_eq!(metadata.list_resources[0].type_name, "test_thing");
    assert_eq!(metadata.actions[0].type_name, "test_run");
    assert!(
        metadata
            .server_capabilities
            .unwrap()
            .generate_resource_config
    );
}

#[tokio::test]
async fn schemas_say_what_the_framework_says() {
    let mut rig = rig().await;
    let request = wire::get_provider_schema::Request {};
    let schemas = rig
        .provider
        .get_provider_schema(request)
        .await
        .unwrap()
        .into_inner();
    quiet(&schemas.diagnostics);
    let capabilities = schemas.server_capabilities.unwrap();
    assert!(
        capabilities.plan_destroy
            && capabilities.get_provider_schema_optional
            && capabilities.move_resource_state
            && capabilities.generate_resource_config
    );
    assert!(schemas.provider.unwrap().block.unwrap().attributes[0].sensitive);
    assert!(schemas.data_source_schemas.contains_key("test_lookup"));
    assert!(
        schemas
            .ephemeral_resource_schemas
            .contains_key("test_token")
    );
    assert!(schemas.list_resource_schemas.contains_key("test_thing"));
    assert!(schemas.action_schemas["test_run"].schema.is_some());
    assert!(schemas.functions["join"].variadic_parameter.is_some());

    let thing = &schemas.resource_schemas["test_thing"];
    assert_eq!(thing.version, 2);
    let block = thing.block.as_ref().unwrap();
    assert_eq!(block.description, "A thing.");
    let flags = block.attributes.iter().map(|a| {
        let set = [
            (a.required, "required"),
            (a.optional, "optional"),
            (a.computed, "computed"),
            (a.sensitive, "sensitive"),
            (a.write_only, "write-only"),
            (a.deprecated, "deprecated"),
        ];
        let set: Vec<_> = set
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, name)| *name)
            .collect();
        let ty = String::from_utf8(a.r#type.to_vec()).unwrap();
        format!("{} {ty} {}", a.name, set.join(" "))
    });
    assert_eq!(
        flags.collect::<Vec<_>>(),
        [
            r#"id "string" computed"#,
            r#"name "string" required"#,
            r#"note "string" optional deprecated"#,
            r#"size "number" optional computed"#,
            r#"tags ["map","string"] optional"#,
            r#"any "dynamic" optional"#,
            r#"secret_wo "string" optional sensitive write-only"#,
            "parts  optional",
        ]
    );
    assert_eq!(block.attributes[2].deprecation_message, "use tags");
    assert_eq!(
        block.attributes[2].description_kind(),
        wire::StringKind::Markdown
    );
    let parts = block.attributes[7].nested_type.as_ref().unwrap();
    assert_eq!(parts.nesting(), wire::schema::object::NestingMode::List);
    assert_eq!(parts.attributes[1].name, "id");
    let rule = &block.block_types[0];
    assert_eq!((rule.type_name.as_str(), rule.max_items), ("rule", 3));
    assert_eq!(
        rule.nesting(),
        wire::schema::nested_block::NestingMode::List
    );
    assert_eq!(rule.block.as_ref().unwrap().attributes[0].name, "action");
}

#[tokio::test]
async fn identity_schemas_are_told() {
    let mut rig = rig().await;
    let request = wire::get_resource_identity_schemas::Request {};
    let schemas = rig
        .provider
        .get_resource_identity_schemas(request)
        .await
        .unwrap();
    let schema = &schemas.get_ref().identity_schemas["test_thing"];
    let id = &schema.identity_attributes[0];
    assert!(id.required_for_import && !id.optional_for_import);
    assert_eq!(&id.r#type[..], br#""string""#);
}

#[tokio::test]
async fn provider_block_is_validated_and_configured() {
    let mut rig = rig().await;
    let ty = Type::Object([("token".to_owned(), Type::String)].into());
    let config = |token: &str| dynamic(&Value::object([("token", Value::from(token))]), &ty);
    for (token, complaint) in [("bad", Some("Bad token")), ("good", None)] {
        let config = config(token);
        let request = wire::validate_provider_config::Request { config };
        let answer = rig
            .provider
            .validate_provider_config(request)
            .await
            .unwrap()
            .into_inner();
        let summary = answer.diagnostics.first().map(|d| d.summary.as_str());
        assert_eq!(summary, complaint);
    }
    let request = wire::configure_provider::Request {
        terraform_version: "1.11.4".to_owned(),
        config: config("good"),
        client_capabilities: None,
    };
    quiet(
        &rig.provider
            .configure_provider(request)
            .await
            .unwrap()
            .get_ref()
            .diagnostics,
    );
}

#[tokio::test]
async fn a_resource_lives() {
    let mut rig = rig().await;
    let ty = thing_type();
    // Create: the default is filled in, the id and the nested id become known, the write-only value is seen and not kept.
    let part = Value::object([("name", Value::from("p"))]);
    let rule = Value::object([("action", Value::from("allow"))]);
    let config = thing(&[
        ("name", "a".into()),
        ("secret_wo", "hush".into()),
        ("parts", Value::List(vec![part])),
        ("rule", Value::List(vec![rule])),
    ]);
    let (created, planned) = apply(&mut rig, null(), dynamic(&config, &ty)).await;
    quiet(&created.diagnostics);
    let plan = read(&planned.planned_state, &ty);
    assert!(plan.get("id").is_unknown());
    assert_eq!(plan.get("size"), &Value::int(1));
    assert!(plan.get("secret_wo").is_null());
    let state = read(&created.new_state, &ty);
    assert_eq!(state.get("id"), &Value::from("thing-0"));
    assert_eq!(
        state.get("parts").items().unwrap()[0].get("id"),
        &Value::from("part-0")
    );
    assert!(state.get("secret_wo").is_null());
    assert_eq!(
        rig.world.last_secret.lock().unwrap().as_deref(),
        Some("hush")
    );
    assert_eq!(&created.private[..], b"applied");
    assert_eq!(created.new_identity, identity_of("thing-0"));

    // Refresh: the same.
    let request = wire::read_resource::Request {
        type_name: type_name(),
        current_state: created.new_state.clone(),
        private: created.private.clone(),
        current_identity: created.new_identity.clone(),
        ..Default::default()
    };
    let refreshed = rig
        .provider
        .read_resource(request)
        .await
        .unwrap()
        .into_inner();
    quiet(&refreshed.diagnostics);
    assert_eq!(refreshed.new_state, created.new_state);
    assert_eq!(refreshed.private, created.private);
    assert_eq!(refreshed.new_identity, created.new_identity);

    // Another name: a replacement. Another size: a change.
    let renamed = thing_value(&[("name", "b".into())]);
    let request = wire::plan_resource_change::Request {
        type_name: type_name(),
        prior_state: created.new_state.clone(),
        proposed_new_state: renamed.clone(),
        config: renamed,
        ..Default::default()
    };
    let replaced = rig
        .provider
        .plan_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    let paths: Vec<_> = replaced
        .requires_replace
        .into_iter()
        .map(|p| path(&Some(p)))
        .collect();
    assert_eq!(paths, [".name"]);
    let resized = thing_value(&[("name", "a".into()), ("size", Value::int(7))]);
    let (updated, plan) = apply(&mut rig, created.new_state, resized).await;
    assert!(plan.requires_replace.is_empty());
    let state = read(&updated.new_state, &ty);
    assert_eq!(
        (state.get("size"), state.get("id")),
        (&Value::int(7), &Value::from("thing-0"))
    );

    // Destroy.
    let (destroyed, plan) = apply(&mut rig, updated.new_state, null()).await;
    quiet(&destroyed.diagnostics);
    assert!(read(&plan.planned_state, &ty).is_null());
    assert!(read(&destroyed.new_state, &ty).is_null());
    assert_eq!(destroyed.new_identity, None);
    assert!(rig.world.things.lock().unwrap().is_empty());
}

#[tokio::test]
async fn diagnostics_keep_severity_and_path() {
    let mut rig = rig().await;
    let request = wire::validate_resource_config::Request {
        type_name: type_name(),
        config: thing_value(&[("name", "invalid".into())]),
        client_capabilities: None,
    };
    let answer = rig
        .provider
        .validate_resource_config(request)
        .await
        .unwrap()
        .into_inner();
    let [error, warning] = &answer.diagnostics[..] else {
        panic!("{:?}", answer.diagnostics);
    };
    assert_eq!(error.severity(), wire::diagnostic::Severity::Error);
    assert_eq!(path(&error.attribute), ".parts[3].name");
    assert_eq!(warning.severity(), wire::diagnostic::Severity::Warning);
    assert_eq!(warning.attribute, None);
}

#[tokio::test]
async fn write_only_values_are_refused_where_they_would_be_stored() {
    let mut rig = rig().await;
    let rule = Value::object([
        ("action", Value::from("allow")),
        ("key_wo", Value::from("k")),
    ]);
    let config = thing_value(&[
        ("name", "a".into()),
        ("secret_wo", "s".into()),
        ("rule", Value::List(vec![rule])),
    ]);
    for (allowed, wanted) in [(false, &[".secret_wo", ".rule[0].key_wo"][..]), (true, &[])] {
        let request = wire::validate_resource_config::Request {
            type_name: type_name(),
            config: config.clone(),
            client_capabilities: Some(wire::ClientCapabilities {
                write_only_attributes_allowed: allowed,
                ..Default::default()
            }),
        };
        let answer = rig
            .provider
            .validate_resource_config(request)
            .await
            .unwrap();
        let paths = answer
            .get_ref()
            .diagnostics
            .iter()
            .map(|d| path(&d.attribute));
        assert_eq!(paths.collect::<Vec<_>>(), wanted);
    }
}

pub fn raw(json: &str) -> Option<wire::RawState> {
    Some(wire::RawState {
        json: json.to_owned().into(),
        ..Default::default()
    })
}

#[tokio::test]
async fn stored_state_is_upgraded() {
    let mut rig = rig().await;
    let mut upgrade = async |version, state| {
        let request = wire::upgrade_resource_state::Request {
            type_name: type_name(),
            version,
            raw_state: state,
        };
        rig.provider
            .upgrade_resource_state(request)
            .await
            .unwrap()
            .into_inner()
    };
    // An older version, with an attribute that no longer exists and without those that came later.
    let upgraded = upgrade(1, raw(r#"{"id":"1","title":"old","gone":[{"x":1}]}"#)).await;
    quiet(&upgraded.diagnostics);
    let state = read(&upgraded.upgraded_state, &thing_type());
    assert_eq!(state.get("name"), &Value::from("old"));
    assert!(state.get("size").is_null());

    let newer = upgrade(3, raw("{}")).await;
    assert!(
        error(&newer.diagnostics)
            .detail
            .contains("Upgrade the provider")
    );

    let ancient = wire::RawState {
        flatmap: [("id".to_owned(), "1".to_owned())].into(),
        ..Default::default()
    };
    let ancient = upgrade(0, Some(ancient)).await;
    assert!(error(&ancient.diagnostics).detail.contains("0.11"));

    let broken = upgrade(2, raw(r#"{"name": "hunter2"#)).await;
    assert!(!format!("{:?}", error(&broken.diagnostics)).contains("hunter2"));

    let wrong = upgrade(2, raw(r#"{"name": "n", "size": "hunter2"}"#)).await;
    assert_eq!(path(&error(&wrong.diagnostics).attribute), ".size");
    assert!(!format!("{:?}", wrong.diagnostics).contains("hunter2"));
}

#[tokio::test]
async fn stored_identity_is_upgraded() {
    let mut rig = rig().await;
    let request = |version| wire::upgrade_resource_identity::Request {
        type_name: type_name(),
        version,
        raw_identity: raw(r#"{"id":"7","old":true}"#),
    };
    let upgraded = rig
        .provider
        .upgrade_resource_identity(request(0))
        .await
        .unwrap();
    assert_eq!(upgraded.get_ref().upgraded_identity, identity_of("7"));
    let newer = rig
        .provider
        .upgrade_resource_identity(request(1))
        .await
        .unwrap();
    error(&newer.get_ref().diagnostics);
}

#[tokio::test]
async fn imports_find_by_id_and_by_identity() {
    let mut rig = rig().await;
    let state = create(&mut rig, "a").await;
    let by = |id: &str, identity| wire::import_resource_state::Request {
        type_name: type_name(),
        id: id.to_owned(),
        identity,
        ..Default::default()
    };
    for request in [by("thing-0", None), by("", identity_of("thing-0"))] {
        let imported = rig
            .provider
            .import_resource_state(request)
            .await
            .unwrap()
            .into_inner();
        quiet(&imported.diagnostics);
        let [one] = &imported.imported_resources[..] else {
            panic!("one is expected");
        };
        assert_eq!(one.type_name, "test_thing");
        assert_eq!(one.state, state);
        assert_eq!(one.identity, identity_of("thing-0"));
    }
    for request in [by("thing-1", None), by("", None)] {
        let missing = rig
            .provider
            .import_resource_state(request)
            .await
            .unwrap()
            .into_inner();
        error(&missing.diagnostics);
        assert!(missing.imported_resources.is_empty());
    }
}

#[tokio::test]
async fn state_moves_between_types_and_providers() {
    let mut rig = rig().await;
    let mut moved = async |from: &str, json: &str| {
        let request = wire::move_resource_state::Request {
            source_provider_address: "registry.terraform.io/other/test".to_owned(),
            source_type_name: from.to_owned(),
            source_schema_version: 1,
            source_state: raw(json),
            target_type_name: type_name(),
            source_private: b"theirs".to_vec().into(),
            source_identity: raw(r#"{"id":"9"}"#),
            ..Default::default()
        };
        rig.provider
            .move_resource_state(request)
            .await
            .unwrap()
            .into_inner()
    };
    let same = moved("test_thing", r#"{"id":"9","title":"t"}"#).await;
    quiet(&same.diagnostics);
    assert_eq!(
        read(&same.target_state, &thing_type()).get("name"),
        &Value::from("t")
    );
    assert_eq!(same.target_identity, identity_of("9"));
    assert!(same.target_private.is_empty());

    let gadget = moved("test_gadget", r#"{"gadget_id":"9","label":"l"}"#).await;
    assert_eq!(
        read(&gadget.target_state, &thing_type()).get("name"),
        &Value::from("l")
    );

    let stranger = moved("test_stranger", "{}").await;
    assert!(
        error(&stranger.diagnostics)
            .detail
            .contains("test_stranger")
    );
}

#[tokio::test]
async fn configuration_is_generated_from_state() {
    let mut rig = rig().await;
    let state = create(&mut rig, "a").await;
    let request = wire::generate_resource_config::Request {
        type_name: type_name(),
        state,
    };
    let generated = rig
        .provider
        .generate_resource_config(request)
        .await
        .unwrap()
        .into_inner();
    quiet(&generated.diagnostics);
    // The id is the provider's and the size its default.
    assert_eq!(
        read(&generated.config, &thing_type()),
        thing(&[("name", "a".into())])
    );
}

#[tokio::test]
async fn data_sources_are_read() {
    let mut rig = rig().await;
    let ty = Type::Object(
        [
            ("name".to_owned(), Type::String),
            ("size".to_owned(), Type::Number),
        ]
        .into(),
    );
    let mut lookup = async |name: &str| {
        let config = dynamic(&Value::object([("name", Value::from(name))]), &ty);
        let type_name = "test_lookup".to_owned();
        let request = wire::validate_data_resource_config::Request {
            type_name: type_name.clone(),
            config: config.clone(),
        };
        let valid = rig
            .provider
            .validate_data_resource_config(request)
            .await
            .unwrap();
        quiet(&valid.get_ref().diagnostics);
        let request = wire::read_data_source::Request {
            type_name,
            config,
            ..Default::default()
        };
        rig.provider
            .read_data_source(request)
            .await
            .unwrap()
            .into_inner()
    };
    let found = lookup("four").await;
    assert_eq!(read(&found.state, &ty).get("size"), &Value::int(4));
    assert_eq!(
        error(&lookup("missing").await.diagnostics).summary,
        "Not found"
    );
}

#[tokio::test]
async fn ephemeral_resources_open_renew_and_close() {
    let mut rig = rig().await;
    let ty = Type::Object(
        [
            ("name".to_owned(), Type::String),
            ("token".to_owned(), Type::String),
        ]
        .into(),
    );
    let type_name = "test_token".to_owned();
    let config = dynamic(&Value::object([("name", Value::from("n"))]), &ty);
    let request = wire::validate_ephemeral_resource_config::Request {
        type_name: type_name.clone(),
        config: config.clone(),
    };
    let valid = rig
        .provider
        .validate_ephemeral_resource_config(request)
        .await
        .unwrap();
    quiet(&valid.get_ref().diagnostics);
    let request = wire::open_ephemeral_resource::Request {
        type_name: type_name.clone(),
        config,
        ..Default::default()
    };
    let opened = rig
        .provider
        .open_ephemeral_resource(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        read(&opened.result, &ty).get("token"),
        &Value::from("token-of-n")
    );
    let renew_at = opened.renew_at.unwrap();
    assert_eq!(
        (renew_at.seconds, renew_at.nanos),
        (1_500_000_000, 500_000_000)
    );
    let request = wire::renew_ephemeral_resource::Request {
        type_name: type_name.clone(),
        private: opened.private.clone(),
    };
    let renewed = rig
        .provider
        .renew_ephemeral_resource(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(renewed.private, opened.private);
    let mut close = async |private| {
        let type_name = type_name.clone();
        let request = wire::close_ephemeral_resource::Request { type_name, private };
        rig.provider
            .close_ephemeral_resource(request)
            .await
            .unwrap()
            .into_inner()
    };
    quiet(&close(renewed.private).await.diagnostics);
    error(&close(None).await.diagnostics);
}

#[tokio::test]
async fn functions_are_told_and_called() {
    let mut rig = rig().await;
    let request = wire::get_functions::Request {};
    let functions = rig
        .provider
        .get_functions(request)
        .await
        .unwrap()
        .into_inner()
        .functions;
    assert_eq!(functions["join"].summary, "Joins");
    let mut call = async |arguments: &[Value]| {
        let request = wire::call_function::Request {
            name: "join".to_owned(),
            arguments: arguments
                .iter()
                .map(|argument| dynamic(argument, &Type::String).unwrap())
                .collect(),
        };
        rig.provider
            .call_function(request)
            .await
            .unwrap()
            .into_inner()
    };
    let joined = call(&["-".into(), "a".into(), "b".into(), "c".into()]).await;
    assert_eq!(read(&joined.result, &Type::String), Value::from("a-b-c"));
    let unknown = call(&["-".into(), Value::Unknown]).await;
    assert!(read(&unknown.result, &Type::String).is_unknown());
    for (arguments, at) in [
        (vec![], None),
        (vec!["".into()], Some(0)),
        (vec!["-".into(), "a".into(), Value::Null], Some(2)),
    ] {
        let failed = call(&arguments).await.error.expect("an error");
        assert_eq!(failed.function_argument, at, "{}", failed.text);
    }
}

#[tokio::test]
async fn lists_stream_what_they_find() {
    let mut rig = rig().await;
    for name in ["a", "b", "c"] {
        create(&mut rig, name).await;
    }
    let ty = Type::Object([("prefix".to_owned(), Type::String)].into());
    let mut list = async |prefix: &str, include_resource_object, limit| {
        let config = dynamic(&Value::object([("prefix", Value::from(prefix))]), &ty);
        let request = wire::validate_list_resource_config::Request {
            type_name: type_name(),
            config: config.clone(),
            ..Default::default()
        };
        let valid = rig
            .provider
            .validate_list_resource_config(request)
            .await
            .unwrap();
        quiet(&valid.get_ref().diagnostics);
        let request = wire::list_resource::Request {
            type_name: type_name(),
            config,
            include_resource_object,
            limit,
        };
        let events = rig
            .provider
            .list_resource(request)
            .await
            .unwrap()
            .into_inner();
        events.map(Result::unwrap).collect::<Vec<_>>().await
    };
    let two = list("", true, 2).await;
    let names: Vec<_> = two
        .iter()
        .map(|event| event.display_name.as_str())
        .collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(two[1].identity, identity_of("thing-1"));
    assert_eq!(
        read(&two[1].resource_object, &thing_type()).get("name"),
        &Value::from("b")
    );
    let bare = list("", false, 0).await;
    assert_eq!(bare.len(), 3);
    assert_eq!(bare[0].resource_object, None);
    let forbidden = list("forbidden", false, 10).await;
    assert_eq!(error(&forbidden[0].diagnostic).summary, "Forbidden");
}

#[tokio::test]
async fn actions_tell_progress_and_completion() {
    use wire::invoke_action::event::Type as Event;
    let mut rig = rig().await;
    let ty = Type::Object([("name".to_owned(), Type::String)].into());
    let mut invoke = async |name: &str| {
        let action_type = "test_run".to_owned();
        let config = dynamic(&Value::object([("name", Value::from(name))]), &ty);
        let request = wire::validate_action_config::Request {
            type_name: action_type.clone(),
            config: config.clone(),
        };
        let valid = rig.provider.validate_action_config(request).await.unwrap();
        quiet(&valid.get_ref().diagnostics);
        let request = wire::plan_action::Request {
            action_type: action_type.clone(),
            config: config.clone(),
            ..Default::default()
        };
        let planned = rig.provider.plan_action(request).await.unwrap();
        quiet(&planned.get_ref().diagnostics);
        let request = wire::invoke_action::Request {
            action_type,
            config,
            ..Default::default()
        };
        let events = rig
            .provider
            .invoke_action(request)
            .await
            .unwrap()
            .into_inner();
        let events = events.map(|event| match event.unwrap().r#type.unwrap() {
            Event::Progress(progress) => progress.message,
            Event::Completed(completed) => match &completed.diagnostics[..] {
                [] => "done".to_owned(),
                [one, ..] => one.summary.clone(),
            },
        });
        events.collect::<Vec<_>>().await
    };
    assert_eq!(invoke("x").await, ["x: one", "x: two", "done"]);
    assert_eq!(invoke("fail").await, ["fail: one", "fail: two", "Failed"]);
    assert_eq!(invoke("panic").await.last().unwrap(), "Provider bug");
}

#[tokio::test]
async fn what_is_not_known_yet_is_deferred_or_refused() {
    let mut rig = rig().await;
    let state = create(&mut rig, "a").await;
    let provider_type = Type::Object([("token".to_owned(), Type::String)].into());
    let request = wire::configure_provider::Request {
        config: dynamic(&Value::object([("token", Value::Unknown)]), &provider_type),
        ..Default::default()
    };
    quiet(
        &rig.provider
            .configure_provider(request)
            .await
            .unwrap()
            .get_ref()
            .diagnostics,
    );
    let able = |deferral_allowed| {
        Some(wire::ClientCapabilities {
            deferral_allowed,
            ..Default::default()
        })
    };
    let reason = |deferred: Option<wire::Deferred>| deferred.map(|d| d.reason());
    let expected = Some(wire::deferred::Reason::ProviderConfigUnknown);

    let refresh = |client_capabilities| wire::read_resource::Request {
        type_name: type_name(),
        current_state: state.clone(),
        client_capabilities,
        ..Default::default()
    };
    let deferred = rig
        .provider
        .read_resource(refresh(able(true)))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(deferred.new_state, state);
    assert_eq!(reason(deferred.deferred), expected);
    let refused = rig
        .provider
        .read_resource(refresh(able(false)))
        .await
        .unwrap()
        .into_inner();
    assert!(error(&refused.diagnostics).detail.contains("-target"));
    assert_eq!(refused.new_state, state);

    // A plan needs no server.
    let config = thing_value(&[("name", "b".into())]);
    let plan = |client_capabilities| wire::plan_resource_change::Request {
        type_name: type_name(),
        prior_state: null(),
        proposed_new_state: config.clone(),
        config: config.clone(),
        client_capabilities,
        ..Default::default()
    };
    for (allowed, told) in [(true, expected), (false, None)] {
        let planned = rig
            .provider
            .plan_resource_change(plan(able(allowed)))
            .await
            .unwrap();
        let planned = planned.into_inner();
        quiet(&planned.diagnostics);
        assert!(
            read(&planned.planned_state, &thing_type())
                .get("id")
                .is_unknown()
        );
        assert_eq!(reason(planned.deferred), told);
    }

    let import = wire::import_resource_state::Request {
        type_name: type_name(),
        id: "thing-0".to_owned(),
        client_capabilities: able(true),
        ..Default::default()
    };
    let imported = rig
        .provider
        .import_resource_state(import)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(reason(imported.deferred), expected);
    // Core looks into it for write-only values: those are null even where nothing else is known.
    let state = read(&imported.imported_resources[0].state, &thing_type());
    assert!(state.get("id").is_unknown() && state.get("parts").is_unknown());
    assert!(state.get("secret_wo").is_null());
}

#[tokio::test]
async fn unknown_names_are_errors() {
    let mut rig = rig().await;
    macro_rules! unknown {
        ($($rpc:ident.$name:ident)*) => {$(
            let request = wire::$rpc::Request { $name: "nobody".to_owned(), ..Default::default() };
            let answer = rig.provider.$rpc(request).await.unwrap().into_inner();
            let detail = &error(&answer.diagnostics).detail;
            assert!(detail.contains("nobody"), "{detail}");
        )*};
    }
    unknown! {
        validate_resource_config.type_name
        upgrade_resource_state.type_name
        upgrade_resource_identity.type_name
        read_resource.type_name
        plan_resource_change.type_name
        apply_resource_change.type_name
        import_resource_state.type_name
        move_resource_state.target_type_name
        generate_resource_config.type_name
        validate_data_resource_config.type_name
        read_data_source.type_name
        validate_ephemeral_resource_config.type_name
        open_ephemeral_resource.type_name
        renew_ephemeral_resource.type_name
        close_ephemeral_resource.type_name
        validate_list_resource_config.type_name
        validate_action_config.type_name
        plan_action.action_type
    }
    let request = wire::call_function::Request {
        name: "nobody".to_owned(),
        ..Default::default()
    };
    let answer = rig
        .provider
        .call_function(request)
        .await
        .unwrap()
        .into_inner();
    assert!(answer.error.unwrap().text.contains("nobody"));
}

#[tokio::test]
async fn state_stores_are_not_served() {
    let mut rig = rig().await;
    macro_rules! unserved {
        ($($rpc:ident($messages:ident))*) => {$(
            let answer = rig.provider.$rpc(wire::$messages::Request::default()).await;
            assert_eq!(answer.err().map(|status| status.code()), Some(tonic::Code::Unimplemented));
        )*};
    }
    unserved! {
        validate_state_store_config(validate_state_store)
        configure_state_store(configure_state_store)
        read_state_bytes(read_state_bytes)
        lock_state(lock_state)
        unlock_state(unlock_state)
        get_states(get_states)
        delete_state(delete_state)
    }
    let chunks = tokio_stream::iter([wire::write_state_bytes::RequestChunk::default()]);
    let answer = rig.provider.write_state_bytes(chunks).await;
    assert_eq!(
        answer.err().map(|status| status.code()),
        Some(tonic::Code::Unimplemented)
    );
}

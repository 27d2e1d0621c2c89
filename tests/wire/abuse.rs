//! What no Terraform would send: nothing of it ends the provider.

use std::sync::OnceLock;

use super::*;
use proptest::prelude::*;

/// Every call that takes a value of a thing, fed with the same bytes; what it answered.
async fn feed(
    provider: &mut ProviderClient<Channel>,
    value: wire::DynamicValue,
) -> Vec<Vec<wire::Diagnostic>> {
    let type_name = "test_thing".to_owned();
    let value = Some(value);
    let mut answers = Vec::new();
    macro_rules! send {
        ($($rpc:ident { $($field:ident),* })*) => {$(
            let mut request = wire::$rpc::Request::default();
            request.type_name = type_name.clone();
            $(request.$field = value.clone();)*
            answers.push(provider.$rpc(request).await.unwrap().into_inner().diagnostics);
        )*};
    }
    send! {
        validate_resource_config { config }
        read_resource { current_state }
        plan_resource_change { prior_state, proposed_new_state, config }
        apply_resource_change { prior_state, planned_state, config }
        generate_resource_config { state }
    }
    answers
}

fn msgpack(bytes: impl Into<Vec<u8>>) -> wire::DynamicValue {
    wire::DynamicValue {
        msgpack: bytes.into().into(),
        ..Default::default()
    }
}

fn json(bytes: impl Into<Vec<u8>>) -> wire::DynamicValue {
    wire::DynamicValue {
        json: bytes.into().into(),
        ..Default::default()
    }
}

/// One server for all generated cases, on a runtime of its own.
fn shared() -> &'static (tokio::runtime::Runtime, ProviderClient<Channel>) {
    static SHARED: OnceLock<(tokio::runtime::Runtime, ProviderClient<Channel>)> = OnceLock::new();
    SHARED.get_or_init(|| {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let rig = runtime.block_on(rig());
        let provider = rig.provider.clone();
        // Kept: dropping the rest would not end the server, but its world should outlive the test.
        std::mem::forget(rig);
        (runtime, provider)
    })
}

/// A value that is nearly right: a valid encoding with a few bytes changed, cut or repeated.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let part = Value::object([("name", Value::from("p"))]);
    let whole = thing_value(&[
        ("name", "a thing".into()),
        ("size", Value::int(1 << 40)),
        (
            "tags",
            Value::Map([("k".to_owned(), Value::from("v"))].into()),
        ),
        (
            "any",
            Value::List(vec![Value::Bool(true), Value::from("x")]),
        ),
        ("parts", Value::List(vec![part, Value::Unknown])),
    ]);
    let whole = whole.unwrap().msgpack.to_vec();
    let length = whole.len();
    let changes = prop::collection::vec((0..length, any::<u8>()), 0..6);
    (changes, 0..=length).prop_map(move |(changes, cut)| {
        let mut bytes = whole.clone();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        bytes.truncate(cut);
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn random_bytes_are_errors(bytes in prop::collection::vec(any::<u8>(), 1..200)) {
        let (runtime, provider) = shared();
        let mut provider = provider.clone();
        let answers = runtime.block_on(feed(&mut provider, msgpack(bytes.clone())));
        prop_assert_eq!(answers.len(), 5);
        runtime.block_on(feed(&mut provider, json(bytes)));
    }

    #[test]
    fn damaged_values_are_errors_or_values(bytes in damaged()) {
        let (runtime, provider) = shared();
        let answers = runtime.block_on(feed(&mut provider.clone(), msgpack(bytes)));
        for diagnostics in answers {
            for one in diagnostics {
                prop_assert_ne!(one.summary, "Provider bug");
            }
        }
    }
}

/// All answers are one error about what could not be read.
#[track_caller]
fn all_unreadable(answers: Vec<Vec<wire::Diagnostic>>) {
    for diagnostics in answers {
        assert_eq!(error(&diagnostics).summary, "Unreadable value");
    }
}

/// A thing whose dynamic attribute holds `levels` of lists.
fn nested(levels: usize) -> Vec<u8> {
    let mut bytes = vec![0x82, 0xa4];
    bytes.extend(b"name\xa1a\xa3any");
    // A dynamic value is a pair of its type and itself.
    let (opening, closing) = (r#"["list","#.repeat(levels), "]".repeat(levels));
    let ty = format!("{opening}\"string\"{closing}");
    bytes.extend([0x92, 0xc6]);
    bytes.extend((ty.len() as u32).to_be_bytes());
    bytes.extend(ty.as_bytes());
    bytes.extend(vec![0x91; levels]);
    bytes.extend(b"\xa1x");
    bytes
}

#[tokio::test]
async fn depth_is_bounded() {
    let mut rig = rig().await;
    all_unreadable(feed(&mut rig.provider, msgpack(nested(10_000))).await);
    // The same where no depth is expected at all, in both spellings.
    let mut bytes = b"\x81\xa4name".to_vec();
    bytes.extend(vec![0x91; 10_000]);
    all_unreadable(feed(&mut rig.provider, msgpack(bytes)).await);
    let text = format!(
        r#"{{"name":{}1{}}}"#,
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    all_unreadable(feed(&mut rig.provider, json(text)).await);
    let request = wire::upgrade_resource_state::Request {
        type_name: "test_thing".to_owned(),
        version: 2,
        raw_state: Some(wire::RawState {
            json: "[".repeat(10_000).into(),
            ..Default::default()
        }),
    };
    let answer = rig.provider.upgrade_resource_state(request).await.unwrap();
    assert_eq!(
        error(&answer.get_ref().diagnostics).summary,
        "Unreadable value"
    );
}

#[tokio::test]
async fn promised_lengths_are_not_believed() {
    let mut rig = rig().await;
    for promise in [
        &b"\xdf\xff\xff\xff\xff"[..],
        b"\x81\xa4name\xdb\xff\xff\xff\xff",
        b"\x81\xa5parts\xdd\xff\xff\xff\xff",
        b"\x81\xa4tags\xdf\xff\xff\xff\xff",
    ] {
        all_unreadable(feed(&mut rig.provider, msgpack(promise)).await);
    }
}

#[tokio::test]
async fn nothing_at_all_is_null() {
    let mut rig = rig().await;
    for diagnostics in feed(&mut rig.provider, wire::DynamicValue::default()).await {
        for one in diagnostics {
            assert_ne!(one.summary, "Provider bug");
        }
    }
}

#[tokio::test]
async fn large_values_pass() {
    let mut rig = rig().await;
    let note = "ü".repeat(6 << 20);
    let tags = (0..20_000).map(|n| (format!("key-{n}"), Value::from("v".repeat(50))));
    let config = thing_value(&[
        ("name", "large".into()),
        ("note", note.as_str().into()),
        ("tags", Value::Map(tags.collect())),
    ]);
    let request = wire::plan_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: null(),
        proposed_new_state: config.clone(),
        config: config.clone(),
        ..Default::default()
    };
    let planned = rig
        .provider
        .plan_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    quiet(&planned.diagnostics);
    let request = wire::apply_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: null(),
        planned_state: planned.planned_state,
        config,
        ..Default::default()
    };
    let applied = rig
        .provider
        .apply_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    quiet(&applied.diagnostics);
    let state = read(&applied.new_state, &thing_type());
    assert_eq!(state.get("note").as_str(), Some(note.as_str()));
    assert_eq!(state.get("tags").members().unwrap().len(), 20_000);
}

/// The largest state that Terraform itself takes is about twice that.
#[tokio::test]
async fn a_hundred_mebibytes_pass_and_more_than_the_limit_is_refused() {
    let mut rig = rig().await;
    let note = "x".repeat(100 << 20);
    let config = thing_value(&[("name", "huge".into()), ("note", note.as_str().into())]);
    let request = |config: &Option<wire::DynamicValue>| wire::plan_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: null(),
        proposed_new_state: null(),
        config: config.clone(),
        ..Default::default()
    };
    let mut planned = request(&config);
    planned.proposed_new_state = config;
    let answer = rig.provider.plan_resource_change(planned).await;
    let answer = answer.unwrap().into_inner();
    quiet(&answer.diagnostics);
    let state = read(&answer.planned_state, &thing_type());
    assert_eq!(state.get("note").as_str().map(str::len), Some(note.len()));

    // A message over the limit is an error of its call, not read into memory, and the next call works.
    let mut patient = rig.provider.clone().max_encoding_message_size(usize::MAX);
    let over = "x".repeat(MESSAGE_LIMIT);
    let config = thing_value(&[("name", "over".into()), ("note", over.as_str().into())]);
    let refused = patient.plan_resource_change(request(&config)).await;
    assert_eq!(refused.unwrap_err().code(), tonic::Code::OutOfRange);
    let small = thing_value(&[("name", "small".into())]);
    let mut planned = request(&small);
    planned.proposed_new_state = small;
    let answer = rig.provider.plan_resource_change(planned).await.unwrap();
    quiet(&answer.get_ref().diagnostics);
}

#[tokio::test]
async fn unknown_is_taken_everywhere() {
    let mut rig = rig().await;
    let ty = thing_type();
    let Type::Object(members) = &ty else {
        unreachable!("a thing is an object");
    };
    let all = members.keys().map(|name| (name.as_str(), Value::Unknown));
    let mut configs = vec![thing(&all.collect::<Vec<_>>()), Value::Unknown];
    for name in members.keys() {
        configs.push(thing(&[("name", "n".into()), (name, Value::Unknown)]));
    }
    let part = Value::object([("name", Value::Unknown)]);
    configs.push(thing(&[
        ("name", "n".into()),
        ("parts", Value::List(vec![part])),
    ]));
    for config in configs {
        let config = dynamic(&config, &ty);
        let request = wire::validate_resource_config::Request {
            type_name: "test_thing".to_owned(),
            config: config.clone(),
            client_capabilities: Some(wire::ClientCapabilities {
                write_only_attributes_allowed: true,
                ..Default::default()
            }),
        };
        let valid = rig
            .provider
            .validate_resource_config(request)
            .await
            .unwrap();
        let bugs = valid
            .get_ref()
            .diagnostics
            .iter()
            .filter(|d| d.summary == "Provider bug");
        assert_eq!(bugs.count(), 0);
        let request = wire::plan_resource_change::Request {
            type_name: "test_thing".to_owned(),
            prior_state: null(),
            proposed_new_state: config.clone(),
            config,
            ..Default::default()
        };
        let planned = rig
            .provider
            .plan_resource_change(request)
            .await
            .unwrap()
            .into_inner();
        let bugs = planned
            .diagnostics
            .iter()
            .filter(|d| d.summary == "Provider bug");
        assert_eq!(bugs.count(), 0, "{:?}", planned.diagnostics);
    }
}

#[tokio::test]
async fn a_panic_is_an_error_of_its_call_only() {
    let mut rig = rig().await;
    let doomed = thing_value(&[("name", "panic".into())]);
    let request = wire::validate_resource_config::Request {
        type_name: "test_thing".to_owned(),
        config: doomed.clone(),
        client_capabilities: None,
    };
    let answer = rig
        .provider
        .validate_resource_config(request)
        .await
        .unwrap()
        .into_inner();
    let bug = error(&answer.diagnostics);
    assert_eq!(bug.summary, "Provider bug");
    assert!(
        bug.detail.contains("validate_resource_config"),
        "{}",
        bug.detail
    );
    assert!(!bug.detail.contains("hunter2"));

    // Whatever fails, the state that was is not lost.
    let request = wire::apply_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: doomed.clone(),
        planned_state: doomed.clone(),
        config: doomed.clone(),
        planned_private: b"kept".to_vec().into(),
        ..Default::default()
    };
    let answer = rig
        .provider
        .apply_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    error(&answer.diagnostics);
    assert_eq!(
        (answer.new_state, &answer.private[..]),
        (doomed, &b"kept"[..])
    );

    let request = wire::call_function::Request {
        name: "join".to_owned(),
        arguments: vec![dynamic(&"panic".into(), &Type::String).unwrap()],
    };
    let answer = rig
        .provider
        .call_function(request)
        .await
        .unwrap()
        .into_inner();
    assert!(answer.error.unwrap().text.contains("Provider bug"));

    // The provider still lives.
    let metadata = rig
        .provider
        .get_metadata(wire::get_metadata::Request {})
        .await;
    assert_eq!(metadata.unwrap().get_ref().resources.len(), 1);
}

#[tokio::test]
async fn a_provider_that_cannot_be_made_is_an_error_of_every_call() {
    let server = Server::new(|| panic!("hunter2"));
    let listener = Listener::unix(None).unwrap();
    let socket = PathBuf::from(listener.address());
    tokio::spawn(server.run(listener, None));
    let mut provider = ProviderClient::new(client::connect(&socket, None).await.unwrap());
    for _ in 0..2 {
        let request = wire::get_provider_schema::Request {};
        let schemas = provider
            .get_provider_schema(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(error(&schemas.diagnostics).summary, "Provider bug");
        let metadata = provider
            .get_metadata(wire::get_metadata::Request {})
            .await
            .unwrap();
        error(&metadata.get_ref().diagnostics);
    }
}

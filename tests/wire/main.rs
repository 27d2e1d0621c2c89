//! The wire as Terraform sees it: a client of our own over the socket, and Terraform itself.
#![cfg(unix)]

mod abuse;
mod calls;
mod client;
mod fixture;
mod lifetime;
mod newer;
mod terraform;

use std::path::PathBuf;
use std::sync::Arc;

use fixture::{Fixture, World};
use terraform_provider_infisical::framework::{Type, Value, codec};
use terraform_provider_infisical::plugin::Server;
use terraform_provider_infisical::plugin::proto::tfplugin6 as wire;
use terraform_provider_infisical::plugin::proto::tfplugin6::provider_client::ProviderClient;
use terraform_provider_infisical::plugin::services::Shutdown;
use terraform_provider_infisical::plugin::transport::Listener;
use tonic::transport::Channel;

const MESSAGE_LIMIT: usize = 256 << 20;

/// A served fixture and a client of it.
struct Rig {
    world: Arc<World>,
    channel: Channel,
    provider: ProviderClient<Channel>,
    socket: PathBuf,
    shutdown: Shutdown,
    ended: tokio::task::JoinHandle<std::io::Result<()>>,
}

async fn rig() -> Rig {
    rig_of(|server| server).await
}

async fn rig_of(change: impl FnOnce(Server) -> Server) -> Rig {
    let world = Arc::new(World::default());
    let made = world.clone();
    let server = change(Server::new(move || Fixture::provider(made)));
    let listener = Listener::unix(None).unwrap();
    let socket = PathBuf::from(listener.address());
    let shutdown = server.shutdown();
    let ended = tokio::spawn(server.run(listener, None));
    let channel = client::connect(&socket, None).await.unwrap();
    let provider = ProviderClient::new(channel.clone())
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    Rig {
        world,
        channel,
        provider,
        socket,
        shutdown,
        ended,
    }
}

fn thing_type() -> Type {
    fixture::thing_schema().value_type()
}

/// A value as it goes over the wire.
fn dynamic(value: &Value, ty: &Type) -> Option<wire::DynamicValue> {
    Some(wire::DynamicValue {
        msgpack: codec::to_msgpack(value, ty).into(),
        ..Default::default()
    })
}

/// A value that came over the wire.
fn read(value: &Option<wire::DynamicValue>, ty: &Type) -> Value {
    codec::from_msgpack(&value.as_ref().expect("a value").msgpack, ty).unwrap()
}

/// A thing's configuration with the given members; all others null, no blocks.
fn thing(members: &[(&str, Value)]) -> Value {
    let mut value = Value::object([("rule", Value::List(Vec::new()))]);
    for (name, member) in members {
        value.set(name, member.clone());
    }
    value
}

fn thing_value(members: &[(&str, Value)]) -> Option<wire::DynamicValue> {
    dynamic(&thing(members), &thing_type())
}

fn null() -> Option<wire::DynamicValue> {
    dynamic(&Value::Null, &thing_type())
}

/// No errors and no warnings.
#[track_caller]
fn quiet(diagnostics: &[wire::Diagnostic]) {
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

/// The summary of the one error.
#[track_caller]
fn error(diagnostics: &[wire::Diagnostic]) -> &wire::Diagnostic {
    let [one] = diagnostics else {
        panic!("one diagnostic is expected: {diagnostics:?}");
    };
    assert_eq!(one.severity(), wire::diagnostic::Severity::Error);
    one
}

/// A path as people write it.
fn path(attribute: &Option<wire::AttributePath>) -> String {
    use wire::attribute_path::step::Selector;
    let steps = attribute.iter().flat_map(|path| &path.steps);
    let texts = steps.map(|step| match step.selector.as_ref().unwrap() {
        Selector::AttributeName(name) => format!(".{name}"),
        Selector::ElementKeyString(key) => format!("[{key:?}]"),
        Selector::ElementKeyInt(index) => format!("[{index}]"),
    });
    texts.collect()
}

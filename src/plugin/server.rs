//! The gRPC side of the provider: every call is guarded, so that a fault in one is an error of that one.

use std::future::Future;
use std::marker::PhantomData;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use futures::{FutureExt, stream};
use prost::bytes::{BufMut, Bytes};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::codec::{Codec, EncodeBuf, Encoder};
use tonic::codegen::{BoxFuture, BoxStream, Service, http};
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

use super::calls::{self, Answer, Served, Told};
use super::convert;
use super::panics;
use super::proto::tfplugin6 as wire;
use super::proto::tfplugin6::provider_server::{Provider, ProviderServer};
use crate::framework::Diagnostics;

/// No message is larger: 256 MiB, as large as Terraform takes.
const MESSAGE_LIMIT: usize = 256 << 20;

/// Answers that can say what went wrong. `of` begins an answer for the case that nothing comes of the request.
trait Report<Q>: Default {
    /// What is known already from the request.
    fn of(request: &Q) -> Self;
    /// Adds what went wrong.
    fn report(&mut self, diagnostics: Diagnostics);
}

/// Answers with diagnostics; in braces, what an answer to a failed request takes over from it, so that no state is lost.
macro_rules! reports {
    ($($rpc:ident { $($field:ident: $from:ident),* })*) => {$(
        impl Report<wire::$rpc::Request> for wire::$rpc::Response {
            #[allow(unused_variables, clippy::needless_update)]
            fn of(request: &wire::$rpc::Request) -> Self {
                Self { $($field: request.$from.clone(),)* ..Self::default() }
            }

            fn report(&mut self, diagnostics: Diagnostics) {
                self.diagnostics.extend(convert::diagnostics(diagnostics));
            }
        }
    )*};
}

reports! {
    get_metadata {}
    get_provider_schema {}
    get_resource_identity_schemas {}
    validate_provider_config {}
    configure_provider {}
    validate_resource_config {}
    upgrade_resource_state {}
    upgrade_resource_identity {}
    read_resource { new_state: current_state, private: private, new_identity: current_identity }
    plan_resource_change {}
    apply_resource_change { new_state: prior_state, private: planned_private, new_identity: planned_identity }
    import_resource_state {}
    move_resource_state {}
    generate_resource_config {}
    validate_data_resource_config {}
    read_data_source {}
    validate_ephemeral_resource_config {}
    open_ephemeral_resource {}
    renew_ephemeral_resource { private: private }
    close_ephemeral_resource {}
    get_functions {}
    validate_list_resource_config {}
    validate_action_config {}
    plan_action {}
}

impl Report<wire::call_function::Request> for wire::call_function::Response {
    fn of(_: &wire::call_function::Request) -> Self {
        Self::default()
    }

    fn report(&mut self, diagnostics: Diagnostics) {
        self.error = Some(wire::FunctionError {
            text: calls::text(&diagnostics),
            function_argument: None,
        });
    }
}

impl Report<wire::stop_provider::Request> for wire::stop_provider::Response {
    fn of(_: &wire::stop_provider::Request) -> Self {
        Self::default()
    }

    fn report(&mut self, diagnostics: Diagnostics) {
        self.error = calls::text(&diagnostics);
    }
}

/// Runs one call; a panic in it is an error of it.
async fn guarded<R>(rpc: &'static str, call: impl Future<Output = Answer<R>>) -> Answer<R> {
    let began = Instant::now();
    let answer = AssertUnwindSafe(call)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(panics::diagnostics(rpc)));
    let failed = answer.is_err();
    let milliseconds = began.elapsed().as_millis() as u64;
    tracing::trace!(rpc, failed, milliseconds, "answered Terraform");
    answer
}

/// Runs one call with one answer.
async fn unary<Q, R: Report<Q>, F: Future<Output = Answer<R>>>(
    rpc: &'static str,
    request: Request<Q>,
    call: impl FnOnce(Q) -> F,
) -> Result<Response<R>, Status> {
    let request = request.into_inner();
    let mut fallback = R::of(&request);
    // The call is made inside the guard: a panic before its first await counts as well.
    let answer = guarded(rpc, async { call(request).await }).await;
    Ok(Response::new(answer.unwrap_or_else(|diagnostics| {
        fallback.report(diagnostics);
        fallback
    })))
}

/// The provider's service. State-store calls are left to the generated answer, UNIMPLEMENTED.
#[derive(Clone)]
pub struct Calls(Arc<Served>);

/// The calls with one answer, as `async_trait` would write them.
macro_rules! unary_calls {
    ($($rpc:ident)*) => {$(
        fn $rpc<'a, 'async_trait>(
            &'a self,
            request: Request<wire::$rpc::Request>,
        ) -> Pin<Box<dyn Future<Output = Result<Response<wire::$rpc::Response>, Status>> + Send + 'async_trait>>
        where
            'a: 'async_trait,
            Self: 'async_trait,
        {
            Box::pin(unary(stringify!($rpc), request, |request| self.0.$rpc(request)))
        }
    )*};
}

/// A streaming answer in the making.
type Streaming<'a, T> =
    Pin<Box<dyn Future<Output = Result<Response<BoxStream<T>>, Status>> + Send + 'a>>;

impl Provider for Calls {
    unary_calls! {
        get_metadata
        get_provider_schema
        get_resource_identity_schemas
        validate_provider_config
        configure_provider
        stop_provider
        validate_resource_config
        upgrade_resource_state
        upgrade_resource_identity
        read_resource
        plan_resource_change
        apply_resource_change
        import_resource_state
        move_resource_state
        generate_resource_config
        validate_data_resource_config
        read_data_source
        validate_ephemeral_resource_config
        open_ephemeral_resource
        renew_ephemeral_resource
        close_ephemeral_resource
        get_functions
        call_function
        validate_list_resource_config
        validate_action_config
        plan_action
    }

    fn list_resource<'a, 'async_trait>(
        &'a self,
        request: Request<wire::list_resource::Request>,
    ) -> Streaming<'async_trait, wire::list_resource::Event>
    where
        'a: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async {
            let request = request.into_inner();
            let found = guarded("list_resource", self.0.list_resource(request)).await;
            let events = found.unwrap_or_else(|diagnostics| {
                vec![wire::list_resource::Event {
                    diagnostic: convert::diagnostics(diagnostics),
                    ..Default::default()
                }]
            });
            let events: BoxStream<_> = Box::pin(stream::iter(events.into_iter().map(Ok)));
            Ok(Response::new(events))
        })
    }

    fn invoke_action<'a, 'async_trait>(
        &'a self,
        request: Request<wire::invoke_action::Request>,
    ) -> Streaming<'async_trait, wire::invoke_action::Event>
    where
        'a: 'async_trait,
        Self: 'async_trait,
    {
        let (events, receiver) = mpsc::channel(16);
        tokio::spawn(run_action(self.0.clone(), request.into_inner(), events));
        let events: BoxStream<_> = Box::pin(ReceiverStream::new(receiver));
        Box::pin(std::future::ready(Ok(Response::new(events))))
    }
}

type ActionEvents = mpsc::Sender<Result<wire::invoke_action::Event, Status>>;

/// Runs an action and tells its progress. It is dropped in its tracks when the caller goes away.
async fn run_action(
    served: Arc<Served>,
    request: wire::invoke_action::Request,
    events: ActionEvents,
) {
    use wire::invoke_action::event::{Completed, Progress, Type};
    let tell = async |event: Type| {
        let event = wire::invoke_action::Event {
            r#type: Some(event),
        };
        events.send(Ok(event)).await.is_ok()
    };
    let (progress, mut lines) = mpsc::unbounded_channel();
    let mut action = pin!(guarded(
        "invoke_action",
        served.invoke_action(request, progress)
    ));
    let done = loop {
        tokio::select! {
            biased;
            () = events.closed() => return,
            Some(message) = lines.recv() => {
                if !tell(Type::Progress(Progress { message })).await {
                    return;
                }
            }
            done = &mut action => break done,
        }
    };
    while let Ok(message) = lines.try_recv() {
        if !tell(Type::Progress(Progress { message })).await {
            return;
        }
    }
    let diagnostics = done.unwrap_or_else(|diagnostics| diagnostics);
    tell(Type::Completed(Completed {
        diagnostics: convert::diagnostics(diagnostics),
    }))
    .await;
}

/// The generated service, with a shortcut: what is kept encoded goes out as the bytes that it is kept in.
#[derive(Clone)]
pub struct ProviderService {
    generated: ProviderServer<Calls>,
    served: Arc<Served>,
}

impl ProviderService {
    /// The service of a provider.
    pub fn new(served: Arc<Served>) -> ProviderService {
        ProviderService {
            generated: ProviderServer::new(Calls(served.clone()))
                .max_decoding_message_size(MESSAGE_LIMIT)
                .max_encoding_message_size(MESSAGE_LIMIT),
            served,
        }
    }
}

impl NamedService for ProviderService {
    const NAME: &'static str = <ProviderServer<Calls> as NamedService>::NAME;
}

type HttpRequest = http::Request<tonic::body::Body>;
type HttpAnswer = BoxFuture<http::Response<tonic::body::Body>, std::convert::Infallible>;

impl Service<HttpRequest> for ProviderService {
    type Response = http::Response<tonic::body::Body>;
    type Error = std::convert::Infallible;
    type Future = BoxFuture<Self::Response, Self::Error>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: HttpRequest) -> Self::Future {
        macro_rules! tell {
            ($rpc:ident, $part:ident) => {
                Telling::<wire::$rpc::Request, wire::$rpc::Response> {
                    served: self.served.clone(),
                    rpc: stringify!($rpc),
                    part: |told| &told.$part,
                    kinds: PhantomData,
                }
                .answer(request)
            };
        }
        match request.uri().path() {
            "/tfplugin6.Provider/GetMetadata" => tell!(get_metadata, metadata),
            "/tfplugin6.Provider/GetProviderSchema" => tell!(get_provider_schema, schemas),
            "/tfplugin6.Provider/GetResourceIdentitySchemas" => {
                tell!(get_resource_identity_schemas, identities)
            }
            _ => self.generated.call(request),
        }
    }
}

/// Answers one of the calls that ask what the provider has.
struct Telling<Q, R> {
    served: Arc<Served>,
    rpc: &'static str,
    part: fn(&Told) -> &Bytes,
    kinds: PhantomData<fn(Q) -> R>,
}

impl<Q, R> Telling<Q, R>
where
    Q: prost::Message + Default + 'static,
    R: prost::Message + Report<Q> + 'static,
{
    fn answer(self, request: HttpRequest) -> HttpAnswer {
        Box::pin(async move {
            let mut grpc =
                Grpc::new(EncodedCodec(PhantomData)).max_encoding_message_size(MESSAGE_LIMIT);
            Ok(grpc.unary(self, request).await)
        })
    }
}

impl<Q, R> UnaryService<Q> for Telling<Q, R>
where
    R: prost::Message + Report<Q> + 'static,
{
    type Response = Bytes;
    type Future = BoxFuture<Response<Bytes>, Status>;

    fn call(&mut self, _: Request<Q>) -> Self::Future {
        let (served, rpc, part) = (self.served.clone(), self.rpc, self.part);
        Box::pin(async move {
            let told = guarded(rpc, async { Ok(part(served.told()).clone()) }).await;
            Ok(Response::new(told.unwrap_or_else(|diagnostics| {
                let mut failed = R::default();
                failed.report(diagnostics);
                failed.encode_to_vec().into()
            })))
        })
    }
}

/// Reads messages, and sends bytes that are an encoded message already.
struct EncodedCodec<Q>(PhantomData<fn(Q)>);

impl<Q: prost::Message + Default + 'static> Codec for EncodedCodec<Q> {
    type Encode = Bytes;
    type Decode = Q;
    type Encoder = AsTheyAre;
    type Decoder = <ProstCodec<Q, Q> as Codec>::Decoder;

    fn encoder(&mut self) -> Self::Encoder {
        AsTheyAre
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstCodec::<Q, Q>::default().decoder()
    }
}

struct AsTheyAre;

impl Encoder for AsTheyAre {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.reserve(item.len());
        buffer.put(item);
        Ok(())
    }
}

//! The small services beside the provider's: go-plugin's controller, output and broker, and gRPC's health.

use std::sync::Arc;

use futures::{StreamExt, stream};
use tokio::sync::watch;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming};

use super::proto::go_plugin::grpc_broker_server::GrpcBroker;
use super::proto::go_plugin::grpc_controller_server::GrpcController;
use super::proto::go_plugin::grpc_stdio_server::GrpcStdio;
use super::proto::go_plugin::{ConnInfo, Empty, StdioData};
use super::proto::health::health_check_response::ServingStatus;
use super::proto::health::health_server::Health;
use super::proto::health::{HealthCheckRequest, HealthCheckResponse};

/// Tells everyone that the process is about to end.
#[derive(Clone)]
pub struct Shutdown(Arc<watch::Sender<bool>>);

impl Default for Shutdown {
    fn default() -> Self {
        Shutdown(Arc::new(watch::Sender::new(false)))
    }
}

impl Shutdown {
    /// Begins the end.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// Waits for the end to begin.
    pub async fn begun(&self) {
        let mut state = self.0.subscribe();
        // The sender lives in `self`: the wait ends by the signal only.
        let _ = state.wait_for(|begun| *begun).await;
    }
}

/// go-plugin's three services.
#[derive(Clone)]
pub struct GoPlugin {
    /// ends the process
    pub shutdown: Shutdown,
    /// whether the client may end it; not so for one that attached itself for debugging
    pub obeys: bool,
}

impl GoPlugin {
    /// A stream that stays open, says nothing, and ends with the process.
    fn silence<T: Send + 'static>(&self) -> BoxStream<T> {
        let shutdown = self.shutdown.clone();
        Box::pin(stream::pending().take_until(async move { shutdown.begun().await }))
    }
}

#[tonic::async_trait]
impl GrpcController for GoPlugin {
    async fn shutdown(&self, _: Request<Empty>) -> Result<Response<Empty>, Status> {
        if self.obeys {
            tracing::debug!("Terraform asks this process to end");
            self.shutdown.begin();
        }
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcStdio for GoPlugin {
    async fn stream_stdio(&self, _: Request<()>) -> Result<Response<BoxStream<StdioData>>, Status> {
        // Nothing is ever printed after the handshake, and logs go to standard error as they are.
        Ok(Response::new(self.silence()))
    }
}

#[tonic::async_trait]
impl GrpcBroker for GoPlugin {
    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        // No service of ours needs a connection of its own, so the answer is silence; but what the client sends
        // is read, and the stream ends when the client ends it.
        let offers = request
            .into_inner()
            .take_while(|offer| std::future::ready(offer.is_ok()));
        let ended = offers.for_each(|_| std::future::ready(()));
        Ok(Response::new(Box::pin(
            self.silence().take_until(Box::pin(ended)),
        )))
    }
}

/// Says that the plugin serves.
#[derive(Clone)]
pub struct Healthy(pub Shutdown);

impl Healthy {
    fn state(request: &HealthCheckRequest) -> Result<HealthCheckResponse, Status> {
        match request.service.as_str() {
            "" | "plugin" => Ok(HealthCheckResponse {
                status: ServingStatus::Serving.into(),
            }),
            _ => Err(Status::not_found("no such service")),
        }
    }
}

#[tonic::async_trait]
impl Health for Healthy {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        Healthy::state(request.get_ref()).map(Response::new)
    }

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<BoxStream<HealthCheckResponse>>, Status> {
        // A service that is not known now may be later: the health protocol wants a state, not an error.
        let now = Healthy::state(request.get_ref()).unwrap_or(HealthCheckResponse {
            status: ServingStatus::ServiceUnknown.into(),
        });
        let shutdown = self.0.clone();
        let rest = stream::pending().take_until(async move { shutdown.begun().await });
        Ok(Response::new(Box::pin(
            stream::once(std::future::ready(Ok(now))).chain(rest),
        )))
    }
}

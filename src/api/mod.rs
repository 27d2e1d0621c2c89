//! The Infisical HTTP client: logins, retries, rate limits, shared reads, batched writes, typed errors. Knows no Terraform.
//!
//! Start reading at [`client`] (one call from beginning to end); [`request`] and [`error`] are what goes in and comes out.

pub mod batch;
pub mod cancel;
pub mod client;
pub mod coalesce;
pub mod config;
pub mod error;
pub mod limiter;
pub mod locks;
pub mod login;
pub mod pages;
pub mod request;
mod retry;
mod session;
mod tls;
mod transport;

pub use batch::{BatchOptions, Batcher};
pub use client::Client;
pub use coalesce::ANY_WRITE;
pub use config::{ClientCertificate, ClientConfig, ConfigError, Environment};
pub use error::{
    ApiError, ErrorKind, FieldIssue, LoginFailure, PathStep, StatusError, TokenRefusal,
    TransportPhase,
};
pub use login::{Login, TokenSource};
pub use pages::Paging;
pub use request::{Method, Request};
pub use session::{AccessToken, Identity};

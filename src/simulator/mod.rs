//! An in-memory Infisical driven by its API contract: the witness that the provider is tested against.
//!
//! It shares no code with the provider's client or catalog, so a wrong field name there fails here instead of cancelling
//! out. Read in this order: [`contract`] (the OpenAPI documents), `router` (which operation), `validate` (strict requests,
//! checked answers), `server` (the way of a request), `world` (the state), `handlers` (what the operations do).
//!
//! ```no_run
//! # async fn demo() -> std::io::Result<()> {
//! use terraform_provider_infisical::simulator::{SimulatorConfig, start};
//! let simulator = start(SimulatorConfig::default()).await?;
//! println!("{}", simulator.url());
//! # Ok(()) }
//! ```

mod auth;
pub mod clock;
pub mod contract;
mod control;
mod error;
mod faults;
mod handlers;
mod journal;
mod limits;
mod projection;
pub mod router;
pub mod sample;
pub mod schema;
mod server;
mod tls;
pub mod validate;
mod wire;
pub mod world;

pub use error::ApiError;
pub use faults::{Denial, Faults};
pub use journal::Recorded;
pub use limits::RateLimits;
pub use server::{Simulator, start};

use std::sync::{Arc, Mutex};
use std::time::Duration;

use world::World;

/// Client id of the machine identity that is there from the start.
pub const SIM_CLIENT_ID: &str = "11111111-2222-4333-8444-555555555555";
/// Its client secret.
pub const SIM_CLIENT_SECRET: &str = "simulator-client-secret";
/// An access token of this identity that is there from the start.
pub const SIM_ACCESS_TOKEN: &str = world::ACCESS_TOKEN;
/// A service token for the demo project that is there from the start.
pub const SIM_SERVICE_TOKEN: &str = world::SERVICE_TOKEN;
/// A user's token, for the few routes that refuse machines.
pub const SIM_USER_TOKEN: &str = "simulator-user-token";
/// Id of the project `demo` (only there with [`SimulatorConfig::seed_demo`]).
pub const SIM_DEMO_PROJECT: &str = world::DEMO_PROJECT;
/// Id of the organization.
pub const SIM_ORGANIZATION: &str = world::ORGANIZATION;

/// Which servers are simulated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServerVersion {
    /// The contract as it stands.
    #[default]
    Today,
    /// A self-hosted server of 2024-09 without a licence.
    Of2024,
}

/// Whether a simulator is reached over HTTPS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsMode {
    /// Plain HTTP.
    #[default]
    Off,
    /// HTTPS with an authority made at start: [`Simulator::ca_pem`].
    On,
    /// The same, and clients must show a certificate of it: [`Simulator::client_pem`].
    WithClientCertificate,
}

/// How a simulator behaves.
#[derive(Clone)]
pub struct SimulatorConfig {
    /// Port on the loopback; 0 takes any.
    pub port: u16,
    /// Listen on all interfaces.
    pub listen_any: bool,
    /// Client id of the first machine identity.
    pub client_id: String,
    /// Its client secret.
    pub client_secret: String,
    /// Create the project `demo`.
    pub seed_demo: bool,
    /// Drop unknown fields silently, as the real server does, instead of refusing them.
    pub lenient: bool,
    /// Which servers are simulated.
    pub server_version: ServerVersion,
    /// Features of paid plans work.
    pub licensed: bool,
    /// Limits; none by default.
    pub rate_limits: Option<RateLimits>,
    /// Faults from the start.
    pub faults: Faults,
    /// Check every answer against the contract.
    pub check_answers: bool,
    /// How long background jobs (syncs, removals, issuing) take.
    pub job_time: Duration,
    /// How long a folder or import create waits between its look and its write: the real server's window for races.
    pub race_window: Duration,
    /// Largest request body.
    pub body_limit: usize,
    /// HTTPS.
    pub tls: TlsMode,
    /// The state of an earlier simulator, to play a restart.
    pub world: Option<Arc<Mutex<World>>>,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            port: 0,
            listen_any: false,
            client_id: SIM_CLIENT_ID.to_owned(),
            client_secret: SIM_CLIENT_SECRET.to_owned(),
            seed_demo: false,
            lenient: false,
            server_version: ServerVersion::Today,
            licensed: true,
            rate_limits: None,
            faults: Faults::default(),
            check_answers: true,
            job_time: Duration::from_millis(50),
            race_window: Duration::from_millis(5),
            body_limit: 1024 * 1024,
            tls: TlsMode::Off,
            world: None,
        }
    }
}

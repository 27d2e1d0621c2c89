//! The Terraform provider for Infisical, as a library: every floor of the house (see docs/architecture.md).
#![forbid(unsafe_code)]

pub mod api;
pub mod catalog;
#[cfg(feature = "docs")]
pub mod docs;
pub mod export;
pub mod framework;
pub mod plugin;
pub mod provider;
pub mod rest;
#[cfg(feature = "simulator")]
pub mod simulator;

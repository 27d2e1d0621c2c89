//! The messages and services of the wire, generated from `proto/` by `build.rs`.
#![allow(missing_docs, clippy::all)]

use std::fmt;

/// Terraform's plugin protocol 6.11.
pub mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

/// go-plugin's controller, output and broker services.
pub mod go_plugin {
    tonic::include_proto!("plugin");
}

/// gRPC's health service.
pub mod health {
    tonic::include_proto!("grpc.health.v1");
}

// Messages that carry values print how much they hold, never what: any value may be a secret.
impl fmt::Debug for tfplugin6::DynamicValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.msgpack.len().max(self.json.len());
        write!(f, "DynamicValue({size} bytes)")
    }
}

impl fmt::Debug for tfplugin6::RawState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawState({} bytes)", self.json.len())
    }
}

impl fmt::Debug for go_plugin::StdioData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StdioData({} bytes)", self.data.len())
    }
}

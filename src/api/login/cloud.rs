//! What logins need from the place they run in: variables, files, metadata servers.

use super::super::config::ClientConfig;

/// The surroundings of a login.
pub(crate) struct Cloud<'a> {
    #[allow(dead_code)]
    config: &'a ClientConfig,
}

impl<'a> Cloud<'a> {
    pub fn new(config: &'a ClientConfig) -> Self {
        Self { config }
    }
}

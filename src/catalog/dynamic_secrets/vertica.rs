//! Vertica.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![host(), port(), database(), requirements()], user().into(), statements().into(), gateway().into()]);
    dynamic_secret("vertica", "Vertica", inputs)
}

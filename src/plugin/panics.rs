//! A panic tells where it happened and nothing else: its message could hold a secret.

use std::cell::Cell;
use std::panic::PanicHookInfo;

use crate::framework::Diagnostics;

thread_local! {
    /// Where the last panic of this thread happened. It is read right after the panic was caught, on the same thread.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// Panics of this process are logged by their place only, from now on.
pub fn install_hook() {
    std::panic::set_hook(Box::new(note));
}

fn note(info: &PanicHookInfo<'_>) {
    let place = info
        .location()
        .map(|at| format!("{}:{}:{}", at.file(), at.line(), at.column()));
    tracing::error!(place, "a panic in the provider");
    PLACE.set(place);
}

/// What to tell about a panic that was just caught in a call.
pub fn diagnostics(call: &str) -> Diagnostics {
    let place = PLACE
        .take()
        .unwrap_or_else(|| "an unknown place".to_owned());
    Diagnostics::from_error(
        "Provider bug",
        format!(
            "The provider failed in {call}, at {place}. Nothing else is affected, and the state is kept as it was before this call. \
             Please report this with the name of the resource type."
        ),
    )
}

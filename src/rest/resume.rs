//! Creates that were cut off while the server worked on their request: the next create with the same wishes goes on with it.
//!
//! Terraform taints what failed, destroys it and makes it anew: the destroy leaves the request behind, the create takes it up.
//! With `create_before_destroy` the create comes first and nothing tells it of the request (Terraform plans once more while it
//! applies, so that not even private bytes of the plan arrive): a warning of the refresh tells the way around.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value as Json;

use crate::framework::plan::known;
use crate::framework::{Diagnostics, Value};

use super::engine::RestEngine;
use super::field::Field;

/// Destroyed states whose requests wait for a create to go on with them.
#[derive(Default)]
pub(super) struct Unfinished(Mutex<Vec<Value>>);

impl RestEngine {
    fn waiting(&self) -> MutexGuard<'_, Vec<Value>> {
        let waiting = &self.unfinished.0;
        waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The request that an unfinished state waits for. One that ended badly is none.
    fn waits_for(&self, state: &Value) -> Option<Json> {
        let request = state.get(self.declared.resumes?);
        let failed = self.declared.create.iter().any(|call| {
            let until = call.until.as_ref();
            until
                .zip(state.get("status").as_str())
                .is_some_and(|(until, status)| until.failed.contains(&status))
        });
        let waits = state.get("id").is_null() && !request.is_null() && !failed;
        waits.then(|| request.reveal())
    }

    /// Remembers the request of a state that is destroyed; tells whether it has one.
    pub(super) fn lay_down(&self, state: &Value) -> bool {
        let waits = self.waits_for(state).is_some();
        if waits {
            self.waiting().push(state.clone());
        }
        waits
    }

    /// The request that a create goes on with, and the JSON path that tells it.
    pub(super) fn take_up(&self, wanted: &Value) -> Option<(String, Json)> {
        let name = self.declared.resumes?;
        let field = self.fields().iter().find(|f| f.name() == name)?;
        let mut waiting = self.waiting();
        let sent = |f: &&Field| f.constant.is_none() && !f.create.is_empty();
        let same = |state: &Value| {
            self.fields().iter().filter(sent).all(|f| {
                let (value, before) = (wanted.get(f.name()), state.get(f.name()));
                value == before || known(value).is_null() && before.is_null()
            })
        };
        let at = waiting.iter().position(same)?;
        let request = self.waits_for(&waiting.remove(at))?;
        Some((field.read.first()?.clone(), request))
    }

    /// What to know about a state that waits for its request.
    pub(super) fn still_waits(&self, state: &Value) -> Diagnostics {
        let mut told = Diagnostics::new();
        if let Some(request) = self.waits_for(state) {
            told.warning(
                format!("The {} is not there yet", self.declared.title),
                format!(
                    "Its request {} was cut off by a timeout or a stop (status: {}). The next apply goes on with it. When the resource has create_before_destroy, run terraform untaint for it first: Terraform would make the new one before this one is looked at, with another request.",
                    request.as_str().unwrap_or_default(),
                    state.get("status").as_str().unwrap_or("unknown"),
                ),
            );
        }
        told
    }
}

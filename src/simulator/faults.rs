//! Faults that tests switch on: slowness, errors, cut connections, 429 storms, refused permissions.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::contract::Operation;

/// What goes wrong, and how often. Counters (`*_next`) run down to zero; rates are between 0 and 1.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Faults {
    /// Milliseconds that every answer waits.
    pub latency_ms: u64,
    /// Share of the requests that answer `fail_status` without doing anything.
    pub fail_rate: f64,
    /// This many requests fail with `fail_status` without doing anything.
    pub fail_next: u32,
    /// The status of these failures (503 when 0).
    pub fail_status: u16,
    /// This many writes land, but the connection is cut before the answer.
    pub drop_after_write_next: u32,
    /// Share of the writes that land without an answer.
    pub drop_after_write_rate: f64,
    /// This many requests lose their connection before anything happened.
    pub drop_before_next: u32,
    /// This many requests answer 429.
    pub too_many_next: u32,
    /// `retry-after` of these answers, in seconds.
    pub retry_after: u64,
    /// The faults above strike only these: operation ids or path prefixes. Empty: all.
    pub only: Vec<String>,
    /// Refused with 403 `PermissionDenied`.
    pub deny: Vec<Denial>,
    /// Routes that this server does not have (yet): operation ids or path prefixes.
    pub missing: Vec<String>,
}

/// A permission that nobody has.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Denial {
    /// Operation id or path prefix.
    pub target: String,
    /// The action in the error's `details`.
    pub action: String,
    /// The subject in the error's `details`.
    pub subject: String,
}

/// What a request suffers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strike {
    /// Answer this status without doing anything.
    pub fail: Option<u16>,
    /// Answer 429 with this `retry-after`.
    pub too_many: Option<u64>,
    /// Cut the connection before anything happens.
    pub drop_before: bool,
    /// Cut the connection after the write.
    pub drop_after: bool,
}

fn names(target: &str, operation: &Operation, path: &str) -> bool {
    operation.id == target || (target.starts_with('/') && path.starts_with(target))
}

fn luck(rate: f64) -> bool {
    let dice = f64::from(Uuid::new_v4().as_fields().0) / f64::from(u32::MAX);
    rate > 0.0 && dice < rate
}

fn spend(counter: &mut u32) -> bool {
    let any = *counter > 0;
    *counter = counter.saturating_sub(1);
    any
}

impl Faults {
    /// What this request suffers; counters run down.
    pub fn strike(&mut self, operation: &Operation, path: &str) -> Strike {
        let mut strike = Strike::default();
        if !self.only.is_empty()
            && !self
                .only
                .iter()
                .any(|target| names(target, operation, path))
        {
            return strike;
        }
        if spend(&mut self.drop_before_next) {
            strike.drop_before = true;
        } else if spend(&mut self.too_many_next) {
            strike.too_many = Some(self.retry_after);
        } else if spend(&mut self.fail_next) || luck(self.fail_rate) {
            strike.fail = Some(if self.fail_status == 0 {
                503
            } else {
                self.fail_status
            });
        } else if operation.method != "GET"
            && (spend(&mut self.drop_after_write_next) || luck(self.drop_after_write_rate))
        {
            strike.drop_after = true;
        }
        strike
    }

    /// The denial that names this request.
    pub fn denial(&self, operation: &Operation, path: &str) -> Option<Denial> {
        self.deny
            .iter()
            .find(|denial| names(&denial.target, operation, path))
            .cloned()
    }

    /// Whether this server lacks the route.
    pub fn lacks(&self, operation: &Operation, path: &str) -> bool {
        self.missing
            .iter()
            .any(|target| names(target, operation, path))
    }

    /// Changes the keys that are given and keeps the others.
    pub fn merge(&mut self, changes: Value) -> Result<(), String> {
        let mut all = serde_json::to_value(&*self).map_err(|error| error.to_string())?;
        let (Some(all_keys), Some(changes)) = (all.as_object_mut(), changes.as_object()) else {
            return Err("an object is expected".to_owned());
        };
        all_keys.extend(changes.clone());
        *self = serde_json::from_value(all).map_err(|error| error.to_string())?;
        Ok(())
    }
}

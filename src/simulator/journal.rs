//! The record of every request: for tests that check what was asked, and for counting.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::contract;

/// One request. Bodies may hold secrets: this is a test tool.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// Position, from 1; it keeps counting when the log is reset.
    pub number: u64,
    /// Verb.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query string.
    pub query: String,
    /// Path template; empty for an unknown route.
    pub route: &'static str,
    /// Operation; empty for an unknown route.
    pub operation_id: &'static str,
    /// Status of the answer; 0 when the connection was cut.
    pub status: u16,
    /// Request body.
    pub body: Value,
    /// The `message` of an error answer.
    pub error: Value,
    /// `user-agent` of the client.
    pub user_agent: String,
}

/// The log and the counters.
#[derive(Default)]
pub struct Journal {
    entries: Vec<Recorded>,
    number: u64,
    seen: BTreeMap<&'static str, u64>,
    statuses: BTreeMap<u16, u64>,
    /// Answers that did not fit the contract: faults of the simulator.
    pub bugs: Vec<String>,
}

impl Journal {
    /// Adds a request.
    pub fn record(&mut self, mut entry: Recorded) {
        self.number += 1;
        entry.number = self.number;
        if !entry.operation_id.is_empty() {
            *self.seen.entry(entry.operation_id).or_default() += 1;
        }
        *self.statuses.entry(entry.status).or_default() += 1;
        self.entries.push(entry);
    }

    /// The requests since the last reset.
    pub fn entries(&self) -> &[Recorded] {
        &self.entries
    }

    /// Forgets the requests and counters (not the bugs).
    pub fn reset(&mut self) {
        self.entries.clear();
        self.seen.clear();
        self.statuses.clear();
    }

    /// How often each operation was asked since the last reset.
    pub fn seen(&self) -> &BTreeMap<&'static str, u64> {
        &self.seen
    }

    /// Counters as JSON: all, per status, per operation.
    pub fn counters(&self) -> Value {
        let statuses: serde_json::Map<String, Value> = self
            .statuses
            .iter()
            .map(|(status, count)| (status.to_string(), (*count).into()))
            .collect();
        json!({"requests": self.entries.len(), "statuses": statuses, "operations": self.seen, "bugs": self.bugs})
    }

    /// Which operations of the contract were exercised.
    pub fn coverage(&self) -> Value {
        let all: Vec<&str> = contract::all_operations()
            .map(|operation| operation.id)
            .collect();
        let missing: Vec<&&str> = all
            .iter()
            .filter(|id| !self.seen.contains_key(**id))
            .collect();
        json!({"operations": all.len(), "exercised": all.len() - missing.len(), "missing": missing})
    }
}

//! Background jobs: what changes by itself some time after a request.

use serde_json::{Value, json};
use time::OffsetDateTime;

use super::Call;
use crate::simulator::clock;
use crate::simulator::world::{World, new_id, new_row, row, text};

/// What a job does when its time has come.
#[derive(Clone, Copy, Debug)]
pub enum Job {
    /// A row gets these states: `syncStatus`, `importStatus` ... succeed; `issue` and `refuse` end a certificate request.
    Finish(&'static str),
    /// A row goes.
    Remove,
}

/// Queues a job on a row.
pub fn queue(world: &mut World, call: &Call, table: &'static str, id: &str, job: Job) {
    let at = call.now + call.job_time;
    let (kind, prefix) = match job {
        Job::Finish(prefix) => ("finish", prefix),
        Job::Remove => ("remove", ""),
    };
    world.insert("jobs", new_row(call.now, row(json!({"at": clock::text(at), "table": table, "target": id, "kind": kind, "prefix": prefix}))));
}

/// Runs the jobs whose time has come.
pub fn run_due(world: &mut World, now: OffsetDateTime) {
    let due = |job: &Value| clock::parse(text(job, "at")).is_none_or(|at| at <= now);
    if !world.rows("jobs").any(due) {
        return;
    }
    for job in world.remove_where("jobs", due) {
        let (table, id) = (text(&job, "table"), text(&job, "target"));
        if text(&job, "kind") == "remove" {
            world.remove(table, id);
            continue;
        }
        let Some(target) = world.get_mut(table, id) else {
            continue;
        };
        let (status, word, at) = match text(&job, "prefix") {
            "sync" => ("syncStatus", "Sync", "lastSyncedAt"),
            "import" => ("importStatus", "Import", "lastImportedAt"),
            "remove" => ("removeStatus", "Remove", "lastRemovedAt"),
            _ => ("status", "", "finishedAt"),
        };
        if word.is_empty() {
            let refused = text(&job, "prefix") == "refuse";
            target[status] = if refused { "failed" } else { "issued" }.into();
            if refused {
                target["errorMessage"] = "The authority refused the order".into();
            }
            continue;
        }
        target[status] = "succeeded".into();
        target[format!("last{word}JobId")] = new_id().into();
        target[format!("last{word}Message")] = Value::Null;
        target[at] = clock::text(now).into();
    }
}

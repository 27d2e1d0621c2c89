//! The control endpoints under `/__sim/`: what tests and benchmarks read and switch.

use axum::http::StatusCode;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::server::{Shared, lock};
use super::world::{self, World, new_row, row, text};

/// Answers a control request; `None` for an unknown path.
pub fn answer(
    shared: &Shared,
    method: &str,
    path: &str,
    body: Value,
) -> Option<(StatusCode, Value)> {
    let done = |value: Value| Some((StatusCode::OK, value));
    match (
        method,
        path.trim_start_matches("/__sim/").trim_end_matches('/'),
    ) {
        ("GET", "requests") => done(json!({"requests": lock(&shared.journal).entries()})),
        ("GET", "counters") => done(lock(&shared.journal).counters()),
        ("GET", "coverage") => done(lock(&shared.journal).coverage()),
        ("POST", "reset-log") => {
            lock(&shared.journal).reset();
            done(json!({}))
        }
        ("GET", "faults") => done(json!(*lock(&shared.faults))),
        ("POST", "faults") => match lock(&shared.faults).merge(body) {
            Ok(()) => done(json!({})),
            Err(error) => Some((StatusCode::BAD_REQUEST, json!({"message": error}))),
        },
        ("POST", "expire-tokens") => {
            expire_tokens(&mut lock(&shared.world));
            done(json!({}))
        }
        ("POST", "revoke-tokens") => {
            lock(&shared.world).for_each("tokens", |token| {
                token["isAccessTokenRevoked"] = true.into()
            });
            done(json!({}))
        }
        ("POST", "reset-limits") => {
            lock(&shared.limiter).reset();
            done(json!({}))
        }
        ("POST", "service-token") => done(service_token(&mut lock(&shared.world), &body)),
        ("POST", rows) if rows.starts_with("rows/") => {
            let table = world::TABLES
                .iter()
                .find(|table| **table == &rows["rows/".len()..])?;
            let added = new_row(OffsetDateTime::now_utc(), row(body));
            lock(&shared.world).insert(table, added.clone());
            done(added)
        }
        ("GET", rows) if rows.starts_with("rows/") => done(
            json!({"rows": lock(&shared.world).rows(&rows["rows/".len()..]).collect::<Vec<_>>()}),
        ),
        _ => None,
    }
}

/// Makes every token with a life time expire now; the ready token too.
pub fn expire_tokens(world: &mut World) {
    world.for_each("tokens", |token| {
        token["_expires"] = "2000-01-01T00:00:00.000Z".into()
    });
}

/// Adds a service token of a project; answers its text.
fn service_token(world: &mut World, body: &Value) -> Value {
    let secret = world::random_text(32);
    let scopes = body
        .get("scopes")
        .cloned()
        .unwrap_or_else(|| json!([{"environment": "*", "secretPath": "/**"}]));
    let permissions = body
        .get("permissions")
        .cloned()
        .unwrap_or_else(|| json!(["read", "write"]));
    let keys = json!({"name": "service", "__v": 0, "projectId": body["projectId"], "scopes": scopes, "permissions": permissions, "createdBy": world::ADMIN_USER, "_secret": secret});
    let token = new_row(OffsetDateTime::now_utc(), row(keys));
    let shown = format!(
        "st.{}.{secret}.{}",
        text(&token, "id"),
        world::random_text(32)
    );
    world.insert("service-tokens", token);
    json!({"serviceToken": shown})
}

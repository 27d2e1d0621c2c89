//! Rate limits as the real server has them: fixed windows of a minute per route and class, and one over all.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::contract::Operation;

const WINDOW: Duration = Duration::from_secs(60);

/// Requests per minute, by class.
#[derive(Clone, Debug)]
pub struct RateLimits {
    /// GET.
    pub read: u64,
    /// POST, PATCH, PUT, DELETE.
    pub write: u64,
    /// Secrets, folders and imports.
    pub secrets: u64,
    /// Logins.
    pub auth: u64,
    /// Creation of identities.
    pub identity_creation: u64,
    /// Creation of projects.
    pub project_creation: u64,
    /// All requests together.
    pub all: u64,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            read: 600,
            write: 200,
            secrets: 60,
            auth: 60,
            identity_creation: 30,
            project_creation: 30,
            all: 600,
        }
    }
}

impl RateLimits {
    /// The limits of a server of 2024-09 without a licence.
    pub fn of_2024() -> Self {
        Self {
            read: 60,
            secrets: 40,
            auth: 200,
            ..Self::default()
        }
    }

    fn class(&self, operation: &Operation) -> u64 {
        let path = operation.template;
        let secrets = [
            "/api/v4/secrets",
            "/api/v3/secrets",
            "/api/v1/folders",
            "/api/v2/folders",
            "/api/v1/secret-imports",
            "/api/v2/secret-imports",
        ];
        if path.ends_with("/login") {
            self.auth
        } else if secrets.iter().any(|prefix| path.starts_with(prefix)) {
            self.secrets
        } else if operation.method == "GET" {
            self.read
        } else if operation.id == "createMachineIdentity"
            || operation.id == "createProjectMachineIdentity"
        {
            self.identity_creation
        } else if operation.id == "createProject" || operation.id == "createProjectDeprecated" {
            self.project_creation
        } else {
            self.write
        }
    }
}

/// What the limiter says to one request: the numbers of the headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Requests per window.
    pub limit: u64,
    /// How many are left.
    pub remaining: u64,
    /// Seconds until the window ends.
    pub reset: u64,
    /// Whether this request is refused.
    pub refused: bool,
}

/// The running windows.
#[derive(Default)]
pub struct Limiter {
    windows: HashMap<(String, &'static str), (Instant, u64)>,
}

impl Limiter {
    /// Counts a request of a client.
    pub fn count(
        &mut self,
        limits: &RateLimits,
        operation: &Operation,
        client: &str,
        now: Instant,
    ) -> Verdict {
        let own = self.window(client, operation.id, limits.class(operation), now);
        let all = self.window(client, "", limits.all, now);
        if all.refused { all } else { own }
    }

    fn window(&mut self, client: &str, route: &'static str, limit: u64, now: Instant) -> Verdict {
        let (start, count) = self
            .windows
            .entry((client.to_owned(), route))
            .or_insert((now, 0));
        if now.duration_since(*start) >= WINDOW {
            (*start, *count) = (now, 0);
        }
        *count += 1;
        let left = WINDOW.saturating_sub(now.duration_since(*start));
        Verdict {
            limit,
            remaining: limit.saturating_sub(*count),
            reset: left.as_secs() + u64::from(left.subsec_nanos() > 0),
            refused: *count > limit,
        }
    }

    /// Starts all windows anew.
    pub fn reset(&mut self) {
        self.windows.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::contract::all_operations;

    #[test]
    fn counts_per_route_and_forgets_after_a_minute() {
        let find = |id| {
            all_operations()
                .find(|operation| operation.id == id)
                .expect("operation")
        };
        let (list, create) = (find("listSecretsV4"), find("createSecretV4"));
        let limits = RateLimits {
            secrets: 2,
            ..RateLimits::default()
        };
        let mut limiter = Limiter::default();
        let start = Instant::now();
        assert_eq!(
            limiter.count(&limits, list, "a", start),
            Verdict {
                limit: 2,
                remaining: 1,
                reset: 60,
                refused: false
            }
        );
        assert!(!limiter.count(&limits, list, "a", start).refused);
        assert!(
            limiter
                .count(&limits, list, "a", start + Duration::from_secs(59))
                .refused
        );
        assert!(
            !limiter.count(&limits, create, "a", start).refused,
            "another route has its own window"
        );
        assert!(
            !limiter.count(&limits, list, "b", start).refused,
            "another client too"
        );
        assert!(!limiter.count(&limits, list, "a", start + WINDOW).refused);
    }
}

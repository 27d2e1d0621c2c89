//! Keeps calls within the server's rate limits: counted per route there, learnt from its headers here.
//!
//! The server counts requests per verb and route template in fixed windows and tells limit, remaining and reset with
//! every answer. Nothing is assumed before the first answer; afterwards a call waits for the next window when this one
//! is used up. All calls of a client share this, in the order of their coming.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// The server's windows are a minute long; used until its headers tell better.
const WINDOW: Duration = Duration::from_secs(60);
/// Headers count whole seconds: two estimates of the same window's end may differ by this much.
const SAME_WINDOW: Duration = Duration::from_millis(2500);
/// Added to a window's end, as clocks and rounding differ.
const MARGIN: Duration = Duration::from_millis(120);

/// What an answer's headers tell about its route's limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LimitHeaders {
    /// Requests per window.
    pub limit: Option<u64>,
    /// Requests left in this window.
    pub remaining: Option<u64>,
    /// Time until this window ends.
    pub reset: Option<Duration>,
}

#[derive(Debug, Default)]
struct Window {
    limit: Option<u64>,
    /// Places left in this window; calls under way have already taken theirs.
    left: u64,
    ends: Option<Instant>,
    in_flight: u64,
    /// Nothing is sent before this time (the server said 429).
    closed_until: Option<Instant>,
}

impl Window {
    /// Until when there is no room.
    fn closed(&self, now: Instant) -> Option<Instant> {
        let full = self.limit.is_some() && self.left == 0;
        let window = self.ends.filter(|_| full);
        self.closed_until.max(window).filter(|until| *until > now)
    }

    /// Takes a place if there is room now.
    fn take(&mut self, now: Instant) -> bool {
        if self.closed(now).is_some() {
            return false;
        }
        if let Some(limit) = self.limit {
            if self.ends.is_none_or(|ends| ends <= now) {
                self.left = limit.max(1);
                self.ends = Some(now + WINDOW);
            }
            self.left = self.left.saturating_sub(1);
        }
        self.in_flight += 1;
        true
    }

    fn learn(&mut self, now: Instant, headers: LimitHeaders) {
        let (Some(limit), Some(remaining)) = (headers.limit, headers.remaining) else {
            return;
        };
        let first_time = self.limit.is_none();
        self.limit = Some(limit);
        let ends = now + headers.reset.unwrap_or(WINDOW) + MARGIN;
        // Other calls under way may not have been counted by the server yet.
        let certain = remaining.saturating_sub(self.in_flight);
        match self.ends {
            Some(known) if !first_time && ends <= known + SAME_WINDOW => {
                // The same window (or an old answer). Fewer places than we thought: others use them, too.
                if remaining < self.left {
                    self.left = certain;
                }
                self.ends = Some(known.min(ends).max(now));
            }
            _ => {
                self.left = certain;
                self.ends = Some(ends);
            }
        }
    }

    fn close(&mut self, until: Instant) {
        self.closed_until = Some(self.closed_until.map_or(until, |known| known.max(until)));
        self.left = 0;
        self.ends = self.closed_until;
    }
}

#[derive(Debug, Default)]
struct Route {
    window: Mutex<Window>,
    /// Held by the one who waits for a place, so that places are given in the order of asking.
    turn: AsyncMutex<()>,
}

impl Route {
    fn window(&self) -> std::sync::MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Paces calls by route and caps how many are under way at once.
#[derive(Debug)]
pub struct Limiter {
    routes: Mutex<HashMap<String, Arc<Route>>>,
    places: Semaphore,
}

/// Leave to send one request; given back when dropped.
#[derive(Debug)]
pub struct Permit<'a> {
    route: Arc<Route>,
    _place: Option<SemaphorePermit<'a>>,
}

impl Permit<'_> {
    /// Tells what the answer's headers said.
    pub fn learn(&self, headers: LimitHeaders) {
        let mut window = self.route.window();
        // This call itself is answered: the server has counted it.
        window.in_flight = window.in_flight.saturating_sub(1);
        window.learn(Instant::now(), headers);
        window.in_flight += 1;
    }

    /// Tells that the server refused with 429: nobody asks this route again before `wait` has passed.
    pub fn close_for(&self, wait: Duration) {
        self.route.window().close(Instant::now() + wait);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut window = self.route.window();
        window.in_flight = window.in_flight.saturating_sub(1);
    }
}

impl Limiter {
    /// A limiter with at most `places` calls under way.
    pub fn new(places: usize) -> Self {
        Self {
            routes: Mutex::default(),
            places: Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)),
        }
    }

    /// Waits until a request of this route may be sent.
    pub async fn acquire(&self, route: &str) -> Permit<'_> {
        let route = self.route(route);
        let turn = route.turn.lock().await;
        let place = loop {
            // A place is taken only when the window seems to have room, so that a used-up route does not hold places
            // that others could use; then the window has the last word.
            let closed = route.window().closed(Instant::now());
            if let Some(until) = closed {
                sleep_until(until).await;
                continue;
            }
            // The semaphore is never closed.
            let place = self.places.acquire().await.ok();
            if route.window().take(Instant::now()) {
                break place;
            }
        };
        drop(turn);
        Permit {
            route,
            _place: place,
        }
    }

    fn route(&self, key: &str) -> Arc<Route> {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        match routes.get(key) {
            Some(route) => route.clone(),
            None => routes.entry(key.to_owned()).or_default().clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server as Infisical's: fixed windows that begin with the first request after the last one's end.
    struct Server {
        limit: u64,
        window: Option<(Instant, u64)>,
        refused: u64,
    }

    impl Server {
        fn new(limit: u64) -> Arc<Mutex<Self>> {
            Arc::new(Mutex::new(Self {
                limit,
                window: None,
                refused: 0,
            }))
        }

        fn ask(&mut self) -> Result<LimitHeaders, Duration> {
            let now = Instant::now();
            let (ends, used) = match self.window {
                Some((ends, used)) if ends > now => (ends, used + 1),
                _ => (now + WINDOW, 1),
            };
            self.window = Some((ends, used));
            // Whole seconds, rounded up, as the real one.
            let reset = Duration::from_secs((ends - now).as_secs_f64().ceil() as u64);
            if used > self.limit {
                self.refused += 1;
                return Err(reset);
            }
            Ok(LimitHeaders {
                limit: Some(self.limit),
                remaining: Some(self.limit - used),
                reset: Some(reset),
            })
        }
    }

    async fn call(limiter: &Limiter, server: &Mutex<Server>, route: &str) {
        loop {
            let permit = limiter.acquire(route).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
            let answer = server.lock().unwrap().ask();
            tokio::time::sleep(Duration::from_millis(10)).await;
            match answer {
                Ok(headers) => return permit.learn(headers),
                Err(wait) => permit.close_for(wait),
            }
        }
    }

    async fn run(limiter: &Limiter, server: &Mutex<Server>, calls: usize) -> Duration {
        let began = Instant::now();
        futures::future::join_all((0..calls).map(|_| call(limiter, server, "POST /x"))).await;
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_storm_is_paced_without_a_single_429() {
        let (limiter, server) = (Limiter::new(10), Server::new(60));
        let took = run(&limiter, &server, 200).await;
        assert_eq!(server.lock().unwrap().refused, 0);
        // 200 calls of 60 a minute: three full windows and a bit.
        assert!((180..=185).contains(&took.as_secs()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn two_clients_of_one_address_both_finish_with_few_429() {
        let (one, two, server) = (Limiter::new(10), Limiter::new(10), Server::new(60));
        let (first, second) = tokio::join!(run(&one, &server, 100), run(&two, &server, 100));
        assert!(first.max(second).as_secs() < 250, "{first:?} {second:?}");
        assert!(
            server.lock().unwrap().refused <= 60,
            "{}",
            server.lock().unwrap().refused
        );
    }

    #[tokio::test(start_paused = true)]
    async fn routes_do_not_wait_for_each_other() {
        let limiter = Limiter::new(10);
        let permit = limiter.acquire("GET /a").await;
        permit.close_for(Duration::from_secs(60));
        drop(permit);
        let began = Instant::now();
        drop(limiter.acquire("GET /b").await);
        assert!(began.elapsed() < Duration::from_millis(5));
        drop(limiter.acquire("GET /a").await);
        assert!(began.elapsed() >= Duration::from_secs(60));
    }

    #[tokio::test(start_paused = true)]
    async fn a_waiter_who_gives_up_leaves_no_trace() {
        let limiter = Limiter::new(1);
        let held = limiter.acquire("GET /a").await;
        let gives_up =
            tokio::time::timeout(Duration::from_secs(1), limiter.acquire("GET /a")).await;
        assert!(gives_up.is_err());
        assert_eq!(held.route.window().in_flight, 1);
        drop(held);
        drop(limiter.acquire("GET /a").await);
    }

    #[tokio::test(start_paused = true)]
    async fn no_headers_no_limit() {
        let limiter = Limiter::new(4);
        let began = Instant::now();
        for _ in 0..1000 {
            limiter
                .acquire("GET /a")
                .await
                .learn(LimitHeaders::default());
        }
        assert!(began.elapsed() < Duration::from_millis(5));
    }
}

//! Reads that share one answer: many resources of one folder need one list call, not one call each.
//!
//! A list may be served to a reader only when its call began after every own write of its scope that had ended when the
//! reader came: then it cannot be older than what we wrote. Each write bumps the scope's generation; a list remembers
//! the generation at its beginning.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;

use super::error::ApiError;

/// A scope that every write of this client belongs to, for answers that depend on many places.
pub const ANY_WRITE: &str = "any write";

type Answer = Result<Arc<Value>, ApiError>;

struct Fetched {
    generation: u64,
    ended: Instant,
    answer: Answer,
}

type Slot = Arc<AsyncMutex<Option<Fetched>>>;

/// Lists shared between readers, by key; invalidated by scope.
pub struct ListCache {
    freshness: Duration,
    slots: Mutex<HashMap<String, Slot>>,
    generations: Mutex<HashMap<String, u64>>,
}

impl ListCache {
    /// A cache whose lists are used for at most `freshness` after they arrived.
    pub fn new(freshness: Duration) -> Self {
        Self {
            freshness,
            slots: Mutex::default(),
            generations: Mutex::default(),
        }
    }

    /// Tells that something of this scope was (or may have been) written. Lists begun before are not served any more.
    pub fn note_write(&self, scope: &str) {
        let mut generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *generations.entry(scope.to_owned()).or_default() += 1;
    }

    fn generation(&self, scope: &str) -> u64 {
        let generations = self
            .generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        generations.get(scope).copied().unwrap_or_default()
    }

    /// The list of this key: a shared one if it is fresh enough, else a new call of `fetch`, which others then share.
    pub async fn get<F>(&self, key: String, scope: &str, fetch: impl FnOnce() -> F) -> Answer
    where
        F: Future<Output = Answer>,
    {
        let (came, needed) = (Instant::now(), self.generation(scope));
        let slot = self.slot(key);
        let mut held = slot.lock().await;
        if let Some(fetched) = held.as_ref().filter(|fetched| fetched.generation >= needed) {
            let usable = match &fetched.answer {
                Ok(_) => fetched.ended.elapsed() < self.freshness,
                // A failure is shared with those who were waiting for it, not with later ones.
                Err(_) => came < fetched.ended,
            };
            if usable {
                return fetched.answer.clone();
            }
        }
        let generation = self.generation(scope);
        let answer = fetch().await;
        *held = Some(Fetched {
            generation,
            ended: Instant::now(),
            answer: answer.clone(),
        });
        answer
    }

    fn slot(&self, key: String) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&key) {
            return slot.clone();
        }
        // Lists may be large: forget the stale ones that nobody holds.
        slots.retain(|_, slot| match slot.try_lock() {
            Ok(fetched) => fetched
                .as_ref()
                .is_none_or(|fetched| fetched.ended.elapsed() < self.freshness),
            Err(_) => true,
        });
        let slot = Slot::default();
        slots.insert(key, slot.clone());
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::ErrorKind;
    use crate::api::request::Method;
    use serde_json::json;
    use std::sync::atomic::{AtomicU64, Ordering};

    struct Server {
        calls: AtomicU64,
        cache: ListCache,
    }

    impl Server {
        fn new() -> Arc<Self> {
            Arc::new(Self {
                calls: AtomicU64::new(0),
                cache: ListCache::new(Duration::from_secs(5)),
            })
        }

        /// Reads with 20 ms latency; the answer is the number of the call.
        async fn read(&self, key: &str) -> Answer {
            let fetch = || async {
                let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(Arc::new(json!(number)))
            };
            self.cache.get(key.into(), "scope", fetch).await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_readers_share_one_call_until_it_is_stale() {
        let server = Server::new();
        let readers: Vec<_> = (0..1000)
            .map(|_| {
                let server = server.clone();
                tokio::spawn(async move { server.read("a").await.unwrap() })
            })
            .collect();
        for reader in readers {
            assert_eq!(*reader.await.unwrap(), json!(1));
        }
        tokio::time::sleep(Duration::from_millis(4900)).await;
        assert_eq!(*server.read("a").await.unwrap(), json!(1));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(*server.read("a").await.unwrap(), json!(2));
        assert_eq!(*server.read("b").await.unwrap(), json!(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_begun_before_the_end_of_a_write_is_not_served_after_it() {
        let server = Server::new();
        let early = tokio::spawn({
            let server = server.clone();
            async move { server.read("a").await.unwrap() }
        });
        tokio::time::sleep(Duration::from_millis(10)).await;
        server.cache.note_write("scope");
        // Came after the write, while the older list is still under way: must not share it.
        assert_eq!(*server.read("a").await.unwrap(), json!(2));
        assert_eq!(*early.await.unwrap(), json!(1));
        server.cache.note_write("another scope");
        assert_eq!(*server.read("a").await.unwrap(), json!(2));
        server.cache.note_write("scope");
        assert_eq!(*server.read("a").await.unwrap(), json!(3));
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_reaches_all_who_wait_and_nobody_later() {
        let cache = Arc::new(ListCache::new(Duration::from_secs(5)));
        let calls = Arc::new(AtomicU64::new(0));
        let read = |cache: Arc<ListCache>, calls: Arc<AtomicU64>| async move {
            let fetch = || async {
                calls.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(ApiError::new(ErrorKind::Cancelled, &Method::GET, "/x"))
            };
            cache.get("a".into(), "scope", fetch).await.unwrap_err()
        };
        let readers: Vec<_> = (0..10)
            .map(|_| tokio::spawn(read(cache.clone(), calls.clone())))
            .collect();
        for reader in readers {
            reader.await.unwrap();
        }
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        tokio::time::sleep(Duration::from_millis(1)).await;
        read(cache.clone(), calls.clone()).await;
        assert_eq!(calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_reader_who_gives_up_does_not_block_the_others_and_stale_lists_are_forgotten() {
        let server = Server::new();
        let gives_up = tokio::time::timeout(Duration::from_millis(5), server.read("a")).await;
        assert!(gives_up.is_err());
        assert_eq!(*server.read("a").await.unwrap(), json!(2));
        tokio::time::sleep(Duration::from_secs(6)).await;
        server.read("b").await.unwrap();
        assert_eq!(server.cache.slots.lock().unwrap().len(), 1);
    }
}

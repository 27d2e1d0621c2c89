//! Locks by name: the server takes none, so what must not race there goes one after another here.
//!
//! Folder writes of one environment (`folders/<project>/<environment>`) and imports of one folder are the known cases; calls of one batch group take turns likewise.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// A family of locks that come into being when first asked for and vanish when nobody holds them.
#[derive(Debug)]
pub struct KeyedLocks<K = String> {
    held: Mutex<HashMap<K, Weak<AsyncMutex<()>>>>,
}

impl<K> Default for KeyedLocks<K> {
    fn default() -> Self {
        Self {
            held: Mutex::default(),
        }
    }
}

impl<K: Eq + Hash> KeyedLocks<K> {
    /// Waits for its turn at `key`, first come first served; the turn ends when the guard is dropped.
    pub async fn lock(&self, key: impl Into<K>) -> OwnedMutexGuard<()> {
        self.of(key.into()).lock_owned().await
    }

    fn of(&self, key: K) -> Arc<AsyncMutex<()>> {
        // A panic elsewhere cannot leave the map half changed, so a poisoned one is still good.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lock) = held.get(&key).and_then(Weak::upgrade) {
            return lock;
        }
        held.retain(|_, lock| lock.strong_count() > 0);
        let lock = Arc::new(AsyncMutex::new(()));
        held.insert(key, Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn same_key_goes_one_after_another_and_other_keys_do_not_wait() {
        let locks = Arc::new(KeyedLocks::<String>::default());
        let inside = Arc::new(AtomicUsize::new(0));
        let other = locks.lock("other").await;
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let (locks, inside) = (locks.clone(), inside.clone());
                tokio::spawn(async move {
                    let _turn = locks.lock("same").await;
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    tokio::task::yield_now().await;
                    inside.fetch_sub(1, Ordering::SeqCst);
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        drop(other);
    }

    #[tokio::test]
    async fn unused_locks_are_forgotten() {
        let locks = KeyedLocks::<String>::default();
        for index in 0..100 {
            drop(locks.lock(format!("key {index}")).await);
        }
        assert!(locks.held.lock().unwrap().len() <= 1);
    }
}

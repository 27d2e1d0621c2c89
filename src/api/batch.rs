//! Writes that arrive together go together: single submissions become one call of many.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};

use super::error::{ApiError, ErrorKind};
use super::locks::KeyedLocks;
use super::request::Method;

/// How submissions are gathered.
#[derive(Debug, Clone, Copy)]
pub struct BatchOptions {
    /// A group closes when nothing more came for this long,
    pub linger: Duration,
    /// or when its first member has waited this long,
    pub longest_wait: Duration,
    /// or when it has this many members.
    pub max_items: usize,
}

impl Default for BatchOptions {
    fn default() -> Self {
        Self {
            linger: Duration::from_millis(8),
            longest_wait: Duration::from_millis(50),
            max_items: 100,
        }
    }
}

/// One result for each item of a group, in order; or one failure for the group as a whole.
pub type GroupResult<O> = Result<Vec<Result<O, ApiError>>, ApiError>;

type Run<K, I, O> = dyn Fn(K, Vec<I>) -> BoxFuture<'static, GroupResult<O>> + Send + Sync;

struct Submission<I, O> {
    item: I,
    reply: oneshot::Sender<Result<O, ApiError>>,
}

type Queues<K, I, O> = Mutex<HashMap<K, mpsc::UnboundedSender<Submission<I, O>>>>;

/// Gathers items by key and runs one async function for each group.
pub struct Batcher<K, I, O> {
    options: BatchOptions,
    run: Arc<Run<K, I, O>>,
    queues: Arc<Queues<K, I, O>>,
    turns: Arc<KeyedLocks<K>>,
}

impl<K, I, O> Clone for Batcher<K, I, O> {
    fn clone(&self) -> Self {
        Self {
            options: self.options,
            run: self.run.clone(),
            queues: self.queues.clone(),
            turns: self.turns.clone(),
        }
    }
}

impl<K, I, O> Batcher<K, I, O>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    I: Clone + Send + 'static,
    O: Send + 'static,
{
    /// A batcher that hands each group to `run`. A group of one is a call of its own: `run` may use a single-item route.
    pub fn new<F>(
        options: BatchOptions,
        run: impl Fn(K, Vec<I>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = GroupResult<O>> + Send + 'static,
    {
        Self {
            options,
            run: Arc::new(move |key, items| Box::pin(run(key, items))),
            queues: Arc::default(),
            turns: Arc::default(),
        }
    }

    /// Adds `item` to the group of `key` and waits for its own result. The work goes on even when the waiting is given up.
    pub async fn submit(&self, key: K, item: I) -> Result<O, ApiError> {
        let (reply, result) = oneshot::channel();
        self.enqueue(key, Submission { item, reply });
        result.await.unwrap_or_else(|_| {
            // The group's task ended without a result for this item: its function panicked or was shut down.
            let detail = "the batch that carried it ended without a result".to_owned();
            Err(ApiError::new(
                ErrorKind::Ambiguous { detail },
                &Method::POST,
                "(batch)",
            ))
        })
    }

    fn enqueue(&self, key: K, mut submission: Submission<I, O>) {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(queue) = queues.entry(key.clone()) {
            match queue.get().send(submission) {
                Ok(()) => return,
                // Its task has just closed the group.
                Err(mpsc::error::SendError(back)) => submission = back,
            }
        }
        let (queue, gathered) = mpsc::unbounded_channel();
        queues.insert(key.clone(), queue);
        drop(queues);
        tokio::spawn(self.clone().gather(key, submission, gathered));
    }

    async fn gather(
        self,
        key: K,
        first: Submission<I, O>,
        mut queue: mpsc::UnboundedReceiver<Submission<I, O>>,
    ) {
        let latest = Instant::now() + self.options.longest_wait;
        let mut group = vec![first];
        while group.len() < self.options.max_items.max(1) {
            let until = latest.min(Instant::now() + self.options.linger);
            match timeout_at(until, queue.recv()).await {
                Ok(Some(submission)) => group.push(submission),
                Ok(None) | Err(_) => break,
            }
        }
        // Groups of one key take turns: what comes while an earlier one is under way goes along, instead of as a call of its own.
        let mut waiting = std::pin::pin!(self.turns.lock(key.clone()));
        let _turn = loop {
            let open = group.len() < self.options.max_items.max(1);
            tokio::select! {
                biased;
                turn = &mut waiting => break turn,
                Some(submission) = queue.recv(), if open => group.push(submission),
            }
        };
        // Closing makes later submissions open a new group; what slipped in before it still belongs to this one.
        queue.close();
        while let Ok(submission) = queue.try_recv() {
            group.push(submission);
        }
        let mut alone = Alone::default();
        while !group.is_empty() {
            let rest = group.split_off(group.len().min(self.options.max_items.max(1)));
            self.finish(key.clone(), group, &mut alone).await;
            group = rest;
        }
    }

    /// Runs a group. One that is refused as a whole is halved until the culprit stands alone with its own error.
    fn finish<'a>(
        &'a self,
        key: K,
        mut group: Vec<Submission<I, O>>,
        alone: &'a mut Alone,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            if let Some(error) = alone.verdict_for_all() {
                return share(group, error);
            }
            let items = group
                .iter()
                .map(|submission| submission.item.clone())
                .collect();
            match (self.run)(key.clone(), items).await {
                Ok(results) => {
                    alone.some_succeeded = true;
                    // A missing result drops the reply, which `submit` reports.
                    for (submission, result) in group.into_iter().zip(results) {
                        let _ = submission.reply.send(result);
                    }
                }
                Err(error) if error.is_refusal() && group.len() > 1 => {
                    let second = group.split_off(group.len() / 2);
                    self.finish(key.clone(), group, alone).await;
                    self.finish(key, second, alone).await;
                }
                Err(error) => {
                    if group.len() == 1 && error.is_refusal() {
                        alone.refused.push(error.clone());
                    }
                    share(group, &error);
                }
            }
        })
    }
}

fn share<I, O>(group: Vec<Submission<I, O>>, error: &ApiError) {
    for submission in group {
        let _ = submission.reply.send(Err(error.clone()));
    }
}

/// So many single items refused in the same words, and none taken: the rest would be refused, too.
const ENOUGH_REFUSED: usize = 8;

/// What happened to the items of a refused group that were tried alone.
#[derive(Default)]
struct Alone {
    refused: Vec<ApiError>,
    some_succeeded: bool,
}

impl Alone {
    /// The error of all, when it is plain that no single item is to blame (a missing permission, an unknown folder).
    fn verdict_for_all(&self) -> Option<&ApiError> {
        let first = self.refused.first()?;
        let words = |error: &ApiError| (error.status(), error.message().to_owned());
        let same = self
            .refused
            .iter()
            .all(|error| words(error) == words(first));
        let plain = first.issues().is_empty() && !first.message().is_empty();
        (self.refused.len() >= ENOUGH_REFUSED && same && plain && !self.some_succeeded)
            .then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::StatusError;

    type Log = Arc<Mutex<Vec<usize>>>;

    /// Doubles numbers; a group with a negative one is refused as a whole.
    fn doubler(options: BatchOptions) -> (Batcher<&'static str, i64, i64>, Log) {
        let log = Log::default();
        let calls = log.clone();
        let batcher = Batcher::new(options, move |_key, items: Vec<i64>| {
            calls.lock().unwrap().push(items.len());
            async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                if items.iter().any(|item| *item < 0) {
                    let answer = StatusError {
                        status: 400,
                        message: format!("bad among {}", items.len()),
                        ..Default::default()
                    };
                    return Err(ApiError::new(
                        ErrorKind::Status(answer.into()),
                        &Method::POST,
                        "/batch",
                    ));
                }
                Ok(items.into_iter().map(|item| Ok(item * 2)).collect())
            }
        });
        (batcher, log)
    }

    async fn submit_all(
        batcher: &Batcher<&'static str, i64, i64>,
        items: impl IntoIterator<Item = i64>,
    ) -> Vec<Result<i64, ApiError>> {
        futures::future::join_all(items.into_iter().map(|item| batcher.submit("key", item))).await
    }

    #[tokio::test(start_paused = true)]
    async fn what_arrives_together_goes_together_and_each_gets_its_own_result() {
        let (batcher, log) = doubler(BatchOptions::default());
        let results = submit_all(&batcher, 0..250).await;
        for (item, result) in results.into_iter().enumerate() {
            assert_eq!(result.unwrap(), item as i64 * 2);
        }
        assert_eq!(*log.lock().unwrap(), [100, 100, 50]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickle_is_cut_after_the_longest_wait_and_a_pause_ends_a_group() {
        let (batcher, log) = doubler(BatchOptions::default());
        let trickle = (0..20).map(|index| {
            let batcher = batcher.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(5 * index)).await;
                batcher.submit("key", 1).await.unwrap()
            }
        });
        futures::future::join_all(trickle).await;
        let first = log.lock().unwrap()[0];
        assert!((9..=11).contains(&first), "{first}");
        log.lock().unwrap().clear();
        let (early, late) = tokio::join!(batcher.submit("key", 1), async {
            tokio::time::sleep(Duration::from_millis(12)).await;
            batcher.submit("key", 2).await
        });
        assert_eq!((early.unwrap(), late.unwrap()), (2, 4));
        assert_eq!(*log.lock().unwrap(), [1, 1]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_while_a_call_is_under_way_goes_along_with_the_next() {
        let (batcher, log) = doubler(BatchOptions::default());
        // Each comes when nobody lingers any more, as terraform's parallel writes do.
        let spaced = (0..40).map(|index| {
            let batcher = batcher.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(9 * index)).await;
                batcher.submit("key", 1).await.unwrap()
            }
        });
        futures::future::join_all(spaced).await;
        let calls = log.lock().unwrap().clone();
        assert_eq!(calls.iter().sum::<usize>(), 40);
        assert!(calls.len() <= 20, "{calls:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn keys_do_not_mix() {
        let (batcher, log) = doubler(BatchOptions::default());
        let (a, b) = tokio::join!(batcher.submit("a", 1), batcher.submit("b", 2));
        assert_eq!((a.unwrap(), b.unwrap()), (2, 4));
        assert_eq!(*log.lock().unwrap(), [1, 1]);
    }

    #[tokio::test(start_paused = true)]
    async fn one_bad_item_gets_its_own_error_and_the_others_succeed() {
        let (batcher, log) = doubler(BatchOptions::default());
        let results = submit_all(
            &batcher,
            (0..64).map(|item| if item == 37 { -1 } else { item }),
        )
        .await;
        for (item, result) in results.into_iter().enumerate() {
            match item {
                37 => assert!(result.unwrap_err().to_string().contains("bad among 1")),
                _ => assert_eq!(result.unwrap(), item as i64 * 2),
            }
        }
        // 64 -> 6 times two halves: far from 64 single calls.
        assert_eq!(log.lock().unwrap().len(), 13);
    }

    #[tokio::test(start_paused = true)]
    async fn when_all_are_refused_alike_it_is_not_asked_for_each() {
        let (batcher, log) = doubler(BatchOptions::default());
        let results = submit_all(&batcher, (0..100).map(|_| -1)).await;
        for result in results {
            assert!(result.unwrap_err().to_string().contains("bad among 1"));
        }
        assert!(
            log.lock().unwrap().len() < 30,
            "{}",
            log.lock().unwrap().len()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_that_is_no_refusal_reaches_all_at_once() {
        let calls = Log::default();
        let log = calls.clone();
        let batcher: Batcher<(), u8, ()> =
            Batcher::new(BatchOptions::default(), move |(), items: Vec<u8>| {
                log.lock().unwrap().push(items.len());
                async {
                    Err(ApiError::new(
                        ErrorKind::Ambiguous {
                            detail: "cut".into(),
                        },
                        &Method::POST,
                        "/x",
                    ))
                }
            });
        let results = futures::future::join_all((0..5).map(|item| batcher.submit((), item))).await;
        assert!(
            results
                .into_iter()
                .all(|result| result.unwrap_err().is_ambiguous())
        );
        assert_eq!(*calls.lock().unwrap(), [5]);
    }
}

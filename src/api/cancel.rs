//! One switch that stops every wait of a client: Terraform's «stop» (ctrl-C) turns it.

use tokio::sync::watch;

/// A switch that can be turned once and waited for by many.
#[derive(Debug)]
pub struct CancelSignal {
    turned: watch::Sender<bool>,
}

impl Default for CancelSignal {
    fn default() -> Self {
        Self {
            turned: watch::Sender::new(false),
        }
    }
}

impl CancelSignal {
    /// Turns the switch; every present and future wait ends.
    pub fn cancel(&self) {
        self.turned.send_replace(true);
    }

    /// Whether the switch was turned.
    pub fn is_cancelled(&self) -> bool {
        *self.turned.borrow()
    }

    /// Waits until the switch is turned.
    pub async fn cancelled(&self) {
        // An error means that the sender is gone; it lives in `self`, so this cannot end early.
        let _ = self.turned.subscribe().wait_for(|turned| *turned).await;
    }

    /// Runs `work` unless the switch is turned first.
    pub async fn unless_cancelled<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.cancelled() => None,
            done = work => Some(done),
        }
    }
}

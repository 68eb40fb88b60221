//! Where events arrive: a few hints that are merged as they come, whatever their number, and a loop that sleeps until
//! there are some.
#![expect(clippy::disallowed_methods, reason = "waiting needs a clock that only goes forward")]

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::watch::hint::{self, Hint, Hints};

/// What came in and was not looked at yet.
#[derive(Debug, Default)]
struct Incoming {
    hints: Hints,
    is_stopped: bool,
}

/// Where events and signals arrive.
#[derive(Debug)]
pub(super) struct Inbox {
    start: Instant,
    incoming: Mutex<Incoming>,
    arrived: Condvar,
}

impl Inbox {
    pub(super) fn new(start: Instant) -> Self {
        Self { start, incoming: Mutex::default(), arrived: Condvar::new() }
    }

    /// Returns how long the watch has lasted.
    pub(super) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Makes the first signal to end stop the watch, and the second end the process at once: a file system that hangs
    /// must not keep it.
    pub(super) fn stop_on_signals(self: &Arc<Self>) -> Result<()> {
        let inbox = Arc::clone(self);
        let stop = move || {
            if std::mem::replace(&mut inbox.lock().is_stopped, true) {
                #[expect(clippy::exit, reason = "who asks twice does not want to wait")]
                std::process::exit(130);
            }
            inbox.arrived.notify_all();
        };
        ctrlc::set_handler(stop).map_err(|error| Error::Usage(format!("cannot be told to stop: {error}")))
    }

    /// Returns what takes in the events of a watch on that root.
    pub(super) fn handler(self: &Arc<Self>, root: &Path) -> impl FnMut(notify::Result<notify::Event>) + Send + 'static {
        let (inbox, root) = (Arc::clone(self), root.to_path_buf());
        move |event| match event {
            Ok(event) => inbox.add(hint::read(&root, &event)),
            Err(_) => inbox.add(vec![Hint::Walk]),
        }
    }

    fn add(&self, hints: Vec<Hint>) {
        if hints.is_empty() {
            return;
        }
        let now = self.now();
        let mut incoming = self.lock();
        for hint in hints {
            incoming.hints.add(hint, now);
        }
        drop(incoming);
        self.arrived.notify_all();
    }

    /// Waits until there are hints, or that moment has come, or it is time to stop.
    pub(super) fn wait(&self, until: Duration) {
        let mut incoming = self.lock();
        while incoming.hints.is_empty() && !incoming.is_stopped {
            let Some(left) = until.checked_sub(self.now()).filter(|left| !left.is_zero()) else { return };
            incoming = self.arrived.wait_timeout(incoming, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Returns the hints that came, and forgets them.
    pub(super) fn take(&self) -> Hints {
        std::mem::take(&mut self.lock().hints)
    }

    /// Returns whether it is time to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.lock().is_stopped
    }

    fn lock(&self) -> MutexGuard<'_, Incoming> {
        self.incoming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

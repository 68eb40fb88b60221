//! Prints lines in a thread of its own, so that nothing else waits for their reader.
//!
//! A terminal that Ctrl-S stopped and a pipe whose reader is busy take no more text. Lines wait for them, enough that a
//! reader who comes back soon misses none. Further lines are dropped, and a message says so in their place.
#![expect(clippy::disallowed_methods, reason = "waiting for a reader needs a clock that only goes forward")]

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::error::Result;
use crate::vault::VaultError;

use crate::program::commands::terminal::Output;

/// How many bytes may wait for a reader.
const MOST_WAITING: usize = 256 * 1024;
/// How long the end waits for a reader.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A line that is to be printed.
pub(super) enum Printed {
    /// On standard output, for a program: these bytes, with the line break.
    Exact(Vec<u8>),
    /// On standard output, for a person.
    Data(String),
    /// On standard error.
    Message(String),
}

impl Printed {
    fn len(&self) -> usize {
        match self {
            Self::Exact(line) => line.len(),
            Self::Data(line) | Self::Message(line) => line.len(),
        }
    }
}

/// Returns the line that says how many were dropped.
type Dropped = dyn Fn(usize) -> Printed + Send;

#[derive(Default)]
struct Queue {
    lines: VecDeque<Printed>,
    bytes: usize,
    /// How many lines were dropped after those that wait.
    dropped: usize,
    is_printing: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// Prints lines in the order in which they come.
pub(super) struct Printer(Arc<Shared>);

impl Printer {
    /// Starts to print; `dropped` makes the line about dropped lines.
    pub(super) fn start(dropped: Box<Dropped>) -> Result<Self> {
        let shared = Arc::new(Shared::default());
        let printing = Arc::clone(&shared);
        let started = thread::Builder::new().spawn(move || printing.print(Output::new(), &dropped));
        started.map_err(VaultError::io("start", "a thread that prints"))?;
        Ok(Self(shared))
    }

    /// Prints a line when those before it are printed, unless too many wait.
    pub(super) fn print(&self, line: Printed) {
        let mut queue = self.0.lock();
        if queue.dropped > 0 || queue.bytes + line.len() > MOST_WAITING && !queue.lines.is_empty() {
            queue.dropped += 1;
        } else {
            queue.bytes += line.len();
            queue.lines.push_back(line);
        }
        drop(queue);
        self.0.changed.notify_all();
    }

    /// Waits until everything is printed, but not for long, since there may be no reader.
    pub(super) fn finish(&self) {
        let until = Instant::now() + LAST_WORDS;
        let mut queue = self.0.lock();
        while queue.is_printing || queue.has_more() {
            let Some(left) = until.checked_duration_since(Instant::now()) else { return };
            queue = self.0.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn print(&self, mut output: Output, dropped: &Dropped) {
        let mut is_heard = true;
        loop {
            let said = match self.next(dropped) {
                Printed::Exact(line) => output.exact(|out| out.write_all(&line)),
                Printed::Data(line) => output.data(|out| writeln!(out, "{line}")),
                Printed::Message(line) => output.message(&line),
            };
            // A full disk under a log is not a reason to stop; it is reported once, where it can still be read.
            if let Err(error) = said
                && std::mem::replace(&mut is_heard, false)
            {
                drop(output.message(&format!("error: {error}")));
            }
            self.lock().is_printing = false;
            self.changed.notify_all();
        }
    }

    /// Waits for a line to print.
    fn next(&self, dropped: &Dropped) -> Printed {
        let mut queue = self.lock();
        while !queue.has_more() {
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        queue.is_printing = true;
        match queue.lines.pop_front() {
            Some(line) => {
                queue.bytes -= line.len();
                line
            }
            None => dropped(std::mem::take(&mut queue.dropped)),
        }
    }
}

impl Queue {
    fn has_more(&self) -> bool {
        !self.lines.is_empty() || self.dropped > 0
    }
}

//! A progress bar, for a person who waits: only on a terminal, and only after half a second.
#![expect(clippy::disallowed_methods, reason = "how long somebody has waited is not an input of any derivation")]

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a person waits without wondering.
const PATIENCE: Duration = Duration::from_millis(500);

/// Counts notes as they are read.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    began: Instant,
    is_shown: AtomicBool,
}

impl Progress {
    pub(super) fn new(notes: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(u64::try_from(notes).ok(), ProgressDrawTarget::hidden());
            // If the template does not parse, the bar only looks different.
            bar.set_style(
                ProgressStyle::with_template("reading {pos} of {len} notes {wide_bar}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            bar
        });
        Self { bar, began: Instant::now(), is_shown: AtomicBool::new(false) }
    }

    pub(super) fn step(&self) {
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        if self.began.elapsed() > PATIENCE && !self.is_shown.swap(true, Ordering::Relaxed) {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

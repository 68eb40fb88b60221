//! What writing waits for: git, and programs that have a note open.

use std::time::Duration;

use crate::watch::line::Code;

use super::super::carry::{Carried, Wait};
use super::super::refresh::Refreshed;
use super::publish::{RETRY, first_of};
use super::session::Session;

/// How long git may be at work before that is said.
const GIT_PATIENCE: Duration = Duration::from_secs(2);
/// How soon to look at git again at first, and at last.
const GIT_LOOKS: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(10)];

impl Session {
    /// Says what waits until another program closes a note and which ticks could not be written, and when to try again: soon
    /// where it has not waited for long, in the end once a minute.
    pub(super) fn wait_for_others(&mut self, carried: &Carried, now: Duration) {
        self.batch.open = carried.waits.iter().filter_map(Wait::note).chain(&carried.pages).cloned().collect();
        let mut lines: Vec<String> = carried.waits.iter().map(Wait::of_ticks).collect();
        lines.extend(carried.pages.iter().map(|page| {
            format!("{}; it is brought up to date when it is closed", Wait::Writer(page.clone()).reason())
        }));
        if lines.is_empty() {
            self.batch.closing = None;
            self.speaker.recovered(Code::EditorAtWork);
        } else {
            let waited = now.saturating_sub(*self.batch.closing.get_or_insert(now));
            if waited >= GIT_PATIENCE {
                self.speaker.trouble(Code::EditorAtWork, first_of(lines).join("\n"));
            }
            self.try_again(now + (waited / 4).clamp(GIT_LOOKS[0], RETRY));
        }
        if carried.failures.is_empty() {
            self.speaker.recovered(Code::TickFailed);
        } else {
            self.speaker.trouble(Code::TickFailed, carried.failures.join("\n"));
            self.try_again(now + RETRY);
        }
        if !carried.behind.is_empty() {
            self.try_again(now + GIT_LOOKS[0]);
        }
    }

    /// Lets blocks be looked at again at some time, or sooner if they are anyway.
    fn try_again(&mut self, at: Duration) {
        self.batch.hold = Some(self.batch.hold.map_or(at, |hold| hold.min(at)));
        self.batch.is_stale = true;
    }

    /// Returns whether git is in the middle of something, so that a file written now could come in its way.
    pub(super) fn waits_for_git(&mut self, refreshed: &Refreshed, has_edits: bool, now: Duration) -> bool {
        if refreshed.stale.is_empty() && !has_edits && self.batch.git.is_none() {
            return false;
        }
        let Some(work) = self.vault.git_at_work() else {
            self.batch.git = None;
            self.speaker.recovered(Code::GitAtWork);
            return false;
        };
        let waited = now.saturating_sub(*self.batch.git.get_or_insert(now));
        if waited >= GIT_PATIENCE {
            self.speaker.trouble(Code::GitAtWork, format!("{}; nothing is written until it is done", work.as_str()));
        }
        let [soonest, latest] = GIT_LOOKS;
        self.batch.hold = Some(now + (waited / 4).clamp(soonest, latest));
        true
    }

    /// Returns whether git was at work since the last walk began. Some notes may have been read before it changed them and
    /// some after: what stands in the picture then is neither the vault of before nor that of now.
    pub(super) fn is_behind_git(&self, refreshed: &Refreshed, has_edits: bool) -> bool {
        (has_edits || !refreshed.stale.is_empty()) && self.vault.git_state() != self.git
    }

    /// Remembers what git shows of itself, and says if a crash left its lock.
    pub(super) fn look_at_git(&mut self) {
        self.git = self.vault.git_state();
        match &self.git.forgotten {
            None => self.speaker.recovered(Code::StaleLock),
            Some(lock) => {
                let lock = lock.display();
                let message = format!(
                    "{lock} is older than ten minutes, so a git that crashed left it, and it holds back nothing\n\
                     remove it if no git is at work: git itself refuses to go on while it is there"
                );
                self.speaker.trouble(Code::StaleLock, message);
            }
        }
    }
}

//! What writes wait for: git, and programs that have a note open.

use std::time::Duration;

use crate::core::base::NotePath;
use crate::program::watch_policy::messages::TroubleCode;
use crate::vault::{Applied, GitWork, Wait};

use super::super::refresh::Refreshed;
use super::publish::{RETRY, first_of};
use super::session::Session;

/// How long git may be at work before it is reported.
const GIT_PATIENCE: Duration = Duration::from_secs(2);
/// How soon to look at git again at first, and at last.
const GIT_LOOKS: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(10)];

impl Session {
    /// Reports what waits until another program closes a note and which ticks could not be written, and sets when to
    /// try again: soon at first, later once a minute.
    pub(super) fn wait_for_others(&mut self, applied: &Applied, pages: Vec<NotePath>, is_behind: bool, now: Duration) {
        let (others, git): (Vec<&Wait>, Vec<&Wait>) =
            applied.waits().into_iter().partition(|wait| wait.note().is_some());
        self.batch.open = others.iter().filter_map(|wait| wait.note()).chain(&pages).cloned().collect();
        let mut lines: Vec<String> = others.into_iter().map(Wait::of_ticks).collect();
        lines.extend(
            pages
                .into_iter()
                .map(|page| format!("{}; it is brought up to date when it is closed", Wait::Writer(page).reason())),
        );
        if lines.is_empty() {
            self.batch.closing = None;
            self.output.reporter.recovered(TroubleCode::EditorAtWork);
        } else {
            let waited = now.saturating_sub(*self.batch.closing.get_or_insert(now));
            if waited >= GIT_PATIENCE {
                self.output.reporter.trouble(TroubleCode::EditorAtWork, first_of(lines).join("\n"));
            }
            self.try_again(now + (waited / 4).clamp(GIT_LOOKS[0], RETRY));
        }
        if !git.is_empty() {
            self.try_again(self.next_look_at_git(now));
        }
        let failures = applied.failures();
        if failures.is_empty() {
            self.output.reporter.recovered(TroubleCode::TickFailed);
        } else {
            self.output.reporter.trouble(TroubleCode::TickFailed, failures.join("\n"));
            self.try_again(now + RETRY);
        }
        if is_behind {
            self.try_again(now + GIT_LOOKS[0]);
        }
    }

    /// Schedules another look at the blocks, unless one is due sooner.
    fn try_again(&mut self, at: Duration) {
        self.batch.hold = Some(self.batch.hold.map_or(at, |hold| hold.min(at)));
        self.batch.is_stale = true;
    }

    /// Returns whether git is in the middle of something that a write could disturb. A repository inside the vault
    /// affects only its own notes, unless a command runs there.
    pub(super) fn waits_for_git(&mut self, notes: &[NotePath], now: Duration) -> bool {
        if notes.is_empty() && self.batch.git.is_none() {
            return false;
        }
        let is_locked = |path: &&NotePath| self.vault.git_at_work_in(path) == Some(GitWork::Lock);
        let locked =
            || self.intake.repositories.iter().find(is_locked).map(|path| Wait::GitIn(path.clone(), GitWork::Lock));
        let whole = self.vault.git_at_work().map(Wait::Git).or_else(locked);
        let message = match &whole {
            Some(wait) => Some(format!("{}; nothing is written until it is done", wait.reason())),
            None => {
                notes.iter().find_map(|note| self.vault.git_at_work_around(note, None)).map(|(repository, work)| {
                    let reason = Wait::GitIn(repository, work).reason();
                    format!("{reason}; none of its notes is written until it is done")
                })
            }
        };
        let Some(message) = message else {
            self.batch.git = None;
            self.output.reporter.recovered(TroubleCode::GitAtWork);
            return false;
        };
        let waited = now.saturating_sub(*self.batch.git.get_or_insert(now));
        if waited >= GIT_PATIENCE {
            self.output.reporter.trouble(TroubleCode::GitAtWork, message);
        }
        if whole.is_some() {
            self.batch.hold = Some(self.next_look_at_git(now));
        }
        whole.is_some()
    }

    /// Records that nothing waits for git any more: it finished before its notes were reached.
    pub(super) fn is_git_done(&mut self) {
        if self.batch.git.is_some() && self.batch.hold.is_none() {
            self.batch.git = None;
            self.output.reporter.recovered(TroubleCode::GitAtWork);
        }
    }

    /// Returns when to check again whether git is done, after a wait of that length.
    pub(super) fn next_look_at_git(&self, now: Duration) -> Duration {
        let waited = now.saturating_sub(self.batch.git.unwrap_or(now));
        now + (waited / 4).clamp(GIT_LOOKS[0], GIT_LOOKS[1])
    }

    /// Returns whether git was at work since the last walk began. Some notes may have been read before it changed them
    /// and some after, so the workspace then matches neither the old vault nor the new one.
    pub(super) fn is_behind_git(&self, refreshed: &Refreshed, has_edits: bool) -> bool {
        (has_edits || !refreshed.pages.stale.is_empty()) && self.vault.git_state() != self.intake.git
    }

    /// Records the state of git, and reports a lock that a crash left.
    pub(super) fn look_at_git(&mut self) {
        self.intake.git = self.vault.git_state();
        match &self.intake.git.forgotten {
            None => self.output.reporter.recovered(TroubleCode::StaleLock),
            Some(lock) => {
                let lock = lock.display();
                let message = format!(
                    "{lock} is older than ten minutes, so it was probably left by a git that crashed, and it is ignored\n\
                     remove it if no git is at work: git itself refuses to run while it exists"
                );
                self.output.reporter.trouble(TroubleCode::StaleLock, message);
            }
        }
    }
}

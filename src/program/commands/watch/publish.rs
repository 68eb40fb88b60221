//! From the workspace to the disk: writes what is out of date, unless something prevents it, and reports it.

use std::time::Duration;

use crate::core::actions::harvest::harvest;
use crate::core::actions::pages::StaleFile;
use crate::core::actions::ticks::Kept;
use crate::core::base::NotePath;
use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::file_name::is_note;
use crate::core::edit::NoteEdit;
use crate::core::render::mass_loss::{self, Loss};
use crate::core::syntax::block::watch_notice;
use crate::program::watch_policy::debounce::PATIENCE;
use crate::program::watch_policy::messages::{Changed, TroubleCode, WatchEvent};
use crate::program::watch_policy::rewrite_loop::RewriteVerdict;
use crate::vault::{Applier, VaultError};

use super::super::harvest;
use super::super::refresh::{self, ACCEPT, Refreshed};
use super::super::scan::OnDisk;
use super::super::stale;
use super::session::{Session, WatchOutput, micros};
use crate::program::commands::environment;

/// When to try again what could not be written.
pub(super) const RETRY: Duration = Duration::from_mins(1);
/// How often blocks are written in a row because the last write changed them.
const MOST_ROUNDS: usize = 3;
/// How long nothing must happen before a new note with blocks takes the place of one that is gone.
const PAGE_PATIENCE: Duration = Duration::from_secs(5);
/// How many places a message names.
const MOST_LINES: usize = 3;
/// Not before something changes.
const NEVER: Duration = Duration::MAX;

impl Session {
    /// Returns whether blocks may be out of date and there is nothing to wait for. While one note after the other is
    /// saved, there is always something, so settled notes do not wait for the rest for ever.
    pub(super) fn is_publishable(&self, now: Duration) -> bool {
        let is_calm = || self.intake.burst.is_none() && !self.intake.settling.holds(now) && !self.inbox.has_hints();
        self.batch.is_stale
            && self.batch.hold != Some(NEVER)
            && self.intake.unreadable.is_empty()
            && (now >= self.batch.since + PATIENCE || is_calm())
    }

    /// Writes what is out of date.
    pub(super) fn publish(&mut self, now: Duration) {
        if !self.intake.unreadable.is_empty() {
            // There is nothing to report about a vault that was never read.
            if self.intake.is_filled {
                if let Some((path, why)) = self.intake.unreadable.first_key_value() {
                    let message = format!("a part of the vault cannot be read, such as {}: {why}", path.display());
                    self.post(TroubleCode::Unreadable, &message, None);
                }
                self.report(Vec::new(), true);
            }
            return;
        }
        if !self.is_publishable(now) || self.batch.hold.is_some_and(|hold| now < hold) {
            return;
        }
        let sources = OnDisk { vault: &self.vault, journal: &self.output.journal, config: &self.workspace.config };
        let mut harvest = harvest(&self.workspace, &sources, &[], false);
        let Some(mut refreshed) = self.refreshed(&harvest.kept, now) else { return };
        let has_edits = !harvest.edit.notes.is_empty();
        let notes = harvest
            .edit
            .notes
            .iter()
            .map(|edit| &edit.path)
            .chain(refreshed.pages.stale.iter().map(|stale| &stale.path));
        let notes: Vec<NotePath> = notes.cloned().collect();
        if self.is_broken_off(&refreshed, has_edits, now) || self.waits_for_git(&notes, now) {
            return self.report(Vec::new(), true);
        }
        if self.is_behind_git(&refreshed, has_edits) {
            self.walk();
            // What the walk found is waited for as if it had changed just now.
            self.batch.since = self.inbox.now();
            return;
        }
        self.output.posted = None;
        self.output.tell_held(harvest.held);
        let applier = Applier::new(&self.vault, &self.output.journal, environment::index_of_commit());
        let result = harvest::write(&applier, &mut harvest, || !self.inbox.is_stopped());
        let is_behind = !harvest.behind.is_empty() || result.is_behind();
        let mut written = self.take_in_edits(&result.written);
        if is_behind {
            self.intake.walk_soon(now);
        }
        if has_edits {
            let Some(again) = self.refreshed(&harvest.kept, now) else { return };
            refreshed = again;
        }
        self.output.tell_left(&refreshed);
        refreshed.outputs.remember(&self.vault);
        let mut open = Vec::new();
        written.extend(self.write(refreshed.pages.stale, now, &mut open));
        self.wait_for_others(&result, open, is_behind, now);
        self.is_git_done();
        let waits = !refreshed.pages.left.is_empty() || self.batch.hold.is_some();
        self.report(written, waits);
    }

    /// Returns what is out of date; `None`, with a message, if nothing can be written.
    fn refreshed(&mut self, kept: &[Kept], now: Duration) -> Option<Refreshed> {
        match refresh::refreshed(&self.vault, &self.workspace, kept, false) {
            Ok(refreshed) => Some(refreshed),
            Err(error) => {
                self.output.reporter.trouble(TroubleCode::WriteFailed, error.to_string());
                self.batch.hold = Some(now + RETRY);
                self.report(Vec::new(), true);
                None
            }
        }
    }

    /// Takes in the notes that ticks reached, and returns their paths.
    fn take_in_edits(&mut self, edits: &[NoteEdit]) -> Vec<String> {
        for edit in edits {
            self.put_written(&edit.path, edit.new.as_deref().unwrap_or_default().as_bytes());
        }
        let notes: Vec<String> = edits.iter().map(|edit| edit.path.to_string()).collect();
        if !notes.is_empty() {
            let done = edits.iter().flat_map(NoteEdit::lines).collect();
            self.output.reporter.say(WatchEvent::Carried { done, notes: notes.clone() });
        }
        notes
    }

    /// Returns whether so many notes are gone that nothing is written, unless the blocks are already without them.
    fn is_broken_off(&mut self, refreshed: &Refreshed, has_edits: bool, now: Duration) -> bool {
        let notes = self.workspace.count_of_notes();
        let before = self.output.mass_deletion.count(notes, now);
        let loss = before.map(|all| Loss { gone: all.saturating_sub(notes), all });
        let Some(loss) = loss.or_else(|| mass_loss::loss(&self.workspace)) else {
            self.output.reporter.recovered(TroubleCode::MassDisappearance);
            return false;
        };
        if refreshed.pages.stale.is_empty() && refreshed.pages.left.is_empty() && !has_edits {
            self.output.mass_deletion.accept();
            self.output.reporter.recovered(TroubleCode::MassDisappearance);
            return false;
        }
        let message = format!("{loss}; the blocks stay as they are until the notes are back\n{ACCEPT}");
        if !self.output.reporter.is_troubled(TroubleCode::MassDisappearance) {
            self.output.reporter.trouble(TroubleCode::MassDisappearance, message);
        }
        let message = format!("{loss}; this page stays as it was until they are back\n{ACCEPT}");
        let is_posted = self.post(TroubleCode::MassDisappearance, &message, before);
        self.batch.hold = Some(if is_posted { NEVER } else { self.next_look_at_git(now) });
        true
    }

    /// Writes each note that may be written, and returns those that were; `open` gets those that another program has
    /// open.
    fn write(&mut self, stale: Vec<StaleFile>, now: Duration, open: &mut Vec<NotePath>) -> Vec<String> {
        let (mut written, mut retry, mut failures) = (Vec::new(), None::<Duration>, Vec::new());
        let mut later = |at: Duration| retry = Some(retry.map_or(at, |retry| retry.min(at)));
        let is_restored_soon = self.is_page_lost(now);
        for stale in stale {
            if stale.old.is_none() && is_restored_soon {
                later(now + PAGE_PATIENCE);
                continue;
            }
            if self.vault.git_at_work_around(&stale.path, None).is_some() {
                later(self.next_look_at_git(now));
                continue;
            }
            let [found, wanted] = stale.own;
            match self.output.rewrite_loops.judge(&stale.path, found, wanted, now) {
                RewriteVerdict::Write => {}
                RewriteVerdict::Leave(until) => {
                    later(until);
                    continue;
                }
                RewriteVerdict::GiveIn(until) => {
                    let minutes = until.saturating_sub(now).as_secs() / 60;
                    let message = format!(
                        "{}: another program keeps undoing the updates; the page is left alone for {minutes} min\n\
                         keep formatters away from that note, or set `time-zone:` if two computers share it",
                        stale.path
                    );
                    if let Some(old) = &stale.old {
                        self.post_on(&stale.path, old, &message, None);
                    }
                    self.output.reporter.trouble(TroubleCode::Fight, message);
                    later(until);
                    continue;
                }
            }
            match stale::write(&self.vault, &stale) {
                Ok(()) => {
                    self.batch.written = self.inbox.now();
                    self.output.rewrite_loops.wrote(&stale.path, wanted, now);
                    if is_note(stale.path.file_name()) {
                        self.put_written(&stale.path, stale.new.as_bytes());
                    }
                    if stale.is_new_page {
                        self.output.reporter.say(WatchEvent::NewPage { note: stale.path.to_string() });
                    }
                    written.push(stale.path.to_string());
                }
                Err(VaultError::NoVault { .. }) => {
                    self.lose();
                    return written;
                }
                Err(VaultError::InUse(_)) => open.push(stale.path),
                Err(error) => {
                    if !matches!(error, VaultError::Changed(_)) {
                        failures.push(error.to_string());
                    }
                    // The change in between may be a save, or a file that a walk reports.
                    self.intake.walk_soon(now);
                    later(now + RETRY);
                }
            }
        }
        if failures.is_empty() {
            self.output.reporter.recovered(TroubleCode::WriteFailed);
        } else {
            self.output.reporter.trouble(TroubleCode::WriteFailed, failures.join("\n"));
        }
        self.batch.hold = retry;
        // The write may change the messages about it, so it is checked once more.
        let is_again = !written.is_empty() && self.batch.rounds < MOST_ROUNDS;
        self.batch.rounds += 1;
        self.batch.is_stale = is_again || retry.is_some();
        self.batch.since = now;
        if is_again {
            self.batch.hold = None;
        }
        written
    }

    /// Writes a notice into every page, once for each trouble, with the number of notes `before` a mass loss. The next
    /// write removes it. Returns whether that is done: while git is at work it is not, and not if another program wrote to a
    /// page, which has to be read first.
    fn post(&mut self, code: TroubleCode, message: &str, before: Option<usize>) -> bool {
        if self.output.posted == Some(code) {
            return true;
        }
        if self.vault.git_at_work().is_some() {
            return false;
        }
        let live = self.workspace.index.live();
        let pages = live.filter_map(|(_, note)| Some((note.path.clone(), note.page.as_ref()?.text.to_string())));
        let pages: Vec<_> = pages.collect();
        let mut is_posted = true;
        for (path, text) in pages {
            is_posted &= self.post_on(&path, &text, message, before);
        }
        self.output.posted = is_posted.then_some(code);
        self.batch.is_stale = true;
        is_posted
    }

    /// Writes a notice into a page that held `old`. If that fails, only the terminal shows it. Returns whether the page
    /// still was what it is known to be; if not, it is read soon.
    fn post_on(&mut self, path: &NotePath, old: &str, message: &str, before: Option<usize>) -> bool {
        let before = before.and_then(|before| u32::try_from(before).ok());
        let new = watch_notice::with(old, message, before);
        if new == old || !is_note(path.file_name()) {
            return true;
        }
        match self.vault.write_if_unchanged(path, old.as_bytes(), new.as_bytes()) {
            Ok(_) => self.put_written(path, new.as_bytes()),
            Err(VaultError::Changed(_)) => {
                self.intake.walk_soon(self.inbox.now());
                return false;
            }
            Err(_) => {}
        }
        true
    }

    /// Returns whether a note with blocks is missing while notes still come and go: a restore or a sync may be about to
    /// bring it back.
    fn is_page_lost(&mut self, now: Duration) -> bool {
        if self.workspace.index.live().next().is_some() {
            self.output.page = Some(now);
            return false;
        }
        if !self.batch.notes.is_empty() {
            self.output.page = self.output.page.map(|_| now);
        }
        self.output.page.is_some_and(|seen| now < seen + PAGE_PATIENCE)
    }

    /// Reports what changed and what was written.
    fn report(&mut self, written: Vec<String>, waits: bool) {
        let now = self.inbox.now();
        let today = self.workspace.today();
        let batch = &mut self.batch;
        let notes = std::mem::take(&mut batch.notes);
        let hinted = batch.hinted.take();
        let is_new_day = std::mem::take(&mut batch.is_new_day);
        if batch.is_ready && !is_new_day && notes.is_empty() && written.is_empty() {
            return;
        }
        let follow_ups = std::mem::take(&mut batch.follow_ups);
        if !std::mem::replace(&mut batch.is_ready, true) {
            return self.output.reporter.say(WatchEvent::Ready {
                today,
                notes: self.intake.known.len(),
                written,
                waits,
            });
        }
        let (settled, ended, mut written) = (batch.settled, batch.written, written);
        if is_new_day {
            self.output.reporter.say(WatchEvent::Day { today, written: std::mem::take(&mut written) });
        }
        if !(notes.is_empty() && written.is_empty()) {
            let mut changed = Changed { follow_ups, written, waits, ..Changed::new(notes.iter()) };
            changed.waited_us = hinted.map(|hinted| micros(settled.saturating_sub(hinted)));
            let done = if changed.written.is_empty() { now } else { ended };
            changed.took_us = hinted.map(|_| micros(done.saturating_sub(settled)));
            self.output.reporter.say(WatchEvent::Changed(changed));
        }
    }
}

impl WatchOutput {
    /// Reports how many ticks of an old page wait for the user's confirmation.
    fn tell_held(&mut self, held: usize) {
        if held == 0 {
            self.reporter.recovered(TroubleCode::ManyTicks);
        } else {
            let how = "`coffeechat build --accept-ticks` carries them to their notes";
            self.reporter.trouble(TroubleCode::ManyTicks, format!("{held} ticks at once on an old page; {how}"));
        }
    }

    /// Reports the notes that were left alone, and why.
    fn tell_left(&mut self, refreshed: &Refreshed) {
        let reason = |left: &Diagnostic| match left.code {
            Code::MergeConflict => TroubleCode::Conflict,
            Code::ForeignOutput => TroubleCode::ForeignOutput,
            Code::PageTooLarge => TroubleCode::PageTooLarge,
            _ => TroubleCode::TypedInBlock,
        };
        for code in
            [TroubleCode::TypedInBlock, TroubleCode::Conflict, TroubleCode::ForeignOutput, TroubleCode::PageTooLarge]
        {
            let left: Vec<&Diagnostic> = refreshed.pages.left.iter().filter(|left| reason(left) == code).collect();
            if left.is_empty() {
                self.reporter.recovered(code);
                continue;
            }
            let mut lines = first_of(left.iter().map(|left| place(left)).collect());
            lines.extend(left.first().and_then(|left| left.hint.clone()));
            self.reporter.trouble(code, lines.join("\n"));
        }
    }
}

/// Returns the first of many lines, and how many more there are.
pub(super) fn first_of(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    lines.extend((more > 0).then(|| format!("… and {more} more")));
    lines
}

/// Returns what is left alone, and why, on one line.
fn place(left: &Diagnostic) -> String {
    let line = left.place.as_ref().map_or_else(String::new, |place| format!(":{}", place.line));
    let so = if left.code == Code::TypedInBlock { "" } else { ", so it is left as it is" };
    format!("{}{line}: {}{so}", left.note, left.message)
}

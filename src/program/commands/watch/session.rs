//! The state of the watcher, and how it follows hints and walks: everything up to the workspace that renders blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::core::base::NotePath;
use crate::core::base::diagnostic::Diagnostic;
use crate::core::config::Config;
use crate::core::model::Day;
use crate::core::workspace::Workspace;
use crate::program::cli::WatchArgs;
use crate::program::clock;
use crate::program::error::Result;
use crate::program::watch_policy::debounce::{PATIENCE, Settling};
use crate::program::watch_policy::file_events::{FileEvent, Hints, MOST_PATHS};
use crate::program::watch_policy::known_files::KnownFiles;
use crate::program::watch_policy::mass_deletion::MassDeletionGuard;
use crate::program::watch_policy::messages::TroubleCode;
use crate::program::watch_policy::pace::{self, Pace};
use crate::program::watch_policy::rewrite_loop::RewriteLoopGuard;
use crate::vault::{GitState, Journal, Kind, Stamp, Vault, WatchLock, is_about_copy_of};

use super::events::{Inbox, Watches};
use super::reporter::Reporter;
use crate::program::commands::environment;
use crate::program::commands::scan;

/// How often to check whether a missing vault is back.
const ROOT: Duration = Duration::from_secs(2);
/// So many deaths of the watcher within a minute are one too many.
const MOST_DEATHS: usize = 3;

/// A watch on a vault: its source, its input and its output.
pub(super) struct Session {
    pub(super) vault: Vault,
    pub(super) workspace: Workspace,
    pub(super) pace: Pace,
    pub(super) inbox: Arc<Inbox>,
    pub(super) source: Source,
    pub(super) intake: Intake,
    pub(super) output: WatchOutput,
    pub(super) batch: Batch,
}

/// What is watched, and how.
pub(super) struct Source {
    /// Held, not used.
    pub(super) lock: Option<WatchLock>,
    /// The vault's path on the command line; a link in it may change its target.
    pub(super) given: PathBuf,
    /// The day that the command line names.
    pub(super) fixed_day: Option<Day>,
    /// How often to walk, if that was asked for or nothing else is left.
    pub(super) poll: Option<Duration>,
    pub(super) config_text: Option<String>,
    pub(super) watches: Watches,
    /// When watchers died.
    pub(super) deaths: Vec<Duration>,
}

/// The input: which files are known, and which are not settled yet.
#[derive(Default)]
pub(super) struct Intake {
    pub(super) known: KnownFiles<Stamp>,
    pub(super) settling: Settling<Stamp>,
    /// Since when a full walk is needed, and the time of the last hint for it.
    pub(super) burst: Option<(Duration, Duration)>,
    /// Whether the workspace was filled.
    pub(super) is_filled: bool,
    /// Whether stamps are unreliable, so that every note has to be read.
    pub(super) is_unsure: bool,
    pub(super) beside: Vec<Diagnostic>,
    /// The folders of the vault that are git repositories of their own.
    pub(super) repositories: Vec<NotePath>,
    /// What could not be read, with the reasons.
    pub(super) unreadable: BTreeMap<PathBuf, String>,
    /// When to look for a root that is gone.
    pub(super) missing: Option<Duration>,
    /// What git showed of itself when the last walk began.
    pub(super) git: GitState,
}

/// The output: writes, and the messages about them.
pub(super) struct WatchOutput {
    pub(super) journal: Journal,
    pub(super) mass_deletion: MassDeletionGuard,
    pub(super) rewrite_loops: RewriteLoopGuard,
    /// The current notice on the pages.
    pub(super) posted: Option<TroubleCode>,
    /// When a note with blocks was last there, or when something else happened after it disappeared.
    pub(super) page: Option<Duration>,
    pub(super) reporter: Reporter,
}

/// What has changed since the last time blocks were written.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Whether blocks may be out of date.
    pub(super) is_stale: bool,
    /// Since when.
    pub(super) since: Duration,
    /// Not to be looked at again before then, unless something else changes.
    pub(super) hold: Option<Duration>,
    /// Which notes changed.
    pub(super) notes: BTreeSet<NotePath>,
    /// When the first hint of it came.
    pub(super) hinted: Option<Duration>,
    /// When the last note was settled.
    pub(super) settled: Duration,
    /// When the last block was written.
    pub(super) written: Duration,
    /// Whether a new day began.
    pub(super) is_new_day: bool,
    /// How often blocks were written without anything else having changed.
    pub(super) rounds: usize,
    /// Since when git is at work.
    pub(super) git: Option<Duration>,
    /// Since when something waits until programs close notes.
    pub(super) closing: Option<Duration>,
    /// These notes.
    pub(super) open: BTreeSet<NotePath>,
    /// How many follow-ups appeared, disappeared or changed their day since the last report.
    pub(super) follow_ups: usize,
    /// Whether the first event was reported.
    pub(super) is_ready: bool,
}

impl Session {
    /// Begins to watch a vault whose configuration was read from `config_text`.
    pub(super) fn new(
        (mut vault, lock): (Vault, Option<WatchLock>),
        (config, config_text): (Config, Option<String>),
        args: &WatchArgs,
        inbox: Arc<Inbox>,
        mut reporter: Reporter,
    ) -> Self {
        let named = args.folder.clone().or_else(|| args.place.vault.clone());
        let given = named.unwrap_or_else(|| vault.path().to_path_buf());
        let fixed_day = args.place.today;
        let poll = args.poll.map(Duration::from_secs);
        let now = inbox.now();
        let today = fixed_day.unwrap_or_else(|| clock::today(&config));
        let watches = Watches::new(&inbox, vault.path());
        reporter.set_zone(config.time_zone);
        if let (None, Some(system)) = (poll, vault.file_system()) {
            let message = format!(
                "changes by other computers raise no events on a disk of the kind {system}; every note is checked every \
                 {} s (`--poll` changes that)",
                pace::POLL.as_secs()
            );
            reporter.trouble(TroubleCode::NoEvents, message);
        }
        let journal = Journal::open(&vault, &environment::folders());
        vault.wait_for_no_writer();
        Self {
            vault,
            workspace: Workspace::new(config, Vec::new(), Vec::new(), today),
            pace: Pace::new(now, clock::wall()),
            inbox,
            source: Source { lock, given, fixed_day, poll, config_text, watches, deaths: Vec::new() },
            intake: Intake::default(),
            output: WatchOutput {
                journal,
                mass_deletion: MassDeletionGuard::default(),
                rewrite_loops: RewriteLoopGuard::default(),
                posted: None,
                page: None,
                reporter,
            },
            batch: Batch { is_stale: true, ..Batch::default() },
        }
    }

    /// Returns the next time with work even without events, and whether an event should wake the loop earlier.
    pub(super) fn next(&self) -> (Duration, bool) {
        let now = self.inbox.now();
        if let Some(look) = self.intake.missing {
            return (look, false);
        }
        let burst = self.intake.burst.map(|(first, last)| pace::burst_end(first, last));
        let publish = self.is_publishable(now).then(|| self.batch.hold.unwrap_or(now));
        let overdue = Some(self.batch.since + PATIENCE).filter(|at| self.batch.is_stale && *at > now);
        let next = [burst, publish, overdue, self.intake.settling.next(now)];
        let next = next.into_iter().flatten().fold(self.pace.next(), Duration::min);
        // In a burst, further events add nothing.
        (next, burst.is_none())
    }

    /// Does the work that is due now.
    pub(super) fn turn(&mut self) -> Result<()> {
        let hints = self.inbox.take();
        let now = self.inbox.now();
        if hints.root || self.pace.is_tick_due(now) {
            self.tick(now);
        }
        if self.intake.missing.is_some() {
            self.look_for_root(now)?;
        }
        if self.intake.missing.is_none() {
            self.follow(hints, now);
            self.revive(now);
            let is_over = self.intake.burst.is_some_and(|(first, last)| pace::burst_end(first, last) <= now);
            if is_over || self.pace.is_walk_due(now) {
                self.walk();
            }
            // At one and the same time: what waits no longer was looked at just now, however busy the computer is.
            let now = self.inbox.now();
            self.settle(now);
            self.publish(now);
        }
        // An open folder would keep its disk from being unmounted.
        self.vault.release();
        Ok(())
    }

    /// Looks at the clock and the root: notices a new day, a sleep of the computer and a moved root.
    fn tick(&mut self, now: Duration) {
        if self.pace.tick(now, clock::wall()) {
            self.intake.is_unsure = true;
            self.intake.walk_soon(now);
        }
        self.turn_day();
        if self.output.rewrite_loops.are_over(now) {
            self.output.reporter.recovered(TroubleCode::Fight);
        }
        if self.intake.missing.is_none() && !self.source.leads_to(&self.vault) {
            self.lose();
        }
    }

    fn turn_day(&mut self) {
        let today = self.source.fixed_day.unwrap_or_else(|| clock::today(&self.workspace.config));
        if today != self.workspace.today() {
            self.workspace.turn_to(today);
            self.batch.is_new_day = true;
            self.changed();
        }
    }

    /// Takes in that blocks may be out of date.
    pub(super) fn changed(&mut self) {
        if !std::mem::replace(&mut self.batch.is_stale, true) {
            self.batch.since = self.inbox.now();
        }
        self.batch.hold = None;
        self.batch.rounds = 0;
    }

    /// Holds still until the root is back.
    pub(super) fn lose(&mut self) {
        let path = self.vault.path().display();
        let message = format!(
            "{path} was moved, replaced or unmounted; nothing is written until the vault is back there\n\
             start `coffeechat watch` again if this is another one"
        );
        self.output.reporter.trouble(TroubleCode::VaultMissing, message);
        self.source.watches.stop();
        self.intake.settling = Settling::default();
        self.intake.burst = None;
        self.intake.missing = Some(self.inbox.now() + ROOT);
    }

    /// Resumes if the root is back, or another with the same configuration is in its place.
    fn look_for_root(&mut self, now: Duration) -> Result<()> {
        if self.intake.missing.is_none_or(|look| now < look) {
            return Ok(());
        }
        self.intake.missing = Some(now + ROOT);
        if !self.source.leads_to(&self.vault) {
            let Ok(mut vault) = scan::vault_at(&self.source.given) else { return Ok(()) };
            let is_ours = |text: Option<String>| text.is_some() && text == self.source.config_text;
            if !vault.config_text().is_ok_and(is_ours) {
                return Ok(());
            }
            vault.wait_for_no_writer();
            // Another folder has another lock.
            self.source.lock = super::only_watcher(&vault, &mut self.output.reporter)?;
            self.vault = vault;
            self.source.watches.move_to(self.vault.path());
        }
        self.intake.missing = None;
        self.intake.is_unsure = true;
        self.output.reporter.recovered(TroubleCode::VaultMissing);
        self.walk();
        Ok(())
    }

    /// Takes in the hints of events.
    fn follow(&mut self, hints: Hints, now: Duration) {
        self.source.watches.doubt(&hints);
        if let Some((first, last)) = hints.walk {
            self.intake.burst = Some((self.intake.burst.map_or(first, |(begun, _)| begun), last));
        }
        let is_news = |path: &NotePath| {
            self.source.watches.may_be_folder(path)
                || self.vault.kind(path) == Kind::Other
                || self.intake.is_beside(path)
        };
        if hints.others.iter().any(is_news) {
            self.intake.walk_soon(now);
        }
        if self.workspace.config.outputs.values().any(|path| hints.others.contains(path)) {
            self.changed();
        }
        for (path, signed) in hints.notes {
            if signed.sign != FileEvent::Written && self.batch.open.contains(&path) {
                // The program that had it open may have closed it.
                self.batch.hold = None;
            }
            self.batch.hinted.get_or_insert(signed.first);
            self.intake.settling.hint(path, signed);
        }
        if self.intake.settling.forget_burst(MOST_PATHS) {
            self.intake.walk_soon(now);
        }
        if let (Some((_, last)), Some(hinted)) = (&mut self.intake.burst, hints.last) {
            *last = hinted;
        }
    }

    /// Replaces a watcher that died; if the new one dies too, goes on without events.
    fn revive(&mut self, now: Duration) {
        if !self.source.watches.has_died() {
            return;
        }
        self.source.deaths.retain(|at| *at + pace::WALK > now);
        self.source.deaths.push(now);
        if self.source.deaths.len() >= MOST_DEATHS {
            self.source.poll = Some(pace::POLL);
            let seconds = pace::POLL.as_secs();
            let message = format!("events cannot be read; every note is checked every {seconds} s instead");
            self.output.reporter.trouble(TroubleCode::NoEvents, message);
        }
        self.intake.walk_soon(now);
    }
}

impl Source {
    /// Returns whether the vault is still at the path of the command line.
    fn leads_to(&self, vault: &Vault) -> bool {
        let leads_here = || Vault::open(&self.given).is_ok_and(|other| other.identity() == vault.identity());
        vault.is_still_there() && (self.given == vault.path() || leads_here())
    }
}

impl Intake {
    /// Walks as soon as it is quiet.
    pub(super) fn walk_soon(&mut self, now: Duration) {
        self.burst = Some((self.burst.map_or(now, |(first, _)| first), now));
    }

    /// Returns whether the last walk found a problem with that path outside notes, or a copy of it.
    pub(super) fn is_beside(&self, path: &NotePath) -> bool {
        self.beside.iter().any(|found| found.note == *path || is_about_copy_of(found, path))
    }
}

/// Returns microseconds.
pub(super) fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

//! What the watcher holds of a vault, and how it follows hints and walks: everything up to the picture that blocks are
//! rendered from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use crate::cli::WatchArgs;
use crate::clock;
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Result};
use crate::follow_ups::FollowUpId;
use crate::model::{Day, Note, NotePath};
use crate::parse::NoteParser;
use crate::picture::{Change, Picture};
use crate::text::stable_hash;
use crate::vault::{Glance, Kind, Stamp, Survey, Vault, WatchLock};
use crate::watch::breaker::Breaker;
use crate::watch::fight::Fights;
use crate::watch::hint::{Hints, MOST_PATHS};
use crate::watch::known::{Fact, Known};
use crate::watch::line::{Code, Event};
use crate::watch::pace::{self, Pace};
use crate::watch::settle::{STABLE, Settling, Sight};

use super::events::{Inbox, Watched, Watches};
use super::speaker::Speaker;

/// From how many notes on it pays to read on all cores.
const MANY: usize = 64;
/// How often the vault is surveyed on end because new folders were found.
const MOST_SURVEYS: usize = 4;
/// How often to look whether a vault that is gone is back.
const ROOT: Duration = Duration::from_secs(2);
/// So many deaths of the watcher within a minute are one too many.
const MOST_DEATHS: usize = 3;

/// A watch on a vault.
pub(super) struct Session<'a> {
    pub(super) vault: Vault,
    /// Held, not used.
    lock: Option<WatchLock>,
    /// How the command line names the vault; a link on the way may come to lead elsewhere.
    given: PathBuf,
    /// The day that the command line names.
    fixed_day: Option<Day>,
    /// How often to walk, if that was asked for or nothing else is left.
    poll: Option<Duration>,
    config_text: Option<String>,
    pub(super) picture: Picture,
    /// Whether the picture was never filled.
    is_blank: bool,
    beside: Vec<Diagnostic>,
    pub(super) known: Known<Stamp>,
    pub(super) settling: Settling<Stamp>,
    /// Since when everything is to be walked for, and when that was hinted at last.
    pub(super) burst: Option<(Duration, Duration)>,
    /// Whether stamps cannot be relied on, so that every note is to be read.
    is_unsure: bool,
    /// What could not be read, with the reasons.
    pub(super) unreadable: BTreeMap<PathBuf, String>,
    /// When to look for a root that is gone.
    missing: Option<Duration>,
    pace: Pace,
    pub(super) breaker: Breaker,
    pub(super) fights: Fights,
    pub(super) inbox: Arc<Inbox>,
    watches: Watches,
    deaths: Vec<Duration>,
    pub(super) batch: Batch,
    pub(super) speaker: Speaker<'a>,
}

/// What has changed since the last time blocks were written.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Whether blocks may be out of date.
    pub(super) is_stale: bool,
    /// Not to be looked at again before then, unless something else changes.
    pub(super) hold: Option<Duration>,
    /// Which notes changed.
    pub(super) notes: BTreeSet<NotePath>,
    /// When the first hint of it came.
    pub(super) hinted: Option<Duration>,
    /// When the last note was settled.
    pub(super) settled: Duration,
    /// Whether a new day began.
    pub(super) is_new_day: bool,
    /// How often blocks were written without anything else having changed.
    pub(super) rounds: usize,
    /// Since when git is at work.
    pub(super) git: Option<Duration>,
    /// What was due when that was said last: each with its day.
    pub(super) follow_ups: Vec<(FollowUpId, Option<Day>)>,
    /// Whether the first event was said.
    pub(super) is_ready: bool,
}

/// A note that is to be read.
struct Wanted {
    path: NotePath,
    /// What its file was found to be; `None` where it was found to be gone.
    stamp: Option<Stamp>,
    /// Whether a walk listed it; otherwise it may be one that is not to be read.
    is_listed: bool,
}

/// What reading a note came to.
enum Reading {
    New(Box<Note>, Fact<Stamp>),
    /// Its bytes are the ones that are known.
    Same(Fact<Stamp>),
    Vanished,
    NotAFile,
    Changing,
    Failed(String),
    /// It is not a note of the vault.
    Foreign,
}

impl<'a> Session<'a> {
    /// Begins to watch a vault whose configuration was read from `config_text`.
    pub(super) fn new(
        (vault, lock): (Vault, Option<WatchLock>),
        (config, config_text): (Config, Option<String>),
        args: &WatchArgs,
        inbox: Arc<Inbox>,
        mut speaker: Speaker<'a>,
    ) -> Self {
        let named = args.folder.clone().or_else(|| args.place.vault.clone());
        let given = named.unwrap_or_else(|| vault.path().to_path_buf());
        let fixed_day = args.place.today;
        let poll = args.poll.map(Duration::from_secs);
        let now = inbox.now();
        let today = fixed_day.unwrap_or_else(|| clock::today(&config));
        let watches = Watches::new(&inbox, vault.path());
        speaker.set_zone(config.time_zone);
        let mut every = poll.unwrap_or(pace::WALK);
        if let (None, Some(system)) = (poll, vault.file_system()) {
            every = pace::POLL;
            let message = format!(
                "what others change on a disk of the kind {system} raises no event here; every note is looked at every \
                 {} s (`--poll` sets another pace)",
                every.as_secs()
            );
            speaker.trouble(Code::NoEvents, message);
        }
        Self {
            vault,
            lock,
            given,
            fixed_day,
            poll,
            config_text,
            picture: Picture::new(config, Vec::new(), Vec::new(), today),
            is_blank: true,
            beside: Vec::new(),
            known: Known::default(),
            settling: Settling::default(),
            burst: None,
            is_unsure: false,
            unreadable: BTreeMap::new(),
            missing: None,
            pace: Pace::new(every, now, clock::wall()),
            breaker: Breaker::default(),
            fights: Fights::default(),
            inbox,
            watches,
            deaths: Vec::new(),
            batch: Batch { is_stale: true, ..Batch::default() },
            speaker,
        }
    }

    /// Returns when there is something to do even if no event comes, and whether to wake when one does.
    pub(super) fn next(&self) -> (Duration, bool) {
        let now = self.inbox.now();
        if let Some(look) = self.missing {
            return (look, false);
        }
        let burst = self.burst.map(|(first, last)| pace::burst_end(first, last));
        let publish = self.is_publishable(now).then(|| self.batch.hold.unwrap_or(now));
        let next =
            [burst, publish, self.settling.next(now)].into_iter().flatten().fold(self.pace.next(), Duration::min);
        // In a burst, each event would only say what is known.
        (next, burst.is_none())
    }

    /// Does what is to be done now.
    pub(super) fn turn(&mut self) -> Result<()> {
        let hints = self.inbox.take();
        let now = self.inbox.now();
        if hints.root || self.pace.is_tick_due(now) {
            self.tick(now);
        }
        if self.missing.is_some() {
            self.look_for_root(now)?;
        }
        if self.missing.is_none() {
            self.follow(hints, now);
            self.revive(now);
            let is_over = self.burst.is_some_and(|(first, last)| pace::burst_end(first, last) <= now);
            if is_over || self.pace.is_walk_due(now) {
                self.walk();
            }
            self.settle();
            self.publish();
        }
        // An open folder would keep its disk from being unmounted.
        self.vault.release();
        Ok(())
    }

    /// Looks at the clock: is it another day, did the computer sleep, is the root where it was?
    fn tick(&mut self, now: Duration) {
        if self.pace.tick(now, clock::wall()) {
            self.is_unsure = true;
            self.walk_soon(now);
        }
        self.turn_day();
        if self.fights.are_over(now) {
            self.speaker.recovered(Code::Fight);
        }
        if self.missing.is_none() && !self.is_there() {
            self.lose();
        }
    }

    fn turn_day(&mut self) {
        let today = self.fixed_day.unwrap_or_else(|| clock::today(&self.picture.config));
        if today != self.picture.today() {
            self.picture.turn_to(today);
            self.batch.is_new_day = true;
            self.changed();
        }
    }

    /// Takes in that blocks may be out of date.
    fn changed(&mut self) {
        self.batch.is_stale = true;
        self.batch.hold = None;
        self.batch.rounds = 0;
    }

    fn is_there(&self) -> bool {
        let leads_here = || Vault::open(&self.given).is_ok_and(|vault| vault.identity() == self.vault.identity());
        self.vault.is_still_there() && (self.given == self.vault.path() || leads_here())
    }

    /// Holds still until the root is back.
    pub(super) fn lose(&mut self) {
        let path = self.vault.path().display();
        let message =
            format!("{path} was moved, replaced or unmounted; nothing is written until the vault is back there");
        self.speaker.trouble(Code::VaultMissing, message);
        self.watches.stop();
        self.settling = Settling::default();
        self.burst = None;
        self.missing = Some(self.inbox.now() + ROOT);
    }

    /// Goes on if the root is back, or another with the same configuration is in its place.
    fn look_for_root(&mut self, now: Duration) -> Result<()> {
        if self.missing.is_none_or(|look| now < look) {
            return Ok(());
        }
        self.missing = Some(now + ROOT);
        if !self.is_there() {
            let Ok(vault) = Vault::open(&self.given) else { return Ok(()) };
            let is_ours = |text: Option<String>| text.is_some() && text == self.config_text;
            if !vault.config_text().is_ok_and(is_ours) {
                return Ok(());
            }
            // Another folder has another lock.
            self.lock = super::only_watcher(&vault, &mut self.speaker)?;
            self.vault = vault;
            self.watches = Watches::new(&self.inbox, self.vault.path());
        }
        self.missing = None;
        self.is_unsure = true;
        self.speaker.recovered(Code::VaultMissing);
        self.walk();
        Ok(())
    }

    /// Takes in what events said.
    fn follow(&mut self, hints: Hints, now: Duration) {
        self.watches.doubt(&hints);
        if let Some((first, last)) = hints.walk {
            self.burst = Some((self.burst.map_or(first, |(begun, _)| begun), last));
        }
        let is_news = |path: &NotePath| {
            self.watches.may_be_folder(path) || self.vault.kind(path) == Kind::Other || self.is_beside(path)
        };
        if hints.others.iter().any(is_news) {
            self.walk_soon(now);
        }
        for (path, signed) in hints.notes {
            self.batch.hinted.get_or_insert(signed.first);
            self.settling.hint(path, signed);
        }
        if self.settling.forget_burst(MOST_PATHS) {
            self.walk_soon(now);
        }
        if let (Some((_, last)), Some(hinted)) = (&mut self.burst, hints.last) {
            *last = hinted;
        }
    }

    /// Walks as soon as it is quiet.
    pub(super) fn walk_soon(&mut self, now: Duration) {
        self.burst = Some((self.burst.map_or(now, |(first, _)| first), now));
    }

    /// Returns whether the last walk found something amiss with that path beside the notes.
    fn is_beside(&self, path: &NotePath) -> bool {
        self.beside.iter().any(|diagnostic| diagnostic.note == *path)
    }

    /// Puts a new watcher in the place of one that died; where that does not last, goes on without events.
    fn revive(&mut self, now: Duration) {
        if !self.watches.has_died() {
            return;
        }
        self.deaths.retain(|at| *at + pace::WALK > now);
        self.deaths.push(now);
        if self.deaths.len() >= MOST_DEATHS {
            self.poll = Some(pace::POLL);
            self.pace.walk_every(pace::POLL);
            let seconds = pace::POLL.as_secs();
            let message = format!("events cannot be read; every note is looked at every {seconds} s instead");
            self.speaker.trouble(Code::NoEvents, message);
        }
        self.walk_soon(now);
    }

    /// Finds what is different from what is known, whatever events said.
    pub(super) fn walk(&mut self) {
        self.burst = None;
        let began = self.inbox.now();
        let mut is_unsure = self.pace.walked(began);
        let Some(survey) = self.survey() else { return };
        is_unsure |= std::mem::take(&mut self.is_unsure);
        self.unreadable = survey.failures.iter().cloned().collect();
        if !self.unreadable.is_empty() {
            return self.tell_unreadable();
        }
        let wall = clock::wall();
        let is_doubtful = |stamp: &Stamp, read: SystemTime| is_unsure || stamp.is_racy(read, wall);
        let difference = self.known.compare(&survey.notes, is_doubtful);
        let now = self.inbox.now();
        for path in difference.gone {
            if !self.settling.contains(&path) {
                self.settling.found(path, Sight::Gone, now);
            }
        }
        let changed = difference.changed.len();
        let mut wanted = Vec::with_capacity(changed + difference.doubtful.len());
        for (path, stamp) in difference.changed {
            if self.settling.contains(&path) {
                continue;
            }
            if stamp.is_fresh(STABLE, wall) {
                self.settling.found(path, Sight::File(stamp, stamp.size()), now);
            } else {
                wanted.push(Wanted { path, stamp: Some(stamp), is_listed: true });
            }
        }
        let doubtful = difference.doubtful.into_iter().filter(|(path, _)| !self.settling.contains(path));
        wanted.extend(doubtful.map(|(path, stamp)| Wanted { path, stamp: Some(stamp), is_listed: true }));
        if survey.diagnostics != self.beside {
            self.beside = survey.diagnostics;
            self.picture.set_beside(self.beside.clone());
            self.changed();
        }
        self.take_in(wanted);
        self.tell_unreadable();
        self.look_at_config();
        let took_us = micros(self.inbox.now().saturating_sub(began));
        self.speaker.say(Event::Walk { notes: self.known.len(), changed, took_us });
    }

    /// Returns which notes there are, once every folder is watched; `None` if that cannot be told.
    fn survey(&mut self) -> Option<Survey> {
        let mut survey = None;
        for _ in 0..MOST_SURVEYS {
            match self.vault.survey(&self.picture.config) {
                Ok(found) => {
                    let is_new = self.watch(&found.folders);
                    survey = Some(found);
                    if !is_new {
                        return survey;
                    }
                }
                Err(Error::NoVault { .. }) => {
                    self.lose();
                    return None;
                }
                Err(error) => {
                    self.unreadable = BTreeMap::from([(PathBuf::from("."), error.to_string())]);
                    self.tell_unreadable();
                    return None;
                }
            }
        }
        // Folders come as fast as they are watched.
        self.walk_soon(self.inbox.now());
        survey
    }

    /// Watches these folders. Returns whether something may have happened in one of them before it was watched.
    fn watch(&mut self, folders: &[(NotePath, (u64, u64))]) -> bool {
        if self.poll.is_some() {
            return false;
        }
        match self.watches.watch(folders) {
            Watched::All { is_new } => {
                if self.speaker.is_troubled(Code::WatchLimit) {
                    self.pace.walk_every(pace::WALK);
                    self.speaker.recovered(Code::WatchLimit);
                }
                is_new
            }
            Watched::Limited(why) => {
                self.pace.walk_every(pace::POLL);
                let seconds = pace::POLL.as_secs();
                let message = format!("{why}\nuntil then every note is looked at every {seconds} s");
                self.speaker.trouble(Code::WatchLimit, message);
                false
            }
        }
    }

    /// Says what cannot be read, or that everything can be read again.
    fn tell_unreadable(&mut self) {
        if self.unreadable.is_empty() {
            return self.speaker.recovered(Code::Unreadable);
        }
        let failures = self.unreadable.iter().map(|(path, why)| (path.clone(), why.clone())).collect();
        self.speaker.trouble(Code::Unreadable, Error::Unreadable { failures }.to_string());
    }

    /// Reads the notes that are settled by now.
    fn settle(&mut self) {
        let now = self.inbox.now();
        let due = self.settling.due(now);
        let stamp = |(path, _): &(NotePath, bool)| self.vault.stamp(path);
        let stamps: Vec<Option<Stamp>> =
            if due.len() > MANY { due.par_iter().map(stamp).collect() } else { due.iter().map(stamp).collect() };
        let wall = clock::wall();
        let mut wanted = Vec::new();
        let mut is_config_due = false;
        for ((path, is_listed), stamp) in due.into_iter().zip(stamps) {
            let fact = self.known.get(&path);
            let is_same =
                |stamp: &Stamp| fact.is_some_and(|fact| fact.stamp == *stamp && !stamp.is_racy(fact.read, wall));
            if stamp.as_ref().is_some_and(is_same) {
                self.settling.forget(&path);
                continue;
            }
            let sight = stamp.map_or(Sight::Gone, |stamp| Sight::File(stamp, stamp.size()));
            if !self.settling.look(&path, sight, fact.map(|fact| fact.size), now) {
                continue;
            }
            if path.as_str() == FILE_NAME {
                is_config_due = true;
            } else {
                wanted.push(Wanted { path, stamp, is_listed });
            }
        }
        self.batch.settled = now;
        self.take_in(wanted);
        if is_config_due {
            self.reconfigure();
        }
        if self.settling.is_empty() && !self.batch.is_stale {
            self.batch.hinted = None;
        }
    }

    /// Reads notes that are settled, and takes in what they say.
    fn take_in(&mut self, wanted: Vec<Wanted>) {
        if wanted.is_empty() {
            return;
        }
        let parser = NoteParser::new(&self.picture.config);
        let read = |wanted: &Wanted| self.read(&parser, wanted);
        let readings: Vec<Reading> =
            if wanted.len() > MANY { wanted.par_iter().map(read).collect() } else { wanted.iter().map(read).collect() };
        let now = self.inbox.now();
        let mut changes = Vec::new();
        for (Wanted { path, stamp, .. }, reading) in wanted.into_iter().zip(readings) {
            match reading {
                Reading::New(_, fact) | Reading::Same(fact) if stamp != Some(fact.stamp) => {
                    self.settling.found(path, Sight::File(fact.stamp, fact.size), now);
                }
                Reading::Changing => self.settling.found(path, Sight::Changing, now),
                Reading::Vanished | Reading::NotAFile if stamp.is_some() => {
                    self.settling.found(path, Sight::Gone, now);
                }
                Reading::New(note, fact) => {
                    self.unreadable.remove(Path::new(path.as_str()));
                    self.batch.notes.insert(path.clone());
                    self.known.put(path, fact);
                    changes.push(Change::Put(*note));
                }
                Reading::Same(fact) => {
                    self.unreadable.remove(Path::new(path.as_str()));
                    self.known.put(path, fact);
                }
                Reading::Vanished | Reading::NotAFile => {
                    self.unreadable.remove(Path::new(path.as_str()));
                    if matches!(reading, Reading::NotAFile) || self.is_beside(&path) {
                        self.walk_soon(now);
                    }
                    if self.known.remove(&path) {
                        self.batch.notes.insert(path.clone());
                        changes.push(Change::Gone(path));
                    }
                }
                Reading::Failed(why) => drop(self.unreadable.insert(PathBuf::from(path.as_str()), why)),
                Reading::Foreign => {}
            }
        }
        self.tell_unreadable();
        if !changes.is_empty() {
            self.update(changes);
        }
    }

    fn read(&self, parser: &NoteParser<'_>, wanted: &Wanted) -> Reading {
        let config = &self.picture.config;
        let known = self.known.get(&wanted.path);
        if known.is_none() && !wanted.is_listed && !self.vault.belongs(config, &wanted.path) {
            // A link or a pipe that bears a note's name is for a walk to report.
            let is_other = self.vault.kind(&wanted.path) == Kind::Other || self.is_beside(&wanted.path);
            return if is_other && wanted.stamp.is_none() { Reading::NotAFile } else { Reading::Foreign };
        }
        let read = clock::wall();
        let (stamp, hash, bytes) = match self.vault.glance(&wanted.path, config.max_note_size) {
            Glance::Read(bytes, stamp) => (stamp, stable_hash(&bytes), Some(bytes)),
            // Of a note that is not read, only the size is shown.
            Glance::TooLarge { size, stamp } => (stamp, !size, None),
            Glance::Changing => return Reading::Changing,
            Glance::Vanished => return Reading::Vanished,
            Glance::NotAFile => return Reading::NotAFile,
            Glance::Failed(why) => return Reading::Failed(why),
        };
        let fact = Fact { stamp, size: stamp.size(), hash, read };
        if known.is_some_and(|known| known.hash == hash && known.size == fact.size) {
            return Reading::Same(fact);
        }
        let note = match bytes {
            Some(bytes) => parser.parse(&wanted.path, &bytes),
            None => parser.too_large(&wanted.path, fact.size),
        };
        Reading::New(Box::new(note), fact)
    }

    /// Takes in what became of notes.
    fn update(&mut self, changes: Vec<Change>) {
        if std::mem::replace(&mut self.is_blank, false) {
            let notes = changes.into_iter().filter_map(|change| match change {
                Change::Put(note) => Some(note),
                Change::Gone(_) => None,
            });
            let config = self.picture.config.clone();
            self.picture = Picture::new(config, notes.collect(), self.beside.clone(), self.picture.today());
        } else {
            self.picture.update(changes);
        }
        self.changed();
    }

    /// Takes in a note as this program wrote it.
    pub(super) fn put_written(&mut self, path: &NotePath, bytes: &[u8]) {
        let now = self.inbox.now();
        let read = clock::wall();
        match self.vault.glance(path, self.picture.config.max_note_size) {
            Glance::Read(found, stamp) if found == bytes => {
                if self.known.get(path).is_none() && !self.vault.belongs(&self.picture.config, path) {
                    return;
                }
                let note = NoteParser::new(&self.picture.config).parse(path, bytes);
                let hash = stable_hash(bytes);
                self.known.put(path.clone(), Fact { stamp, size: stamp.size(), hash, read });
                self.settling.forget(path);
                self.picture.update(vec![Change::Put(note)]);
            }
            Glance::Read(_, stamp) => self.settling.found(path.clone(), Sight::File(stamp, stamp.size()), now),
            _ => self.settling.found(path.clone(), Sight::Changing, now),
        }
    }

    /// Reads the configuration if it is not the text that is known.
    fn look_at_config(&mut self) {
        let path = NotePath::new(FILE_NAME);
        let is_same = self.vault.config_text().is_ok_and(|text| text == self.config_text);
        if self.settling.contains(&path) || is_same && !self.speaker.is_troubled(Code::Config) {
            return;
        }
        let sight = self.vault.stamp(&path).map_or(Sight::Gone, |stamp| Sight::File(stamp, stamp.size()));
        self.settling.found(path, sight, self.inbox.now());
    }

    /// Follows the configuration as it is now; where it cannot be followed, the last good one goes on.
    fn reconfigure(&mut self) {
        let (text, config) = match self.new_config() {
            Ok(new) => new,
            Err(error) => {
                let message = format!("{error}\nuntil that is mended, the settings from before stay in force");
                return self.speaker.trouble(Code::Config, message);
            }
        };
        self.speaker.recovered(Code::Config);
        if text == self.config_text {
            return;
        }
        self.config_text = text;
        self.speaker.set_zone(config.time_zone);
        let today = self.fixed_day.unwrap_or_else(|| clock::today(&config));
        self.picture = Picture::new(config, Vec::new(), Vec::new(), today);
        self.beside = Vec::new();
        self.known = Known::default();
        self.is_blank = true;
        self.batch.notes.insert(NotePath::new(FILE_NAME));
        self.changed();
        self.walk();
    }

    fn new_config(&self) -> Result<(Option<String>, Config)> {
        let text = self.vault.config_text()?;
        let config = text.as_deref().map(Config::parse).transpose()?.unwrap_or_default();
        // A glob that is none shows only on a walk.
        match self.vault.walk(&config) {
            Err(error @ Error::Config { .. }) => Err(error),
            _ => Ok((text, config)),
        }
    }
}

/// Returns microseconds.
pub(super) fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

//! The input of the watcher: it walks, reads settled notes, and brings the workspace up to date.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use crate::core::base::NotePath;
use crate::core::base::text::stable_hash;
use crate::core::config::{Config, ConfigError, FILE_NAME};
use crate::core::model::Note;
use crate::core::parse::NoteParser;
use crate::core::workspace::{Change, Workspace};
use crate::program::clock;
use crate::program::error::Result;
use crate::program::watch_policy::debounce::{FileState, Listing, STABLE};
use crate::program::watch_policy::known_files::{Fact, KnownFiles};
use crate::program::watch_policy::mass_deletion::MassDeletionGuard;
use crate::program::watch_policy::messages::{TroubleCode, WatchEvent};
use crate::program::watch_policy::pace;
use crate::vault::withheld::Withheld;
use crate::vault::{Kind, Stamp, StampedRead, Survey, VaultError};

use super::events::Watched;
use super::session::{Session, micros};

/// From how many notes on it pays to read on all cores.
const MANY: usize = 64;
/// How often the vault is surveyed in a row because new folders were found.
const MOST_SURVEYS: usize = 4;

/// A note to read.
struct Wanted {
    path: NotePath,
    /// The state of its file; `None` if it is gone.
    stamp: Option<Stamp>,
    listing: Listing,
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

impl Session {
    /// Finds what differs from the known state, whatever the events were.
    pub(super) fn walk(&mut self) {
        self.intake.burst = None;
        let began = self.inbox.now();
        let is_unsure = self.pace.walked(began);
        self.look_at_git();
        self.look_around(is_unsure, began);
        // If events do not report everything, or something has to be tried again, the next walk is sooner.
        let is_troubled = [TroubleCode::NoEvents, TroubleCode::WatchLimit, TroubleCode::Unreadable]
            .map(|code| self.output.reporter.is_troubled(code));
        let usual = if is_troubled.contains(&true) { pace::POLL } else { pace::WALK };
        self.pace.walk_every(self.source.poll.unwrap_or(usual));
    }

    fn look_around(&mut self, mut is_unsure: bool, began: Duration) {
        let Some(survey) = self.survey() else { return };
        is_unsure |= std::mem::take(&mut self.intake.is_unsure);
        self.intake.unreadable = survey.failures.iter().cloned().collect();
        if !self.intake.unreadable.is_empty() {
            return self.tell_unreadable();
        }
        let withheld = survey.withheld.iter();
        self.intake.unreadable =
            withheld.map(|(path, why)| (PathBuf::from(path.as_str()), why.reason().to_owned())).collect();
        self.vault.sweep_leftovers();
        let wall = clock::wall();
        let is_doubtful = |stamp: &Stamp, read: SystemTime| is_unsure || stamp.is_racy(read, wall);
        let difference = self.intake.known.compare(&survey.notes, is_doubtful);
        let now = self.inbox.now();
        for path in difference.gone {
            // The known state of a note that is not downloaded stays.
            let is_withheld = survey.withheld.binary_search_by(|(withheld, _)| withheld.cmp(&path)).is_ok();
            if !is_withheld && !self.intake.settling.contains(&path) {
                self.intake.settling.walked(path, None, now);
            }
        }
        let changed = difference.changed.len();
        let mut wanted = Vec::with_capacity(changed + difference.doubtful.len());
        for (path, stamp) in difference.changed {
            if self.intake.settling.contains(&path) {
                continue;
            }
            if stamp.is_fresh(STABLE, wall) {
                self.intake.settling.walked(path, Some((stamp, stamp.size())), now);
            } else {
                wanted.push(Wanted { path, stamp: Some(stamp), listing: Listing::Listed });
            }
        }
        let doubtful = difference.doubtful.into_iter().filter(|(path, _)| !self.intake.settling.contains(path));
        wanted.extend(doubtful.map(|(path, stamp)| Wanted { path, stamp: Some(stamp), listing: Listing::Listed }));
        if (&survey.diagnostics, &survey.repositories) != (&self.intake.beside, &self.intake.repositories) {
            (self.intake.beside, self.intake.repositories) = (survey.diagnostics, survey.repositories);
            self.workspace.set_beside(self.intake.beside.clone());
            self.workspace.set_repositories(&self.intake.repositories);
            self.changed();
        }
        self.take_in(wanted);
        self.tell_unreadable();
        self.look_at_config();
        let took_us = micros(self.inbox.now().saturating_sub(began));
        self.output.reporter.say(WatchEvent::Walk { notes: self.intake.known.len(), changed, took_us });
    }

    /// Returns the notes of the vault, once every folder is watched; `None` if they cannot be listed.
    fn survey(&mut self) -> Option<Survey> {
        let mut survey = None;
        for _ in 0..MOST_SURVEYS {
            match self.vault.survey(&self.workspace.config) {
                Ok(found) => {
                    let is_new = self.watch(&found.folders);
                    survey = Some(found);
                    if !is_new {
                        return survey;
                    }
                }
                Err(VaultError::NoVault { .. }) => {
                    self.lose();
                    return None;
                }
                Err(error) => {
                    self.intake.unreadable = BTreeMap::from([(PathBuf::from("."), error.to_string())]);
                    self.tell_unreadable();
                    return None;
                }
            }
        }
        // New folders appear as fast as they are watched.
        self.intake.walk_soon(self.inbox.now());
        survey
    }

    /// Watches these folders. Returns whether something may have happened in one of them before it was watched.
    fn watch(&mut self, folders: &[(NotePath, (u64, u64))]) -> bool {
        if self.source.poll.is_some() {
            return false;
        }
        match self.source.watches.watch(folders) {
            Watched::All { is_new } => {
                self.output.reporter.recovered(TroubleCode::WatchLimit);
                is_new
            }
            Watched::Limited(why) => {
                let seconds = pace::POLL.as_secs();
                let message = format!("{why}\nuntil then, every note is checked every {seconds} s");
                self.output.reporter.trouble(TroubleCode::WatchLimit, message);
                false
            }
        }
    }

    /// Reports what cannot be read, or that everything can be read again.
    fn tell_unreadable(&mut self) {
        if self.intake.unreadable.is_empty() {
            return self.output.reporter.recovered(TroubleCode::Unreadable);
        }
        self.pace.walk_every(self.source.poll.unwrap_or(pace::POLL));
        let failures = self.intake.unreadable.iter().map(|(path, why)| (path.clone(), why.clone())).collect();
        self.output.reporter.trouble(TroubleCode::Unreadable, VaultError::Unreadable { failures }.to_string());
    }

    /// Reads the notes that are settled by now.
    pub(super) fn settle(&mut self, now: Duration) {
        let due = self.intake.settling.due(now);
        let stamp = |(path, listing): &(NotePath, Listing)| {
            self.vault.stamp(path).filter(|_| *listing != Listing::Unlisted || self.would_be_listed(path))
        };
        let stamps: Vec<Option<Stamp>> =
            if due.len() > MANY { due.par_iter().map(stamp).collect() } else { due.iter().map(stamp).collect() };
        let wall = clock::wall();
        let mut wanted = Vec::new();
        let mut is_config_due = false;
        for ((path, listing), stamp) in due.into_iter().zip(stamps) {
            let fact = self.intake.known.get(&path);
            let is_same =
                |stamp: &Stamp| fact.is_some_and(|fact| fact.stamp == *stamp && !stamp.is_racy(fact.read, wall));
            if stamp.as_ref().is_some_and(is_same) {
                self.intake.settling.forget(&path);
                continue;
            }
            let sight = stamp.map_or(FileState::Gone, |stamp| FileState::File(stamp, stamp.size()));
            if !self.intake.settling.look(&path, sight, fact.map(|fact| fact.size), now) {
                continue;
            }
            if path.as_str() == FILE_NAME {
                is_config_due = true;
            } else {
                wanted.push(Wanted { path, stamp, listing });
            }
        }
        self.batch.settled = now;
        self.take_in(wanted);
        if is_config_due {
            self.reconfigure();
        }
        if self.intake.settling.is_empty() && !self.batch.is_stale {
            self.batch.hinted = None;
        }
    }

    /// Reads notes that are settled, and takes in their text.
    fn take_in(&mut self, wanted: Vec<Wanted>) {
        if wanted.is_empty() {
            return;
        }
        let parser = NoteParser::new(&self.workspace.config);
        let read = |wanted: &Wanted| self.read(&parser, wanted);
        let readings: Vec<Reading> =
            if wanted.len() > MANY { wanted.par_iter().map(read).collect() } else { wanted.iter().map(read).collect() };
        let now = self.inbox.now();
        let (mut changes, mut is_any_blanked) = (Vec::new(), false);
        for (Wanted { path, stamp, .. }, reading) in wanted.into_iter().zip(readings) {
            match reading {
                Reading::New(_, fact) | Reading::Same(fact) if stamp != Some(fact.stamp) => {
                    self.intake.settling.changed(path, FileState::File(fact.stamp, fact.size), now);
                }
                Reading::Changing => self.intake.settling.changed(path, FileState::Changing, now),
                Reading::Vanished | Reading::NotAFile if stamp.is_some() => {
                    self.intake.settling.changed(path, FileState::Gone, now);
                }
                Reading::New(note, fact) => {
                    if self.intake.is_beside(&path) {
                        self.intake.walk_soon(now);
                    }
                    self.intake.unreadable.remove(Path::new(path.as_str()));
                    self.batch.notes.insert(path.clone());
                    let said =
                        self.workspace.index.find(&path).is_some_and(|id| !self.workspace.index.note(id).is_blank);
                    is_any_blanked |= note.is_blank && said;
                    self.intake.known.put(path, fact);
                    changes.push(Change::Put(*note));
                }
                Reading::Same(fact) => {
                    self.intake.unreadable.remove(Path::new(path.as_str()));
                    self.intake.known.put(path, fact);
                }
                Reading::Vanished | Reading::NotAFile => {
                    // A placeholder may be in its place.
                    let is_unreadable = self.intake.unreadable.contains_key(Path::new(path.as_str()));
                    if is_unreadable || matches!(reading, Reading::NotAFile) || self.intake.is_beside(&path) {
                        self.intake.walk_soon(now);
                    }
                    if self.intake.known.remove(&path) {
                        self.batch.notes.insert(path.clone());
                        changes.push(Change::Gone(path));
                    }
                }
                Reading::Failed(why) => {
                    let path = PathBuf::from(path.as_str());
                    // The notes of a folder that cannot be read are not listed in addition to it.
                    if !path.ancestors().skip(1).any(|folder| self.intake.unreadable.contains_key(folder)) {
                        self.intake.unreadable.insert(path, why);
                    }
                }
                Reading::Foreign => {
                    // A walk reports a new copy of a note.
                    if !self.intake.is_beside(&path) && self.vault.original_of(&path, &self.workspace.config).is_some()
                    {
                        self.intake.walk_soon(now);
                    }
                }
            }
        }
        self.tell_unreadable();
        if !changes.is_empty() {
            self.update(changes);
        }
        // If one note becomes empty, more may follow.
        if is_any_blanked {
            self.batch.hold = Some(now + STABLE);
        }
    }

    /// Returns whether a walk would list a file at that path: it may be excluded by now, or have another spelling.
    fn would_be_listed(&self, path: &NotePath) -> bool {
        self.vault.belongs(&self.workspace.config, path) && self.vault.is_spelt(path)
    }

    fn read(&self, parser: &NoteParser<'_>, wanted: &Wanted) -> Reading {
        let config = &self.workspace.config;
        let known = self.intake.known.get(&wanted.path);
        if wanted.listing == Listing::Unknown && known.is_none() && !self.vault.belongs(config, &wanted.path) {
            // A walk reports a link or a pipe with a note's name.
            let is_other = self.vault.kind(&wanted.path) == Kind::Other || self.intake.is_beside(&wanted.path);
            return if is_other && wanted.stamp.is_none() { Reading::NotAFile } else { Reading::Foreign };
        }
        let read = clock::wall();
        let (stamp, hash, bytes) = match self.vault.read_stamped(&wanted.path, config.max_note_size) {
            StampedRead::Read(bytes, _) if let Some(why) = Withheld::from_bytes(&bytes) => {
                return Reading::Failed(why.reason().to_owned());
            }
            StampedRead::Read(bytes, stamp) => (stamp, stable_hash(&bytes), Some(bytes)),
            // Of a note that is not read, only the size is shown.
            StampedRead::TooLarge { size, stamp } => (stamp, !size, None),
            StampedRead::Changing => return Reading::Changing,
            StampedRead::Vanished => return Reading::Vanished,
            StampedRead::NotAFile => return Reading::NotAFile,
            StampedRead::Failed(why) => return Reading::Failed(why),
        };
        if wanted.listing == Listing::Unlisted && !self.would_be_listed(&wanted.path) {
            return Reading::Vanished;
        }
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
        if std::mem::replace(&mut self.intake.is_filled, true) {
            self.batch.follow_ups += self.workspace.update(changes);
        } else {
            let notes = changes.into_iter().filter_map(|change| match change {
                Change::Put(note) => Some(note),
                Change::Gone(_) => None,
            });
            let config = self.workspace.config.clone();
            self.workspace =
                Workspace::new(config, notes.collect(), self.intake.beside.clone(), self.workspace.today());
            self.workspace.set_repositories(&self.intake.repositories);
        }
        self.changed();
    }

    /// Takes in a note as this program wrote it.
    pub(super) fn put_written(&mut self, path: &NotePath, bytes: &[u8]) {
        let now = self.inbox.now();
        let read = clock::wall();
        match self.vault.read_stamped(path, self.workspace.config.max_note_size) {
            StampedRead::Read(found, stamp) if found == bytes => {
                if self.intake.known.get(path).is_none() && !self.vault.belongs(&self.workspace.config, path) {
                    return;
                }
                let note = NoteParser::new(&self.workspace.config).parse(path, bytes);
                let hash = stable_hash(bytes);
                self.intake.known.put(path.clone(), Fact { stamp, size: stamp.size(), hash, read });
                self.intake.settling.forget(path);
                self.batch.follow_ups += self.workspace.update(vec![Change::Put(note)]);
            }
            StampedRead::Read(_, stamp) => {
                self.intake.settling.changed(path.clone(), FileState::File(stamp, stamp.size()), now);
            }
            _ => self.intake.settling.changed(path.clone(), FileState::Changing, now),
        }
    }

    /// Reads the configuration if it is not the text that is known.
    fn look_at_config(&mut self) {
        let path = NotePath::new(FILE_NAME);
        let is_same = self.vault.config_text().is_ok_and(|text| text == self.source.config_text);
        if self.intake.settling.contains(&path) || is_same && !self.output.reporter.is_troubled(TroubleCode::Config) {
            return;
        }
        let sight = self.vault.stamp(&path).map_or(FileState::Gone, |stamp| FileState::File(stamp, stamp.size()));
        self.intake.settling.changed(path, sight, self.inbox.now());
    }

    /// Applies the current configuration; if it is invalid, the last good one still applies.
    fn reconfigure(&mut self) {
        let (text, config) = match self.new_config() {
            Ok(new) => new,
            Err(error) => {
                let message = format!("{error}\nuntil this is fixed, the previous settings apply");
                return self.output.reporter.trouble(TroubleCode::Config, message);
            }
        };
        self.output.reporter.recovered(TroubleCode::Config);
        if text == self.source.config_text {
            return;
        }
        self.source.config_text = text;
        self.output.reporter.set_zone(config.time_zone);
        // Notes that the settings exclude are not lost; but notes that disappear at the same time are.
        let listed = self.vault.walk(&self.workspace.config).map_or(0, |listing| listing.notes.len());
        let blank = self.workspace.index.notes().len() - self.workspace.count_of_notes();
        if self.output.mass_deletion.count(listed.saturating_sub(blank), self.inbox.now()).is_none() {
            self.output.mass_deletion = MassDeletionGuard::default();
        }
        let today = self.source.fixed_day.unwrap_or_else(|| clock::today(&config));
        self.workspace = Workspace::new(config, Vec::new(), Vec::new(), today);
        (self.intake.beside, self.intake.repositories) = (Vec::new(), Vec::new());
        self.intake.known = KnownFiles::default();
        self.intake.is_filled = false;
        self.batch.notes.insert(NotePath::new(FILE_NAME));
        self.changed();
        self.walk();
    }

    /// Returns the settings as they are now.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if they are invalid, missing or empty: an editor or git may be about to replace them.
    fn new_config(&self) -> Result<(Option<String>, Config)> {
        let text = self.vault.config_text()?;
        let says_something = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        let lost = match &text {
            None if self.source.config_text.is_some() => Some("gone"),
            Some(_) if !says_something(&text) && says_something(&self.source.config_text) => Some("empty"),
            _ => None,
        };
        if let Some(lost) = lost {
            let message = format!("{FILE_NAME} is {lost}; to go on without settings, start `coffeechat watch` again");
            return Err(ConfigError(message).into());
        }
        let config = text.as_deref().map(Config::parse).transpose()?.unwrap_or_default();
        // Only a walk finds an invalid glob.
        match self.vault.walk(&config) {
            Err(error @ VaultError::Config(_)) => Err(error.into()),
            _ => Ok((text, config)),
        }
    }
}

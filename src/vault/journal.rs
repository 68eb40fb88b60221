//! What was done to the notes of a vault by this machine, so that it can be taken back: one JSON object a line.
//!
//! It is never a source of truth: whoever takes an edit back verifies that the lines still stand as the edit left them.
//! A line that is broken, or that another version wrote, is passed over.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Vault, state};
use crate::edit::Hunk;
use crate::model::{Day, NotePath};

/// The most entries that are kept; the oldest go.
const MOST_ENTRIES: usize = 1_000;
/// The most bytes that are kept.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How often, and how long each time, another process is waited for that holds the journal.
const PATIENCE: (u32, Duration) = (200, Duration::from_millis(10));

/// One edit of a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The follow-up's id, as it is written in a block; of another edit, an id of its own.
    pub id: String,
    /// What was done, as commands and ticks call it: `done`, `log`.
    #[serde(rename = "action")]
    pub verb: String,
    /// The note that was edited.
    pub note: NotePath,
    /// What was done, in words: the follow-up's line, or whom the edit is about.
    pub what: String,
    /// The day on which it was done.
    pub day: Day,
    /// What the edit did to the note.
    pub hunk: Hunk,
    /// Whether the note was made by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_made: bool,
}

/// The journal of a vault on this machine.
#[derive(Debug, Clone)]
pub struct Journal {
    /// The folders that may keep it, the best first.
    folders: Vec<PathBuf>,
    name: String,
}

impl Journal {
    /// Returns the journal of a vault, kept in the first of the state folders that has room for it.
    ///
    /// It is the vault's by its identity, whatever its path. Nothing is made before something is recorded.
    #[must_use]
    pub fn of(vault: &Vault, folders: &[PathBuf]) -> Self {
        Self { folders: state::folders(folders).collect(), name: state::name(vault, "journal", "jsonl") }
    }

    /// Says whether a folder is known that may keep it.
    #[must_use]
    pub fn has_place(&self) -> bool {
        !self.folders.is_empty()
    }

    /// Returns what was recorded, the oldest first; nothing where the journal is missing or cannot be read.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let text = self.folders.iter().find_map(|folder| read(&folder.join(&self.name)).ok());
        text.unwrap_or_default().lines().filter_map(entry).collect()
    }

    /// Adds entries, the newest last; the oldest of all go where there are too many.
    ///
    /// # Errors
    ///
    /// If no folder can keep them. The edits are made by then, so it is no reason to undo them.
    pub fn record(&self, entries: &[Entry]) -> io::Result<()> {
        let added = entries.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
        if added.is_empty() {
            return Ok(());
        }
        let mut result = Err(io::Error::new(io::ErrorKind::NotFound, "no folder is known to keep the journal in"));
        for folder in &self.folders {
            result = self.rewrite(folder, |lines| lines.extend(added.iter().cloned()));
            if result.is_ok() {
                break;
            }
        }
        result
    }

    /// Takes entries out, as they were taken back.
    ///
    /// # Errors
    ///
    /// If the journal cannot be rewritten.
    pub fn forget(&self, entries: &[Entry]) -> io::Result<()> {
        let folder = self.folders.iter().find(|folder| folder.join(&self.name).symlink_metadata().is_ok());
        let Some(folder) = folder.filter(|_| !entries.is_empty()) else { return Ok(()) };
        self.rewrite(folder, |lines| {
            for gone in entries {
                // Of two that are the same, the newer was taken back.
                if let Some(at) = lines.iter().rposition(|line| entry(line).is_some_and(|entry| entry == *gone)) {
                    lines.remove(at);
                }
            }
        })
    }

    /// Changes the lines of the journal while no other process does, and puts the new file in the old one's place.
    fn rewrite(&self, folder: &Path, change: impl FnOnce(&mut Vec<String>)) -> io::Result<()> {
        state::make(folder)?;
        let beside = |extension: &str| folder.join(format!("{}.{extension}", self.name));
        let _lock = lock(&beside("lock"))?;
        let place = folder.join(&self.name);
        let text = match read(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => read?,
        };
        let mut lines: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        change(&mut lines);
        let mut text = newest(&lines).join("\n");
        text.push('\n');
        let new = beside("new");
        // Whoever holds the lock owns that name: what lies there was left by a crash.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let written = state::open(OpenOptions::new().write(true).create_new(true), &new)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&new, &place));
        if written.is_err() {
            // It is removed the next time if it cannot be now.
            drop(fs::remove_file(&new));
        }
        written
    }
}

/// Returns the entry on a line.
fn entry(line: &str) -> Option<Entry> {
    serde_json::from_str(line).ok()
}

/// Returns the newest lines that may be kept.
fn newest(lines: &[String]) -> Vec<&str> {
    let mut room = MOST_BYTES;
    let fits = |line: &&String| line.len() < MOST_BYTES;
    let mut kept: Vec<&str> = lines
        .iter()
        .rev()
        .filter(fits)
        .take(MOST_ENTRIES)
        .map_while(|line| {
            room = room.checked_sub(line.len() + 1)?;
            Some(line.as_str())
        })
        .collect();
    kept.reverse();
    kept
}

/// Returns the text of a journal. A piece that is not UTF-8 spoils its line only; of a file that is larger than a journal
/// gets, the rest is not read.
fn read(path: &Path) -> io::Result<String> {
    let file = state::open(OpenOptions::new().read(true), path)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Waits for a lock, which is given back when the file is closed, and not for ever: a process that hangs may hold it.
fn lock(path: &Path) -> io::Result<File> {
    let file = state::open(OpenOptions::new().read(true).write(true).create(true), path)?;
    let (times, pause) = PATIENCE;
    for _ in 0..times {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => thread::sleep(pause),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::WouldBlock, "another process holds the journal"))
}

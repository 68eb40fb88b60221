//! Records what this machine did to the notes of a vault, so that it can be taken back.
//!
//! A line is one command of any size: a JSON object if it edited one note, an array of such objects if it edited
//! several. So it is kept, dropped and read as a whole. (In older versions each note had its own line; neighbouring
//! lines with one id are still read as one command.)
//!
//! It is never a source of truth: before an edit is taken back, its lines are checked to be as the edit left them. A
//! line that is broken, or that another version wrote, is skipped.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use crate::core::base::NotePath;
use crate::core::edit::JournalEntry;

use super::Vault;
use super::lines::{LARGEST, Lines};

/// The most commands that are kept; the oldest go.
const MOST_COMMANDS: usize = 1_000;
/// How many bytes of newer commands may follow a command before it is dropped. A larger command is kept whole too.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The journal of a vault on this machine.
#[derive(Debug, Clone)]
pub struct Journal {
    lines: Lines,
}

impl Journal {
    /// Returns the journal of a vault, kept in the first of the state folders that has room for it.
    ///
    /// It belongs to the vault by identity, whatever its path. No file is made before something is recorded.
    #[must_use]
    pub fn open(vault: &Vault, folders: &[PathBuf]) -> Self {
        Self { lines: Lines::open(vault, folders, "journal", "jsonl") }
    }

    /// Checks whether it can be kept, and leaves nothing behind.
    ///
    /// # Errors
    ///
    /// Why no folder can keep it.
    pub fn try_out(&self) -> io::Result<()> {
        self.lines.try_out()
    }

    /// Returns the commands that were recorded, the oldest first, each with its edits in their order; nothing where the
    /// journal is missing or cannot be read.
    #[must_use]
    pub fn commands(&self) -> Vec<Vec<JournalEntry>> {
        let mut commands: Vec<Vec<JournalEntry>> = Vec::new();
        let mut was_single = false;
        for entries in self.lines.text().lines().map(entries).filter(|entries| !entries.is_empty()) {
            let is_single = entries.len() == 1;
            match (commands.last_mut(), entries.as_slice()) {
                (Some(last), [entry]) if was_single && continues(last, entry) => last.extend(entries),
                _ => commands.push(entries),
            }
            was_single = is_single;
        }
        commands
    }

    /// Returns the edits of all commands, the oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<JournalEntry> {
        self.commands().concat()
    }

    /// Adds commands, each the edits that are taken back together, the newest last; the oldest of all are dropped if
    /// there are too many.
    ///
    /// # Errors
    ///
    /// If no folder can keep them. That is not a reason to undo the edits.
    pub fn record(&self, commands: &[Vec<JournalEntry>]) -> io::Result<()> {
        let commands = commands.iter().filter(|entries| !entries.is_empty());
        let added = commands.map(|entries| line(entries)).collect::<Result<Vec<_>, _>>()?;
        if added.is_empty() {
            return Ok(());
        }
        self.lines.change(|lines| {
            lines.extend(added.iter().cloned());
            lines.drain(..oldest(lines));
        })
    }

    /// Takes entries out, as they were taken back.
    ///
    /// # Errors
    ///
    /// If the journal cannot be rewritten.
    pub fn forget(&self, entries: &[JournalEntry]) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut gone: BTreeMap<&NotePath, Vec<&JournalEntry>> = BTreeMap::new();
        for entry in entries {
            gone.entry(&entry.note).or_default().push(entry);
        }
        self.lines.change_kept(|lines| {
            // Of two that are the same, the newer was taken back.
            for text in lines.iter_mut().rev() {
                if gone.values().all(Vec::is_empty) {
                    break;
                }
                let before = self::entries(text);
                let is_left = |entry: &&JournalEntry| {
                    let Some(gone) = gone.get_mut(&entry.note) else { return true };
                    let at = gone.iter().position(|gone| gone == entry);
                    at.map(|at| gone.swap_remove(at)).is_none()
                };
                let left: Vec<JournalEntry> = before.iter().filter(is_left).cloned().collect();
                if left.len() < before.len() {
                    // An entry that was read can be written.
                    *text = line(&left).unwrap_or_default();
                }
            }
            lines.retain(|line| !line.is_empty());
        })
    }

    /// Replaces entries by others with the same effect, after something that was written before them was taken back.
    ///
    /// # Errors
    ///
    /// If the journal cannot be rewritten.
    pub fn replace(&self, entries: &[(JournalEntry, JournalEntry)]) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        self.lines.change_kept(|lines| {
            let mut left: Vec<&(JournalEntry, JournalEntry)> = entries.iter().collect();
            // Of two that are the same, the newer is meant.
            for text in lines.iter_mut().rev() {
                let mut command = self::entries(text);
                let mut is_other = false;
                for entry in &mut command {
                    if let Some(at) = left.iter().position(|(old, _)| old == entry) {
                        *entry = left.swap_remove(at).1.clone();
                        is_other = true;
                    }
                }
                if is_other {
                    // An entry that was read can be written.
                    *text = line(&command).unwrap_or_default();
                }
                if left.is_empty() {
                    break;
                }
            }
        })
    }
}

/// Returns the line of a command.
fn line(entries: &[JournalEntry]) -> serde_json::Result<String> {
    match entries {
        [] => Ok(String::new()),
        [entry] => serde_json::to_string(entry),
        entries => serde_json::to_string(entries),
    }
}

/// Returns the edits of the command on a line; none if it cannot be read.
fn entries(line: &str) -> Vec<JournalEntry> {
    if line.starts_with('[') {
        return serde_json::from_str(line).unwrap_or_default();
    }
    serde_json::from_str(line).map_or_else(|_| Vec::new(), |entry| vec![entry])
}

/// Returns whether an edit on its own line belongs to the command of the lines before it. The same follow-up can be
/// settled twice in a row in its one note.
fn continues(command: &[JournalEntry], next: &JournalEntry) -> bool {
    command.last().is_some_and(|last| last.id == next.id && last.note != next.note)
}

/// Returns where the lines of the newest commands begin that may be kept.
fn oldest(lines: &[String]) -> usize {
    let mut above = 0;
    let mut kept = lines.iter().rev().take(MOST_COMMANDS).take_while(|line| {
        let is_kept = above < MOST_BYTES && line.len() < LARGEST;
        above += line.len() + 1;
        is_kept
    });
    let mut first = lines.len() - kept.by_ref().count();
    // Nothing is left of a command that had a line for each of its notes.
    let entries_at = |at: usize| lines.get(at).map(|line| entries(line)).unwrap_or_default();
    let mut last = first.checked_sub(1).map(entries_at).unwrap_or_default();
    while let ([_], [next]) = (last.as_slice(), entries_at(first).as_slice())
        && continues(&last, next)
    {
        last = vec![next.clone()];
        first += 1;
    }
    first
}

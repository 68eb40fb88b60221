//! Writes synthetic vaults for the benchmarks: many notes that look like those of `docs/format.md#kinds-of-notes`, from a
//! seed.
//!
//! The same number of notes and the same seed give the same bytes on every machine: integers only,
//! no clock, no hash order. Each note draws from its own random stream, so the time is linear in
//! the number of notes.
//!
//! Every contact has a story that agrees with its meetings (asked, answered, met, thanked). About
//! one in twenty has something due on [`TODAY`]; all others are settled, waiting or closed, so that
//! a dashboard made of the vault stays as short as a real one.
//!
//! This file only writes notes: it knows neither the parser nor the rules, and never reads a vault.

mod bank;
mod contact;
mod day;
mod meeting;
mod page;
mod plan;
mod prose;
pub mod random;
mod scribe;
mod story;
mod task;
#[cfg(test)]
mod tests;
mod value;
mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use plan::Plan;
use scribe::Scribe;

/// The day for which a vault is made: pass it as `--today`.
pub const TODAY: &str = "2026-11-21";

/// Writes a vault of `notes` notes under `root` and returns what was written.
///
/// `root` is created if it is missing. About 45 % of the notes are contacts, 45 % meetings, 9 %
/// plain notes and 1 % question banks, of which there is at least one.
///
/// # Errors
///
/// Fails where `root` holds anything already, and where a folder or a note cannot be written.
pub fn generate(root: &Path, notes: usize, seed: u64) -> io::Result<Census> {
    fs::create_dir_all(root)?;
    if fs::read_dir(root)?.next().is_some() {
        let message = format!("{} is not empty: choose a new folder for the vault", root.display());
        return Err(io::Error::new(io::ErrorKind::DirectoryNotEmpty, message));
    }
    let plan = Plan::new(notes, seed);
    let mut census = plan.census();
    let mut folders = BTreeSet::new();
    for number in 0..notes {
        let note = Scribe::new(&plan, &mut census, number).note();
        let folder = root.join(&note.folder);
        if folders.insert(note.folder) {
            fs::create_dir_all(&folder)?;
        }
        fs::write(folder.join(format!("{}.md", note.stem)), note.text)?;
    }
    census.folders = folders.len();
    Ok(census)
}

/// What a generated vault holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// Contact notes.
    pub contacts: usize,
    /// Meeting notes, held, planned, cancelled and missed.
    pub meetings: usize,
    /// Plain notes, of no type.
    pub plain: usize,
    /// Question banks.
    pub banks: usize,
    /// Folders that hold a note.
    pub folders: usize,
    /// Bytes of all notes together.
    pub bytes: usize,
    /// Bytes of the largest note.
    pub largest: usize,
    /// Contacts made so that a follow-up of theirs is due on [`TODAY`] or overdue.
    pub due_contacts: usize,
    /// Notes with at least one task in their body.
    pub notes_with_tasks: usize,
    /// Task lines that are open, in progress or deferred.
    pub open_tasks: usize,
    /// Task lines that are done or cancelled.
    pub closed_tasks: usize,
    /// Tasks written as a front-matter key (`follow-up`, `follow-ups`).
    pub property_tasks: usize,
    /// Lines that look like a task and are none: in code, in a comment, or placeholders.
    pub look_alikes: usize,
    /// Distinct questions in the banks.
    pub questions: usize,
    /// Other wordings of bank questions.
    pub wordings: usize,
    /// Items of meetings that carry a question as asked.
    pub asked: usize,
    /// Items of meetings that carry a question as not asked (yet).
    pub prepared: usize,
    /// Dated lines under a log heading.
    pub log_lines: usize,
    /// Notes with Windows line endings.
    pub crlf: usize,
    /// Notes whose front matter is not valid YAML.
    pub broken: usize,
}

impl Census {
    /// Returns the number of notes of every kind together.
    #[must_use]
    pub fn notes(&self) -> usize {
        self.contacts + self.meetings + self.plain + self.banks
    }
}

impl fmt::Display for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = [
            (self.notes(), "notes"),
            (self.contacts, "contacts"),
            (self.meetings, "meetings"),
            (self.plain, "plain notes"),
            (self.banks, "question banks"),
            (self.folders, "folders"),
            (self.bytes, "bytes"),
            (self.largest, "bytes in the largest note"),
            (self.due_contacts, "contacts with something due"),
            (self.notes_with_tasks, "notes with tasks"),
            (self.open_tasks, "open tasks"),
            (self.closed_tasks, "closed tasks"),
            (self.property_tasks, "tasks written as a key"),
            (self.look_alikes, "look-alikes of tasks"),
            (self.questions, "questions"),
            (self.wordings, "other wordings"),
            (self.asked, "questions asked in meetings"),
            (self.prepared, "questions only prepared"),
            (self.log_lines, "log lines"),
            (self.crlf, "notes with CRLF"),
            (self.broken, "notes with broken front matter"),
        ];
        write!(f, "on {TODAY}")?;
        for (number, what) in lines {
            write!(f, "\n{number:>12} {what}")?;
        }
        Ok(())
    }
}

//! Edits of several notes as a value: the old and the new text of each note, and what the edit does.

use serde::{Deserialize, Serialize};

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::text::{short_id, stable_hash};
use crate::core::model::{Action, Day};

use super::Hunk;

/// An edit of one note, as the journal records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// The follow-up's id as a block writes it; for other edits, another id.
    pub id: String,
    /// The id of the line that asked for this edit and for the other ones with it: they are taken back together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<String>,
    /// The name of the command or action: `done`, `log`.
    #[serde(rename = "action")]
    pub verb: String,
    /// The note that was edited.
    pub note: NotePath,
    /// What was done, in words: the follow-up's line, or the person or thing that the edit is about.
    pub what: String,
    /// The day on which it was done.
    pub day: Day,
    /// The changed lines of the note.
    pub hunk: Hunk,
    /// Whether the edit created the note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_made: bool,
}

/// Edits of notes. Edits with a common id are made together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceEdit {
    /// The notes, in the order in which they are written; each note once.
    pub notes: Vec<NoteEdit>,
}

/// The edit of one note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteEdit {
    /// The note.
    pub path: NotePath,
    /// The text that was read; `None` if the edit creates the note.
    pub old: Option<String>,
    /// The new text; `None` if the edit removes the note.
    pub new: Option<String>,
    /// The steps of the edit.
    pub steps: Vec<EditStep>,
}

/// A step of an edit. It settles a follow-up, or is a part of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditStep {
    /// Its entry for the journal.
    pub entry: JournalEntry,
    /// What it writes, such as `thanked: 2026-11-21`.
    pub says: String,
    /// What it takes back, if it is a step of `undo`. The journal does not record such a step.
    pub undoes: Option<Undone>,
    /// Whether the journal has recorded it, so that `undo` can take it back.
    pub is_recorded: bool,
}

/// What the journal forgets and changes after a step that takes an entry back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The entry that is taken back.
    pub entry: JournalEntry,
    /// Later entries of the note, each with its replacement, since their lines have moved.
    pub rewritten: Vec<(JournalEntry, JournalEntry)>,
}

/// What a command does to one note.
#[derive(Debug, Clone)]
pub struct CommandEdit {
    /// The note.
    pub path: NotePath,
    /// The text that was read; `None` if the command creates the note.
    pub old: Option<String>,
    /// The new text.
    pub new: String,
    /// The name of the command: `log`.
    pub verb: &'static str,
    /// The person or thing that the edit is about: `Priya Nair`.
    pub what: String,
    /// What it writes, for the line of output about it: `- 2026-11-22 replied: happy to talk`.
    pub says: String,
}

/// What a step of `undo` writes, in words.
pub(crate) const AS_IT_WAS: &str = "as it was";

impl WorkspaceEdit {
    /// Returns the edit of a command on a day. `undo` takes it back as a whole. New notes come first, so that no note
    /// links to a missing one.
    #[must_use]
    pub fn of_command(mut edits: Vec<CommandEdit>, day: Day) -> Self {
        let parts = edits.iter().flat_map(|edit| [edit.verb, edit.path.as_str(), &edit.new]);
        let id = short_id(stable_hash(parts.collect::<Vec<_>>().join("\0").as_bytes()) >> 24);
        edits.retain(|edit| edit.old.as_ref() != Some(&edit.new));
        edits.sort_by_key(|edit| edit.old.is_some());
        Self { notes: edits.into_iter().map(|edit| edit.into_note_edit(&id, day)).collect() }
    }

    /// Returns the parts that are independent of each other. Edits with a common id are in the same part.
    #[must_use]
    pub fn parts(self) -> Vec<Self> {
        let mut parts: Vec<Self> = Vec::new();
        for edit in self.notes {
            let (mut with, without): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.shares_id_with(&edit));
            parts = without;
            match with.split_first_mut() {
                None => parts.push(Self { notes: vec![edit] }),
                Some((first, others)) => {
                    first.notes.extend(others.iter_mut().flat_map(|part| part.notes.drain(..)));
                    first.notes.push(edit);
                    parts.push(std::mem::take(first));
                }
            }
        }
        parts
    }

    fn shares_id_with(&self, edit: &NoteEdit) -> bool {
        self.notes.iter().flat_map(NoteEdit::ids).any(|id| edit.ids().any(|other| id == other))
    }

    /// Returns the steps of all notes.
    pub fn steps(&self) -> impl Iterator<Item = &EditStep> {
        self.notes.iter().flat_map(|edit| &edit.steps)
    }
}

impl NoteEdit {
    /// Returns the ids of the steps.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| step.entry.id.as_str())
    }

    /// Returns a line for each step: `done: Thank Fi Tran → thanked: 2026-11-21 in meetings/fi-tran.md`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let place = if self.new.is_none() { ": " } else { " in " };
        self.steps.iter().map(move |EditStep { entry, says, .. }| {
            visible(&format!("{}: {} → {says}{place}{}", entry.verb, entry.what, self.path)).into_owned()
        })
    }
}

impl EditStep {
    /// Returns a step that the journal will record.
    #[must_use]
    pub const fn new(entry: JournalEntry, says: String) -> Self {
        Self { entry, says, undoes: None, is_recorded: false }
    }

    /// Returns the step that takes back an entry of the journal, and rewrites later ones.
    #[must_use]
    pub fn undoing(entry: JournalEntry, rewritten: Vec<(JournalEntry, JournalEntry)>) -> Self {
        let says = if entry.is_made { "removed again" } else { AS_IT_WAS };
        let undone = Undone { entry: entry.clone(), rewritten };
        let entry = JournalEntry { verb: Action::Undo.to_string(), what: entry.in_words(), ..entry };
        Self { undoes: Some(undone), ..Self::new(entry, says.to_owned()) }
    }
}

impl JournalEntry {
    /// Returns what was done, in words. For a follow-up, it is its line. For another command, it is the name of the
    /// command and its subject, with the added line if the edit added exactly one:
    /// ``log Priya Nair, `- 2026-11-22 replied` ``.
    fn in_words(&self) -> String {
        let Self { verb, what, hunk, is_made, .. } = self;
        if [Action::Done, Action::Waive, Action::Snooze, Action::Undo].iter().any(|action| action.as_str() == verb) {
            return what.clone();
        }
        match hunk.added_line().filter(|_| !is_made) {
            Some(line) => format!("{verb} {what}, `{}`", line.trim()),
            None => format!("{verb} {what}"),
        }
    }
}

impl CommandEdit {
    fn into_note_edit(self, id: &str, day: Day) -> NoteEdit {
        let Self { path, old, new, verb, what, says } = self;
        let hunk = Hunk::between(old.as_deref().unwrap_or_default(), &new);
        let entry = |hunk| JournalEntry {
            id: id.to_owned(),
            pair: None,
            verb: verb.to_owned(),
            note: path.clone(),
            what,
            day,
            hunk,
            is_made: old.is_none(),
        };
        let steps = hunk.map(|hunk| EditStep::new(entry(hunk), says)).into_iter().collect();
        NoteEdit { path, old, new: Some(new), steps }
    }
}

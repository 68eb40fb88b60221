//! Edits of several notes, as a value: what was read of each, what is to stand there, and what that does.

use serde::{Deserialize, Serialize};

use crate::core::base::NotePath;
use crate::core::base::escape::visible;
use crate::core::base::text::{short_id, stable_hash};
use crate::core::model::{Action, Day};

use super::Hunk;

/// What was done to one note, as the journal remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
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
    /// Whether the edit made the note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_made: bool,
}

/// Edits of notes. Those that share an id are made together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceEdit {
    /// The notes, in the order in which they are written; each stands here once.
    pub notes: Vec<NoteEdit>,
}

/// What becomes of one note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteEdit {
    /// The note.
    pub path: NotePath,
    /// What was read of it; `None` if the edit makes the note.
    pub old: Option<String>,
    /// What is to stand in it; `None` if the edit removes the note.
    pub new: Option<String>,
    /// What the edit does, step by step.
    pub steps: Vec<EditStep>,
}

/// One thing that an edit of a note does: it settles a follow-up, or is a part of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditStep {
    /// What to remember of it.
    pub entry: JournalEntry,
    /// What it writes, such as `thanked: 2026-11-21`.
    pub says: String,
    /// What it takes back; nothing is remembered of such a step.
    pub undoes: Option<Undone>,
    /// Whether the journal knows of it, so that `undo` can take it back.
    pub is_recorded: bool,
}

/// What the journal forgets when a step was made that takes an entry back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The entry that is taken back.
    pub entry: JournalEntry,
    /// Later entries of the note, each with the one that takes its place: its lines stand elsewhere now.
    pub rewritten: Vec<(JournalEntry, JournalEntry)>,
}

/// What a command does to one note.
#[derive(Debug, Clone)]
pub struct CommandEdit {
    /// The note.
    pub path: NotePath,
    /// What was read of it; `None` if the command makes the note.
    pub old: Option<String>,
    /// What is to stand in it.
    pub new: String,
    /// What the command is called: `log`.
    pub verb: &'static str,
    /// Whom or what the edit is about: `Priya Nair`.
    pub what: String,
    /// What is written, for the line that tells of it: `- 2026-11-22 replied: happy to talk`.
    pub says: String,
}

/// What a step that takes something back says it writes.
pub(crate) const AS_IT_WAS: &str = "as it was";

impl WorkspaceEdit {
    /// Returns what a command does on a day: one command, which is taken back as a whole. New notes come first, so that
    /// no edit speaks of a note that is not there.
    #[must_use]
    pub fn of_command(mut edits: Vec<CommandEdit>, day: Day) -> Self {
        let parts = edits.iter().flat_map(|edit| [edit.verb, edit.path.as_str(), &edit.new]);
        let id = short_id(stable_hash(parts.collect::<Vec<_>>().join("\0").as_bytes()) >> 24);
        edits.retain(|edit| edit.old.as_ref() != Some(&edit.new));
        edits.sort_by_key(|edit| edit.old.is_some());
        Self { notes: edits.into_iter().map(|edit| edit.into_note_edit(&id, day)).collect() }
    }

    /// Returns the parts that may be made one without another: edits that share an id stay together.
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
    /// Returns the ids of what the edit does.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().map(|step| step.entry.id.as_str())
    }

    /// Returns what the edit does, a line each: `done: Thank Fi Tran → thanked: 2026-11-21 in meetings/fi-tran.md`.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let place = if self.new.is_none() { ": " } else { " in " };
        self.steps.iter().map(move |EditStep { entry, says, .. }| {
            visible(&format!("{}: {} → {says}{place}{}", entry.verb, entry.what, self.path)).into_owned()
        })
    }
}

impl EditStep {
    /// Returns a step that the journal is to remember.
    #[must_use]
    pub const fn new(entry: JournalEntry, says: String) -> Self {
        Self { entry, says, undoes: None, is_recorded: false }
    }

    /// Returns the step that takes back an entry of the journal, and changes others by that.
    #[must_use]
    pub fn undoing(entry: JournalEntry, rewritten: Vec<(JournalEntry, JournalEntry)>) -> Self {
        let says = if entry.is_made { "gone, as before" } else { AS_IT_WAS };
        let undone = Undone { entry: entry.clone(), rewritten };
        let entry = JournalEntry { verb: Action::Undo.to_string(), what: entry.in_words(), ..entry };
        Self { undoes: Some(undone), ..Self::new(entry, says.to_owned()) }
    }
}

impl JournalEntry {
    /// Returns what was done, in words: of a follow-up its line, of another command also which it was, and the one line
    /// that it added, if that is all.
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

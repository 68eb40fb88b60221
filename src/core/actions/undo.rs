//! Takes back what was done to notes, if the lines are still as they were left.

use std::collections::BTreeMap;

use crate::core::base::NotePath;
use crate::core::base::diagnostic::Code;
use crate::core::edit::{EditStep, JournalEntry, NoteEdit, Refusal, WorkspaceEdit};
use crate::core::parse::NoteParser;
use crate::core::workspace::Workspace;

use super::Sources;
use crate::core::actions::harvest::later_edits;

/// What takes entries of the journal back.
#[derive(Debug, Default)]
pub(crate) struct Undo {
    /// What to write, all of it or nothing.
    pub edit: WorkspaceEdit,
    /// The entries of edits that made notes which are gone now.
    pub gone: Vec<JournalEntry>,
}

/// An entry that cannot be taken back.
#[derive(Debug)]
pub(crate) struct Stuck {
    /// The entry.
    pub entry: Box<JournalEntry>,
    /// Why not.
    pub reason: String,
}

/// Returns the edits that take entries back, in that order: all entries or none.
///
/// # Errors
///
/// The first entry that cannot be taken back.
pub(crate) fn undo(
    workspace: &Workspace,
    sources: &dyn Sources,
    commands: &[Vec<JournalEntry>],
    entries: Vec<JournalEntry>,
) -> Result<Undo, Stuck> {
    let mut notes: BTreeMap<NotePath, NoteEdit> = BTreeMap::new();
    let mut gone = Vec::new();
    for entry in entries {
        let is_there = notes.get(&entry.note).map_or_else(|| sources.exists(&entry.note), |edit| edit.new.is_some());
        if entry.is_made && !is_there {
            gone.push(entry);
            continue;
        }
        let cannot = |reason: &str| Stuck { entry: Box::new(entry.clone()), reason: reason.to_owned() };
        if !notes.contains_key(&entry.note) {
            let text = text_of(workspace, sources, &entry.note).map_err(cannot)?;
            let edit =
                NoteEdit { path: entry.note.clone(), old: Some(text.clone()), new: Some(text), steps: Vec::new() };
            notes.insert(entry.note.clone(), edit);
        }
        let Some(edit) = notes.get_mut(&entry.note) else { continue };
        let now = edit.new.clone().unwrap_or_default();
        let later = after(commands, &entry, &edit.steps);
        let taken_back = entry.hunk.take_back(&now).and_then(|back| back.apply(&now));
        let in_the_way = |refusal: Refusal| match later_edits::in_the_way(&now, &entry, &later) {
            Some(JournalEntry { id, verb, what, .. }) => cannot(&format!(
                "{refusal}; first take back “{verb} {what}”, which was written there later (`coffeechat undo {id}`)"
            )),
            None => cannot(&refusal.to_string()),
        };
        let new = taken_back.map_err(in_the_way)?;
        if entry.is_made && !new.is_empty() {
            return Err(cannot("something was written into the note since it was made"));
        }
        edit.new = (!entry.is_made).then_some(new);
        let rewritten = later_edits::rewritten(&now, &entry, &later);
        edit.steps.push(EditStep::undoing(entry, rewritten));
    }
    Ok(Undo { edit: WorkspaceEdit { notes: notes.into_values().collect() }, gone })
}

/// Returns the text of a note that can be edited, or why it cannot. A path is only as good as the note that it leads to.
fn text_of(workspace: &Workspace, sources: &dyn Sources, path: &NotePath) -> Result<String, &'static str> {
    let text = workspace.index.find(path).and_then(|_| sources.text(path));
    let text = text.ok_or("the note is gone or cannot be read")?;
    let note = NoteParser::new(&workspace.config).parse(path, text.as_bytes());
    if note.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::MergeConflict) {
        return Err("the note has a merge conflict");
    }
    Ok(text)
}

/// Returns what was written into a note after an entry and is not yet taken back, the oldest first.
fn after<'e>(commands: &'e [Vec<JournalEntry>], entry: &JournalEntry, undone: &[EditStep]) -> Vec<&'e JournalEntry> {
    let all: Vec<&JournalEntry> = commands.iter().flatten().filter(|other| other.note == entry.note).collect();
    let at = all.iter().rposition(|other| *other == entry).map_or(all.len(), |at| at + 1);
    let later = all.get(at..).unwrap_or_default().iter();
    let is_undone = |other: &JournalEntry| {
        undone.iter().any(|step| step.undoes.as_ref().is_some_and(|undone| undone.entry == *other))
    };
    later.copied().filter(|other| !is_undone(other)).collect()
}

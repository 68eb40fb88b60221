//! Settles a task that several notes hold in all of these notes, or in none.

use std::collections::BTreeMap;

use crate::core::actions::ticks::{Kept, Tick, Why};
use crate::core::base::NotePath;
use crate::core::edit::Refusal;
use crate::core::index::NoteId;

use super::{Harvest, Harvester, PendingEdit, fresh_text, has_conflict, place, refused};

/// The requests, by the note and the id of the follow-up.
pub(super) type PendingEdits = BTreeMap<(NoteId, String), PendingEdit>;

/// What keeps an edit from being made.
enum Blocker {
    /// The workspace was made from another text of the note.
    Behind(NotePath),
    /// The reason.
    Refused(Refusal),
}

impl Harvester<'_> {
    /// Adds the same request for equal tasks of other notes. If one of the notes cannot be edited, none is; and neither is
    /// a half of a pair if the other cannot be.
    pub(super) fn unite(&self, pending: &mut PendingEdits, harvest: &mut Harvest) {
        let places: Vec<(NoteId, String)> = pending.keys().cloned().collect();
        for at in places {
            let Some(first) = pending.get(&at) else { continue };
            let (id, action, until) = (first.id.clone(), first.action, first.until);
            let day = first.day(self.workspace.today());
            let others = self.workspace.agenda.duplicates_of(&self.workspace.index, &first.follow_up);
            let halves = other_halves(pending, &at, first);
            if others.is_empty() && halves.is_empty() {
                continue;
            }
            let mut together = vec![at];
            together.extend(halves);
            let mut blocker = None;
            for other in others {
                let at = place(other);
                let edit = pending.entry(at.clone()).or_insert_with(|| PendingEdit::new(other.clone(), action));
                edit.id.clone_from(&id);
                (edit.until, edit.done_on) = (until, Some(day));
                if edit.action != action {
                    let reason = "another line of the same task asks for something else";
                    blocker = Some(Blocker::Refused(Refusal::new(reason)));
                }
                together.push(at);
            }
            let found = || together.iter().find_map(|at| self.blocker(pending.get(at)?));
            let Some(blocker) = blocker.or_else(found) else { continue };
            if let Blocker::Behind(path) = &blocker {
                harvest.behind.push(path.clone());
            }
            for edit in together.iter().filter_map(|at| pending.remove(at)) {
                match &blocker {
                    Blocker::Behind(_) => {
                        harvest.kept.extend(edit.ticks.into_iter().map(|tick| Kept { tick, why: Why::Waits(None) }));
                    }
                    Blocker::Refused(reason) => {
                        harvest.refused.extend(edit.is_asked.then(|| reason.to_string()));
                        harvest.kept.extend(edit.ticks.into_iter().map(|tick| refused(tick, reason)));
                    }
                }
            }
        }
    }

    fn blocker(&self, edit: &PendingEdit) -> Option<Blocker> {
        let path = &self.workspace.index.note(edit.follow_up.note).path;
        let Some(text) = fresh_text(self.workspace, edit.follow_up.note, self.sources) else {
            return Some(Blocker::Behind(path.clone()));
        };
        if has_conflict(self.workspace, path) {
            return Some(Blocker::Refused(Refusal::new(format!("{path}: the note has a merge conflict"))));
        }
        self.settle(&text, edit).err().map(|refusal| {
            // A reason that depends on the day holds for every note of the task.
            let reason = if refusal.is_of_the_day { refusal.reason } else { format!("{path}: {refusal}") };
            Blocker::Refused(Refusal { reason, is_of_the_day: refusal.is_of_the_day })
        })
    }

    /// Returns a tick that was refused before, if it would be refused again: its line still shows why. Nothing is
    /// written for it.
    pub(super) fn still_refused(&self, edit: &PendingEdit, tick: Tick) -> Option<Kept> {
        let others = self.workspace.agenda.duplicates_of(&self.workspace.index, &edit.follow_up);
        let others = others
            .into_iter()
            .map(|other| PendingEdit { id: edit.id.clone(), ..PendingEdit::new(other.clone(), edit.action) });
        let all: Vec<PendingEdit> = others.collect();
        let mut blockers = std::iter::once(edit).chain(&all).filter_map(|edit| self.blocker(edit));
        match blockers.next()? {
            Blocker::Refused(refusal) if refusal.is_of_the_day => Some(refused(tick, &refusal)),
            _ => None,
        }
    }
}

/// Returns the other follow-ups of the note that a line of one asks for too.
fn other_halves(pending: &PendingEdits, at: &(NoteId, String), edit: &PendingEdit) -> Vec<(NoteId, String)> {
    let is_of_line = |one: &Tick, other: &Tick| one.page == other.page && one.row.line == other.row.line;
    let shares_line =
        |other: &PendingEdit| other.ticks.iter().any(|tick| edit.ticks.iter().any(|own| is_of_line(own, tick)));
    let of_note = pending.range((at.0, String::new())..).take_while(|((note, _), _)| *note == at.0);
    of_note.filter(|(other, edit)| *other != at && shares_line(edit)).map(|(other, _)| other.clone()).collect()
}

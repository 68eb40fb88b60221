//! What belongs together is done together or not at all: a task that several notes hold is settled in all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::actions::ticks::{Kept, Tick, Why};
use crate::core::base::NotePath;
use crate::core::edit::Refusal;
use crate::core::index::NoteId;
use crate::core::parse::NoteParser;
use crate::core::picture::Picture;
use crate::vault::Entry;

use super::{Carried, Carrier, Edited, Plan, Recorded, Wish, fresh_text, has_conflict, refused, settle};

/// What is asked for, by the note and the follow-up.
pub(super) type Wishes = BTreeMap<(NoteId, String), Wish>;

/// What keeps a wish from being fulfilled.
enum Obstacle {
    /// The note is not what was read of it before.
    Behind(NotePath),
    /// The reason.
    Refused(Refusal),
}

impl Carrier<'_> {
    /// Adds to what is asked for the same for equal tasks of other notes. Where one of the notes cannot be edited so, none is.
    pub(super) fn unite(&self, picture: &Picture, recorded: &Recorded<'_>, wishes: &mut Wishes, plan: &mut Plan) {
        let places: Vec<(NoteId, String)> = wishes.keys().cloned().collect();
        for place in places {
            let Some(first) = wishes.get(&place) else { continue };
            let (id, action, until, day) = (first.id.clone(), first.action, first.until, first.day(picture.today()));
            let others = picture.derived.duplicates_of(&picture.index, &first.follow_up);
            if others.is_empty() {
                continue;
            }
            let mut together = vec![place];
            let mut obstacle = None;
            for other in others {
                let place = (other.note, other.id.to_string());
                let wish = wishes.entry(place.clone()).or_insert_with(|| Wish::of(other.clone(), action));
                wish.id.clone_from(&id);
                (wish.until, wish.done_on) = (until, Some(day));
                if wish.action != action {
                    obstacle =
                        Some(Obstacle::Refused(Refusal::new("another line of the same task asks for something else")));
                }
                together.push(place);
            }
            let found = || together.iter().find_map(|place| self.obstacle(picture, recorded, wishes.get(place)?));
            let Some(obstacle) = obstacle.or_else(found) else { continue };
            if let Obstacle::Behind(path) = &obstacle {
                plan.behind.push(path.clone());
            }
            for wish in together.iter().filter_map(|place| wishes.remove(place)) {
                match &obstacle {
                    Obstacle::Behind(_) => {
                        plan.kept.extend(wish.ticks.into_iter().map(|tick| Kept { tick, why: Why::Waits(None) }));
                    }
                    Obstacle::Refused(reason) => {
                        plan.refused.extend(wish.is_asked.then(|| reason.to_string()));
                        plan.kept.extend(wish.ticks.into_iter().map(|tick| refused(tick, reason)));
                    }
                }
            }
        }
    }

    fn obstacle(&self, picture: &Picture, recorded: &Recorded<'_>, wish: &Wish) -> Option<Obstacle> {
        let path = &picture.index.note(wish.follow_up.note).path;
        let Some(text) = fresh_text(self.vault, picture, wish.follow_up.note) else {
            return Some(Obstacle::Behind(path.clone()));
        };
        if has_conflict(picture, path) {
            return Some(Obstacle::Refused(Refusal::new(format!("{path}: the note has a merge conflict"))));
        }
        let settled = settle(&NoteParser::new(&picture.config), picture, &text, wish, recorded);
        settled.err().map(|refusal| {
            // What is of the day is so wherever the task stands.
            let reason = if refusal.is_of_the_day { refusal.reason } else { format!("{path}: {refusal}") };
            Obstacle::Refused(Refusal { reason, is_of_the_day: refusal.is_of_the_day })
        })
    }

    /// Returns a tick that was refused before, if it still would be: its line goes on saying why. It is never carried.
    pub(super) fn still_refused(
        &self,
        picture: &Picture,
        wish: &Wish,
        recorded: &Recorded<'_>,
        tick: Tick,
    ) -> Option<Kept> {
        let others = picture.derived.duplicates_of(&picture.index, &wish.follow_up);
        let others =
            others.into_iter().map(|other| Wish { id: wish.id.clone(), ..Wish::of(other.clone(), wish.action) });
        let all: Vec<Wish> = others.collect();
        let mut obstacles = std::iter::once(wish).chain(&all).filter_map(|wish| self.obstacle(picture, recorded, wish));
        match obstacles.next()? {
            Obstacle::Refused(refusal) if refusal.is_of_the_day => Some(refused(tick, &refusal)),
            _ => None,
        }
    }

    /// Takes back what was written of commands, one of whose edits failed. Returns what the journal is to forget then.
    pub(super) fn take_back(&self, carried: &mut Carried, ids: &BTreeSet<String>, why: &Why) -> Vec<Entry> {
        let mut gone = Vec::new();
        for edit in std::mem::take(&mut carried.edits) {
            if edit.goes || !edit.belongs_to(ids) {
                carried.edits.push(edit);
                continue;
            }
            match self.vault.write_if_unchanged(&edit.path, edit.new.as_bytes(), edit.old.as_bytes()) {
                Ok(_) => {
                    gone.extend(edit.recorded().cloned());
                    carried.keep(edit, why);
                }
                Err(error) => {
                    let half = "of what belongs together, only this was written, and it could not be taken back";
                    carried.failures.push(format!("{}: {half}: {error}", edit.path));
                    carried.edits.push(edit);
                }
            }
        }
        gone
    }
}

impl Edited {
    /// Says whether it is an edit of one of these commands.
    pub(super) fn belongs_to(&self, ids: &BTreeSet<String>) -> bool {
        self.deeds.iter().any(|deed| ids.contains(deed.id()))
    }

    /// Returns the ids of the commands that it is an edit of.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        self.deeds.iter().map(|deed| deed.id().to_owned())
    }
}

/// Takes out of what is ready to be written whatever belongs to commands that have to wait, and to what belongs to that.
pub(super) fn held_up(ready: &mut Vec<Edited>, mut waiting: BTreeSet<String>) -> Vec<Edited> {
    let mut held = Vec::new();
    loop {
        let (more, rest): (Vec<_>, Vec<_>) = ready.drain(..).partition(|edit| edit.belongs_to(&waiting));
        *ready = rest;
        if more.is_empty() {
            return held;
        }
        waiting.extend(more.iter().flat_map(Edited::ids));
        held.extend(more);
    }
}

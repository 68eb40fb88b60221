//! Of whom each question of the bank was asked, and for whom it stands prepared: what only a list of all of them shows.

use crate::index::{Index, NoteId, Person};

use super::Questions;
use super::keys::{KeySet, pair, person_key};
use super::uses::{Outcome, Place};

/// Where a question of the bank came up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Of whom it was asked, each once, in the order of the days; those without a day last.
    pub asked_of: Vec<Person>,
    /// Where it stands prepared and unasked, in the order of notes and lines.
    pub prepared_for: Vec<Preparation>,
}

/// A place where a question stands prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preparation {
    /// For whom; without those of whom it was asked elsewhere, unless the meeting is still ahead.
    pub people: Vec<Person>,
    /// The meeting or contact.
    pub note: NoteId,
    /// Its line, counted from 1.
    pub line: u32,
}

impl Questions {
    /// Returns the history of every question of the bank, in its order. It goes through all notes.
    #[must_use]
    pub fn histories(&self, index: &Index) -> Vec<History> {
        let mut all: Vec<History> = self.bank().iter().map(|_| History::default()).collect();
        let mut carriers: Vec<_> = self.uses.all(index).collect();
        for (note, carrier) in &carriers {
            for line in carrier.lines.iter().filter(|line| line.outcome == Outcome::Prepared) {
                let Some(history) = line.subject.place().and_then(|at| all.get_mut(at as usize)) else { continue };
                let is_open = |person: &&Person| carrier.place == Place::Ahead || !self.was_asked(line.subject, person);
                let people: Vec<Person> = carrier.people.iter().filter(is_open).cloned().collect();
                if !people.is_empty() || carrier.people.is_empty() {
                    history.prepared_for.push(Preparation { people, note: *note, line: line.line });
                }
            }
        }
        carriers.sort_by_key(|(_, carrier)| (carrier.day.is_none(), carrier.day));
        let mut seen = KeySet::default();
        for (_, carrier) in carriers {
            for line in carrier.lines.iter().filter(|line| line.outcome == Outcome::Asked) {
                let Some(history) = line.subject.place().and_then(|at| all.get_mut(at as usize)) else { continue };
                let is_new = |person: &&Person| seen.insert(pair(line.subject, person_key(person)));
                history.asked_of.extend(carrier.people.iter().filter(is_new).cloned());
            }
        }
        all
    }
}

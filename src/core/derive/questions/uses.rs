//! Where questions were carried, and what that means: asked, prepared, or neither (DESIGN §4).

use crate::core::derive::standing::Standing;
use crate::core::index::{Index, NoteId, Person, is_crowd};
use crate::core::model::{CarriedState, Day, MeetingStatus, NoteKind};

use super::bank::Bank;
use super::keys::Subject;

/// The kind of note that carries questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A meeting that was held.
    Held,
    /// A planned meeting.
    Ahead,
    /// A meeting that was cancelled, or to which somebody did not come.
    Off,
    /// A contact.
    Contact,
}

/// What became of a question in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was asked.
    Asked,
    /// It was prepared, and not asked there.
    Prepared,
    /// It was crossed out.
    Dropped,
}

impl Outcome {
    fn of(place: Place, state: CarriedState) -> Self {
        match (place, state) {
            (_, CarriedState::Dropped) => Self::Dropped,
            (Place::Ahead | Place::Off, _) | (_, CarriedState::Open) => Self::Prepared,
            (Place::Held | Place::Contact, CarriedState::Ticked | CarriedState::Plain) => Self::Asked,
        }
    }
}

/// A line that carries a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Use {
    /// The question.
    pub(super) subject: Subject,
    /// The line, counted from 1.
    pub(super) line: u32,
    /// Its place among what the note carries; two items may share a line.
    pub(super) at: u32,
    /// What became of it.
    pub(super) outcome: Outcome,
    /// Whether there is text under it.
    pub(super) answered: bool,
}

/// What a note said about questions when it was taken in, so that exactly this can be taken back.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Carrier {
    /// The kind of note.
    pub(super) place: Place,
    /// The day of a meeting.
    pub(super) day: Option<Day>,
    /// With whom the questions have to do.
    pub(super) people: Box<[Person]>,
    /// The lines that carry questions, in their order; at least one.
    pub(super) lines: Box<[Use]>,
}

impl Carrier {
    /// Reads the questions that a note carries; `None` if it carries none.
    pub(super) fn read(index: &Index, standing: &Standing, bank: &Bank, id: NoteId) -> Option<Self> {
        let note = index.note(id);
        let (place, day) = match &note.kind {
            NoteKind::Contact(_) => (Place::Contact, None),
            NoteKind::Meeting(meeting) => {
                let place = match standing.meeting(id) {
                    Some(MeetingStatus::Held) => Place::Held,
                    Some(MeetingStatus::Cancelled | MeetingStatus::NoShow) => Place::Off,
                    Some(MeetingStatus::Planned) | None => Place::Ahead,
                };
                (place, meeting.date.map(|date| date.value.day))
            }
            NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => return None,
        };
        let lines: Box<[Use]> = (0_u32..)
            .zip(&note.carried)
            .filter_map(|(at, carried)| {
                let in_bank = bank.find(index, carried).map(Subject::in_bank);
                let subject = in_bank.or_else(|| carried.is_declared().then(|| Subject::loose(carried.key)))?;
                let outcome = Outcome::of(place, carried.state);
                Some(Use { subject, line: carried.location.line, at, outcome, answered: carried.answered })
            })
            .collect();
        if lines.is_empty() {
            return None;
        }
        let people: Box<[Person]> =
            if place == Place::Contact { Box::from([Person::Known(id)]) } else { index.people(id).into() };
        let people = if is_crowd(people.len(), lines.len()) { Box::default() } else { people };
        Some(Self { place, day, people, lines })
    }
}

/// Every note that carries questions.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// By the ids of notes.
    carriers: Vec<Option<Carrier>>,
}

impl Uses {
    /// Returns what a note carries; `None` for a note that carries no questions.
    pub(super) fn of(&self, note: NoteId) -> Option<&Carrier> {
        self.carriers.get(note.slot())?.as_ref()
    }

    /// Returns the lines of a note that carry questions; none for a note that carries none.
    pub(super) fn lines(&self, note: NoteId) -> &[Use] {
        self.of(note).map_or(&[], |carrier| &carrier.lines)
    }

    /// Returns all of them, in the order of their paths.
    pub(super) fn all<'u>(&'u self, index: &'u Index) -> impl Iterator<Item = (NoteId, &'u Carrier)> {
        index.notes().filter_map(|(id, _)| Some((id, self.of(id)?)))
    }

    pub(super) fn put(&mut self, note: NoteId, carrier: Carrier) {
        if self.carriers.len() <= note.slot() {
            self.carriers.resize_with(note.slot() + 1, || None);
        }
        if let Some(place) = self.carriers.get_mut(note.slot()) {
            *place = Some(carrier);
        }
    }

    pub(super) fn take(&mut self, note: NoteId) -> Option<Carrier> {
        self.carriers.get_mut(note.slot())?.take()
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.carriers.iter().flatten().count()
    }
}

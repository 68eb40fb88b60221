//! Where questions were carried, and what that means: asked, prepared, or neither (DESIGN §4).

use std::ops::Range;
use std::sync::Arc;

use crate::index::{Index, NoteId, Person};
use crate::model::{CarriedState, Day, MeetingStatus, NoteKind};
use crate::standing::Standing;

use super::bank::Bank;
use super::keys::KeyMap;

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
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    /// The question: its place in the bank, or behind the bank's end that of a question in no bank.
    pub(super) subject: u32,
    /// The line, counted from 1.
    pub(super) line: u32,
    /// What became of it.
    pub(super) outcome: Outcome,
    /// Whether there is text under it.
    pub(super) answered: bool,
}

/// A note that carries questions.
#[derive(Debug)]
pub(super) struct Carrier {
    /// The note.
    pub(super) note: NoteId,
    /// What it is.
    pub(super) place: Place,
    /// The day of the meeting.
    pub(super) day: Option<Day>,
    /// Its lines among all lines.
    uses: Range<usize>,
    /// The contact, if it is the note of one.
    contact: Option<Person>,
}

impl Carrier {
    /// Returns with whom the questions have to do.
    pub(super) fn people<'c>(&'c self, index: &'c Index) -> &'c [Person] {
        self.contact.as_ref().map_or_else(|| index.people(self.note), std::slice::from_ref)
    }
}

/// Every line that carries a question, in the order of notes and lines.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// The notes that carry questions, in the order of their paths.
    pub(super) carriers: Vec<Carrier>,
    /// The texts of questions in no bank, by `subject` less the number of questions in the bank.
    pub(super) loose: Vec<Arc<str>>,
    lines: Vec<Use>,
}

impl Uses {
    /// Finds the questions that meetings and contacts carry.
    pub(super) fn new(index: &Index, standing: &Standing, bank: &Bank) -> Self {
        let mut all = Self::default();
        let mut loose: KeyMap<u32> = KeyMap::default();
        for (id, note) in index.notes().filter(|(_, note)| !note.carried.is_empty()) {
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
                NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => continue,
            };
            let start = all.lines.len();
            for carried in &note.carried {
                let subject = match bank.find(index, carried) {
                    Some(subject) => subject,
                    None if carried.is_declared() => *loose.entry(carried.key).or_insert_with(|| {
                        all.loose.push(Arc::from(carried.text()));
                        u32::try_from(bank.questions.len() + all.loose.len() - 1).unwrap_or(u32::MAX)
                    }),
                    None => continue,
                };
                let outcome = Outcome::of(place, carried.state);
                all.lines.push(Use { subject, line: carried.line, outcome, answered: carried.answered });
            }
            if all.lines.len() > start {
                let contact = (place == Place::Contact).then_some(Person::Known(id));
                all.carriers.push(Carrier { note: id, place, day, uses: start..all.lines.len(), contact });
            }
        }
        all
    }

    /// Returns the lines of a note that carry questions.
    pub(super) fn of(&self, carrier: &Carrier) -> &[Use] {
        self.lines.get(carrier.uses.clone()).unwrap_or_default()
    }

    /// Returns the lines of a note that carry questions; none for a note that carries none.
    pub(super) fn of_note(&self, note: NoteId) -> &[Use] {
        self.carrier(note).map_or(&[], |carrier| self.of(carrier))
    }

    /// Returns a note that carries questions; none for a note that carries none.
    pub(super) fn carrier(&self, note: NoteId) -> Option<&Carrier> {
        let at = self.carriers.binary_search_by_key(&note, |carrier| carrier.note).ok()?;
        self.carriers.get(at)
    }
}

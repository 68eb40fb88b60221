//! Where questions were carried, and what that means: asked, prepared, or neither (`docs/format.md#carried-questions`).

use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person, is_crowd};
use crate::core::model::{Day, MeetingStatus, NoteKind, NoteQuestionState, QuestionPlace};

use super::bank::Bank;
use super::keys::Subject;

/// The kind of note that carries questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AskedPlace {
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
pub(super) enum TalkOutcome {
    /// It was asked.
    Asked,
    /// It was prepared, and not asked there.
    Prepared,
    /// It was crossed out.
    Dropped,
}

impl TalkOutcome {
    fn new(place: AskedPlace, state: NoteQuestionState, answered: bool) -> Self {
        match (place, state) {
            (_, NoteQuestionState::Dropped) => Self::Dropped,
            (AskedPlace::Ahead | AskedPlace::Off, _) => Self::Prepared,
            (AskedPlace::Held | AskedPlace::Contact, NoteQuestionState::Open) if !answered => Self::Prepared,
            (AskedPlace::Held | AskedPlace::Contact, _) => Self::Asked,
        }
    }
}

/// A line that carries a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct QuestionUse {
    /// The question.
    pub(super) subject: Subject,
    /// The line, counted from 1.
    pub(super) line: u32,
    /// Its place among what the note carries; two items may share a line.
    pub(super) at: u32,
    /// What became of it.
    pub(super) outcome: TalkOutcome,
    /// Whether there is an answer to it.
    pub(super) answered: bool,
    /// Whether it was asked whom else to talk to, and the answer names people.
    pub(super) names: bool,
}

/// What a note said about questions when it was added, so that exactly this can be removed again.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct QuestionNote {
    /// The kind of note.
    pub(super) place: AskedPlace,
    /// The day of a meeting.
    pub(super) day: Option<Day>,
    /// The people of the questions.
    pub(super) people: Box<[Person]>,
    /// The lines that carry questions, in their order; at least one.
    pub(super) lines: Box<[QuestionUse]>,
}

impl QuestionNote {
    /// Reads the questions that a note carries; `None` if it has none.
    pub(super) fn read(index: &Index, standing: &Statuses, bank: &Bank, id: NoteId) -> Option<Self> {
        let note = index.note(id);
        let (place, day) = match &note.kind {
            NoteKind::Contact(_) => (AskedPlace::Contact, None),
            NoteKind::Meeting(_) => {
                let place = match standing.meeting(id) {
                    Some(MeetingStatus::Held) => AskedPlace::Held,
                    Some(MeetingStatus::Cancelled | MeetingStatus::NoShow) => AskedPlace::Off,
                    Some(MeetingStatus::Planned) | None => AskedPlace::Ahead,
                };
                (place, index.date(id, standing.today()).map(|date| date.value.day))
            }
            NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => return None,
        };
        let is_talk = standing.is_talk(id);
        let found = note.carried.iter().map(|carried| bank.find(index, carried, is_talk));
        let found: Vec<Option<(Subject, bool)>> = found.collect();
        let lines = (0_u32..).zip(&note.carried).zip(&found).filter_map(|((at, carried), own)| {
            let ((subject, has_answer), line) = ((*own)?, carried.location.line);
            // In a paragraph, the next line is the answer, unless it is a question too.
            let next = at as usize + 1;
            let is_question_below = || found.get(next).is_some_and(Option::is_some);
            let is_followed = carried.place == QuestionPlace::Prose
                && note.carried.get(next).is_some_and(|next| next.location.line == line + 1)
                && is_question_below();
            let answered = has_answer || (carried.answered && !is_followed);
            let outcome = TalkOutcome::new(place, carried.state, answered);
            let names =
                outcome == TalkOutcome::Asked && !carried.names().is_empty() && bank.is_for_people(subject, carried);
            Some(QuestionUse { subject, line, at, outcome, answered, names })
        });
        let lines: Box<[QuestionUse]> = lines.collect();
        if lines.is_empty() {
            return None;
        }
        let people: Box<[Person]> =
            if place == AskedPlace::Contact { Box::from([Person::Known(id)]) } else { index.people(id).into() };
        let people = if is_crowd(people.len(), lines.len()) { Box::default() } else { people };
        Some(Self { place, day, people, lines })
    }
}

/// Every note that carries questions.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// By the ids of notes.
    carriers: Vec<Option<QuestionNote>>,
}

impl Uses {
    /// Returns what a note carries; `None` for a note that carries no questions.
    pub(super) fn of(&self, note: NoteId) -> Option<&QuestionNote> {
        self.carriers.get(note.slot())?.as_ref()
    }

    /// Returns the lines of a note that carry questions; none for a note that carries none.
    pub(super) fn lines(&self, note: NoteId) -> &[QuestionUse] {
        self.of(note).map_or(&[], |carrier| &carrier.lines)
    }

    /// Returns all of them, in the order of their paths.
    pub(super) fn all<'u>(&'u self, index: &'u Index) -> impl Iterator<Item = (NoteId, &'u QuestionNote)> {
        index.notes().filter_map(|(id, _)| Some((id, self.of(id)?)))
    }

    pub(super) fn put(&mut self, note: NoteId, carrier: QuestionNote) {
        if self.carriers.len() <= note.slot() {
            self.carriers.resize_with(note.slot() + 1, || None);
        }
        if let Some(place) = self.carriers.get_mut(note.slot()) {
            *place = Some(carrier);
        }
    }

    pub(super) fn take(&mut self, note: NoteId) -> Option<QuestionNote> {
        self.carriers.get_mut(note.slot())?.take()
    }

    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        self.carriers.iter().flatten().count()
    }
}

//! Questions: what the banks hold, what became of each, and which are still unused (DESIGN §4).
//!
//! A function of the index and the day. Nothing here reads a file or a clock, and no near miss ever counts as a match.

mod bank;
mod keys;
mod lint;
mod near;
mod next;
#[cfg(test)]
mod tests;
mod unasked;
mod uses;
mod wording;

use std::sync::Arc;

use crate::index::{Index, NoteId, Person};
use crate::standing::Standing;

use bank::Bank;
use keys::{KeySet, pair};
use uses::{Outcome, Place, Uses};

pub use next::{Aim, NextMeeting, Suggestion, next_meeting};
pub use unasked::{NotInBank, Unasked};
pub use wording::{asks_for_a_job, yes_no_opening};

/// What became of a bank's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionState {
    /// Neither prepared nor asked.
    Unused,
    /// A meeting or a contact carries it unasked.
    Prepared,
    /// It was asked of somebody.
    Asked,
}

impl QuestionState {
    /// Returns the state as it is written in filters and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unused => "unused",
            Self::Prepared => "prepared",
            Self::Asked => "asked",
        }
    }
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

/// A question of the banks; equal ones are one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question as the first bank that holds it writes it.
    pub text: Arc<str>,
    /// The headings above it, joined by ` / `.
    pub category: Box<str>,
    /// Its tags in all banks, without `#`.
    pub tags: Vec<Box<str>>,
    /// The first bank that holds it.
    pub note: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
    /// What became of it.
    pub state: QuestionState,
    /// Of whom it was asked, each once, in the order of the days; those without a day last.
    pub asked_of: Vec<Person>,
    /// Where it stands prepared and unasked, in the order of notes and lines.
    pub prepared_for: Vec<Preparation>,
    /// How many times it was asked and has text under it.
    pub answers: u32,
}

impl Question {
    fn new(text: Arc<str>, category: Box<str>, note: NoteId, line: u32) -> Self {
        Self {
            text,
            category,
            tags: Vec::new(),
            note,
            line,
            state: QuestionState::Unused,
            asked_of: Vec::new(),
            prepared_for: Vec::new(),
            answers: 0,
        }
    }
}

/// How many questions a meeting carries; one that stands there twice counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MeetingCounts {
    /// Those that it carries and that are not crossed out.
    pub prepared: usize,
    /// Those of them that were asked.
    pub asked: usize,
    /// Those of them that were not.
    pub unasked: usize,
}

/// The questions of a vault on a day.
#[derive(Debug)]
pub struct Questions {
    bank: Bank,
    uses: Uses,
    /// Which question was asked of whom (`keys::pair`).
    asked: KeySet,
    prepared_not_asked: Vec<Unasked>,
    not_in_bank: Vec<NotInBank>,
}

impl Questions {
    /// Derives what became of every question.
    #[must_use]
    pub fn new(index: &Index, standing: &Standing) -> Self {
        let bank = Bank::new(index);
        let uses = Uses::new(index, standing, &bank);
        let mut questions =
            Self { bank, uses, asked: KeySet::default(), prepared_not_asked: Vec::new(), not_in_bank: Vec::new() };
        questions.settle_asked(index);
        questions.settle_prepared(index);
        questions.prepared_not_asked = unasked::prepared_not_asked(&questions, index);
        questions.not_in_bank = unasked::not_in_bank(&questions, index);
        questions
    }

    /// Takes in what became of notes.
    pub fn update(&mut self, index: &Index, standing: &Standing, _gone: &[NoteId], _changed: &[NoteId]) {
        *self = Self::new(index, standing);
    }

    /// Returns every question of the banks, in the order of paths and lines.
    #[must_use]
    pub fn bank(&self) -> &[Question] {
        &self.bank.questions
    }

    /// Returns the prepared questions that were never asked of the person they were prepared for, the most recent
    /// meeting first; also those that are in no bank.
    #[must_use]
    pub fn prepared_not_asked(&self) -> &[Unasked] {
        &self.prepared_not_asked
    }

    /// Returns the questions of the banks that were neither asked nor prepared, in the order of the banks.
    pub fn never_asked(&self) -> impl Iterator<Item = &Question> {
        self.bank().iter().filter(|question| question.state == QuestionState::Unused)
    }

    /// Returns the questions that stand under a heading for questions and are in no bank, each once.
    #[must_use]
    pub fn not_in_bank(&self) -> &[NotInBank] {
        &self.not_in_bank
    }

    /// Returns how many questions a meeting carries; zeros for a note that carries none.
    #[must_use]
    pub fn meeting_counts(&self, meeting: NoteId) -> MeetingCounts {
        let uses = self.uses.of_note(meeting).iter().filter(|line| line.outcome != Outcome::Dropped);
        let mut carried: Vec<(u32, bool)> = uses.map(|line| (line.subject, line.outcome != Outcome::Asked)).collect();
        // Of the lines with the same question, one that was asked comes first.
        carried.sort_unstable();
        carried.dedup_by_key(|(subject, _)| *subject);
        let unasked = carried.iter().filter(|(_, is_unasked)| *is_unasked).count();
        MeetingCounts { prepared: carried.len(), asked: carried.len() - unasked, unasked }
    }

    /// Says whether that line of a meeting or contact, counted from 1, carries a question, so that its box is no task.
    #[must_use]
    pub fn is_question_line(&self, note: NoteId, line: u32) -> bool {
        self.uses.of_note(note).binary_search_by_key(&line, |carried| carried.line).is_ok()
    }

    fn text(&self, subject: u32) -> Arc<str> {
        let at = subject as usize;
        let loose = || self.uses.loose.get(at.saturating_sub(self.bank.questions.len()));
        self.bank.questions.get(at).map(|question| &question.text).or_else(loose).map(Arc::clone).unwrap_or_default()
    }

    fn was_asked(&self, subject: u32, person: &Person) -> bool {
        self.asked.contains(&pair(subject, person))
    }

    /// Goes through what was asked, in the order of the days.
    fn settle_asked(&mut self, index: &Index) {
        let mut carriers: Vec<_> = self.uses.carriers.iter().collect();
        carriers.sort_by_key(|carrier| (carrier.day.is_none(), carrier.day));
        for carrier in carriers {
            for line in self.uses.of(carrier).iter().filter(|line| line.outcome == Outcome::Asked) {
                let mut question = self.bank.questions.get_mut(line.subject as usize);
                for person in carrier.people(index) {
                    if self.asked.insert(pair(line.subject, person))
                        && let Some(question) = &mut question
                    {
                        question.asked_of.push(person.clone());
                    }
                }
                if let Some(question) = question {
                    question.state = QuestionState::Asked;
                    question.answers += u32::from(line.answered);
                }
            }
        }
    }

    fn settle_prepared(&mut self, index: &Index) {
        for carrier in &self.uses.carriers {
            for line in self.uses.of(carrier).iter().filter(|line| line.outcome == Outcome::Prepared) {
                let Some(question) = self.bank.questions.get_mut(line.subject as usize) else { continue };
                question.state = question.state.max(QuestionState::Prepared);
                let is_open = |person: &&Person| {
                    carrier.place == Place::Ahead || !self.asked.contains(&pair(line.subject, person))
                };
                let everyone = carrier.people(index);
                let mut people = Vec::with_capacity(everyone.len());
                people.extend(everyone.iter().filter(is_open).cloned());
                if !people.is_empty() || everyone.is_empty() {
                    question.prepared_for.push(Preparation { people, note: carrier.note, line: line.line });
                }
            }
        }
    }
}

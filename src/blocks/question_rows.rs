//! The lists of questions as rows, each in the order to show it in.

use crate::index::{Index, NoteId, Person};
use crate::questions::{Question, QuestionState, Questions, asks_for_a_job, yes_no_opening};
use crate::standing::Standing;

/// A question of a bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionRow {
    /// The question.
    pub text: Box<str>,
    /// The headings above it, joined by ` / `; empty where there are none.
    pub category: Box<str>,
    /// The bank.
    pub note: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
}

/// A question that a meeting carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedRow {
    /// The question.
    pub text: Box<str>,
    /// Its category in the bank; empty where it is in none.
    pub category: Box<str>,
    /// Whom the meeting is with.
    pub people: Vec<Person>,
    /// The meeting.
    pub meeting: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
}

/// A bank's question that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRow {
    /// The question.
    pub question: QuestionRow,
    /// Whom it was asked.
    pub people: Vec<Person>,
    /// How many answers were written down.
    pub answers: usize,
}

/// What is not yet asked of whoever is met next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextRows {
    /// The next meeting.
    pub meeting: NoteId,
    /// The questions.
    pub rows: Vec<QuestionRow>,
}

/// The lists of questions (DESIGN §4), each in the order to show it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuestionRows {
    /// Prepared for a meeting that was held, and not asked there.
    pub prepared: Vec<CarriedRow>,
    /// Not yet asked of whoever is met next.
    pub next: Option<NextRows>,
    /// Never asked anyone.
    pub never: Vec<QuestionRow>,
    /// Asked of somebody.
    pub asked: Vec<AskedRow>,
    /// Written in a meeting and in no bank.
    pub offered: Vec<CarriedRow>,
}

impl QuestionRows {
    /// Reads the lists from what became of every question.
    #[must_use]
    pub fn new(index: &Index, standing: &Standing, questions: &Questions) -> Self {
        let row = |question: &Question| QuestionRow {
            text: question.text.as_ref().into(),
            category: question.category.clone(),
            note: question.note,
            line: question.line,
        };
        let asked = questions.bank().iter().filter(|question| question.state == QuestionState::Asked);
        let prepared = questions.prepared_not_asked().iter().filter(|unasked| unasked.planned_again.is_none());
        Self {
            prepared: prepared
                .map(|unasked| CarriedRow {
                    text: unasked.text.as_ref().into(),
                    category: "".into(),
                    people: unasked.people.clone(),
                    meeting: unasked.note,
                    line: unasked.line,
                })
                .collect(),
            next: questions.for_next(index, standing).map(|next| NextRows {
                meeting: next.meeting,
                rows: next.suggestions.iter().map(|suggestion| row(suggestion.question)).collect(),
            }),
            never: questions.never_asked().map(row).collect(),
            asked: asked
                .map(|question| AskedRow {
                    question: row(question),
                    people: question.asked_of.clone(),
                    answers: usize::try_from(question.answers).unwrap_or(usize::MAX),
                })
                .collect(),
            // What `check` warns about is nothing to keep.
            offered: questions
                .not_in_bank()
                .iter()
                .filter(|stranger| !asks_for_a_job(&stranger.text) && yes_no_opening(&stranger.text).is_none())
                .map(|stranger| CarriedRow {
                    text: stranger.text.as_ref().into(),
                    category: "".into(),
                    people: stranger.people.clone(),
                    meeting: stranger.note,
                    line: stranger.line,
                })
                .collect(),
        }
    }
}

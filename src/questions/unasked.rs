//! Questions to take back to somebody, and questions to take into a bank.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::index::{Index, NoteId, Person};
use crate::model::Day;

use super::Questions;
use super::keys::{KeyMap, KeySet, pair};
use super::uses::{Carrier, Outcome, Place, Use};

/// A question that was prepared and not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unasked {
    /// The question: as the bank writes it, if it is in one.
    pub text: Arc<str>,
    /// To whom to take it back; empty where the meeting does not say with whom it was.
    pub people: Vec<Person>,
    /// The meeting or contact.
    pub note: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
    /// The day of the meeting.
    pub day: Option<Day>,
    /// A planned meeting with one of these people that carries the question again.
    pub planned_again: Option<NoteId>,
}

/// A question that stands under a heading for questions, in no bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotInBank {
    /// The question.
    pub text: Arc<str>,
    /// The first meeting or contact that carries it.
    pub note: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
    /// Everybody for whom it was prepared or of whom it was asked.
    pub people: Vec<Person>,
}

/// Lists what is past and was not asked, the most recent meeting first, each question once for each person.
pub(super) fn prepared_not_asked(questions: &Questions, index: &Index) -> Vec<Unasked> {
    let planned = planned(questions, index);
    let mut carriers: Vec<&Carrier> =
        questions.uses.carriers.iter().filter(|carrier| carrier.place != Place::Ahead).collect();
    carriers.sort_by_key(|carrier| (carrier.day.is_none(), Reverse(carrier.day)));
    let mut seen = KeySet::default();
    let mut rows = Vec::new();
    for carrier in carriers {
        let uses = questions.uses.of(carrier);
        let everyone = carrier.people(index);
        // Without people, a question is at least shown once, and not where the same note shows that it was asked.
        let mut here = if everyone.is_empty() { asked_there(uses) } else { KeySet::default() };
        for line in uses.iter().filter(|line| line.outcome == Outcome::Prepared) {
            if everyone.is_empty() && !here.insert(u64::from(line.subject)) {
                continue;
            }
            let mut people = Vec::new();
            for person in everyone {
                if !questions.was_asked(line.subject, person) && seen.insert(pair(line.subject, person)) {
                    people.push(person.clone());
                }
            }
            if people.is_empty() && !everyone.is_empty() {
                continue;
            }
            rows.push(Unasked {
                text: questions.text(line.subject),
                planned_again: people.iter().find_map(|person| planned.get(&pair(line.subject, person)).copied()),
                people,
                note: carrier.note,
                line: line.line,
                day: carrier.day,
            });
        }
    }
    rows
}

/// Returns the questions that a note shows as asked.
fn asked_there(uses: &[Use]) -> KeySet {
    uses.iter().filter(|line| line.outcome == Outcome::Asked).map(|line| u64::from(line.subject)).collect()
}

/// Returns which question a planned meeting carries for whom.
fn planned(questions: &Questions, index: &Index) -> KeyMap<NoteId> {
    let mut planned = KeyMap::default();
    for carrier in questions.uses.carriers.iter().filter(|carrier| carrier.place == Place::Ahead) {
        for line in questions.uses.of(carrier).iter().filter(|line| line.outcome == Outcome::Prepared) {
            for person in carrier.people(index) {
                planned.entry(pair(line.subject, person)).or_insert(carrier.note);
            }
        }
    }
    planned
}

/// Lists the questions that are in no bank, in the order of notes and lines.
pub(super) fn not_in_bank(questions: &Questions, index: &Index) -> Vec<NotInBank> {
    let bank_size = questions.bank().len();
    let mut places: KeyMap<usize> = KeyMap::default();
    let mut seen = KeySet::default();
    let mut rows: Vec<NotInBank> = Vec::new();
    for carrier in &questions.uses.carriers {
        for line in questions.uses.of(carrier).iter().filter(|line| line.outcome != Outcome::Dropped) {
            let text = questions.text(line.subject);
            // A link to a block that no bank has is no question to add to one.
            if (line.subject as usize) < bank_size || text.contains("#^") {
                continue;
            }
            let at = *places.entry(u64::from(line.subject)).or_insert_with(|| {
                rows.push(NotInBank { text, note: carrier.note, line: line.line, people: Vec::new() });
                rows.len() - 1
            });
            for person in carrier.people(index) {
                if seen.insert(pair(line.subject, person))
                    && let Some(row) = rows.get_mut(at)
                {
                    row.people.push(person.clone());
                }
            }
        }
    }
    rows
}

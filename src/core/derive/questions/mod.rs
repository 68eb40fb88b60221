//! Questions: what the banks hold, what became of each, and which are still unused (`docs/format.md#questions`).
//!
//! A function of the index and the day. Nothing here reads a file or a clock, and no near miss ever counts as a match.

mod bank;
mod history;
mod keys;
mod lint;
mod named;
mod next;
mod report;
pub(crate) mod starter;
#[cfg(test)]
mod tests;
mod unasked;
mod uses;
mod wording;
pub(crate) mod unbanked;
pub(crate) mod ranking;
pub(crate) mod near_duplicates;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::core::base::text::{question_key, short_id};
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person, Touched};
use crate::core::model::NoteKind;

use crate::core::derive::questions::unbanked::Unbanked;
use bank::Bank;
use keys::{KeyMap, Subject, pair, person_key};
use unasked::Rows;
pub(crate) use unasked::Unasked;
use uses::{QuestionNote, QuestionUse, TalkOutcome, Uses};

pub(crate) use crate::core::derive::questions::ranking::{
    Choice, ChooseOptions, Fit, Reason, USUAL_LENGTH, questions_for,
};
pub(crate) use crate::core::derive::questions::ranking::{is_in, subject_words};
pub(crate) use crate::core::derive::questions::unbanked::NotInBank;
pub(crate) use history::{Asking, History};
pub(crate) use keys::Wordings;
pub(crate) use named::{Named, word};
pub(crate) use next::Aim;
pub(crate) use report::{Twin, sort_by_earnings};
pub(crate) use wording::asks_for_a_job;

/// Returns the id by which a question is named on the command line; equal questions have the same.
#[must_use]
pub(crate) fn question_id(text: &str) -> String {
    short_id(question_key(text) >> 24)
}

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

/// A question of the banks; equal ones are one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The question as the first bank that holds it writes it.
    pub text: Box<str>,
    /// The headings above it, joined by ` / `.
    pub category: Box<str>,
    /// Its tags in all banks, without `#`.
    pub tags: Vec<Box<str>>,
    /// The first bank that holds it.
    pub note: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
    /// Whether it is one of those that `init` writes into a new vault.
    pub is_starter: bool,
    /// How many times it was asked and has text under it.
    pub answers: u32,
    /// Its place among the shelves of the bank.
    shelf: u32,
    /// How many lines record that it was asked.
    asked: u32,
    /// How many lines hold it prepared and not asked there.
    prepared: u32,
}

impl Question {
    /// Returns what became of it.
    #[must_use]
    pub const fn state(&self) -> QuestionState {
        match (self.asked, self.prepared) {
            (0, 0) => QuestionState::Unused,
            (0, _) => QuestionState::Prepared,
            _ => QuestionState::Asked,
        }
    }
}

/// How many questions a meeting has; one that appears twice counts once.
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
#[derive(Debug, Default)]
pub struct Questions {
    bank: Bank,
    uses: Uses,
    /// How many lines say that a question was asked of a person (`keys::pair`); never 0.
    asked: KeyMap<u32>,
    unasked: Rows,
    loose: Unbanked,
    /// The notes in which an answer names people to talk to.
    naming: BTreeSet<NoteId>,
}

impl Questions {
    /// Derives what became of every question.
    #[must_use]
    pub fn new(index: &Index, standing: &Statuses) -> Self {
        let mut questions = Self { bank: Bank::new(index), ..Self::default() };
        let ids: Vec<NoteId> = index.notes().map(|(id, _)| id).collect();
        let read = |id| Some((id, QuestionNote::read(index, standing, &questions.bank, id)?));
        let carriers: Vec<(NoteId, QuestionNote)> = ids.into_par_iter().filter_map(read).collect();
        questions.loose = Unbanked::new(index, &carriers);
        for (id, carrier) in carriers {
            questions.put_in(id, carrier);
        }
        questions.settle_all(index);
        questions
    }

    /// Takes in what an update of the index touched. The index and the standing are those after the change, on the same
    /// day as before.
    ///
    /// Its cost grows with the notes about the people of these notes, not with the vault; after a change of a bank
    /// everything is derived again.
    pub fn update(&mut self, index: &Index, standing: &Statuses, touched: &Touched) {
        let is_bank = |id: &NoteId| matches!(index.note(*id).kind, NoteKind::Questions(_));
        let (gone, changed) = (&touched.gone, &touched.changed);
        if gone.iter().chain(changed).any(|id| self.bank.is_of(*id)) || changed.iter().any(is_bank) {
            *self = Self::new(index, standing);
            return;
        }
        // What a box asks is a question only in a talk, and an item was asked only in one that was held: both depend on the
        // people.
        let asks = |id: &NoteId| !index.note(*id).carried.is_empty();
        let ids: BTreeSet<NoteId> =
            changed.iter().copied().chain(index.meetings_of_touched(touched).filter(asks)).collect();
        // The ids of notes that are gone may be in use again: everything is taken out before anything is put in.
        let all: BTreeSet<NoteId> = gone.iter().chain(&ids).copied().collect();
        let old: Vec<(NoteId, QuestionNote)> =
            all.into_iter().filter_map(|id| Some((id, self.uses.take(id)?))).collect();
        let read = |id| Some((id, QuestionNote::read(index, standing, &self.bank, id)?));
        let new: Vec<(NoteId, QuestionNote)> = ids.into_iter().filter_map(read).collect();
        self.loose.exchange(index, &old, &new);
        let mut people: BTreeSet<Person> = BTreeSet::new();
        for (_, carrier) in old.iter().chain(&new) {
            people.extend(carrier.people.iter().cloned());
        }
        for (id, carrier) in &old {
            self.count(carrier, false);
            self.unasked.take_out(*id, carrier);
            self.naming.remove(id);
        }
        for (id, carrier) in new {
            self.put_in(id, carrier);
        }
        for person in &people {
            self.settle(index, person);
        }
    }

    fn put_in(&mut self, id: NoteId, carrier: QuestionNote) {
        self.count(&carrier, true);
        self.unasked.put_in(id, &carrier);
        if carrier.lines.iter().any(|line| line.names) {
            self.naming.insert(id);
        }
        self.uses.put(id, carrier);
    }

    /// Adds the asked and prepared questions of a note to the counts, or takes them off.
    fn count(&mut self, carrier: &QuestionNote, is_in: bool) {
        let step = |count: &mut u32| *count = if is_in { count.saturating_add(1) } else { count.saturating_sub(1) };
        for line in &carrier.lines {
            let is_asked = line.outcome == TalkOutcome::Asked;
            for person in carrier.people.iter().filter(|_| is_asked) {
                let key = pair(line.subject, person_key(person));
                let count = self.asked.entry(key).or_default();
                step(count);
                if *count == 0 {
                    self.asked.remove(&key);
                }
            }
            let Some(place) = line.subject.place() else { continue };
            let Some(question) = self.bank.questions.get_mut(place as usize) else { continue };
            let before = question.state();
            match line.outcome {
                TalkOutcome::Asked => {
                    step(&mut question.asked);
                    if line.answered {
                        step(&mut question.answers);
                    }
                }
                TalkOutcome::Prepared => step(&mut question.prepared),
                TalkOutcome::Dropped => {}
            }
            if question.state() != before {
                self.bank.reshelve(place, before);
            }
        }
    }

    /// Returns every question of the banks, in the order of paths and lines.
    #[must_use]
    pub fn bank(&self) -> &[Question] {
        &self.bank.questions
    }

    /// Returns the questions of the banks that were neither asked nor prepared, in the order of the banks.
    #[must_use]
    pub fn never_asked(&self) -> impl ExactSizeIterator<Item = &Question> {
        self.bank.unused.iter().map(|place| self.question(*place))
    }

    #[expect(clippy::indexing_slicing, reason = "places are made by the bank only")]
    fn question(&self, place: u32) -> &Question {
        &self.bank.questions[place as usize]
    }

    /// Returns how many questions a meeting carries; zeros for a note that carries none.
    #[must_use]
    pub fn meeting_counts(&self, meeting: NoteId) -> MeetingCounts {
        let uses = self.uses.lines(meeting).iter().filter(|line| line.outcome != TalkOutcome::Dropped);
        let mut carried: Vec<(Subject, bool)> =
            uses.map(|line| (line.subject, line.outcome != TalkOutcome::Asked)).collect();
        // Of the lines with the same question, one that was asked comes first.
        carried.sort_unstable();
        carried.dedup_by_key(|(subject, _)| *subject);
        let unasked = carried.iter().filter(|(_, is_unasked)| *is_unasked).count();
        MeetingCounts { prepared: carried.len(), asked: carried.len() - unasked, unasked }
    }

    /// Returns the questions in somebody's own note that are still to be put to them. Once they were met, a question without a
    /// box may have been.
    pub fn to_ask<'q>(
        &'q self,
        index: &'q Index,
        standing: &Statuses,
        contact: NoteId,
    ) -> impl Iterator<Item = &'q str> {
        let carried = &index.note(contact).carried;
        let is_met = !carried.is_empty() && standing.is_met(index, contact);
        let is_open = move |line: &&QuestionUse| {
            let has_box = carried.get(line.at as usize).is_some_and(|question| question.has_box);
            line.outcome == TalkOutcome::Prepared && (has_box || !is_met)
        };
        self.uses.lines(contact).iter().filter(is_open).map(|line| self.text(index, line.subject))
    }

    /// Returns the questions in the notes of the people of a talk ahead that are still to be put to them; `None` of another
    /// note is a person.
    pub fn to_ask_in<'q>(
        &'q self,
        index: &'q Index,
        standing: &'q Statuses,
        talk: NoteId,
    ) -> impl Iterator<Item = &'q str> {
        let own = index.note(talk).as_contact().map(|_| talk);
        let of_people = index.people(talk).iter().filter_map(move |person| match person {
            Person::Known(id) if own.is_none() => Some(*id),
            _ => None,
        });
        own.into_iter().chain(of_people).flat_map(move |id| self.to_ask(index, standing, id))
    }

    /// Returns the questions that a meeting or contact carries and that are not crossed out, in the bank's words where they
    /// are in one, and whether each was asked there.
    pub fn carried<'q>(&'q self, index: &'q Index, note: NoteId) -> impl Iterator<Item = (&'q str, bool)> {
        let uses = self.uses.lines(note).iter().filter(|line| line.outcome != TalkOutcome::Dropped);
        uses.map(|line| (self.text(index, line.subject), line.outcome == TalkOutcome::Asked))
    }

    /// Returns whether that line of a meeting or contact, counted from 1, carries a question, so that its box is not a
    /// task.
    #[must_use]
    pub fn is_question_line(&self, note: NoteId, line: u32) -> bool {
        self.uses.lines(note).binary_search_by_key(&line, |carried| carried.line).is_ok()
    }

    fn text<'q>(&'q self, index: &'q Index, subject: Subject) -> &'q str {
        let in_bank = subject.place().and_then(|at| self.bank.questions.get(at as usize));
        in_bank.map_or_else(|| self.loose.text(index, subject), |question| &question.text)
    }

    fn was_asked(&self, subject: Subject, person: &Person) -> bool {
        self.asked.contains_key(&pair(subject, person_key(person)))
    }
}

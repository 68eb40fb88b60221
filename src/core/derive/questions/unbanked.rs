//! Questions that are in no bank, and which of them to take into one.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::core::base::Location;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::NoteQuestion;

use crate::core::derive::questions::Questions;
use crate::core::derive::questions::keys::{KeySet, Subject, person_key};
use crate::core::derive::questions::uses::{QuestionNote, TalkOutcome};
use crate::core::derive::questions::wording::{asks_for_a_job, yes_no_opening};

/// A question that is under a heading for questions, in no bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotInBank<'q> {
    /// The question.
    pub text: &'q str,
    /// The first meeting or contact that carries it.
    pub note: NoteId,
    /// Its place there.
    pub location: Location,
    at: u32,
    subject: Subject,
}

/// A question and its place: the note (`None` comes before all notes), and the place among the note's questions.
type LooseLine = (Subject, Option<NoteId>, u32);

/// A note, and the place among what it carries.
type LinePosition = (NoteId, u32);

/// The places of questions in no bank.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unbanked {
    /// Every line, and whether it counts; one that is crossed out only provides the words of the question.
    lines: BTreeMap<LooseLine, bool>,
    /// The questions worth asking again, by the first place where they count.
    offered: BTreeMap<LinePosition, Subject>,
}

/// Returns the lines of a note with questions in no bank, and whether they count.
fn lines(note: NoteId, carrier: &QuestionNote) -> impl Iterator<Item = (LooseLine, bool)> {
    let lines = carrier.lines.iter().filter(|line| line.subject.is_loose());
    lines.map(move |line| ((line.subject, Some(note), line.at), line.outcome != TalkOutcome::Dropped))
}

/// Returns the first of the lines of a question that counts.
fn counting(mut lines: impl Iterator<Item = (LooseLine, bool)>) -> Option<LinePosition> {
    let ((_, note, at), _) = lines.find(|(_, counts)| *counts)?;
    Some((note?, at))
}

/// Returns what the note carries there.
fn carried(index: &Index, (note, at): LinePosition) -> Option<&NoteQuestion> {
    index.note(note).carried.get(at as usize)
}

impl Unbanked {
    /// Finds the questions that are in no bank.
    pub(super) fn new(index: &Index, carriers: &[(NoteId, QuestionNote)]) -> Self {
        let mut all: Vec<(LooseLine, bool)> =
            carriers.iter().flat_map(|(note, carrier)| lines(*note, carrier)).collect();
        all.par_sort_unstable();
        let mut subjects: Vec<Subject> = all.iter().map(|((subject, ..), _)| *subject).collect();
        subjects.dedup();
        let mut loose = Self { lines: all.into_iter().collect(), offered: BTreeMap::new() };
        loose.offered = subjects.into_par_iter().filter_map(|subject| loose.offer(index, subject)).collect();
        loose
    }

    /// Replaces the old questions of notes by their new ones.
    pub(super) fn exchange(&mut self, index: &Index, old: &[(NoteId, QuestionNote)], new: &[(NoteId, QuestionNote)]) {
        let [old, new]: [Vec<(LooseLine, bool)>; 2] =
            [old, new].map(|all| all.iter().flat_map(|(note, carrier)| lines(*note, carrier)).collect());
        let subjects: BTreeSet<Subject> = old.iter().chain(&new).map(|((subject, ..), _)| *subject).collect();
        for subject in &subjects {
            if let Some(spot) = counting(self.lines(*subject)) {
                self.offered.remove(&spot);
            }
        }
        for (line, _) in old {
            self.lines.remove(&line);
        }
        self.lines.extend(new);
        let offers: Vec<_> = subjects.into_iter().filter_map(|subject| self.offer(index, subject)).collect();
        self.offered.extend(offers);
    }

    /// Returns the lines of a question, in the order of notes and lines.
    fn lines(&self, subject: Subject) -> impl Iterator<Item = (LooseLine, bool)> {
        let from_here = self.lines.range((subject, None, 0)..).map(|(line, counts)| (*line, *counts));
        from_here.take_while(move |((other, ..), _)| *other == subject)
    }

    /// Returns the words of a question from its first line, even if that is crossed out.
    pub(super) fn text<'i>(&self, index: &'i Index, subject: Subject) -> &'i str {
        let first = self.lines(subject).next().and_then(|((_, note, at), _)| Some((note?, at)));
        first.and_then(|first| carried(index, first)).map_or("", NoteQuestion::text)
    }

    /// Returns a question and its place; `None` if it is crossed out everywhere.
    fn question<'i>(&self, index: &'i Index, subject: Subject) -> Option<NotInBank<'i>> {
        let spot = counting(self.lines(subject))?;
        let text = self.text(index, subject);
        // A link to a block that no bank has is not a question to add to one.
        (!text.contains("#^")).then_some(NotInBank {
            text,
            note: spot.0,
            location: carried(index, spot)?.location,
            at: spot.1,
            subject,
        })
    }

    /// Returns a question with its spot, if it is worth asking again. What `check` warns about is not.
    fn offer(&self, index: &Index, subject: Subject) -> Option<(LinePosition, Subject)> {
        let question = self.question(index, subject)?;
        let is_worth_it = !asks_for_a_job(question.text) && yes_no_opening(question.text).is_none();
        is_worth_it.then_some(((question.note, question.at), subject))
    }
}

impl Questions {
    /// Returns the questions that are under a heading for questions and are in no bank, each once, in the order of
    /// notes and lines.
    #[must_use]
    pub fn not_in_bank<'q>(&'q self, index: &'q Index) -> Vec<NotInBank<'q>> {
        let mut subjects: Vec<Subject> = self.loose.lines.keys().map(|(subject, ..)| *subject).collect();
        subjects.dedup();
        let found = subjects.into_iter().filter_map(|subject| self.loose.question(index, subject));
        let mut all: Vec<NotInBank<'q>> = found.collect();
        all.sort_unstable_by_key(|question| (question.note, question.at));
        all
    }

    /// Returns those of them that are worth asking again: not those for a job or those that yes or no answers.
    pub fn offered<'q>(&'q self, index: &'q Index) -> impl Iterator<Item = NotInBank<'q>> {
        self.loose.offered.values().filter_map(|subject| self.loose.question(index, *subject))
    }

    /// Returns how many are worth asking again.
    #[must_use]
    pub fn offered_count(&self) -> usize {
        self.loose.offered.len()
    }

    /// Returns everybody who was asked such a question or for whom it was prepared.
    #[must_use]
    pub fn people_of(&self, question: &NotInBank<'_>) -> Vec<Person> {
        let mut seen = KeySet::default();
        let lines = self.loose.lines(question.subject).filter(|(_, counts)| *counts);
        let carriers = lines.filter_map(|((_, note, _), _)| self.uses.of(note?));
        carriers.flat_map(|carrier| &carrier.people).filter(|person| seen.insert(person_key(person))).cloned().collect()
    }
}

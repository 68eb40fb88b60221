//! The questions of all banks as one list: equal ones merged, each found by its wordings and its block ids.

use std::collections::{BTreeSet, HashMap};

use crate::core::base::text::{fold_name, name_key, question_key};
use crate::core::base::{Location, strip_extension};
use crate::core::index::{Index, NoteId};
use crate::core::model::goals::{Goal, Service};
use crate::core::model::vocabulary::asks_for_people;
use crate::core::model::{BankQuestion, NoteKind, NoteQuestion, QuestionPlace};

use super::keys::{KeyMap, Subject};
use super::{Question, QuestionState, starter};

/// The goal of questions that ask whom else to talk to.
const FOR_PEOPLE: &str = "more-contacts";

/// A question that an earlier bank line already has.
#[derive(Debug)]
pub(super) struct Repeat {
    /// The bank.
    pub(super) note: NoteId,
    /// The place of the later one.
    pub(super) location: Location,
    /// The text of the later one.
    pub(super) text: Box<str>,
    /// The note and line of the earlier one.
    pub(super) first: (NoteId, u32),
}

/// What a block link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockTarget {
    /// One question.
    Found(u32),
    /// No question of a bank.
    Missing,
    /// Several questions, and the link does not say which bank is meant.
    Ambiguous,
}

/// The questions that have the same tags, by their places in the order of the banks.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pub(super) tags: Vec<Box<str>>,
    /// Those that were asked of nobody.
    pub(super) fresh: BTreeSet<u32>,
    /// The others.
    pub(super) asked: BTreeSet<u32>,
}

/// The united banks.
#[derive(Debug, Default)]
pub(super) struct Bank {
    /// The questions, in the order of paths and lines.
    pub(super) questions: Vec<Question>,
    /// Those that were merged into an earlier one.
    pub(super) repeats: Vec<Repeat>,
    /// The questions by their combinations of tags: there are few of these, however many questions there are.
    pub(super) shelves: Vec<Shelf>,
    /// The places of the questions that were neither asked nor prepared.
    pub(super) unused: BTreeSet<u32>,
    /// The notes with these questions, in the order of their paths.
    notes: Vec<NoteId>,
    by_key: KeyMap<u32>,
    by_block: KeyMap<Vec<(NoteId, u32)>>,
}

impl Bank {
    /// Unites the banks of a vault.
    pub(super) fn new(index: &Index) -> Self {
        let entries: Vec<(NoteId, &BankQuestion)> = index
            .notes()
            .filter_map(|(id, note)| match &note.kind {
                NoteKind::Questions(bank) => Some((id, bank)),
                _ => None,
            })
            .flat_map(|(id, bank)| bank.questions.iter().map(move |question| (id, question)))
            .collect();
        let mut bank = Self { notes: entries.iter().map(|(note, _)| *note).collect(), ..Self::default() };
        bank.notes.dedup();
        let roots = bank.merge(&entries);
        // The first of equal questions comes before the others, so it has its place by the time they need it.
        let mut places: Vec<u32> = Vec::with_capacity(entries.len());
        for (at, ((note, entry), root)) in entries.iter().zip(&roots).enumerate() {
            let place = match places.get(*root) {
                Some(place) if *root != at => *place,
                _ => bank.add(*note, entry),
            };
            places.push(place);
            bank.unite(place, *note, entry);
        }
        bank.sort_by_state();
        bank
    }

    /// Puts each question on the shelf of its tags.
    fn sort_by_state(&mut self) {
        let mut known: HashMap<&[Box<str>], u32> = HashMap::new();
        let mut shelf_of = Vec::with_capacity(self.questions.len());
        for (place, question) in (0..).zip(&self.questions) {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            let at = *known.entry(&question.tags).or_insert(next);
            if at == next {
                self.shelves.push(Shelf { tags: question.tags.clone(), ..Shelf::default() });
            }
            if let Some(shelf) = self.shelves.get_mut(at as usize) {
                shelf.fresh.insert(place);
            }
            shelf_of.push(at);
            self.unused.insert(place);
        }
        for (question, shelf) in self.questions.iter_mut().zip(shelf_of) {
            question.shelf = shelf;
        }
    }

    /// Records that the state of a question changed.
    pub(super) fn reshelve(&mut self, place: u32, before: QuestionState) {
        let Some(question) = self.questions.get(place as usize) else { return };
        let now = question.state();
        if let Some(shelf) = self.shelves.get_mut(question.shelf as usize) {
            match (before == QuestionState::Asked, now == QuestionState::Asked) {
                (false, true) => drop((shelf.fresh.remove(&place), shelf.asked.insert(place))),
                (true, false) => drop((shelf.asked.remove(&place), shelf.fresh.insert(place))),
                _ => {}
            }
        }
        if now == QuestionState::Unused {
            self.unused.insert(place);
        } else {
            self.unused.remove(&place);
        }
    }

    /// Returns whether it has questions from that note.
    pub(super) fn is_of(&self, note: NoteId) -> bool {
        self.notes.binary_search(&note).is_ok()
    }

    /// Returns, for each entry, the first entry that it is equal to, and notes the repetitions.
    fn merge(&mut self, entries: &[(NoteId, &BankQuestion)]) -> Vec<usize> {
        let mut roots: Vec<usize> = (0..entries.len()).collect();
        let mut first: KeyMap<usize> = KeyMap::default();
        for (at, (note, entry)) in entries.iter().enumerate() {
            let mut earlier = None;
            for key in &entry.keys {
                let other = *first.entry(*key).or_insert(at);
                if other != at {
                    earlier = Some(earlier.map_or(other, |known: usize| known.min(other)));
                    let (a, b) = (root(&mut roots, at), root(&mut roots, other));
                    if let Some(later) = roots.get_mut(a.max(b)) {
                        *later = a.min(b);
                    }
                }
            }
            if let Some((first_note, first)) = earlier.and_then(|earlier| entries.get(earlier)) {
                let first = (*first_note, first.location.line);
                let (location, text) = (entry.location, entry.text.clone());
                self.repeats.push(Repeat { note: *note, location, text, first });
            }
        }
        (0..entries.len()).map(|at| root(&mut roots, at)).collect()
    }

    fn add(&mut self, note: NoteId, entry: &BankQuestion) -> u32 {
        let place = u32::try_from(self.questions.len()).unwrap_or(u32::MAX);
        self.questions.push(Question {
            text: entry.text.clone(),
            category: entry.category.clone(),
            tags: Vec::new(),
            note,
            line: entry.location.line,
            is_starter: entry.keys.first().is_some_and(|key| starter::has(*key)),
            answers: 0,
            shelf: 0,
            asked: 0,
            prepared: 0,
        });
        place
    }

    /// Adds the wordings, tags and block ids of an entry to its question.
    fn unite(&mut self, place: u32, note: NoteId, entry: &BankQuestion) {
        for key in &entry.keys {
            self.by_key.insert(*key, place);
        }
        for id in &entry.block_ids {
            self.by_block.entry(name_key(id)).or_default().push((note, place));
        }
        if let Some(question) = self.questions.get_mut(place as usize) {
            for tag in &entry.tags {
                if !question.tags.contains(tag) {
                    question.tags.push(tag.clone());
                }
            }
        }
    }

    /// Returns the question that an item carries, and whether its answer stands behind it: the question that its block
    /// link names, or whose wording it is, or with whose longest wording it begins; otherwise its own words, if it says
    /// that it is a question. Outside of headings for questions, only an item of a talk says so.
    pub(super) fn find(&self, index: &Index, carried: &NoteQuestion, is_talk: bool) -> Option<(Subject, bool)> {
        let by_block = match carried.block_link().map(|link| self.follow(index, link)) {
            Some(BlockTarget::Found(place)) => Some((place, false)),
            _ => None,
        };
        let is_unlinked = carried.block_link().is_none();
        let known = |key: &u64| self.by_key.get(key).copied();
        let in_bank = by_block
            .or_else(|| known(&carried.key).map(|place| (place, false)))
            // Whoever links to a question does not mean another one.
            .or_else(|| carried.beginnings.iter().find_map(known).filter(|_| is_unlinked).map(|place| (place, true)));
        if let Some((place, has_answer)) = in_bank {
            return Some((Subject::in_bank(place), has_answer));
        }
        let is_question = carried.is_declared() || (carried.place == QuestionPlace::Boxed && is_talk);
        let key = is_question.then(|| question_key(carried.text()))?;
        Some((Subject::loose(key), key != carried.key))
    }

    /// Says whether a question that a note carries asks whom else to talk to.
    pub(super) fn is_for_people(&self, subject: Subject, carried: &NoteQuestion) -> bool {
        match subject.place().and_then(|place| self.questions.get(place as usize)) {
            Some(Question { text, category, .. }) => {
                let goal = Goal::find(FOR_PEOPLE);
                asks_for_people(text) || goal.is_some_and(|goal| goal.served_by(category, text) == Service::Words)
            }
            None => asks_for_people(carried.text()),
        }
    }

    /// Follows a link such as `Questions#^culture`. The note counts only where several banks use the id.
    pub(super) fn follow(&self, index: &Index, link: &str) -> BlockTarget {
        let (target, id) = link.rsplit_once("#^").unwrap_or(("", link));
        let Some(found) = self.by_block.get(&name_key(id)) else { return BlockTarget::Missing };
        let one = |mut places: Box<dyn Iterator<Item = u32> + '_>| match places.next() {
            Some(place) if places.all(|other| other == place) => Some(place),
            _ => None,
        };
        one(Box::new(found.iter().map(|(_, place)| *place)))
            .or_else(|| {
                let is_meant = |note: NoteId| leads_to(target, index.note(note).path.as_str());
                one(Box::new(found.iter().filter(move |(note, _)| is_meant(*note)).map(|(_, place)| *place)))
            })
            .map_or(BlockTarget::Ambiguous, BlockTarget::Found)
    }
}

/// Returns whether a link's target, a path or the end of one, means the note at `path`.
fn leads_to(target: &str, path: &str) -> bool {
    let target = fold_name(strip_extension(target.trim_start_matches(['.', '/']))).into_owned();
    let path = fold_name(strip_extension(path)).into_owned();
    !target.is_empty() && path.strip_suffix(&*target).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Returns the first of the entries that `at` is equal to, and shortens the way there.
fn root(roots: &mut [usize], mut at: usize) -> usize {
    while let Some(&above) = roots.get(at).filter(|above| **above != at) {
        let next = roots.get(above).copied().unwrap_or(above);
        if let Some(entry) = roots.get_mut(at) {
            *entry = next;
        }
        at = next;
    }
    at
}

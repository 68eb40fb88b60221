//! Questions to take back to somebody: prepared, past, and not asked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::core::index::{Index, NoteId, Person};
use crate::core::model::Day;

use super::Questions;
use super::keys::{KeyMap, KeySet, Subject, pair, person_key};
use super::uses::{AskedPlace, QuestionNote, QuestionUse, TalkOutcome};

/// A question that was prepared and not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unasked<'q> {
    /// The question: as the bank writes it, if it is in one.
    pub text: &'q str,
    /// The people to take it back to; empty if the meeting names nobody.
    pub people: Vec<Person>,
    /// The meeting or contact.
    pub note: NoteId,
    /// Its line there, counted from 1.
    pub line: u32,
    /// The day of the meeting.
    pub day: Option<Day>,
    /// A planned meeting with one of these people that carries the question again.
    pub planned_again: Option<NoteId>,
    /// The question, as it is looked up.
    pub(super) subject: Subject,
}

/// The place of a row in the list: the most recent meeting first, those without a day last; and the place of the
/// question in its note.
type RowKey = (bool, Reverse<Option<Day>>, NoteId, u32);

fn row_key(note: NoteId, carrier: &QuestionNote, line: &QuestionUse) -> RowKey {
    (carrier.day.is_none(), Reverse(carrier.day), note, line.at)
}

/// Somebody to take a question back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    /// Their place among the people of the note.
    seat: u32,
    /// The first planned meeting with them that carries the question again.
    planned: Option<NoteId>,
}

/// Whether to list the person who sits there in a row.
#[derive(Clone, Copy)]
struct AskedVerdict {
    row: RowKey,
    seat: u32,
    listed: Option<Listed>,
}

/// Past questions that were not asked, each once for each person.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    rows: BTreeMap<RowKey, Vec<Listed>>,
    /// How many of them no planned meeting carries again.
    open: usize,
}

fn planned_again(people: &[Listed]) -> Option<NoteId> {
    people.iter().find_map(|listed| listed.planned)
}

impl Rows {
    fn insert(&mut self, key: RowKey, people: Vec<Listed>) {
        self.open += usize::from(planned_again(&people).is_none());
        self.rows.insert(key, people);
    }

    fn remove(&mut self, key: &RowKey) -> Option<Vec<Listed>> {
        let people = self.rows.remove(key)?;
        self.open = self.open.saturating_sub(usize::from(planned_again(&people).is_none()));
        Some(people)
    }

    /// Takes out the rows of a note.
    pub(super) fn take_out(&mut self, note: NoteId, carrier: &QuestionNote) {
        for line in past(carrier) {
            self.remove(&row_key(note, carrier, line));
        }
    }

    /// Adds the rows of a note that names nobody: each question once, unless it was asked there.
    pub(super) fn put_in(&mut self, note: NoteId, carrier: &QuestionNote) {
        if !carrier.people.is_empty() {
            return;
        }
        let asked = carrier.lines.iter().filter(|line| line.outcome == TalkOutcome::Asked);
        let mut here: KeySet = asked.map(|line| line.subject.key()).collect();
        for line in past(carrier).filter(|line| here.insert(line.subject.key())) {
            self.insert(row_key(note, carrier, line), Vec::new());
        }
    }

    /// Lists a person in a row, or takes them off.
    fn apply(&mut self, verdict: AskedVerdict) {
        let AskedVerdict { row, seat, listed } = verdict;
        let known = self.rows.get(&row).and_then(|people| people.iter().find(|listed| listed.seat == seat));
        if known.copied() == listed {
            return;
        }
        let mut people = self.remove(&row).unwrap_or_default();
        people.retain(|listed| listed.seat != seat);
        people.extend(listed);
        people.sort_unstable();
        if !people.is_empty() {
            self.insert(row, people);
        }
    }

    /// Adds the rows of many people at once, when none of them has any.
    fn extend(&mut self, mut all: Vec<(RowKey, Listed)>) {
        all.par_sort_unstable();
        let rows = all.chunk_by(|(row, _), (other, _)| row == other);
        let rows =
            rows.filter_map(|people| Some((people.first()?.0, people.iter().map(|(_, listed)| *listed).collect())));
        let mut rows: BTreeMap<RowKey, Vec<Listed>> = rows.collect();
        self.open += rows.values().filter(|people| planned_again(people).is_none()).count();
        self.rows.append(&mut rows);
    }
}

/// Returns the lines that were prepared and not asked there.
fn past(carrier: &QuestionNote) -> impl Iterator<Item = &QuestionUse> {
    let is_past = carrier.place != AskedPlace::Ahead;
    carrier.lines.iter().filter(move |line| is_past && line.outcome == TalkOutcome::Prepared)
}

/// A person among those of a note that carries questions.
struct TalkSlot<'u> {
    person: &'u Person,
    note: NoteId,
    carrier: &'u QuestionNote,
    at: u32,
}

impl<'u> TalkSlot<'u> {
    fn all(note: NoteId, carrier: &'u QuestionNote) -> impl Iterator<Item = Self> {
        (0..).zip(&carrier.people).map(move |(at, person)| Self { person, note, carrier, at })
    }
}

impl Questions {
    /// Returns the prepared questions that were never asked of the person they were prepared for, the most recent
    /// meeting first; also those that are in no bank.
    pub fn prepared_not_asked<'q>(&'q self, index: &'q Index) -> impl Iterator<Item = Unasked<'q>> {
        self.unasked.rows.iter().filter_map(|((_, Reverse(day), note, at), listed)| {
            let carrier = self.uses.of(*note)?;
            let line = carrier.lines.iter().find(|line| line.at == *at)?;
            let people = listed.iter().filter_map(|listed| carrier.people.get(listed.seat as usize)).cloned();
            Some(Unasked {
                text: self.text(index, line.subject),
                people: people.collect(),
                note: *note,
                line: line.line,
                day: *day,
                planned_again: planned_again(listed),
                subject: line.subject,
            })
        })
    }

    /// Returns how many of them no planned meeting carries again.
    #[must_use]
    pub const fn to_take_back(&self) -> usize {
        self.unasked.open
    }

    /// Decides again what to take back to a person.
    pub(super) fn settle(&mut self, index: &Index, person: &Person) {
        let carriers = index.carriers_of(person).into_iter().filter_map(|id| Some((id, self.uses.of(id)?)));
        let seats: Vec<TalkSlot<'_>> = carriers
            .filter_map(|(id, carrier)| TalkSlot::all(id, carrier).find(|seat| seat.person == person))
            .collect();
        for verdict in self.verdicts(&seats) {
            self.unasked.apply(verdict);
        }
    }

    /// Decides what to take back to everybody, when nothing is decided yet.
    pub(super) fn settle_all(&mut self, index: &Index) {
        let mut seats: Vec<TalkSlot<'_>> =
            self.uses.all(index).flat_map(|(id, carrier)| TalkSlot::all(id, carrier)).collect();
        seats.par_sort_unstable_by(|a, b| (a.person, a.note).cmp(&(b.person, b.note)));
        let of_each: Vec<&[TalkSlot<'_>]> = seats.chunk_by(|a, b| a.person == b.person).collect();
        let verdicts = of_each.into_par_iter().flat_map_iter(|seats| self.verdicts(seats));
        let listed = verdicts.filter_map(|verdict| Some((verdict.row, verdict.listed?))).collect();
        self.unasked.extend(listed);
    }

    /// Decides for each line that was prepared for a person whether to take it back to them. `seats` are all of theirs,
    /// in the order of paths.
    fn verdicts(&self, seats: &[TalkSlot<'_>]) -> Vec<AskedVerdict> {
        let Some(person) = seats.first().map(|seat| person_key(seat.person)) else { return Vec::new() };
        let mut planned: KeyMap<NoteId> = KeyMap::default();
        for seat in seats.iter().filter(|seat| seat.carrier.place == AskedPlace::Ahead) {
            for line in seat.carrier.lines.iter().filter(|line| line.outcome == TalkOutcome::Prepared) {
                planned.entry(line.subject.key()).or_insert(seat.note);
            }
        }
        let mut recent: Vec<&TalkSlot<'_>> = seats.iter().collect();
        recent.sort_by_key(|seat| (seat.carrier.day.is_none(), Reverse(seat.carrier.day)));
        let mut seen = KeySet::default();
        let mut verdicts = Vec::new();
        for seat in recent {
            for line in past(seat.carrier) {
                let was_asked = self.asked.contains_key(&pair(line.subject, person));
                let is_listed = !was_asked && seen.insert(line.subject.key());
                let planned = planned.get(&line.subject.key()).copied();
                verdicts.push(AskedVerdict {
                    row: row_key(seat.note, seat.carrier, line),
                    seat: seat.at,
                    listed: is_listed.then_some(Listed { seat: seat.at, planned }),
                });
            }
        }
        verdicts
    }
}

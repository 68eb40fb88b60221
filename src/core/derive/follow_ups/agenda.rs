//! What the rules find in all notes, kept in the order of the dashboard while notes change.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::core::base::diagnostic::Diagnostic;
use crate::core::base::text::fold_name;
use crate::core::config::Config;
use crate::core::derive::questions::Questions;
use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person, Touched};
use crate::core::model::{Day, Rule};

use super::{FollowUp, FollowUpId, Found, RuleInputs, duplicates};

/// Above this many notes, all cores derive them.
const WORTH_SHARING: usize = 32;

/// What the rules find on a day.
///
/// Tasks of different notes with the same words, people and day are duplicates: the nth of one note duplicates the nth
/// of another. Only the task of the note whose path comes first is shown. A task without people has no duplicates. A
/// bare `follow-up` day is not shown where a task of that day covers all its people.
#[derive(Debug, Default)]
pub struct Agenda {
    /// What was found in each note, by its slot.
    found: Vec<Option<Box<NoteFound>>>,
    open: ByDay,
    done: ByDay,
    dormant: BTreeSet<NoteId>,
    /// The days of each open follow-up that the update touched, before and after it.
    changes: BTreeMap<FollowUpId, (Due, Due)>,
}

/// Whether a follow-up is open, and when it is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Due {
    /// It is not open.
    #[default]
    Absent,
    /// It is due on that day, or has no day.
    On(Option<Day>),
}

/// What an update of the notes means for what is due.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Every contact whose follow-ups may have changed.
    pub contacts: BTreeSet<NoteId>,
    /// How many open follow-ups came up, went away or changed their day.
    pub follow_ups: usize,
}

/// The follow-ups of a note, with what decides their places among all others.
#[derive(Debug, Default, PartialEq, Eq)]
struct NoteFound {
    found: Found,
    /// The place of each follow-up among others of its day, the open ones first and then those that are done.
    places: Vec<DayPlace>,
    /// The key of each task with people, with its place among the open ones and then those that are done; sorted.
    tasks: Vec<(u64, usize)>,
    /// The places of those that another note's task duplicates or covers; sorted.
    hidden: Vec<usize>,
}

/// What decides the place of a follow-up among others of its day, or among those without a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct DayPlace {
    /// Without a day, the user's own tasks come first, then people with a referral, then the others.
    turn: u8,
    /// Without a day, the newest first.
    since: Reverse<Option<Day>>,
    rule: Option<Rule>,
    /// The folded name of the first person.
    name: Option<Arc<str>>,
}

impl DayPlace {
    fn new(index: &Index, follow_up: &FollowUp) -> Self {
        let name = follow_up.who.first().map(|person| Arc::from(fold_name(index.name(person)).as_ref()));
        let place = Self { rule: Some(follow_up.rule), name, ..Self::default() };
        if follow_up.due.is_some() {
            return place;
        }
        let note = index.note(follow_up.note);
        let day_of_talk = note.as_meeting().and_then(|meeting| meeting.date).map(|date| date.value.day);
        let turn = match follow_up.rule {
            Rule::Task => 0,
            _ if !index.people(follow_up.note).is_empty() => 1,
            _ => 2,
        };
        Self { turn, since: Reverse(follow_up.since().or(day_of_talk)), ..place }
    }
}

/// Follow-ups by their days, undated last, and within a day by their places.
#[derive(Debug, Default)]
struct ByDay(BTreeMap<(bool, Option<Day>), BTreeSet<AgendaRow>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct AgendaRow {
    /// Whether its day is known, or none is named: what names a day that is not certain comes before.
    is_certain: bool,
    place: DayPlace,
    id: FollowUpId,
    note: NoteId,
    /// Its place among those of the note.
    at: usize,
}

impl ByDay {
    fn put(&mut self, due: Option<Day>, row: AgendaRow) {
        self.0.entry((due.is_none(), due)).or_default().insert(row);
    }

    fn take(&mut self, due: Option<Day>, row: &AgendaRow) {
        let day = (due.is_none(), due);
        if let Some(rows) = self.0.get_mut(&day) {
            rows.remove(row);
            if rows.is_empty() {
                self.0.remove(&day);
            }
        }
    }
}

impl NoteFound {
    fn is_empty(&self) -> bool {
        self.found == Found::default()
    }

    /// Returns the rows of what is open and shown, with their days.
    fn open(&self) -> impl Iterator<Item = (Option<Day>, AgendaRow)> {
        self.shown(&self.found.open, 0)
    }

    /// Returns the rows of what is done and shown, with their days.
    fn done(&self) -> impl Iterator<Item = (Option<Day>, AgendaRow)> {
        self.shown(&self.found.done, self.found.open.len())
    }

    fn shown(&self, all: &[FollowUp], before: usize) -> impl Iterator<Item = (Option<Day>, AgendaRow)> {
        let row = move |(at, follow_up): (usize, &FollowUp)| {
            let (FollowUp { id, note, due, .. }, is_certain) = (follow_up, !follow_up.is_unclear());
            let place = self.places.get(before + at).cloned().unwrap_or_default();
            let is_shown = self.hidden.binary_search(&(before + at)).is_err();
            is_shown.then_some((*due, AgendaRow { is_certain, place, id: *id, note: *note, at }))
        };
        all.iter().enumerate().filter_map(row)
    }

    /// Returns the follow-up at a place among the open ones and then those that are done.
    fn at(&self, at: usize) -> Option<&FollowUp> {
        self.found.open.iter().chain(&self.found.done).nth(at)
    }

    /// Returns the people of all tasks.
    fn task_people(&self) -> impl Iterator<Item = &Person> {
        let all = self.found.open.iter().chain(&self.found.done);
        all.filter(|follow_up| follow_up.rule == Rule::Task).flat_map(|follow_up| &follow_up.who)
    }

    /// Returns the tasks with that key, in their order.
    fn occurrences(&self, key: u64) -> &[(u64, usize)] {
        let from = self.tasks.partition_point(|(other, _)| *other < key);
        let behind = self.tasks.get(from..).unwrap_or_default();
        behind.get(..behind.partition_point(|(other, _)| *other == key)).unwrap_or_default()
    }

    /// Returns the key of a task, and its place among the note's tasks with the same key, counted from 0.
    fn occurrence_of(&self, follow_up: &FollowUp) -> Option<(u64, usize)> {
        let is_it = |(_, at): &&(u64, usize)| self.at(*at).is_some_and(|other| other.id == follow_up.id);
        let (key, at) = self.tasks.iter().find(is_it)?;
        Some((*key, self.occurrences(*key).iter().position(|(_, other)| other == at)?))
    }
}

impl Agenda {
    /// Applies every rule to every note.
    #[must_use]
    pub fn new(index: &Index, standing: &Statuses, questions: &Questions, config: &Config) -> Self {
        let mut agenda = Self::default();
        let notes: Vec<NoteId> = index.notes().map(|(id, _)| id).collect();
        agenda.derive(RuleInputs { index, standing, questions, config, shows_stopped: false }, &notes);
        agenda
    }

    /// Takes in what an update of the index touched.
    pub fn update(
        &mut self,
        index: &Index,
        standing: &Statuses,
        questions: &Questions,
        config: &Config,
        touched: &Touched,
    ) -> Consequences {
        self.changes.clear();
        let mut concerned = BTreeSet::new();
        let mut uncertain = BTreeSet::new();
        for id in &touched.gone {
            if let Some(old) = self.take(*id) {
                add_uncertain(index, &old, &mut uncertain);
                concerned.extend(contacts_of(&old.found));
            }
        }
        let mut dirty: BTreeSet<NoteId> = touched.changed.iter().copied().collect();
        for person in &touched.people {
            match person {
                Person::Known(id) => {
                    dirty.extend(index.related_notes(*id));
                    // Whether a line of somebody's log is about a talk with one whom they referred depends on all of these.
                    dirty.extend(index.people(*id).iter().filter_map(known).flat_map(|id| index.referred_by(id)));
                }
                Person::Named(_) => dirty.extend(index.carriers_of(person)),
            }
        }
        // Tasks take the place of lines of these people, in their notes and in those of their meetings.
        let aims: BTreeSet<NoteId> = dirty.iter().flat_map(|id| index.aims(*id)).copied().collect();
        dirty.extend(aims.iter().flat_map(|id| index.meetings_with(*id)).chain(&aims));
        let inputs = RuleInputs { index, standing, questions, config, shows_stopped: false };
        concerned.extend(self.rederive(inputs, &dirty, uncertain));
        let is_contact = |id: &NoteId| standing.contact(*id).is_some();
        concerned.extend(touched.people.iter().filter_map(known));
        concerned.retain(|id| !touched.gone.contains(id) && is_contact(id));
        let is_other = |(before, after): &&(Due, Due)| before != after;
        Consequences { contacts: concerned, follow_ups: self.changes.values().filter(is_other).count() }
    }

    /// Returns how many open follow-ups another workspace has that this one lacks, lacks that this one has, or has with
    /// another day.
    #[must_use]
    pub fn differences(&self, other: &Self) -> usize {
        let due = |agenda: &Self| -> BTreeMap<FollowUpId, Option<Day>> {
            agenda.follow_ups().map(|follow_up| (follow_up.id, follow_up.due)).collect()
        };
        let (ours, theirs) = (due(self), due(other));
        let missing = theirs.keys().filter(|id| !ours.contains_key(id)).count();
        missing + ours.iter().filter(|(id, due)| theirs.get(id) != Some(due)).count()
    }

    /// Returns the agenda of rules that found just these.
    #[cfg(test)]
    pub(crate) fn with(index: &Index, open: &[FollowUp], done: &[FollowUp]) -> Self {
        let mut agenda = Self::default();
        agenda.found.resize_with(index.slots(), || None);
        for (id, _) in index.notes() {
            let of_note = |all: &[FollowUp]| all.iter().filter(|one| one.note == id).cloned().collect();
            let found = Found { open: of_note(open), done: of_note(done), ..Found::default() };
            agenda.put(id, note_found(index, found));
        }
        agenda
    }

    /// Applies the rules to all notes of an agenda that is still empty.
    fn derive(&mut self, inputs: RuleInputs<'_>, notes: &[NoteId]) {
        self.found.resize_with(inputs.index.slots(), || None);
        for (id, found) in apply(inputs, notes) {
            if let Some(place) = self.found.get_mut(id.slot()).filter(|_| !found.is_empty()) {
                *place = Some(Box::new(found));
            }
        }
        let hidden: Vec<(NoteId, Vec<usize>)> = notes
            .par_iter()
            .map(|id| (*id, self.hidden(inputs.index, *id)))
            .filter(|(_, all)| !all.is_empty())
            .collect();
        for (id, hidden) in hidden {
            if let Some(note) = self.found.get_mut(id.slot()).and_then(Option::as_mut) {
                note.hidden = hidden;
            }
        }
        let mut open: BTreeMap<(bool, Option<Day>), Vec<AgendaRow>> = BTreeMap::new();
        for note in self.found.iter().flatten() {
            note.open().for_each(|(due, row)| open.entry((due.is_none(), due)).or_default().push(row));
            note.done().for_each(|(due, row)| self.done.put(due, row));
        }
        let is_dormant = |id: &&NoteId| self.of(**id).is_some_and(|note| note.found.is_dormant);
        self.dormant = notes.iter().filter(is_dormant).copied().collect();
        self.open = ByDay(open.into_iter().map(|(day, rows)| (day, rows.into_iter().collect())).collect());
    }

    /// Applies the rules to `dirty` notes again, and finds out what is hidden in them and in the `uncertain` ones.
    /// Returns the contacts concerned.
    fn rederive(
        &mut self,
        inputs: RuleInputs<'_>,
        dirty: &BTreeSet<NoteId>,
        mut uncertain: BTreeSet<NoteId>,
    ) -> BTreeSet<NoteId> {
        let mut concerned = BTreeSet::new();
        self.found.resize_with(inputs.index.slots(), || None);
        let dirty: Vec<NoteId> = dirty.iter().copied().collect();
        for (id, mut found) in apply(inputs, &dirty) {
            let old = self.of(id);
            let is_same = |old: &NoteFound| old.found == found.found && old.places == found.places;
            if old.map_or(found.is_empty(), is_same) {
                continue;
            }
            for note in old.into_iter().chain([&found]) {
                add_uncertain(inputs.index, note, &mut uncertain);
                concerned.extend(contacts_of(&note.found));
            }
            uncertain.insert(id);
            found.hidden = self.take(id).map(|old| old.hidden).unwrap_or_default();
            self.put(id, found);
        }
        for id in uncertain {
            let hidden = self.hidden(inputs.index, id);
            let is_same = |found: &NoteFound| found.hidden == hidden;
            if self.of(id).is_none_or(is_same) {
                continue;
            }
            if let Some(mut found) = self.take(id) {
                concerned.extend(contacts_of(&found.found));
                found.hidden = hidden;
                self.put(id, *found);
            }
        }
        concerned
    }

    fn of(&self, id: NoteId) -> Option<&NoteFound> {
        self.found.get(id.slot()).and_then(|found| found.as_deref())
    }

    /// Adds a note's follow-ups.
    fn put(&mut self, id: NoteId, found: NoteFound) {
        for (due, row) in found.open() {
            self.changes.entry(row.id).or_default().1 = Due::On(due);
            self.open.put(due, row);
        }
        found.done().for_each(|(due, row)| self.done.put(due, row));
        if found.found.is_dormant {
            self.dormant.insert(id);
        }
        if let Some(place) = self.found.get_mut(id.slot()).filter(|_| !found.is_empty()) {
            *place = Some(Box::new(found));
        }
    }

    /// Removes a note's follow-ups and returns them.
    fn take(&mut self, id: NoteId) -> Option<Box<NoteFound>> {
        let found = self.found.get_mut(id.slot()).and_then(Option::take)?;
        for (due, row) in found.open() {
            self.changes.entry(row.id).or_insert((Due::On(due), Due::Absent)).1 = Due::Absent;
            self.open.take(due, &row);
        }
        found.done().for_each(|(due, row)| self.done.take(due, &row));
        self.dormant.remove(&id);
        Some(found)
    }

    /// Returns which of a note's follow-ups another note's task duplicates or covers.
    fn hidden(&self, index: &Index, id: NoteId) -> Vec<usize> {
        let Some(note) = self.of(id) else { return Vec::new() };
        let mut hidden = Vec::new();
        for alike in note.tasks.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((key, person)) = alike.first().and_then(|(key, at)| Some((*key, note.at(*at)?.who.first()?)))
            else {
                continue;
            };
            let before = index.task_notes_of(person).into_iter().take_while(|other| *other < id);
            let most = before.filter_map(|other| Some(self.of(other)?.occurrences(key).len())).max().unwrap_or(0);
            hidden.extend(alike.iter().take(most).map(|(_, at)| *at));
        }
        for (at, follow_up) in note.found.open.iter().enumerate() {
            if duplicates::is_bare_day(index, follow_up) && self.is_covered_by_task(index, follow_up) {
                hidden.push(at);
            }
        }
        hidden.sort_unstable();
        hidden
    }

    /// Returns whether a task of the same day covers a bare day and all its people.
    fn is_covered_by_task(&self, index: &Index, bare_day: &FollowUp) -> bool {
        let Some(day) = duplicates::task(index, bare_day).filter(|_| bare_day.due.is_some()) else { return false };
        let Some(person) = bare_day.who.first() else { return false };
        let notes = index.task_notes_of(person);
        let tasks = notes
            .iter()
            .filter_map(|id| self.of(*id))
            .flat_map(|note| note.tasks.iter().filter_map(|(_, at)| note.found.open.get(*at)));
        let is_for_all = |other: &FollowUp| bare_day.who.iter().all(|person| other.who.contains(person));
        let mut others = tasks.filter(|other| other.own_due() == bare_day.own_due() && is_for_all(other));
        others.any(|other| duplicates::task(index, other).is_some_and(|task| duplicates::covers(task, day)))
    }

    /// Returns the duplicates of a task in other notes: settling one of them settles all.
    #[must_use]
    pub fn duplicates_of(&self, index: &Index, follow_up: &FollowUp) -> Vec<&FollowUp> {
        let Some((key, nth)) = self.of(follow_up.note).and_then(|note| note.occurrence_of(follow_up)) else {
            return Vec::new();
        };
        let notes = follow_up.who.first().map(|person| index.task_notes_of(person)).unwrap_or_default();
        let others = notes.into_iter().filter(|id| *id != follow_up.note).filter_map(|id| self.of(id));
        others.filter_map(|note| note.at(note.occurrences(key).get(nth)?.1)).collect()
    }

    /// Returns what is open: by due day, then by rule, then by name; those without a day last, by their turn.
    pub fn follow_ups(&self) -> impl Iterator<Item = &FollowUp> {
        self.follow_ups_on(|_| true)
    }

    /// Returns what is open and due on the days that `is_meant` selects, in the same order.
    pub fn follow_ups_on(&self, is_meant: impl Fn(Option<Day>) -> bool) -> impl Iterator<Item = &FollowUp> {
        let rows = self.open.0.iter().filter(move |((_, due), _)| is_meant(*due)).flat_map(|(_, rows)| rows);
        rows.filter_map(|row| self.of(row.note)?.found.open.get(row.at))
    }

    /// Returns what is open and shown of a note.
    pub fn open_of(&self, note: NoteId) -> impl Iterator<Item = &FollowUp> {
        let found = self.of(note).into_iter();
        found.flat_map(|found| found.open().filter_map(|(_, row)| found.found.open.get(row.at)))
    }

    /// Returns how much is due on each day, undated last.
    pub fn days(&self) -> impl Iterator<Item = (Option<Day>, usize)> {
        self.open.0.iter().map(|((_, due), rows)| (*due, rows.len()))
    }

    /// Returns what was settled today, in the same order.
    pub fn done(&self) -> impl Iterator<Item = &FollowUp> {
        let rows = self.done.0.values().flatten();
        rows.filter_map(|row| self.of(row.note)?.found.done.get(row.at))
    }

    /// Returns what is put off, in the order of the notes.
    pub fn held(&self) -> impl Iterator<Item = &FollowUp> {
        self.found.iter().flatten().flat_map(|note| &note.found.held)
    }

    /// Returns the contacts who are dormant.
    #[must_use]
    pub const fn dormant(&self) -> &BTreeSet<NoteId> {
        &self.dormant
    }

    /// Returns what lapsed, by the day on which it was due, the latest first.
    pub fn lapsed(&self) -> impl Iterator<Item = &FollowUp> {
        let mut lapsed: Vec<&FollowUp> = self.found.iter().flatten().flat_map(|note| &note.found.lapsed).collect();
        lapsed.sort_by_key(|follow_up| (Reverse(follow_up.due), follow_up.rule, follow_up.note, follow_up.id));
        lapsed.into_iter()
    }

    /// Returns the first open follow-up of a contact, in the same order.
    #[must_use]
    pub fn next_of(&self, index: &Index, contact: NoteId) -> Option<&FollowUp> {
        let person = Person::Known(contact);
        let notes = index.related_notes(contact);
        let open = notes.iter().filter_map(|id| self.of(*id)).flat_map(NoteFound::open);
        let concerns = |row: &AgendaRow| {
            self.of(row.note).and_then(|note| note.found.open.get(row.at)).filter(|open| open.who.contains(&person))
        };
        let all = open.filter_map(|(due, row)| Some((concerns(&row)?, due, row)));
        all.min_by(|(_, due, row), (_, other_due, other)| {
            (due.is_none(), due, row).cmp(&(other_due.is_none(), other_due, other))
        })
        .map(|(follow_up, ..)| follow_up)
    }

    /// Returns what is at odds with the day in a note: a planned meeting in the past, an event on a future day.
    #[must_use]
    pub fn diagnostics_of(&self, id: NoteId) -> &[Diagnostic] {
        self.of(id).map_or(&[], |found| &found.found.diagnostics)
    }
}

/// Adds the notes in which tasks of `found` may start or stop hiding something.
fn add_uncertain(index: &Index, found: &NoteFound, uncertain: &mut BTreeSet<NoteId>) {
    for person in found.task_people() {
        // If the note of a person is gone, the notes of that person are derived again anyway.
        if !matches!(person, Person::Known(id) if !index.has(*id)) {
            uncertain.extend(index.task_notes_of(person));
        }
    }
}

/// Applies the rules to notes.
fn apply(inputs: RuleInputs<'_>, notes: &[NoteId]) -> Vec<(NoteId, NoteFound)> {
    let of_note = |id: &NoteId| (*id, note_found(inputs.index, inputs.find(*id)));
    if notes.len() < WORTH_SHARING {
        return notes.iter().map(of_note).collect();
    }
    notes.par_iter().map(of_note).collect()
}

fn note_found(index: &Index, found: Found) -> NoteFound {
    let places = found.open.iter().chain(&found.done).map(|follow_up| DayPlace::new(index, follow_up)).collect();
    let open = found.open.iter().map(|open| duplicates::key(index, open));
    // A done task is a duplicate only of another done task.
    let done = found.done.iter().map(|done| duplicates::key(index, done).map(|key| !key));
    let mut tasks: Vec<(u64, usize)> = open.chain(done).enumerate().filter_map(|(at, key)| Some((key?, at))).collect();
    tasks.sort_unstable();
    NoteFound { found, places, tasks, hidden: Vec::new() }
}

/// Returns the contacts that open follow-ups concern.
fn contacts_of(found: &Found) -> impl Iterator<Item = NoteId> {
    found.open.iter().flat_map(|follow_up| &follow_up.who).filter_map(known)
}

fn known(person: &Person) -> Option<NoteId> {
    match person {
        Person::Known(id) => Some(*id),
        Person::Named(_) => None,
    }
}

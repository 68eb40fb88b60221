//! What became of each question of the bank over time: who was asked it and when, what it earned, and for whom it is
//! prepared. Only a list of all questions shows this, so it is derived on demand.

use std::collections::BTreeMap;

use crate::core::derive::statuses::Statuses;
use crate::core::index::{Index, NoteId, Person};
use crate::core::model::{Day, Event, EventKey};

use super::Questions;
use super::keys::{KeySet, pair, person_key};
use super::uses::TalkOutcome;

/// Where a question of the bank came up, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The people who were asked it, each once, in the order of the days; those without a day last.
    pub asked_of: Vec<Person>,
    /// Every time that it was asked, in the same order.
    pub asked: Vec<Asking>,
    /// In how many of those talks takeaways were written down.
    pub takeaways: u32,
    /// How many contacts those talks led to. A contact counts if somebody of the talk referred them and they were first
    /// noted down on its day or later, unless there was a later talk with the referrer in between.
    pub referrals: u32,
    /// Where it is prepared and unasked, in the order of notes and lines.
    pub prepared_for: Vec<Preparation>,
}

impl History {
    /// Returns the last day on which it was asked.
    #[must_use]
    pub fn last_asked(&self) -> Option<Day> {
        self.asked.iter().filter_map(|asking| asking.day).max()
    }
}

/// A line that says that a question was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The people asked.
    pub people: Vec<Person>,
    /// The day of the meeting.
    pub day: Option<Day>,
    /// Whether there is text under it.
    pub answered: bool,
    /// The meeting or contact.
    pub note: NoteId,
    /// Its line, counted from 1.
    pub line: u32,
}

/// A place where a question is prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preparation {
    /// The people it is for, without those who were already asked.
    pub people: Vec<Person>,
    /// The meeting or contact.
    pub note: NoteId,
    /// Its line, counted from 1.
    pub line: u32,
}

impl Questions {
    /// Returns the history of every question of the bank, in its order. It goes through all notes.
    #[must_use]
    pub fn histories(&self, index: &Index, standing: &Statuses) -> Vec<History> {
        let mut all: Vec<History> = self.bank().iter().map(|_| History::default()).collect();
        let mut carriers: Vec<_> = self.uses.all(index).collect();
        for (note, carrier) in &carriers {
            for line in carrier.lines.iter().filter(|line| line.outcome == TalkOutcome::Prepared) {
                let Some(history) = line.subject.place().and_then(|at| all.get_mut(at as usize)) else { continue };
                let is_open = |person: &&Person| !self.was_asked(line.subject, person);
                let people: Vec<Person> = carrier.people.iter().filter(is_open).cloned().collect();
                if !people.is_empty() || carrier.people.is_empty() {
                    history.prepared_for.push(Preparation { people, note: *note, line: line.line });
                }
            }
        }
        carriers.sort_by_key(|(_, carrier)| (carrier.day.is_none(), carrier.day));
        let led_to = led_to(index, standing);
        let mut seen = KeySet::default();
        for (note, carrier) in carriers {
            let has_takeaways = index.note(note).as_meeting().and_then(|meeting| meeting.takeaways);
            let takeaways = u32::from(has_takeaways.is_some_and(|section| !section.is_empty));
            let referrals = led_to.get(&note).copied().unwrap_or_default();
            for line in carrier.lines.iter().filter(|line| line.outcome == TalkOutcome::Asked) {
                let Some(history) = line.subject.place().and_then(|at| all.get_mut(at as usize)) else { continue };
                let is_new = |person: &&Person| seen.insert(pair(line.subject, person_key(person)));
                history.asked_of.extend(carrier.people.iter().filter(is_new).cloned());
                // A talk that carries it twice is one talk.
                if history.asked.last().is_none_or(|last| last.note != note) {
                    history.takeaways += takeaways;
                    history.referrals += referrals;
                }
                let people = carrier.people.to_vec();
                let (day, answered) = (carrier.day, line.answered);
                history.asked.push(Asking { people, day, answered, note, line: line.line });
            }
        }
        all
    }
}

/// Returns to how many contacts each held meeting led.
fn led_to(index: &Index, standing: &Statuses) -> BTreeMap<NoteId, u32> {
    let mut referred: BTreeMap<&Person, Vec<(Day, NoteId)>> = BTreeMap::new();
    for contact in index.referred() {
        let Some(day) = first_day(index, contact) else { continue };
        for person in index.people(contact) {
            referred.entry(person).or_default().push((day, contact));
        }
    }
    let mut pairs: Vec<(NoteId, NoteId)> = Vec::new();
    for (person, contacts) in referred {
        let mut talks: Vec<(Day, NoteId)> =
            index.carriers_of(person).into_iter().filter_map(|id| Some((standing.held_on(index, id)?, id))).collect();
        talks.sort_unstable();
        for (day, contact) in contacts {
            let before = talks.partition_point(|(talk, _)| *talk <= day);
            pairs.extend(before.checked_sub(1).and_then(|at| talks.get(at)).map(|(_, talk)| (*talk, contact)));
        }
    }
    // A contact referred by two people of a talk counts once.
    pairs.sort_unstable();
    pairs.dedup();
    let mut counts = BTreeMap::new();
    for (talk, _) in pairs {
        *counts.entry(talk).or_default() += 1;
    }
    counts
}

/// Returns the first day on which a note mentions a contact: an event, a line of the log, a talk.
fn first_day(index: &Index, contact: NoteId) -> Option<Day> {
    let note = index.note(contact).as_contact()?;
    let events = note.events.iter().filter(|event| event.key != EventKey::ReportedBack).filter_map(Event::day);
    let log = note.log.iter().map(|entry| entry.day);
    let talk = |id: &NoteId| Some(index.note(*id).as_meeting()?.date?.value.day);
    events.chain(log).chain(index.meetings_with(contact).iter().filter_map(talk)).min()
}

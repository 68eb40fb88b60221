//! Follow-ups that are not due any more: what the lines of an old page were about.

use std::collections::{BTreeMap, BTreeSet};

use crate::core::config::Config;
use crate::core::derive::questions::Questions;
use crate::core::derive::standing::{Standing, touches};
use crate::core::index::{Index, NoteId};
use crate::core::model::{Cadence, Contact, Day, Event, EventKey, NoteKind, Rule, Task, When};

use super::{FollowUp, FollowUpId, HeldBy, Instance, Rules};

/// What became of a follow-up that is neither open nor done today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Past {
    /// Its note says so.
    Settled,
    /// It would be due, if it, its note or its people were not snoozed; not a task, which is put off by its own day.
    Snoozed(Box<FollowUp>),
    /// It would be due, if whoever it concerns were not paused, closed, or to be come back to on a day of their own.
    Hidden(Box<FollowUp>),
    /// It is not due any more: something else came of it, its day is past, or its rule is switched off.
    Over,
}

/// Returns what became of follow-ups that are neither open nor done today, as far as the facts that they arose from still
/// stand in a note.
#[must_use]
pub fn past(
    index: &Index,
    standing: &Standing,
    questions: &Questions,
    config: &Config,
    ids: &BTreeSet<FollowUpId>,
) -> BTreeMap<FollowUpId, Past> {
    Rules { index, standing, questions, config, today: standing.today(), shows_stopped: true }.past(ids)
}

/// Returns every id that keeping in touch with a contact can have: one for each contact that there was.
#[must_use]
pub fn ids_of_keeping_in_touch(index: &Index, standing: &Standing, id: NoteId) -> Vec<FollowUpId> {
    let note = index.note(id);
    let touches = note.as_contact().map(|contact| touches(index, id, contact, standing)).unwrap_or_default();
    let of_day = |day| FollowUpId::of(Rule::KeepInTouch, note.path.as_str(), Instance::of_day(Some(day)));
    touches.into_iter().map(|touch| of_day(touch.day)).collect()
}

impl Rules<'_> {
    fn past(&self, ids: &BTreeSet<FollowUpId>) -> BTreeMap<FollowUpId, Past> {
        let mut found = BTreeMap::new();
        if ids.is_empty() {
            return found;
        }
        for (note, _) in self.index.notes() {
            let mut asked: BTreeMap<FollowUpId, (Rule, Option<Day>, Instance)> = BTreeMap::new();
            for (rule, day, instance) in self.instances(note) {
                let id = FollowUpId::of(rule, self.index.note(note).path.as_str(), instance);
                if ids.contains(&id) {
                    asked.insert(id, (rule, day, instance));
                }
            }
            if !asked.is_empty() {
                self.became(note, &asked, &mut found);
            }
        }
        found
    }

    /// Returns each obligation that a note's facts can give rise to, with the day of the fact.
    fn instances(&self, id: NoteId) -> Vec<(Rule, Option<Day>, Instance)> {
        let note = self.index.note(id);
        let tasks = note.tasks.iter().map(|task| (Rule::Task, None, Instance::of_task(task)));
        let mut all: Vec<(Rule, Option<Day>, Instance)> = tasks.collect();
        let mut of_day = |rule, day| all.push((rule, day, Instance::of_day(day)));
        match &note.kind {
            NoteKind::Contact(contact) => {
                let held = self.index.meetings_with(id).iter().filter_map(|meeting| self.day_of(*meeting));
                let held: Vec<Day> = held.collect();
                for event in contact.events.iter().filter(|event| event.key == EventKey::Replied) {
                    of_day(Rule::Schedule, event.day());
                }
                for day in held {
                    for rule in [Rule::Schedule, Rule::ReportBack] {
                        of_day(rule, Some(day));
                    }
                }
                let touches = touches(self.index, id, contact, self.standing);
                for touch in touches {
                    of_day(Rule::KeepInTouch, Some(touch.day));
                }
                for (day, nth) in outbound(contact) {
                    let instance = Instance::of_nth(day, nth);
                    all.extend([Rule::Nudge, Rule::Close].map(|rule| (rule, Some(day), instance)));
                }
                all.push((Rule::Request, None, Instance::ONLY));
            }
            NoteKind::Meeting(_) => {
                for rule in [Rule::Prepare, Rule::Confirm, Rule::Thank, Rule::Reflect] {
                    of_day(rule, self.day_of(id));
                }
            }
            NoteKind::Questions(_) | NoteKind::Plain | NoteKind::Template => {}
        }
        all
    }

    fn day_of(&self, meeting: NoteId) -> Option<Day> {
        Some(self.index.note(meeting).as_meeting()?.date?.value.day)
    }

    /// Adds what became of the obligations of a note; nothing of a task that stands open in its note and is nobody's.
    fn became(
        &self,
        note: NoteId,
        asked: &BTreeMap<FollowUpId, (Rule, Option<Day>, Instance)>,
        found: &mut BTreeMap<FollowUpId, Past>,
    ) {
        let mut open: BTreeMap<FollowUpId, FollowUp> = BTreeMap::new();
        let hidden = self.apply(note);
        for follow_up in hidden.open.into_iter().chain(hidden.held) {
            open.entry(follow_up.id).or_insert(follow_up);
        }
        let is_closed = |task: &&Task| !task.status.is_open();
        let closed: BTreeSet<FollowUpId> = {
            let note = self.index.note(note);
            let ids = note.tasks.iter().filter(is_closed).map(Instance::of_task);
            ids.map(|instance| FollowUpId::of(Rule::Task, note.path.as_str(), instance)).collect()
        };
        for (id, (rule, day, instance)) in asked {
            let past = if closed.contains(id) || self.is_said((*rule, note, *day, *instance)) {
                Past::Settled
            } else if let Some(hidden) = open.remove(id) {
                let is_snooze = hidden.hold.as_ref().is_some_and(|hold| !matches!(hold.by, HeldBy::FollowUp(_)));
                let is_snoozed = is_snooze && hidden.is_held(self.today) && *rule != Rule::Task;
                if is_snoozed { Past::Snoozed(Box::new(hidden)) } else { Past::Hidden(Box::new(hidden)) }
            } else if *rule == Rule::Task {
                continue;
            } else {
                Past::Over
            };
            found.insert(*id, past);
        }
    }

    /// Says whether a note itself says that an obligation is settled.
    fn is_said(&self, (rule, id, day, instance): (Rule, NoteId, Option<Day>, Instance)) -> bool {
        let note = self.index.note(id);
        match (rule, &note.kind) {
            (Rule::KeepInTouch, NoteKind::Contact(contact)) => {
                let last = self.standing.contact(id).and_then(|standing| standing.last_touch);
                contact.cadence.is_some_and(|cadence| cadence.value == Cadence::Never)
                    || last.is_some_and(|touch| day.is_none_or(|day| touch.day > day))
                    // Contact of today is followed by what the log says of today.
                    || (day == Some(self.today) && contact.log.iter().any(|entry| entry.day == self.today))
            }
            // A second nudge is no first one.
            (Rule::Nudge, NoteKind::Contact(contact)) => {
                let is_later =
                    |(other, nth): (Day, usize)| Some(other) == day && Instance::of_nth(other, nth).1 > instance.1;
                is_settled_after(contact, rule, day) || outbound(contact).any(is_later)
            }
            (rule, NoteKind::Contact(contact)) => is_settled_after(contact, rule, day),
            (rule, NoteKind::Meeting(meeting)) => {
                meeting.events.iter().any(|event| Some(event.key) == rule.settled_by())
            }
            _ => false,
        }
    }
}

/// Returns the days of requests and nudges, each with which it is of that day.
fn outbound(contact: &Contact) -> impl Iterator<Item = (Day, usize)> {
    let mut counts: BTreeMap<Day, usize> = BTreeMap::new();
    let is_outbound = |event: &&Event| matches!(event.key, EventKey::Requested | EventKey::Nudged);
    contact.events.iter().filter(is_outbound).filter_map(Event::day).map(move |day| {
        let count = counts.entry(day).or_default();
        *count += 1;
        (day, *count)
    })
}

/// Says whether a contact tells that what arose on a day was settled later.
fn is_settled_after(contact: &Contact, rule: Rule, day: Option<Day>) -> bool {
    let is_later = |event: &Event| match (event.when, day) {
        (When::Never | When::Sometime, _) | (_, None) => true,
        (When::On(moment), Some(day)) => moment.day > day || (moment.day == day && rule != Rule::Nudge),
    };
    contact.events.iter().any(|event| Some(event.key) == rule.settled_by() && is_later(event))
}

//! After a talk: `report-back` to whoever referred you, and `keep-in-touch`.

use crate::core::base::At;
use crate::core::derive::standing::{Touch, TouchKind, latest_touch, touches};
use crate::core::index::{NoteId, Person};
use crate::core::model::{Cadence, Contact, Event, EventKey, Interval, Note, Rule, Task, TaskSource};

use super::{CadenceSource, Cause, FollowUp, Found, Instance, Rules};

/// Says whether a line of the log tells that a follow-up is done.
fn is_in_log(task: &Task, line: u32) -> bool {
    task.source != TaskSource::Item && !task.status.is_open() && task.line == line
}

impl Rules<'_> {
    pub(super) fn keeping(&self, id: NoteId, contact: &Contact, found: &mut Found) {
        if self.is_stopped(&Person::Known(id)) {
            return;
        }
        self.report_back(id, contact, found);
        let note = self.index.note(id);
        let Some(standing) = self.standing.contact(id) else { return };
        let Some((cadence, source)) = self.cadence(note, contact, standing.last_held.is_some()) else { return };
        let Some(touch) = standing.last_touch else { return };
        // Whoever is kept in touch with on purpose is no stranger to be asked for a talk.
        if source != CadenceSource::Default && self.config.interval(Rule::KeepInTouch).is_some() {
            found.open.retain(|other| other.rule != Rule::Request);
        }
        if contact.log.iter().any(|entry| entry.day == self.today) {
            let is_todays_line = |touch: &Touch| touch.day == self.today && touch.kind == TouchKind::Log;
            let (todays, others): (Vec<_>, Vec<_>) =
                touches(self.index, id, contact, self.standing).into_iter().partition(is_todays_line);
            if !todays.is_empty() {
                // A line that tells of another follow-up is that one.
                let is_other = |touch: &Touch| note.tasks.iter().any(|task| is_in_log(task, touch.line));
                if todays.iter().all(is_other) {
                    return;
                }
                // Today's line settled what was due before today, else what would be due without the line.
                let is_before = |touch: &&Touch| touch.day < self.today;
                let before = latest_touch(others.iter().filter(is_before).copied());
                let was_due = before.filter(|before| cadence.after(before.day) <= self.today);
                let settled = was_due.or_else(|| latest_touch(others));
                found.done.extend(settled.map(|touch| self.keep_in_touch(id, touch, cadence, source)));
                return;
            }
        }
        if self.is_touched_ahead(contact) {
            return;
        }
        let is_busy = standing.next_meeting.is_some()
            || !found.open.iter().all(|other| other.rule == Rule::ReportBack)
            || self.is_owed_thanks(id);
        if !is_busy {
            found.open.push(self.keep_in_touch(id, touch, cadence, source));
        }
    }

    fn keep_in_touch(&self, id: NoteId, touch: Touch, cadence: Interval, source: CadenceSource) -> FollowUp {
        let line = match source {
            CadenceSource::Contact(line) => line,
            CadenceSource::Tag(_) | CadenceSource::Default => 1,
        };
        let due = Some(cadence.after(touch.day));
        let cause = Cause::KeepInTouch { touch, cadence, source };
        self.follow_up(
            Rule::KeepInTouch,
            id,
            line,
            Instance::of_day(Some(touch.day)),
            vec![Person::Known(id)],
            due,
            cause,
        )
    }

    /// Returns how often to keep in touch: the contact's own word, else a tag's, else the default for whoever was met.
    fn cadence(&self, note: &Note, contact: &Contact, was_met: bool) -> Option<(Interval, CadenceSource)> {
        match contact.cadence {
            Some(At { value: Cadence::Every(interval), location }) => {
                return Some((interval, CadenceSource::Contact(location.line)));
            }
            Some(At { value: Cadence::Never, .. }) => return None,
            None => {}
        }
        let by_tag = note.tags.iter().find_map(|tag| {
            let whole = tag.to_lowercase();
            let outer = whole.split('/').next().unwrap_or(&whole);
            let cadence = self.config.cadences.get(&whole).or_else(|| self.config.cadences.get(outer))?;
            Some((*cadence, tag.clone()))
        });
        match by_tag {
            Some((Cadence::Every(interval), tag)) => Some((interval, CadenceSource::Tag(tag))),
            Some((Cadence::Never, _)) => None,
            None => was_met.then(|| (self.interval(Rule::KeepInTouch), CadenceSource::Default)),
        }
    }

    /// Says whether a contact tells of contact on a day to come: a clone in another zone may be a day ahead.
    fn is_touched_ahead(&self, contact: &Contact) -> bool {
        let is_ahead = |event: &Event| event.key.is_touch() && event.day().is_some_and(|day| day > self.today);
        let tomorrow = self.today.succ_opt();
        contact.events.iter().any(is_ahead) || contact.log.iter().any(|entry| Some(entry.day) == tomorrow)
    }

    /// Says whether a held meeting still waits for thanks to this contact: thanking is keeping in touch.
    pub(super) fn is_owed_thanks(&self, id: NoteId) -> bool {
        let person = Person::Known(id);
        let is_on = self.config.interval(Rule::Thank).is_some();
        is_on && self.index.meetings_with(id).iter().any(|meeting| self.awaits_thanks(*meeting, &person))
    }

    /// `report-back`: a referred contact was met; whoever referred them wants to know how it went.
    fn report_back(&self, id: NoteId, contact: &Contact, found: &mut Found) {
        let Some((day, meeting)) = self.standing.contact(id).and_then(|standing| standing.first_held) else { return };
        // Who was there need not be told.
        let present = self.index.people(meeting);
        let is_to_tell = |person: &&Person| !present.contains(person) && !self.is_stopped(person);
        let who: Vec<Person> = self.index.people(id).iter().filter(is_to_tell).cloned().collect();
        if who.is_empty() {
            return;
        }
        let mut told = contact.events.iter().filter(|event| event.key == EventKey::ReportedBack).peekable();
        let is_told = told.peek().is_some();
        let is_todays = told.any(|event| event.day() == Some(self.today));
        let line = contact.referred_by.first().map_or(1, |link| link.location.line);
        let due = Some(self.interval(Rule::ReportBack).after(day));
        let cause = Cause::ReportBack { about: id, meeting };
        let follow_up = self.follow_up(Rule::ReportBack, id, line, Instance::of_day(Some(day)), who, due, cause);
        if is_todays {
            found.done.push(follow_up);
        } else if !is_told {
            found.open.push(follow_up);
        }
    }
}

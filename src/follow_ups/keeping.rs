//! After a talk: `report-back` to whoever referred you, and `keep-in-touch`.

use crate::index::{NoteId, Person};
use crate::model::{At, Cadence, Contact, EventKey, Interval, Note, Rule};
use crate::standing::{Touch, TouchKind};

use super::{CadenceSource, Cause, FollowUp, Found, Instance, Rules};

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
        if touch.day == self.today && matches!(touch.kind, TouchKind::Log) {
            // Today's log line settled what had been due since the touch before it.
            if let Some(before) = self.touch_before_today(id, contact) {
                found.done.push(self.keep_in_touch(id, before, cadence, source));
            }
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
            Some(At { value: Cadence::Every(interval), line }) => {
                return Some((interval, CadenceSource::Contact(line)));
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

    fn touch_before_today(&self, id: NoteId, contact: &Contact) -> Option<Touch> {
        let log = contact.log.iter().map(|entry| (entry.day, id, entry.line, TouchKind::Log));
        let events = contact
            .events
            .iter()
            .filter(|event| event.key.is_touch())
            .filter_map(|event| Some((event.day()?, id, event.line, TouchKind::Event(event.key))));
        let held = self.standing.contact(id)?.last_held.map(|(day, meeting)| (day, meeting, 1, TouchKind::Meeting));
        let before = log.chain(events).chain(held).filter(|(day, ..)| *day < self.today).max_by_key(|(day, ..)| *day);
        before.map(|(day, note, line, kind)| Touch { day, note, line, kind })
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
        let line = contact.referred_by.first().map_or(1, |link| link.line);
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

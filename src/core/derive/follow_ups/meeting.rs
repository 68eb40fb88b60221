//! Around a meeting: `prepare`, `confirm`, `thank` and `reflect`.

use chrono::NaiveTime;

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::index::{NoteId, Person};
use crate::core::model::{Day, Event, EventKey, Meeting, MeetingStatus, Moment, Rule, When};

use super::{Cause, FollowUp, Found, Instance, Rules};

/// What a note says of an event that settles a rule.
enum Settled {
    /// Nothing yet.
    No,
    /// It happened today.
    Today,
    /// It happened before, or is waived.
    Before,
}

impl Rules<'_> {
    pub(super) fn meeting(&self, id: NoteId, meeting: &Meeting, found: &mut Found) {
        let people = self.index.people(id);
        if meeting.has_bad_date || (!people.is_empty() && people.iter().all(|person| self.is_stopped(person))) {
            return;
        }
        match self.standing.meeting(id) {
            Some(MeetingStatus::Planned) => self.planned(id, meeting, found),
            Some(MeetingStatus::Held) => self.held(id, meeting, found),
            _ => {}
        }
    }

    fn planned(&self, id: NoteId, meeting: &Meeting, found: &mut Found) {
        let day = meeting.date.map(|date| date.value.day);
        if let Some(day) = day.filter(|day| *day < self.today) {
            let location = meeting.status.map(|status| status.location).unwrap_or_default();
            let message = format!("this meeting is `planned`, but its day, {day}, has passed");
            let diagnostic = Diagnostic::new(Code::PlannedInThePast, &self.index.note(id).path, message);
            let hint = "write `status: held`, cancelled or no-show, or the new date";
            found.diagnostics.push(diagnostic.located(location).hint(hint));
            return;
        }
        let line = meeting.date.map_or(1, |date| date.location.line);
        let people = self.index.people(id).to_vec();
        let lacks_questions = self.questions.meeting_counts(id).prepared == 0;
        let lacks_goals = meeting.goals.is_empty();
        let prepared = self.settled(&meeting.events, EventKey::Prepared);
        if lacks_questions || lacks_goals || matches!(prepared, Settled::Today) {
            let due = day.map(|day| self.interval(Rule::Prepare).before(day));
            let cause = Cause::Prepare { lacks_questions, lacks_goals };
            sort(found, &prepared, self.of_meeting(Rule::Prepare, id, line, people.clone(), meeting, due, cause));
        }
        let due = day.map(|day| self.interval(Rule::Confirm).before(day));
        let confirmed = match self.settled(&meeting.events, EventKey::Confirmed) {
            Settled::No => self.confirmed_elsewhere(id, day),
            settled => settled,
        };
        sort(found, &confirmed, self.of_meeting(Rule::Confirm, id, line, people, meeting, due, Cause::Confirm));
    }

    fn held(&self, id: NoteId, meeting: &Meeting, found: &mut Found) {
        let end = meeting.date.map(|date| last_day(date.value, meeting.duration));
        let line = meeting.date.map_or(1, |date| date.location.line);
        let thanked = self.settled(&meeting.events, EventKey::Thanked);
        let all = self.index.people(id);
        let who: Vec<Person> = all.iter().filter(|person| !self.is_thanked(person, id, meeting)).cloned().collect();
        let due = end.map(|end| self.interval(Rule::Thank).after(end));
        if matches!(thanked, Settled::Today) {
            found.done.push(self.of_meeting(Rule::Thank, id, line, all.to_vec(), meeting, due, Cause::Thank));
        } else if matches!(thanked, Settled::No) && (!who.is_empty() || all.is_empty()) {
            found.open.push(self.of_meeting(Rule::Thank, id, line, who, meeting, due, Cause::Thank));
        }
        let reflected = self.settled(&meeting.events, EventKey::Reflected);
        let empty_section = meeting.reflection.filter(|section| section.is_empty).map(|section| section.line);
        let is_todays = matches!(reflected, Settled::Today);
        if let Some(line) = empty_section.or(meeting.reflection.filter(|_| is_todays).map(|section| section.line)) {
            let due = meeting.date.map(|date| self.interval(Rule::Reflect).after(date.value.day));
            sort(
                found,
                &reflected,
                self.of_meeting(Rule::Reflect, id, line, all.to_vec(), meeting, due, Cause::Reflect),
            );
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a follow-up is just these facts")]
    fn of_meeting(
        &self,
        rule: Rule,
        id: NoteId,
        line: u32,
        who: Vec<Person>,
        meeting: &Meeting,
        due: Option<Day>,
        cause: Cause,
    ) -> FollowUp {
        let instance = Instance::of_day(meeting.date.map(|date| date.value.day));
        self.follow_up(rule, id, line, instance, who, due, cause)
    }

    fn settled(&self, events: &[Event], key: EventKey) -> Settled {
        let mut settled = Settled::No;
        for event in events.iter().filter(|event| event.key == key) {
            match event.when {
                When::On(moment) if moment.day == self.today => return Settled::Today,
                _ => settled = Settled::Before,
            }
        }
        settled
    }

    /// Says whether a held meeting waits for thanks to that person.
    pub(super) fn awaits_thanks(&self, id: NoteId, person: &Person) -> bool {
        let Some(meeting) = self.index.note(id).as_meeting() else { return false };
        self.standing.meeting(id) == Some(MeetingStatus::Held)
            && matches!(self.settled(&meeting.events, EventKey::Thanked), Settled::No)
            && !self.is_thanked(person, id, meeting)
    }

    /// Says whether somebody need not be thanked for this meeting: thanks stand in their own note, their follow-ups
    /// are stopped, or a later talk with them, whose thanks are not waived, is the one to give thanks for.
    fn is_thanked(&self, person: &Person, id: NoteId, meeting: &Meeting) -> bool {
        if self.is_stopped(person) {
            return true;
        }
        let (Person::Known(contact_id), Some(day)) = (person, meeting.date.map(|date| date.value.day)) else {
            return false;
        };
        let is_later = self
            .standing
            .contact(*contact_id)
            .and_then(|standing| standing.last_to_thank)
            .is_some_and(|last| last > (day, id));
        let in_own_note = self.index.note(*contact_id).as_contact().is_some_and(|contact| {
            contact
                .events
                .iter()
                .any(|event| event.key == EventKey::Thanked && event.day().is_some_and(|thanked| thanked >= day))
        });
        is_later || in_own_note
    }

    /// Reads `confirmed` from the log of whoever is met next in this meeting.
    fn confirmed_elsewhere(&self, id: NoteId, day: Option<Day>) -> Settled {
        let Some(day) = day else { return Settled::No };
        for person in self.index.people(id) {
            let Person::Known(contact_id) = person else { continue };
            let (Some(contact), Some(standing)) =
                (self.index.note(*contact_id).as_contact(), self.standing.contact(*contact_id))
            else {
                continue;
            };
            if standing.next_meeting.map(|(_, next)| next) != Some(id) {
                continue;
            }
            let since = standing.last_held.map(|(held, _)| held);
            let mut days =
                contact.events.iter().filter(|event| event.key == EventKey::Confirmed).filter_map(Event::day);
            if let Some(confirmed) =
                days.find(|confirmed| *confirmed <= day && since.is_none_or(|held| *confirmed > held))
            {
                return if confirmed == self.today { Settled::Today } else { Settled::Before };
            }
        }
        Settled::No
    }
}

/// Puts a follow-up where it belongs.
fn sort(found: &mut Found, settled: &Settled, follow_up: FollowUp) {
    match settled {
        Settled::No => found.open.push(follow_up),
        Settled::Today => found.done.push(follow_up),
        Settled::Before => {}
    }
}

/// Returns the day on which a meeting ends: a late one may last into the next.
fn last_day(start: Moment, minutes: Option<u32>) -> Day {
    let ends_later = start.time.is_some_and(|time| {
        let (_, overflow) = NaiveTime::overflowing_add_signed(
            &time,
            chrono::TimeDelta::minutes(i64::from(minutes.unwrap_or(0)).min(24 * 60)),
        );
        overflow > 0
    });
    if ends_later { start.day.succ_opt().unwrap_or(start.day) } else { start.day }
}

//! Asking for a talk: `request`, `nudge`, `close` and `schedule`. At most one of them holds for a contact.

use crate::core::index::{NoteId, Person};
use crate::core::model::{Contact, Day, Event, EventKey, MeetingStatus, Rule, When};

use super::{Answer, Cause, FollowUp, Found, Instance, Rules};

/// The rules of asking, each with the key that settles it.
const SETTLED_BY: [(Rule, EventKey); 4] = [
    (Rule::Request, EventKey::Requested),
    (Rule::Nudge, EventKey::Nudged),
    (Rule::Close, EventKey::Closed),
    (Rule::Schedule, EventKey::Scheduled),
];

/// A meeting with the contact, as far as asking is concerned.
struct Talk {
    day: Day,
    id: NoteId,
    status: MeetingStatus,
}

impl Talk {
    /// Says whether it took place or still can.
    fn is_live(&self) -> bool {
        matches!(self.status, MeetingStatus::Held | MeetingStatus::Planned)
    }
}

impl Rules<'_> {
    pub(super) fn asking(&self, id: NoteId, contact: &Contact, found: &mut Found) {
        let talks = self.talks(id);
        // What is still to come has not been done; a day agreed on may lie ahead.
        let is_past =
            |event: &&Event| event.key == EventKey::Scheduled || event.day().is_none_or(|day| day <= self.today);
        let events: Vec<Event> = contact.events.iter().filter(is_past).copied().collect();
        if !self.is_stopped(&Person::Known(id)) {
            let is_on = |step: &FollowUp| self.config.interval(step.rule).is_some();
            // Nobody is chased who is still owed thanks.
            let may_chase =
                |step: &FollowUp| !matches!(step.rule, Rule::Nudge | Rule::Close) || !self.is_owed_thanks(id);
            // A day to come brings nothing up, but it settles: a clone in another zone may be a day ahead.
            let is_settled_ahead = |step: &FollowUp| {
                let is_to_come = |event: &&Event| event.day().is_some_and(|day| day > self.today);
                contact.events.iter().filter(is_to_come).any(|event| ends(event.key, step.rule))
            };
            let step = self.next_step(id, &events, &talks).filter(is_on).filter(may_chase);
            found.open.extend(step.filter(|step| !is_settled_ahead(step)));
        }
        // What was settled today is what would be open without today's fact.
        for (rule, key) in SETTLED_BY {
            let is_todays = |event: &Event| event.key == key && event.day() == Some(self.today);
            if events.iter().any(is_todays) {
                let before: Vec<Event> = events.iter().copied().filter(|event| !is_todays(event)).collect();
                found.done.extend(self.next_step(id, &before, &talks).filter(|step| step.rule == rule));
            }
        }
    }

    fn talks(&self, id: NoteId) -> Vec<Talk> {
        let talk = |meeting: &NoteId| {
            let day = self.index.note(*meeting).as_meeting()?.date?.value.day;
            Some(Talk { day, id: *meeting, status: self.standing.meeting(*meeting)? })
        };
        self.index.meetings_with(id).iter().filter_map(talk).collect()
    }

    /// Returns what has to be done next to get to talk with a contact.
    fn next_step(&self, id: NoteId, events: &[Event], talks: &[Talk]) -> Option<FollowUp> {
        let outbound = latest(events, &[EventKey::Requested, EventKey::Nudged]);
        let answer = last_answer(events, talks);
        match (outbound, answer) {
            (Some(asked), Some((day, ..))) if asked.0 > day => self.no_answer(id, events, talks, asked),
            (_, Some(answer)) => self.schedule(id, events, talks, answer),
            (Some(asked), None) => self.no_answer(id, events, talks, asked),
            (None, None) => self.request(id, events, talks),
        }
    }

    /// `request`: never asked, answered or met. Only `requested: no` waives it: what else is not needed is another step.
    fn request(&self, id: NoteId, events: &[Event], talks: &[Talk]) -> Option<FollowUp> {
        let has_begun = |event: &Event| match event.key {
            EventKey::Requested => true,
            EventKey::Nudged | EventKey::Replied | EventKey::Declined | EventKey::Scheduled | EventKey::Closed => {
                event.when != When::Never
            }
            _ => false,
        };
        // Where the note says that more was done, and not when, there is nothing to count from either.
        let is_further = self.index.note(id).as_contact().is_some_and(|contact| contact.stage.is_some());
        if is_further || !talks.is_empty() || events.iter().any(has_begun) || !self.index.meetings_with(id).is_empty() {
            return None;
        }
        let added = latest(events, &[EventKey::Added]);
        let due = added.map(|(day, _)| self.interval(Rule::Request).after(day));
        let line = added.map_or(1, |(_, line)| line);
        let cause = Cause::Request { added: added.map(|(day, _)| day) };
        Some(self.follow_up(Rule::Request, id, line, Instance::ONLY, vec![Person::Known(id)], due, cause))
    }

    /// `nudge` and `close`: the last request or nudge stayed without an answer.
    fn no_answer(&self, id: NoteId, events: &[Event], talks: &[Talk], (last, line): (Day, u32)) -> Option<FollowUp> {
        let answers = [EventKey::Replied, EventKey::Declined, EventKey::Scheduled];
        let is_answer = |event: &Event| {
            answers.contains(&event.key)
                && match event.when {
                    When::On(moment) => moment.day >= last,
                    When::Sometime => true,
                    When::Never => false,
                }
        };
        // Whoever waives the nudge has asked for the last time, and waits.
        let is_over = is_waived(events, EventKey::Nudged);
        if is_over || events.iter().any(is_answer) || talks.iter().any(|talk| talk.day >= last) {
            return None;
        }
        let requested = latest(events, &[EventKey::Requested]).map(|(day, _)| day);
        let nudges = events
            .iter()
            .filter(|event| {
                event.key == EventKey::Nudged
                    && event.day().is_some_and(|day| requested.is_none_or(|asked| day >= asked))
            })
            .count();
        let nudges = u32::try_from(nudges).unwrap_or(u32::MAX);
        let who = vec![Person::Known(id)];
        let instance = of_outbound(events, last);
        if nudges < self.config.max_nudges {
            let due = Some(self.interval(Rule::Nudge).after(last));
            return Some(self.follow_up(Rule::Nudge, id, line, instance, who, due, Cause::Nudge { last, nudges }));
        }
        if is_waived_or_past(events, EventKey::Closed, last) {
            return None;
        }
        let due = Some(self.interval(Rule::Close).after(last));
        Some(self.follow_up(Rule::Close, id, line, instance, who, due, Cause::Close { last, nudges }))
    }

    /// `schedule`: an answer, and neither `scheduled` nor a meeting after it.
    fn schedule(
        &self,
        id: NoteId,
        events: &[Event],
        talks: &[Talk],
        (day, line, answer): (Day, u32, Answer),
    ) -> Option<FollowUp> {
        let (is_found, is_agreement_noted) = match answer {
            Answer::Replied => (is_waived_or_past(events, EventKey::Scheduled, day), false),
            Answer::FellThrough(_) => self.new_day(events, talks, day),
        };
        let is_ahead = |talk: &Talk| talk.status == MeetingStatus::Planned && talk.day >= self.today;
        let is_settled = is_found
            || latest(events, &[EventKey::Declined]).is_some_and(|(declined, _)| declined >= day)
            || talks.iter().any(|talk| is_ahead(talk) || (talk.is_live() && talk.day >= day));
        // An answer after a talk is an answer to thanks, unless another talk was asked for or called off in between.
        let last_talk = talks.iter().filter(|talk| talk.status == MeetingStatus::Held).map(|talk| talk.day).max();
        let asked = latest(events, &[EventKey::Requested, EventKey::Nudged]).map(|(asked, _)| asked);
        let called_off = talks.iter().filter(|talk| !talk.is_live()).map(|talk| talk.day).max();
        let is_afterwards = last_talk
            .is_some_and(|talk| talk <= day && [asked, called_off].into_iter().flatten().all(|since| since <= talk));
        if is_settled || (is_afterwards && answer == Answer::Replied) {
            return None;
        }
        // Of a talk that is still ahead it is known today that it will not be.
        let due = if day > self.today { self.today } else { self.interval(Rule::Schedule).after(day) };
        let due = Some(due);
        Some(self.follow_up(
            Rule::Schedule,
            id,
            line,
            Instance::of_day(Some(day)),
            vec![Person::Known(id)],
            due,
            Cause::Schedule { day, answer, is_agreement_noted },
        ))
    }

    /// Says whether `scheduled` tells of a new day for a talk that was to be on `day` and was called off, or that none is
    /// needed; and whether it tells how that talk came to be agreed on.
    ///
    /// Notes do not say which talk was agreed on when. So each talk that was called off since the last one that took place
    /// is taken to have its own agreement in `scheduled`, and whatever comes on top of these is a new day. That last talk is
    /// the new day itself if more was agreed on before it than it and those that were called off need.
    fn new_day(&self, events: &[Event], talks: &[Talk], day: Day) -> (bool, bool) {
        let live =
            |before: Day| talks.iter().filter(|talk| talk.is_live() && talk.day < before).map(|talk| talk.day).max();
        let called_off = |since: Option<Day>| {
            talks
                .iter()
                .filter(|talk| !talk.is_live() && talk.day <= day && since.is_none_or(|since| talk.day > since))
                .count()
        };
        let last = live(day);
        let before = last.and_then(live);
        let (mut someday, mut agreed, mut agreed_before, mut is_found) = (0, 0, 0, false);
        for event in events.iter().filter(|event| event.key == EventKey::Scheduled) {
            match event.when {
                When::Never => is_found = true,
                When::On(moment) if moment.day >= day || moment.day > self.today => is_found = true,
                When::On(moment) if before.is_some_and(|before| moment.day <= before) => {}
                When::On(moment) if last.is_some_and(|last| moment.day < last) => agreed_before += 1,
                When::On(_) => agreed += 1,
                When::Sometime => someday += 1,
            }
        }
        let is_last_new = agreed_before > 0 && agreed_before + someday > called_off(before);
        let (agreed, needed) = (agreed + someday, called_off(last));
        (is_found || agreed > needed || is_last_new, agreed >= needed)
    }
}

/// Says whether an event of that key ends a step of asking.
const fn ends(key: EventKey, step: Rule) -> bool {
    let is_answer = matches!(key, EventKey::Replied | EventKey::Declined);
    match step {
        Rule::Request => is_answer || matches!(key, EventKey::Requested | EventKey::Nudged | EventKey::Closed),
        Rule::Nudge => is_answer || matches!(key, EventKey::Nudged),
        Rule::Close => is_answer || matches!(key, EventKey::Closed),
        Rule::Schedule => matches!(key, EventKey::Declined),
        _ => false,
    }
}

/// Tells an obligation that arose from the last request or nudge from the others of that day.
fn of_outbound(events: &[Event], last: Day) -> Instance {
    let is_outbound =
        |event: &&Event| matches!(event.key, EventKey::Requested | EventKey::Nudged) && event.day() == Some(last);
    Instance::of_nth(last, events.iter().filter(is_outbound).count())
}

/// Returns the last answer: a reply, or a meeting that was agreed on and did not take place.
fn last_answer(events: &[Event], talks: &[Talk]) -> Option<(Day, u32, Answer)> {
    let replied = latest(events, &[EventKey::Replied]).map(|(day, line)| (day, line, Answer::Replied));
    let fell_through = talks.iter().filter(|talk| !talk.is_live()).max_by_key(|talk| (talk.day, talk.id));
    let fell_through = fell_through.map(|talk| (talk.day, 1, Answer::FellThrough(talk.id)));
    [replied, fell_through].into_iter().flatten().max_by_key(|(day, ..)| *day)
}

/// Returns the latest day of events with one of `keys`, and its line.
fn latest(events: &[Event], keys: &[EventKey]) -> Option<(Day, u32)> {
    let dated = events
        .iter()
        .filter(|event| keys.contains(&event.key))
        .filter_map(|event| Some((event.day()?, event.location.line)));
    dated.max()
}

fn is_waived(events: &[Event], key: EventKey) -> bool {
    events.iter().any(|event| event.key == key && event.when == When::Never)
}

/// Says whether a key is waived, or tells of something on that day or later.
fn is_waived_or_past(events: &[Event], key: EventKey, from: Day) -> bool {
    events.iter().filter(|event| event.key == key).any(|event| match event.when {
        When::On(moment) => moment.day >= from,
        When::Sometime | When::Never => true,
    })
}

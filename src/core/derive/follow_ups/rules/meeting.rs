//! What the rules around a meeting share: `prepare`, `confirm`, `thank` and `reflect`.

use crate::core::index::Person;
use crate::core::model::{Day, Event, EventKey, MeetingStatus, Rule, When};

use super::{Cause, Fact, FollowUp, Found, Instance, RelatedMeeting, RuleContext, Wording};

/// What a note says about an event that settles a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventState {
    /// It is still to be done.
    Open,
    /// It happened today.
    Today,
    /// It happened before, or is waived.
    Before,
}

impl EventState {
    pub(super) fn new(events: &[Event], key: EventKey, today: Day) -> Self {
        let mut state = Self::Open;
        for event in events.iter().filter(|event| event.key == key) {
            match event.when {
                When::On(moment) if moment.day == today => return Self::Today,
                _ => state = Self::Before,
            }
        }
        state
    }
}

/// Returns the talk that the note is, if that is its status, it names somebody, and its follow-ups are not stopped.
pub(in super::super) fn with_status<'i>(
    context: &RuleContext<'i>,
    status: MeetingStatus,
) -> Option<RelatedMeeting<'i>> {
    let talk = context
        .meeting()
        .filter(|talk| talk.status == status && (talk.date.is_some() || !talk.meeting.has_bad_date))?;
    if !context.is_talk() || talk.people.is_empty() {
        return None;
    }
    let is_stopped = !talk.people.is_empty() && talk.people.iter().all(|person| context.is_stopped(person));
    (!is_stopped).then_some(talk)
}

/// Returns the meeting that the note is, if it is still ahead.
pub(super) fn ahead<'i>(context: &RuleContext<'i>) -> Option<RelatedMeeting<'i>> {
    let is_ahead = |talk: &RelatedMeeting<'_>| talk.day().is_none_or(|day| day >= context.today());
    with_status(context, MeetingStatus::Planned).filter(is_ahead)
}

impl RelatedMeeting<'_> {
    pub(super) fn state(&self, context: &RuleContext<'_>, key: EventKey) -> EventState {
        EventState::new(&self.meeting.events, key, context.today())
    }

    /// Returns a follow-up of the meeting.
    pub(super) fn follow_up(
        &self,
        context: &RuleContext<'_>,
        rule: Rule,
        who: Vec<Person>,
        due: Option<Day>,
        cause: Cause,
    ) -> FollowUp {
        let line = self.meeting.date.map_or(1, |date| date.location.line);
        context.follow_up(rule, line, Instance::of_day(self.day()), who, due, cause)
    }
}

/// Adds a follow-up to what is open or to what was done today.
pub(super) fn file_by_state(found: &mut Found, state: EventState, follow_up: FollowUp) {
    match state {
        EventState::Open => found.open.push(follow_up),
        EventState::Today => found.done.push(follow_up),
        EventState::Before => {}
    }
}

/// Returns the only instance of a rule around a meeting.
pub(super) fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
    context.meeting().map(|talk| Instance::of_day(talk.day())).into_iter().collect()
}

/// Returns the day of a meeting as words: `held on 2026-11-19`.
pub(super) fn held(wording: Wording<'_>, follow_up: &FollowUp) -> String {
    let date = wording.index.date(follow_up.note, wording.today);
    date.map_or_else(|| String::from("held"), |date| format!("held on {}", date.value.day))
}

/// Returns the facts of a rule that lacks one thing of the follow-up's meeting.
pub(super) fn facts(wording: Wording<'_>, follow_up: &FollowUp, verb: &str, lacks: &str) -> Vec<Fact> {
    vec![wording.meeting_day(follow_up.note, verb), Fact::missing(follow_up, lacks)]
}

//! `confirm`: a planned meeting is not confirmed.

use crate::core::index::Person;
use crate::core::model::{Day, Event, EventKey, MeetingStatus, Rule};

use super::meeting::{self, EventState, file_by_state};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RelatedMeeting, RuleContext, RuleDefinition, Wording};

/// A planned meeting is not confirmed.
pub(super) struct ConfirmRule;

/// Returns the day of `confirmed` in the note of a person whose next meeting this is.
fn confirmed_by(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>, person: &Person) -> Option<Day> {
    let (day, related) = (talk.day()?, context.related(person)?);
    let next = related.standing.next_meeting.map(|(_, next)| next);
    let since = related.standing.last_held.map(|(held, _)| held);
    let is_of_this = |confirmed: &Day| *confirmed <= day && since.is_none_or(|held| *confirmed > held);
    let confirmed = related.contact.events.iter().filter(|event| event.key == EventKey::Confirmed);
    let confirmed = confirmed.filter(|event| context.is_of_its_day(talk.id, event));
    confirmed.filter_map(Event::day).find(is_of_this).filter(|_| next == Some(talk.id))
}

/// Reads `confirmed` from the meeting, otherwise from the notes of its people.
fn state(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>) -> EventState {
    let events: Vec<Event> =
        talk.meeting.events.iter().filter(|event| context.is_of_its_day(talk.id, event)).copied().collect();
    let state = EventState::new(&events, EventKey::Confirmed, context.today());
    if state != EventState::Open {
        return state;
    }
    match talk.people.iter().find_map(|person| confirmed_by(context, talk, person)) {
        Some(confirmed) if confirmed == context.today() => EventState::Today,
        Some(_) => EventState::Before,
        None => EventState::Open,
    }
}

impl RuleDefinition for ConfirmRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        let Some(talk) = meeting::ahead(context) else { return };
        let due = talk.day().map(|day| context.due_before(day, Rule::Confirm));
        let follow_up = talk.follow_up(context, Rule::Confirm, context.talk_partners(&talk), due, Cause::Confirm);
        file_by_state(found, state(context, &talk), follow_up);
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        meeting::instances(context)
    }

    fn missed(context: &RuleContext<'_>) -> Option<FollowUp> {
        let talk = meeting::with_status(context, MeetingStatus::Held)?;
        Some(talk.follow_up(context, Rule::Confirm, context.talk_partners(&talk), talk.day(), Cause::Confirm))
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Confirm", "Confirmed").own_talk().with();
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        String::from("the meeting is not confirmed")
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        meeting::facts(wording, follow_up, "planned for", "`confirmed` is missing")
    }
}

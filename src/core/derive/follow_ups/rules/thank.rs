//! `thank`: a meeting was held.

use chrono::{NaiveTime, TimeDelta};

use crate::core::index::Person;
use crate::core::model::{Day, Event, EventKey, MeetingStatus, Moment, Rule};

use super::meeting::{self, EventState};
use super::{
    Cause, Fact, FollowUp, Found, Instance, Phrase, RelatedContact, RelatedMeeting, RuleContext, RuleDefinition,
    Wording,
};

/// A meeting was held and nobody was thanked.
pub(super) struct ThankRule;

/// Returns whether a held meeting still waits for thanks to the contact of the note: thanking is keeping in touch. Thanks
/// that lapsed are not waited for.
pub(super) fn is_owed(context: &RuleContext<'_>) -> bool {
    let has_lapsed = |talk: &RelatedMeeting<'_>| {
        let snoozes = [talk.note.snooze_of(Rule::Thank), talk.note.snooze].into_iter().flatten();
        let last = due(context, talk).into_iter().chain(snoozes.map(|snooze| snooze.value)).max();
        context.has_lapsed(Rule::Thank, last)
    };
    let awaits_thanks = |talk: &RelatedMeeting<'_>| {
        talk.status == MeetingStatus::Held
            && talk.state(context, EventKey::Thanked) == EventState::Open
            && !is_thanked(context, talk, &context.itself())
            && !has_lapsed(talk)
    };
    context.is_on(Rule::Thank) && context.meetings().any(|talk| awaits_thanks(&talk))
}

/// Returns whether a person needs no thanks for a meeting: their own note records thanks, their follow-ups are stopped,
/// or a later talk with them, whose thanks are not waived, is the one to thank for.
fn is_thanked(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>, person: &Person) -> bool {
    if context.is_stopped(person) {
        return true;
    }
    let Some((day, related)) = talk.day().zip(context.related(person)) else { return false };
    let RelatedContact { contact, standing, .. } = related;
    let is_thanks = |event: &Event| event.key == EventKey::Thanked && event.day().is_some_and(|thanked| thanked >= day);
    let has_later = standing.last_to_thank.is_some_and(|last| last > (day, talk.id));
    // A task of the user's own takes the place of the line.
    has_later || contact.is_to_thank || contact.events.iter().any(is_thanks)
}

/// Returns the day on which a meeting ends: a late one may last into the next.
fn last_day(start: Moment, minutes: Option<u32>) -> Day {
    let length = TimeDelta::minutes(i64::from(minutes.unwrap_or(0)).min(24 * 60));
    let ends_later = start.time.is_some_and(|time| NaiveTime::overflowing_add_signed(&time, length).1 > 0);
    if ends_later { start.day.succ_opt().unwrap_or(start.day) } else { start.day }
}

/// Returns the day on which thanks for a meeting are due.
fn due(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>) -> Option<Day> {
    Some(context.interval(Rule::Thank).after(last_day(talk.date?, talk.meeting.duration)))
}

impl RuleDefinition for ThankRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        let Some(talk) = meeting::with_status(context, MeetingStatus::Held) else { return };
        let due = due(context, &talk);
        let follow_up = |who| talk.follow_up(context, Rule::Thank, who, due, Cause::Thank);
        match talk.state(context, EventKey::Thanked) {
            EventState::Today => found.done.push(follow_up(context.talk_partners(&talk))),
            EventState::Open if talk.meeting.is_to_thank => {}
            EventState::Open => {
                let mut who = context.talk_partners(&talk);
                who.retain(|person| !is_thanked(context, &talk, person));
                if !who.is_empty() {
                    found.open.push(follow_up(who));
                }
            }
            EventState::Before => {}
        }
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        meeting::instances(context)
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Thank", "Thanked").people().text(" for").own_talk();
    }

    fn reason(&self, wording: Wording<'_>, follow_up: &FollowUp) -> String {
        format!("{}, `thanked` is not set", meeting::held(wording, follow_up))
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        meeting::facts(wording, follow_up, "held on", "`thanked` is missing")
    }
}

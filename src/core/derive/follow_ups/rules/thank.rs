//! `thank`: a meeting was held.

use chrono::{NaiveTime, TimeDelta};

use crate::core::index::{Person, Resolution};
use crate::core::model::{Day, Event, EventKey, Link, MeetingStatus, Moment, Rule};

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
    context.meetings().any(|talk| awaits_thanks(context, &talk, &context.itself()))
}

/// Returns the day of the line about thanks to a person: to a contact for any talk, to somebody without a note for the talk
/// that the note is.
pub(in super::super) fn day_of_line(context: &RuleContext<'_>, person: &Person) -> Option<Day> {
    let day = |context: &RuleContext<'_>, talk: &RelatedMeeting<'_>| {
        let is_put_off = snoozes(talk).any(|until| until > context.today());
        let has_line = context.is_talk_at(talk.id) && !is_put_off && awaits_thanks(context, talk, person);
        if has_line { last_due(context, talk) } else { None }
    };
    match person {
        Person::Known(id) => {
            let of_person = RuleContext::new(*id, context.inputs());
            let is_snoozed = of_person.note().snooze.is_some_and(|snooze| snooze.value > context.today());
            of_person.meetings().filter(|_| !is_snoozed).filter_map(|talk| day(&of_person, &talk)).min()
        }
        Person::Named(_) => context.meeting().and_then(|talk| day(context, &talk)),
    }
}

fn awaits_thanks(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>, person: &Person) -> bool {
    context.is_on(Rule::Thank)
        && talk.status == MeetingStatus::Held
        && talk.state(context, EventKey::Thanked) == EventState::Open
        && !is_thanked(context, talk, person)
        && !context.has_lapsed(Rule::Thank, last_due(context, talk))
}

/// Returns the days to which the line about thanks for a meeting is put off.
fn snoozes(talk: &RelatedMeeting<'_>) -> impl Iterator<Item = Day> + use<> {
    [talk.note.snooze_of(Rule::Thank), talk.note.snooze].into_iter().flatten().map(|snooze| snooze.value)
}

/// Returns the last day on which the line about thanks for a meeting comes up.
fn last_due(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>) -> Option<Day> {
    due(context, talk).into_iter().chain(snoozes(talk)).max()
}

/// Returns whether a person needs no thanks for a meeting: its note, their own or a ticked task records thanks, their follow-ups are stopped,
/// or a later talk with them, whose thanks are not waived, is the one to thank for.
fn is_thanked(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>, person: &Person) -> bool {
    let is_named = |link: &Link| match (context.inputs().index.resolve(talk.note, link), person) {
        (Resolution::Found(found), Person::Known(id)) => found == *id,
        (_, Person::Named(name)) => *name == link.text,
        _ => false,
    };
    if context.is_stopped(person) || talk.meeting.thanked.iter().any(is_named) {
        return true;
    }
    let Some((day, related)) = talk.day().zip(context.related(person)) else { return false };
    let RelatedContact { contact, standing, .. } = related;
    let is_thanks = |event: &Event| event.key == EventKey::Thanked && event.day().is_some_and(|thanked| thanked >= day);
    let has_later = standing.last_to_thank.is_some_and(|last| last > (day, talk.id));
    has_later || contact.events.iter().any(is_thanks) || context.has_thanked_since(person, day)
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

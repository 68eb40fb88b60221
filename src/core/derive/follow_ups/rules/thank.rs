//! `thank`: a meeting was held.

use chrono::{NaiveTime, TimeDelta};

use crate::core::index::{Person, Resolution};
use crate::core::model::{Day, Event, EventKey, Link, MeetingStatus, Moment, Rule, When};

use super::meeting::{self, EventState};
use super::{
    Cause, Fact, FollowUp, Found, Instance, Phrase, RelatedContact, RelatedMeeting, RuleContext, RuleDefinition,
    Wording,
};

/// A meeting was held and nobody was thanked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThankRule {
    /// The day of the talk, if only the contact's own note tells of it.
    pub told: Option<Day>,
}

/// Returns whether a held meeting still waits for thanks to the contact of the note: thanking is keeping in touch. Thanks
/// that lapsed are not waited for.
pub(super) fn is_owed(context: &RuleContext<'_>) -> bool {
    context.meetings().any(|talk| awaits_thanks(context, &talk, &context.itself()))
        || told_open(context).is_some_and(|told| !context.has_lapsed(Rule::Thank, Some(told.due)))
}

/// Returns the day of the line about thanks to a person: to a contact for any talk, to somebody without a note for the talk
/// that the note is.
pub(in super::super) fn day_of_line(context: &RuleContext<'_>, person: &Person) -> Option<Day> {
    let day = |context: &RuleContext<'_>, talk: &RelatedMeeting<'_>| {
        let is_put_off = snoozes(talk).any(|until| until > context.today());
        let has_line = !is_put_off && awaits_thanks(context, talk, person);
        if has_line { last_due(context, talk) } else { None }
    };
    match person {
        Person::Known(id) => {
            let of_person = RuleContext::new(*id, context.inputs());
            let is_snoozed = of_person.note().snooze.is_some_and(|snooze| snooze.value > context.today());
            let is_told_put_off =
                of_person.note().snooze_of(Rule::Thank).is_some_and(|until| until.value > context.today());
            let told = told_open(&of_person).map(|told| told.due).filter(|_| !is_told_put_off);
            let of_notes = of_person.meetings().filter_map(|talk| day(&of_person, &talk));
            of_notes.chain(told).filter(|_| !is_snoozed).min()
        }
        Person::Named(_) => context.meeting().and_then(|talk| day(context, &talk)),
    }
}

fn awaits_thanks(context: &RuleContext<'_>, talk: &RelatedMeeting<'_>, person: &Person) -> bool {
    context.is_on(Rule::Thank)
        && context.is_talk_at(talk.id)
        && talk.status == MeetingStatus::Held
        && talk.state(context, EventKey::Thanked) == EventState::Open
        && !is_thanked(context, talk, person)
        && !context.has_lapsed(Rule::Thank, last_due(context, talk))
}

/// A talk of which only the note of the contact tells.
struct Told {
    day: Day,
    line: u32,
    /// When thanks are due.
    due: Day,
}

/// Returns the last talk of which only the contact's own note tells, if no note has a later one.
fn told(context: &RuleContext<'_>) -> Option<Told> {
    let related = context.related(&context.itself()).filter(|related| !related.contact.is_known)?;
    let (day, line) = context.told_talks().pop_last()?;
    let has_later = related.standing.last_held.is_some_and(|(held, _)| held > day);
    (!has_later).then(|| Told { day, line, due: context.interval(Rule::Thank).after(day) })
}

/// Returns such a talk if nobody said thanks for it.
fn told_open(context: &RuleContext<'_>) -> Option<Told> {
    let told = told(context)?;
    let is_open = context.is_on(Rule::Thank)
        && told_state(context, told.day) == EventState::Open
        && !context.is_stopped(&context.itself())
        && !context.has_thanked_since(&context.itself(), told.day);
    is_open.then_some(told)
}

/// Returns what the note of a contact says of thanks for a talk on a day.
fn told_state(context: &RuleContext<'_>, day: Day) -> EventState {
    let events = context.note().as_contact().map_or(&[][..], |contact| &contact.events);
    let thanks = || events.iter().filter(|event| event.key == EventKey::Thanked);
    // Each `no` waives the thanks for one talk, the first that has none.
    let talks: Vec<Day> = context.told_talks().into_keys().filter(|talk| *talk <= day).collect();
    let ends = talks.iter().skip(1).copied().chain([Day::MAX]);
    let is_thanked =
        |from: Day, to: Day| thanks().filter_map(Event::day).any(|thanked| thanked >= from && thanked < to);
    let without = talks.iter().zip(ends).filter(|(from, to)| !is_thanked(**from, *to)).count();
    let is_waived = thanks().filter(|event| event.when == When::Never).count() >= without;
    let is_since = |event: &&Event| match event.when {
        When::On(moment) => moment.day >= day,
        When::Sometime => true,
        When::Never => is_waived,
    };
    let since: Vec<Event> = events.iter().filter(is_since).copied().collect();
    EventState::new(&since, EventKey::Thanked, context.today())
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
        if let Some(Told { day, line, due }) = told(context) {
            let instance = Instance::of_day(Some(day));
            let who = vec![context.itself()];
            let follow_up =
                context.follow_up(Rule::Thank, line, instance, who, Some(due), Cause::Thank(Self { told: Some(day) }));
            match told_state(context, day) {
                EventState::Today => found.done.push(follow_up),
                EventState::Open => found.open.extend(told_open(context).map(|_| follow_up)),
                EventState::Before => {}
            }
        }
        let Some(talk) = meeting::with_status(context, MeetingStatus::Held) else { return };
        let due = due(context, &talk);
        let follow_up = |who| talk.follow_up(context, Rule::Thank, who, due, Cause::Thank(Self { told: None }));
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
        let told = context.told_talks().into_keys().map(|day| Instance::of_day(Some(day)));
        meeting::instances(context).into_iter().chain(told).collect()
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Thank", "Thanked").people().text(" for");
        match self.told {
            Some(day) => say.text(format!(" the talk on {}", say.day(day))),
            None => say.own_talk(),
        };
    }

    fn reason(&self, wording: Wording<'_>, follow_up: &FollowUp) -> String {
        let held = match self.told {
            Some(day) => format!("a talk on {day}"),
            None => meeting::held(wording, follow_up),
        };
        format!("{held}, `thanked` is not set")
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        match self.told {
            Some(day) => vec![
                Fact::here(follow_up, format!("the note tells of a talk on {day}")),
                Fact::missing(follow_up, "no `thanked` and no words of thanks since"),
            ],
            None => meeting::facts(wording, follow_up, "held on", "`thanked` is missing"),
        }
    }
}

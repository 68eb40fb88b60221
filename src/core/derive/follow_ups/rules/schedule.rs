//! `schedule`: somebody answered, and there is neither `scheduled` nor a meeting after that.

use crate::core::index::NoteId;
use crate::core::model::{Agreed, Day, Event, EventKey, MeetingStatus, Moment, Rule, When};
use crate::core::syntax::calendar;

use super::asking::{self, AskingState, AskingStep, TalkDay, Turn, is_waived_or_past, latest};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording, remedies_by_key};

/// What was answered to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The contact replied.
    Replied,
    /// A meeting was agreed on and did not take place.
    FellThrough(NoteId),
    /// The log says that a talk was agreed on, and no note is about it.
    Agreed(Moment),
}

/// Somebody answered, and there is no meeting yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRule {
    /// The day of the answer.
    pub day: Day,
    /// What it was.
    pub answer: Answer,
    /// Whether `scheduled` has the day on which a talk that fell through was agreed on.
    pub is_agreement_noted: bool,
}

/// Returns whether a new day in `scheduled` would be read as the day on which a talk ahead was agreed on, unless the
/// note records that agreement first.
#[must_use]
pub(crate) fn needs_agreement(follow_up: &FollowUp, today: Day) -> bool {
    matches!(&follow_up.cause, Cause::Schedule(cause)
        if cause.day > today && matches!(cause.answer, Answer::FellThrough(_)) && !cause.is_agreement_noted)
}

/// Returns whether `scheduled` has a new day for a talk that was planned for `day` and called off, or waives it; and
/// whether it has the day on which that talk was agreed on.
///
/// Notes do not record which talk was agreed on when. So each talk that was called off since the last one that took
/// place counts as having its own day in `scheduled`, and any further day is a new one. The last talk is itself the new
/// one if `scheduled` has more days before it than it and the talks that were called off need.
fn new_day(state: &AskingState, day: Day, today: Day) -> (bool, bool) {
    let AskingState { events, talks, .. } = state;
    let live = |before: Day| talks.iter().filter(|talk| talk.is_live() && talk.day < before).map(|talk| talk.day).max();
    let called_off = |since: Option<Day>| {
        let is_since = |talk: &&TalkDay| talk.day <= day && since.is_none_or(|since| talk.day > since);
        talks.iter().filter(|talk| !talk.is_live()).filter(is_since).count()
    };
    let last = live(day);
    let before = last.and_then(live);
    let (mut someday, mut agreed, mut agreed_before, mut is_found) = (0, 0, 0, false);
    for event in events.iter().filter(|event| event.key == EventKey::Scheduled) {
        match event.when {
            When::Never => is_found = true,
            When::On(moment) if moment.day >= day || moment.day > today => is_found = true,
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

/// Returns whether a reply came after a talk, so that it answers thanks: no other talk was asked for or called off in
/// between.
fn answers_thanks(AskingState { events, talks, .. }: &AskingState, day: Day) -> bool {
    let last_talk = talks.iter().filter(|talk| talk.status == MeetingStatus::Held).map(|talk| talk.day).max();
    let asked = latest(events, &[EventKey::Requested, EventKey::Nudged]).map(|(asked, _)| asked);
    let called_off = talks.iter().filter(|talk| !talk.is_live()).map(|talk| talk.day).max();
    last_talk.is_some_and(|talk| talk <= day && [asked, called_off].into_iter().flatten().all(|since| since <= talk))
}

impl AskingStep for ScheduleRule {
    const RULE: Rule = Rule::Schedule;
    const ENDED_BY: &'static [EventKey] = &[EventKey::Declined];

    fn step(context: &RuleContext<'_>, state: &AskingState) -> Option<FollowUp> {
        let agreed = context.agreed_without_note(&state.events).filter(|agreed| agreed.at.day >= context.today());
        if let Some(Agreed { day, line, at }) = agreed {
            let is_other = |event: &&Event| event.key == EventKey::Scheduled && event.location.line != line;
            let others: Vec<Event> = state.events.iter().filter(is_other).copied().collect();
            if is_waived_or_past(&others, EventKey::Scheduled, day) || !context.lacks_questions() {
                return None;
            }
            let due = context.due_before(at.day, Rule::Prepare).max(day);
            let cause = Cause::Schedule(Self { day, answer: Answer::Agreed(at), is_agreement_noted: false });
            let instance = Instance::of_day(Some(day));
            return Some(context.follow_up(Rule::Schedule, line, instance, vec![context.itself()], Some(due), cause));
        }
        let Turn::Answered(day, line, answer) = state.turn else { return None };
        let (events, today) = (&state.events, context.today());
        let (is_found, is_agreement_noted) = match answer {
            Answer::Replied | Answer::Agreed(_) => (is_waived_or_past(events, EventKey::Scheduled, day), false),
            Answer::FellThrough(_) => new_day(state, day, today),
        };
        let is_ahead = |talk: &TalkDay| talk.status == MeetingStatus::Planned && talk.day >= today;
        let is_settled = is_found
            || latest(events, &[EventKey::Declined]).is_some_and(|(declined, _)| declined >= day)
            || state.talks.iter().any(|talk| is_ahead(talk) || (talk.is_live() && talk.day >= day));
        if is_settled || (answer == Answer::Replied && answers_thanks(state, day)) {
            return None;
        }
        // Of a talk that is still ahead it is known today that it will not be.
        let due = if day > today { today } else { context.interval(Rule::Schedule).after(day) };
        // Somebody who answers that they have no time yet is left alone until then.
        let later = context.note().as_contact().and_then(|contact| contact.later).filter(|(said, _)| *said >= day);
        let due = match answer {
            Answer::FellThrough(_) => context.when_back(day, due),
            Answer::Replied | Answer::Agreed(_) => later.map_or(due, |(_, until)| due.max(until)),
        };
        let cause = Cause::Schedule(Self { day, answer, is_agreement_noted });
        let instance = Instance::of_day(Some(day));
        Some(context.follow_up(Rule::Schedule, line, instance, vec![context.itself()], Some(due), cause))
    }
}

impl RuleDefinition for ScheduleRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        asking::find::<Self>(context, found);
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        let events = context.note().as_contact().map_or(&[][..], |contact| &contact.events);
        let replies = events.iter().filter(|event| event.key == EventKey::Replied).map(Event::day);
        let talks = context.meetings().filter_map(|talk| talk.day()).map(Some);
        let agreed = context.note().as_contact().and_then(|contact| contact.agreed).map(|agreed| Some(agreed.day));
        replies.chain(talks).chain(agreed).map(Instance::of_day).collect()
    }

    fn since(&self) -> Option<Day> {
        Some(self.day).filter(|_| !matches!(self.answer, Answer::FellThrough(_)))
    }

    fn words(&self, say: &mut Phrase<'_>) {
        match self.answer {
            Answer::FellThrough(talk) if !say.is_done => {
                say.verb("Find a new day", "").text(" with").people().text(",");
                if talk == say.follow_up.note {
                    say.text(format!(" the talk on {}", say.day(self.day)));
                } else {
                    say.talk(talk);
                }
                say.text(" fell through");
            }
            Answer::Agreed(at) => {
                say.verb("Prepare", "Prepared").text(" the talk with").people();
                say.text(format!(" on {}", calendar::moment(at, say.wording.today)));
            }
            _ => {
                say.verb("Find a day", "Found a day").text(" with").people();
                if !say.is_done {
                    say.text(format!(", who answered on {}", say.day(self.day)));
                }
            }
        }
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        match self.answer {
            Answer::Agreed(at) => format!("a talk on {} was agreed on, and no note is about it", at.day),
            Answer::Replied => format!("replied on {}, no meeting since", self.day),
            Answer::FellThrough(_) => format!("the meeting agreed on for {} did not take place", self.day),
        }
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let contact = wording.index.note(follow_up.note).as_contact();
        let is_of_log = contact.is_some_and(|contact| contact.log.iter().any(|entry| entry.line == follow_up.line));
        let source = if is_of_log { format!("the log of {}", self.day) } else { String::from("the note") };
        let (answered, lacks) = match self.answer {
            Answer::Replied => {
                (Fact::here(follow_up, format!("replied on {}", self.day)), "no `scheduled` and no other meeting since")
            }
            Answer::Agreed(at) => (
                Fact::here(follow_up, format!("{source} says that a talk on {} was agreed on", at.day)),
                "no note is about a talk with them since",
            ),
            Answer::FellThrough(note) => (
                Fact { note, line: None, says: format!("the talk of {} did not take place", self.day) },
                "`scheduled` has no new day, and there is no other talk",
            ),
        };
        vec![answered, Fact::missing(follow_up, lacks)]
    }

    fn remedies(&self, wording: Wording<'_>, follow_up: &FollowUp) -> (String, Option<String>) {
        let today = wording.today;
        let day = if needs_agreement(follow_up, today) { format!("[yes, {today}]") } else { today.to_string() };
        remedies_by_key(wording, follow_up, &day)
    }
}

//! `report-back`: a referred contact was met, and the person who referred them wants to know how it went.

use crate::core::index::{NoteId, Person};
use crate::core::model::{Day, EventKey, Rule};

use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RuleContext, RuleDefinition, Wording, settles};

/// A referred contact was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportBackRule {
    /// The contact who was met.
    pub about: NoteId,
    /// The meeting; the contact, if only their note tells of it.
    pub meeting: NoteId,
    /// Its day.
    pub day: Day,
}

impl RuleDefinition for ReportBackRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        let Some(related) = context.related(&context.itself()) else { return };
        if context.people().is_empty() || related.contact.is_known || context.is_stopped(&context.itself()) {
            return;
        }
        let told = context.told_talks().into_keys().next().map(|day| (day, context.id()));
        let Some((day, meeting)) = related.standing.first_held.into_iter().chain(told).min() else { return };
        let talk = context.meetings().find(|talk| talk.id == meeting);
        if talk.as_ref().is_some_and(|talk| talk.meeting.needs_nothing) {
            return;
        }
        // Somebody who was there does not need a report, nor does somebody who was told.
        let is_to_tell = |person: &&Person| {
            let was_there = talk.as_ref().is_some_and(|talk| talk.people.contains(person));
            !was_there && !context.is_stopped(person) && !context.is_told(person, talk.as_ref(), Some(day))
        };
        let who: Vec<Person> = context.people().iter().filter(is_to_tell).cloned().collect();
        if who.is_empty() {
            return;
        }
        let mut told = related.contact.events.iter().filter(|event| event.key == EventKey::ReportedBack).peekable();
        let is_told = told.peek().is_some();
        let is_todays = told.any(|event| event.day() == Some(context.today()));
        let line = related.contact.referred_by.first().map_or(1, |link| link.location.line);
        let due = Some(context.interval(Rule::ReportBack).after(day));
        let cause = Cause::ReportBack(Self { about: context.id(), meeting, day });
        let follow_up = context.follow_up(Rule::ReportBack, line, Instance::of_day(Some(day)), who, due, cause);
        if is_todays {
            found.done.push(follow_up);
        } else if !is_told {
            found.open.push(follow_up);
        }
    }

    fn instances(context: &RuleContext<'_>) -> Vec<Instance> {
        let of_notes = context.meetings().filter_map(|talk| talk.day());
        of_notes.chain(context.told_talks().into_keys()).map(|day| Instance::of_day(Some(day))).collect()
    }

    fn is_settled(rule: Rule, context: &RuleContext<'_>, instance: Instance) -> bool {
        let talk = || context.meetings().find(|talk| talk.day() == instance.day());
        let is_told = || {
            let (talk, day) = (talk(), instance.day());
            context.people().iter().all(|person| context.is_told(person, talk.as_ref(), day))
        };
        settles(rule, context, instance) || (!context.people().is_empty() && is_told())
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Tell", "Told").people().text(" how");
        if self.meeting == self.about {
            say.text(format!(" the talk on {}", say.day(self.day)));
        } else {
            say.talk(self.meeting);
        }
        say.text(" with").note(self.about).text(" went");
    }

    fn short(&self) -> Option<&'static str> {
        Some("Tell how it went")
    }

    fn reason(&self, wording: Wording<'_>, _: &FollowUp) -> String {
        format!("referred {}, who was met", wording.index.note(self.about).title)
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let name = &wording.index.note(self.about).title;
        vec![
            Fact::here(follow_up, format!("{name} was referred to you")),
            Fact { note: self.meeting, line: None, says: format!("the talk was held on {}", self.day) },
            Fact::missing(follow_up, "`reported-back` is missing"),
        ]
    }
}

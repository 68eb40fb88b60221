//! `request`: somebody was never asked, answered or met.

use crate::core::derive::statuses::{Touch, TouchKind};
use crate::core::index::Person;
use crate::core::model::{Day, Event, EventKey, Rule, When};

use super::asking::{self, AskingState, AskingStep, LATELY, Turn, latest};
use super::{Cause, Fact, FollowUp, Found, Instance, Phrase, RelatedMeeting, RuleContext, RuleDefinition, Wording};

/// Somebody was never asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestRule {
    /// The day of `added:`, if there is one.
    pub added: Option<Day>,
}

/// Returns whether an event starts the asking. Only `requested: no` waives the request; other waived keys are other
/// steps.
fn begins(event: &Event) -> bool {
    match event.key {
        EventKey::Requested => true,
        EventKey::Nudged | EventKey::Replied | EventKey::Declined | EventKey::Scheduled | EventKey::Closed => {
            event.when != When::Never
        }
        _ => false,
    }
}

/// Returns whether there is a meeting or was contact of another kind than asking: nobody asks an acquaintance as a stranger.
/// Of somebody whom `ask: yes` names, only what was lately counts, and no meeting of several.
fn has_contact(context: &RuleContext<'_>) -> bool {
    if context.note().as_contact().is_some_and(|contact| contact.is_wanted) {
        let is_lately = |day: Day| context.today() <= LATELY.after(day);
        let is_near = |meeting: &RelatedMeeting<'_>| meeting.people.len() < 3 && meeting.day().is_none_or(is_lately);
        let is_touch = |touch: &Touch| touch.kind == TouchKind::Log && is_lately(touch.day);
        return context.meetings().any(|meeting| is_near(&meeting)) || context.touches().iter().any(is_touch);
    }
    if context.meetings().next().is_some() {
        return true;
    }
    let is_asking = |touch: &Touch| match touch.kind {
        TouchKind::Event(key) => RequestRule::ENDED_BY.contains(&key) || key == EventKey::Scheduled,
        TouchKind::Meeting | TouchKind::Log => false,
    };
    !context.touches().iter().all(is_asking)
}

impl AskingStep for RequestRule {
    const RULE: Rule = Rule::Request;
    const ENDED_BY: &'static [EventKey] =
        &[EventKey::Requested, EventKey::Nudged, EventKey::Replied, EventKey::Declined, EventKey::Closed];

    fn step(context: &RuleContext<'_>, state: &AskingState) -> Option<FollowUp> {
        // If the note records that more was done, but not when, there is nothing to count from either.
        let is_further =
            context.note().as_contact().is_some_and(|contact| contact.stage.is_some() || contact.agreed.is_some());
        let has_begun = !matches!(state.turn, Turn::NotBegun) || state.events.iter().any(begins);
        if is_further || has_begun || has_contact(context) {
            return None;
        }
        let added = latest(&state.events, &[EventKey::Added]);
        let due = added.map(|(day, _)| context.interval(Rule::Request).after(day));
        let line = added.map_or(1, |(_, line)| line);
        let cause = Cause::Request(Self { added: added.map(|(day, _)| day) });
        Some(context.follow_up(Rule::Request, line, Instance::Only, vec![context.itself()], due, cause))
    }
}

impl RuleDefinition for RequestRule {
    fn find(context: &RuleContext<'_>, found: &mut Found) {
        asking::find::<Self>(context, found);
    }

    fn instances(_: &RuleContext<'_>) -> Vec<Instance> {
        vec![Instance::Only]
    }

    fn words(&self, say: &mut Phrase<'_>) {
        say.verb("Ask", "Asked").people().text(" for a talk");
        let referrers: &[Person] = say.wording.index.people(say.follow_up.note);
        if say.is_done {
            return;
        }
        if !referrers.is_empty() {
            say.text(", referred by ").list(referrers);
        } else if let Some(day) = self.added {
            say.text(format!(", noted down on {}", say.day(day)));
        }
    }

    fn reason(&self, _: Wording<'_>, _: &FollowUp) -> String {
        self.added.map_or_else(
            || String::from("never asked, never met"),
            |day| format!("noted down on {day} and never asked"),
        )
    }

    fn facts(&self, wording: Wording<'_>, follow_up: &FollowUp) -> Vec<Fact> {
        let added = self.added.map(|day| Fact::here(follow_up, format!("noted down on {day}")));
        let referrers = wording.index.people(follow_up.note).iter();
        let referred =
            referrers.map(|person| Fact::missing(follow_up, format!("referred by {}", wording.index.name(person))));
        let lacks = Fact::missing(follow_up, "no `requested`, no `replied`, no meeting and no other contact");
        added.into_iter().chain(referred).chain([lacks]).collect()
    }
}

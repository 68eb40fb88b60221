//! Contacts who are dormant: nothing happened for so long that they are no longer asked.

use crate::core::model::{Contact, Day, Event, Interval, Rule};

use super::rules::has_own_cadence;
use super::{FollowUp, RuleContext};

/// How long after the last dated fact a contact is dormant.
const QUIET: Interval = Interval::Months(12);

/// Returns whether the contact of a note is dormant: a step of asking them has lapsed, or the last dated fact about them is
/// more than a year old. Nobody is who has a cadence of their own or of a tag.
pub(super) fn is_dormant(context: &RuleContext<'_>, lapsed: &[FollowUp]) -> bool {
    let Some(contact) = context.note().as_contact().filter(|contact| !contact.is_known) else { return false };
    let is_asking = |step: &FollowUp| matches!(step.rule, Rule::Nudge | Rule::Close | Rule::Schedule | Rule::Answered);
    let is_quiet = || last_fact(context, contact).is_some_and(|day| QUIET.after(day) < context.today());
    (lapsed.iter().any(is_asking) || is_quiet()) && !has_own_cadence(context)
}

/// Returns the day of the last dated fact: an event, a line of the log, a meeting, a task.
fn last_fact(context: &RuleContext<'_>, contact: &Contact) -> Option<Day> {
    let events = contact.events.iter().filter_map(Event::day);
    let log = contact.log.iter().map(|entry| entry.day);
    let meetings = context.meetings().filter_map(|talk| talk.day());
    let tasks = context.note().tasks.iter().filter_map(|task| task.due);
    events.chain(log).chain(meetings).chain(tasks).max()
}

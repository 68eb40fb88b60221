//! How long a follow-up of a rule can be put off.

use chrono::Days;

use crate::core::derive::follow_ups::{FollowUp, HeldBy};
use crate::core::edit::Refusal;
use crate::core::index::Index;
use crate::core::model::Day;

use super::Settlement;

/// For how many days a follow-up is put off if no day is given.
const WEEK: Days = Days::new(7);

pub(super) fn next_week(today: Day) -> Day {
    today.checked_add_days(WEEK).unwrap_or(today)
}

/// Returns the day to which a follow-up of a rule is put off: a week from today, but not beyond the talk that it is
/// about.
///
/// # Errors
///
/// If that changes nothing: it is due later anyway, or something else puts it off for longer.
pub(super) fn until(index: &Index, follow_up: &FollowUp, settlement: Settlement) -> Result<Day, Refusal> {
    let Settlement { today, until: asked, .. } = settlement;
    let last = last_day(index, follow_up, today);
    let week = next_week(today);
    let until = asked.unwrap_or_else(|| last.map_or(week, |last| last.min(week)));
    if let Some(last) = last.filter(|last| until > *last || until <= today) {
        return Err(Refusal::of_the_day(format!("the talk is on {last}: it can be put off to that day at most")));
    }
    let hold = follow_up.hold.as_deref().filter(|hold| hold.until > today);
    let is_own = |by| by == HeldBy::Rule;
    if let Some(hold) = hold.filter(|hold| !is_own(hold.by) && until <= hold.until) {
        let path = &index.note(hold.note).path;
        return Err(Refusal::of_the_day(match hold.by {
            HeldBy::Away(_) => format!("`away` in coffeechat.yaml puts it off to {}", hold.until),
            _ => format!("{path}:{} already puts it off to {}: change that line", hold.line, hold.until),
        }));
    }
    // A second snooze moves the first; only a given day brings it forward.
    let own = hold.filter(|hold| is_own(hold.by) && (asked.is_some() || hold.until == until));
    let due = if own.is_some() { follow_up.own_due() } else { follow_up.due };
    match due.filter(|due| *due >= until) {
        Some(due) => Err(Refusal::of_the_day(format!("it is not due before {due} anyway"))),
        None => Ok(until),
    }
}

/// Returns the day of the talk that has to be prepared or confirmed.
fn last_day(index: &Index, follow_up: &FollowUp, today: Day) -> Option<Day> {
    let is_before = follow_up.rule.is_before_meeting();
    index.date(follow_up.note, today).filter(|_| is_before).map(|date| date.value.day)
}

//! The block `follow-ups`: one line with a box for each. Where it shows what is due, today comes first, whatever the backlog.

use std::fmt::Write as _;

use crate::core::derive::follow_ups::FollowUp;
use crate::core::lists::{View, count_follow_ups, select_follow_ups};
use crate::core::model::{Rule, Urgency};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Nothing to do here. Enjoy the quiet.";
const NOTHING_DUE: &str = "Nothing due. Enjoy the quiet.";
const NOTHING_LATE: &str = "Nothing late. Well kept.";
const NOTHING_AHEAD: &str = "Nothing more in the days ahead.";
const NOTHING_UNDATED: &str = "Nothing waiting without a date.";
const NEW_VAULT: &str = "Nobody here yet. Write a note for somebody into `people/`, with the day you ask them behind \
    `requested:`, run `coffeechat build`, and the next step appears here.";

/// From how many days late on a line is counted and not shown, where a block shows what is due.
const OLD: i64 = 30;

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let total = count_follow_ups(&page.view, filter);
    if total == 0 {
        return remark(empty(&page.view, filter)) + &later(page, filter);
    }
    if is_of_today(filter) {
        return due(page, filter);
    }
    let rows = select_follow_ups(&page.view, filter);
    let mut lines: String = rows.take(shown(filter)).map(|follow_up| row(page, follow_up)).collect();
    let more = more(total, filter, BlockKind::FollowUps);
    if !more.is_empty() {
        let _ = write!(lines, "\n{more}");
    }
    lines + &later(page, filter)
}

/// Returns whether a filter shows what is due today or before, and nothing else.
const fn is_of_today(filter: &Filter) -> bool {
    filter.is_due && filter.urgencies.is_empty() && filter.within.is_none() && !filter.is_lapsed
}

/// Renders what is due (`docs/format.md#what-is-due`): what is due today or since yesterday and thanks first, then what is late,
/// the latest first; what is late for long is counted.
fn due(page: Page<'_>, filter: &Filter) -> String {
    let today = page.view.today;
    let days_late = |follow_up: &FollowUp| follow_up.due.map_or(0, |due| (today - due).num_days());
    let is_pressing = |follow_up: &FollowUp| follow_up.rule == Rule::Thank || days_late(follow_up) <= 1;
    let is_old = |follow_up: &&FollowUp| !is_pressing(follow_up) && days_late(follow_up) > OLD;
    let (old, mut rows): (Vec<&FollowUp>, Vec<&FollowUp>) = select_follow_ups(&page.view, filter).partition(is_old);
    // The order within a day stays.
    rows.sort_by_key(|follow_up| (!is_pressing(follow_up), days_late(follow_up)));
    let limit = shown(filter);
    let mut lines: String = rows.iter().take(limit).map(|follow_up| row(page, follow_up)).collect();
    let hidden = rows.get(limit..).unwrap_or_default();
    let of_today = hidden.iter().filter(|follow_up| days_late(follow_up) == 0).count();
    let command = filter.command(BlockKind::FollowUps);
    let mut remarks = Vec::new();
    match (hidden.len(), of_today) {
        (0, _) => {}
        (more, 0) => remarks.push(format!("… {more} more: `{command}`")),
        (more, of_today) => remarks.push(format!("… {more} more, {of_today} of today: `{command}`")),
    }
    match old.len() {
        0 => {}
        1 => remarks.push(format!("1 line is late for more than {OLD} days: `{command}`")),
        count => remarks.push(format!("{count} lines are late for more than {OLD} days: `{command}`")),
    }
    for text in remarks {
        let gap = if lines.is_empty() { "" } else { "\n" };
        let _ = write!(lines, "{gap}{}", remark(&text));
    }
    lines
}

/// Returns how many tasks of the user's own come after the days that a block shows.
fn later(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let is_ahead = !filter.is_due && filter.urgencies.is_empty() && filter.rules.is_empty() && !filter.is_lapsed;
    let Some(within) = filter.within.filter(|_| is_ahead && !filter.is_about_people()) else { return String::new() };
    let last = within.after(view.today);
    let behind = view.agenda.follow_ups_on(|due| due.is_some_and(|due| due > last));
    let mut tasks = behind.filter(|follow_up| follow_up.rule == Rule::Task);
    let Some(first) = tasks.next().and_then(|task| task.due) else { return String::new() };
    let count = 1 + tasks.count();
    let (tasks, day) = (if count == 1 { "task comes" } else { "tasks come" }, calendar::day(first, view.today));
    let on = if count == 1 { "on" } else { "from" };
    let text = format!("{count} {tasks} later, {on} {day}: `coffeechat list follow-ups rule:task upcoming`");
    format!("\n{}", remark(&text))
}

fn row(page: Page<'_>, follow_up: &FollowUp) -> String {
    let phrase = page.phrase(&page.view.wording().what(follow_up));
    let due = follow_up.due.map(|due| format!(" — {}", calendar::due(due, page.view.today))).unwrap_or_default();
    format!("- [ ] {phrase}{due} <!--{}-->\n", follow_up.id)
}

fn empty(view: &View<'_>, filter: &Filter) -> &'static str {
    let is_only = |urgency| filter.urgencies == [urgency] && !filter.is_due && filter.within.is_none();
    let is_ahead = is_only(Urgency::Upcoming) || filter.within.is_some() && !filter.is_due;
    if is_only(Urgency::Undated) {
        NOTHING_UNDATED
    } else if is_ahead {
        NOTHING_AHEAD
    } else if view.is_new_vault() {
        NEW_VAULT
    } else if is_only(Urgency::Overdue) {
        NOTHING_LATE
    } else if filter.is_by_day() {
        NOTHING_DUE
    } else {
        NOTHING
    }
}

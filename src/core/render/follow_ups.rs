//! The block `follow-ups`: one line with a box for each. Where it shows what is due, today comes first, whatever the backlog.

use std::fmt::Write as _;

use crate::core::lists::{LONG_AGO, Line, OLD, View, count_lines, due_lines, lines as page_lines};
use crate::core::model::{Day, Rule, Urgency};
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::calendar;

use super::BlockKind;
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Nothing to do here. Enjoy the quiet.";
const NOTHING_DUE: &str = "Nothing due. Enjoy the quiet.";
const NOTHING_LATE: &str = "Nothing late. Well kept.";
const NOTHING_AHEAD: &str = "Nothing more in the days ahead.";
const NOTHING_UNDATED: &str = "Nothing waiting without a date.";
const NEW_VAULT: &str = "Nothing yet. What is due stands here, a line each.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let total = count_lines(&page.view, filter);
    if total == 0 {
        return remark(empty(&page.view, filter)) + &later(page, filter);
    }
    if is_of_today(filter) {
        return due(page, filter);
    }
    // Of what comes, the table of talks has those that are about them.
    let is_of_days = filter.within.is_some() && filter.rules.is_empty();
    let is_later = |line: &Line<'_>| line.days_late(&page.view) < 0;
    let all = page_lines(&page.view, filter)
        .filter(|line| !(is_of_days && is_later(line) && line.follow_up.is_of_talk_ahead()));
    let is_folded = |line: &Line<'_>| filter.within.is_some() && line.is_of_long_ago(&page.view);
    let (old, rows): (Vec<Line<'_>>, Vec<Line<'_>>) = all.partition(is_folded);
    if rows.is_empty() && old.is_empty() {
        return remark(empty(&page.view, filter)) + &later(page, filter);
    }
    let mut lines: String = rows.iter().take(shown(filter)).map(|line| row(page, line)).collect();
    let command = "coffeechat list follow-ups undated";
    let old = match old.len() {
        0 => String::new(),
        1 => remark(&format!("1 task without a day was noted down more than {LONG_AGO} days ago: `{command}`")),
        count => {
            remark(&format!("{count} tasks without a day were noted down more than {LONG_AGO} days ago: `{command}`"))
        }
    };
    for text in [more(rows.len(), filter, BlockKind::FollowUps), old] {
        if !text.is_empty() {
            let gap = if lines.is_empty() { "" } else { "\n" };
            let _ = write!(lines, "{gap}{text}");
        }
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
    let view = page.view;
    let (rows, old) = due_lines(&view, filter);
    let limit = shown(filter);
    let mut lines: String = rows.iter().take(limit).map(|line| row(page, line)).collect();
    let hidden = rows.get(limit..).unwrap_or_default();
    let of_today = hidden.iter().filter(|line| line.days_late(&view) == 0).count();
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

/// Returns how many tasks of the user's own, and how many first requests, come after the days that a block shows.
fn later(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let has_other = filter.is_due || filter.urgencies.iter().any(|urgency| *urgency != Urgency::Undated);
    let is_ahead = !has_other && filter.rules.is_empty() && !filter.is_lapsed;
    let Some(within) = filter.within.filter(|_| is_ahead && !filter.is_about_people()) else { return String::new() };
    let last = within.after(view.today);
    let said = |rule: Rule, come: &str| {
        let behind = view.agenda.follow_ups_on(|due| due.is_some_and(|due| due > last));
        let behind: Vec<_> = behind.filter(|follow_up| follow_up.rule == rule).collect();
        if let [only] = behind.as_slice() {
            let (what, due) = (page.phrase(&view.wording().what(only)), calendar::day(only.due?, view.today));
            return Some(format!("Later, on {due}: {what}\n"));
        }
        let days: Vec<Day> = behind.iter().filter_map(|row| row.due).collect();
        let (first, latest) = (days.first()?, days.last()?);
        let day = |day: &Day| calendar::day(*day, view.today);
        let count = days.len();
        let what = if first == latest {
            format!("{count} {come} later, on {}", day(first))
        } else {
            format!("{count} {come} later, from {} to {}", day(first), day(latest))
        };
        Some(remark(&format!("{what}: `coffeechat list follow-ups rule:{rule} upcoming`")))
    };
    let lines = [said(Rule::Task, "tasks come"), said(Rule::Request, "people are to be asked")];
    lines.into_iter().flatten().flat_map(|line| [String::from("\n"), line]).collect()
}

fn row(page: Page<'_>, line: &Line<'_>) -> String {
    let (phrase, due) = (page.phrase(&line.words), line.follow_up.due);
    let due = due.map(|due| format!(" — {}", calendar::due(due, page.view.today))).unwrap_or_default();
    format!("- [ ] {phrase}{due} <!--{}-->\n", line.id)
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

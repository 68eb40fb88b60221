//! The block `follow-ups`: one line with a box for each.

use std::fmt::Write as _;

use crate::core::derive::follow_ups::FollowUp;
use crate::core::lists::{View, count_follow_ups, select_follow_ups};
use crate::core::model::Urgency;
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

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let total = count_follow_ups(&page.view, filter);
    if total == 0 {
        return remark(empty(&page.view, filter));
    }
    let rows = select_follow_ups(&page.view, filter);
    let mut lines: String = rows.take(shown(filter)).map(|follow_up| row(page, follow_up)).collect();
    let more = more(total, filter, BlockKind::FollowUps);
    if !more.is_empty() {
        let _ = write!(lines, "\n{more}");
    }
    lines
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

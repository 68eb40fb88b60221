//! The block `done`: what was settled today; taking a tick away there takes the settling back.

use std::fmt::Write as _;

use crate::core::derive::follow_ups::FollowUp;
use crate::core::syntax::block::filter::Filter;

use super::BlockKind;
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Nothing ticked off yet today.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let rows: Vec<&FollowUp> = view.agenda.done().filter(|follow_up| filter.has_follow_up(&view, follow_up)).collect();
    if rows.is_empty() {
        return remark(NOTHING);
    }
    let mut lines = String::new();
    for follow_up in rows.iter().take(shown(filter)) {
        let phrase = page.phrase(&view.wording().done(follow_up));
        let _ = writeln!(lines, "- [x] {phrase} <!--{} x-->", follow_up.id);
    }
    let more = more(rows.len(), filter, BlockKind::Done);
    if !more.is_empty() {
        let _ = write!(lines, "\n{more}");
    }
    lines
}

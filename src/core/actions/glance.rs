//! The day at a glance, for a terminal: what the dashboard's first line says, and what to do next.

use std::collections::BTreeSet;

use crate::core::base::NotePath;
use crate::core::base::markdown;
use crate::core::derive::follow_ups::FollowUp;
use crate::core::lists::{FollowUpRow, View, count_follow_ups, follow_up_row};
use crate::core::render;
use crate::core::syntax::block::filter::Filter;
use crate::core::syntax::block::row::PageRow;
use crate::core::syntax::block::{BlockKind, Directive};
use crate::core::syntax::calendar;
use crate::core::workspace::Workspace;

use super::pages;
use super::ticks::Kept;

/// The day at a glance.
#[derive(Debug)]
pub struct Glance {
    /// What the block `summary` says, as plain text.
    pub summary: String,
    /// What to do next: in the order of the dashboard what is due, then what comes, then what has no day.
    pub next: Vec<FollowUpRow>,
    /// How many follow-ups there are in all.
    pub total: usize,
    /// Whether the vault is still empty.
    pub is_new_vault: bool,
}

/// Returns the day at a glance, with at most so many things to do. `kept` are the ticks that stay on their pages.
#[must_use]
pub(crate) fn glance(workspace: &Workspace, kept: &[Kept], most: usize) -> Glance {
    let findings = render::diagnostics::of(workspace, pages::findings(workspace, kept));
    let view = View::new(workspace, &findings);
    let is_new_vault = view.is_new_vault();
    let block =
        |kind: BlockKind, filter: Filter| render::render(&view, &Directive { kind, filter }, &NotePath::new(""));
    let summary = if is_new_vault {
        format!("{}. Nobody here yet.", calendar::long_day(view.today))
    } else {
        markdown::words(&block(BlockKind::Summary, Filter::default())).trim_end().to_owned()
    };
    let due = Filter { is_due: true, limit: Some(most), ..Filter::default() };
    let due = block(BlockKind::FollowUps, due);
    let ids: Vec<&str> = due.lines().filter_map(|line| Some(PageRow::parse(line)?.id)).collect();
    let mut next: Vec<(usize, &FollowUp)> = view
        .agenda
        .follow_ups_on(|day| day.is_some_and(|day| day <= view.today))
        .filter_map(|due| Some((ids.iter().position(|id| due.id.to_string() == *id)?, due)))
        .collect();
    next.sort_by_key(|(place, _)| *place);
    let mut seen = BTreeSet::new();
    let next = next.into_iter().map(|(_, due)| due);
    let later = view.agenda.follow_ups_on(|day| day.is_none_or(|day| day > view.today));
    let old = view.agenda.follow_ups_on(|day| day.is_some_and(|day| day <= view.today));
    let next = next.chain(later).chain(old).filter(|follow_up| seen.insert(follow_up.id)).take(most);
    let next = next.map(|follow_up| follow_up_row(&view, follow_up, false)).collect();
    Glance { summary, next, total: count_follow_ups(&view, &Filter::default()), is_new_vault }
}

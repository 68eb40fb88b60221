//! The day at a glance, for a terminal: what the dashboard's first line says, and what to do next.

use crate::core::base::NotePath;
use crate::core::base::markdown;
use crate::core::lists::{FollowUpRow, View, count_follow_ups, due_lines, follow_up_row, lines};
use crate::core::model::Urgency;
use crate::core::render;
use crate::core::syntax::block::filter::Filter;
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
    let [due, later] = [
        Filter { is_due: true, ..Filter::default() },
        Filter { urgencies: vec![Urgency::Upcoming, Urgency::Undated], ..Filter::default() },
    ];
    let (due, old) = due_lines(&view, &due);
    let next = due.into_iter().chain(lines(&view, &later)).chain(old).take(most);
    let next = next.map(|line| FollowUpRow {
        id: line.id.to_string(),
        what: view.wording().plain(&line.words),
        ..follow_up_row(&view, line.follow_up, false)
    });
    let next = next.collect();
    Glance { summary, next, total: count_follow_ups(&view, &Filter::default()), is_new_vault }
}

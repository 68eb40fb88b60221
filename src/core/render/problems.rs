//! The block `problems`: every error and warning, errors first.

use std::fmt::Write as _;

use crate::core::base::diagnostic::{Diagnostic, Severity};
use crate::core::base::markdown;
use crate::core::syntax::block::filter::Filter;
use crate::core::workspace::by_severity;

use super::BlockKind;
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Nothing needs attention.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let total = view.problems.count() + view.findings.len();
    if total == 0 {
        return remark(NOTHING);
    }
    // Of two sorted lists, the first of both are among the first of each.
    let limit = shown(filter);
    let mut all: Vec<&Diagnostic> =
        view.problems.without_hints().take(limit).chain(view.findings.iter().take(limit)).collect();
    all.sort_by(|one, other| by_severity(one, other));
    let mut lines: String = all.iter().take(limit).map(|diagnostic| row(page, diagnostic)).collect();
    let more = more(total, filter, BlockKind::Problems);
    if !more.is_empty() {
        let _ = write!(lines, "\n{more}");
    }
    lines
}

fn row(page: Page<'_>, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity() {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Hint => "Hint",
    };
    let note = markdown::link(diagnostic.note.as_str(), page.home.folder(), &diagnostic.note);
    // The lines of a page move with every build of its blocks.
    let is_page = page.view.index.find(&diagnostic.note).is_some_and(|id| page.view.index.note(id).page.is_some());
    let line = diagnostic.line().filter(|_| !is_page).map(|line| format!(" line {line}")).unwrap_or_default();
    let hint = diagnostic.hint.as_deref().map(|hint| format!("; {}", markdown::prose(hint))).unwrap_or_default();
    format!("- **{severity}** in {note}{line}: {}{hint}\n", markdown::prose(&diagnostic.message))
}

//! The block `problems`: every diagnostic, errors first.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Severity};

use super::BlockKind;
use super::filter::Filter;
use super::markdown;
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Nothing needs attention.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let mut all: Vec<&Diagnostic> = page.view.diagnostics.to_vec();
    all.sort_by(|one, other| order(one, other));
    if all.is_empty() {
        return remark(NOTHING);
    }
    let mut lines: String = all.iter().take(shown(filter)).map(|diagnostic| row(page, diagnostic)).collect();
    let more = more(all.len(), filter, BlockKind::Problems);
    if !more.is_empty() {
        let _ = write!(lines, "\n{more}");
    }
    lines
}

fn order(one: &Diagnostic, other: &Diagnostic) -> Ordering {
    let place = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map(|place| (place.line, place.column));
    one.severity
        .cmp(&other.severity)
        .then_with(|| one.note.cmp(&other.note))
        .then_with(|| place(one).cmp(&place(other)))
        .then_with(|| one.code.cmp(&other.code))
        .then_with(|| one.message.cmp(&other.message))
}

fn row(page: Page<'_>, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Hint => "Hint",
    };
    let note = markdown::link(diagnostic.note.as_str(), page.home.folder(), &diagnostic.note);
    let line = diagnostic.line().map(|line| format!(" line {line}")).unwrap_or_default();
    let hint = diagnostic.hint.as_deref().map(|hint| format!("; {}", markdown::prose(hint))).unwrap_or_default();
    format!("- **{severity}** in {note}{line}: {}{hint}\n", markdown::prose(&diagnostic.message))
}

//! The block `problems`: every error and warning, errors first.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::core::base::diagnostic::{Code, Diagnostic, Severity};
use crate::core::base::markdown;
use crate::core::syntax::block::filter::Filter;
use crate::core::workspace::by_severity;

use super::BlockKind;
use super::view::{Page, more, remark, shown};

const NOTHING: &str = "Nothing needs attention.";

pub(super) fn render(page: Page<'_>, filter: &Filter) -> String {
    let view = page.view;
    let mut all: Vec<&Diagnostic> = view.problems.without_hints().chain(view.findings).collect();
    if all.is_empty() {
        return remark(NOTHING);
    }
    all.sort_by(|one, other| by_severity(one, other));
    let alike = alike(&all);
    let mut lines: String = alike.iter().take(shown(filter)).map(|(first, more)| row(page, first, *more)).collect();
    let more = more(alike.len(), filter, BlockKind::Problems);
    if !more.is_empty() {
        let _ = write!(lines, "\n{more}");
    }
    lines
}

/// Returns the findings. Of those that one note would settle, which all say the same, only the first is there, with how many
/// others there are.
fn alike<'d>(all: &[&'d Diagnostic]) -> Vec<(&'d Diagnostic, usize)> {
    let mut known: HashMap<(Code, Severity, &str), usize> = HashMap::new();
    let mut alike: Vec<(&Diagnostic, usize)> = Vec::new();
    for finding in all {
        if !matches!(finding.code, Code::UnknownPerson | Code::AmbiguousName) {
            alike.push((finding, 0));
            continue;
        }
        let at = *known.entry((finding.code, finding.severity(), &finding.message)).or_insert(alike.len());
        match alike.get_mut(at) {
            Some((_, more)) => *more += 1,
            None => alike.push((finding, 0)),
        }
    }
    alike
}

fn row(page: Page<'_>, diagnostic: &Diagnostic, more: usize) -> String {
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
    let more = match more {
        0 => String::new(),
        1 => String::from(" and 1 other place"),
        more => format!(" and {more} other places"),
    };
    format!("- **{severity}** in {note}{line}{more}: {}{hint}\n", markdown::prose(&diagnostic.message))
}

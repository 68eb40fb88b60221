//! What is wrong with the live blocks of a vault: lines that cannot be read, filters that no note knows.

use crate::diagnostic::{Diagnostic, Severity};
use crate::index::Index;
use crate::model::{LineIndex, NotePath};

use super::Directive;
use super::region::{self, Region};

/// Returns what is wrong with the opening lines of a vault's blocks.
#[must_use]
pub fn diagnostics(index: &Index) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, note) in index.live() {
        let Some(text) = note.live_text.as_deref() else { continue };
        let regions = region::find(text).0;
        let lines = LineIndex::new(text);
        found.extend(regions.iter().flat_map(|region| faults(index, &note.path, (text, &lines), region)));
    }
    found
}

/// Returns what is wrong with a block's line.
fn faults(index: &Index, path: &NotePath, (text, lines): (&str, &LineIndex), region: &Region) -> Vec<Diagnostic> {
    let start = region.directive.start;
    match Directive::parse(text.get(region.directive.clone()).unwrap_or_default()) {
        Err(fault) => {
            let diagnostic = Diagnostic::new(Severity::Error, "block-unknown", path, fault.message);
            vec![diagnostic.at_in(text, lines, start + fault.span.start..start + fault.span.end).hint(fault.hint)]
        }
        Ok(directive) => {
            let unknown = directive.filter.unknown_keys(index).into_iter();
            unknown
                .map(|message| {
                    Diagnostic::new(Severity::Warning, "filter-unknown", path, message).at_in(
                        text,
                        lines,
                        region.directive.clone(),
                    )
                })
                .collect()
        }
    }
}

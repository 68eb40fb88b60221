//! What is wrong with the live blocks of a vault: lines that cannot be read, filters that no note knows.

use crate::diagnostic::{Diagnostic, Severity};
use crate::index::Index;
use crate::model::{NotePath, Span};
use crate::text::slice;

use super::region::{self, Region};
use super::{Directive, View, markdown, splice};

/// The code of the finding about a line that a user typed inside a block.
pub const TYPED_IN_BLOCK: &str = "typed-in-block";

/// Returns what is wrong with the opening lines of a vault's blocks.
#[must_use]
pub fn diagnostics(index: &Index) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, note) in index.live() {
        let Some(text) = note.live_text.as_deref() else { continue };
        let regions = region::find(text).0;
        found.extend(regions.iter().flat_map(|region| faults(index, &note.path, text, region)));
    }
    found
}

/// Returns the lines in a vault's blocks that users typed there.
#[must_use]
pub fn typed(view: &View<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, text) in super::pages(view.index) {
        let regions = region::find(&text).0;
        let spans = splice::typed_lines(&text, &regions, |directive| super::render(view, directive, path));
        found.extend(spans.into_iter().map(|span| typed_line(path, &text, span)));
    }
    found
}

/// Returns the finding about a line of a page that a user typed inside a block.
#[must_use]
pub fn typed_line(page: &NotePath, text: &str, line: Span) -> Diagnostic {
    let words = markdown::plain(slice(text, line.clone()));
    let message = format!("“{words}” was typed inside a block, where it is not read");
    Diagnostic::new(Severity::Error, TYPED_IN_BLOCK, page, message)
        .at(text, line)
        .hint("move it out of the block, or run `coffeechat build --force` to drop it")
}

/// Returns what is wrong with a block's line.
fn faults(index: &Index, path: &NotePath, text: &str, region: &Region) -> Vec<Diagnostic> {
    let start = region.directive.start;
    match Directive::parse(text.get(region.directive.clone()).unwrap_or_default()) {
        Err(fault) => {
            let diagnostic = Diagnostic::new(Severity::Error, "block-unknown", path, fault.message);
            vec![diagnostic.at(text, start + fault.span.start..start + fault.span.end).hint(fault.hint)]
        }
        Ok(directive) => {
            let unknown = directive.filter.unknown_keys(index).into_iter();
            unknown
                .map(|message| {
                    Diagnostic::new(Severity::Warning, "filter-unknown", path, message)
                        .at(text, region.directive.clone())
                })
                .collect()
        }
    }
}

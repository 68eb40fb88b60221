//! What is wrong with the live blocks of a vault: lines that cannot be read, filters that no note knows, ticks that are
//! not in their notes.

use crate::diagnostic::{Diagnostic, Severity};
use crate::follow_ups::Derived;
use crate::index::Index;
use crate::model::NotePath;

use super::region::{self, Region};
use super::{Directive, splice};

/// The code of the finding about a tick that is not in its note.
pub const TICK_WAITING: &str = "tick-waiting";
/// The code of the finding about a tick whose follow-up is gone.
pub const TICK_DROPPED: &str = "tick-dropped";

/// Returns what is wrong with a vault's blocks: lines that cannot be read, and ticks that are not in their notes.
#[must_use]
pub fn diagnostics(index: &Index, derived: &Derived) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, note) in index.live() {
        let Some(text) = note.live_text.as_deref() else { continue };
        let regions = region::find(text).0;
        found.extend(regions.iter().flat_map(|region| faults(index, &note.path, text, region)));
        let ticks = splice::pending(text, &regions);
        found.extend(ticks.iter().map(|tick| waiting_tick(derived, &note.path, text, tick)));
    }
    found
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

/// Returns the finding about a box that the user changed and that is not in its note yet.
fn waiting_tick(derived: &Derived, path: &NotePath, text: &str, tick: &splice::PendingTick) -> Diagnostic {
    let is_known = derived.follow_ups().chain(derived.done()).any(|follow_up| follow_up.id.to_string() == *tick.id);
    let message = format!("the tick `[{}]` is not in its note yet", tick.mark);
    let (code, hint) = if is_known {
        (TICK_WAITING, format!("`coffeechat why {}` says what to write where", tick.id))
    } else {
        (TICK_DROPPED, String::from("what it was about is settled or changed; the tick goes with its line"))
    };
    Diagnostic::new(Severity::Warning, code, path, message).at(text, tick.line.clone()).hint(hint)
}

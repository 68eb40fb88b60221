//! What is wrong with the live blocks of a vault: lines that cannot be read, filters that no note knows.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::edit::front_matter::{escaped, is_plain};
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
    found.extend(beyond(index));
    found
}

/// Returns a finding for each repository in the vault whose notes hold blocks and are none of its pages.
fn beyond(index: &Index) -> Vec<Diagnostic> {
    let mut notes: BTreeMap<&NotePath, Vec<&NotePath>> = BTreeMap::new();
    for (repository, note) in index.beyond() {
        notes.entry(repository).or_default().push(&note.path);
    }
    let finding = |(repository, notes): (&NotePath, Vec<&NotePath>)| {
        let others = match notes.len() {
            1 => String::from("this note"),
            2 => String::from("this note and in another one there"),
            many => format!("this note and in {} others there", many - 1),
        };
        let message = format!(
            "`{repository}` is a git repository of its own: the live blocks in {others} are neither filled nor followed"
        );
        let hint =
            format!("if they are meant to be, write `pages: [{}]` into coffeechat.yaml", quoted(repository.as_str()));
        let first = notes.first()?;
        Some(Diagnostic::new(Severity::Warning, "page-of-another-repository", first, message).hint(hint))
    };
    notes.into_iter().filter_map(finding).collect()
}

/// Returns a folder as an item of a list in YAML.
fn quoted(folder: &str) -> String {
    if is_plain(folder) { folder.to_owned() } else { format!("\"{}\"", escaped(folder)) }
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

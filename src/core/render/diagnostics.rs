//! What is wrong with the live blocks of a vault: lines that cannot be read, filters with keys that no note has.

use std::collections::BTreeMap;

use crate::core::base::diagnostic::{Code, Diagnostic};
use crate::core::base::text::{fold_name, slice};
use crate::core::base::{LineIndex, NotePath, Span, markdown};
use crate::core::edit::front_matter::{escaped, is_plain};
use crate::core::index::{Index, NoteId};
use crate::core::lists::View;
use crate::core::model::{Note, Region};
use crate::core::render::splice;
use crate::core::syntax::block::Directive;
use crate::core::syntax::block::row::PageRow;
use crate::core::workspace::{Workspace, by_severity};

/// Returns what is wrong with live blocks, the findings outside notes, and `ticks`; errors first.
#[must_use]
pub(crate) fn of(workspace: &Workspace, ticks: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut all = workspace.beside().to_vec();
    all.extend(diagnostics(&workspace.index));
    all.extend(ticks);
    all.sort_by(by_severity);
    all.dedup();
    all
}

/// Returns what is wrong with the opening lines of a vault's blocks.
#[must_use]
pub(crate) fn diagnostics(index: &Index) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, note) in index.live() {
        let Some(page) = &note.page else { continue };
        let lines = LineIndex::new(&page.text);
        found.extend(page.regions.iter().flat_map(|region| faults(index, &note.path, (&page.text, &lines), region)));
    }
    found.extend(beyond(index));
    found
}

/// Returns a finding for each repository in the vault whose notes hold blocks but are not pages of the vault.
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
        Some(Diagnostic::new(Code::PageOfAnotherRepository, first, message).hint(hint))
    };
    notes.into_iter().filter_map(finding).collect()
}

/// Returns a folder as an item of a list in YAML.
fn quoted(folder: &str) -> String {
    if is_plain(folder) { folder.to_owned() } else { format!("\"{}\"", escaped(folder)) }
}

/// Returns the lines in a vault's blocks that users typed there, and the pages that their blocks make too large.
#[must_use]
pub(crate) fn of_pages(view: &View<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let most = view.config.max_note_size;
    for (path, page) in super::pages(view.index) {
        let (text, regions) = (&page.text, &page.regions);
        let mut size = text.len() - regions.iter().map(|region| region.content.len()).sum::<usize>();
        let mut render = super::renderer(view, path, most);
        let spans = splice::typed_lines(text, regions, |directive| {
            let rendered = render(directive);
            size += rendered.len();
            rendered
        });
        if size as u64 > most {
            found.push(too_large(path, most));
        }
        let lines = LineIndex::new(if spans.is_empty() { "" } else { text });
        found.extend(spans.into_iter().map(|span| typed_line(view.index, path, (text, &lines), span)));
    }
    found
}

/// Returns the finding about a line of a page that a user typed inside a block.
#[must_use]
pub(crate) fn typed_line(index: &Index, page: &NotePath, (text, lines): (&str, &LineIndex), line: Span) -> Diagnostic {
    let words = markdown::plain(slice(text, line.clone()));
    let (message, hint) = if PageRow::parse(slice(text, line.clone())).is_some() {
        let message = format!("“{words}” {ADDED}, which are not read; its box is");
        (message, "move them to the note, or run `coffeechat build --force` to drop them")
    } else {
        let message = format!("“{words}” {TYPED}, where it is not read");
        let place = match named_in(index, &words) {
            Some(note) => format!("move it into {}, where a task counts", index.note(note).path),
            None => String::from("move it out of the block; a task counts in the note of whoever it is about"),
        };
        return Diagnostic::new(Code::TypedInBlock, page, message)
            .at_in(text, lines, line)
            .hint(format!("{place}; `coffeechat build --force` drops it"));
    };
    Diagnostic::new(Code::TypedInBlock, page, message).at_in(text, lines, line).hint(hint)
}

/// Returns the only contact whose name, or else whose first name, is in a text.
fn named_in(index: &Index, words: &str) -> Option<NoteId> {
    let words = fold_name(words);
    let first_name = |title: &str| title.split_whitespace().next().unwrap_or_default().to_owned();
    let whole_name = |title: &str| title.to_owned();
    let by = |name: &dyn Fn(&str) -> String| {
        let is_named = |note: &Note| holds_words(&words, &fold_name(&name(&note.title)));
        let mut named = index.contacts().filter(|(_, note, _)| is_named(note)).map(|(id, ..)| id);
        named.next().filter(|_| named.next().is_none())
    };
    by(&whole_name).or_else(|| by(&first_name))
}

/// Returns whether a text holds some words as a whole, both folded.
fn holds_words(text: &str, words: &str) -> bool {
    let is_letter = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    let is_whole = |(at, found): (usize, &str)| {
        let (before, behind) = (slice(text, 0..at), slice(text, at + found.len()..text.len()));
        !is_letter(before.chars().next_back()) && !is_letter(behind.chars().next())
    };
    !words.is_empty() && text.match_indices(words).any(is_whole)
}

/// The words of findings about typed lines.
const TYPED: &str = "was typed inside a block";
const ADDED: &str = "has words of yours in it";

/// Returns whether a line of a block is about a typed one.
pub(super) fn tells_of_typed(line: &str) -> bool {
    line.contains(TYPED) || line.contains(ADDED)
}

/// Returns the finding about a page that would be too large to be read again.
#[must_use]
pub(crate) fn too_large(path: &NotePath, most: u64) -> Diagnostic {
    let message = format!("its blocks would make it larger than the {most} bytes of which notes are read");
    Diagnostic::new(Code::PageTooLarge, path, message)
        .hint("take blocks out, narrow them with filters and `limit:`, or raise `max-note-size` in coffeechat.yaml")
}

/// Returns what is wrong with a block's line.
fn faults(index: &Index, path: &NotePath, (text, lines): (&str, &LineIndex), region: &Region) -> Vec<Diagnostic> {
    let start = region.directive.start;
    match Directive::parse(text.get(region.directive.clone()).unwrap_or_default()) {
        Err(fault) => {
            let diagnostic = Diagnostic::new(Code::BlockUnknown, path, fault.message);
            vec![diagnostic.at_in(text, lines, start + fault.span.start..start + fault.span.end).hint(fault.hint)]
        }
        Ok(directive) => {
            let unknown = directive.filter.unknown_keys(index).into_iter();
            unknown
                .map(|message| {
                    Diagnostic::new(Code::FilterUnknown, path, message).at_in(text, lines, region.directive.clone())
                })
                .collect()
        }
    }
}

//! The parts of a note that are not read as its body: live blocks, Obsidian comments, formulas, page properties.

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::Region;
use crate::core::syntax::code_spans::Layout;
use crate::core::syntax::page_properties;

/// Returns the hidden parts of a text: its live blocks, its page properties, `%% comments %%` and `$$ formulas $$`.
pub(crate) fn hidden(text: &str, start: usize, blocks: &[Region]) -> Vec<Span> {
    let mut spans: Vec<Span> = blocks.iter().map(|region| region.head.start..region.tail.end).collect();
    spans.extend(page_properties::whole(&page_properties::read(text)));
    let marks = [("%%", false), ("$$", true)].into_iter().filter(|(mark, _)| holds(text, mark));
    let marks: Vec<(&str, bool)> = marks.collect();
    if !marks.is_empty() {
        let code = Layout::read(text, start).code;
        spans.extend(marks.into_iter().flat_map(|(mark, is_block)| pairs(text, start, &code, mark, is_block)));
    }
    joined(spans)
}

/// Returns the `%% comments %%` of a text, which are outside `code`.
pub(crate) fn comments(text: &str, start: usize, code: &[Span]) -> Vec<Span> {
    pairs(text, start, code, "%%", false)
}

/// Returns the texts between pairs of a mark, with the marks; with `is_block`, the first mark must start its line.
fn pairs(text: &str, start: usize, code: &[Span], mark: &str, is_block: bool) -> Vec<Span> {
    let (mut spans, mut open) = (Vec::new(), None);
    let marks = slice(text, start..text.len()).match_indices(mark).map(|(at, _)| start + at);
    for at in marks.filter(|at| !is_in(code, *at)) {
        match open.take() {
            Some(from) => spans.push(from..at + mark.len()),
            None if !is_block || starts_line(text, at) => open = Some(at),
            None => {}
        }
    }
    spans
}

/// Returns whether a text holds a mark.
pub(crate) fn holds(text: &str, mark: &str) -> bool {
    let (text, mark) = (text.as_bytes(), mark.as_bytes());
    // Few texts hold as much as its first letter.
    mark.first().is_some_and(|first| memchr::memchr(*first, text).is_some())
        && memchr::memmem::find(text, mark).is_some()
}

/// Returns whether only blanks are before `at` on its line.
fn starts_line(text: &str, at: usize) -> bool {
    let before = slice(text, 0..at).trim_end_matches(|char: char| char != '\n' && char.is_whitespace());
    before.is_empty() || before.ends_with('\n')
}

/// Returns the spans in the order of the text, with touching ones joined.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| span.start);
    spans.dedup_by(|next, span| {
        let meets = next.start <= span.end;
        if meets {
            span.end = span.end.max(next.end);
        }
        meets
    });
    spans
}

/// Returns whether `at` lies in one of `spans`, which are in order and apart.
pub(crate) fn is_in(spans: &[Span], at: usize) -> bool {
    let after = spans.partition_point(|span| span.start <= at);
    after.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|span| at < span.end)
}

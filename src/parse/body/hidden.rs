//! The parts of a note that are not read: live blocks, Obsidian comments, formulas.

use crate::blocks::region;
use crate::model::Span;
use crate::text::slice;

/// Returns the hidden parts of a text: live blocks, `%% comments %%` and `$$ formulas $$`.
pub(crate) fn hidden(text: &str, start: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = region::find(text).0.iter().map(|region| region.head.start..region.tail.end).collect();
    for (mark, is_block) in [("%%", false), ("$$", true)] {
        if !holds(text, mark) {
            continue;
        }
        let mut open = None;
        for (at, _) in outside_code(text, start).into_iter().flat_map(|span| {
            slice(text, span.clone())
                .match_indices(mark)
                .map(move |(at, found)| (span.start + at, found))
                .collect::<Vec<_>>()
        }) {
            match open.take() {
                Some(from) => spans.push(from..at + mark.len()),
                None if !is_block || starts_line(text, at) => open = Some(at),
                None => {}
            }
        }
    }
    joined(spans)
}

/// Says whether a text holds a mark.
pub(super) fn holds(text: &str, mark: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some()
}

/// Says whether nothing but blanks stands before `at` on its line.
fn starts_line(text: &str, at: usize) -> bool {
    let before = slice(text, 0..at).trim_end_matches(|char: char| char != '\n' && char.is_whitespace());
    before.is_empty() || before.ends_with('\n')
}

/// Returns the spans in the order of the text, those that meet made one.
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

/// Says whether `at` lies in one of `spans`, which are in order and apart.
pub(crate) fn is_in(spans: &[Span], at: usize) -> bool {
    let after = spans.partition_point(|span| span.start <= at);
    after.checked_sub(1).and_then(|last| spans.get(last)).is_some_and(|span| at < span.end)
}

/// Returns the parts of a text that stand outside fenced code.
fn outside_code(text: &str, start: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut from, mut at, mut fence) = (start, start, None::<&str>);
    for line in slice(text, start..text.len()).split_inclusive('\n') {
        let content = line.trim_start();
        match fence {
            Some(mark) if content.starts_with(mark) => {
                fence = None;
                from = at + line.len();
            }
            None => {
                if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| content.starts_with(mark)) {
                    spans.push(from..at);
                    fence = Some(mark);
                }
            }
            Some(_) => {}
        }
        at += line.len();
    }
    if fence.is_none() {
        spans.push(from..at);
    }
    spans
}

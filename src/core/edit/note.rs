//! A note and the parts of its body. This module finds the place for new lines, and writes them like their neighbours.

use std::borrow::Cow;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::vocabulary::Vocabulary;
use crate::core::parse::body::outline::{Part, PartKind, outline};
use crate::core::syntax::block::region;
use crate::core::syntax::front_matter::{Split, split};
use crate::core::syntax::hidden_text::hidden;

use super::{Refusal, has_conflict, line_end};

/// A note and the parts of its body.
pub(super) struct Note<'t> {
    pub(super) text: &'t str,
    /// The offset of the body.
    pub(super) body: usize,
    /// The spans whose text is not read: live blocks, `%% comments %%` and `$$ formulas $$`.
    pub(super) words: &'t Vocabulary,
    pub(super) hidden: Vec<Span>,
    pub(super) parts: Vec<Part>,
}

/// A side of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    Behind,
}

impl<'t> Note<'t> {
    pub(super) fn read(text: &'t str, words: &'t Vocabulary) -> Result<Self, Refusal> {
        if has_conflict(text) {
            return Err(Refusal::new("a merge conflict was left in the note"));
        }
        let body = match split(text) {
            Split::None(body) | Split::Found { body, .. } => body,
            Split::Unclosed(_) => return Err(Refusal::new("the front matter is never closed")),
        };
        let hidden = hidden(text, body, &region::find(text).0);
        let parts = outline(text, body, words, &hidden);
        Ok(Self { text, body, words, hidden, parts })
    }

    /// Returns the kinds and texts of the parts. The text of an item with items in it is its first line.
    pub(super) fn shapes(&self) -> Vec<(PartKind, String)> {
        let next = self.parts.iter().skip(1).map(Some).chain([None]);
        let shapes = self.parts.iter().zip(next).map(|(part, next)| {
            let text = slice(self.text, part.span.clone());
            let is_outer = next.is_some_and(|next| next.span.start < part.span.end);
            let text = if is_outer { text.lines().next().unwrap_or_default() } else { text };
            (part.kind.clone(), text.to_owned())
        });
        shapes.collect()
    }

    /// Says whether an item is the first on its line. In `- - a`, the inner item is not.
    pub(super) fn has_own_line(&self, item: &Span) -> bool {
        slice(self.text, line_start(self.text, item.start)..item.start).trim().is_empty()
    }

    /// Returns the offset for new items beside an item, and their lines, written like the item's own line. A loose list
    /// has blank lines between its items.
    pub(super) fn beside(&self, item: &Span, side: Side, is_loose: bool, items: &[&str]) -> (usize, String) {
        let start = line_start(self.text, item.start);
        let indent = slice(self.text, start..item.start);
        let rest = slice(self.text, item.clone());
        let marker = marker(rest);
        let behind = slice(rest, marker.len()..rest.len());
        let gap = slice(behind, 0..behind.len() - behind.trim_start_matches(' ').len());
        let gap = if (1..=4).contains(&gap.len()) { gap } else { " " };
        let written = items.iter().zip(1..).map(|(item, count)| match side {
            Side::Before => format!("{indent}{marker}{gap}{item}"),
            Side::Behind => format!("{indent}{}{gap}{item}", counted_on(marker, count)),
        });
        let lines: Vec<String> = match (side, is_loose) {
            (_, false) => written.collect(),
            (Side::Before, true) => written.flat_map(|line| [line, String::new()]).collect(),
            (Side::Behind, true) => written.flat_map(|line| [String::new(), line]).collect(),
        };
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        self.lines_at(if side == Side::Before { start } else { self.behind(item.end) }, &lines)
    }

    /// Returns the offset for the first items below a heading, and their lines. `content` and `comment` are the ends of
    /// the text and of the comment that are there already.
    pub(super) fn under_heading(
        &self,
        heading: &Span,
        content: Option<usize>,
        comment: Option<usize>,
        items: &[&str],
    ) -> (usize, String) {
        let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
        let items: Vec<&str> = items.iter().map(String::as_str).collect();
        if let Some(content) = content {
            return self.lines_at(self.behind(content), &[&[""], items.as_slice()].concat());
        }
        let at = self.behind(comment.unwrap_or(heading.end));
        if !self.has_blank_below_headings() {
            return self.lines_at(at, &items);
        }
        // If there is a blank line already, it separates the heading from the items.
        let next = behind_line(self.text, at);
        let is_blank = |span: Span| slice(self.text, span).trim().is_empty();
        if is_blank(at..next) && slice(self.text, at..next).ends_with('\n') {
            let is_last = is_blank(next..behind_line(self.text, next));
            let below: &[&str] = if is_last { &[] } else { &[""] };
            self.lines_at(next, &[items.as_slice(), below].concat())
        } else if at == self.text.len() {
            self.lines_at(at, &[&[""], items.as_slice()].concat())
        } else {
            self.lines_at(at, &[&[""], items.as_slice(), &[""]].concat())
        }
    }

    /// Returns the end of the note, and the lines of a new section with items for that place.
    pub(super) fn section_at_end(&self, title: &str, items: &[&str]) -> (usize, String) {
        let heading = format!("{} {title}", "#".repeat(self.section_level().into()));
        let items: Vec<String> = items.iter().map(|item| format!("- {item}")).collect();
        let bare = self.text.trim_start_matches('\u{feff}');
        let last = bare.strip_suffix('\n').unwrap_or(bare).rsplit('\n').next().unwrap_or_default();
        let mut lines = vec![heading.as_str()];
        if self.has_blank_below_headings() {
            lines.push("");
        }
        if !last.trim().is_empty() {
            lines.insert(0, "");
        }
        lines.extend(items.iter().map(String::as_str));
        self.lines_at(self.text.len(), &lines)
    }

    /// Returns the heading level of the note's sections: 2 for `## Log`.
    pub(super) fn section_level(&self) -> u8 {
        let levels = self.parts.iter().filter_map(|part| match part.kind {
            PartKind::Heading(level, _) => Some(level),
            _ => None,
        });
        // A first heading of level one is the title of the note.
        let sections = levels.enumerate().filter(|(at, level)| *at > 0 || *level > 1).map(|(_, level)| level);
        sections.min().unwrap_or(2)
    }

    /// Returns the offset `at`, and the text to insert there for new lines. `at` is the start of a line, or the end of
    /// a text without a last line end.
    pub(super) fn lines_at(&self, at: usize, lines: &[&str]) -> (usize, String) {
        let above = slice(self.text, 0..at);
        let end = match above {
            _ if above.ends_with("\r\n") => "\r\n",
            _ if above.ends_with('\n') => "\n",
            _ => line_end(self.text),
        };
        let is_start = above.is_empty() || above.ends_with(['\n', '\u{feff}']);
        let lines = lines.iter().flat_map(|line| if is_start { [*line, end] } else { [end, *line] });
        (at, lines.collect())
    }

    /// Returns the end of the line at `at`, or of the line where the hidden text at that place ends.
    pub(super) fn behind(&self, at: usize) -> usize {
        self.hidden.iter().fold(behind_line(self.text, at), |end, hidden| {
            if hidden.start < end && end < hidden.end { behind_line(self.text, hidden.end) } else { end }
        })
    }

    /// Says whether most headings with text below them have a blank line there.
    pub(super) fn has_blank_below_headings(&self) -> bool {
        let is_heading = |part: &Part| matches!(part.kind, PartKind::Heading(..));
        let (mut with, mut without) = (0, 0);
        for pair in self.parts.windows(2) {
            if let [heading, below] = pair
                && is_heading(heading)
                && !is_heading(below)
            {
                let is_blank = slice(self.text, heading.span.end..below.span.start).matches('\n').count() > 1;
                *(if is_blank { &mut with } else { &mut without }) += 1;
            }
        }
        with >= without
    }

    /// Says whether there are blank lines between an item and its neighbours among `items`, which have the same depth.
    pub(super) fn is_loose(&self, items: &[&Span], item: &Span) -> bool {
        let pairs = items.windows(2).filter_map(|pair| match pair {
            [one, next] => Some((*one, *next)),
            _ => None,
        });
        let mut pairs = pairs.filter(|(one, next)| *one == item || *next == item);
        pairs.next().is_some_and(|(one, next)| {
            let gap = slice(self.text, one.end..next.start);
            gap.trim().is_empty() && gap.matches('\n').count() > 1
        })
    }
}

/// Returns the marker of an item: `-`, `*`, `+`, `1.` or `1)`.
pub(super) fn marker(item: &str) -> &str {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    slice(item, 0..digits + 1)
}

/// Returns the marker of the item that comes `count` places after one: `3.` and 2 give `5.`. `1.` stays, since some
/// lists number all items `1.`.
fn counted_on(marker: &str, count: u32) -> Cow<'_, str> {
    let (digits, end) = marker.split_at_checked(marker.len().saturating_sub(1)).unwrap_or((marker, ""));
    match digits.parse::<u32>() {
        Ok(number) if number > 1 => format!("{}{end}", number.saturating_add(count)).into(),
        _ => marker.into(),
    }
}

/// Returns the start of the line at an offset.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let start = slice(text, 0..at).rfind('\n').map_or(0, |end| end + 1);
    // A byte order mark is not a part of the first line.
    if slice(text, start..at).starts_with('\u{feff}') { start + '\u{feff}'.len_utf8() } else { start }
}

/// Returns the end of the line at an offset, after its line end.
pub(super) fn behind_line(text: &str, at: usize) -> usize {
    slice(text, at..text.len()).find('\n').map_or(text.len(), |end| at + end + 1)
}

//! How values are written, and the place of each item of a list.

use crate::core::base::Span;
use crate::core::base::text::slice;

use super::scalars::{NO_VALUE, is_false, is_null, without_comment};
use super::{Entry, TextLine, is_blank, lines};

/// How a value is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum ValueStyle {
    /// Nothing, null or false, with its place.
    Empty(Span),
    /// A scalar on the key's line, quotes included; or one wikilink without quotes.
    Scalar(Span),
    /// A list in brackets, and its items.
    Flow(Span, Vec<Span>),
    /// A list of lines.
    Block(Vec<ListItem>),
    /// Anything else.
    #[default]
    Other,
}

/// An item of a list of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListItem {
    /// Its lines.
    pub(crate) lines: Span,
    /// What follows the hyphen on its first line, without the comment.
    pub(crate) value: Span,
}

impl ValueStyle {
    /// Returns how the value of a key is written, whatever it means.
    pub(super) fn of_entry(text: &str, entry: &Entry<'_>) -> Self {
        let (inline, below) = (entry.inline(text), entry.below(text));
        let (raw, has_below) = (slice(text, inline.clone()), has_content(text, below.clone()));
        let style = match raw.as_bytes() {
            [] if has_below => block_items(text, below).map(Self::Block),
            [] => Some(Self::Empty(inline)),
            [b'[', b'[', ..] => (!has_below && is_one_link(raw)).then_some(Self::Scalar(inline)),
            [b'[', ..] => {
                let end = if has_below { slice(text, 0..below.end).trim_end().len() } else { inline.end };
                flow_items(text, inline.start..end).map(|items| Self::Flow(inline.start..end, items))
            }
            _ if has_below => None,
            [quote @ (b'"' | b'\''), .., end] => (quote == end).then_some(Self::Scalar(inline)),
            [b'"' | b'\'' | b'&' | b'*' | b'!' | b'|' | b'>' | b'{', ..] => None,
            _ if raw == NO_VALUE || is_null(raw) || is_false(raw) => Some(Self::Empty(inline)),
            _ => Some(Self::Scalar(inline)),
        };
        style.unwrap_or(Self::Other)
    }
}

impl Entry<'_> {
    /// Returns what follows the colon on the key's line, without the comment.
    pub(super) fn inline(&self, text: &str) -> Span {
        let rest = self.rest(text);
        let from = self.colon + (rest.len() - rest.trim_start().len());
        from..from + without_comment(rest.trim()).len()
    }

    /// Returns the lines below the key's that belong to its value: blank lines and comments after it do not.
    pub(super) fn below(&self, text: &str) -> Span {
        let mut lines = lines(text, self.lines.clone());
        let start = lines.next().map_or(self.lines.end, |line| line.end);
        if start == self.lines.end {
            return start..start;
        }
        let header = self.rest(text).trim_start();
        let is_text = header.starts_with(['|', '>']);
        // In a text kept with its last line ends, blank lines are part of it.
        let keeps_blanks = is_text && without_comment(header).contains('+');
        let is_own = |line: &TextLine<'_>| match line.text.trim_start() {
            "" => keeps_blanks,
            content => !content.starts_with('#') || (is_text && line.text.starts_with(' ')),
        };
        start..lines.filter(is_own).last().map_or(start, |line| line.end)
    }

    /// Returns whether there is a comment on the key's line or among the lines of the value.
    pub(crate) fn has_comment(&self, text: &str) -> bool {
        let is_comment = |line: TextLine<'_>| line.text.trim_start().starts_with('#');
        self.inline(text).len() < self.rest(text).trim().len() || lines(text, self.below(text)).any(is_comment)
    }

    /// Returns the key's line and those of its value.
    pub(crate) fn own_lines(&self, text: &str) -> Span {
        self.lines.start..self.below(text).end
    }

    /// Returns what follows the colon on the key's line.
    fn rest<'t>(&self, text: &'t str) -> &'t str {
        lines(text, self.colon..self.lines.end).next().map_or("", |line| line.text)
    }
}

/// Returns whether there are lines that are neither blank nor comments.
pub(super) fn has_content(text: &str, span: Span) -> bool {
    lines(text, span).any(|line| !is_blank(line.text))
}

/// Returns whether a value is one wikilink without quotes: YAML reads it as a list in a list.
fn is_one_link(raw: &str) -> bool {
    let target = raw.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    target.is_some_and(|target| !target.contains(['[', ']', ',']))
}

/// Returns the places of the items of `[a, "b", {c: d}]`; `None` if there is a comment among them.
fn flow_items(text: &str, span: Span) -> Option<Vec<Span>> {
    let inner = slice(text, span.clone()).strip_prefix('[')?.strip_suffix(']')?;
    let (mut items, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    // The character before, without space: a quote opens a quoted text only at the start of a value.
    let (mut quote, mut before, mut is_escaped, mut is_gap) = (None, ',', false, true);
    for (at, char) in inner.char_indices().chain([(inner.len(), ',')]) {
        match (quote, char) {
            (Some(open), _) => {
                quote = (char != open || is_escaped).then_some(open);
                is_escaped = char == '\\' && open == '"' && !is_escaped;
            }
            (None, '"' | '\'') if matches!(before, ',' | '[' | '{' | ':') => quote = Some(char),
            (None, '#') if is_gap => return None,
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.checked_sub(1)?,
            (None, ',') if depth == 0 => {
                let raw = slice(inner, from..at);
                let start = span.start + 1 + from + (raw.len() - raw.trim_start().len());
                from = at + 1;
                match raw.trim().len() {
                    0 if at < inner.len() => return None,
                    0 => {}
                    length => items.push(start..start + length),
                }
            }
            _ => {}
        }
        is_gap = char.is_whitespace();
        if !is_gap {
            before = char;
        }
    }
    (quote.is_none() && depth == 0).then_some(items)
}

/// Returns the items of a list of lines, all at the same indentation.
fn block_items(text: &str, below: Span) -> Option<Vec<ListItem>> {
    let mut items: Vec<ListItem> = Vec::new();
    let mut indent = None;
    for line in lines(text, below).filter(|line| !is_blank(line.text)) {
        let content = line.text.trim_start_matches(' ');
        let depth = line.text.len() - content.len();
        let indent = *indent.get_or_insert(depth);
        match content.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            Some(rest) if depth == indent => {
                let start = line.start + depth + 1 + (rest.len() - rest.trim_start().len());
                let value = start..start + without_comment(rest.trim()).len();
                items.push(ListItem { lines: line.start..line.end, value });
            }
            _ if depth > indent => items.last_mut()?.lines.end = line.end,
            _ => return None,
        }
    }
    Some(items)
}

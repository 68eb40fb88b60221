//! Inline fields (`key:: value`) and bold labels (`**Key:** value`).

use pulldown_cmark::HeadingLevel;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::NoteType;

use super::{LONGEST_LINE, Scanner};

impl Scanner<'_> {
    /// Returns the first line at `range`; empty for a line that is too long to hold a field. A thousand items may begin
    /// on one line, and each asks for the rest of it.
    pub(super) fn first_line(&self, range: &Span) -> Span {
        let source = slice(self.text, range.clone());
        let start = source.as_bytes().get(..LONGEST_LINE).unwrap_or(source.as_bytes());
        let end = memchr::memchr(b'\n', start).or_else(|| (start.len() == source.len()).then_some(source.len()));
        range.start..range.start + end.unwrap_or(0)
    }

    /// Reads `key:: value`, `[key:: value]` and, above the first section, `**Key:** value` from a paragraph or an item.
    pub(super) fn fields(&mut self, range: &Span) {
        if !matches!(self.kind, NoteType::Contact | NoteType::Meeting) {
            return;
        }
        let is_top = self.has_bold && self.headings.iter().all(|heading| heading.level == HeadingLevel::H1);
        if !self.has_inline && !is_top {
            return;
        }
        let paragraph = slice(self.text, range.clone());
        let mut at = range.start;
        for line in paragraph.split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
            let start = at + (line.len() - content.len());
            at += line.len();
            // The dates of a task belong to the task.
            if content.starts_with('[') && content.as_bytes().get(2) == Some(&b']') {
                continue;
            }
            let label = if is_top { bold_label(line) } else { None };
            let found = label
                .map(|(key, value)| (key, value, at - line.len()))
                .or_else(|| inline_field(content).map(|(key, value)| (key, value, start)));
            if let Some((key, value, base)) = found {
                self.body.fields.push((base + key.start..base + key.end, base + value.start..base + value.end));
            }
        }
    }
}

/// Returns the places of key and value in `key:: value` or `[key:: value]`.
fn inline_field(line: &str) -> Option<(Span, Span)> {
    let line = line.trim_end();
    let colons = line.find("::")?;
    let open = slice(line, 0..colons).rfind(['[', '(']);
    let (from, to) = match open {
        Some(open) => (
            open + 1,
            colons
                + line.get(colons..)?.find([']', ')']).filter(|_| !slice(line, colons..line.len()).contains("[["))?,
        ),
        None => (0, line.len()),
    };
    let key = slice(line, from..colons);
    let is_key = !key.trim().is_empty()
        && key.len() <= 40
        && key.chars().all(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    is_key.then(|| trimmed(line, from..colons).zip(trimmed(line, colons + 2..to)))?
}

/// Returns the places of key and value in `**Key:** value` or `- **Key**: value`.
fn bold_label(line: &str) -> Option<(Span, Span)> {
    let open = line.len() - line.trim_start_matches([' ', '\t', '-', '+', '>']).len();
    let open = open + if slice(line, open..line.len()).starts_with("* ") { 2 } else { 0 };
    if !slice(line, open..line.len()).starts_with("**") {
        return None;
    }
    let close = open + 2 + line.get(open + 2..)?.find("**")?;
    let inside = slice(line, open + 2..close);
    let behind = slice(line, close + 2..line.len());
    let (key_end, value_start) = match (inside.strip_suffix(':'), behind.strip_prefix(':')) {
        (Some(key), _) => (open + 2 + key.len(), close + 2),
        (None, Some(_)) => (close, close + 3),
        _ => return None,
    };
    trimmed(line, open + 2..key_end).zip(trimmed(line, value_start..line.len()))
}

fn trimmed(line: &str, span: Span) -> Option<Span> {
    let text = slice(line, span.clone());
    let content = text.trim();
    let start = span.start + (text.len() - text.trim_start().len());
    (!content.is_empty()).then(|| start..start + content.len())
}

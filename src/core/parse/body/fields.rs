//! Inline fields (`key:: value`), bold labels (`**Key:** value`) and plain ones (`Key: value`).

use crate::core::base::Span;
use crate::core::base::text::{key_form, slice};
use crate::core::model::NoteType;
use crate::core::model::key::Shape;
use crate::core::model::vocabulary::{self, Key, Topic};
use crate::core::syntax::link::is_like_name;
use crate::core::syntax::{date, task_marker};

use super::{LONGEST_LINE, Scanner};

/// The last line of a meeting's note on which a label in a quote counts.
const HEAD: u32 = 40;
/// The longest name of a key, in bytes.
const LONGEST_KEY: usize = 60;

impl Scanner<'_> {
    /// Returns the first line at `range`; empty for a line that is too long to hold a field. A thousand items may begin
    /// on one line, and each asks for the rest of it.
    pub(super) fn first_line(&self, range: &Span) -> Span {
        let source = slice(self.text, range.clone());
        let start = source.as_bytes().get(..LONGEST_LINE).unwrap_or(source.as_bytes());
        let end = memchr::memchr(b'\n', start).or_else(|| (start.len() == source.len()).then_some(source.len()));
        range.start..range.start + end.unwrap_or(0)
    }

    /// Reads `key:: value` and `[key:: value]` from a paragraph or an item; above the log and outside of the other
    /// sections with a meaning of their own also `**Key:** value` and `Key: value`.
    pub(super) fn fields(&mut self, range: &Span) {
        if !self.is_of_somebody() {
            return;
        }
        let is_open = self.is_open(range);
        let paragraph = slice(self.text, range.clone());
        let mut at = range.start;
        for line in paragraph.split_inclusive('\n') {
            let start = at + marker_length(line);
            at += line.len();
            let content = slice(self.text, start..at);
            if !may_have_colon(content) {
                continue;
            }
            // The dates of a task belong to the task.
            if content.starts_with('[') && content.as_bytes().get(2) == Some(&b']') {
                continue;
            }
            if task_marker::read(content).is_some() || task_marker::is_stamp(content) {
                continue;
            }
            let found = match inline_field(content) {
                Some(field) => vec![field],
                None if is_open => bold_labels(content),
                None => Vec::new(),
            };
            let plain = if is_open && found.is_empty() { self.plain_label(content) } else { None };
            let next = if is_open { None } else { self.next_meeting(content) };
            for (key, value) in found.into_iter().chain(plain).chain(next) {
                // The goal of a part is not that of the talk or of the person.
                let is_goal = self.words.key(&key_form(slice(content, key.clone()))) == Some(Key::Goals);
                if is_goal && self.headings.iter().any(|heading| !heading.is_title) {
                    continue;
                }
                self.body.fields.push((start + key.start..start + key.end, start + value.start..start + value.end));
            }
        }
    }

    /// Says whether labels without double colons count at a place.
    fn is_open(&self, range: &Span) -> bool {
        // Programs that record meetings write what they know into a quote at the head of the note.
        let is_at_head = || self.kind == NoteType::Meeting && self.lines.line(range.start) <= HEAD;
        self.is_of_somebody()
            && self.log_heading.is_none()
            && matches!(self.topic(), Topic::Other | Topic::Attendees)
            && (self.quotes == 0 || is_at_head())
    }

    /// Says whether the note is one that labels are read in.
    pub(super) fn is_of_somebody(&self) -> bool {
        matches!(self.kind, NoteType::Contact | NoteType::Meeting)
    }

    /// Returns the places of key and value of a label for the next meeting, which counts wherever it stands in a talk's note.
    fn next_meeting(&self, line: &str) -> Option<(Span, Span)> {
        if self.kind != NoteType::Meeting {
            return None;
        }
        let labels = bold_labels(line).into_iter().chain(self.plain_label(line));
        let is_next = |key: &Span| self.words.key(&key_form(slice(line, key.clone()))) == Some(Key::NextMeeting);
        labels.into_iter().find(|(key, _)| is_next(key))
    }

    /// Returns the places of key and value in `Email: ann@example.com`, if the key has a meaning and the value is of its
    /// kind. A sentence with a colon is no label.
    fn plain_label(&self, line: &str) -> Option<(Span, Span)> {
        let colon = line.find([':', '：']).filter(|colon| *colon <= LONGEST_KEY)?;
        let key = trimmed(line, 0..colon)?;
        let behind = slice(line, colon..line.len());
        let is_label = behind.starts_with(": ") || behind.starts_with(":\t") || behind.starts_with('：');
        let start = colon + behind.chars().next().map_or(0, char::len_utf8);
        let value = trimmed(line, start..line.len()).filter(|_| is_label)?;
        self.is_fact(slice(line, key.clone()), slice(line, value.clone())).then_some((key, value))
    }

    /// Reads a table of two columns with a fact in each row, such as `| Company | Acme |`. A head is a fact if a row below
    /// it is.
    pub(super) fn facts(&mut self, range: &Span) {
        if !self.is_open(range) || !self.items.is_empty() {
            return;
        }
        let mut found: Vec<(Span, Span)> = Vec::new();
        let mut end = range.start;
        for line in slice(self.text, range.clone()).split_inclusive('\n') {
            let start = end;
            end += line.len();
            if let Some((key, value)) = self.fact(line) {
                found.push((start + key.start..start + key.end, start + value.start..start + value.end));
            }
        }
        let is_only_head =
            found.len() == 1 && found.iter().all(|(key, _)| self.lines.line(key.start) == self.lines.line(range.start));
        if !is_only_head {
            self.body.fields.extend(found);
        }
    }

    /// Takes who led to somebody from a sentence of their note: `Introduced by [[Ann Lee]], who knows everybody.`
    pub(super) fn referrer_in_prose(&mut self, range: &Span) {
        if self.kind != NoteType::Contact {
            return;
        }
        let text = slice(self.text, range.clone());
        let starts = [0].into_iter().chain(text.match_indices([' ', '\n']).map(|(at, _)| at + 1));
        let found = starts.filter(|start| {
            let before = slice(text, 0..*start).trim_end();
            before.is_empty()
                || before.ends_with(['.', '!', ';', ',', '(', '–', '—'])
                || slice(text, 0..*start).ends_with('\n')
        });
        for start in found.collect::<Vec<_>>() {
            let Some(end) = end_of_words(text, start, WORDS_BEFORE_REFERRER) else { continue };
            let (key, rest) = (slice(text, start..end), slice(text, end..text.len()));
            if self.words.key(&key_form(key)) != Some(Key::ReferredBy) {
                continue;
            }
            let value = end + (rest.len() - rest.trim_start_matches(' ').len());
            let rest = slice(text, value..text.len());
            if let Some(inner) = rest.strip_prefix("[[").and_then(|inner| inner.find("]]")) {
                let at = |span: Span| range.start + span.start..range.start + span.end;
                self.body.fields.push((at(start..end), at(value..value + inner + 4)));
                return;
            }
        }
    }

    /// Returns the places of key and value in a row of two cells.
    fn fact(&self, line: &str) -> Option<(Span, Span)> {
        let mut cells = cells(line);
        let (key, value) = cells.next().zip(cells.next())?;
        let key = key.start..key.start + slice(line, key.clone()).trim_end_matches([':', '：', '*', '_', ' ']).len();
        let (key, value) = unmarked(line, key).zip(unmarked(line, value)).filter(|_| cells.next().is_none())?;
        let text = slice(line, value.clone());
        let is_fact = self.is_fact(slice(line, key.clone()), text) && self.words.key(&key_form(text)).is_none();
        is_fact.then_some((key, value))
    }

    /// Says whether a label has a meaning and the value is of its kind.
    fn is_fact(&self, label: &str, text: &str) -> bool {
        let Some(meaning) = self.words.key(&key_form(label)) else { return false };
        match (meaning, meaning.row().shape) {
            (_, Shape::Event | Shape::Day) => self.may_be_day(text),
            (Key::Status, _) => [text, text.split(' ').next().unwrap_or(text)]
                .into_iter()
                .any(|word| self.words.contact_state(word).is_some() || self.words.meeting_status(word).is_some()),
            (Key::ReferredBy, _) => {
                self.kind == NoteType::Contact && (text.contains("[[") || is_like_name(text) || is_first_name(text))
            }
            (Key::Email, _) => text.contains('@'),
            (Key::Phone, _) => text.bytes().filter(u8::is_ascii_digit).count() > 4,
            (Key::LinkedIn, _) => text.to_lowercase().contains("linkedin"),
            (Key::Company | Key::Role, _) => self.kind == NoteType::Contact && !text.ends_with(['.', '?', '!']),
            (Key::With | Key::Time | Key::Channel | Key::Goals, _) => self.kind == NoteType::Meeting,
            _ => false,
        }
    }

    /// Returns whether a value is a day, says yes or no, or is meant as a day, so that a finding tells why it is not read.
    fn may_be_day(&self, text: &str) -> bool {
        date::with_remark(text, self.words.order).is_ok()
            || vocabulary::answer(text).is_some()
            || date::without_year(date::behind_on(text), self.words.order).is_some()
            || date::behind_move(text, self.words).is_some()
    }
}

/// Says whether a text may hold a colon, and so a field or a label: `:`, or the byte with which `：` begins.
pub(super) fn may_have_colon(text: &str) -> bool {
    memchr::memchr2(b':', 0xef, text.as_bytes()).is_some()
}

/// How many words say that somebody led to another: `introduced by`.
const WORDS_BEFORE_REFERRER: usize = 2;

/// Returns where so many words end that begin at a place of a text.
fn end_of_words(text: &str, start: usize, count: usize) -> Option<usize> {
    let rest = slice(text, start..text.len());
    rest.match_indices(' ').nth(count - 1).map(|(at, _)| start + at)
}

/// Says whether a text is one word that may be somebody's name.
fn is_first_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.all(char::is_alphabetic)
}

/// Returns the length of the white space, quote marks and list marker that a line starts with.
fn marker_length(line: &str) -> usize {
    let content = line.trim_start_matches([' ', '\t', '>']);
    let digits = content.len() - content.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    let numbered = content.get(digits..).filter(|_| digits > 0).and_then(|rest| rest.strip_prefix(['.', ')']));
    let rest = match (content.strip_prefix(['-', '*', '+']), numbered) {
        (Some(rest), _) | (None, Some(rest)) if rest.starts_with([' ', '\t']) => rest.trim_start(),
        _ => content,
    };
    line.len() - rest.len()
}

/// Returns the places of key and value in `key:: value`, `**Key**:: value` or `[key:: value]`.
fn inline_field(line: &str) -> Option<(Span, Span)> {
    let line = line.trim_end();
    let bytes = line.as_bytes();
    let mut colons = memchr::memchr_iter(b':', bytes);
    let colons = colons
        .find(|at| bytes.get(at + 1) == Some(&b':'))
        .filter(|at| !slice(line, at + 2..line.len()).starts_with(':'))?;
    if slice(line, 0..colons).ends_with(':') {
        return None;
    }
    let open = slice(line, 0..colons).rfind(['[', '(']);
    let (from, to) = match open {
        Some(open) => (open + 1, closing(line, open)?),
        None => (0, line.len()),
    };
    let key = unmarked(line, from..colons)?;
    let text = slice(line, key.clone());
    let is_key = text.len() <= LONGEST_KEY
        && text.chars().all(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_' | '\'' | '’' | '&' | '/'));
    is_key.then(|| Some((key, trimmed(line, colons + 2..to)?)))?
}

/// Returns the place of the bracket that closes the one at `open`.
fn closing(line: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    line.char_indices().skip_while(|(at, _)| *at < open).find_map(|(at, char)| {
        match char {
            '[' | '(' => depth += 1,
            ']' | ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// Returns the places of the keys and values of a line such as `**Date:** 2026-11-20 | **With:** Ann Lee`.
fn bold_labels(line: &str) -> Vec<(Span, Span)> {
    let mut labels = Vec::new();
    let mut at = 0;
    while let Some((key, value)) = bold_label(slice(line, at..line.len())) {
        let text = slice(line, at..line.len());
        let next = slice(text, value.clone()).match_indices("**").map(|(start, _)| value.start + start);
        let next = next.into_iter().find(|start| bold_label(slice(text, *start..text.len())).is_some());
        let own = slice(text, value.start..next.unwrap_or(value.end));
        let own = own.trim_end_matches([' ', '|', '·', '•', ',', ';', '\t']);
        if !own.is_empty() {
            labels.push((at + key.start..at + key.end, at + value.start..at + value.start + own.len()));
        }
        let Some(next) = next else { break };
        at += next;
    }
    labels
}

/// Returns the places of key and value in `**Key:** value`, `**Key**: value` or `__Key__: value`.
fn bold_label(line: &str) -> Option<(Span, Span)> {
    let mark = ["**", "__"].into_iter().find(|mark| line.starts_with(mark))?;
    let close = 2 + line.get(2..)?.find(mark)?;
    let inside = slice(line, 2..close);
    let behind = slice(line, close + 2..line.len());
    let colon = |text: &str| [':', '：'].into_iter().find(|colon| text.ends_with(*colon)).map(char::len_utf8);
    // French has a space before the colon.
    let spaces = behind.len() - behind.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
    let first = slice(behind, spaces..behind.len()).chars().next();
    let (key_end, value_start) = match (colon(inside.trim_end()), first.filter(|char| matches!(char, ':' | '：'))) {
        (Some(length), _) => (2 + inside.trim_end().len() - length, close + 2),
        (None, Some(colon)) => (close, close + 2 + spaces + colon.len_utf8()),
        _ => return None,
    };
    let is_field = slice(line, value_start..line.len()).starts_with(':');
    (!is_field).then(|| trimmed(line, 2..key_end).zip(trimmed(line, value_start..line.len())))?
}

/// Returns the places of the cells of a table's row. A stroke behind a backslash is part of its cell.
fn cells(line: &str) -> impl Iterator<Item = Span> {
    let content = trimmed(line, 0..line.len()).unwrap_or(0..0);
    let inner = slice(line, content.clone());
    let from = content.start + usize::from(inner.starts_with('|'));
    let to =
        if inner.len() > 1 && inner.ends_with('|') && !inner.ends_with("\\|") { content.end - 1 } else { content.end };
    let strokes = memchr::memchr_iter(b'|', line.as_bytes())
        .filter(move |at| (from..to).contains(at) && slice(line, 0..*at).bytes().next_back() != Some(b'\\'));
    let mut start = from;
    strokes.map(Some).chain([None]).map(move |stroke| {
        let cell = start..stroke.unwrap_or(to).max(start);
        start = cell.end + 1;
        cell
    })
}

/// Returns the place of a key without the marks of emphasis around it.
fn unmarked(line: &str, span: Span) -> Option<Span> {
    let span = trimmed(line, span)?;
    let text = slice(line, span.clone());
    let inner = text.trim_matches(['*', '_']);
    let start = span.start + (text.len() - text.trim_start_matches(['*', '_']).len());
    trimmed(line, start..start + inner.len())
}

fn trimmed(line: &str, span: Span) -> Option<Span> {
    let text = slice(line, span.clone());
    let content = text.trim();
    let start = span.start + (text.len() - text.trim_start().len());
    (!content.is_empty()).then(|| start..start + content.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_of_both_widths_are_seen() {
        for (text, expected) in [("a: b", true), ("名前：x", true), ("a", false), ("é 名前 —", false), ("", false)]
        {
            assert_eq!(may_have_colon(text), expected, "{text}");
        }
    }
}

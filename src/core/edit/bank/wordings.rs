//! Makes a question a wording of another one: its lines move below the other question, in the same bank or in another.

use crate::core::base::markdown;
use crate::core::base::text::{question_key, slice};
use crate::core::base::{LineIndex, Span};
use crate::core::model::vocabulary::Vocabulary;
use crate::core::parse::body::outline::PartKind;

use super::super::note::{Note, Side, behind_line, line_start, marker};
use super::super::read_back::{Fact, ReadBack};
use super::super::{Refusal, TextEdit};
use super::{BANK, read};

/// A question that is to become a wording of another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The question and its wordings as written, one per line.
    lines: Vec<String>,
    /// The keys of the question and its wordings.
    keys: Vec<u64>,
    /// The block ids on these lines, without `^`.
    pub block_ids: Vec<Box<str>>,
}

impl Taken {
    /// Returns a question that is not in a bank.
    #[must_use]
    pub(crate) fn new(question: &str) -> Self {
        Self { lines: vec![markdown::whole(question)], keys: vec![question_key(question)], block_ids: Vec::new() }
    }
}

/// Returns the edit that makes the question on the line `from` a wording of the one on the line `into`. Its own
/// wordings move along.
///
/// # Errors
///
/// If there is other text than wordings below the question, or if the bank would change elsewhere.
pub(crate) fn merge(text: &str, vocabulary: &Vocabulary, from: u32, into: u32) -> Result<TextEdit, Refusal> {
    let note = Note::read(text, vocabulary)?;
    let entry = BankEntry::find(&note, from)?;
    let taken = entry.taken(&note)?;
    let (at, lines) = BankEntry::find(&note, into)?.place(&note, &taken);
    let edit = TextEdit::new(text, [(at..at, lines), (entry.lines(&note), String::new())])?;
    checked(&note, edit, Some(from), Some((into, &taken)))
}

/// Returns the edit that takes the question on a line out of a bank, and the question.
///
/// # Errors
///
/// If there is other text than wordings below the question, or if the bank would change elsewhere.
pub(crate) fn take_out(text: &str, vocabulary: &Vocabulary, line: u32) -> Result<(TextEdit, Taken), Refusal> {
    let note = Note::read(text, vocabulary)?;
    let entry = BankEntry::find(&note, line)?;
    let edit = TextEdit::replace(text, entry.lines(&note), "")?;
    Ok((checked(&note, edit, Some(line), None)?, entry.taken(&note)?))
}

/// Returns the edit that adds a question and its wordings as wordings of the question on a line.
///
/// # Errors
///
/// If the bank would not read them back, or would change elsewhere.
pub(crate) fn put_under(text: &str, vocabulary: &Vocabulary, line: u32, taken: &Taken) -> Result<TextEdit, Refusal> {
    let note = Note::read(text, vocabulary)?;
    let (at, lines) = BankEntry::find(&note, line)?.place(&note, taken);
    let edit = TextEdit::replace(text, at..at, lines)?;
    checked(&note, edit, None, Some((line, taken)))
}

/// Returns the edit if the bank is right after it: the question on the line `gone` is missing, the one on the line
/// `grown` has the new wordings, and everything else is as before.
fn checked(
    note: &Note<'_>,
    edit: TextEdit,
    gone: Option<u32>,
    grown: Option<(u32, &Taken)>,
) -> Result<TextEdit, Refusal> {
    let mut expected = read(note);
    expected.retain(|question| Some(question.location.line) != gone);
    let target = grown.map(|(line, taken)| (expected.iter().position(|one| one.location.line == line), taken));
    let reason = "the bank would change in another place too";
    ReadBack { reason, ..BANK }.checked(note, edit, |_, after| {
        if let Some((Some(at), taken)) = target
            && let (Some(question), Some(Fact::Question(now))) = (expected.get_mut(at), after.get(at))
        {
            question.keys.extend(&taken.keys);
            question.block_ids.extend(taken.block_ids.iter().cloned());
            // The tags of new wordings come between its own tags and those of its headings.
            if question.tags.iter().all(|tag| now.tags.contains(tag)) {
                question.tags.clone_from(&now.tags);
            }
        }
        let is_there = target.is_none_or(|(at, _)| at.is_some());
        is_there && after.into_iter().eq(expected.into_iter().map(Fact::question))
    })
}

/// A question of a bank with the text below it.
struct BankEntry {
    line: u32,
    span: Span,
    /// The items in it, at any depth.
    below: Vec<(Span, usize)>,
}

impl BankEntry {
    fn find(note: &Note<'_>, line: u32) -> Result<Self, Refusal> {
        let lines = LineIndex::new(note.text);
        let mut items = note.parts.iter().filter_map(|part| match part.kind {
            PartKind::Item(depth) => Some((part.span.clone(), depth)),
            _ => None,
        });
        let is_it = |(span, depth): &(Span, usize)| *depth == 0 && lines.line(span.start) == line;
        let found = items.find(is_it).filter(|(span, _)| note.has_own_line(span));
        let (span, _) = found.ok_or_else(|| Refusal::new(format!("line {line} is not a question of its own")))?;
        let below = items.take_while(|(item, _)| item.start < span.end).collect();
        Ok(Self { line, span, below })
    }

    /// Returns the question and its wordings.
    fn taken(&self, note: &Note<'_>) -> Result<Taken, Refusal> {
        let starts = std::iter::once(self.span.start).chain(self.below.iter().map(|(span, _)| span.start));
        let ends = self.below.iter().map(|(span, _)| span.start).chain([self.span.end]);
        let is_hidden = note.hidden.iter().any(|span| span.start < self.span.end && span.end > self.span.start);
        let lines: Option<Vec<String>> =
            starts.zip(ends).map(|(start, end)| own_line(slice(note.text, start..end))).collect();
        let lines = lines
            .filter(|_| !is_hidden)
            .ok_or_else(|| Refusal::new("there is other text than wordings below the question"))?;
        // Read as items of their own, the lines must give the same questions as they do as wordings.
        let alone = format!("- {}\n", lines.join("\n- "));
        let alone = read(&Note::read(&alone, note.words)?);
        let own = read(note).into_iter().find(|question| question.location.line == self.line);
        let own = own.ok_or_else(|| Refusal::new("it is not a question"))?;
        let keys: Vec<u64> = alone.iter().flat_map(|question| question.keys.iter().copied()).collect();
        if keys != own.keys {
            return Err(Refusal::new("there is other text than wordings below the question"));
        }
        Ok(Taken { lines, keys, block_ids: own.block_ids })
    }

    /// Returns the offset for new wordings, and their lines: below the last wording, or as the first ones.
    fn place(&self, note: &Note<'_>, taken: &Taken) -> (usize, String) {
        let lines: Vec<&str> = taken.lines.iter().map(String::as_str).collect();
        let own: Vec<&Span> = self.below.iter().filter(|(_, depth)| *depth == 1).map(|(span, _)| span).collect();
        if let Some(last) = own.last() {
            return note.beside(last, Side::Behind, note.is_loose(&own, last), &lines);
        }
        let item = slice(note.text, self.span.clone());
        let indent = slice(note.text, line_start(note.text, self.span.start)..self.span.start);
        let marker = marker(item);
        let behind = slice(item, marker.len()..item.len());
        let gap = behind.len() - behind.trim_start_matches(' ').len();
        let inner = if behind.starts_with('\t') {
            String::from("\t")
        } else {
            " ".repeat(marker.len() + if (1..=4).contains(&gap) { gap } else { 1 })
        };
        let mark = if marker.starts_with(|char: char| char.is_ascii_digit()) { "-" } else { marker };
        let lines: Vec<String> = lines.iter().map(|line| format!("{indent}{inner}{mark} {line}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        note.lines_at(note.behind(self.span.end), &lines)
    }

    /// Returns the span of its lines. It includes a blank line if the edit would otherwise leave two of them.
    fn lines(&self, note: &Note<'_>) -> Span {
        let text = note.text;
        let (mut start, mut end) = (line_start(text, self.span.start), note.behind(self.span.end));
        let above = line_start(text, start.saturating_sub(1));
        if slice(text, above..start).trim().is_empty() {
            let next = behind_line(text, end);
            if end == text.len() {
                start = above;
            } else if slice(text, end..next).trim().is_empty() {
                end = next;
            }
        }
        start..end
    }
}

/// Returns the text of an item on one line; `None` if there is more than one paragraph.
fn own_line(item: &str) -> Option<String> {
    let text = slice(item, marker(item).len()..item.len()).trim();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.iter().all(|line| !line.is_empty()).then(|| lines.join(" "))
}

//! Edits of the log of a contact: dated lines below a heading.
//!
//! A new line goes to its place in the order of the log, and is written like its neighbours. The note is read back: it
//! must have one entry more, or one less, and be as before otherwise.

#[cfg(test)]
mod tests;

use crate::core::base::Span;
use crate::core::base::text::slice;
use crate::core::model::vocabulary::{Topic, Vocabulary};
use crate::core::model::{Day, NoteType};
use crate::core::parse::body::outline::PartKind;
use crate::core::parse::body::{log_day, plain_text};

use super::note::{Note, Side, behind_line, line_start, marker};
use super::read_back::{Fact, ReadBack, adds};
use super::{Refusal, TextEdit};

const LOG: ReadBack = ReadBack {
    kind: NoteType::Contact,
    counts: |_| true,
    reason: "the log cannot be edited without changing other text",
};

/// Returns the edit that adds the line `- 2026-11-22 replied: happy to talk` to the log of a note. A missing log is
/// made at the end.
///
/// The line goes to its place in the order of the log, oldest or newest first. The lines of one day are in the order of
/// their words.
///
/// # Errors
///
/// If the line cannot be added without changing other text.
pub(crate) fn append(text: &str, vocabulary: &Vocabulary, day: Day, words: &str) -> Result<TextEdit, Refusal> {
    let line = format!("{day} {}", words.trim());
    if line.contains(char::is_control) {
        return Err(Refusal::new("the words have line breaks or control characters; write them on one line"));
    }
    let note = Note::read(text, vocabulary)?;
    let place = match note.log() {
        None => note.section_at_end("Log", &[&line]),
        Some(log) if note.has_hidden_lines(&log) => {
            return Err(Refusal::new("there is a comment or formula of several lines among the entries of the log"));
        }
        Some(log) => match log.neighbour(&note, day, &line) {
            Some((item, side)) => note.beside(&item.span, side, log.is_loose(&note, item), &[&line]),
            None => log.below(&note, &line),
        },
    };
    LOG.inserted(&note, place, |new| is_entry(new, day))
}

/// Says whether the log of a note has a line with this day and these words.
///
/// # Errors
///
/// If the note cannot be edited.
pub(crate) fn has(text: &str, vocabulary: &Vocabulary, day: Day, words: &str) -> Result<bool, Refusal> {
    let line = format!("{day} {}", words.trim());
    let note = Note::read(text, vocabulary)?;
    Ok(note.sections().flat_map(|log| log.items).any(|item| item.day == Some(day) && note.item_words(&item) == line))
}

/// Returns the edit that removes the line with this day and these words from the log.
///
/// # Errors
///
/// If the log does not have the line, or something was written below it.
pub(crate) fn remove(text: &str, vocabulary: &Vocabulary, day: Day, words: &str) -> Result<TextEdit, Refusal> {
    let line = format!("{day} {}", words.trim());
    let note = Note::read(text, vocabulary)?;
    let sections: Vec<Log> = note.sections().collect();
    let mut items = sections.iter().flat_map(|log| &log.items);
    let item = items
        .rfind(|item| item.day == Some(day) && note.item_words(item) == line)
        .ok_or_else(|| Refusal::new(format!("the log has no line `{line}`")))?;
    let mut span = line_start(text, item.span.start)..behind_line(text, item.span.start);
    if item.span.end > span.end {
        return Err(Refusal::new(format!("something was written below `{line}`")));
    }
    // If the last line has no line end, the one of the line above goes instead.
    if !slice(text, span.clone()).ends_with('\n') {
        let above = slice(text, 0..span.start);
        span.start = above.strip_suffix('\n').map_or(above, |above| above.strip_suffix('\r').unwrap_or(above)).len();
    }
    let edit = TextEdit::replace(text, span, "")?;
    LOG.checked(&note, edit, |before, after| adds(&after, before, |gone| is_entry(gone, day)))
}

/// Says whether facts are those of one entry. There may be the heading of a new log, and a question in the entry.
fn is_entry(facts: &[Fact], day: Day) -> bool {
    let count = |is: fn(&Fact) -> bool| facts.iter().filter(|fact| is(fact)).count();
    let is_own = |fact: &Fact| match fact {
        Fact::Entry(of, _) => *of == day,
        Fact::Part(PartKind::Item(_), words) => !words.contains('\n'),
        Fact::Part(PartKind::Heading(_, Topic::Log), _) | Fact::Carried(..) => true,
        _ => false,
    };
    facts.iter().all(is_own)
        && count(|fact| matches!(fact, Fact::Entry(..))) == 1
        && count(|fact| matches!(fact, Fact::Carried(..))) <= 1
}

/// A section that is a log.
struct Log {
    /// Its heading.
    heading: Span,
    /// Its items, with those under its subheadings.
    items: Vec<LogItem>,
    /// How many of the first `items` are directly below its own heading.
    own: usize,
    /// The end of the last comment directly below its own heading.
    comment: Option<usize>,
    /// The end of the last other text directly below its own heading, apart from lists.
    content: Option<usize>,
}

/// An item of a list.
struct LogItem {
    span: Span,
    depth: usize,
    /// Its day, if it is an entry.
    day: Option<Day>,
}

impl<'t> Note<'t> {
    /// Returns the log that gets new lines: the first one with entries, or else the first one.
    fn log(&self) -> Option<Log> {
        self.sections().find(|log| log.items.iter().any(|item| item.day.is_some())).or_else(|| self.sections().next())
    }

    fn sections(&self) -> impl Iterator<Item = Log> {
        self.parts.iter().enumerate().filter_map(|(at, part)| match part.kind {
            PartKind::Heading(level, Topic::Log) => Some(self.section(at, level)),
            _ => None,
        })
    }

    /// Returns the log below the heading with the index `at`. It ends at the next heading that is not a subheading, or
    /// that is about something else.
    fn section(&self, at: usize, level: u8) -> Log {
        let heading = self.parts.get(at).map_or(0..0, |part| part.span.clone());
        let mut log = Log { heading, items: Vec::new(), own: 0, comment: None, content: None };
        let mut is_own = true;
        for part in self.parts.iter().skip(at + 1) {
            match &part.kind {
                PartKind::Heading(below, Topic::Other | Topic::Log) if *below > level => is_own = false,
                PartKind::Heading(..) => break,
                PartKind::Item(depth) => {
                    if self.has_own_line(&part.span) {
                        let day = self.day(&part.span);
                        log.items.push(LogItem { span: part.span.clone(), depth: *depth, day });
                        log.own += usize::from(is_own);
                    }
                }
                PartKind::Html if is_own => log.comment = Some(part.span.end),
                PartKind::Other if is_own => log.content = Some(part.span.end),
                PartKind::Html | PartKind::Other => {}
            }
        }
        log
    }

    /// Says whether hidden text of several lines is among the items, so that it is unclear to which item a line
    /// belongs.
    fn has_hidden_lines(&self, log: &Log) -> bool {
        let (Some(first), Some(last)) = (log.items.first(), log.items.last()) else { return false };
        let items = line_start(self.text, first.span.start)..last.span.end;
        let is_among = |span: &&Span| span.end > items.start && span.start < items.end;
        self.hidden.iter().filter(is_among).any(|span| slice(self.text, span.clone()).trim_end().contains('\n'))
    }

    /// Returns the day of an item that is an entry.
    fn day(&self, span: &Span) -> Option<Day> {
        let words = self.first_line(span);
        let is_box = words.starts_with('[') && words.chars().nth(2) == Some(']');
        if is_box { None } else { log_day(&plain_text(words), self.words.order).map(|(day, _)| day) }
    }

    /// Returns the first line of an item, without its marker.
    fn first_line(&self, span: &Span) -> &'t str {
        let line = slice(self.text, span.clone()).lines().next().unwrap_or_default();
        slice(line, marker(line).len()..line.len()).trim()
    }

    fn item_words(&self, item: &LogItem) -> &'t str {
        self.first_line(&item.span)
    }
}

impl Log {
    /// Returns the item beside which a new line goes, and on which side; `None` if the log has no entry yet.
    fn neighbour(&self, note: &Note<'_>, day: Day, line: &str) -> Option<(&LogItem, Side)> {
        let depth = self.items.iter().filter(|item| item.day.is_some()).map(|item| item.depth).min()?;
        let entries: Vec<(&LogItem, Day)> =
            self.items.iter().filter(|item| item.depth == depth).filter_map(|item| Some((item, item.day?))).collect();
        let is_rising = |pair: &&[(&LogItem, Day)]| matches!(pair, [(_, one), (_, next)] if one < next);
        let is_falling = |pair: &&[(&LogItem, Day)]| matches!(pair, [(_, one), (_, next)] if one > next);
        let newest_first = entries.windows(2).filter(is_falling).count() > entries.windows(2).filter(is_rising).count();
        let mut runs = entries
            .chunk_by(|(_, one), (_, next)| one == next)
            .filter(|run| run.first().is_some_and(|(_, of)| *of == day));
        let run = if newest_first { runs.next() } else { runs.next_back() };
        if let Some(run) = run {
            let greater = run.iter().find(|(item, _)| note.item_words(item) > line);
            return greater.map(|(item, _)| (*item, Side::Before)).or_else(|| Some((run.last()?.0, Side::Behind)));
        }
        if newest_first { Some((entries.first()?.0, Side::Before)) } else { Some((entries.last()?.0, Side::Behind)) }
    }

    /// Returns the offset for the first entry, and its line.
    fn below(&self, note: &Note<'_>, line: &str) -> (usize, String) {
        let last = self.items.get(..self.own).and_then(|own| own.iter().rev().find(|item| item.depth == 0));
        match last.filter(|last| self.content.is_none_or(|content| content < last.span.end)) {
            Some(last) => note.beside(&last.span, Side::Behind, self.is_loose(note, last), &[line]),
            None => note.under_heading(&self.heading, self.content, self.comment, &[line]),
        }
    }

    /// Says whether there are blank lines between an item and its neighbours.
    fn is_loose(&self, note: &Note<'_>, item: &LogItem) -> bool {
        let beside: Vec<&Span> =
            self.items.iter().filter(|other| other.depth == item.depth).map(|item| &item.span).collect();
        note.is_loose(&beside, &item.span)
    }
}

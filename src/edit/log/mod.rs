//! The log of a contact: dated lines under a heading.
//!
//! A line goes in where the log's own order puts it, written as its neighbours are. The note is read again, and has to
//! have that one entry more, or less, and all else as before.

mod facts;
#[cfg(test)]
mod tests;

use crate::model::{Day, Span};
use crate::parse::body::outline::{Part, PartKind, outline};
use crate::parse::body::topic::Topic;
use crate::parse::body::{hidden, log_day, plain_text};
use crate::parse::front_matter::{Split, split};
use crate::text::slice;

use super::{Refusal, TextEdit, has_conflict, line_end};

use facts::Facts;

/// Returns the edit that adds the line `- DAY WORDS` to the log of a note; a log that is not there is made at the end.
///
/// The line stands in the order that the log is kept in, the lines of one day in the order of their words.
///
/// # Errors
///
/// If there is no place for it.
pub fn append(text: &str, day: Day, words: &str) -> Result<TextEdit, Refusal> {
    let line = format!("{day} {}", words.trim());
    if line.contains(char::is_control) {
        return Err(Refusal::new("what is noted down is more than one line"));
    }
    let note = Note::read(text)?;
    let (at, lines) = match note.log() {
        None => note.at_end(&line),
        Some(log) if note.has_hidden_lines(&log) => {
            return Err(Refusal::new("a comment or formula of several lines stands among the entries of the log"));
        }
        Some(log) => match log.neighbour(&note, day, &line) {
            Some((item, side)) => note.beside(&log, item, side, &line),
            None => note.below(&log, &line),
        },
    };
    let is_between = at < text.len();
    note.checked(day, at..at, lines.clone(), true).or_else(|refusal| {
        // Without a blank line, what follows would become part of the new line.
        let end = if lines.ends_with("\r\n") { "\r\n" } else { "\n" };
        if is_between { note.checked(day, at..at, lines + end, true) } else { Err(refusal) }
    })
}

/// Returns the edit that takes the line `- DAY WORDS` out of the log again.
///
/// # Errors
///
/// If there is no such line, or something was written below it.
pub fn remove(text: &str, day: Day, words: &str) -> Result<TextEdit, Refusal> {
    let line = format!("{day} {}", words.trim());
    let note = Note::read(text)?;
    let sections: Vec<Log> = note.sections().collect();
    let mut items = sections.iter().flat_map(|log| &log.items);
    let item = items
        .rfind(|item| item.day == Some(day) && note.words(item) == line)
        .ok_or_else(|| Refusal::new(format!("the log has no line `{line}`")))?;
    let mut span = line_start(text, item.span.start)..behind_line(text, item.span.start);
    if item.span.end > span.end {
        return Err(Refusal::new(format!("something was written below `{line}`")));
    }
    // Of the last line without a line end, the one before it goes.
    if !slice(text, span.clone()).ends_with('\n') {
        let above = slice(text, 0..span.start);
        span.start = above.strip_suffix('\n').map_or(above, |above| above.strip_suffix('\r').unwrap_or(above)).len();
    }
    note.checked(day, span, String::new(), false)
}

/// A note and the parts of its body.
struct Note<'t> {
    text: &'t str,
    body: usize,
    hidden: Vec<Span>,
    parts: Vec<Part>,
}

/// A section that is a log.
struct Log {
    /// Its heading.
    heading: Span,
    /// Its items, those under headings below its own included.
    items: Vec<Item>,
    /// The items that stand under its own heading, from the first of `items`.
    own: usize,
    /// The end of the last comment, and of anything else but lists, under its own heading.
    comment: Option<usize>,
    content: Option<usize>,
}

/// An item of a list.
struct Item {
    span: Span,
    depth: usize,
    /// Its day, if it is an entry.
    day: Option<Day>,
}

/// On which side of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}

impl<'t> Note<'t> {
    fn read(text: &'t str) -> Result<Self, Refusal> {
        if has_conflict(text) {
            return Err(Refusal::new("a merge conflict was left in the note"));
        }
        let body = match split(text) {
            Split::None(body) | Split::Found { body, .. } => body,
            Split::Unclosed(_) => return Err(Refusal::new("the front matter is never closed")),
        };
        let hidden = hidden(text, body);
        let parts = outline(text, body, &hidden);
        Ok(Self { text, body, hidden, parts })
    }

    /// Returns the log that lines are added to: the first with entries, else the first.
    fn log(&self) -> Option<Log> {
        self.sections().find(|log| log.items.iter().any(|item| item.day.is_some())).or_else(|| self.sections().next())
    }

    fn sections(&self) -> impl Iterator<Item = Log> {
        self.parts.iter().enumerate().filter_map(|(at, part)| match part.kind {
            PartKind::Heading(level, Topic::Log) => Some(self.section(at, level)),
            _ => None,
        })
    }

    /// Reads the section under the heading `at`, up to the next that is not below it or is about something else.
    fn section(&self, at: usize, level: u8) -> Log {
        let heading = self.parts.get(at).map_or(0..0, |part| part.span.clone());
        let mut log = Log { heading, items: Vec::new(), own: 0, comment: None, content: None };
        let mut is_own = true;
        for part in self.parts.iter().skip(at + 1) {
            match &part.kind {
                PartKind::Heading(below, Topic::Other | Topic::Log) if *below > level => is_own = false,
                PartKind::Heading(..) => break,
                PartKind::Item(depth) => {
                    // What begins on the line of another item has no line of its own.
                    let start = line_start(self.text, part.span.start);
                    if slice(self.text, start..part.span.start).trim().is_empty() {
                        let day = self.day(&part.span);
                        log.items.push(Item { span: part.span.clone(), depth: *depth, day });
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

    /// Says whether lines are hidden from its first item on: what belongs to which item cannot be told then.
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
        if is_box { None } else { log_day(&plain_text(words)).map(|(day, _)| day) }
    }

    /// Returns the first line of an item, behind its marker.
    fn first_line(&self, span: &Span) -> &'t str {
        let line = slice(self.text, span.clone()).lines().next().unwrap_or_default();
        slice(line, marker(line).len()..line.len()).trim()
    }

    fn words(&self, item: &Item) -> &'t str {
        self.first_line(&item.span)
    }

    /// Returns the place of a new line beside an item, and the line as the item's is written.
    fn beside(&self, log: &Log, item: &Item, side: Side, line: &str) -> (usize, String) {
        let start = line_start(self.text, item.span.start);
        let indent = slice(self.text, start..item.span.start);
        let rest = slice(self.text, item.span.clone());
        let marker = marker(rest);
        let behind = slice(rest, marker.len()..rest.len());
        let gap = slice(behind, 0..behind.len() - behind.trim_start_matches(' ').len());
        let gap = if (1..=4).contains(&gap.len()) { gap } else { " " };
        let line = format!("{indent}{marker}{gap}{line}");
        match (side, log.is_loose(self.text, item)) {
            (Side::Before, false) => self.lines_at(start, &[&line]),
            (Side::Before, true) => self.lines_at(start, &[&line, ""]),
            (Side::Behind, false) => self.lines_at(self.behind(item.span.end), &[&line]),
            (Side::Behind, true) => self.lines_at(self.behind(item.span.end), &["", &line]),
        }
    }

    /// Returns the place of the first entry of a log, and its line.
    fn below(&self, log: &Log, line: &str) -> (usize, String) {
        let last = log.items.get(..log.own).and_then(|own| own.iter().rev().find(|item| item.depth == 0));
        if let Some(last) = last.filter(|last| log.content.is_none_or(|content| content < last.span.end)) {
            return self.beside(log, last, Side::Behind, line);
        }
        let line = format!("- {line}");
        if let Some(content) = log.content {
            return self.lines_at(self.behind(content), &["", &line]);
        }
        let at = self.behind(log.comment.unwrap_or(log.heading.end));
        if !self.has_blank_below_headings() {
            return self.lines_at(at, &[&line]);
        }
        // A blank line that stands there already is the one above the entry.
        let next = behind_line(self.text, at);
        let is_blank = |span: Span| slice(self.text, span).trim().is_empty();
        if is_blank(at..next) && slice(self.text, at..next).ends_with('\n') {
            let is_last = is_blank(next..behind_line(self.text, next));
            if is_last { self.lines_at(next, &[&line]) } else { self.lines_at(next, &[&line, ""]) }
        } else if at == self.text.len() {
            self.lines_at(at, &["", &line])
        } else {
            self.lines_at(at, &["", &line, ""])
        }
    }

    /// Returns the end of the note, and a new log to stand there.
    fn at_end(&self, line: &str) -> (usize, String) {
        let levels = self.parts.iter().filter_map(|part| match part.kind {
            PartKind::Heading(level, _) => Some(level),
            _ => None,
        });
        // A first heading of level one is the note's name.
        let sections = levels.enumerate().filter(|(at, level)| *at > 0 || *level > 1).map(|(_, level)| level);
        let heading = format!("{} Log", "#".repeat(sections.min().unwrap_or(2).into()));
        let line = format!("- {line}");
        let bare = self.text.trim_start_matches('\u{feff}');
        let last = bare.strip_suffix('\n').unwrap_or(bare).rsplit('\n').next().unwrap_or_default();
        let mut lines = vec![heading.as_str(), &line];
        if self.has_blank_below_headings() {
            lines.insert(1, "");
        }
        if !last.trim().is_empty() {
            lines.insert(0, "");
        }
        self.lines_at(self.text.len(), &lines)
    }

    /// Returns new lines as they stand at the start of a line, or at the end of a text without a last line end.
    fn lines_at(&self, at: usize, lines: &[&str]) -> (usize, String) {
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

    /// Returns the end of the line that `at` stands on, or of what is hidden there.
    fn behind(&self, at: usize) -> usize {
        self.hidden.iter().fold(behind_line(self.text, at), |end, hidden| {
            if hidden.start < end && end < hidden.end { behind_line(self.text, hidden.end) } else { end }
        })
    }

    /// Says whether most headings with text below them have a blank line there.
    fn has_blank_below_headings(&self) -> bool {
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

    /// Returns the edit if it adds one entry of that day, or takes one out, and does nothing to all else.
    fn checked(&self, day: Day, span: Span, new: String, is_new: bool) -> Result<TextEdit, Refusal> {
        let edit = TextEdit::replace(self.text, span, new)?;
        let edited = edit.apply(self.text)?;
        let (before, after) = (Facts::of(self), Facts::of(&Note::read(&edited)?));
        let is_meant = if is_new { after.has_one_more(&before, day) } else { before.has_one_more(&after, day) };
        if is_meant { Ok(edit) } else { Err(Refusal::new("there is no place for a line in the log")) }
    }
}

impl Log {
    /// Returns the item that a new line belongs beside; `None` if there is no entry yet.
    fn neighbour(&self, note: &Note<'_>, day: Day, line: &str) -> Option<(&Item, Side)> {
        let depth = self.items.iter().filter(|item| item.day.is_some()).map(|item| item.depth).min()?;
        let entries: Vec<(&Item, Day)> =
            self.items.iter().filter(|item| item.depth == depth).filter_map(|item| Some((item, item.day?))).collect();
        let is_rising = |pair: &&[(&Item, Day)]| matches!(pair, [(_, one), (_, next)] if one < next);
        let is_falling = |pair: &&[(&Item, Day)]| matches!(pair, [(_, one), (_, next)] if one > next);
        let newest_first = entries.windows(2).filter(is_falling).count() > entries.windows(2).filter(is_rising).count();
        let mut runs = entries
            .chunk_by(|(_, one), (_, next)| one == next)
            .filter(|run| run.first().is_some_and(|(_, of)| *of == day));
        let run = if newest_first { runs.next() } else { runs.next_back() };
        if let Some(run) = run {
            let greater = run.iter().find(|(item, _)| note.words(item) > line);
            return greater.map(|(item, _)| (*item, Side::Before)).or_else(|| Some((run.last()?.0, Side::Behind)));
        }
        if newest_first { Some((entries.first()?.0, Side::Before)) } else { Some((entries.last()?.0, Side::Behind)) }
    }

    /// Says whether blank lines stand between an item and those beside it.
    fn is_loose(&self, text: &str, item: &Item) -> bool {
        let beside: Vec<&Item> = self.items.iter().filter(|other| other.depth == item.depth).collect();
        let pairs = beside.windows(2).filter_map(|pair| match pair {
            [one, next] => Some((*one, *next)),
            _ => None,
        });
        let mut pairs = pairs.filter(|(one, next)| one.span == item.span || next.span == item.span);
        pairs.next().is_some_and(|(one, next)| {
            let gap = slice(text, one.span.end..next.span.start);
            gap.trim().is_empty() && gap.matches('\n').count() > 1
        })
    }
}

/// Returns the marker of an item: `-`, `*`, `+`, `1.` or `1)`.
fn marker(item: &str) -> &str {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    slice(item, 0..digits + 1)
}

fn line_start(text: &str, at: usize) -> usize {
    let start = slice(text, 0..at).rfind('\n').map_or(0, |end| end + 1);
    // A BOM is no part of the first line.
    if slice(text, start..at).starts_with('\u{feff}') { start + '\u{feff}'.len_utf8() } else { start }
}

fn behind_line(text: &str, at: usize) -> usize {
    slice(text, at..text.len()).find('\n').map_or(text.len(), |end| at + end + 1)
}

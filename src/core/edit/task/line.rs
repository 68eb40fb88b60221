//! A task's line, taken apart.

use chrono::TimeDelta;

use crate::core::base::text::slice;
use crate::core::base::{LineIndex, Span};
use crate::core::edit::{Refusal, TextEdit, line_end};
use crate::core::model::{Day, TaskStatus};
use crate::core::parse::{TaskItem, boxes};
use crate::core::syntax::task_line::{self, Dialect, Field, Fields, TaskPiece};

use super::recurrence::Recurrence;

/// What is to stand at some places of the text.
pub(super) type Changes = Vec<(Span, String)>;

/// A task's line in the text of its note.
pub(super) struct TaskText<'t> {
    pub(super) text: &'t str,
    /// All boxes of the note.
    pub(super) boxes: Vec<TaskItem>,
    /// Its number, counted from 1.
    pub(super) number: u32,
    /// The line without its end.
    pub(super) span: Span,
    pub(super) status: TaskStatus,
    /// The character in the box.
    mark: Span,
    /// What stands behind the box, without space around it and without a block id.
    content: Span,
    /// Where the line stops but for white space: behind `content`, or behind the block id.
    id_end: usize,
    /// Where the last line ends that stands under the task, or the task's own.
    under: usize,
    fields: Fields,
}

/// What a line says of its task: all that must come out as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TaskFacts {
    pub(super) status: TaskStatus,
    pub(super) due: Option<Day>,
    pub(super) scheduled: Option<Day>,
    pub(super) start: Option<Day>,
    pub(super) settled: Option<Day>,
    pub(super) rest: String,
    pub(super) block_id: Option<String>,
}

/// The next occurrence of a task.
pub(super) struct Next {
    /// What makes it of the line.
    pub(super) changes: Changes,
    pub(super) facts: TaskFacts,
}

/// Where a line goes in.
pub(super) struct Insertion {
    pub(super) at: usize,
    /// The line, with a line end before or behind it.
    pub(super) text: String,
    /// Its number, once it stands there.
    pub(super) number: u32,
}

impl TaskFacts {
    /// Reads what a box and the text behind it say.
    pub(super) fn read(mark: char, line: &str) -> Self {
        let task_line::Fields { due, scheduled, start, settled, rest, .. } = task_line::read(line);
        let block_id = task_line::split_block_id(line.trim()).1.map(str::to_owned);
        Self { status: TaskStatus::from_char(mark), due, scheduled, start, settled, rest, block_id }
    }
}

impl<'t> TaskText<'t> {
    /// Returns the line with that number, if a box of a list stands on it.
    pub(super) fn find(text: &'t str, number: u32) -> Result<Self, Refusal> {
        let boxes = boxes(text);
        let mut on_line = boxes.iter().filter(|item| item.line == number);
        let (Some(item), None) = (on_line.next(), on_line.next()) else {
            return Err(Refusal::new("there is no task on that line"));
        };
        let (status, end) = (TaskStatus::from_char(item.mark), item.text.end);
        let behind_box = slice(text, item.text.clone());
        let content = item.text.start + (behind_box.len() - behind_box.trim_start().len());
        let id_end = content + behind_box.trim().len();
        let content = content..content + task_line::without_block_id(behind_box.trim()).len();
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let start = slice(text, 0..item.text.start).rfind(['\n', '\r']).map_or(bom, |at| at + 1);
        // Empty lines, of a quote too, stand between the task and what follows.
        let is_blank = |char: char| char == '>' || char.is_whitespace();
        let last = start + slice(text, start..item.end.max(end)).trim_end_matches(is_blank).len();
        let under = slice(text, last..text.len()).find('\n').map_or(text.len(), |at| last + at + 1);
        let before_bracket = slice(text, start..item.text.start.saturating_sub(1));
        let mark = before_bracket.chars().next_back().map_or(0, char::len_utf8);
        let mark = item.text.start - 1 - mark..item.text.start - 1;
        let fields = task_line::read(behind_box);
        Ok(Self { text, number, span: start..end, status, mark, content, id_end, under, fields, boxes })
    }

    pub(super) fn facts(&self) -> TaskFacts {
        let Fields { due, scheduled, start, settled, rest, .. } = self.fields.clone();
        let id = slice(self.text, self.content.end..self.id_end).trim_start().strip_prefix('^').map(str::to_owned);
        TaskFacts { status: self.status, due, scheduled, start, settled, rest, block_id: id }
    }

    /// Returns the line with its end.
    pub(super) fn whole(&self) -> Span {
        let rest = slice(self.text, self.span.end..self.text.len());
        let end = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end)).map_or(0, str::len);
        self.span.start..self.span.end + end
    }

    pub(super) fn has_lines_under(&self) -> bool {
        self.under > self.whole().end
    }

    pub(super) fn is_deleted_when_done(&self) -> bool {
        let asks =
            |piece: &TaskPiece| piece.field == Field::OnCompletion && self.value(piece).eq_ignore_ascii_case("delete");
        self.fields.pieces.iter().any(asks)
    }

    /// Returns the day on which it says that it was settled.
    pub(super) fn settled_on(&self) -> Option<Day> {
        self.fields.settled
    }

    /// Returns what puts another character into the box.
    pub(super) fn mark(&self, mark: char) -> (Span, String) {
        (self.mark.clone(), mark.to_string())
    }

    /// Returns what notes down the day that it was done or cancelled, in the place of any such day.
    pub(super) fn settle(&self, field: Field, day: Day) -> (Span, String) {
        match self.fields.pieces.iter().rfind(|piece| piece.field.is_settled()) {
            Some(piece) if piece.field == field && self.day(piece).is_some() => self.set_day(piece, day),
            Some(piece) => (self.place(&piece.span), piece.dialect.write(field, day)),
            None => self.add(field, day),
        }
    }

    /// Returns what takes out the days on which it was done or cancelled.
    pub(super) fn unsettle(&self) -> Changes {
        self.cut(Field::is_settled)
    }

    /// Returns what makes it due on another day, and what it says then.
    pub(super) fn defer(&self, to: Day) -> Result<((Span, String), TaskFacts), Refusal> {
        let facts = self.facts();
        for (field, facts) in [
            (Field::Due, TaskFacts { due: Some(to), ..facts.clone() }),
            (Field::Scheduled, TaskFacts { scheduled: Some(to), ..facts.clone() }),
        ] {
            if let Some(piece) = self.fields.pieces.iter().rfind(|piece| piece.field == field) {
                self.day(piece).ok_or_else(|| self.unreadable(piece))?;
                return Ok((self.set_day(piece, to), facts));
            }
        }
        Ok((self.add(Field::Due, to), TaskFacts { due: Some(to), ..facts }))
    }

    /// Returns the next occurrence of a recurring task that is done on `today`; `None` if it does not recur.
    pub(super) fn next(&self, today: Day) -> Result<Option<Next>, Refusal> {
        let pieces = &self.fields.pieces;
        let mut rules = pieces.iter().filter(|piece| piece.field == Field::Repeat);
        let Some(rule) = rules.next() else { return Ok(None) };
        let words = self.value(rule);
        let fault = || Refusal::new(format!("how it recurs, `{words}`, cannot be read"));
        if rules.next().is_some() {
            return Err(Refusal::new("it says more than once how it recurs"));
        }
        let read = if rule.dialect == Dialect::Word { Recurrence::from_todo_txt } else { Recurrence::from_words };
        let recurrence = read(words).ok_or_else(fault)?;
        let never = || Refusal::new(format!("it recurs `{words}`, which is never again"));
        let ahead = match self.reference() {
            Some(day) => recurrence.next(day, today).ok_or_else(never)? - day,
            None => TimeDelta::zero(),
        };
        let later = |day: Day| day.checked_add_signed(ahead);
        let mut changes = vec![self.mark(' ')];
        for piece in pieces {
            match (piece.field, self.day(piece)) {
                (Field::Due | Field::Scheduled | Field::Start, Some(day)) => {
                    changes.push(self.set_day(piece, later(day).ok_or_else(never)?));
                }
                (Field::Due | Field::Scheduled | Field::Start, None) => return Err(self.unreadable(piece)),
                (Field::Created, Some(_)) => changes.push(self.set_day(piece, today)),
                _ => {}
            }
        }
        // What names or awaits one occurrence is not true of another.
        changes.extend(self.cut(|field| field.is_settled() || matches!(field, Field::Id | Field::DependsOn)));
        changes.push((self.content.end..self.id_end, String::new()));
        let facts = self.facts();
        let facts = TaskFacts {
            status: TaskStatus::Open,
            due: facts.due.and_then(later),
            scheduled: facts.scheduled.and_then(later),
            start: facts.start.and_then(later),
            settled: None,
            block_id: None,
            ..facts
        };
        Ok(Some(Next { changes, facts }))
    }

    /// Returns where the next occurrence goes in: above the line; without dates, below all that stands under it, so that
    /// of two identical tasks the first is still the same one.
    pub(super) fn insertion(&self, next: &Next) -> Result<Insertion, Refusal> {
        let line = self.with(&next.changes)?;
        let end = match slice(self.text, self.span.end..self.whole().end) {
            "" => line_end(self.text),
            end => end,
        };
        Ok(if self.reference().is_some() {
            Insertion { at: self.span.start, text: line + end, number: self.number }
        } else if slice(self.text, 0..self.under).ends_with('\n') {
            Insertion { at: self.under, text: line + end, number: LineIndex::new(self.text).line(self.under) }
        } else {
            let number = LineIndex::new(self.text).line(self.under) + 1;
            Insertion { at: self.under, text: end.to_owned() + &line, number }
        })
    }

    /// Returns where the next occurrence stands, and the number of its line, if it stands where [`Self::insertion`] puts it.
    pub(super) fn inserted(&self, next: &Next) -> Option<(Span, u32)> {
        let Insertion { at, text: new, .. } = self.insertion(next).ok()?;
        let lines = LineIndex::new(self.text);
        if self.reference().is_some() {
            let above = slice(self.text, 0..at).strip_suffix(new.as_str())?;
            let is_line = above.is_empty() || above.ends_with(['\n', '\r', '\u{feff}']);
            return is_line.then(|| (above.len()..at, lines.line(above.len())));
        }
        let below = slice(self.text, at..self.text.len());
        if below.starts_with(&new) {
            return Some((at..at + new.len(), lines.line(at)));
        }
        // At the end of the text, the line end that was written stands before the line.
        let end = line_end(&new);
        let is_last = !below.is_empty() && new.strip_suffix(end) == Some(below);
        is_last.then(|| (at - end.len()..self.text.len(), lines.line(at)))
    }

    /// Returns the line with some changes made.
    fn with(&self, changes: &Changes) -> Result<String, Refusal> {
        let moved =
            changes.iter().map(|(span, new)| (span.start - self.span.start..span.end - self.span.start, new.clone()));
        let line = slice(self.text, self.span.clone());
        TextEdit::new(line, moved)?.apply(line)
    }

    /// Returns the day by which it is planned, and from which it recurs.
    fn reference(&self) -> Option<Day> {
        self.fields.due.or(self.fields.scheduled).or(self.fields.start)
    }

    fn content(&self) -> &'t str {
        slice(self.text, self.content.clone())
    }

    fn value(&self, piece: &TaskPiece) -> &'t str {
        slice(self.content(), piece.value.clone())
    }

    fn day(&self, piece: &TaskPiece) -> Option<Day> {
        piece.day(self.content()).map(|(day, _)| day)
    }

    fn unreadable(&self, piece: &TaskPiece) -> Refusal {
        Refusal::new(format!("`{}` is not a date", self.value(piece)))
    }

    /// Returns what puts another day in the place of a field's; the time of day and the brackets of a link stay.
    fn set_day(&self, piece: &TaskPiece, day: Day) -> (Span, String) {
        let span = piece.day(self.content()).map_or_else(|| piece.value.clone(), |(_, span)| span);
        (self.place(&span), day.to_string())
    }

    /// Returns what adds a field, behind the last one of the line's dialect.
    fn add(&self, field: Field, day: Day) -> (Span, String) {
        let dialect = self.dialect();
        let last = self.fields.pieces.iter().rfind(|piece| piece.dialect == dialect).map(|piece| piece.span.end);
        let may_end = |at: &usize| {
            let rest = slice(self.content(), *at..self.content().len());
            rest.is_empty() || rest.starts_with([' ', '\t', '\u{a0}', '[', '('])
        };
        let at = self.content.start + last.filter(may_end).unwrap_or(self.content().len());
        // Behind an empty box the blank is there already.
        let blank = if slice(self.text, 0..at).ends_with(char::is_whitespace) { "" } else { " " };
        (at..at, format!("{blank}{}", dialect.write(field, day)))
    }

    /// Returns the dialect of the line, else that of the first task of the note that has one.
    fn dialect(&self) -> Dialect {
        let of = |pieces: &[TaskPiece]| {
            let rank = |piece: &&TaskPiece| match piece.field {
                Field::Due => 0,
                Field::Scheduled | Field::Start => 1,
                _ => 2,
            };
            pieces.iter().min_by_key(rank).map(|piece| piece.dialect)
        };
        let of_others =
            || self.boxes.iter().find_map(|item| of(&task_line::read(slice(self.text, item.text.clone())).pieces));
        of(&self.fields.pieces).or_else(of_others).unwrap_or(Dialect::Emoji)
    }

    fn cut(&self, goes: impl Fn(Field) -> bool) -> Changes {
        let cuts = task_line::cuts(self.content(), &self.fields.pieces, goes);
        cuts.iter().map(|span| (self.place(span), String::new())).collect()
    }

    fn place(&self, span: &Span) -> Span {
        self.content.start + span.start..self.content.start + span.end
    }
}
